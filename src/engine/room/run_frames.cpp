// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/run_frames.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr int runsPerFrame = core::limits::tuning::eventsPerFrame;

std::size_t sizeOf(const CarriedEvent& event)
{
    return event.body.size() + 160;
}

} // namespace

bool RunFrames::add(CarriedEvent event)
{
    // What was let go of may lie between, from another branch.
    if (!m_part.empty()
        && (m_part.back().header.seq + 1 != event.header.seq
            || m_part.back().id != event.header.prev)) {
        close();
        m_part.clear();
    }
    const std::size_t size = sizeOf(event);
    if (m_bytes + size > budget || m_part.size() >= core::limits::tuning::eventsPerFrame) {
        if (m_signed == 0) {
            return false;
        }
        close();
    }
    m_bytes += size;
    const bool isSigned = !event.signature.empty();
    const bool act = isAct(event.header.kind);
    m_part.push_back(std::move(event));
    m_signed = isSigned ? m_part.size() : m_signed;
    if (isSigned && act) {
        close();
    }
    return true;
}

std::vector<wire::Frame> RunFrames::take()
{
    close();
    m_frames.resize(std::max<std::size_t>(m_frames.size(), 1));
    return std::move(m_frames);
}

/// The part up to its last signature makes a run; what lies behind that begins the next part.
void RunFrames::close()
{
    const auto end = m_part.begin() + static_cast<std::ptrdiff_t>(m_signed);
    if (m_signed > 0) {
        std::size_t bytes = 0;
        std::for_each(
            m_part.begin(), end, [&](const CarriedEvent& each) { bytes += sizeOf(each); });
        const bool fits = !m_frames.empty() && m_frameBytes + bytes <= budget
                          && m_frames.back().events().runs_size() < runsPerFrame;
        wire::Frame& frame = fits ? m_frames.back() : m_frames.emplace_back();
        *frame.mutable_events()->add_runs() = encodeRun({m_part.begin(), end});
        m_frameBytes = fits ? m_frameBytes + bytes : bytes;
    }
    m_part.erase(m_part.begin(), end);
    m_signed = 0;
    m_bytes = 0;
    for (const CarriedEvent& event : m_part) {
        m_bytes += sizeOf(event);
    }
}

} // namespace engine::room
