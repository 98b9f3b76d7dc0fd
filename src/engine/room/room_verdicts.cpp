// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What the core says now is carried out: logs end where they were cut, people who were removed lose their links, and what
// is sealed from now on is sealed without them. The core may also take back what it said; then what was hidden comes back.
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/room_ends.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_letters.h"
#include "engine/room/room_log.h"
#include "engine/room/room_reach.h"
#include "engine/room/room_records.h"
#include "engine/room/room_redactions.h"
#include "engine/room/room_retention.h"
#include "engine/room/room_tidings.h"

#include <algorithm>

namespace engine::room {

namespace {

std::map<core::EventId, bool> actsOf(const std::map<core::EventId, CarriedEvent>& core,
                                     const Roll& roll)
{
    std::map<core::EventId, bool> out;
    for (const auto& [id, event] : core) {
        out.emplace(id, roll.isValid(id));
    }
    return out;
}

} // namespace

std::vector<LinkId> Room::takeStrangers()
{
    return std::exchange(m_verdicts.strangers, {});
}

void Room::finishTurn(Turn& turn)
{
    applyVerdicts(turn);
    RoomEnds(*this).hideLoose(turn);
    RoomRedactions(*this).run(turn);
    for (const core::LogId& log : std::exchange(m_after.restored, {})) {
        RoomJudge(*this).judgeAgain(log);
    }
    RoomJudge(*this).runSweeps(turn);
    tellChanged(turn);
    RoomTidings(*this).look(turn);
    std::vector<std::pair<core::LogId, std::uint64_t>> committed;
    for (const core::LogId& log : m_dirty) {
        const LogEntry& entry = m_logs.at(log);
        turn.persist(logRecord(m_id, log, entry));
        committed.emplace_back(log, entry.held.wholeEnd());
    }
    m_dirty.clear();
    if (committed.empty() && m_fresh.empty()) {
        return;
    }
    turn.tellAfterCommit([weak = weak_from_this(),
                          committed = std::move(committed),
                          fresh = std::move(m_fresh)](Turn& later) {
        if (const auto room = weak.lock()) {
            for (const auto& [log, end] : committed) {
                LogEntry& entry = room->m_logs[log];
                if (end > entry.committedEnd) {
                    entry.committedEnd = end;
                    room->m_receiptsDue.insert(log);
                }
            }
            room->tellFresh(later, fresh);
        }
    });
    m_fresh.clear();
}

/// Messages that something hangs on which came or went: the person is told of them as they are now.
void Room::tellChanged(Turn& turn)
{
    if (std::exchange(m_after.screen, false)) {
        m_after.changed.clear();
        turn.afterCommit([room = m_id](Turn& later) { later.notice(HistoryNotice{room, 0}); });
    }
    if (m_after.changed.empty()) {
        return;
    }
    turn.afterCommit([room = m_id, changed = std::exchange(m_after.changed, {})](Turn& later) {
        if (changed.size() > core::limits::tuning::tailEvents) {
            later.notice(HistoryNotice{room, 0}); // the screen is read anew
            return;
        }
        for (const core::EventRef& message : changed) {
            later.output(TellMessage{room, message});
        }
    });
}

void Room::applyVerdicts(Turn& turn)
{
    if (!m_roll || m_verdicts.generation == m_roll->generation()) {
        return;
    }
    bool changed = false;
    for (auto& [log, entry] : m_logs) {
        changed = RoomEnds(*this).apply(turn, log, entry) || changed;
    }
    m_after.screen = m_after.screen || changed;
    RoomJudge(*this).judgeActs();
    RoomRedactions(*this).refresh(true);
    std::vector<LogEntrySnapshot> news = RoomLog(*this).news();
    RoomTidings(*this).note(turn, news);
    for (LogEntrySnapshot& entry : news) {
        if (entry.action == LogAction::Succeed) { // another room may be marked by it
            turn.output(SendNotice{RoomListNotice{m_id}});
        }
        turn.afterCommit([notice = ModerationNotice{m_id, std::move(entry)}](Turn& later) {
            later.notice(notice);
        });
    }
    applyToPeople(turn);
    applyMutes(turn);
    if (const auto wait = RoomInvites::closesIn(*this, turn.now.wall, turn.rng)) {
        arm(RoomTimer::Doors, turn.now.mono + *wait);
    }
    if (!m_timers.at(RoomTimer::Pins)) {
        arm(RoomTimer::Pins, turn.now.mono + core::limits::tuning::pinEvery);
    }
    if (!m_timers.at(RoomTimer::Erase)) {
        arm(RoomTimer::Erase, turn.now.mono + RoomRedactions::eraseEvery);
    }
    RoomRetention(*this).rulesChanged(turn);
    RoomLetters(*this, turn).levelsChanged();
    RoomKeys(*this).removalsCame(turn);
    RoomReach(*this).review(turn);
    m_verdicts.generation = m_roll->generation();
    m_verdicts.levels = m_roll->members();
    m_verdicts.acts = actsOf(m_core, *m_roll);
}

/// As the roll says, without doing anything about it: the store has it already.
void Room::noteVerdicts()
{
    RoomEnds(*this).restore();
    const bool whole = std::all_of(m_logs.begin(), m_logs.end(), [](const auto& item) {
        return !item.second.isAnchored() || item.second.isWhole();
    });
    m_verdicts.generation = whole ? m_roll->generation() : UINT64_MAX;
    m_verdicts.levels = m_roll->members();
    m_timers.set(RoomTimer::Doors, core::MonoTime()); // so may some doors be
    m_timers.set(RoomTimer::Pins, core::MonoTime());
    m_timers.set(RoomTimer::Erase, core::MonoTime());
    m_timers.set(RoomTimer::Reach, core::MonoTime());
    RoomReach(*this).restore();
    RoomRetention(*this).restore();
    RoomRedactions(*this).refresh(false);
    m_verdicts.mutes = m_roll->mutes();
    if (!m_verdicts.mutes.empty()) {
        m_timers.set(RoomTimer::Mutes, core::MonoTime()); // some may have ended meanwhile
    }
    m_verdicts.acts = actsOf(m_core, *m_roll);
}

void Room::applyToPeople(Turn& turn)
{
    const std::map<core::IdentityId, int>& now = m_roll->members();
    for (const auto& [identity, level] : m_verdicts.levels) {
        const auto still = now.find(identity);
        if (still != now.end() && still->second == level) {
            continue;
        }
        const MemberChange change = still != now.end()           ? MemberChange::Level
                                    : m_roll->isBanned(identity) ? MemberChange::Banned
                                                                 : MemberChange::Kicked;
        turn.afterCommit([room = m_id, who = identity, change](Turn& later) {
            later.notice(MemberNotice{room, who, change});
        });
    }
    if (m_state == RoomState::Joined) {
        applyToSelf(turn, m_roll->level(m_own.identity));
    }
    // They are told of it first: what floods goes out before this.
    turn.afterCommit([weak = weak_from_this()](Turn&) {
        if (const auto room = weak.lock()) {
            for (const auto& [id, link] : room->m_links) {
                if (!room->isLive(link.who.identity, link.who.device)) {
                    room->m_verdicts.strangers.push_back(id);
                }
            }
        }
    });
}

/// Who is silenced now, by the clock of this machine. What they write is judged by their own clocks, wherever it comes.
void Room::applyMutes(Turn& turn)
{
    constexpr std::chrono::milliseconds lookAgain = std::chrono::hours(1); // clocks jump
    const auto before = std::exchange(m_verdicts.mutes, {});
    for (const auto& [who, until] : m_roll->mutes()) {
        const std::chrono::milliseconds left(until.milliseconds() - turn.now.wall.milliseconds);
        if (left.count() > 0) {
            m_verdicts.mutes.emplace(who, until);
            arm(RoomTimer::Mutes, turn.now.mono + std::min(left, lookAgain));
        }
    }
    const auto tell = [&](const auto& these, const auto& others, MemberChange change) {
        for (const auto& [who, until] : these) {
            const auto other = others.find(who);
            const bool same = other != others.end()
                              && (change == MemberChange::Unmuted || other->second == until);
            if (!same && m_roll->level(who) != levelNone) {
                turn.afterCommit([room = m_id, who = who, change](Turn& later) {
                    later.notice(MemberNotice{room, who, change});
                });
            }
        }
    };
    tell(m_verdicts.mutes, before, MemberChange::Muted);
    tell(before, m_verdicts.mutes, MemberChange::Unmuted);
}

void Room::applyToSelf(Turn& turn, int level)
{
    const auto standing = m_roll->log(m_own.log);
    if (level == levelNone) {
        const bool banned = m_roll->isBanned(m_own.identity);
        setState(turn, banned ? RoomState::Banned : RoomState::Kicked, std::nullopt);
    } else if (standing && (standing->voidFrom || standing->level < level)) {
        m_own.lost = true;
        arm(RoomTimer::OwnLog, turn.now.mono);
    }
}

} // namespace engine::room
