// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Bytes per second over the last few seconds, in whole-second buckets: steady enough to read, quick to show a stall.

#include "core/time.h"

#include <array>
#include <optional>

namespace transfer {

class RateMeter
{
public:
    void add(core::MonoTime now, std::uint64_t bytes);
    [[nodiscard]] std::uint64_t bytesPerSecond(core::MonoTime now);

private:
    static constexpr std::int64_t buckets = 5;

    void moveTo(core::MonoTime now);

    std::array<std::uint64_t, static_cast<std::size_t>(buckets)> m_bytes{};
    std::optional<core::MonoTime> m_start;
    std::int64_t m_second = 0;
};

} // namespace transfer
