// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/peer.h"

#include "engine/bulk_calls.h"
#include "engine/commit_ledger.h"
#include "engine/file_desk.h"
#include "engine/finder.h"
#include "engine/link_desk.h"
#include "engine/requests.h"
#include "engine/room_book.h"

#include "records.pb.h"

#include <deque>

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::chrono::seconds probeAgain{3};
constexpr std::size_t heldMost = 64;

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

} // namespace

/// Everything that begins anew when the state is read from disk again.
struct PeerParts {
    RoomBook book;
    LinkDesk links;
    Finder finder;
    BulkCalls bulk;
    FileDesk files;
    Requests requests;

    PeerParts(room::Self self,
              LinkDesk::Ports ports,
              FileDesk::Ports filePorts,
              const PeerOptions& options)
        : book{std::move(self), {}}
        , links(book.self, std::move(ports))
        , finder(book, links, options.lan)
        , bulk(book, links)
        , files(book.self, std::move(filePorts))
        , requests({book, links, finder, files, options.version})
    {
    }
};

class Peer::State
{
public:
    State(PeerKeys keys, PeerOptions options, core::Rng& rng)
        : m_keys(std::move(keys))
        , m_options(std::move(options))
        , m_rng(rng)
    {
    }

    using Step = std::function<void(Turn&)>;

    void start(core::Now now, const StoredState& stored, Outbox& out);
    void run(core::Now now, Outbox& out, Step step);
    void request(core::Now now, RequestId id, const Request& request, Outbox& out);
    void timer(core::Now now, Outbox& out);
    void committed(core::Now now, CommitToken token, Outbox& out);
    void failed(core::Now now, CommitToken token, StoreError error, Outbox& out);
    void rows(core::Now now, ReadId read, std::vector<EventRow> rows, Outbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    [[nodiscard]] bool works() const { return m_parts && !m_trouble; }
    [[nodiscard]] PeerParts& parts() { return *m_parts; }

    std::vector<core::Endpoint> listening;
    std::uint16_t dhtPort = 0;

private:
    [[nodiscard]] room::Self self(const StoredState& stored, Turn& turn) const;
    [[nodiscard]] LinkDesk::Ports linkPorts();
    [[nodiscard]] FileDesk::Ports filePorts();
    void load(Turn& turn, const StoredState& stored);
    void finish(Turn& turn, Outbox& out, std::deque<Step>& next);
    void perform(Turn& turn, Outbox& out, std::deque<Step>& next);
    void ask(core::Now now, Turn::Read& read, Outbox& out, std::deque<Step>& next);
    void leave(core::Now now, const Turn::Frame& frame, Outbox& out);
    void probe(core::Now now, Outbox& out);
    void giveUpHeld(Outbox& out);
    void noteClock(Turn& turn, const core::DeviceId& device, std::chrono::milliseconds off);

    PeerKeys m_keys;
    PeerOptions m_options;
    core::Rng& m_rng;
    std::unique_ptr<PeerParts> m_parts;
    CommitLedger m_ledger;
    std::map<ReadId, Turn::GotRows> m_reads;
    ReadId m_nextRead = 1;

    // While the disk takes nothing: see failed().
    std::optional<StoreError> m_trouble;
    std::optional<core::MonoTime> m_probeAt;
    CommitToken m_probe = 0;
    std::vector<std::pair<RequestId, Request>> m_held;

    core::MonoTime m_now;                                         ///< of the newest input
    std::map<core::DeviceId, std::chrono::milliseconds> m_clocks; ///< of those far from ours
    bool m_clockSaid = false;
};

// ---- turns ----

/// One input to its end, together with all that needs no disk after it.
void Peer::State::run(core::Now now, Outbox& out, Step step)
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

void Peer::State::finish(Turn& turn, Outbox& out, std::deque<Step>& next)
{
    for (const auto& [id, room] : m_parts->book.rooms) {
        m_parts->finder.learned(turn, *room, room->takeLearned());
        room->finishTurn(turn);
    }
    m_parts->requests.finishTurn(turn);
    CommitLedger::Entry entry{
        std::move(turn.waiting()), std::move(turn.tell()), std::move(turn.then())};
    if (!turn.ops().empty()) {
        const CommitToken token = m_ledger.add(std::move(entry));
        out.add(Persist{token, std::move(turn.ops()), false});
    } else {
        for (Turn::Waiting& waiting : entry.answers) {
            out.add(SendAnswer{waiting.request, std::move(waiting.answer)});
        }
        for (auto* steps : {&entry.tell, &entry.then}) {
            std::move(steps->begin(), steps->end(), std::back_inserter(next));
        }
    }
    perform(turn, out, next);
}

void Peer::State::perform(Turn& turn, Outbox& out, std::deque<Step>& next)
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
            out.outputs.push_back(std::move(*output));
        }
    }
}

