// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// For how long the rules of a room have let nothing stay that is older than so many days, as this peer heard of them. What
// is older than the present rule says is hidden at once; erased is only what a rule makes over that has been in force here
// for a week, without a break and at least as strict: so nobody's rule empties a room before others could undo it, whoever
// made it. It is kept as steps, the loosest and oldest first: "since then the rule has been at most so many days". A rule
// that is as strict as before begins nothing anew, a stricter one begins a week for what only it makes over, and a looser
// one ends the steps that were stricter. Pure.

#include "core/time.h"
#include "engine/room/event.h"

#include <optional>
#include <vector>

namespace engine::room {

/// A message, a card, an edit: what a rule about age can reach. Names of members stay.
[[nodiscard]] bool ages(const Header& header);
/// 0 days: never.
[[nodiscard]] bool isOlder(const Header& header, std::uint32_t days, core::WallTime than);

class RetentionSteps
{
public:
    struct Step {
        std::uint32_t days = 0;
        std::int64_t sinceMs = 0;
        bool operator==(const Step&) const = default;
    };
    enum class Change : std::uint8_t { None, Stricter, Looser };
    /// Beyond it a step between the first and the last is let go, so that what it covers is kept longer, never shorter.
    static constexpr std::size_t stepsMost = 64;

    /// What the rules say now; 0: everything stays.
    Change set(std::uint32_t days, core::WallTime now);
    /// As they were written down, in order; what is not in order is left out.
    void restore(const Step& step);
    /// A clock that was set back: no step began later than now. False: nothing had to be changed.
    bool settleClock(core::WallTime now);

    /// Of the present rule; 0: none.
    [[nodiscard]] std::uint32_t days() const { return m_steps.empty() ? 0 : m_steps.back().days; }
    /// Of the strictest rule that has stood for a week; 0: none.
    [[nodiscard]] std::uint32_t ripeDays(core::WallTime now) const;
    [[nodiscard]] const std::vector<Step>& all() const { return m_steps; }

private:
    std::vector<Step> m_steps; ///< ever fewer days, ever later
};

} // namespace engine::room
