// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Everything that can be asked of the engine.

#include "engine/dht_requests.h"
#include "engine/engine_words.h"
#include "engine/moderation_requests.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
    SettingWord value;
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
    std::string password = {}; ///< with Access::Password
    bool listed = false;       ///< with Access::Public: in the table of all rooms
    PolicyChange policy = {};
};
struct InviteToRoom {
    RoomId room;
    int level = levelMember;
    std::int64_t expiresMs = 0;
    std::uint32_t uses = 0;
};
struct JoinRoom {
    std::string link;
    std::string password = {}; ///< for a door that has one
    std::string message = {};  ///< for a door at which one knocks
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
/// All that this machine holds of the room, as a file that its members can open, without a network.
struct ExportRoom {
    RoomId room;
    std::string path;                 ///< what stands there is replaced
    bool allFiles = false;            ///< the content of each shared file that is here
    std::vector<EventRef> files = {}; ///< of these
};
struct ImportRoom {
    std::string path;
};
struct SendMessage {
    RoomId room;
    std::string text;
    std::optional<EventRef> replyTo;
    std::vector<IdentityId> mentions = {};
};
struct EditMessage {
    RoomId room;
    EventRef message;
    std::string text;
};
/// One's own, or as a moderator somebody else's.
struct DeleteMessage {
    RoomId room;
    EventRef message;
    std::string reason;
};
struct ReactToMessage {
    RoomId room;
    EventRef message;
    std::string emoji;
    bool remove = false;
};
struct PinMessage {
    RoomId room;
    EventRef message;
    bool remove = false;
};
struct ListPins {
    RoomId room;
};
/// What an edited message said before.
struct ReadEdits {
    RoomId room;
    EventRef message;
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
/// In one room or in all of them. Each piece of the query between spaces has to be in what a message says now, or in the
/// name of its file; an empty query asks for whatever fits the rest.
struct SearchMessages {
    std::string query;
    std::optional<RoomId> room = {};
    std::optional<IdentityId> from = {};
    std::int64_t sinceMs = 0;
    std::int64_t untilMs = 0; ///< 0 = until now
    bool files = false;       ///< only messages with a file
    std::uint32_t limit = 50; ///< at most historyLimitMost
    std::optional<EventRef> before = {};
};
struct GetDigest {
    RoomId room;
};
struct GetHealth {
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

using Request = std::variant<GetNodeInfo,
                             GetNodeStats,
                             StopNode,
                             GetSetting,
                             SetSetting,
                             SetProfile,
                             CreateRoom,
                             SetRoom,
                             SetPolicy,
                             InviteToRoom,
                             ListInvites,
                             RevokeInvite,
                             ChangeMember,
                             PurgeMember,
                             ClearRaid,
                             ResetReach,
                             ListKnocks,
                             AnswerKnock,
                             TransferRoom,
                             SetHeirs,
                             SucceedRoom,
                             ReadLog,
                             ExportLog,
                             ReportMessage,
                             ListReports,
                             SearchDirectory,
                             BlockContact,
                             ListBlocked,
                             JoinRoom,
                             LeaveRoom,
                             ForgetRoom,
                             ExportRoom,
                             ImportRoom,
                             ListRooms,
                             ListMembers,
                             SendMessage,
                             EditMessage,
                             DeleteMessage,
                             ReactToMessage,
                             PinMessage,
                             ListPins,
                             ReadEdits,
                             MarkRead,
                             SetTyping,
                             ReadHistory,
                             SearchMessages,
                             GetDigest,
                             GetHealth,
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
