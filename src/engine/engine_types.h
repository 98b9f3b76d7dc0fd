// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What goes through the engine's door, as plain values: requests in, answers and notices out. The window, the headless
// node and the peer itself all speak these types, so there is one vocabulary and nothing to translate. Texts are UTF-8.
// Nothing here knows Qt; nothing here is a text for people: reasons are enum values, the window finds the words.

#include "core/bytes.h"
#include "core/ids.h"
#include "core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace engine {

using core::EventRef;
using core::IdentityId;
using core::RoomId;

/// Why something was refused; `reasonWord` gives the word of the control contract.
enum class Reason : std::uint8_t {
    NotMember,
    NotAllowed,
    UnknownRoom,
    UnknownMessage,
    UnknownFile,
    UnknownIdentity,
    BadInvite,
    Expired,
    Revoked,
    Banned,
    Muted,
    SlowMode,
    BadPassword,
    TooLarge,
    RateLimited,
    Quota,
    DiskFull,
    ReadOnly,
    FileGone,
    FileChanged,
    FileExists,
    Unreachable,
    Busy,
    Locked,
    BadArgument,
    NotBuilt, ///< a method that this version does not have yet
    Internal,
};
[[nodiscard]] std::string_view reasonWord(Reason reason);

enum class RoomState : std::uint8_t { Joining, Knocking, Joined, Kicked, Banned, Left };
enum class MemberState : std::uint8_t { Joined, Knocking, Muted, Kicked, Banned, Left };
enum class MessageState : std::uint8_t { Received, Stored, Sent, Delivered, Read };
enum class Access : std::uint8_t { Public, Invite, Knock, Password };
enum class HistoryAccess : std::uint8_t { All, Joined, None };
enum class Path : std::uint8_t { None, Direct, Relayed };
enum class Rung : std::uint8_t { Cached, Lan, Invite, Dht, Typed };
enum class RungState : std::uint8_t { Off, Idle, Trying, Found, Failed };
enum class MemberChange : std::uint8_t {
    Joined,
    Left,
    Level,
    Online,
    Offline,
    Name,
    Muted,
    Kicked,
    Banned
};

[[nodiscard]] std::string_view wordOf(RoomState state);
[[nodiscard]] std::string_view wordOf(MemberState state);
[[nodiscard]] std::string_view wordOf(MessageState state);
[[nodiscard]] std::string_view wordOf(Access access);
[[nodiscard]] std::string_view wordOf(HistoryAccess history);
[[nodiscard]] std::string_view wordOf(Path path);
[[nodiscard]] std::string_view wordOf(Rung rung);
[[nodiscard]] std::string_view wordOf(RungState state);
[[nodiscard]] std::string_view wordOf(MemberChange change);

constexpr int levelFounder = 100;
constexpr int levelAdmin = 80;
constexpr int levelModerator = 50;
constexpr int levelMember = 10;
constexpr int levelObserver = 0;
constexpr int levelNone = -1;

// ---- snapshots ----

struct RoomSnapshot {
    RoomId room;
    std::string name;
    std::string topic;
    Access access = Access::Invite;
    int level = levelNone;
    std::uint32_t members = 0;
    std::uint32_t online = 0; ///< other members linked right now
    std::uint32_t unread = 0;
    RoomState state = RoomState::Joining;
    std::int64_t lastOnlineMs = 0; ///< when another member was last linked; 0 = never
};

struct MemberSnapshot {
    IdentityId identity;
    std::string name;
    int level = levelNone;
    MemberState state = MemberState::Joined;
    bool online = false;
    bool superpeer = false;
    Path path = Path::None;
    bool self = false;
};

struct FileSummary {
    EventRef file;
    std::string name;
    std::uint64_t bytes = 0;
    bool have = false;
};

struct ReactionSnapshot {
    std::string emoji;
    std::vector<IdentityId> authors;
};

