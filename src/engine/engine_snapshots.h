// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the engine shows of itself, as plain values: a room, a member, a message, a file, a link, a rung. Texts are UTF-8.

#include "engine/engine_words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

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

} // namespace engine
