// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/retention_steps.h"

#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::int64_t keptMs =
    std::chrono::milliseconds(core::limits::tuning::redactedKept).count();

} // namespace

bool ages(const Header& header)
{
    return isContent(header.kind) && header.kind != static_cast<std::uint8_t>(Kind::Profile);
}

bool isOlder(const Header& header, std::uint32_t days, core::WallTime than)
{
    constexpr std::int64_t dayMs = std::chrono::milliseconds(std::chrono::hours(24)).count();
    return days > 0 && ages(header)
           && header.clock.milliseconds() <= than.milliseconds - std::int64_t{days} * dayMs;
}

RetentionSteps::Change RetentionSteps::set(std::uint32_t days, core::WallTime now)
{
    const std::uint32_t before = this->days();
    if (days == before) {
        return Change::None;
    }
    // A looser rule has been kept for as long as stricter ones were.
    std::int64_t since = now.milliseconds;
    while (!m_steps.empty() && (days == 0 || m_steps.back().days <= days)) {
        since = m_steps.back().sinceMs;
        m_steps.pop_back();
    }
    if (days == 0) {
        return Change::Looser;
    }
    const bool stricter = before == 0 || days < before;
    // Of those that have stood for a week the strictest says it all.
    while (m_steps.size() > 1 && m_steps[1].sinceMs <= now.milliseconds - keptMs) {
        m_steps.erase(m_steps.begin());
    }
    if (m_steps.size() >= stepsMost) {
        m_steps.erase(m_steps.begin() + 1);
    }
    m_steps.push_back({days, since});
    return stricter ? Change::Stricter : Change::Looser;
}

void RetentionSteps::restore(const Step& step)
{
    const bool follows =
        m_steps.empty()
        || (step.days < m_steps.back().days && step.sinceMs >= m_steps.back().sinceMs);
    if (step.days > 0 && follows && m_steps.size() < stepsMost) {
        m_steps.push_back(step);
    }
}

bool RetentionSteps::settleClock(core::WallTime now)
{
    bool changed = false;
    for (Step& step : m_steps) {
        changed = changed || step.sinceMs > now.milliseconds;
        step.sinceMs = std::min(step.sinceMs, now.milliseconds);
    }
    return changed;
}

std::uint32_t RetentionSteps::ripeDays(core::WallTime now) const
{
    std::uint32_t out = 0;
    for (const Step& step : m_steps) {
        out = step.sinceMs <= now.milliseconds - keptMs ? step.days : out;
    }
    return out;
}

} // namespace engine::room
