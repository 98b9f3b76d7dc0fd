// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/source_state.h"

#include "core/timer_table.h"

#include <algorithm>

namespace transfer {

void SourceState::setChunks(const Bitmap& chunks)
{
    m_complete = chunks.full();
    m_chunks = chunks;
    m_ranges = Bitmap(m_manifest.ranges());
    for (std::uint64_t chunk = 0; chunk < chunks.size(); ++chunk) {
        const std::uint64_t first = chunk * m_manifest.chunkBlocks();
        const std::uint64_t last =
            std::min(first + m_manifest.chunkBlocks(), m_manifest.blocks()) - 1;
        for (std::uint64_t range = first >> rangeLayer;
             chunks.test(chunk) && range <= last >> rangeLayer;
             ++range) {
            m_ranges.set(range);
        }
    }
}

bool SourceState::has(std::uint64_t block) const
{
    return m_complete || (m_chunks && m_chunks->test(block / m_manifest.chunkBlocks()));
}

std::optional<std::uint64_t>
SourceState::nextMissing(const ChunkMap& map, std::uint64_t from, std::uint64_t to) const
{
    if (m_complete || !m_chunks) {
        return m_complete ? map.nextMissing(from, to) : std::nullopt;
    }
    const std::uint64_t step = m_manifest.chunkBlocks();
    if (step == 1) {
        return map.nextMissing(from, to, &*m_chunks);
    }
    auto block = map.nextMissing(from, to);
    while (block && !has(*block)) {
        block = map.nextMissing((*block / step + 1) * step, to);
    }
    return block;
}

std::optional<std::uint64_t> SourceState::nextRange(const ChunkMap& map) const
{
    return m_complete ? map.nextMissing(0, m_manifest.ranges())
                      : map.nextMissing(0, m_manifest.ranges(), &m_ranges);
}

bool SourceState::haveIsDue(core::MonoTime now) const
{
    return !m_complete && mayAsk(now) && !asked(Request{})
           && (!m_haveAgainAt || now >= *m_haveAgainAt);
}

bool SourceState::askedRange() const
{
    const auto first = m_inFlight.lower_bound(Request{Request::Kind::Range, 0});
    return first != m_inFlight.end() && first->first.kind == Request::Kind::Range;
}

void SourceState::ask(core::MonoTime now, const Request& request)
{
    if (!m_inFlight.emplace(request, now).second) {
        return;
    }
    if (request.kind == Request::Kind::Block) {
        ++m_blocksInFlight;
    }
    if (!m_firstUnanswered) {
        m_firstUnanswered = now;
    }
}

SourceState::Answer SourceState::answer(core::MonoTime now, const Request& request)
{
    const auto found = m_inFlight.find(request);
    if (found == m_inFlight.end()) {
        if (m_late.erase(request) == 0) {
            return Answer::Unasked;
        }
        m_firstUnanswered.reset();
        m_lastAnswer = now;
        return Answer::Late;
    }
    const core::Duration took = now - found->second;
    m_roundTrip = m_roundTrip == core::Duration{0} ? took : (m_roundTrip * 7 + took) / 8;
    m_inFlight.erase(found);
    m_late.erase(request);
    m_lastAnswer = now;
    m_firstUnanswered.reset();
    if (!m_inFlight.empty()) {
        m_firstUnanswered = now;
    }
    if (request.kind == Request::Kind::Block) {
        --m_blocksInFlight;
        m_window = std::min(m_window + 1, core::limits::tuning::blocksInFlight);
    } else if (request.kind == Request::Kind::Have) {
        m_haveAgainAt = now + haveAgainAfter;
    }
    return Answer::Expected;
}

core::MonoTime SourceState::deadline(core::MonoTime sent) const
{
    const core::MonoTime from = m_lastAnswer ? std::max(sent, *m_lastAnswer) : sent;
    return std::min(from + answerTime + 2 * m_roundTrip, sent + requestAgeMost);
}

std::vector<Request> SourceState::takeExpired(core::MonoTime now)
{
    std::vector<Request> expired;
    for (const auto& [request, sent] : m_inFlight) {
        if (deadline(sent) <= now) {
            expired.push_back(request);
        }
    }
    for (const Request& request : expired) {
        m_inFlight.erase(request);
        m_blocksInFlight -= request.kind == Request::Kind::Block ? 1 : 0;
        noteLate(request);
    }
    if (!expired.empty()) {
        m_window = std::max<std::size_t>(1, m_window / 2);
    }
    return expired;
}

std::vector<Request> SourceState::takeAll()
{
    std::vector<Request> all;
    for (const auto& [request, sent] : m_inFlight) {
        all.push_back(request);
        noteLate(request);
    }
    m_inFlight.clear();
    m_blocksInFlight = 0;
    m_firstUnanswered.reset();
    return all;
}

void SourceState::noteLate(const Request& request)
{
    m_late.insert(request);
    if (m_late.size() > lateMost) {
        m_late.erase(m_late.begin());
    }
}

void SourceState::rest(core::MonoTime until)
{
    m_busyUntil = until;
    m_firstUnanswered.reset();
    m_window = std::max<std::size_t>(1, m_window / 2);
}

bool SourceState::silent(core::MonoTime now) const
{
    return m_firstUnanswered && now >= *m_firstUnanswered + silenceMost;
}

std::optional<core::MonoTime> SourceState::nextWake(core::MonoTime now) const
{
    std::optional<core::MonoTime> wake;
    for (const auto& [request, sent] : m_inFlight) {
        wake = core::earlier(wake, deadline(sent));
    }
    if (m_firstUnanswered) {
        wake = core::earlier(wake, *m_firstUnanswered + silenceMost);
    }
    if (!m_complete && m_haveAgainAt && !asked(Request{})) {
        wake = core::earlier(wake, std::max(*m_haveAgainAt, m_busyUntil));
    }
    if (m_busyUntil > now) {
        wake = core::earlier(wake, m_busyUntil);
    }
    return wake;
}

} // namespace transfer
