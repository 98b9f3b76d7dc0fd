// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the engine shows of itself, as plain values: a room, a member, a message, a file, a link, a rung. Texts are UTF-8.

#include "core/ids.h"
#include "engine/engine_words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// That another room goes on here is said, but not by as many as it takes.
struct SuccessionSnapshot {
    RoomId predecessor;
    std::uint32_t agreed = 0;
    std::uint32_t needed = 0; ///< admins
    bool mayAgree = false;    ///< this person is one of them and has not
};

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
    std::uint32_t knocks = 0;      ///< waiting for an answer, for those who may give it
    std::uint32_t reports = 0;
    std::optional<EventRef> picture;   ///< the file, once its card is here
    std::optional<RoomId> successor;   ///< where those entitled say that it goes on; we are in it
    std::optional<RoomId> predecessor; ///< which room goes on here, said by those entitled
    std::optional<SuccessionSnapshot> proposed;
};

/// How complete a room is, and with how many, as far as this one sees.
struct RoomHealth {
    std::uint32_t members = 0;
    std::uint32_t online = 0;     ///< other members
    std::uint32_t superpeers = 0; ///< linked to
    std::uint32_t compared = 0;   ///< linked to, and compared with
    std::uint32_t equal = 0;      ///< of those, the ones who held the same the last time
    std::uint32_t missing = 0;    ///< events known to be and not here
    std::uint32_t copies = 0;     ///< of all the history, known to be online, this one included
};

/// The rules of a room as they stand.
struct RoomPolicy {
    HistoryAccess history = HistoryAccess::All;
    std::uint32_t slowModeSeconds = 0;
    int postingLevel = levelMember;
    int filesLevel = levelMember;
    bool linksAllowed = true;
    std::uint64_t maxFileBytes = 0;
    std::uint32_t retentionDays = 0;
    std::uint32_t quarantineMessages = 0;
    std::uint32_t workBits = 0;
    bool bornPublic = false; ///< else it never becomes public: its keys are its members' alone
    bool listed = false;
    std::vector<IdentityId> heirs;
};

struct InviteSnapshot {
    core::EventId invite;
    std::string link; ///< empty where this device does not hold its key
    IdentityId author;
    int level = levelMember;
    std::int64_t expiresMs = 0; ///< 0 = never
    std::uint32_t uses = 0;     ///< 0 = any number
    std::vector<IdentityId> came;
    bool open = true;
};

struct KnockSnapshot {
    IdentityId identity;
    std::string name;
    std::string text;
    std::int64_t timeMs = 0;
};

struct ReportSnapshot {
    EventRef message;
    IdentityId author; ///< of the message
    std::string name;
    std::string text; ///< as it was reported
    IdentityId reporter;
    std::string reason;
    std::int64_t timeMs = 0;
};

/// One act of somebody who runs the room, also one that does not count.
struct LogEntrySnapshot {
    core::EventId event;
    LogAction action = LogAction::Grant;
    IdentityId actor;
    std::vector<IdentityId> targets;
    int level = levelNone; ///< of a grant or an invite
    std::int64_t untilMs = 0;
    std::string reason;
    std::int64_t timeMs = 0;
    bool valid = false;
    std::vector<core::EventId>
        why; ///< the chain of grants down to the genesis, or what makes it void
    VoidWhy voidWhy = VoidWhy::None;
    std::string whyText; ///< the same in English, for files and programs
    std::string detail;  ///< what else there is to say: which rules, how many messages
};

/// A public room in the table of all rooms.
struct ListedRoom {
    std::string link;
    std::string name;
    std::string topic;
    std::vector<std::string> tags;
    std::string language;
    std::uint32_t members = 0;
    std::int64_t lastMs = 0;
    bool known = false; ///< told on this network or by a superpeer of a room of ours
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
    std::int64_t mutedUntilMs = 0; ///< with MemberState::Muted; 0 = until it is lifted
    bool blocked = false;          ///< by this person, here
    bool heir = false;
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
    /// Under rules that its author had to know to be over, and not by those that he had to follow: shown folded.
    bool olderRules = false;
    std::optional<FileSummary> file;
    bool pinned = false;
    std::vector<IdentityId> mentions;
};

struct EditSnapshot {
    std::string text;
    std::int64_t timeMs = 0;
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

} // namespace engine
