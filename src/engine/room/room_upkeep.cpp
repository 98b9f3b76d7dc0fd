// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_upkeep.h"

#include <algorithm>

namespace engine::room {

namespace {

/// How far the PINs of the core go, log by log; void ones, too: they prove as much.
std::map<core::LogId, std::uint64_t> pinnedBy(const Roll& roll,
                                              const std::map<core::EventId, CarriedEvent>& core)
{
    std::map<core::LogId, std::uint64_t> out;
    for (const auto& [id, event] : core) {
        const CoreEvent* act = roll.act(id);
        const auto* pin = act == nullptr ? nullptr : act->as<PinBody>();
        for (const LogCut& head : pin == nullptr ? std::vector<LogCut>() : pin->heads) {
            out[head.log] = std::max(out[head.log], head.lastSeq);
        }
    }
    return out;
}

} // namespace

std::chrono::milliseconds RoomUpkeep::pinsIn(const Room& room, core::WallTime wall)
{
    constexpr std::chrono::milliseconds every = core::limits::tuning::pinEvery;
    std::int64_t last = 0;
    for (const auto& [id, event] : room.m_core) {
        const auto kind = static_cast<Kind>(event.header.kind);
        const auto log = room.m_roll ? room.m_roll->log(event.header.log) : std::nullopt;
        if (log && log->identity == room.m_own.identity
            && (kind == Kind::Pin
                || (kind == Kind::LogOpen && event.header.log == room.m_own.log))) {
            last = std::max(last, event.header.clock.milliseconds());
        }
    }
    const std::chrono::milliseconds since(wall.milliseconds - last);
    return std::clamp(every - since, std::chrono::milliseconds(0), every);
}

void RoomUpkeep::pinHeads()
{
    if (!m_room.m_roll || m_room.m_state != RoomState::Joined
        || m_room.m_roll->level(m_room.m_own.identity) < levelModerator) {
        return;
    }
    const auto pinned = pinnedBy(*m_room.m_roll, m_room.m_core);
    std::vector<std::pair<HybridClock, core::LogId>> grown;
    for (const auto& [log, entry] : m_room.m_logs) {
        const auto standing = m_room.m_roll->log(log);
        const bool whole = !entry.held.empty() && entry.held.wholeEnd() == entry.held.topSeq() + 1;
        if (!standing || !standing->valid || standing->voidFrom || entry.forkedAt || !whole) {
            continue;
        }
        const auto known = pinned.find(log);
        if (known == pinned.end() || known->second < entry.held.topSeq()) {
            grown.emplace_back(entry.lastClock, log);
        }
    }
    if (grown.empty()) {
        return;
    }
    std::sort(grown.rbegin(), grown.rend());
    grown.resize(std::min(grown.size(), core::limits::spec::cutsInEvent));
    PinBody body;
    for (const auto& [clock, log] : grown) {
        const HeldLog& held = m_room.m_logs.at(log).held;
        body.heads.push_back({log, held.topId(), m_room.m_roll->lastCoreOf(log), held.topSeq()});
    }
    std::sort(body.heads.begin(), body.heads.end(), [](const LogCut& a, const LogCut& b) {
        return a.log < b.log;
    });
    static_cast<void>(m_room.writeAct(m_turn, m_self, body));
}

} // namespace engine::room