void Peer::State::leave(core::Now now, const Turn::Frame& frame, Outbox& out)
{
    core::Bytes sealed = m_parts->links.write(now, frame.link, frame.frame);
    if (!sealed.empty()) {
        out.add(LinkBytes{frame.link, std::move(sealed)});
    }
}

/// A question to the store sees what was written before it, so it waits for that.
void Peer::State::ask(core::Now, Turn::Read& read, Outbox& out, std::deque<Step>& next)
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

void Peer::State::rows(core::Now now, ReadId read, std::vector<EventRow> rows, Outbox& out)
{
    if (auto asked = m_reads.extract(read); asked && works()) {
        run(now, out, [&](Turn& turn) { asked.mapped()(turn, std::move(rows)); });
    }
}

// ---- the disk ----

void Peer::State::committed(core::Now now, CommitToken token, Outbox& out)
{
    if (token == m_probe && m_trouble) {
        m_probe = 0;
        out.add(ReloadState{}); // what is in memory is ahead of the disk: begin again from there
        return;
    }
    CommitLedger::Entry entry = m_ledger.take(token);
    for (Turn::Waiting& waiting : entry.answers) {
        out.add(SendAnswer{waiting.request, std::move(waiting.answer)});
    }
    for (auto* steps : {&entry.tell, &entry.then}) {
        for (Turn::Then& step : *steps) {
            run(now, out, std::move(step));
        }
    }
}

/// Nothing may be written above a hole. Whoever waits is refused, the links are closed, and until a probe gets through
/// what writes is held; then the state is read from disk again.
void Peer::State::failed(core::Now now, CommitToken token, StoreError error, Outbox& out)
{
    if (token == m_probe && m_trouble) {
        m_probe = 0;
        m_trouble = error;
        m_probeAt = now.mono + probeAgain;
        giveUpHeld(out);
        return;
    }
    for (Turn::Waiting& waiting : m_ledger.take(token).answers) {
        out.add(SendAnswer{waiting.request, Refusal{reasonOf(error), {}, 0}});
    }
    if (m_trouble) {
        return;
    }
    run(now, out, [this](Turn& turn) { m_parts->links.closeAll(turn); });
    for (CommitLedger::Entry& entry : m_ledger.takeAll()) {
        for (Turn::Waiting& waiting : entry.answers) {
            out.add(SendAnswer{waiting.request, Refusal{reasonOf(error), {}, 0}});
        }
    }
    m_trouble = error;
    m_probeAt = now.mono + probeAgain;
    m_reads.clear();
}

void Peer::State::probe(core::Now, Outbox& out)
{
    if (m_probe == 0) {
        m_probeAt.reset();
        m_probe = m_ledger.add({});
        out.add(Persist{m_probe, {}, true});
    }
}

void Peer::State::giveUpHeld(Outbox& out)
{
    for (auto& [id, request] : std::exchange(m_held, {})) {
        out.add(SendAnswer{id, Refusal{reasonOf(*m_trouble), {}, 0}});
    }
}

// ---- inputs ----

