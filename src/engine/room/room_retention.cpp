// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_retention.h"

#include "engine/room/room_redactions.h"
#include "engine/room/room_rules.h"

namespace engine::room {

namespace {

constexpr std::uint32_t rowsAStep = 256;
constexpr std::uint64_t seqMost = UINT64_MAX >> 1U;

} // namespace

void RoomRetention::rulesChanged(core::MonoTime now)
{
    const std::uint32_t days = m_room.m_roll->rules().merged.retentionDays.value_or(0);
    if (days != std::exchange(m_room.m_after.keptDays, days) && days > 0) {
        m_room.arm(RoomTimer::Retention, now);
    }
}

void RoomRetention::handleTimer(Turn& turn)
{
    if (!m_room.m_timers.takeDue(RoomTimer::Retention, turn.now.mono) || !m_room.m_roll
        || m_room.m_after.keptDays == 0) {
        return;
    }
    m_room.arm(RoomTimer::Retention, turn.now.mono + lookEvery);
    if (!m_room.m_logs.empty()) {
        look(turn, m_room.m_logs.begin()->first);
    }
}

void RoomRetention::look(Turn& turn, const core::LogId& log)
{
    turn.readRows({0, m_room.m_id, log, m_room.m_logs[log].keptFrom, seqMost, rowsAStep},
                  [weak = m_room.weak_from_this(), log](Turn& later, const EventRows& rows) {
                      if (const auto room = weak.lock(); room && room->m_roll) {
                          RoomRetention(*room).takeRows(later, log, rows);
                      }
                  });
}

void RoomRetention::takeRows(Turn& turn, const core::LogId& log, const EventRows& rows)
{
    const PolicyBody& rules = m_room.m_roll->rules().merged;
    std::uint64_t from = m_room.m_logs[log].keptFrom;
    for (const EventRow& row : rows) {
        const auto header = decodeHeader(row.header);
        if (header && isContent(row.kind)) {
            if (row.kind != static_cast<std::uint8_t>(Kind::Profile)
                && !isOver(rules, *header, turn.now.wall)) {
                break;
            }
            if (row.hasBody && isOver(rules, *header, turn.now.wall)) {
                turn.persist(DropBody{m_room.m_id, row.ref});
                if (row.shown == Shown::Visible || row.shown == Shown::Related) {
                    RoomRedactions(m_room).tellGone(turn, row, *header);
                }
            }
        }
        from = row.ref.seq + 1;
    }
    if (from != std::exchange(m_room.m_logs[log].keptFrom, from)) {
        m_room.m_dirty.insert(log);
    }
    const bool more = rows.size() == rowsAStep && from == rows.back().ref.seq + 1;
    const auto next = m_room.m_logs.upper_bound(log);
    if (more) {
        look(turn, log);
    } else if (next != m_room.m_logs.end()) {
        look(turn, next->first);
    }
}

} // namespace engine::room
