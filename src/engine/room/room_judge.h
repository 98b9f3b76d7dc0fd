// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room's content and its rules: what comes is judged by the core as it is taken, one's own is refused before it is
// written, and what an act changes is judged again from the store. Every receiver does so by itself, so a client that
// leaves the rules out gains nothing.
//
// Judged again is only what an act can concern: the logs of those it names; all of them for a POLICY that is judged
// otherwise than before (a new one is in nobody's ancestry yet); those that go on after one that came late (what is in
// them may be folded by it); the logs that cited an act before it came. A log is read
// in steps of 256 rows, at most 4 logs at a time, and its record says so until it is through: a restart goes on.

#include "engine/room/room.h"

namespace engine::room {

class RoomJudge
{
public:
    explicit RoomJudge(Room& room)
        : m_room(room)
    {
    }

    /// By its header, and by what its opened body says.
    [[nodiscard]] bool
    counts(const Header& header, const ContentTrail& trail, const core::Bytes& body) const;
    /// Of what counts: whether it does by rules alone that its author had to know to be over. What others show folded.
    [[nodiscard]] bool
    isUnderOlderRules(const EventRow& row, const Header& header, const ContentTrail& trail) const;
    /// Why what would be written now would count for nobody.
    [[nodiscard]] std::optional<Reason>
    refusal(core::WallTime wall, Kind kind, const core::Bytes& body) const;
    /// How long slow mode makes this person wait for the next message.
    [[nodiscard]] std::chrono::milliseconds slowModeLeft(core::WallTime wall) const;

    void judgeAgain(const core::LogId& log);
    /// After the core changed: which logs its news concern.
    void judgeActs();
    /// Last thing in a turn.
    void runSweeps(Turn& turn);

private:
    void takeSweep(Turn& turn, const core::LogId& log, const EventRows& rows);
    /// One that is kept sealed, if its secret has come. True when it is on the screen now.
    bool openRow(Turn& turn, const EventRow& row, const ContentTrail& trail) const;
    /// True: it is shown again.
    bool judgeRow(Turn& turn, const EventRow& row, const Header& header, const ContentTrail& trail);
    void tellJudged(Turn& turn, const EventRow& row, const Header& header, Shown now);
    void fold(Turn& turn, const EventRow& row, bool olderRules);

    Room& m_room;
};

} // namespace engine::room