void Peer::State::start(core::Now now, const StoredState& stored, Outbox& out)
{
    m_trouble.reset();
    m_probeAt.reset();
    m_probe = 0;
    static_cast<void>(m_ledger.takeAll());
    m_reads.clear();
    Turn turn(now, m_rng);
    m_parts = std::make_unique<PeerParts>(self(stored, turn), linkPorts(), filePorts(), m_options);
    m_parts->book.self.listening = listening;
    m_parts->requests.setStarted(now);
    m_parts->requests.setDhtPort(dhtPort);
    load(turn, stored);
    std::deque<Step> next;
    finish(turn, out, next);
    for (Step& step : next) {
        run(now, out, std::move(step));
    }
    for (auto& [id, request] : std::exchange(m_held, {})) {
        this->request(now, id, request, out);
    }
}

room::Self Peer::State::self(const StoredState& stored, Turn& turn) const
{
    room::Self out(m_keys.identity.clone(), m_keys.device.clone());
    out.run = turn.rng.bytes<8>();
    out.name = m_options.name;
    for (const StoredRecord& record : stored.records) {
        wire::ProfileRecord profile;
        if (record.room.isZero() && record.kind == RecordKind::Profile
            && profile.ParseFromArray(record.value.data(), static_cast<int>(record.value.size()))) {
            out.name = profile.name();
            out.status = profile.status();
            return out;
        }
    }
    wire::ProfileRecord profile;
    profile.set_name(out.name);
    turn.persist(PutRecord{
        {}, RecordKind::Profile, {}, core::copyOf(core::bytesOf(profile.SerializeAsString()))});
    return out;
}

void Peer::State::load(Turn& turn, const StoredState& stored)
{
    RoomBook& book = m_parts->book;
    for (const StoredRecord& record : stored.records) {
        if (record.kind == RecordKind::Room && !record.room.isZero()) {
            if (auto room = room::Room::load(book.self, record.room, stored)) {
                book.rooms[record.room] = std::move(room);
            }
        }
    }
    for (const auto& [id, room] : book.rooms) {
        if (room->state() == RoomState::Joined) {
            m_parts->links.openDoor(*room);
        }
        m_parts->finder.look(turn, *room);
    }
    m_parts->files.load(turn, stored);
}

LinkDesk::Ports Peer::State::linkPorts()
{
    LinkDesk::Ports ports;
    ports.room = [this](const RoomId& id) { return m_parts->book.find(id); };
    ports.up = [this](Turn& turn, const Link& link) {
        if (link.use == LinkUse::Bulk) {
            m_parts->bulk.up(link);
            m_parts->files.bulkUp(turn, link.id, link.room, link.device);
        } else {
            m_parts->finder.up(turn, link);
            m_parts->files.memberUp(turn, link.room, link.device);
        }
    };
    ports.down = [this](Turn& turn, const Link& link, bool wasLive, LinkEnd end) {
        if (link.use == LinkUse::Bulk) {
            m_parts->bulk.down(turn, link, wasLive);
            if (wasLive) {
                m_parts->files.bulkDown(turn, link.id);
            }
        } else {
            m_parts->finder.down(turn, link, wasLive, end);
            m_parts->requests.attemptEnded(turn, link.room);
        }
    };
    ports.refused = [this](Turn& turn, const Link& link, Reason reason) {
        m_parts->requests.refused(turn, link.room, reason);
    };
    ports.joined = [this](Turn& turn, const RoomId& room) { m_parts->requests.joined(turn, room); };
    ports.bulkFrame = [this](Turn& turn, LinkId link, const wire::Frame& frame) {
        return m_parts->files.handleFrame(turn, link, frame);
    };
    ports.bulkCall = [this](Turn& turn, const Link& link, const wire::BulkCall& call) {
        m_parts->bulk.answer(turn, link, call);
    };
    ports.sent = [this](Turn& turn, LinkId link, std::size_t bytes) {
        m_parts->files.handleSent(turn, link, bytes);
    };
    ports.clock = [this](Turn& turn, const core::DeviceId& device, std::chrono::milliseconds off) {
        noteClock(turn, device, off);
    };
    return ports;
}

