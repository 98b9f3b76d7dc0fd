// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/peer_state.h"

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::chrono::seconds probeAgain{3};

} // namespace

Reason reasonOf(StoreError error)
{
    switch (error) {
    case StoreError::DiskFull:
        return Reason::DiskFull;
    case StoreError::ReadOnly:
        return Reason::ReadOnly;
    case StoreError::Failed:
        break;
    }
    return Reason::Internal;
}

/// One input to its end, together with all that needs no disk after it.
void PeerState::run(core::Now now, Outbox& out, Step step)
{
    m_now = now.mono;
    std::deque<Step> next;
    next.push_back(std::move(step));
    while (!next.empty()) {
        Turn turn(now, m_rng);
        const Step one = std::move(next.front());
        next.pop_front();
        one(turn);
        finish(turn, out, next);
    }
}

void PeerState::finish(Turn& turn, Outbox& out, std::deque<Step>& next)
{
    for (const auto& [id, room] : m_parts->book.rooms) {
        m_parts->finder.learned(turn, *room, room->takeLearned());
        room->finishTurn(turn);
        if (room->state() == RoomState::Joined && m_parts->links.openDoor(*room)) {
            m_parts->finder.reachChanged(turn, *room);
        }
        m_parts->requests.letGo(turn, *room);
    }
    m_parts->requests.finishTurn(turn);
    m_parts->directory.review(turn);
    tellDht(turn);
    CommitLedger::Entry entry{
        std::move(turn.waiting()), std::move(turn.tell()), std::move(turn.then())};
    if (!turn.ops().empty()) {
        const CommitToken token = m_ledger.add(std::move(entry));
        out.add(Persist{token, std::move(turn.ops()), false});
    } else {
        for (Turn::Waiting& waiting : entry.answers) {
            answer(out, waiting.request, std::move(waiting.answer));
        }
        for (auto* steps : {&entry.tell, &entry.then}) {
            std::move(steps->begin(), steps->end(), std::back_inserter(next));
        }
    }
    perform(turn, out, next);
}

void PeerState::perform(Turn& turn, Outbox& out, std::deque<Step>& next)
{
    for (Turn::Effect& effect : turn.effects()) {
        if (const auto* frame = std::get_if<Turn::Frame>(&effect)) {
            leave(turn.now, *frame, out);
        } else if (const auto* close = std::get_if<Turn::Close>(&effect)) {
            if (m_parts->links.forget(close->link)) {
                out.add(CloseLink{close->link});
            }
        } else if (auto* read = std::get_if<Turn::Read>(&effect)) {
            ask(turn.now, *read, out, next);
        } else if (auto* output = std::get_if<Output>(&effect)) {
            if (const auto* said = std::get_if<SendAnswer>(&output->what)) {
                m_open.erase(said->request);
            } else if (const auto* file = std::get_if<WriteFile>(&output->what)) {
                m_open.erase(file->request);
            } else if (const auto* told = std::get_if<SendNotice>(&output->what);
                       told != nullptr && m_parts->blocks.hides(told->notice)) {
                continue;
            }
            out.outputs.push_back(std::move(*output));
        }
    }
}

void PeerState::leave(core::Now now, const Turn::Frame& frame, Outbox& out)
{
    core::Bytes sealed = m_parts->links.write(now, frame.link, frame.frame);
    if (!sealed.empty()) {
        out.add(LinkBytes{frame.link, std::move(sealed)});
    }
}

/// A question to the store sees what was written before it, so it waits for that.
void PeerState::ask(core::Now, Turn::Read& read, Outbox& out, std::deque<Step>& next)
{
    if (m_reads.size() >= tuning::readsInFlight) {
        next.emplace_back([then = std::move(read.then)](Turn& turn) { then(turn, {}); });
        return;
    }
    const ReadId id = m_nextRead++;
    m_reads.emplace(id, std::move(read.then));
    std::visit(
        [&](auto& what) {
            what.read = id;
            out.add(what, m_ledger.newest());
        },
        read.what);
}

void PeerState::rows(core::Now now, ReadId read, std::vector<EventRow> rows, Outbox& out)
{
    if (auto asked = m_reads.extract(read); asked && works()) {
        run(now, out, [&](Turn& turn) { asked.mapped()(turn, std::move(rows)); });
    }
}

// ---- the disk ----

void PeerState::committed(core::Now now, CommitToken token, Outbox& out)
{
    if (token == m_probe && m_trouble) {
        m_probe = 0;
        out.add(ReloadState{}); // what is in memory is ahead of the disk: begin again from there
        return;
    }
    CommitLedger::Entry entry = m_ledger.take(token);
    for (Turn::Waiting& waiting : entry.answers) {
        answer(out, waiting.request, std::move(waiting.answer));
    }
    for (auto* steps : {&entry.tell, &entry.then}) {
        for (Turn::Then& step : *steps) {
            run(now, out, std::move(step));
        }
    }
}

/// Nothing may be written above a hole. Whoever waits is refused, the links are closed, and until a probe gets through
/// what writes is held; then the state is read from disk again.
void PeerState::failed(core::Now now, CommitToken token, StoreError error, Outbox& out)
{
    if (token == m_probe && m_trouble) {
        m_probe = 0;
        m_trouble = error;
        m_probeAt = now.mono + probeAgain;
        giveUpHeld(out);
        return;
    }
    for (Turn::Waiting& waiting : m_ledger.take(token).answers) {
        answer(out, waiting.request, Refusal{reasonOf(error), {}, 0});
    }
    if (m_trouble) {
        return;
    }
    run(now, out, [this](Turn& turn) {
        m_parts->links.closeAll(turn);
        m_parts->requests.diskFailed(turn);
    });
    static_cast<void>(m_ledger.takeAll());
    // Not only whoever waits for a commit: joins, files being hashed and questions to the store end with the parts.
    for (const RequestId id : std::exchange(m_open, {})) {
        out.add(SendAnswer{id, Refusal{reasonOf(error), {}, 0}});
    }
    m_trouble = error;
    m_probeAt = now.mono + probeAgain;
    m_reads.clear();
}

void PeerState::probe(core::Now, Outbox& out)
{
    if (m_probe == 0) {
        m_probeAt.reset();
        m_probe = m_ledger.add({});
        out.add(Persist{m_probe, {}, true});
    }
}

void PeerState::answer(Outbox& out, RequestId id, Answer answer)
{
    m_open.erase(id);
    out.add(SendAnswer{id, std::move(answer)});
}

void PeerState::giveUpHeld(Outbox& out)
{
    for (auto& [id, request] : std::exchange(m_held, {})) {
        out.add(SendAnswer{id, Refusal{reasonOf(*m_trouble), {}, 0}});
    }
}

} // namespace engine
