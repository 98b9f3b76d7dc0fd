// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What can be asked of a room by those who run it, and by those who turn to them: rules, doors, people, the log, reports.

#include "engine/engine_words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// Rules of a room that are to be other than they are; what is absent stays.
struct PolicyChange {
    std::optional<HistoryAccess> history;
    std::optional<std::uint32_t> slowModeSeconds; ///< between two messages of one person; 0 = off
    std::optional<int> postingLevel;
    std::optional<int> filesLevel;
    std::optional<bool> linksAllowed;
    std::optional<std::uint64_t> maxFileBytes;  ///< 0 = no limit
    std::optional<std::uint32_t> retentionDays; ///< 0 = for ever
    std::optional<std::uint32_t>
        quarantineMessages;                ///< a newcomer's first ones, without links and files
    std::optional<std::uint32_t> workBits; ///< of the proof of work at an open door
};
/// What a room is called and how one comes in, changed later.
struct SetRoom {
    RoomId room;
    std::optional<std::string> name;
    std::optional<std::string> topic;
    std::optional<Access> access;
    std::optional<std::string> password;
    std::optional<bool> listed;
    /// A file of the room of at most roomPictureBytesMost; none within: no picture any more.
    std::optional<std::optional<EventRef>> picture = {};
};
struct SetPolicy {
    RoomId room;
    PolicyChange change; ///< nothing in it: only asks
};
struct ListInvites {
    RoomId room;
};
/// The invite takes nobody in any more; who came by it stays.
struct RevokeInvite {
    RoomId room;
    core::EventId invite;
};
/// A kick, or a ban: whoever was kicked may come in again by an invite, whoever was banned may not before it is lifted.
enum class MemberAct : std::uint8_t { Grant, Kick, Ban, Unban, Mute, Unmute };
struct ChangeMember {
    RoomId room;
    IdentityId identity;
    MemberAct change = MemberAct::Grant;
    int level =
        levelMember; ///< of a grant, up or down: 0 observer, 10 member, 50 moderator, 80 admin
    std::string reason;
    std::int64_t untilMs = 0; ///< of a mute; 0 = until it is lifted
    std::optional<std::int64_t>
        purgeSinceMs;        ///< what they wrote since then goes, too; 0 = all of it
    bool resetReach = false; ///< of a ban: and the room gets another reach secret
};
/// Another reach secret, which whoever is no member any more is not given.
struct ResetReach {
    RoomId room;
};
/// Everything that somebody wrote since then: texts, reactions, files.
struct PurgeMember {
    RoomId room;
    IdentityId identity;
    std::int64_t sinceMs = 0;
    std::string reason;
};
/// Everybody below a moderator who came in by a door since then is banned, and all that they wrote counts for nothing.
/// The doors they came by are closed to them, and an open one is followed by another.
struct ClearRaid {
    RoomId room;
    std::int64_t sinceMs = 0;
    std::string reason;
    bool onlyAsk = false; ///< it is only said whom that would be
};
struct ListKnocks {
    RoomId room;
};
struct AnswerKnock {
    RoomId room;
    IdentityId identity;
    bool admit = false;
    std::string reason;
};
struct TransferRoom {
    RoomId room;
    IdentityId identity;
};
/// Who may open a successor when the founder is gone. Nobody named: there are no heirs any more.
struct SetHeirs {
    RoomId room;
    std::vector<IdentityId> identities;
};
/// Opens the room in which this one goes on, and says so here; or agrees to one that somebody opened.
struct SucceedRoom {
    RoomId room;
    std::optional<RoomId> successor = {};
    std::string words = {}; ///< said here before the link
};
struct ReadLog {
    RoomId room;
};
struct ExportLog {
    RoomId room;
    std::string path;
};
struct ReportMessage {
    RoomId room;
    EventRef message;
    std::string reason;
};
struct ListReports {
    RoomId room;
};
struct SearchDirectory {
    std::string query;
    std::string topic;
};
/// Nothing of a blocked person is shown, in any room, and it is nobody's business.
struct BlockContact {
    IdentityId identity;
    bool block = true;
};
struct ListBlocked {
};
} // namespace engine
