// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What comes back for a request: exactly one of these, a refusal included.

#include "core/bytes.h"
#include "engine/engine_requests.h"
#include "engine/engine_snapshots.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace engine {

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
    SettingWord value;
};
struct RoomCreated {
    RoomId room;
};
struct RoomSucceeded {
    RoomId room; ///< the successor
    std::string link;
    bool told = false; ///< the link was posted where it succeeds
};
struct RoomImported {
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
struct PolicyAnswer {
    RoomPolicy policy;
};
struct InviteList {
    std::vector<InviteSnapshot> invites;
};
struct Purged {
    std::uint64_t removed = 0;
};
struct RaidAnswer {
    std::vector<IdentityId> people;
    std::size_t doors = 0; ///< by which they came
};
struct KnockList {
    std::vector<KnockSnapshot> knocks;
};
struct ModerationLog {
    std::vector<LogEntrySnapshot> entries; ///< oldest first
};
struct ReportList {
    std::vector<ReportSnapshot> reports;
};
struct Directory {
    std::vector<ListedRoom> rooms; ///< best first
};
struct PinList {
    std::vector<MessageSnapshot> messages; ///< newest pin first
};
struct EditList {
    std::vector<EditSnapshot> versions; ///< oldest first, what it says now the last
};
struct BlockedList {
    std::vector<IdentityId> identities;
};
struct UnreadLeft {
    std::uint32_t unread = 0;
};
struct HistoryPage {
    std::vector<MessageSnapshot> messages; ///< oldest first
    bool complete = false;
};
struct FoundMessage {
    RoomId room;
    MessageSnapshot message;
};
struct SearchPage {
    std::vector<FoundMessage> found; ///< newest first
    bool complete = false;           ///< nothing older fits
    bool indexed = true; ///< false: old texts are missing here that are not in the index yet
    /// Where to go on from when it was given up before the page was full.
    std::optional<EventRef> next = {};
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
                            RoomSucceeded,
                            RoomImported,
                            InviteMade,
                            RoomJoined,
                            RoomList,
                            MemberList,
                            PolicyAnswer,
                            InviteList,
                            Purged,
                            RaidAnswer,
                            KnockList,
                            ModerationLog,
                            ReportList,
                            Directory,
                            PinList,
                            EditList,
                            BlockedList,
                            MessageSent,
                            UnreadLeft,
                            HistoryPage,
                            SearchPage,
                            Digest,
                            RoomHealth,
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

} // namespace engine
