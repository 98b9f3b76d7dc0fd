// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_retention.h"

#include "engine/room/room_judge.h"
#include "engine/room/room_redactions.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint32_t rowsAStep = 256;
constexpr std::uint64_t seqMost = UINT64_MAX >> 1U;

std::uint64_t& markOf(LogEntry& entry, bool erased)
{
    return erased ? entry.erasedFrom : entry.keptFrom;
}

} // namespace

std::uint32_t RoomRetention::rule() const
{
    return m_room.m_roll->rules().merged.retentionDays.value_or(0);
}

/// What is older than that loses its text; 0: nothing. A rule that has just become looser counts at once.
std::uint32_t RoomRetention::ripeRule(core::WallTime now) const
{
    const Retention& retention = m_room.m_after.retention;
    const std::uint32_t ripe = retention.waits ? 0 : retention.steps.ripeDays(now);
    return rule() == 0 || ripe == 0 ? 0 : std::max(rule(), ripe);
}

bool RoomRetention::isOver(const Header& header, core::WallTime now) const
{
    return isOlder(header, rule(), now);
}

bool RoomRetention::mayBeHollow(const Header& header) const
{
    const Retention& retention = m_room.m_after.retention;
    return isOlder(header, retention.hollowDays, retention.hollowAt);
}

/// The strictest rule that ever counted, and when the last one that counts was made: until then it may have been kept.
void RoomRetention::noteHollow()
{
    Retention& retention = m_room.m_after.retention;
    retention.hollowDays = 0;
    retention.hollowAt = {};
    for (const auto& [id, event] : m_room.m_core) {
        const CoreEvent* act = m_room.m_roll->act(id);
        const auto* rules = act == nullptr ? nullptr : act->as<PolicyBody>();
        if (rules == nullptr || !rules->retentionDays || !m_room.m_roll->isValid(id)) {
            continue;
        }
        const std::uint32_t days = *rules->retentionDays;
        if (days > 0 && (retention.hollowDays == 0 || days < retention.hollowDays)) {
            retention.hollowDays = days;
        }
        retention.hollowAt.milliseconds =
            std::max(retention.hollowAt.milliseconds, event.header.clock.milliseconds());
    }
}

void RoomRetention::restore()
{
    noteHollow();
    m_room.m_after.retention.waits = true;
    m_room.m_timers.set(RoomTimer::Retention, core::MonoTime());
}

void RoomRetention::rulesChanged(Turn& turn)
{
    noteHollow();
    Retention& retention = m_room.m_after.retention;
    const auto change = retention.steps.set(rule(), turn.now.wall);
    if (change == RetentionSteps::Change::None) {
        return;
    }
    m_room.persistRoom(turn);
    if (change == RetentionSteps::Change::Stricter) {
        m_room.arm(RoomTimer::Retention, turn.now.mono);
        return;
    }
    for (auto& [log, entry] : m_room.m_logs) {
        if (entry.keptFrom > 0) {
            entry.keptFrom = 0;
            entry.erasedFrom = 0;
            RoomJudge(m_room).judgeAgain(log);
        }
    }
}

void RoomRetention::handleTimer(Turn& turn)
{
    if (!m_room.m_timers.takeDue(RoomTimer::Retention, turn.now.mono) || !m_room.m_roll) {
        return;
    }
    Retention& retention = m_room.m_after.retention;
    if (retention.waits) {
        retention.waitsUntil = retention.waitsUntil.value_or(turn.now.mono + eraseFirst);
        retention.waits = turn.now.mono < *retention.waitsUntil;
    }
    rulesChanged(turn);
    if (retention.steps.settleClock(turn.now.wall)) {
        m_room.persistRoom(turn);
    }
    if (retention.steps.days() == 0) {
        return;
    }
    const std::chrono::minutes next = retention.waits ? eraseFirst : lookEvery;
    m_room.arm(RoomTimer::Retention, turn.now.mono + next);
    if (!m_room.m_logs.empty() && !std::exchange(retention.looking, true)) {
        start(turn, m_room.m_logs.begin()->first);
    }
}

void RoomRetention::cameIn(LogEntry& entry, std::uint64_t seq)
{
    entry.keptFrom = std::min(entry.keptFrom, seq);
    entry.erasedFrom = std::min(entry.erasedFrom, seq);
}

void RoomRetention::read(Turn& turn, const core::LogId& log, Look look)
{
    const std::uint64_t from = markOf(m_room.m_logs[log], look == Look::Erase);
    turn.readRows({0, m_room.m_id, log, from, seqMost, rowsAStep},
                  [weak = m_room.weak_from_this(),
                   place = Place{log, look, from}](Turn& later, const EventRows& rows) {
                      if (const auto room = weak.lock(); room && room->m_roll) {
                          RoomRetention(*room).takeRows(later, place, rows);
                      }
                  });
}

void RoomRetention::start(Turn& turn, const core::LogId& log)
{
    read(turn, log, ripeRule(turn.now.wall) > 0 ? Look::Erase : Look::Hide);
}

/// The other look at this log, or the next log.
void RoomRetention::readNext(Turn& turn, const core::LogId& log, Look look)
{
    if (look == Look::Erase) {
        if (ripeRule(turn.now.wall) != rule()) {
            read(turn, log, Look::Hide);
            return;
        }
        LogEntry& entry = m_room.m_logs[log];
        entry.keptFrom = std::max(entry.keptFrom, entry.erasedFrom);
    }
    const auto next = m_room.m_logs.upper_bound(log);
    if (next == m_room.m_logs.end()) {
        m_room.m_after.retention.looking = false;
        return;
    }
    start(turn, next->first);
}

void RoomRetention::takeRows(Turn& turn, const Place& place, const EventRows& rows)
{
    // By the rules as they are by now: they may have changed since the question.
    const bool erases = place.look == Look::Erase;
    const std::uint32_t days = erases ? ripeRule(turn.now.wall) : rule();
    LogEntry& entry = m_room.m_logs[place.log];
    if (days == 0 || markOf(entry, erases) != place.from) {
        readNext(turn, place.log, place.look); // what came in between is looked at the next time
        return;
    }
    std::uint64_t from = place.from;
    for (const EventRow& row : rows) {
        const auto header = decodeHeader(row.header);
        if (header && ages(*header)) {
            if (!isOlder(*header, days, turn.now.wall)) {
                break;
            }
            let(turn, row, *header, place.look);
        }
        from = row.ref.seq + 1;
    }
    if (from != std::exchange(markOf(entry, erases), from)) {
        m_room.m_dirty.insert(place.log);
    }
    if (rows.size() == rowsAStep && from == rows.back().ref.seq + 1) {
        read(turn, place.log, place.look);
    } else {
        readNext(turn, place.log, place.look);
    }
}

void RoomRetention::let(Turn& turn, const EventRow& row, const Header& header, Look look)
{
    if (!row.hasBody) {
        return;
    }
    const bool counts = row.shown == Shown::Visible || row.shown == Shown::Related;
    if (look == Look::Erase) {
        turn.persist(DropBody{m_room.m_id, row.ref});
    } else if (counts || row.shown == Shown::Void) {
        turn.persist(SetShown{m_room.m_id, row.ref.log, row.ref.seq, row.ref.seq, Shown::Redacted});
    }
    if (counts) {
        RoomRedactions(m_room).tellGone(turn, row, header);
        m_room.m_after.screen = true; // nobody removed it: it leaves no mark where it was
    }
}

} // namespace engine::room
