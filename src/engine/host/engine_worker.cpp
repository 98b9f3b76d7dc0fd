// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/engine_worker.h"

#include "engine/host/clocks.h"
#include "engine/host/store_reader.h"

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <utility>

namespace engine::host {

namespace {

constexpr std::chrono::seconds networkLook{5};
constexpr std::chrono::seconds troubleSaidAgain{30};
constexpr std::chrono::seconds reloadAgain{3};

} // namespace

EngineWorker::EngineWorker(std::function<void(PersonStream::Item)> sink)
    : m_person(std::move(sink))
{
}

EngineWorker::~EngineWorker() = default;

void EngineWorker::begin(WorkerStart start)
{
    // A peer's malformed frame is an error value for us, not a line on this machine's stderr.
    google::protobuf::SetLogHandler(nullptr);
    m_self = start.self;
    m_bound = start.socket.bound;
    m_wake = std::make_unique<QTimer>();
    m_wake->setSingleShot(true);
    m_wake->setTimerType(Qt::PreciseTimer);
    connect(m_wake.get(), &QTimer::timeout, this, [this]() {
        input([](Peer& peer, core::Now now, Outbox& out) { peer.handleTimer(now, out); });
    });
    m_storage = std::make_unique<StorageThread>(start.database, storageEvents());
    m_files = std::make_unique<FileJobs>(start.downloadFolder, fileEvents());
    m_links = std::make_unique<TcpLinks>(linkEvents(), m_zones);
    m_network = std::make_unique<NetworkWatch>(
        [this]() { onNetworkChanged(); }, networkLook, localInterfaces, timeAsleep);
    if (start.lan) {
        LanEvents events;
        events.datagram = [this](const core::Endpoint& from, core::Bytes bytes) {
            input([from, bytes = std::move(bytes)](Peer& peer, core::Now now, Outbox& out) {
                peer.handleDatagram(now, UdpSocket::Lan, from, bytes, out);
            });
        };
        m_lan = std::make_unique<LanPort>(*start.lan, std::move(events), m_zones);
        if (!m_lan->start(m_network->interfaces())) {
            start.warnings.push_back(Warning::NoMulticast);
        }
    }

    openDht(start);
    m_peer = std::make_unique<Peer>(std::move(start.keys), std::move(start.options), m_rng);
    auto stored = std::make_shared<StoredState>(std::move(start.stored));
    input(
        [stored](Peer& peer, core::Now now, Outbox& out) { peer.handleStart(now, *stored, out); });
    tellAddresses();
    m_links->serve(std::move(start.socket)); // strangers only once the peer knows who it is
    sayReady(start);
}

void EngineWorker::openDht(WorkerStart& start)
{
    if (!start.dhtSocket) {
        return;
    }
    m_dht = std::make_unique<DhtPort>([this](const core::Endpoint& from, core::Bytes bytes) {
        input([from, bytes = std::move(bytes)](Peer& peer, core::Now now, Outbox& out) {
            peer.handleDatagram(now, UdpSocket::Dht, from, bytes, out);
        });
    });
    if (!m_dht->serve(std::move(*start.dhtSocket))) {
        m_dht.reset();
    }
}

void EngineWorker::sayReady(const WorkerStart& start)
{
    ReadyNotice ready;
    ready.version = start.version;
    ready.identity = m_self;
    for (const core::Endpoint& endpoint : reachableEndpoints(m_bound, m_network->interfaces())) {
        ready.listen.push_back({endpoint.address.text(), endpoint.port});
    }
    ready.dhtPort = m_dht ? m_dht->port() : std::uint16_t{0};
    m_person.push(Notice(std::move(ready)));
    for (const Warning warning : start.warnings) {
        warn(warning);
    }
}

void EngineWorker::end()
{
    input([](Peer& peer, core::Now now, Outbox& out) { peer.handleStopping(now, out); });
    m_wake.reset();
    m_network.reset();
    m_lan.reset();
    m_dht.reset();
    m_links.reset();   // sockets first: nothing new comes in
    m_storage.reset(); // writes what is queued
    m_files.reset();
    m_inputs.clear();
    m_peer.reset();
    for (const RequestId id : std::exchange(m_open, {})) {
        m_person.push(PersonStream::Answered{id, Refusal{Reason::Internal, "stopping", 0}});
    }
}

// ---- inputs ----

void EngineWorker::input(Input one)
{
    if (!m_peer) {
        return;
    }
    m_inputs.push_back(std::move(one));
    if (std::exchange(m_busy, true)) {
        return;
    }
    while (!m_inputs.empty()) {
        const Input next = std::move(m_inputs.front());
        m_inputs.pop_front();
        Outbox out;
        next(*m_peer, realNow(), out);
        perform(std::move(out));
    }
    m_busy = false;
    scheduleWake();
}

void EngineWorker::scheduleWake()
{
    const auto wake = m_peer->nextWake();
    if (!wake) {
        m_wake->stop();
        return;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*wake - realNow().mono);
    m_wake->start(
        std::clamp(left, std::chrono::milliseconds(0), std::chrono::milliseconds(3'600'000)));
}

void EngineWorker::handle(RequestId id, const Request& request)
{
    m_open.insert(id);
    if (!m_peer) {
        answer(id, Refusal{Reason::Internal, "not running", 0});
        return;
    }
    if (answerFromStore(id, request)) {
        return;
    }
    if (std::holds_alternative<StopNode>(request)) {
        answerStop(id);
        return;
    }
    if (const auto* mark = std::get_if<MarkRead>(&request)) {
        m_markingRead[id] = mark->room;
    }
    if (std::holds_alternative<NetworkChanged>(request)) {
        m_network->refresh();
        if (m_lan) {
            m_lan->join(m_network->interfaces());
        }
        tellAddresses();
    }
    input([id, request](Peer& peer, core::Now now, Outbox& out) {
        peer.handleRequest(now, id, request, out);
    });
}

void EngineWorker::onNetworkChanged()
{
    if (m_lan && !m_lan->join(m_network->interfaces())) {
        warn(Warning::NoMulticast);
    }
    tellAddresses();
    input([](Peer& peer, core::Now now, Outbox& out) { peer.handleNetworkChanged(now, out); });
}

void EngineWorker::tellAddresses()
{
    input([endpoints = reachableEndpoints(m_bound, m_network->interfaces()),
           dhtPort =
               m_dht ? m_dht->port() : std::uint16_t{0}](Peer& peer, core::Now now, Outbox& out) {
        peer.handleListening(now, endpoints, dhtPort, out);
    });
}

LinkEvents EngineWorker::linkEvents()
{
    LinkEvents events;
    events.accepted = [this](const core::Endpoint& from) -> std::optional<LinkId> {
        if (!m_peer || m_busy) {
            return std::nullopt; // connections are taken by the event loop alone
        }
        auto out = std::make_shared<Outbox>();
        const auto link = m_peer->handleAccepted(realNow(), from, *out);
        m_acceptOutbox = out;
        if (!link) {
            performAccept();
        }
        return link;
    };
    events.adopted = [this](LinkId) { performAccept(); };
    events.connected = [this](LinkId link) {
        input([link](Peer& peer, core::Now now, Outbox& out) {
            peer.handleConnected(now, link, out);
        });
    };
    events.dialFailed = [this](LinkId link) {
        input([link](Peer& peer, core::Now now, Outbox& out) {
            peer.handleDialFailed(now, link, out);
        });
    };
    events.bytes = [this](LinkId link, core::Bytes bytes) {
        input([link, bytes = std::move(bytes)](Peer& peer, core::Now now, Outbox& out) {
            peer.handleLinkBytes(now, link, bytes, out);
        });
    };
    events.closed = [this](LinkId link) {
        input([link](Peer& peer, core::Now now, Outbox& out) {
            peer.handleLinkClosed(now, link, out);
        });
    };
    events.drained = [this](LinkId link, std::size_t queued) {
        input([link, queued](Peer& peer, core::Now now, Outbox& out) {
            peer.handleLinkDrained(now, link, queued, out);
        });
    };
    return events;
}

/// What the peer wants to say to an accepted link can only be said once the link has its number.
void EngineWorker::performAccept()
{
    input([out = std::exchange(m_acceptOutbox, nullptr)](Peer&, core::Now, Outbox& more) {
        if (out) {
            more = std::move(*out);
        }
    });
}

StorageEvents EngineWorker::storageEvents()
{
    StorageEvents events;
    events.committed = [this](CommitToken token) { settle(token, std::nullopt); };
    events.failed = [this](CommitToken token, StoreError error) { settle(token, error); };
    events.trouble = [this](StoreError error) { onTrouble(error); };
    events.mended = [this](const Mended& mended) {
        for (const Warning warning : warningsOf(mended)) {
            warn(warning, {});
        }
    };
    return events;
}

FileEvents EngineWorker::fileEvents()
{
    FileEvents events;
    events.hashed = [this](FileHashed hashed) {
        input([hashed = std::move(hashed)](Peer& peer, core::Now now, Outbox& out) {
            peer.handleFileHashed(now, hashed, out);
        });
    };
    events.hashing = [this](FileHashingNotice notice) { m_person.push(Notice(std::move(notice))); };
    events.bytes = [this](ReadId read, std::optional<FileError> error, core::Bytes bytes) {
        input([read, error, bytes = std::move(bytes)](Peer& peer, core::Now now, Outbox& out) {
            peer.handleFileBytes(now, read, error, bytes, out);
        });
    };
    events.placed = [this](DownloadPlaced placed) {
        input([placed = std::move(placed)](Peer& peer, core::Now now, Outbox& out) {
            peer.handleDownloadPlaced(now, placed, out);
        });
    };
    events.written = [this](FileJobId job, std::uint64_t offset, std::optional<FileError> error) {
        input([job, offset, error](Peer& peer, core::Now now, Outbox& out) {
            peer.handlePartWritten(now, job, offset, error, out);
        });
    };
    events.flushed = [this](FileJobId job, std::optional<FileError> error) {
        input([job, error](Peer& peer, core::Now now, Outbox& out) {
            peer.handlePartFlushed(now, job, error, out);
        });
    };
    events.finished = [this](FileJobId job, std::optional<FileError> error, std::string path) {
        input([job, error, path = std::move(path)](Peer& peer, core::Now now, Outbox& out) {
            peer.handleDownloadFinished(now, job, error, path, out);
        });
    };
    return events;
}

// ---- outputs ----

void EngineWorker::perform(Outbox outbox)
{
    std::vector<OutputKind> ready;
    for (Output& output : outbox.outputs) {
        m_gate.push(std::move(output), ready);
    }
    performReady(std::move(ready));
}

void EngineWorker::performReady(std::vector<OutputKind> ready)
{
    for (OutputKind& one : ready) {
        std::visit([this](auto& what) { carryOut(what); }, one);
    }
}

/// What waited goes out first, then the peer hears of it.
void EngineWorker::settle(CommitToken token, std::optional<StoreError> error)
{
    input([this, token, error](Peer& peer, core::Now now, Outbox& out) {
        std::vector<OutputKind> ready;
        if (error) {
            m_gate.failed(token, ready);
            performReady(std::move(ready));
            peer.handleCommitFailed(now, token, *error, out);
        } else {
            m_gate.committed(token, ready);
            performReady(std::move(ready));
            peer.handleCommitted(now, token, out);
        }
    });
}

void EngineWorker::carryOut(const Dial& what)
{
    m_links->dial(what.link, what.to);
}

void EngineWorker::carryOut(const LinkBytes& what)
{
    m_links->write(what.link, what.bytes);
}

void EngineWorker::carryOut(const CloseLink& what)
{
    m_links->close(what.link);
}

void EngineWorker::carryOut(const Multicast& what)
{
    if (m_lan) {
        m_lan->multicast(what.bytes);
    }
}

void EngineWorker::carryOut(const Datagram& what)
{
    if (what.socket == UdpSocket::Lan && m_lan) {
        m_lan->send(what.to, what.bytes);
    } else if (what.socket == UdpSocket::Dht && m_dht) {
        m_dht->send(what.to, what.bytes);
    }
}

void EngineWorker::carryOut(const ResolveHosts& what)
{
    if (!m_dht) {
        return;
    }
    m_dht->resolve(what, [this](DhtEntry entry, const std::vector<core::Endpoint>& endpoints) {
        input([entry, endpoints](Peer& peer, core::Now now, Outbox& out) {
            peer.handleBootstrap(now, entry, endpoints, out);
        });
    });
}

void EngineWorker::carryOut(Persist& what)
{
    m_storage->persist(std::move(what));
}

void EngineWorker::carryOut(const ReloadState&)
{
    m_storage->loadState([this](std::optional<StoredState> state) {
        if (!state) {
            QTimer::singleShot(reloadAgain, this, [this]() {
                if (m_storage) {
                    carryOut(ReloadState{});
                }
            });
            return;
        }
        auto shared = std::make_shared<StoredState>(std::move(*state));
        input([shared](Peer& peer, core::Now now, Outbox& out) {
            peer.handleStart(now, *shared, out);
        });
    });
}

void EngineWorker::carryOut(const ReadRows& what)
{
    m_storage->read([this, what](StoreReader* reader) -> StorageThread::Then {
        auto rows = reader ? reader->rows(what) : std::vector<EventRow>();
        return [this, read = what.read, rows = std::move(rows)]() {
            input([read, rows](Peer& peer, core::Now now, Outbox& out) {
                peer.handleRows(now, read, rows, out);
            });
        };
    });
}

void EngineWorker::carryOut(const ReadTail& what)
{
    m_storage->read([this, what](StoreReader* reader) -> StorageThread::Then {
        auto rows = reader ? reader->tail(what) : std::vector<EventRow>();
        return [this, read = what.read, rows = std::move(rows)]() {
            input([read, rows](Peer& peer, core::Now now, Outbox& out) {
                peer.handleRows(now, read, rows, out);
            });
        };
    });
}

void EngineWorker::carryOut(const ReadRelated& what)
{
    m_storage->read([this, what](StoreReader* reader) -> StorageThread::Then {
        auto rows = reader ? reader->related(what) : std::vector<EventRow>();
        return [this, read = what.read, rows = std::move(rows)]() {
            input([read, rows](Peer& peer, core::Now now, Outbox& out) {
                peer.handleRows(now, read, rows, out);
            });
        };
    });
}

void EngineWorker::carryOut(const TellMessage& what)
{
    m_storage->read([this, what, self = m_self](StoreReader* reader) -> StorageThread::Then {
        auto message = reader ? reader->message(what, self) : std::nullopt;
        return [this, room = what.room, message = std::move(message)]() {
            if (!message) {
                return;
            }
            completePage({*message}, room, [this, room](std::vector<MessageSnapshot> page) {
                m_person.push(Notice(MessageNotice{room, std::move(page.front())}));
            });
        };
    });
}

void EngineWorker::carryOut(const HashFile& what)
{
    m_files->hash(what);
}

void EngineWorker::carryOut(const StopHashing& what)
{
    m_files->stopHashing(what.job);
}

void EngineWorker::carryOut(const ReadFile& what)
{
    m_files->read(what);
}

void EngineWorker::carryOut(const PlaceDownload& what)
{
    m_files->place(what);
}

void EngineWorker::carryOut(const ReopenDownload& what)
{
    m_files->reopen(what);
}

void EngineWorker::carryOut(WritePart& what)
{
    m_files->write(std::move(what));
}

void EngineWorker::carryOut(const FlushPart& what)
{
    m_files->flush(what.job);
}

void EngineWorker::carryOut(const ReadPart& what)
{
    m_files->readPart(what);
}

void EngineWorker::carryOut(const FinishPart& what)
{
    m_files->finish(what.job);
}

void EngineWorker::carryOut(const DropPart& what)
{
    m_files->drop(what.job);
}

void EngineWorker::carryOut(SendNotice& what)
{
    m_person.push(std::move(what.notice));
}

void EngineWorker::onTrouble(StoreError error)
{
    const core::MonoTime now = realNow().mono;
    if (m_lastTrouble && now - *m_lastTrouble < troubleSaidAgain) {
        return;
    }
    m_lastTrouble = now;
    warn(error == StoreError::DiskFull ? Warning::DiskFull : Warning::DiskFailed,
         error == StoreError::ReadOnly ? "read-only" : "");
}

void EngineWorker::warn(Warning warning, std::string detail)
{
    m_person.push(Notice(WarningNotice{warning, std::move(detail)}));
}

} // namespace engine::host
