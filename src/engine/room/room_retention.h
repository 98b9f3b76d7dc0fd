// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How long what was said stays, where the rules of the room set an end: what is older, by the clock that its author gave it,
// loses its text with everybody, by himself. A log's clocks only go up, so each log is looked through from where the last
// look ended up to the first event that may stay. Names of members stay.

#include "engine/room/room.h"

namespace engine::room {

class RoomRetention
{
public:
    static constexpr std::chrono::hours lookEvery{1};

    explicit RoomRetention(Room& room)
        : m_room(room)
    {
    }

    /// After the core changed.
    void rulesChanged(core::MonoTime now);
    void handleTimer(Turn& turn);

private:
    void look(Turn& turn, const core::LogId& log);
    /// The same log once more, or the next one.
    void takeRows(Turn& turn, const core::LogId& log, const EventRows& rows);

    Room& m_room;
};

} // namespace engine::room
