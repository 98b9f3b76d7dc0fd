// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a person is told of how complete the room is here: what is missing and who is being asked, what came when those who
// had been apart met again, and how many hold all of it.

#include "engine/room/room.h"

namespace engine::room {

class RoomTidings
{
public:
    explicit RoomTidings(Room& room)
        : m_room(room)
    {
    }

    /// What is on the disk now: what is older than a conversation, and did not come with joining, was said apart.
    void note(const Turn& turn, const std::vector<Fresh>& fresh);
    void note(const Turn& turn, const std::vector<LogEntrySnapshot>& acts);
    /// Last thing in a turn: whether there is anything to be told soon.
    void look(const Turn& turn);
    void handleTimer(Turn& turn);
    [[nodiscard]] RoomHealth health() const;

private:
    [[nodiscard]] bool wasApart(const Turn& turn, std::int64_t saidMs) const;
    [[nodiscard]] std::uint32_t missing() const;
    void tellGap(Turn& turn);
    void tellMerged(Turn& turn);

    Room& m_room;
};

} // namespace engine::room
