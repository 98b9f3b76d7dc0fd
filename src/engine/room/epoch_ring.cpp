// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/epoch_ring.h"

#include "core/limits.h"

#include <algorithm>
#include <tuple>

namespace engine::room {

void EpochRing::restore(EpochSecret secret)
{
    const core::EpochId id = epochIdOf(secret);
    if (m_secrets.size() < secretsMost) {
        m_secrets.try_emplace(id, std::move(secret));
        keepTrueOne(id);
    }
}

void EpochRing::addOwn(EpochSecret secret)
{
    const core::EpochId id = epochIdOf(secret);
    m_secrets.try_emplace(id, std::move(secret));
    keepTrueOne(id);
}

bool EpochRing::offer(EpochSecret secret)
{
    const core::EpochId id = epochIdOf(secret);
    if (m_secrets.contains(id)) {
        return false;
    }
    if (m_events.contains(id) && m_secrets.size() < secretsMost) {
        m_secrets.emplace(id, std::move(secret));
        keepTrueOne(id);
        return true;
    }
    if (waitingFor(id) == m_pending.end()) {
        // A full house must not shut out the one that counts: the oldest goes.
        if (m_pending.size() >= pendingMost) {
            m_pending.pop_front();
        }
        m_pending.emplace_back(id, std::move(secret));
    }
    return false;
}

const EpochSecret* EpochRing::adopt(const core::EpochId& epoch)
{
    const auto waiting = waitingFor(epoch);
    if (waiting == m_pending.end() || m_secrets.size() >= secretsMost) {
        return nullptr;
    }
    const auto held = m_secrets.emplace(epoch, std::move(waiting->second)).first;
    m_pending.erase(waiting);
    keepTrueOne(epoch);
    return &held->second;
}

std::optional<core::EpochId> EpochRing::note(const core::EpochId& epoch, EpochEvent event)
{
    if (m_events.size() >= eventsMost && !m_events.contains(epoch) && !m_secrets.contains(epoch)) {
        return std::nullopt;
    }
    Announced& announced = m_events[epoch];
    if (announced.size() < announcedMost) {
        announced.push_back(std::move(event));
    }
    keepTrueOne(epoch);
    const auto waiting = waitingFor(epoch);
    if (waiting == m_pending.end() || m_secrets.size() >= secretsMost) {
        return std::nullopt;
    }
    m_secrets.emplace(epoch, std::move(waiting->second));
    m_pending.erase(waiting);
    keepTrueOne(epoch);
    return epoch;
}

// Whoever says an epoch again in another log cannot make the secret fit it. Where no origin tells, the earlier one covers
// less, and whoever said it again had it from somebody.
void EpochRing::keepTrueOne(const core::EpochId& epoch)
{
    const auto secret = m_secrets.find(epoch);
    const auto announced = m_events.find(epoch);
    if (secret == m_secrets.end() || announced == m_events.end()) {
        return;
    }
    const auto rank = [&](const EpochEvent& event) {
        return std::tuple(
            !isOriginOf(secret->second, event.ref.log, event.origin), event.clock, event.id);
    };
    Announced& all = announced->second;
    std::iter_swap(all.begin(),
                   std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
                       return rank(a) < rank(b);
                   }));
    all.resize(1);
}

EpochRing::Pending::iterator EpochRing::waitingFor(const core::EpochId& epoch)
{
    return std::find_if(
        m_pending.begin(), m_pending.end(), [&](const auto& each) { return each.first == epoch; });
}

const EpochSecret* EpochRing::find(const core::EpochId& epoch) const
{
    const auto it = m_secrets.find(epoch);
    return it == m_secrets.end() ? nullptr : &it->second;
}

std::optional<core::EpochId> EpochRing::current(const Covers& covers) const
{
    // Until its event has come nothing is known about the told one but that the host uses it.
    if (!m_told.isZero() && m_secrets.contains(m_told) && !m_events.contains(m_told)) {
        return m_told;
    }
    std::optional<std::pair<HybridClock, core::EpochId>> best;
    for (const auto& [id, announced] : m_events) {
        const std::pair candidate(announced.front().clock, id);
        if ((!best || *best < candidate) && m_secrets.contains(id) && covers(announced.front())) {
            best = candidate;
        }
    }
    return best ? std::optional(best->second) : std::nullopt;
}

void EpochRing::noteUse(const core::EpochId& epoch)
{
    if (m_secrets.contains(epoch)) {
        ++m_uses[epoch];
    }
}

const std::vector<EpochEvent>& EpochRing::announced(const core::EpochId& epoch) const
{
    static const std::vector<EpochEvent> none;
    const auto it = m_events.find(epoch);
    return it == m_events.end() ? none : it->second;
}

bool EpochRing::isWorn(const core::EpochId& epoch,
                       core::WallTime wall,
                       std::chrono::milliseconds age) const
{
    const auto uses = m_uses.find(epoch);
    if (uses != m_uses.end() && uses->second >= core::limits::tuning::epochEvents) {
        return true;
    }
    const auto event = m_events.find(epoch);
    return event != m_events.end()
           && wall.since({event->second.front().clock.milliseconds()}) >= age;
}

std::vector<core::EpochId> EpochRing::newest(std::size_t count) const
{
    std::vector<std::tuple<std::uint64_t, core::EpochId>> order;
    for (const auto& [id, secret] : m_secrets) {
        const auto event = m_events.find(id);
        order.emplace_back(event == m_events.end() ? 0 : event->second.front().clock.value, id);
    }
    std::sort(order.rbegin(), order.rend());
    std::vector<core::EpochId> out;
    for (const auto& [clock, id] : order) {
        if (out.size() < count) {
            out.push_back(id);
        }
    }
    return out;
}

} // namespace engine::room
