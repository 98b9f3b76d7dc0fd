// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/rate_meter.h"

#include <algorithm>
#include <numeric>

namespace transfer {

void RateMeter::moveTo(core::MonoTime now)
{
    if (!m_start) {
        m_start = now;
    }
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(now - *m_start).count();
    for (std::int64_t step = std::max(m_second + 1, second - buckets + 1); step <= second; ++step) {
        m_bytes[static_cast<std::size_t>(step % buckets)] = 0;
    }
    m_second = std::max(m_second, second);
}

void RateMeter::add(core::MonoTime now, std::uint64_t bytes)
{
    moveTo(now);
    m_bytes[static_cast<std::size_t>(m_second % buckets)] += bytes;
}

std::uint64_t RateMeter::bytesPerSecond(core::MonoTime now)
{
    moveTo(now);
    const std::uint64_t sum = std::accumulate(m_bytes.begin(), m_bytes.end(), std::uint64_t{0});
    const auto covered =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - *m_start).count();
    // The current bucket is a part of a second only; before the buckets are full, so is the whole span.
    const std::int64_t span = std::min(covered, (buckets - 1) * 1000 + covered % 1000);
    return sum * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(span, 500));
}

} // namespace transfer
