// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// All timers of one state machine: an enum of timers, a table, a minimum. Setting a timer replaces it, stopping one
// cannot leak, and the owner's host needs a single timer of its own, armed at `next()`.

#include "core/time.h"

#include <array>
#include <optional>

namespace core {

/// `Timer` is an enum class whose last value is `Count`.
template<class Timer>
class TimerTable
{
public:
    void set(Timer timer, MonoTime at) { slot(timer) = at; }
    void stop(Timer timer) { slot(timer).reset(); }
    [[nodiscard]] std::optional<MonoTime> at(Timer timer) const
    {
        return m_slots[static_cast<std::size_t>(timer)];
    }
    /// True once when the timer is due: it is stopped by the asking.
    [[nodiscard]] bool takeDue(Timer timer, MonoTime now)
    {
        auto& due = slot(timer);
        if (!due || *due > now) {
            return false;
        }
        due.reset();
        return true;
    }
    [[nodiscard]] std::optional<MonoTime> next() const
    {
        std::optional<MonoTime> earliest;
        for (const auto& due : m_slots) {
            if (due && (!earliest || *due < *earliest)) {
                earliest = due;
            }
        }
        return earliest;
    }

private:
    [[nodiscard]] std::optional<MonoTime>& slot(Timer timer)
    {
        return m_slots[static_cast<std::size_t>(timer)];
    }

    std::array<std::optional<MonoTime>, static_cast<std::size_t>(Timer::Count)> m_slots;
};

/// The earlier of two wake-up times, either of which may be missing.
[[nodiscard]] inline std::optional<MonoTime> earlier(std::optional<MonoTime> left,
                                                     std::optional<MonoTime> right)
{
    if (!left || !right) {
        return left ? left : right;
    }
    return *left < *right ? left : right;
}

} // namespace core
