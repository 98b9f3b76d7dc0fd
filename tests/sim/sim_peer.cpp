// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/sim_peer.h"

#include "core/codec.h"

#include <cstdio>

namespace sim {

using namespace engine;

namespace {

constexpr std::int64_t wallStartMs = 1'800'000'000'000;

/// What of an output goes into the trace besides its kind.
struct Weigh {
    Trace& trace;
    void operator()(const LinkBytes& what) const
    {
        trace.add(what.link);
        trace.add(what.bytes);
    }
    void operator()(const Dial& what) const { trace.add(what.to.compact()); }
    void operator()(const Multicast& what) const { trace.add(what.bytes); }
    void operator()(const Datagram& what) const { trace.add(what.bytes); }
    void operator()(const Persist& what) const { trace.add(what.ops.size()); }
    void operator()(const SendAnswer& what) const { trace.add(what.answer.index()); }
    void operator()(const SendNotice& what) const { trace.add(what.notice.index()); }
    template<class Other>
    void operator()(const Other&) const
    {
    }
};

std::string refText(const EventRef& ref, const std::string& text)
{
    return ref.log.hex().substr(0, 8) + " " + std::to_string(ref.seq) + " " + text.substr(0, 40);
}

} // namespace

SimPeer::SimPeer(
    Schedule& schedule, Network& network, Trace& trace, std::uint64_t seed, PeerTraits traits)
    : m_schedule(schedule)
    , m_network(network)
    , m_trace(trace)
    , m_traits(std::move(traits))
    , m_rng(seed)
    , m_hostRng(seed ^ 0x5d15'0000'0000'0000ULL)
    , m_identity(core::Seed::random(m_rng))
    , m_device(core::Seed::random(m_rng))
    , m_disk(schedule, m_hostRng, m_traits.disk)
{
    m_node = m_network.add(*this, m_traits.node);
}

IdentityId SimPeer::identity() const
{
    return IdentityId(core::SigningKey(m_identity.clone()).publicKey());
}

core::Now SimPeer::now() const
{
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(
        m_schedule.now().time_since_epoch() + m_traits.clockOff);
    return {m_schedule.now(), core::WallTime{wallStartMs}.plus(since)};
}

template<class Call>
void SimPeer::input(const Call& call)
{
    if (!m_peer) {
        return;
    }
    Outbox out;
    call(*m_peer, out);
    perform(std::move(out));
    scheduleWake();
}

template<class Call>
void SimPeer::later(core::Duration delay, Call call)
{
    m_schedule.after(delay, [this, life = m_life, call = std::move(call)]() {
        if (life == m_life) {
            input(call);
        }
    });
}

void SimPeer::start()
{
    m_gate = std::make_unique<host::OutputGate>();
    m_disk.start(
        [this](CommitToken token, std::optional<StoreError> error) { settle(token, error); });
    PeerOptions options;
    options.name = m_traits.name;
    options.lan = m_traits.lan;
    options.dht = false;
    m_peer = std::make_unique<Peer>(PeerKeys{m_identity.clone(), m_device.clone()}, options, m_rng);
    m_network.setUp(m_node, true);
    const StoredState stored = m_disk.store().loadState();
    input([&](Peer& peer, Outbox& out) { peer.handleStart(now(), stored, out); });
    tellListening();
}

void SimPeer::tellListening()
{
    const std::vector<core::Endpoint> local{m_network.addressOf(m_node)};
    input([&](Peer& peer, Outbox& out) { peer.handleListening(now(), local, 0, out); });
}

void SimPeer::crash(bool silent)
{
    m_life += 1;
    m_wake.reset();
    m_peer.reset();
    m_gate.reset();
    m_acceptOutbox.reset();
    m_asked.clear();
    m_disk.crash();
    m_files.crash();
    m_network.crash(m_node, silent);
}

void SimPeer::rollBack(MemoryStore older)
{
    m_disk.replace(std::move(older));
    m_rolledBack = true;
    m_person.shown.clear();
    std::erase_if(m_person.acknowledged, [this](const Person::Sent& sent) {
        return m_disk.store().find(sent.room, sent.message) == nullptr;
    });
}

void SimPeer::networkChanged()
{
    tellListening();
    input([&](Peer& peer, Outbox& out) { peer.handleNetworkChanged(now(), out); });
}

void SimPeer::scheduleWake()
{
    const auto wake = m_peer ? m_peer->nextWake() : std::nullopt;
    if (!wake || (m_wake && *m_wake <= *wake && *m_wake >= m_schedule.now())) {
        return; // an earlier wake-up looks again
    }
    m_wake = std::max(*wake, m_schedule.now());
    m_schedule.at(*m_wake, [this, life = m_life, at = *m_wake]() {
        if (life == m_life && m_wake == at) {
            m_wake.reset();
            const auto due = m_peer->nextWake();
            if (due && *due <= m_schedule.now()) {
                input([&](Peer& peer, Outbox& out) { peer.handleTimer(now(), out); });
            } else {
                scheduleWake();
            }
        }
    });
}

// ---- the person ----

void SimPeer::ask(Request request, Answered answered)
{
    if (!m_peer) {
        return;
    }
    const RequestId id = m_nextRequest++;
    m_asked[id] = std::move(answered);
    input([&](Peer& peer, Outbox& out) { peer.handleRequest(now(), id, request, out); });
}

void SimPeer::sendText(const RoomId& room, const std::string& text)
{
    ask(SendMessage{room, text, std::nullopt}, [this, room, text](const Answer& answer) {
        if (const auto* sent = std::get_if<MessageSent>(&answer)) {
            m_person.acknowledged.push_back({room, sent->message, text});
            if (m_disk.store().find(room, sent->message) == nullptr) {
                complain("was told of a message that is not on disk: " + text);
            }
        } else {
            m_person.refusals += 1;
        }
    });
}

void SimPeer::complain(const std::string& what)
{
    m_person.complaints.push_back(m_traits.name + ": " + what);
}

void SimPeer::noteShown(const MessageNotice& notice)
{
    const EventRef& ref = notice.message.message;
    if (notice.message.deleted) {
        // It may have been there for a moment before it was known not to count. A second time, nobody forgives.
        const bool wasThere = m_person.shown[notice.room].erase(ref) > 0;
        if (wasThere && !m_person.gone.insert(ref).second) {
            complain("saw a message come and go twice");
        }
        return;
    }
    // After an older disk came back, the log's true end takes the place of what was written on that disk.
    const bool takesPlace = m_rolledBack && notice.message.author == identity();
    if (!m_person.shown[notice.room].insert(ref).second && !takesPlace) {
        complain("was shown a message twice: " + notice.message.text);
    }
    const EventRow* row = m_disk.store().find(notice.room, ref);
    if (row == nullptr || row->shown != Shown::Visible) {
        complain("was shown a message that is not on disk: " + notice.message.text);
    }
}

// ---- inputs from the network and the disk ----

std::optional<LinkId> SimPeer::accepted(const core::Endpoint& from)
{
    if (!m_peer) {
        return std::nullopt;
    }
    m_acceptOutbox.emplace();
    const auto link = m_peer->handleAccepted(now(), from, *m_acceptOutbox);
    if (!link) {
        adopted();
    }
    return link;
}

void SimPeer::adopted()
{
    if (m_acceptOutbox) {
        Outbox out = std::move(*m_acceptOutbox);
        m_acceptOutbox.reset();
        perform(std::move(out));
        scheduleWake();
    }
}

void SimPeer::connected(LinkId link)
{
    input([&](Peer& peer, Outbox& out) { peer.handleConnected(now(), link, out); });
}

void SimPeer::dialFailed(LinkId link)
{
    input([&](Peer& peer, Outbox& out) { peer.handleDialFailed(now(), link, out); });
}

void SimPeer::bytes(LinkId link, const core::Bytes& bytes)
{
    input([&](Peer& peer, Outbox& out) { peer.handleLinkBytes(now(), link, bytes, out); });
}

void SimPeer::closed(LinkId link)
{
    input([&](Peer& peer, Outbox& out) { peer.handleLinkClosed(now(), link, out); });
}

void SimPeer::drained(LinkId link, std::size_t queued)
{
    input([&](Peer& peer, Outbox& out) { peer.handleLinkDrained(now(), link, queued, out); });
}

void SimPeer::datagram(const core::Endpoint& from, const core::Bytes& bytes)
{
    input([&](Peer& peer, Outbox& out) {
        peer.handleDatagram(now(), UdpSocket::Lan, from, bytes, out);
    });
}

void SimPeer::settle(CommitToken token, std::optional<StoreError> error)
{
    if (!m_peer) {
        return;
    }
    std::vector<OutputKind> ready;
    if (error) {
        m_gate->failed(token, ready);
    } else {
        m_gate->committed(token, ready);
    }
    performReady(std::move(ready));
    input([&](Peer& peer, Outbox& out) {
        if (error) {
            peer.handleCommitFailed(now(), token, *error, out);
        } else {
            peer.handleCommitted(now(), token, out);
        }
    });
}

// ---- outputs ----

void SimPeer::perform(Outbox outbox)
{
    std::vector<OutputKind> ready;
    for (Output& output : outbox.outputs) {
        m_gate->push(std::move(output), ready);
    }
    performReady(std::move(ready));
}

void SimPeer::performReady(std::vector<OutputKind> ready)
{
    for (OutputKind& one : ready) {
        m_trace.add(static_cast<std::uint64_t>(m_schedule.now().time_since_epoch().count()));
        m_trace.add(m_node * 64 + one.index());
        std::visit(Weigh{m_trace}, one);
        std::visit([this](auto& what) { carryOut(what); }, one);
    }
}

void SimPeer::carryOut(const Dial& what)
{
    m_network.dial(m_node, what.link, what.to);
}

void SimPeer::carryOut(const LinkBytes& what)
{
    m_network.write(m_node, what.link, what.bytes);
}

void SimPeer::carryOut(const CloseLink& what)
{
    m_network.close(m_node, what.link);
}

void SimPeer::carryOut(const Multicast& what)
{
    m_network.multicast(m_node, what.bytes);
}

void SimPeer::carryOut(const Datagram& what)
{
    if (what.socket == UdpSocket::Lan) {
        m_network.datagram(m_node, what.to, what.bytes);
    }
}

/// There are no names in this world.
void SimPeer::carryOut(const ResolveHosts&) {}

void SimPeer::carryOut(Persist& what)
{
    m_disk.persist(std::move(what));
}

void SimPeer::carryOut(const ReloadState&)
{
    m_disk.load([this](const StoredState& stored) {
        input([&](Peer& peer, Outbox& out) { peer.handleStart(now(), stored, out); });
    });
}

void SimPeer::carryOut(const ReadRows& what)
{
    m_disk.read([this, what](const MemoryStore& store) {
        input([&](Peer& peer, Outbox& out) {
            peer.handleRows(now(), what.read, store.rows(what), out);
        });
    });
}

void SimPeer::carryOut(const ReadTail& what)
{
    m_disk.read([this, what](const MemoryStore& store) {
        input([&](Peer& peer, Outbox& out) {
            peer.handleRows(now(), what.read, store.tail(what), out);
        });
    });
}

void SimPeer::carryOut(const ReadRelated& what)
{
    m_disk.read([this, what](const MemoryStore& store) {
        input([&](Peer& peer, Outbox& out) {
            peer.handleRows(now(), what.read, store.related(what), out);
        });
    });
}

void SimPeer::carryOut(const TellMessage&)
{
    // Nobody looks at this screen; what it would show is read from the store.
}

void SimPeer::carryOut(const HashFile& what)
{
    later(std::chrono::milliseconds(10), [this, what](Peer& peer, Outbox& out) {
        peer.handleFileHashed(now(), m_files.hash(what), out);
    });
}

void SimPeer::carryOut(const StopHashing&)
{
    // Hashing is one step here: the answer comes all the same, as it may in the app.
}

void SimPeer::carryOut(const ReadFile& what)
{
    later(std::chrono::milliseconds(1), [this, what](Peer& peer, Outbox& out) {
        auto [error, bytes] = m_files.read(what.path, what.offset, what.length);
        peer.handleFileBytes(now(), what.read, error, std::move(bytes), out);
    });
}

void SimPeer::carryOut(const PlaceDownload& what)
{
    later(std::chrono::milliseconds(1), [this, what](Peer& peer, Outbox& out) {
        peer.handleDownloadPlaced(now(), m_files.place(what), out);
    });
}

void SimPeer::carryOut(const ReopenDownload& what)
{
    later(std::chrono::milliseconds(1), [this, what](Peer& peer, Outbox& out) {
        peer.handleDownloadPlaced(now(), m_files.reopen(what), out);
    });
}

void SimPeer::carryOut(const WritePart& what)
{
    later(std::chrono::milliseconds(1), [this, what](Peer& peer, Outbox& out) {
        peer.handlePartWritten(now(), what.job, what.offset, m_files.write(what), out);
    });
}

void SimPeer::carryOut(const FlushPart& what)
{
    later(std::chrono::milliseconds(4), [this, what](Peer& peer, Outbox& out) {
        peer.handlePartFlushed(now(), what.job, m_files.flush(what.job), out);
    });
}

void SimPeer::carryOut(const ReadPart& what)
{
    later(std::chrono::milliseconds(1), [this, what](Peer& peer, Outbox& out) {
        auto [error, bytes] = m_files.readPart(what);
        peer.handleFileBytes(now(), what.read, error, std::move(bytes), out);
    });
}

void SimPeer::carryOut(const FinishPart& what)
{
    later(std::chrono::milliseconds(5), [this, what](Peer& peer, Outbox& out) {
        const auto [error, path] = m_files.finish(what.job);
        peer.handleDownloadFinished(now(), what.job, error, path, out);
    });
}

void SimPeer::carryOut(const DropPart& what)
{
    m_files.drop(what.job);
}

void SimPeer::carryOut(const WriteFile& what)
{
    m_files.put(what.path, what.bytes);
    carryOut(SendAnswer{what.request, Done{}});
}

void SimPeer::carryOut(const SendAnswer& what)
{
    const auto asked = m_asked.find(what.request);
    if (asked == m_asked.end()) {
        complain("was answered a question twice, or one never asked");
        return;
    }
    const Answered answered = std::move(asked->second);
    m_asked.erase(asked);
    if (const auto* refusal = std::get_if<Refusal>(&what.answer); refusal && m_verbose) {
        std::printf("%s refused: %s %s\n",
                    m_traits.name.c_str(),
                    std::string(reasonWord(refusal->reason)).c_str(),
                    refusal->detail.c_str());
    }
    if (answered) {
        answered(what.answer);
    }
}

void SimPeer::carryOut(const SendNotice& what)
{
    if (const auto* message = std::get_if<MessageNotice>(&what.notice)) {
        noteShown(*message);
    } else if (const auto* room = std::get_if<RoomNotice>(&what.notice)) {
        m_person.rooms[room->room] = room->state;
    } else if (const auto* done = std::get_if<FileDoneNotice>(&what.notice)) {
        m_person.filesDone.insert(done->file);
    } else if (const auto* state = std::get_if<MessageStateNotice>(&what.notice)) {
        m_person.states[state->message] = state->state;
    } else if (const auto* typing = std::get_if<TypingNotice>(&what.notice)) {
        m_person.typed += typing->on ? 1U : 0U;
    }
    if (m_verbose) {
        const auto* told = std::get_if<MessageNotice>(&what.notice);
        std::printf("%10.3f %s notice %zu%s%s\n",
                    std::chrono::duration<double>(m_schedule.now().time_since_epoch()).count(),
                    m_traits.name.c_str(),
                    what.notice.index(),
                    told == nullptr         ? ""
                    : told->message.deleted ? ", gone: "
                                            : ", shown: ",
                    told == nullptr ? ""
                                    : refText(told->message.message, told->message.text).c_str());
    }
}

} // namespace sim
