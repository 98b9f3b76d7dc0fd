// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room's moderation log: for the screen, as a file, and what is new of it.

#include "engine/room/log_file.h"
#include "engine/room/room.h"

#include <map>
#include <set>

namespace engine::room {

class RoomLog
{
public:
    /// The room has a roll.
    explicit RoomLog(const Room& room)
        : m_room(room)
    {
    }

    [[nodiscard]] std::vector<LogEntrySnapshot> entries() const;
    [[nodiscard]] core::Bytes file(const Self& self, core::WallTime wall) const;
    /// Acts that came, or count otherwise than before, since the verdicts were last noted. Nothing when they are many: then
    /// they are no news but what a newcomer is given.
    [[nodiscard]] std::vector<LogEntrySnapshot> news() const;
    /// The rooms that this one is said to follow, with everybody who says so and may speak here.
    [[nodiscard]] std::map<core::RoomId, std::set<core::IdentityId>> successions() const;

private:
    static constexpr std::size_t newsMost = 64;

    [[nodiscard]] std::vector<core::EventId> acts() const;
    [[nodiscard]] NameOf nameOf() const;

    const Room& m_room;
};

} // namespace engine::room
