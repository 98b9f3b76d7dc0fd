// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Two clocks that cannot be mixed up, and neither of which can be asked for the time: the host owns the real ones and
// hands instants in as arguments, the simulator hands in virtual ones.
//
// MonoTime decides (timeouts, pacing, order of arrival). WallTime is what people read and what event clocks are made
// from; it may jump and may be wrong.

#include <chrono>
#include <compare>
#include <cstdint>

namespace core {

/// A clock type without now(): `MonoClock::now()` does not compile, so no core can ask.
struct MonoClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonoClock>;
    static constexpr bool is_steady = true;
};

using MonoTime = MonoClock::time_point;
using Duration = MonoClock::duration;

/// Milliseconds since 1970-01-01 UTC.
struct WallTime {
    std::int64_t milliseconds = 0;

    auto operator<=>(const WallTime&) const = default;
    [[nodiscard]] WallTime plus(std::chrono::milliseconds span) const
    {
        return {milliseconds + span.count()};
    }
    [[nodiscard]] std::chrono::milliseconds since(WallTime earlier) const
    {
        return std::chrono::milliseconds(milliseconds - earlier.milliseconds);
    }
};

/// Both clocks at one moment: what every input to a core carries.
struct Now {
    MonoTime mono;
    WallTime wall;
};

} // namespace core