struct MessageSnapshot {
    EventRef message;
    IdentityId author;
    std::string name;
    std::int64_t timeMs = 0;
    std::string text;
    bool edited = false;
    bool deleted = false;
    bool own = false;
    std::optional<EventRef> replyTo;
    std::vector<ReactionSnapshot> reactions;
    MessageState state = MessageState::Received;
    std::vector<IdentityId> deliveredTo;
    bool late = false;
    std::optional<FileSummary> file;
};

enum class FileStage : std::uint8_t { Offered, Fetching, Paused, Here, Shared, Gone };

struct FileSnapshot {
    RoomId room;
    EventRef file;
    std::string name;
    std::uint64_t bytes = 0;
    IdentityId author;
    std::int64_t timeMs = 0;
    bool have = false;
    std::uint32_t copies = 0; ///< members known to hold it whole, this one included
    FileStage stage = FileStage::Offered;
    std::uint64_t bytesDone = 0;
    std::string path; ///< where it lies on this machine, when it does
};

struct PeerSnapshot {
    RoomId room;
    IdentityId identity;
    std::string addr;
    Path path = Path::Direct;
    std::int64_t rttMs = 0;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::int64_t sinceMs = 0;
};

struct RungSnapshot {
    Rung rung = Rung::Cached;
    RungState state = RungState::Idle;
    std::uint32_t peers = 0;
    std::int64_t lastMs = 0; ///< when it last found anybody; 0 = never
};

struct ListenAddress {
    std::string addr;
    std::uint16_t port = 0;
};

// ---- requests ----

using RequestId = std::uint64_t;

struct GetNodeInfo {
};
struct GetNodeStats {
};
struct StopNode {
};
/// Keys and what they mean: settings_desk.h.
struct GetSetting {
    std::string key;
};
struct SetSetting {
    std::string key;
    bool value = false;
};
struct SetProfile {
    std::optional<std::string> name;
    std::optional<std::string> status;
};
struct CreateRoom {
    std::string name;
    std::string topic;
    Access access = Access::Invite;
    HistoryAccess history = HistoryAccess::All;
};
struct InviteToRoom {
    RoomId room;
    int level = levelMember;
    std::int64_t expiresMs = 0;
    std::uint32_t uses = 0;
};
struct JoinRoom {
    std::string link;
};
struct LeaveRoom {
    RoomId room;
};
struct ForgetRoom {
    RoomId room;
};
struct ListRooms {
};
struct ListMembers {
    RoomId room;
};
struct SendMessage {
    RoomId room;
    std::string text;
    std::optional<EventRef> replyTo;
};
struct MarkRead {
    RoomId room;
    EventRef message;
};
struct SetTyping {
    RoomId room;
    bool on = false;
};
struct ReadHistory {
    RoomId room;
    std::optional<EventRef> before;
    std::optional<EventRef> after;
    std::uint32_t limit = 50; ///< at most historyLimitMost
};
constexpr std::uint32_t historyLimitMost = 1000;
struct GetDigest {
    RoomId room;
};
struct ShareFile {
    RoomId room;
    std::string path;
};
struct ListFiles {
    RoomId room;
};
struct FetchFile {
    EventRef file;
    std::string to; ///< empty = the download folder
};
struct PauseFile {
    EventRef file;
};
struct ResumeFile {
    EventRef file;
};
struct CancelFile {
    EventRef file;
};
struct ListPeers {
    std::optional<RoomId> room;
};
struct DialPeer {
    RoomId room;
    std::string addr;
};
struct NetworkChanged {
};

/// A point in the DHT's space: a node's id, an infohash or an item's target.
using DhtId = core::Id<struct DhtIdTag, 20>;

