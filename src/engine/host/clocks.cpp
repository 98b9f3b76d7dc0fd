// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/clocks.h"

#include <ctime>

namespace engine::host {

namespace {

core::Duration readClock(clockid_t clock)
{
    struct timespec time = {};
    static_cast<void>(::clock_gettime(clock, &time));
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

core::Now realNow()
{
    const auto wall =
        std::chrono::duration_cast<std::chrono::milliseconds>(readClock(CLOCK_REALTIME));
    return {core::MonoTime(readClock(CLOCK_BOOTTIME)), {wall.count()}};
}

core::Duration timeAsleep()
{
    return readClock(CLOCK_BOOTTIME) - readClock(CLOCK_MONOTONIC);
}

} // namespace engine::host
