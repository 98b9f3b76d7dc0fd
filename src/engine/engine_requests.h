// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Everything that can be asked of the engine.

#include "core/bytes.h"
#include "engine/engine_words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace engine {

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
/// A kick, or a ban: whoever was kicked may come in again by an invite, whoever was banned may not before it is lifted.
enum class MemberAct : std::uint8_t { Grant, Kick, Ban, Unban };
struct ChangeMember {
    RoomId room;
    IdentityId identity;
    MemberAct change = MemberAct::Grant;
    int level =
        levelMember; ///< of a grant, up or down: 0 observer, 10 member, 50 moderator, 80 admin
    std::string reason;
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
                             ChangeMember,
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

} // namespace engine
