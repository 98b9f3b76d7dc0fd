// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_tidings.h"

#include <algorithm>
#include <set>
#include <utility>

namespace engine::room {

namespace {

constexpr std::chrono::seconds lookEvery{1};
/// What is missing for a shorter time is on its way.
constexpr std::chrono::seconds gapShownAfter{3};
/// How far a log goes is what somebody said: no count that is shown is larger.
constexpr std::uint64_t missingMost = 1'000'000;
/// What took longer to come was not said while both were there.
constexpr std::int64_t apartMs = 30'000;
/// One heap of what was said apart is told of as one, when so long nothing more has come.
constexpr std::chrono::seconds mergedQuiet{2};

} // namespace

bool RoomTidings::wasApart(const Turn& turn, std::int64_t saidMs) const
{
    return m_room.m_state == RoomState::Joined && !m_room.m_fetch.backfilling
           && saidMs + apartMs <= turn.now.wall.milliseconds;
}

void RoomTidings::note(const Turn& turn, const std::vector<Fresh>& fresh)
{
    MergedNotice& merged = m_room.m_fetch.tidings.merged;
    for (const Fresh& each : fresh) {
        if (each.way != Way::Own && !each.message.own && wasApart(turn, each.message.timeMs)) {
            (each.message.file ? merged.files : merged.messages) += 1;
            m_room.m_fetch.tidings.gathered = turn.now.mono;
        }
    }
    look(turn);
}

void RoomTidings::note(const Turn& turn, const std::vector<LogEntrySnapshot>& acts)
{
    for (const LogEntrySnapshot& act : acts) {
        if (act.valid && act.action == LogAction::Ban && act.actor != m_room.m_own.identity
            && wasApart(turn, act.timeMs)) {
            m_room.m_fetch.tidings.merged.bans += 1;
            m_room.m_fetch.tidings.gathered = turn.now.mono;
        }
    }
}

void RoomTidings::look(const Turn& turn)
{
    const Tidings& tidings = m_room.m_fetch.tidings;
    if (!m_room.m_fetch.targets.empty() || !m_room.m_fetch.wants.empty() || tidings.gathered
        || tidings.missing > 0) {
        m_room.arm(RoomTimer::Tidings, turn.now.mono + lookEvery);
    }
}

void RoomTidings::handleTimer(Turn& turn)
{
    if (m_room.m_timers.takeDue(RoomTimer::Tidings, turn.now.mono)) {
        tellGap(turn);
        tellMerged(turn);
    }
}

std::uint32_t RoomTidings::missing() const
{
    std::uint64_t out = 0;
    const auto add = [&](const LogEntry& entry, std::uint64_t top) {
        for (const auto& [from, to] : entry.holesUpTo(top)) {
            out = std::min(missingMost, out + std::min(missingMost, to - from + 1));
        }
    };
    for (const auto& [log, entry] : m_room.m_logs) {
        const auto end = entry.end();
        if (end != std::uint64_t{0} && !entry.held.empty() && !entry.isWhole()) {
            add(entry, end ? *end - 1 : entry.held.topSeq());
        }
    }
    for (const auto& [log, wanted] : m_room.m_fetch.targets) {
        std::uint64_t top = 0;
        for (const auto& [link, said] : wanted.sources) {
            top = std::max(top, said);
        }
        const auto entry = m_room.m_logs.find(log);
        if (entry == m_room.m_logs.end() || entry->second.held.empty()) {
            add(LogEntry(), top);
        } else if (const std::uint64_t held = entry->second.held.topSeq();
                   top > held && !entry->second.end()) {
            out = std::min(missingMost, out + std::min(missingMost, top - held));
        }
    }
    return static_cast<std::uint32_t>(out);
}

void RoomTidings::tellGap(Turn& turn)
{
    Tidings& tidings = m_room.m_fetch.tidings;
    const std::uint32_t now = m_room.m_fetch.backfilling ? 0 : missing();
    std::set<LinkId> asked;
    for (const Want& want : m_room.m_fetch.wants) {
        asked.insert(want.link);
    }
    const auto asking = static_cast<std::uint32_t>(now == 0 ? 0 : asked.size());
    if (now == 0) {
        tidings.gapSince.reset();
    } else if (!tidings.gapSince) {
        tidings.gapSince = turn.now.mono;
    }
    const bool young = tidings.gapSince && turn.now.mono - *tidings.gapSince < gapShownAfter;
    if (young || !m_room.m_fetch.wants.empty()) {
        m_room.arm(RoomTimer::Tidings, turn.now.mono + lookEvery);
    }
    if (!young && (now != tidings.missing || asking != tidings.asking)) {
        tidings.missing = now;
        tidings.asking = asking;
        turn.notice(GapNotice{m_room.m_id, now, asking});
    }
}

void RoomTidings::tellMerged(Turn& turn)
{
    Tidings& tidings = m_room.m_fetch.tidings;
    if (!tidings.gathered) {
        return;
    }
    if (turn.now.mono - *tidings.gathered < mergedQuiet) {
        m_room.arm(RoomTimer::Tidings, turn.now.mono + lookEvery);
        return;
    }
    tidings.merged.room = m_room.m_id;
    turn.notice(std::exchange(tidings.merged, {}));
    tidings.gathered.reset();
}

RoomHealth RoomTidings::health() const
{
    RoomHealth out;
    const RoomSnapshot room = m_room.snapshot();
    out.members = room.members;
    out.online = room.online;
    out.missing = missing();
    std::set<core::IdentityId> equal;
    std::set<core::IdentityId> compared;
    std::set<core::IdentityId> superpeers;
    for (const auto& [id, link] : m_room.m_links) {
        const core::IdentityId& identity = link.who.identity;
        if (link.compared) {
            compared.insert(identity);
        }
        if (link.equal) {
            equal.insert(identity);
        }
        if (m_room.m_roll && m_room.m_roll->level(identity) >= levelModerator) {
            superpeers.insert(identity);
        }
    }
    out.superpeers = static_cast<std::uint32_t>(superpeers.size());
    out.compared = static_cast<std::uint32_t>(compared.size());
    out.equal = static_cast<std::uint32_t>(equal.size());
    // Who is where we are lacks what we lack.
    out.copies = out.missing == 0 && m_room.m_state == RoomState::Joined ? out.equal + 1 : 0;
    return out;
}

} // namespace engine::room