struct GetDhtInfo {
};
struct DhtPing {
    std::string addr;
    std::uint16_t port = 0;
};
struct DhtLookup {
    DhtId target;
};
struct DhtPeers {
    DhtId infohash;
};
/// Goes on every 15 minutes for as long as this peer runs.
struct DhtAnnounce {
    DhtId infohash;
    std::uint16_t port = 0; ///< 0 = the port of our links
};
/// Goes on every hour for as long as this peer runs.
struct DhtPut {
    core::Bytes value;     ///< bencoded
    core::Bytes secretKey; ///< empty = immutable; 32 bytes = a seed, 64 = the expanded key
    core::Bytes salt;
    std::optional<std::int64_t> seq; ///< nothing: one more than what the DHT holds
    std::optional<std::int64_t> cas;
};
struct DhtGet {
    std::optional<DhtId> target;
    std::optional<core::ByteArray<32>> key; ///< with the salt instead of a target
    core::Bytes salt;
};

using Request = std::variant<GetNodeInfo,
                             GetNodeStats,
                             StopNode,
                             GetSetting,
                             SetSetting,
                             SetProfile,
                             CreateRoom,
                             InviteToRoom,
                             JoinRoom,
                             LeaveRoom,
                             ForgetRoom,
                             ListRooms,
                             ListMembers,
                             SendMessage,
                             MarkRead,
                             SetTyping,
                             ReadHistory,
                             GetDigest,
                             ShareFile,
                             ListFiles,
                             FetchFile,
                             PauseFile,
                             ResumeFile,
                             CancelFile,
                             ListPeers,
                             DialPeer,
                             NetworkChanged,
                             GetDhtInfo,
                             DhtPing,
                             DhtLookup,
                             DhtPeers,
                             DhtAnnounce,
                             DhtPut,
                             DhtGet>;

// ---- answers ----

struct Refusal {
    Reason reason = Reason::Internal;
    std::string detail; ///< for logs and developers, never shown as the message itself
    std::int64_t retryMs = 0;
    int code = 0; ///< what the DHT's nodes answered with (203 to 302); 0 = nothing of that kind
};
struct Done {
};
struct NodeInfo {
    std::string version;
    IdentityId identity;
    core::DeviceId device;
    std::string name;
    std::string fingerprint; ///< four words
    std::vector<ListenAddress> listen;
    std::uint16_t dhtPort = 0;
    std::int64_t uptimeMs = 0;
    std::vector<RungSnapshot> rungs;
};
struct NodeStats {
    std::uint64_t rssBytes = 0;
    std::uint64_t links = 0;
    std::uint64_t roomsBytesIn = 0;
    std::uint64_t roomsBytesOut = 0;
    std::uint64_t dhtPacketsIn = 0;
    std::uint64_t dhtPacketsOut = 0;
    std::uint64_t dbBytes = 0;
    std::uint64_t eventsStored = 0;
    std::uint64_t indexLag = 0;
};
struct SettingValue {
    bool value = false;
};
struct RoomCreated {
    RoomId room;
};
struct InviteMade {
    core::EventId invite;
    std::string link;
};
struct RoomJoined {
    RoomId room;
    RoomState state = RoomState::Joining;
};
struct RoomList {
    std::vector<RoomSnapshot> rooms;
};
struct MemberList {
    std::vector<MemberSnapshot> members;
};
struct MessageSent {
    EventRef message;
    MessageState state = MessageState::Stored;
};
struct UnreadLeft {
    std::uint32_t unread = 0;
};
struct HistoryPage {
    std::vector<MessageSnapshot> messages; ///< oldest first
    bool complete = false;
};
struct Digest {
    std::string authority;
    std::string frontier;
    std::string bodies;
    bool settled = false;
};
struct FileShared {
    EventRef file;
    EventRef message;
};
struct FileList {
    std::vector<FileSnapshot> files;
};
struct PeerList {
    std::vector<PeerSnapshot> peers;
};
struct DhtInfo {
    DhtId id; ///< in the IPv4 table
    std::uint64_t nodes = 0;
    std::uint64_t nodes6 = 0;
    bool readOnly = true;
    std::string external; ///< our address as others see it; empty = not known
    std::uint64_t storedPeers = 0;
    std::uint64_t storedItems = 0;
};
struct DhtPonged {
    DhtId id;
};
struct DhtNode {
    DhtId id;
    ListenAddress at;
};
struct DhtNodeList {
    std::vector<DhtNode> nodes;
};
struct DhtPeerList {
    std::vector<ListenAddress> peers;
};
struct DhtAnnounced {
    std::uint64_t acks = 0;
};
struct DhtStored {
    DhtId target;
    std::optional<core::ByteArray<32>> key;
    std::int64_t seq = 0; ///< of a mutable item
    std::uint64_t acks = 0;
};
/// An empty value: nobody holds it.
struct DhtValue {
    core::Bytes value;
    std::optional<core::ByteArray<32>> key;
    std::int64_t seq = 0;
    core::Bytes signature;
};

