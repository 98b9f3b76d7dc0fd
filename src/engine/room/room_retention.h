// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How long what was said stays, where the rules set an end: what is older, by the clock that its author gave it, is shown to
// nobody and passed on without its text, by everybody himself; and erased once the rule has stood here for a week
// (retention_steps.h). A log's clocks only go up, so each log is looked through from where the last look ended up to the
// first event that may stay, once for hiding and once for erasing. When the rule becomes looser, or turns out void, all logs
// are judged again (room_judge.h) and what is still here is shown again. Names of members stay.
//
// Who erased has the headers and nothing else, so whoever comes later takes them as they are (`mayBeHollow`): otherwise a
// room whose rule was lifted would have holes for all newcomers.

#include "engine/room/room.h"

namespace engine::room {

class RoomRetention
{
public:
    static constexpr std::chrono::hours lookEvery{1};
    /// After a start nothing is erased for so long: what was changed meanwhile is heard of first.
    static constexpr std::chrono::minutes eraseFirst{1};

    explicit RoomRetention(Room& room)
        : m_room(room)
    {
    }

    /// Whether the room does not keep it any longer.
    [[nodiscard]] bool isOver(const Header& header, core::WallTime now) const;
    /// Whether it may be without its text because a rule that counts once made it over.
    [[nodiscard]] bool mayBeHollow(const Header& header) const;

    void restore(); ///< as the store has it
    void rulesChanged(Turn& turn);
    void handleTimer(Turn& turn);
    /// Something with a text came into a log; it may lie where the looks are past.
    static void cameIn(LogEntry& entry, std::uint64_t seq);

private:
    enum class Look : std::uint8_t { Erase, Hide };
    struct Place {
        core::LogId log;
        Look look = Look::Erase;
        std::uint64_t from = 0;
    };
    [[nodiscard]] std::uint32_t rule() const;
    [[nodiscard]] std::uint32_t ripeRule(core::WallTime now) const;
    void noteHollow();
    void start(Turn& turn, const core::LogId& log);
    void read(Turn& turn, const core::LogId& log, Look look);
    void readNext(Turn& turn, const core::LogId& log, Look look);
    void takeRows(Turn& turn, const Place& place, const EventRows& rows);
    void let(Turn& turn, const EventRow& row, const Header& header, Look look);

    Room& m_room;
};

} // namespace engine::room
