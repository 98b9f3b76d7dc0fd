// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/reach_ring.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace engine::room {

namespace tuning = core::limits::tuning;

ReachRing::ReachRing(ReachSecret secret, std::uint32_t generation)
{
    const core::Hash32 hash = reachHashOf(secret);
    m_kept.push_back({std::move(secret), hash, generation, 0, false});
}

void ReachRing::restore(Kept kept)
{
    kept.hash = reachHashOf(kept.secret);
    if (!placeOf(kept.hash) && m_kept.size() < tuning::reachKept) {
        m_kept.push_back(std::move(kept));
        ++m_mark;
    }
}

std::optional<std::size_t> ReachRing::placeOf(const core::Hash32& hash) const
{
    const auto it = std::find_if(
        m_kept.begin(), m_kept.end(), [&](const Kept& kept) { return kept.hash == hash; });
    return it == m_kept.end() ? std::nullopt
                              : std::optional(static_cast<std::size_t>(it - m_kept.begin()));
}

const ReachRing::Kept* ReachRing::find(const core::Hash32& hash) const
{
    const auto place = placeOf(hash);
    return place ? &m_kept[*place] : nullptr;
}

bool ReachRing::isNamed(const core::Hash32& hash) const
{
    return std::any_of(
        m_named.begin(), m_named.end(), [&](const Named& each) { return each.hash == hash; });
}

bool ReachRing::isOver(const Kept& kept, core::WallTime now)
{
    return now.since({kept.replacedMs}) >= tuning::reachAnsweredFor;
}

void ReachRing::erase(std::size_t place)
{
    m_kept.erase(m_kept.begin() + static_cast<std::ptrdiff_t>(place));
    m_present -= place < m_present ? 1 : 0;
}

/// In a full ring goes what was replaced longest ago.
std::size_t ReachRing::add(Kept kept)
{
    if (m_kept.size() >= tuning::reachKept) {
        std::size_t oldest = m_present == 0 ? 1 : 0;
        for (std::size_t place = 0; place < m_kept.size(); ++place) {
            if (place != m_present && m_kept[place].replacedMs < m_kept[oldest].replacedMs) {
                oldest = place;
            }
        }
        erase(oldest);
    }
    m_kept.push_back(std::move(kept));
    return m_kept.size() - 1;
}

void ReachRing::makePresent(std::size_t place, core::WallTime now)
{
    m_kept[m_present].replacedMs = now.milliseconds;
    m_present = place;
    m_kept[place].replacedMs = 0;
    m_kept[place].hint = false;
}

void ReachRing::begin(ReachSecret secret, std::uint32_t generation, core::WallTime now)
{
    const core::Hash32 hash = reachHashOf(secret);
    const auto known = placeOf(hash);
    const std::size_t place = known ? *known : add({std::move(secret), hash, generation, 0, false});
    if (place != m_present) {
        makePresent(place, now);
    }
    lookOver(now);
    ++m_mark;
}

bool ReachRing::hint(ReachSecret secret, std::uint32_t generation, core::WallTime now)
{
    const core::Hash32 hash = reachHashOf(secret);
    if (placeOf(hash)) {
        return false;
    }
    const auto before =
        std::find_if(m_kept.begin(), m_kept.end(), [](const Kept& kept) { return kept.hint; });
    Kept kept{std::move(secret), hash, generation, now.milliseconds, true};
    if (before != m_kept.end()) {
        *before = std::move(kept); // one at a time
    } else {
        add(std::move(kept));
    }
    ++m_mark;
    return true;
}

bool ReachRing::offer(ReachSecret secret, std::uint32_t generation)
{
    const core::Hash32 hash = reachHashOf(secret);
    const auto known = placeOf(hash);
    const bool waits = std::any_of(
        m_waiting.begin(), m_waiting.end(), [&](const auto& each) { return each.first == secret; });
    if ((known && !m_kept[*known].hint) || waits) {
        return false;
    }
    // A full house must not shut out the one that counts: the oldest goes.
    if (m_waiting.size() >= tuning::reachWaiting) {
        m_waiting.pop_front();
    }
    m_waiting.emplace_back(std::move(secret), generation);
    return isNamed(hash) || (generation == 0 && lacksFirst());
}

