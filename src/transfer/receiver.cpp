// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/receiver.h"

#include "core/check.h"

namespace transfer {

Receiver::Receiver(const core::EventRef& file, const Manifest& manifest)
    : Receiver(file, manifest, Bitmap(manifest.blocks()), HashStore(manifest))
{
}

Receiver::Receiver(const core::EventRef& file,
                   const Manifest& manifest,
                   const Bitmap& held,
                   HashStore hashes)
    : m_file(file)
    , m_manifest(manifest)
    , m_hashes(std::make_shared<HashStore>(std::move(hashes)))
    , m_blocks(held)
    , m_ranges(manifest.ranges())
    , m_ledger(manifest, held)
{
    for (std::uint64_t range = 0; range < manifest.ranges(); ++range) {
        const bool missing =
            m_blocks.nextMissing(manifest.rangeStart(range), manifest.rangeEnd(range)).has_value();
        if (missing && m_hashes->hasRange(range)) {
            m_open.insert(range);
        }
        if (!missing || m_hashes->hasRange(range)) {
            m_ranges.setState(range, BlockState::Held);
        }
    }
}

std::optional<Receiver>
Receiver::resumed(const core::EventRef& file, const Manifest& manifest, const ResumeState& state)
{
    const auto held = Bitmap::decode(manifest.blocks(), state.blocks);
    if (!held) {
        return std::nullopt;
    }
    auto hashes = HashStore::decode(manifest, state.hashes);
    return Receiver(file, manifest, *held, hashes ? std::move(*hashes) : HashStore(manifest));
}

Receiver::ResumeState Receiver::resumeState() const
{
    return {durableBlocks(), m_hashes->encode()};
}

// ---- commands ----------------------------------------------------------------------------------

void Receiver::start(core::MonoTime now, ReceiverOutbox& out)
{
    if (m_state != State::Idle) {
        return;
    }
    m_state = State::Running;
    report(now, out);
    settle(now, out);
    pump(now, out);
}

void Receiver::pause(core::MonoTime now, ReceiverOutbox& out)
{
    if (m_state != State::Running) {
        return;
    }
    m_state = State::Paused;
    for (auto& [id, source] : m_sources) {
        for (const Request& request : source.takeAll()) {
            release(request);
        }
    }
    settle(now, out);
    report(now, out);
}

void Receiver::resume(core::MonoTime now, ReceiverOutbox& out)
{
    if (m_state != State::Paused) {
        return;
    }
    m_state = State::Running;
    report(now, out);
    pump(now, out);
}

bool Receiver::addSource(core::MonoTime now, SourceId source, ReceiverOutbox& out)
{
    if (m_sources.size() >= sourcesMost || m_blamed.contains(source)
        || !m_sources.emplace(source, SourceState(m_manifest)).second) {
        return false;
    }
    pump(now, out);
    return true;
}

void Receiver::removeSource(core::MonoTime now, SourceId source, ReceiverOutbox& out)
{
    const auto found = m_sources.find(source);
    if (found != m_sources.end()) {
        drop(found);
        pump(now, out);
    }
}

// ---- what sources say --------------------------------------------------------------------------

Receiver::Sources::iterator Receiver::sourceOf(SourceId source, const core::EventRef& file)
{
    return active() && file == m_file ? m_sources.find(source) : m_sources.end();
}

void Receiver::handleHave(core::MonoTime now,
                          SourceId source,
                          const Have& message,
                          ReceiverOutbox& out)
{
    const auto found = sourceOf(source, message.file);
    if (found == m_sources.end()) {
        return;
    }
    // Who has just finished says so unasked, once.
    const bool finished = message.complete && !found->second.complete();
    if (found->second.answer(now, Request{}) == SourceState::Answer::Unasked && !finished) {
        unasked(now, found, out);
        return;
    }
    if (message.gone) {
        lose(now, found, SourceLoss::Gone, out);
        return;
    }
    if (message.complete) {
        found->second.setComplete();
    } else {
        const auto chunks = Bitmap::decode(m_manifest.chunks(), message.bitmap);
        if (!chunks) {
            blame(now, found, Blame::WrongHave, out);
            return;
        }
        found->second.setChunks(*chunks);
    }
    pump(now, out);
}

void Receiver::handleHashes(core::MonoTime now,
                            SourceId source,
                            const Hashes& message,
                            ReceiverOutbox& out)
{
    const auto found = sourceOf(source, message.file);
    if (found == m_sources.end()) {
        return;
    }
    const std::uint64_t range = message.index >> rangeLayer;
    const bool aligned = message.layer == 0 && message.index == m_manifest.rangeStart(range);
    if (!aligned
        || found->second.answer(now, Request{Request::Kind::Range, range})
               == SourceState::Answer::Unasked) {
        unasked(now, found, out);
        return;
    }
    if (!m_hashes->hasRange(range)) {
        if (!m_hashes->addRange(range, HashRun{message.hashes, message.uncles})) {
            release(Request{Request::Kind::Range, range});
            blame(now, found, Blame::WrongHash, out);
            return;
        }
        m_ranges.setState(range, BlockState::Held);
        m_open.insert(range);
    }
    pump(now, out);
}

void Receiver::handleBlock(core::MonoTime now, SourceId source, Block message, ReceiverOutbox& out)
{
    const auto found = sourceOf(source, message.file);
    if (found == m_sources.end()) {
        return;
    }
    const Request request{Request::Kind::Block, message.block};
    const auto answer = found->second.answer(now, request);
    if (answer == SourceState::Answer::Unasked) {
        unasked(now, found, out);
        return;
    }
    const bool wanted = m_blocks.state(message.block) != BlockState::Held;
    const bool right = wanted && m_hashes->matches(message.block, message.bytes);
    if (right) {
        m_blocks.setState(message.block, BlockState::Held);
        m_ledger.begin(message.block);
    }
    if (answer == SourceState::Answer::Expected) {
        release(request);
    }
    if (wanted && !right) {
        blame(now, found, Blame::WrongBlock, out);
        return;
    }
    if (right) {
        out.emplace_back(WriteBlock{message.block, std::move(message.bytes)});
    }
    pump(now, out);
}

void Receiver::handleRefuse(core::MonoTime now,
                            SourceId source,
                            const Refuse& message,
                            ReceiverOutbox& out)
{
    const auto found = sourceOf(source, message.file);
    if (found == m_sources.end()) {
        return;
    }
    switch (message.reason) {
    case RefuseReason::Gone:
        lose(now, found, SourceLoss::Gone, out);
        return;
    case RefuseReason::Changed:
        lose(now, found, SourceLoss::Changed, out);
        return;
    case RefuseReason::NotAllowed:
    case RefuseReason::Other:
        lose(now, found, SourceLoss::NotAllowed, out);
        return;
    case RefuseReason::Busy:
        for (const Request& request : found->second.takeAll()) {
            release(request);
        }
        found->second.rest(now + busyRest);
        pump(now, out);
        return;
    }
}

void Receiver::release(const Request& request)
{
    if (request.kind == Request::Kind::Range) {
        if (m_ranges.state(request.index) == BlockState::Requested) {
            m_ranges.setState(request.index, BlockState::Missing);
        }
        return;
    }
    const auto asked = m_asked.find(request.index);
    if (request.kind != Request::Kind::Block || asked == m_asked.end()
        || --asked->second.sources > 0) {
        return;
    }
    m_asked.erase(asked);
    if (m_blocks.state(request.index) == BlockState::Requested) {
        m_blocks.setState(request.index, BlockState::Missing);
        m_open.insert(request.index >> rangeLayer);
    }
}

void Receiver::drop(Sources::iterator source)
{
    for (const Request& request : source->second.takeAll()) {
        release(request);
    }
    m_sources.erase(source);
}

void Receiver::blame(core::MonoTime now,
                     Sources::iterator source,
                     Blame reason,
                     ReceiverOutbox& out)
{
    out.emplace_back(BlameSource{source->first, reason});
    if (m_blamed.size() < blamedMost) {
        m_blamed.insert(source->first);
    }
    drop(source);
    pump(now, out);
}

void Receiver::lose(core::MonoTime now,
                    Sources::iterator source,
                    SourceLoss reason,
                    ReceiverOutbox& out)
{
    out.emplace_back(SourceLost{source->first, reason});
    drop(source);
    pump(now, out);
}

void Receiver::unasked(core::MonoTime now, Sources::iterator source, ReceiverOutbox& out)
{
    if (source->second.strike()) {
        blame(now, source, Blame::Unrequested, out);
    }
}

// ---- asking ------------------------------------------------------------------------------------

void Receiver::pump(core::MonoTime now, ReceiverOutbox& out)
{
    if (m_state != State::Running) {
        return;
    }
    for (auto& source : m_sources) {
        if (source.second.haveIsDue(now)) {
            source.second.ask(now, Request{});
            out.emplace_back(SendHaveRequest{source.first, HaveRequest{m_file}});
        }
        if (source.second.mayAsk(now)) {
            askRange(now, source, out);
            askBlocks(now, source, out);
        }
    }
}

void Receiver::askRange(core::MonoTime now, Sources::value_type& source, ReceiverOutbox& out)
{
    if (source.second.askedRange() || (m_open.size() >= rangesAhead && pickBlock(source.second))) {
        return;
    }
    const auto range = source.second.nextRange(m_ranges);
    if (!range) {
        return;
    }
    source.second.ask(now, Request{Request::Kind::Range, *range});
    m_ranges.setState(*range, BlockState::Requested);
    const HashRequest request{
        m_file, 0, m_manifest.rangeStart(*range), std::uint64_t{1} << m_manifest.rangeHeight()};
    out.emplace_back(SendHashRequest{source.first, request});
}

void Receiver::askBlocks(core::MonoTime now, Sources::value_type& source, ReceiverOutbox& out)
{
    while (source.second.roomForBlock() && m_ledger.writes() + m_asked.size() < writesMost) {
        auto block = pickBlock(source.second);
        if (!block) {
            block = pickAgain(now, source.second);
        }
        if (!block) {
            return;
        }
        const auto asked = m_asked.try_emplace(*block, Asked{0, now}).first;
        ++asked->second.sources;
        m_blocks.setState(*block, BlockState::Requested);
        source.second.ask(now, Request{Request::Kind::Block, *block});
        out.emplace_back(SendBlockRequest{source.first, BlockRequest{m_file, *block}});
    }
}

std::optional<std::uint64_t> Receiver::pickBlock(const SourceState& source)
{
    for (auto at = m_open.begin(); at != m_open.end();) {
        const std::uint64_t end = m_manifest.rangeEnd(*at);
        const std::uint64_t start = m_manifest.rangeStart(*at);
        if (!m_blocks.nextMissing(start, end)) {
            at = m_open.erase(at);
            continue;
        }
        if (const auto block = source.nextMissing(m_blocks, start, end)) {
            return block;
        }
        ++at;
    }
    return std::nullopt;
}

/// The endgame: a block that another source was asked for and has not brought for a while.
std::optional<std::uint64_t> Receiver::pickAgain(core::MonoTime now, const SourceState& source)
{
    if (m_blocks.missing() > 0 || m_asked.size() > endgameBlocks) {
        return std::nullopt;
    }
    for (const auto& [block, asked] : m_asked) {
        const bool open = asked.sources < endgameSources && source.has(block)
                          && !source.asked(Request{Request::Kind::Block, block})
                          && m_blocks.state(block) == BlockState::Requested;
        if (!open) {
            continue;
        }
        if (asked.since + endgameAge <= now) {
            return block;
        }
        m_timers.set(Timer::Endgame, asked.since + endgameAge);
    }
    return std::nullopt;
}

// ---- the disk ----------------------------------------------------------------------------------

void Receiver::handleWritten(core::MonoTime now, std::uint64_t block, ReceiverOutbox& out)
{
    if (!active() || !m_ledger.written(block)) {
        return;
    }
    m_rate.add(now, m_manifest.blockLength(block));
    if (!m_timers.at(Timer::Progress)) {
        m_timers.set(Timer::Progress, now + progressEvery);
    }
    settle(now, out);
    pump(now, out);
}

void Receiver::handleFlushed(core::MonoTime now, ReceiverOutbox& out)
{
    if (!m_ledger.flushing()) {
        return;
    }
    m_ledger.flushed();
    settle(now, out);
}

void Receiver::handleWriteFailed(core::MonoTime now, WriteFailure reason, ReceiverOutbox& out)
{
    if (!active()) {
        return;
    }
    static_cast<void>(now);
    while (!m_sources.empty()) {
        drop(m_sources.begin());
    }
    m_state = State::Failed;
    m_timers = {};
    out.emplace_back(Failed{reason});
}

void Receiver::handleReadBack(core::MonoTime now,
                              std::uint64_t block,
                              core::ByteView bytes,
                              ReceiverOutbox& out)
{
    if (m_state == State::Done || m_state == State::Failed || !m_hashes->leaf(block)
        || m_ledger.isWriting(block)) {
        return;
    }
    const bool right = m_hashes->matches(block, bytes);
    const bool held = m_blocks.state(block) == BlockState::Held;
    if (right && !held) {
        m_blocks.setState(block, BlockState::Held);
        m_ledger.adopt(block);
        settle(now, out);
    } else if (!right && held) {
        m_blocks.setState(block, BlockState::Missing);
        m_ledger.forget(block);
        m_open.insert(block >> rangeLayer);
        pump(now, out);
    }
}

/// Flushes when enough is written, or when nothing else will come; notices the end.
void Receiver::settle(core::MonoTime now, ReceiverOutbox& out)
{
    if (!active()) {
        return;
    }
    if (m_ledger.durable().full()) {
        m_state = State::Done;
        m_timers = {};
        report(now, out);
        while (!m_sources.empty()) {
            drop(m_sources.begin());
        }
        out.emplace_back(Completed{});
        return;
    }
    if (m_ledger.looseBytes() == 0) {
        m_timers.stop(Timer::Flush);
        return;
    }
    const bool last = m_ledger.writes() == 0 && (m_blocks.complete() || m_state == State::Paused);
    const bool enough = m_ledger.looseBytes() >= core::limits::tuning::fileFlushBytes;
    const bool waited = m_timers.takeDue(Timer::Flush, now);
    if (!m_ledger.flushing() && (last || enough || waited)) {
        m_ledger.beginFlush();
        m_timers.stop(Timer::Flush);
        out.emplace_back(Flush{});
    } else if (!m_timers.at(Timer::Flush)) {
        m_timers.set(Timer::Flush, now + flushAfter);
    }
}

void Receiver::report(core::MonoTime now, ReceiverOutbox& out)
{
    m_timers.stop(Timer::Progress);
    const std::uint64_t done = m_ledger.bytesWritten();
    out.emplace_back(
        Progress{done, m_manifest.length(), m_rate.bytesPerSecond(now), m_sources.size()});
}

// ---- time --------------------------------------------------------------------------------------

void Receiver::handleWake(core::MonoTime now, ReceiverOutbox& out)
{
    if (!active()) {
        return;
    }
    for (auto at = m_sources.begin(); at != m_sources.end();) {
        const auto source = at++;
        if (m_state == State::Running && source->second.silent(now)) {
            out.emplace_back(SourceLost{source->first, SourceLoss::Silent});
            drop(source);
            continue;
        }
        for (const Request& request : source->second.takeExpired(now)) {
            release(request);
        }
    }
    if (m_timers.takeDue(Timer::Progress, now)) {
        report(now, out);
    }
    static_cast<void>(m_timers.takeDue(Timer::Endgame, now));
    settle(now, out);
    pump(now, out);
}

std::optional<core::MonoTime> Receiver::nextWake(core::MonoTime now) const
{
    if (!active()) {
        return std::nullopt;
    }
    auto wake = m_timers.next();
    if (m_state == State::Running) {
        for (const auto& [id, source] : m_sources) {
            wake = core::earlier(wake, source.nextWake(now));
        }
    }
    return wake;
}

} // namespace transfer
