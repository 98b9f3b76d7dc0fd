// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/dialler.h"

#include "core/timer_table.h"

#include <algorithm>

namespace engine::reach {

namespace {

core::Duration pauseAfter(unsigned failures, core::Rng& rng)
{
    core::Duration pause = Dialler::firstPause;
    for (unsigned i = 1; i < failures && pause < Dialler::longestPause; ++i) {
        pause *= 2;
    }
    pause = std::min<core::Duration>(pause, Dialler::longestPause);
    // Two peers that dial each other at the same moment would otherwise do so for ever.
    return pause / 2 + core::Duration(rng.below(static_cast<std::uint64_t>(pause.count())));
}

/// Where nothing is urgent, many may wake the machine together.
constexpr core::Duration longPause = std::chrono::seconds(30);
constexpr core::Duration step = std::chrono::seconds(5);

core::MonoTime fullStep(core::MonoTime at)
{
    const core::Duration over = at.time_since_epoch() % step;
    return over == core::Duration(0) ? at : at + (step - over);
}

} // namespace

void Dialler::offer(core::MonoTime now, const Candidate& candidate, Rung rung, bool again)
{
    changed();
    const auto known = m_candidates.find(candidate);
    if (known != m_candidates.end()) {
        State& state = known->second;
        if (again && state.due) {
            state.rung = rung;
            state.due = std::min(*state.due, now);
        }
        return;
    }
    const auto first = m_candidates.lower_bound({candidate.room, {}});
    const auto end = std::find_if(first, m_candidates.end(), [&](const auto& item) {
        return item.first.room != candidate.room;
    });
    if (static_cast<std::size_t>(std::distance(first, end)) >= candidatesPerRoom) {
        // Who has just shown that he is there takes the place of the one who has been silent longest.
        const auto worst = std::max_element(first, end, [](const auto& one, const auto& other) {
            return one.second.failures < other.second.failures;
        });
        if (!again || worst->second.failures == 0 || !worst->second.due) {
            return;
        }
        m_candidates.erase(worst);
    }
    m_candidates.emplace(candidate, State{rung, now, false, 0});
}

void Dialler::makeRoom(const Candidate& sought, core::Rng& rng)
{
    std::size_t count = 0;
    std::vector<Candidate> idle;
    for (auto it = m_candidates.lower_bound({sought.room, {}});
         it != m_candidates.end() && it->first.room == sought.room;
         ++it) {
        ++count;
        if (it->second.due) {
            idle.push_back(it->first);
        }
    }
    if (count >= candidatesPerRoom && !idle.empty() && !m_candidates.contains(sought)) {
        drop(idle[rng.below(idle.size())]);
    }
}

std::vector<std::pair<Candidate, Rung>> Dialler::takeDue(core::MonoTime now)
{
    changed();
    std::vector<std::pair<Candidate, Rung>> out;
    for (auto& [candidate, state] : m_candidates) {
        if (state.due && *state.due <= now) {
            state.due.reset();
            out.emplace_back(candidate, state.rung);
        }
    }
    return out;
}

void Dialler::failed(core::MonoTime now, const Candidate& candidate, core::Rng& rng)
{
    changed();
    const auto known = m_candidates.find(candidate);
    if (known == m_candidates.end()) {
        return;
    }
    State& state = known->second;
    state.linked = false;
    if (++state.failures > failuresMost) {
        m_candidates.erase(known);
        return;
    }
    state.due = now + pauseAfter(state.failures, rng);
}

void Dialler::linked(const Candidate& candidate)
{
    changed();
    if (const auto known = m_candidates.find(candidate); known != m_candidates.end()) {
        known->second.linked = true;
        known->second.due.reset();
        known->second.failures = 0;
    }
}

void Dialler::closed(core::MonoTime now, const Candidate& candidate, core::Rng& rng)
{
    changed();
    if (const auto known = m_candidates.find(candidate);
        known != m_candidates.end() && !known->second.due) {
        known->second.linked = false;
        known->second.due = now + pauseAfter(1, rng);
    }
}

void Dialler::later(core::MonoTime now, const Candidate& candidate, core::Duration pause)
{
    changed();
    if (const auto known = m_candidates.find(candidate); known != m_candidates.end()) {
        known->second.linked = false;
        known->second.due = pause < longPause ? now + pause : fullStep(now + pause);
    }
}

void Dialler::hurry(core::MonoTime now, const core::RoomId& room, core::Rng& rng)
{
    changed();
    for (auto it = m_candidates.lower_bound({room, {}});
         it != m_candidates.end() && it->first.room == room;
         ++it) {
        State& state = it->second;
        if (state.due && state.failures == 0) {
            const auto span = static_cast<std::uint64_t>(core::Duration(firstPause).count());
            state.due = std::min(*state.due, now + core::Duration(rng.below(span)));
        }
    }
}

void Dialler::drop(const Candidate& candidate)
{
    changed();
    m_candidates.erase(candidate);
}

void Dialler::dropRoom(const core::RoomId& room)
{
    changed();
    std::erase_if(m_candidates, [&](const auto& item) { return item.first.room == room; });
}

void Dialler::retryAll(core::MonoTime now)
{
    changed();
    for (auto& [candidate, state] : m_candidates) {
        if (state.due) {
            state.due = now;
            state.failures = 0;
        }
    }
}

void Dialler::retry(core::MonoTime now, const core::RoomId& room)
{
    changed();
    for (auto& [candidate, state] : m_candidates) {
        if (candidate.room == room) {
            state.failures = 0; // also of what is on its way
            state.due = state.due ? std::optional(now) : std::nullopt;
        }
    }
}

unsigned Dialler::failures(const Candidate& candidate) const
{
    const auto known = m_candidates.find(candidate);
    return known == m_candidates.end() ? 0 : known->second.failures;
}

std::optional<core::MonoTime> Dialler::nextWake() const
{
    if (!m_next) {
        std::optional<core::MonoTime>& out = m_next.emplace();
        for (const auto& [candidate, state] : m_candidates) {
            out = core::earlier(out, state.due);
        }
    }
    return *m_next;
}

bool Dialler::hasAny(const core::RoomId& room) const
{
    const auto first = m_candidates.lower_bound({room, {}});
    return first != m_candidates.end() && first->first.room == room;
}

bool Dialler::isTrying(Rung rung) const
{
    return std::any_of(m_candidates.begin(), m_candidates.end(), [rung](const auto& item) {
        return item.second.rung == rung && !item.second.due && !item.second.linked;
    });
}

} // namespace engine::reach
