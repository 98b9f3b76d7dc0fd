// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Acts that flood in before what they hang on. A large act is announced and pulled, a small one that cites it is sent
// whole: it overtakes the large one, and nothing would bring it again soon, because who has the act believes that it was
// heard. So it is kept for a moment and taken when what it cites is here. If that does not come by itself, the neighbour
// who sent the act is asked for what he knows of the core: he has all of it.

#include "engine/room/room.h"

namespace engine::room {

class RoomEarly
{
public:
    explicit RoomEarly(Room& room)
        : m_room(room)
    {
    }

    /// An act that came live and cannot be judged yet. What does not fit is left to the next comparison.
    void keep(const Turn& turn, const CarriedEvent& act, LinkId from);
    /// Something was taken since the core had that generation: takes, and floods, whatever hung on it.
    void retry(Turn& turn, std::uint64_t before);
    void handleTimer(Turn& turn);
    void linkDown(LinkId link);

private:
    Room& m_room;
};

} // namespace engine::room
