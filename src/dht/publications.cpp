// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/publications.h"

#include "core/timer_table.h"
#include "dht/limits.h"

#include <algorithm>

namespace dht {

namespace {

core::Duration untilAnnounce(core::Rng& rng)
{
    return jittered(tuning::announceEvery, tuning::announceJitterPercent, rng);
}

core::Duration untilRepublish(core::Rng& rng)
{
    return jittered(tuning::republishEvery, tuning::republishJitterPercent, rng);
}

template<class Map>
auto firstDue(Map& entries, core::MonoTime now)
{
    return std::find_if(
        entries.begin(), entries.end(), [&](const auto& entry) { return entry.second.due <= now; });
}

} // namespace

core::Duration jittered(core::Duration period, unsigned percent, core::Rng& rng)
{
    const auto most = static_cast<std::uint64_t>(period.count()) * percent / 100;
    const auto shift =
        static_cast<std::int64_t>(rng.below(2 * most + 1)) - static_cast<std::int64_t>(most);
    return period + core::Duration(shift);
}

bool Publications::announce(core::MonoTime now, const Announcement& announcement, core::Rng& rng)
{
    if (size() >= tuning::publications && !m_announced.contains(announcement.infohash)) {
        return false;
    }
    m_announced[announcement.infohash] = {announcement.port, now + untilAnnounce(rng)};
    return true;
}

bool Publications::publish(core::MonoTime now, const Item& item, core::Rng& rng)
{
    const Target target = targetOf(item);
    if (size() >= tuning::publications && !m_published.contains(target)) {
        return false;
    }
    m_published[target] = {item, now + untilRepublish(rng)};
    return true;
}

void Publications::withdraw(const Target& target)
{
    m_announced.erase(target);
    m_published.erase(target);
}

std::optional<Publications::Announcement> Publications::takeDueAnnouncement(core::MonoTime now,
                                                                            core::Rng& rng)
{
    const auto due = firstDue(m_announced, now);
    if (due == m_announced.end()) {
        return std::nullopt;
    }
    due->second.due = now + untilAnnounce(rng);
    return Announcement{due->first, due->second.port};
}

std::optional<Item> Publications::takeDueItem(core::MonoTime now, core::Rng& rng)
{
    const auto due = firstDue(m_published, now);
    if (due == m_published.end()) {
        return std::nullopt;
    }
    due->second.due = now + untilRepublish(rng);
    return due->second.item;
}

std::optional<core::MonoTime> Publications::next() const
{
    std::optional<core::MonoTime> out;
    for (const auto& [target, announced] : m_announced) {
        out = core::earlier(out, announced.due);
    }
    for (const auto& [target, published] : m_published) {
        out = core::earlier(out, published.due);
    }
    return out;
}

void Publications::hurry(core::MonoTime now, core::Duration within, core::Rng& rng)
{
    const auto soon = [&] {
        return now
               + core::Duration(static_cast<std::int64_t>(
                   rng.below(static_cast<std::uint64_t>(within.count()))));
    };
    for (auto& [target, announced] : m_announced) {
        announced.due = std::min(announced.due, soon());
    }
    for (auto& [target, published] : m_published) {
        published.due = std::min(published.due, soon());
    }
}

} // namespace dht
