// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_ends.h"

#include "engine/room/fork_proof.h"
#include "engine/room/room_judge.h"

#include <algorithm>
#include <utility>

namespace engine::room {

bool RoomEnds::apply(Turn& turn, const core::LogId& log, LogEntry& entry)
{
    // As far as it counts at all: where it forked it stays over, whatever becomes of a cut behind that.
    const auto before = entry.end();
    const core::EventId anchor = entry.anchor();
    const auto was = entry.voidFrom;
    note(log, entry);
    const auto end = entry.end();
    // An earlier version, or a stop between two steps, may have left something undone.
    const bool undone =
        m_room.m_verdicts.generation == UINT64_MAX && entry.isAnchored() && !entry.isWhole();
    if (end == before && entry.anchor() == anchor && !undone) {
        return was != entry.voidFrom;
    }
    if (end && (!before || *end < *before)) {
        shorten(turn, log, entry, *end);
    } else if (end != before && !entry.held.empty()) {
        lengthen(turn, log, entry, *before);
    }
    settle(turn, log, !anchor.isZero());
    return true;
}

void RoomEnds::restore()
{
    for (auto& [log, entry] : m_room.m_logs) {
        note(log, entry);
        nameFork(log, entry);
    }
}

/// A log that hangs on something void counts for nothing at all.
void RoomEnds::note(const core::LogId& log, LogEntry& entry) const
{
    const auto standing = m_room.m_roll->log(log);
    entry.voidFrom = standing ? standing->voidFrom : std::optional<std::uint64_t>(0);
    entry.voidAfter = standing ? standing->endsWith : core::EventId();
}

void RoomEnds::nameFork(const core::LogId& log, LogEntry& entry) const
{
    const auto proof = m_room.m_forks.find(log);
    const auto named = proof == m_room.m_forks.end() ? std::nullopt : lastBeforeFork(proof->second);
    entry.forkedAfter = named && entry.forkedAt == named->first ? named->second : core::EventId();
}

void RoomEnds::shorten(Turn& turn, const core::LogId& log, LogEntry& entry, std::uint64_t end)
{
    hide(turn, log, {end, UINT64_MAX, {}, {}});
    entry.held.dropIslandsFrom(end); // they may stand on another branch than what still counts
    m_room.m_dirty.insert(log);
    m_room.m_fetch.targets.erase(log);
}

void RoomEnds::lengthen(Turn& turn, const core::LogId& log, LogEntry& entry, std::uint64_t before)
{
    const std::uint64_t last = entry.end() ? *entry.end() - 1 : entry.held.topSeq();
    if (!entry.isAnchored()) {
        turn.persist(SetShown{m_room.m_id, log, before, last, Shown::Visible});
    }
    RoomJudge(m_room).judgeAgain(log);
    m_room.arm(RoomTimer::Repair, turn.now.mono); // what was not taken meanwhile is fetched
}

/// Which event is the last that counts: two may have come to the same end by different ways.
void RoomEnds::settle(Turn& turn, const core::LogId& log, bool wasAnchored)
{
    LogEntry& entry = m_room.m_logs[log];
    entry.endId = {};
    entry.endSought = false;
    entry.looseCounts = false;
    m_room.m_after.stale = true;
    m_room.m_fetch.barren.erase(log);
    if (wasAnchored && !entry.held.empty()) {
        RoomJudge(m_room).judgeAgain(log);
    }
    const auto end = entry.end();
    if (!end || *end == 0) {
        return;
    }
    if (!entry.held.has(*end - 1) || entry.held.topSeq() + 1 == *end) {
        found(turn, log, entry.held.has(*end - 1) ? entry.held.topId() : core::EventId());
        return;
    }
    entry.endSought = true;
    turn.readRows({0, m_room.m_id, log, *end - 1, *end - 1, 1},
                  [weak = m_room.weak_from_this(), log, end](Turn& later, const EventRows& rows) {
                      const auto room = weak.lock();
                      if (!room || room->m_logs[log].end() != end || !room->m_logs[log].endSought) {
                          return;
                      }
                      room->m_logs[log].endSought = false;
                      RoomEnds(*room).found(
                          later, log, rows.size() == 1 ? rows.front().id : core::EventId());
                      if (room->m_logs[log].isAnchored()) {
                          RoomJudge(*room).judgeAgain(log); // until now nothing of it counted
                      }
                  });
}

void RoomEnds::found(Turn& turn, const core::LogId& log, const core::EventId& last)
{
    LogEntry& entry = m_room.m_logs[log];
    entry.endId = last;
    m_room.m_dirty.insert(log);
    if (!entry.isAnchored()) {
        return;
    }
    if (entry.isWhole()) {
        return;
    }
    entry.looseCounts = true;
    m_room.m_after.loose.insert(log);
    for (const auto& [id, link] : m_room.m_links) {
        m_room.target(log, *entry.end() - 1, id);
    }
    m_room.scheduleWants(turn);
}

void RoomEnds::makeWay(Turn& turn, const CarriedEvent& event)
{
    const Header& header = event.header;
    LogEntry& entry = m_room.m_logs[header.log];
    for (Stretch gone : entry.held.makeWay(header.seq, header.prev, event.id)) {
        entry.trail = {};
        if (gone.to >= header.seq) {
            hide(turn, header.log, {std::max(gone.from, header.seq), gone.to, {}, {}});
            gone.to = header.seq - 1;
        }
        if (gone.from < header.seq && gone.to + 1 == header.seq) {
            putBack(turn, header.ref(), gone);
        } else if (gone.from < header.seq) {
            hide(turn, header.log, gone);
        }
    }
    entry.committedEnd = std::min(entry.committedEnd, entry.held.wholeEnd());
}

/// Only the store knows whether what was let go of parts from the chain right there, or further down.
void RoomEnds::putBack(Turn& turn, const core::EventRef& next, const Stretch& gone)
{
    turn.readRows({0, m_room.m_id, next.log, gone.to, gone.to, 1},
                  [weak = m_room.weak_from_this(), next, gone](Turn& later, const EventRows& rows) {
                      const auto room = weak.lock();
                      if (!room || rows.size() != 1) {
                          return;
                      }
                      LogEntry& entry = room->m_logs[next.log];
                      if (entry.held.putBack({gone.from, gone.to, gone.before, rows.front().id})) {
                          RoomJudge(*room).judgeAgain(next.log);
                      } else {
                          RoomEnds(*room).hide(later, next.log, gone);
                      }
                  });
}

void RoomEnds::hideLoose(Turn& turn)
{
    LogSet& logs = m_room.m_after.loose;
    for (auto it = logs.begin(); it != logs.end();) {
        LogEntry& entry = m_room.m_logs[*it];
        if (entry.looseCounts && !entry.isWhole() && m_room.isFetching(*it)) {
            ++it;
            continue;
        }
        const std::vector<Stretch> loose =
            std::exchange(entry.looseCounts, false) ? entry.loose() : std::vector<Stretch>();
        for (const Stretch& stretch : loose) {
            hide(turn, *it, stretch);
        }
        if (!loose.empty()) {
            // What leads to the anchor was judged as if it followed that.
            RoomJudge(m_room).judgeAgain(*it);
        }
        m_room.m_after.stale = true;
        it = logs.erase(it);
    }
}

void RoomEnds::hide(Turn& turn, const core::LogId& log, const Stretch& stretch)
{
    turn.persist(SetShown{m_room.m_id, log, stretch.from, stretch.to, Shown::Void});
    const auto isHidden = [&](const core::EventRef& ref) {
        return ref.log == log && stretch.from <= ref.seq && ref.seq <= stretch.to;
    };
    std::erase_if(m_room.m_files, [&](const auto& item) { return isHidden(item.first); });
    std::erase_if(m_room.m_fresh,
                  [&](const Fresh& each) { return isHidden(each.message.message); });
    m_room.m_after.screen = true;
}

} // namespace engine::room
