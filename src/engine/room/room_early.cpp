// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_early.h"

#include "engine/room/room_gossip.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

void RoomEarly::keep(const Turn& turn, const CarriedEvent& act, LinkId from)
{
    std::vector<EarlyAct>& early = m_room.m_fetch.early;
    const bool kept = std::any_of(
        early.begin(), early.end(), [&](const EarlyAct& each) { return each.act.id == act.id; });
    const auto ofLink = std::count_if(
        early.begin(), early.end(), [&](const EarlyAct& each) { return each.from == from; });
    if (kept || !isAct(act.header.kind) || early.size() >= tuning::earlyActs
        || static_cast<std::size_t>(ofLink) >= tuning::earlyActsPerLink
        || act.headerBytes.size() + act.body.size() > tuning::floodBytes) {
        return;
    }
    early.push_back({act, from, turn.now.mono + tuning::earlyActTime});
    m_room.arm(RoomTimer::Early, early.front().until);
}

void RoomEarly::retry(Turn& turn, std::uint64_t before)
{
    std::vector<EarlyAct>& early = m_room.m_fetch.early;
    if (!m_room.m_roll || m_room.m_roll->generation() == before) {
        return; // only the core can let an act in
    }
    for (bool progress = true; progress && !early.empty();) {
        progress = false;
        for (std::size_t i = 0; i < early.size();) {
            const EarlyAct each = early[i];
            const Took took = m_room.take(turn, each.act, Way::Live, false);
            if (took == Took::NotYet || took == Took::NeedsOpening) {
                ++i;
                continue;
            }
            early.erase(early.begin() + static_cast<std::ptrdiff_t>(i));
            if (took == Took::New) {
                progress = true;
                RoomGossip(m_room).flood(turn, each.act, each.from);
            }
        }
    }
}

void RoomEarly::handleTimer(Turn& turn)
{
    std::vector<EarlyAct>& early = m_room.m_fetch.early;
    if (!m_room.m_timers.takeDue(RoomTimer::Early, turn.now.mono)) {
        return;
    }
    std::set<LinkId> asked;
    std::erase_if(early, [&](const EarlyAct& each) {
        const bool over = each.until <= turn.now.mono;
        if (over && m_room.m_links.contains(each.from) && asked.insert(each.from).second) {
            m_room.sendCoreIds(turn, each.from);
        }
        return over;
    });
    if (!early.empty()) {
        m_room.arm(RoomTimer::Early, early.front().until);
    }
}

void RoomEarly::linkDown(LinkId link)
{
    std::erase_if(m_room.m_fetch.early, [link](const EarlyAct& each) { return each.from == link; });
}

} // namespace engine::room
