// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What was taken back in a room goes from its screen and from its store. What comes later is judged as it is taken; what is
// stored already is looked through in steps of 256 rows, only the stretches that were named. A bodiless event is taken
// only when this peer knows who took its text back: nobody can hollow out a log by leaving texts away.

#include "engine/room/room.h"

namespace engine::room {

class RoomRedactions
{
public:
    static constexpr std::chrono::hours eraseEvery{6};

    explicit RoomRedactions(Room& room)
        : m_room(room)
    {
    }

    /// As the store has them; `leaves`: what the roll did not take.
    void restore(const std::vector<StoredCoreRow>& rows, const std::vector<CarriedEvent>& leaves);
    /// A member's REDACT. False: it cannot be read.
    [[nodiscard]] bool takeLeaf(const CarriedEvent& event);
    /// Whether it is shown to nobody because of somebody who took it back, or because the room does not keep it any longer.
    [[nodiscard]] std::optional<Redacted>
    find(const Header& header, const core::IdentityId& author, core::WallTime now) const;

    /// After the core changed or a leaf came; nothing is looked through when the store has it already.
    void refresh(bool reread);
    /// Texts that others took back a week ago go.
    void handleTimer(Turn& turn);
    /// Last thing in a turn.
    void run(Turn& turn);
    /// It is not shown any more.
    void tellGone(Turn& turn, const EventRow& row, const Header& header);

private:
    void add(const RedactRange& range);
    void takeRows(Turn& turn, const core::LogId& log, Reread left, const EventRows& rows);

    Room& m_room;
};

} // namespace engine::room
