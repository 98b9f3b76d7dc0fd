// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the engine says unasked.

#include "engine/engine_snapshots.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace engine {

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
/// An act of somebody who runs the room, or one that is judged otherwise than before.
struct ModerationNotice {
    RoomId room;
    LogEntrySnapshot entry;
};
/// Somebody knocks, was answered or went away; or a report came.
struct KnocksNotice {
    RoomId room;
    std::uint32_t knocks = 0;
    std::uint32_t reports = 0;
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
/// Another member, or this one, has all of it now.
struct FileCopiesNotice {
    EventRef file;
    std::uint32_t copies = 0; ///< as in FileSnapshot
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
    DiskFull,       ///< nothing can be stored; retried by itself
    DiskFailed,     ///< the history cannot be written for another reason
    ClockWrong,     ///< three peers agree that this machine's clock is off
    NoMulticast,    ///< the local network cannot be searched
    KeyUnprotected, ///< no passphrase: the key to the history lies beside it
    PortTaken,      ///< the remembered port was in use; another one was picked
    HistoryMended,  ///< a part could not be read any more: left out, and asked for again
    RoomsLost,      ///< and what opens a room was in it
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
                            ModerationNotice,
                            KnocksNotice,
                            TypingNotice,
                            FileHashingNotice,
                            FileProgressNotice,
                            FileDoneNotice,
                            FileFailedNotice,
                            FileCopiesNotice,
                            RungNotice,
                            GapNotice,
                            MergedNotice,
                            WarningNotice>;

} // namespace engine