using Answer = std::variant<Refusal,
                            Done,
                            NodeInfo,
                            NodeStats,
                            SettingValue,
                            RoomCreated,
                            InviteMade,
                            RoomJoined,
                            RoomList,
                            MemberList,
                            MessageSent,
                            UnreadLeft,
                            HistoryPage,
                            Digest,
                            FileShared,
                            FileList,
                            PeerList,
                            DhtInfo,
                            DhtPonged,
                            DhtNodeList,
                            DhtPeerList,
                            DhtAnnounced,
                            DhtStored,
                            DhtValue>;

// ---- notices ----

struct ReadyNotice {
    std::string version;
    IdentityId identity;
    std::vector<ListenAddress> listen;
    std::uint16_t dhtPort = 0;
};
struct RoomNotice {
    RoomId room;
    RoomState state = RoomState::Joining;
    std::optional<Reason> reason;
};
/// Name, topic, counts or access changed: ask for the list again.
struct RoomListNotice {
    RoomId room;
};
struct MemberNotice {
    RoomId room;
    IdentityId identity;
    MemberChange change = MemberChange::Joined;
};
struct MessageNotice {
    RoomId room;
    MessageSnapshot message;
};
struct HistoryNotice {
    RoomId room;
    std::uint32_t count = 0;
};
struct MessageStateNotice {
    RoomId room;
    EventRef message;
    MessageState state = MessageState::Stored;
    std::vector<IdentityId> deliveredTo;
};
struct TypingNotice {
    RoomId room;
    IdentityId identity;
    bool on = false;
};
struct FileHashingNotice {
    std::string path;
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
};
struct FileProgressNotice {
    EventRef file;
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t rate = 0; ///< bytes a second
    std::uint32_t peers = 0;
};
struct FileDoneNotice {
    EventRef file;
    std::string path;
};
struct FileFailedNotice {
    EventRef file;
    Reason reason = Reason::Internal;
};
struct RungNotice {
    RungSnapshot rung;
};
struct GapNotice {
    RoomId room;
    std::uint32_t missing = 0;
    std::uint32_t asking = 0;
};
struct MergedNotice {
    RoomId room;
    std::uint32_t messages = 0;
    std::uint32_t bans = 0;
    std::uint32_t files = 0;
};
enum class Warning : std::uint8_t {
    DiskFull,      ///< nothing can be stored; retried by itself
    DiskFailed,    ///< the history cannot be written for another reason
    ClockWrong,    ///< three peers agree that this machine's clock is off
    NoMulticast,   ///< the local network cannot be searched
    PlainDatabase, ///< the history file is not sealed yet
    PortTaken,     ///< the remembered port was in use; another one was picked
};
struct WarningNotice {
    Warning warning = Warning::DiskFailed;
    std::string detail;
};

using Notice = std::variant<ReadyNotice,
                            RoomNotice,
                            RoomListNotice,
                            MemberNotice,
                            MessageNotice,
                            HistoryNotice,
                            MessageStateNotice,
                            TypingNotice,
                            FileHashingNotice,
                            FileProgressNotice,
                            FileDoneNotice,
                            FileFailedNotice,
                            RungNotice,
                            GapNotice,
                            MergedNotice,
                            WarningNotice>;

} // namespace engine
