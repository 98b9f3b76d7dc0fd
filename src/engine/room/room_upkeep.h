// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a member of level >= 50 does for the room without being asked: once a week he pins the heads of logs that have
// grown, so that nobody can later tell another past of theirs. (Doors that are over: room_invites.h.)

#include "engine/room/room.h"

namespace engine::room {

class RoomUpkeep
{
public:
    /// For the length of one turn.
    RoomUpkeep(Room& room, Turn& turn, const Self& self)
        : m_room(room)
        , m_turn(turn)
        , m_self(self)
    {
    }

    /// Heads that no PIN names yet, those that grew last first, as many as one holds; nothing when there are none.
    void pinHeads();
    /// Until a week has passed since our last PIN, or since we came in.
    [[nodiscard]] static std::chrono::milliseconds pinsIn(const Room& room, core::WallTime wall);

private:
    Room& m_room;
    Turn& m_turn;
    const Self& m_self;
};

} // namespace engine::room
