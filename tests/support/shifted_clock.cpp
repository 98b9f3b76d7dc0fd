// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// A clock that is ahead, for a process whose rules count in days: loaded before the C library (LD_PRELOAD), it adds
// PARLOUR_CLOCK_AHEAD seconds to the time of day and leaves every other clock alone.

#include <cstdlib>
#include <ctime>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

long ahead()
{
    const char* seconds = std::getenv("PARLOUR_CLOCK_AHEAD");
    return seconds == nullptr ? 0 : std::strtol(seconds, nullptr, 10);
}

} // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* out) noexcept
{
    const long done = syscall(SYS_clock_gettime, clock, out);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        out->tv_sec += ahead();
    }
    return static_cast<int>(done);
}

extern "C" int gettimeofday(timeval* out, void* /*zone*/) noexcept
{
    timespec now{};
    const int done = clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return done;
}

extern "C" time_t time(time_t* out) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != nullptr) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}
