// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_redactions.h"

#include "engine/room/message_fold.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint32_t rowsAStep = 256;
constexpr std::size_t logsAtOnce = 4;

} // namespace

void RoomRedactions::restore(const std::vector<StoredCoreRow>& rows,
                             const std::vector<CarriedEvent>& leaves)
{
    RedactionSet& set = m_room.m_after.redactions;
    for (const StoredCoreRow& stored : rows) {
        if (stored.row.kind == static_cast<std::uint8_t>(Kind::Redact)) {
            set.noteArrival(stored.row.id, stored.row.arrivedMs);
        }
    }
    for (const CarriedEvent& event : leaves) {
        if (RedactionSet::isLeaf(*m_room.m_roll, event.header)) {
            set.note(event.id, event.header, event.body);
        }
    }
}

bool RoomRedactions::takeLeaf(const CarriedEvent& event)
{
    if (!m_room.m_after.redactions.note(event.id, event.header, event.body)) {
        return false;
    }
    m_room.m_after.stale = true;
    return true;
}

std::optional<Redacted>
RoomRedactions::find(const Header& header, const core::IdentityId& author, core::WallTime now) const
{
    std::optional<Redacted> over;
    if (isOlder(header, m_room.m_roll->rules().merged.retentionDays.value_or(0), now)) {
        const Retention& retention = m_room.m_after.retention;
        over = Redacted{!retention.waits && isOlder(header, retention.steps.ripeDays(now), now)};
    }
    const RedactionSet& set = m_room.m_after.redactions;
    if (set.empty() || (over && over->erase)) {
        return over;
    }
    const Roll& roll = *m_room.m_roll;
    const int level = roll.authority().levelOf(contentEvent(header, {}, roll));
    const auto gone = set.find(header.ref(), author, level, now);
    return gone ? gone : over;
}

void RoomRedactions::refresh(bool reread)
{
    m_room.m_after.stale = false;
    const auto holds = [this](const core::EventRef& ref) {
        const auto entry = m_room.m_logs.find(ref.log);
        return entry != m_room.m_logs.end() && entry->second.held.has(ref.seq)
               && entry->second.counts(ref.seq);
    };
    for (const RedactRange& range : m_room.m_after.redactions.refresh(*m_room.m_roll, holds)) {
        if (reread) {
            add(range);
        }
    }
}

void RoomRedactions::add(const RedactRange& range)
{
    const auto entry = m_room.m_logs.find(range.log);
    if (entry == m_room.m_logs.end() || entry->second.held.empty()) {
        return; // nothing of it is here: what comes is judged as it comes
    }
    const std::uint64_t top = entry->second.held.topSeq();
    const std::uint64_t to = range.to == 0 ? top : std::min(range.to, top);
    if (range.from > to) {
        return;
    }
    const auto [known, isNew] =
        m_room.m_after.rereads.try_emplace(range.log, Reread{range.from, to});
    if (!isNew) {
        known->second.from = std::min(known->second.from, range.from);
        known->second.to = std::max(known->second.to, to);
    }
    // Until it is done: a restart looks through the whole log.
    entry->second.toJudge = true;
    m_room.m_dirty.insert(range.log);
}

void RoomRedactions::handleTimer(Turn& turn)
{
    if (!m_room.m_timers.takeDue(RoomTimer::Erase, turn.now.mono) || !m_room.m_roll) {
        return;
    }
    m_room.arm(RoomTimer::Erase, turn.now.mono + eraseEvery);
    Afterwards& after = m_room.m_after;
    const std::int64_t now = turn.now.wall.milliseconds;
    const auto ripe = after.redactions.ripe(after.erasedMs, now);
    for (const RedactRange& range : ripe) {
        add(range);
    }
    after.erasedMs = now;
    if (!ripe.empty()) {
        m_room.persistRoom(turn);
    }
}

void RoomRedactions::run(Turn& turn)
{
    Afterwards& after = m_room.m_after;
    if (after.stale && m_room.m_roll) {
        refresh(true);
    }
    for (auto it = after.rereads.begin();
         it != after.rereads.end() && after.reading.size() < logsAtOnce;) {
        if (after.reading.contains(it->first)) {
            ++it;
            continue;
        }
        const auto [log, left] = *it;
        it = after.rereads.erase(it);
        after.reading.insert(log);
        const ReadRows read{0, m_room.m_id, log, left.from, left.to, rowsAStep};
        // What this turn took is read once it is on disk.
        turn.afterCommit([weak = m_room.weak_from_this(), read, left](Turn& later) {
            later.readRows(read, [weak, log = read.log, left](Turn& last, const EventRows& rows) {
                if (const auto room = weak.lock()) {
                    RoomRedactions(*room).takeRows(last, log, left, rows);
                }
            });
        });
    }
}

void RoomRedactions::takeRows(Turn& turn,
                              const core::LogId& log,
                              Reread left,
                              const EventRows& rows)
{
    m_room.m_after.reading.erase(log);
    if (!m_room.m_roll) {
        return;
    }
    bool back = false;
    for (const EventRow& row : rows) {
        const auto header = decodeHeader(row.header);
        if (!header || !isContent(row.kind) || !row.hasBody) {
            continue;
        }
        const auto gone = find(*header, row.author, turn.now.wall);
        back = back || (!gone && row.shown == Shown::Redacted);
        if (!gone || (row.shown == Shown::Redacted && !gone->erase)) {
            continue;
        }
        if (gone->erase) {
            turn.persist(DropBody{m_room.m_id, row.ref});
        } else {
            turn.persist(SetShown{m_room.m_id, log, row.ref.seq, row.ref.seq, Shown::Redacted});
        }
        if (row.shown == Shown::Visible || row.shown == Shown::Related) {
            tellGone(turn, row, *header);
        }
    }
    if (back) {
        m_room.m_after.restored.insert(log);
    }
    if (rows.size() == rowsAStep && rows.back().ref.seq < left.to) {
        add({log, rows.back().ref.seq + 1, left.to});
    } else if (!back && !m_room.m_after.rereads.contains(log)
               && !m_room.m_verdicts.sweeps.contains(log) && !m_room.m_logs[log].gapFilled) {
        m_room.m_logs[log].toJudge = false;
        m_room.m_dirty.insert(log);
    }
}

void RoomRedactions::tellGone(Turn& turn, const EventRow& row, const Header& header)
{
    if (const auto message = relatedTo(row.kind, row.body)) {
        m_room.m_after.changed.insert(*message);
        return;
    }
    m_room.m_files.erase(row.ref);
    std::erase_if(m_room.m_fresh,
                  [&](const Fresh& each) { return each.message.message == row.ref; });
    MessageSnapshot gone;
    gone.message = row.ref;
    gone.author = row.author;
    gone.timeMs = header.clock.milliseconds();
    gone.own = row.author == m_room.m_own.identity;
    gone.deleted = true;
    turn.afterCommit(
        [room = m_room.m_id, gone](Turn& later) { later.notice(MessageNotice{room, gone}); });
}

} // namespace engine::room