FileDesk::Ports Peer::State::filePorts()
{
    FileDesk::Ports ports;
    ports.room = [this](const RoomId& id) { return m_parts->book.find(id); };
    ports.openBulk = [this](Turn& turn, const RoomId& room, const core::DeviceId& device) {
        m_parts->bulk.open(turn, room, device);
    };
    return ports;
}

/// One peer with a wrong clock is his affair; three who agree are a sign about ours.
void Peer::State::noteClock(Turn& turn, const core::DeviceId& device, std::chrono::milliseconds off)
{
    constexpr std::size_t enough = 3;
    constexpr std::size_t clocksMost = 64;
    const bool far = std::chrono::abs(off) > core::limits::spec::clockAhead;
    if (!far) {
        m_clocks.erase(device);
    } else if (m_clocks.size() < clocksMost) {
        m_clocks[device] = off;
    }
    std::size_t agree = 0;
    for (const auto& [other, theirs] : m_clocks) {
        agree += far && std::chrono::abs(theirs - off) < core::limits::spec::clockAhead ? 1U : 0U;
    }
    if (agree >= enough && !std::exchange(m_clockSaid, true)) {
        turn.notice(WarningNotice{Warning::ClockWrong, {}});
    }
}

void Peer::State::request(core::Now now, RequestId id, const Request& request, Outbox& out)
{
    if (works() || (m_parts && !Requests::writes(request))) {
        run(now, out, [&](Turn& turn) { m_parts->requests.handle(turn, id, request); });
    } else if (m_held.size() < heldMost) {
        m_held.emplace_back(id, request);
        probe(now, out);
    } else {
        out.add(SendAnswer{id, Refusal{m_trouble ? reasonOf(*m_trouble) : Reason::Busy, {}, 0}});
    }
}

void Peer::State::timer(core::Now now, Outbox& out)
{
    if (m_probeAt && *m_probeAt <= now.mono) {
        probe(now, out);
    }
    if (!works()) {
        return;
    }
    run(now, out, [this](Turn& turn) {
        m_parts->links.handleTimer(turn);
        m_parts->finder.handleTimer(turn);
        m_parts->requests.handleTimer(turn);
        m_parts->files.handleTimer(turn);
        for (const auto& [id, room] : m_parts->book.rooms) {
            if (const auto due = room->nextWake(); due && *due <= turn.now.mono) {
                room->handleTimer(turn, m_parts->book.self);
            }
        }
    });
}

std::optional<core::MonoTime> Peer::State::nextWake() const
{
    if (!works()) {
        return m_probeAt;
    }
    auto out = core::earlier(m_parts->links.nextWake(), m_parts->finder.nextWake());
    out = core::earlier(out, m_parts->requests.nextWake());
    out = core::earlier(out, m_parts->files.nextWake(m_now));
    for (const auto& [id, room] : m_parts->book.rooms) {
        out = core::earlier(out, room->nextWake());
    }
    return out;
}

// ---- the door ----

Peer::Peer(PeerKeys keys, PeerOptions options, core::Rng& rng)
    : m_state(std::make_unique<State>(std::move(keys), std::move(options), rng))
{
}

Peer::~Peer() = default;

void Peer::handleStart(core::Now now, const StoredState& stored, Outbox& out)
{
    m_state->start(now, stored, out);
}

void Peer::handleListening(core::Now now,
                           const std::vector<core::Endpoint>& local,
                           std::uint16_t dhtPort,
                           Outbox& out)
{
    const bool changed = m_state->listening != local;
    m_state->listening = local;
    m_state->dhtPort = dhtPort;
    if (!m_state->works()) {
        return;
    }
    m_state->run(now, out, [&](Turn& turn) {
        PeerParts& parts = m_state->parts();
        parts.book.self.listening = local;
        parts.requests.setDhtPort(dhtPort);
        for (const auto& [id, link] : parts.links.links()) {
            const auto room = parts.book.find(link.room);
            if (changed && room && link.live() && link.use == LinkUse::Chat) {
                turn.send(id, room->addressesFrame(parts.book.self, now));
            }
        }
    });
}

