// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/log_remains.h"

#include <algorithm>

namespace engine::room {

LogRemains::LogRemains(std::optional<LogEntry> before)
    : m_before(std::move(before))
{
}

void LogRemains::add(std::uint64_t seq, core::ByteView header)
{
    const auto decoded = decodeHeader(header);
    const core::EventId id = eventId(header);
    // The store may have more than is held: other branches, and what was let go of.
    if (!decoded || (m_before && !m_before->held.has(seq)) || !m_held.hasRoomFor(seq)
        || m_held.fit(seq, decoded->prev, id) != Fit::New) {
        return;
    }
    m_held.insert(seq, decoded->prev, id);
    m_lastClock = std::max(m_lastClock, decoded->clock);
    ++m_kept;
}

std::uint64_t LogRemains::lost() const
{
    std::uint64_t before = 0;
    if (m_before) {
        for (const Stretch& stretch : m_before->held.stretches()) {
            before += stretch.to - stretch.from + 1;
        }
    }
    return before - std::min(before, m_kept);
}

LogEntry LogRemains::entry() const
{
    LogEntry out = m_before.value_or(LogEntry());
    out.held = m_held;
    out.lastClock = std::max(out.lastClock, m_lastClock);
    out.holed = true;
    out.trail = {};
    out.toJudge = true;
    return out;
}

} // namespace engine::room