bool ReachRing::takeWaiting(core::WallTime now, std::vector<core::Hash32>& gained)
{
    bool any = false;
    for (auto waiting = m_waiting.begin(); waiting != m_waiting.end();) {
        const core::Hash32 hash = reachHashOf(waiting->first);
        if (!isNamed(hash) && (waiting->second != 0 || !lacksFirst())) {
            ++waiting;
            continue;
        }
        if (!placeOf(hash)) {
            add({std::move(waiting->first), hash, waiting->second, now.milliseconds, false});
        }
        gained.push_back(hash);
        any = true;
        waiting = m_waiting.erase(waiting);
    }
    for (Kept& kept : m_kept) {
        if (kept.hint && isNamed(kept.hash)) {
            kept.hint = false;
            kept.replacedMs = now.milliseconds; // unless it is the present one, as it turns out
            gained.push_back(kept.hash);
            any = true;
        }
    }
    return any;
}

/// Nothing is held but what some RESET_REACH names, and none of those counts.
bool ReachRing::lacksFirst() const
{
    const auto counts = [](const Named& each) { return each.counts; };
    return std::none_of(m_named.begin(), m_named.end(), counts)
           && std::none_of(m_kept.begin(), m_kept.end(), [&](const Kept& kept) {
                  return !kept.hint && !isNamed(kept.hash);
              });
}

std::size_t ReachRing::chosen() const
{
    for (const Named& each : m_named) {
        const auto place = each.counts ? placeOf(each.hash) : std::nullopt;
        if (place) {
            return *place;
        }
    }
    if (!isNamed(present().hash)) {
        return m_present;
    }
    const auto first = std::find_if(m_kept.begin(), m_kept.end(), [&](const Kept& kept) {
        return !kept.hint && !isNamed(kept.hash);
    });
    return first == m_kept.end() ? m_present : static_cast<std::size_t>(first - m_kept.begin());
}

ReachRing::Change ReachRing::review(std::vector<Named> named, bool answersOld, core::WallTime now)
{
    Change out;
    m_named = std::move(named);
    const auto before = std::tuple(present().hash, m_recent, m_answersOld);
    out.any = takeWaiting(now, out.gained);
    const std::size_t place = chosen();
    if (place != m_present) {
        makePresent(place, now);
        out.any = out.present = true;
    }
    const auto hint =
        std::find_if(m_kept.begin(), m_kept.end(), [](const Kept& kept) { return kept.hint; });
    if (hint != m_kept.end() && now.since({hint->replacedMs}) >= tuning::reachHintFor) {
        erase(static_cast<std::size_t>(hint - m_kept.begin()));
        out.any = true;
        ++m_mark;
    }
    m_answersOld = answersOld;
    lookOver(now);
    if (before != std::tuple(present().hash, m_recent, m_answersOld)) {
        ++m_mark;
    }
    return out;
}

void ReachRing::lookOver(core::WallTime now)
{
    std::vector<std::pair<std::int64_t, core::Hash32>> replaced;
    for (const Kept& kept : m_kept) {
        if (kept.replacedMs != 0 && !kept.hint && !isOver(kept, now)) {
            replaced.emplace_back(kept.replacedMs, kept.hash);
        }
    }
    std::sort(replaced.rbegin(), replaced.rend());
    replaced.resize(std::min(replaced.size(), tuning::reachAnswered));
    m_recent.clear();
    for (const auto& [since, hash] : replaced) {
        m_recent.push_back(hash);
    }
}

std::vector<const ReachRing::Kept*> ReachRing::recent() const
{
    std::vector<const Kept*> out{&present()};
    for (const core::Hash32& hash : m_recent) {
        if (const Kept* kept = find(hash)) {
            out.push_back(kept);
        }
    }
    return out;
}

std::vector<const ReachSecret*> ReachRing::answered() const
{
    std::vector<const ReachSecret*> out;
    for (const Kept* kept : recent()) {
        if (m_answersOld || kept == &present()) {
            out.push_back(&kept->secret);
        }
    }
    return out;
}

const ReachSecret& ReachRing::dialled(unsigned attempt) const
{
    std::vector<const ReachSecret*> tried = answered();
    for (const Kept& kept : m_kept) {
        if (kept.hint) {
            tried.push_back(&kept.secret);
        }
    }
    return *tried[attempt % tried.size()];
}

std::optional<std::chrono::milliseconds> ReachRing::nextOver(core::WallTime now) const
{
    std::optional<std::chrono::milliseconds> out;
    for (const core::Hash32& hash : m_recent) {
        if (const Kept* kept = find(hash)) {
            const std::chrono::milliseconds left =
                tuning::reachAnsweredFor - now.since({kept->replacedMs});
            out = std::min(out.value_or(left), left);
        }
    }
    return out;
}

} // namespace engine::room