void Peer::handleNetworkChanged(core::Now now, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) {
            m_state->parts().links.probeAll(turn);
            m_state->parts().finder.networkChanged(turn);
        });
    }
}

void Peer::handleRequest(core::Now now, RequestId id, const Request& request, Outbox& out)
{
    m_state->request(now, id, request, out);
}

void Peer::handleTimer(core::Now now, Outbox& out)
{
    m_state->timer(now, out);
}

std::optional<core::MonoTime> Peer::nextWake() const
{
    return m_state->nextWake();
}

std::optional<LinkId> Peer::handleAccepted(core::Now now, core::Endpoint from, Outbox&)
{
    return m_state->works() ? m_state->parts().links.accepted(now, from) : std::nullopt;
}

void Peer::handleConnected(core::Now now, LinkId link, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) { m_state->parts().links.connected(turn, link); });
    }
}

void Peer::handleDialFailed(core::Now now, LinkId link, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) { m_state->parts().links.dialFailed(turn, link); });
    }
}

void Peer::handleLinkBytes(core::Now now, LinkId link, core::ByteView bytes, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(
            now, out, [&](Turn& turn) { m_state->parts().links.handleBytes(turn, link, bytes); });
    }
}

void Peer::handleLinkClosed(core::Now now, LinkId link, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) { m_state->parts().links.closed(turn, link); });
    }
}

void Peer::handleLinkDrained(core::Now now, LinkId link, std::size_t queuedBytes, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(
            now, out, [&](Turn& turn) { m_state->parts().links.drained(turn, link, queuedBytes); });
    }
}

void Peer::handleDatagram(
    core::Now now, UdpSocket socket, core::Endpoint from, core::ByteView bytes, Outbox& out)
{
    if (m_state->works() && socket == UdpSocket::Lan) {
        m_state->run(now, out, [&](Turn& turn) {
            m_state->parts().finder.handleDatagram(turn, from, bytes);
        });
    }
}

void Peer::handleCommitted(core::Now now, CommitToken token, Outbox& out)
{
    m_state->committed(now, token, out);
}

void Peer::handleCommitFailed(core::Now now, CommitToken token, StoreError error, Outbox& out)
{
    m_state->failed(now, token, error, out);
}

void Peer::handleRows(core::Now now, ReadId read, std::vector<EventRow> rows, Outbox& out)
{
    m_state->rows(now, read, std::move(rows), out);
}

void Peer::handleFileHashed(core::Now now, FileHashed hashed, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(
            now, out, [&](Turn& turn) { m_state->parts().files.handleHashed(turn, hashed); });
    }
}

void Peer::handleFileBytes(
    core::Now now, ReadId read, std::optional<FileError> error, core::Bytes bytes, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) {
            m_state->parts().files.handleBytes(turn, read, error, bytes);
        });
    }
}

void Peer::handleDownloadPlaced(core::Now now, DownloadPlaced placed, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(
            now, out, [&](Turn& turn) { m_state->parts().files.handlePlaced(turn, placed); });
    }
}

void Peer::handlePartWritten(
    core::Now now, FileJobId job, std::uint64_t offset, std::optional<FileError> error, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) {
            m_state->parts().files.handleWritten(turn, job, offset, error);
        });
    }
}

void Peer::handlePartFlushed(core::Now now,
                             FileJobId job,
                             std::optional<FileError> error,
                             Outbox& out)
{
    if (m_state->works()) {
        m_state->run(
            now, out, [&](Turn& turn) { m_state->parts().files.handleFlushed(turn, job, error); });
    }
}

void Peer::handleDownloadFinished(
    core::Now now, FileJobId job, std::optional<FileError> error, std::string path, Outbox& out)
{
    if (m_state->works()) {
        m_state->run(now, out, [&](Turn& turn) {
            m_state->parts().files.handleFinished(turn, job, error, path);
        });
    }
}

} // namespace engine
