// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where logs are over, carried out: what lies behind the end of a log is hidden, and of one whose last event is named
// (log_entry.h) what does not lead up to that event is hidden as well, until the hole between them is filled.

#include "engine/room/room.h"

namespace engine::room {

class RoomEnds
{
public:
    explicit RoomEnds(Room& room)
        : m_room(room)
    {
    }

    /// As the roll says now. True: what is on the screen may be another.
    bool apply(Turn& turn, const core::LogId& log, LogEntry& entry);
    /// As the roll and the proofs of forks say, without doing anything about it: the store has it already.
    void restore();
    /// As the proof of its fork says now, if there is one for just where it forked.
    void nameFork(const core::LogId& log, LogEntry& entry) const;
    /// After its end moved, or another event is named before it. `wasAnchored`: some of it may be hidden for that.
    void settle(Turn& turn, const core::LogId& log, bool wasAnchored);
    /// Lets go of what does not go together with the next event on the way down from the anchor.
    void makeWay(Turn& turn, const CarriedEvent& event);
    /// Last thing in a turn: what is loose, and nobody is asked any more for what would join it, is hidden.
    void hideLoose(Turn& turn);

private:
    void note(const core::LogId& log, LogEntry& entry) const;
    void shorten(Turn& turn, const core::LogId& log, LogEntry& entry, std::uint64_t end);
    void lengthen(Turn& turn, const core::LogId& log, LogEntry& entry, std::uint64_t before);
    void found(Turn& turn, const core::LogId& log, const core::EventId& last);
    void putBack(Turn& turn, const core::EventRef& next, const Stretch& gone);
    void hide(Turn& turn, const core::LogId& log, const Stretch& stretch);

    Room& m_room;
};

} // namespace engine::room
