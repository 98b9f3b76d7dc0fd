// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// CHECK is for our own bugs only and stays on in release builds. A peer's bytes never reach one: they are parsed
// into a valid type or answered with an error.

#include <cstdio>
#include <cstdlib>

namespace core {

[[noreturn]] inline void checkFailed(const char* condition, const char* file, int line)
{
    static_cast<void>(std::fprintf(stderr, "CHECK failed: %s (%s:%d)\n", condition, file, line));
    std::abort();
}

} // namespace core

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            ::core::checkFailed(#condition, __FILE__, __LINE__);                                   \
        }                                                                                          \
    } while (false)
