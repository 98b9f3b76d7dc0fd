// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/sender.h"

#include "core/check.h"
#include "core/timer_table.h"

#include <algorithm>
#include <set>

namespace transfer {

namespace {

constexpr std::size_t messageOverhead = 64;

Bitmap everything(std::uint64_t blocks)
{
    Bitmap all(blocks);
    all.fill();
    return all;
}

} // namespace

Sender::Sender(const core::EventRef& file, std::shared_ptr<const HashStore> hashes)
    : Sender(file, hashes, everything(hashes->manifest().blocks()))
{
}

Sender::Sender(const core::EventRef& file,
               std::shared_ptr<const HashStore> hashes,
               const Bitmap& held)
    : m_file(file)
    , m_hashes(std::move(hashes))
    , m_held(held)
{
    CHECK(m_held.size() == m_hashes->manifest().blocks());
}

void Sender::handleGained(std::uint64_t block)
{
    CHECK(block < m_held.size());
    m_held.set(block);
}

// ---- requests ----------------------------------------------------------------------------------

Sender::Requester* Sender::admit(RequesterId from, const core::EventRef& file, SenderOutbox& out)
{
    if (file != m_file) {
        return nullptr;
    }
    if (m_state != State::Serving) {
        refuse(from, m_state == State::Changed ? RefuseReason::Changed : RefuseReason::Gone, out);
        return nullptr;
    }
    if (m_requesters.size() >= requestersMost && !m_requesters.contains(from)) {
        refuse(from, RefuseReason::Busy, out);
        return nullptr;
    }
    return &m_requesters[from];
}

void Sender::refuse(RequesterId to, RefuseReason reason, SenderOutbox& out) const
{
    out.emplace_back(SendRefuse{to, Refuse{m_file, reason}});
}

/// Once until something is served again: a flood of requests is not answered by a flood.
void Sender::sayBusy(RequesterId to, Requester& requester, SenderOutbox& out) const
{
    if (!requester.toldBusy) {
        requester.toldBusy = true;
        refuse(to, RefuseReason::Busy, out);
    }
}

bool Sender::reserve(core::MonoTime now, Requester& requester, std::size_t bytes)
{
    if (requester.windowUsed + bytes > requesterWindowBytes
        || m_windowUsed + bytes > uploadWindowBytes) {
        return false;
    }
    requester.windowUsed += bytes;
    m_windowUsed += bytes;
    if (!requester.stalledSince) {
        requester.stalledSince = now;
    }
    return true;
}

void Sender::giveBack(core::MonoTime now, RequesterId to, std::size_t bytes)
{
    const auto found = m_requesters.find(to);
    if (found == m_requesters.end()) {
        return;
    }
    Requester& requester = found->second;
    bytes = std::min(bytes, requester.windowUsed);
    requester.windowUsed -= bytes;
    m_windowUsed -= bytes;
    requester.stalledSince = requester.windowUsed > 0 ? std::optional(now) : std::nullopt;
}

void Sender::handleHaveRequest(core::MonoTime now,
                               RequesterId from,
                               const HaveRequest& request,
                               SenderOutbox& out)
{
    Requester* const requester = admit(from, request.file, out);
    if (requester == nullptr) {
        return;
    }
    Have have{m_file, m_held.full(), false, {}};
    if (!have.complete) {
        have.bitmap = coarsened(m_held, m_hashes->manifest().chunkBlocks()).encode();
    }
    const std::size_t bytes = have.bitmap.size() + messageOverhead;
    if (!reserve(now, *requester, bytes)) {
        sayBusy(from, *requester, out);
        return;
    }
    out.emplace_back(SendHave{from, std::move(have), bytes});
}

void Sender::handleHashRequest(core::MonoTime now,
                               RequesterId from,
                               const HashRequest& request,
                               SenderOutbox& out)
{
    Requester* const requester = admit(from, request.file, out);
    if (requester == nullptr) {
        return;
    }
    // Room first: proving costs hashing, and who does not read its answers shall not cause any.
    const std::size_t bytes =
        static_cast<std::size_t>(request.count + treeHeightMost) * sizeof(Hash32) + messageOverhead;
    if (!reserve(now, *requester, bytes)) {
        sayBusy(from, *requester, out);
        return;
    }
    auto run = m_hashes->prove(request.layer, request.index, request.count);
    if (!run) {
        giveBack(now, from, bytes);
        sayBusy(from, *requester, out);
        return;
    }
    Hashes answer{
        m_file, request.layer, request.index, std::move(run->hashes), std::move(run->uncles)};
    out.emplace_back(SendHashes{from, std::move(answer), bytes});
}

void Sender::handleBlockRequest(core::MonoTime now,
                                RequesterId from,
                                const BlockRequest& request,
                                SenderOutbox& out)
{
    Requester* const requester = admit(from, request.file, out);
    if (requester == nullptr) {
        return;
    }
    auto& queue = requester->queue;
    if (std::find(queue.begin(), queue.end(), request.block) != queue.end()) {
        return;
    }
    if (!m_held.test(request.block) || !m_hashes->leaf(request.block)
        || queue.size() >= queuedMost) {
        sayBusy(from, *requester, out);
        return;
    }
    queue.push_back(request.block);
    pump(now, out);
}

void Sender::removeRequester(core::MonoTime now, RequesterId requester, SenderOutbox& out)
{
    const auto found = m_requesters.find(requester);
    if (found == m_requesters.end()) {
        return;
    }
    m_windowUsed -= found->second.windowUsed;
    m_requesters.erase(found);
    for (auto& [id, read] : m_reads) {
        read.wanted = read.wanted && read.requester != requester;
    }
    pump(now, out);
}

// ---- reading and sending -----------------------------------------------------------------------

/// The first after the one served last that waits and has room.
Sender::Requesters::iterator Sender::nextInTurn()
{
    auto at = m_lastServed ? m_requesters.upper_bound(*m_lastServed) : m_requesters.begin();
    for (std::size_t i = 0; i < m_requesters.size(); ++i, ++at) {
        if (at == m_requesters.end()) {
            at = m_requesters.begin();
        }
        if (!at->second.queue.empty()
            && at->second.windowUsed + blockBytes <= requesterWindowBytes) {
            return at;
        }
    }
    return m_requesters.end();
}

void Sender::pump(core::MonoTime now, SenderOutbox& out)
{
    while (m_state == State::Serving && m_reads.size() < readsMost) {
        const auto next = nextInTurn();
        if (next == m_requesters.end()) {
            return;
        }
        const std::uint64_t block = next->second.queue.front();
        const std::size_t length = m_hashes->manifest().blockLength(block);
        if (!reserve(now, next->second, length)) {
            return;
        }
        next->second.queue.pop_front();
        m_lastServed = next->first;
        m_reads.emplace(++m_lastRead, Read{next->first, block, true});
        out.emplace_back(ReadBlock{m_lastRead, block * blockBytes, length});
    }
}

void Sender::handleRead(core::MonoTime now,
                        std::uint64_t read,
                        core::Bytes bytes,
                        SenderOutbox& out)
{
    const auto found = m_reads.find(read);
    if (found == m_reads.end()) {
        return;
    }
    const Read done = found->second;
    m_reads.erase(found);
    if (!m_hashes->matches(done.block, bytes)) {
        end(State::Changed, out);
        return;
    }
    if (done.wanted) {
        const std::size_t length = bytes.size();
        out.emplace_back(
            SendBlock{done.requester, Block{m_file, done.block, std::move(bytes), {}}, length});
    }
    pump(now, out);
}

void Sender::handleReadFailed(core::MonoTime now,
                              std::uint64_t read,
                              ReadFailure reason,
                              SenderOutbox& out)
{
    const auto found = m_reads.find(read);
    if (found == m_reads.end()) {
        return;
    }
    const Read failed = found->second;
    m_reads.erase(found);
    if (reason == ReadFailure::Gone) {
        end(State::Gone, out);
        return;
    }
    const auto requester = m_requesters.find(failed.requester);
    if (failed.wanted && requester != m_requesters.end()) {
        giveBack(now, failed.requester, m_hashes->manifest().blockLength(failed.block));
        sayBusy(failed.requester, requester->second, out);
    }
    pump(now, out);
}

void Sender::handleSent(core::MonoTime now, RequesterId to, std::size_t bytes, SenderOutbox& out)
{
    giveBack(now, to, bytes);
    if (const auto found = m_requesters.find(to); found != m_requesters.end()) {
        found->second.toldBusy = false;
    }
    pump(now, out);
}

void Sender::end(State state, SenderOutbox& out)
{
    m_state = state;
    if (state == State::Changed) {
        out.emplace_back(FileChanged{});
    } else {
        out.emplace_back(FileGone{});
    }
    dismiss(state == State::Changed ? RefuseReason::Changed : RefuseReason::Gone, out);
}

void Sender::withdraw(RefuseReason reason, SenderOutbox& out)
{
    m_state = State::Gone;
    dismiss(reason, out);
}

void Sender::dismiss(RefuseReason reason, SenderOutbox& out)
{
    for (const auto& [id, requester] : m_requesters) {
        refuse(id, reason, out);
    }
    m_requesters.clear();
    m_reads.clear();
    m_windowUsed = 0;
}

// ---- time --------------------------------------------------------------------------------------

void Sender::handleWake(core::MonoTime now, SenderOutbox& out)
{
    std::vector<RequesterId> stalled;
    for (const auto& [id, requester] : m_requesters) {
        if (requester.stalledSince && now >= *requester.stalledSince + stallMost) {
            stalled.push_back(id);
        }
    }
    for (const RequesterId id : stalled) {
        out.emplace_back(RequesterStalled{id});
        removeRequester(now, id, out);
    }
}

std::optional<core::MonoTime> Sender::nextWake() const
{
    std::optional<core::MonoTime> wake;
    for (const auto& [id, requester] : m_requesters) {
        if (requester.stalledSince) {
            wake = core::earlier(wake, *requester.stalledSince + stallMost);
        }
    }
    return wake;
}

} // namespace transfer
