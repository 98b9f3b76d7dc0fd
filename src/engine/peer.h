// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One whole peer, sans-IO: every input is a method, every effect an Output, time and randomness are arguments. The app,
// the headless node, the simulator and the fuzzers run this same class. It routes inputs to rooms, links and transfers
// and decides nothing itself.

#include "core/rng.h"
#include "core/time.h"
#include "engine/peer_io.h"
#include "engine/peer_options.h"

#include <memory>

namespace engine {

class PeerState;

class Peer
{
public:
    Peer(PeerKeys keys, PeerOptions options, core::Rng& rng);
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    Peer(Peer&&) = delete;
    Peer& operator=(Peer&&) = delete;
    ~Peer();

    /// First input of all, and again as the answer to ReloadState.
    void handleStart(core::Now now, const StoredState& stored, Outbox& out);
    /// Where this peer can be dialled: every local address it listens on, with its port. Also after each change.
    void handleListening(core::Now now,
                         const std::vector<core::Endpoint>& local,
                         std::uint16_t dhtPort,
                         Outbox& out);
    void handleNetworkChanged(core::Now now, Outbox& out);
    /// Last input of all: members are told that this device leaves.
    void handleStopping(core::Now now, Outbox& out);
    void handleRequest(core::Now now, RequestId id, const Request& request, Outbox& out);
    /// Due timers; call at nextWake().
    void handleTimer(core::Now now, Outbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

    /// Nothing: the connection is refused and must be closed at once.
    [[nodiscard]] std::optional<LinkId>
    handleAccepted(core::Now now, core::Endpoint from, Outbox& out);
    void handleConnected(core::Now now, LinkId link, Outbox& out);
    void handleDialFailed(core::Now now, LinkId link, Outbox& out);
    void handleLinkBytes(core::Now now, LinkId link, core::ByteView bytes, Outbox& out);
    void handleLinkClosed(core::Now now, LinkId link, Outbox& out);
    /// How many bytes the host still holds for this link; called whenever that shrinks.
    void handleLinkDrained(core::Now now, LinkId link, std::size_t queuedBytes, Outbox& out);
    void handleDatagram(
        core::Now now, UdpSocket socket, core::Endpoint from, core::ByteView bytes, Outbox& out);

    void handleBootstrap(core::Now now,
                         DhtEntry entry,
                         const std::vector<core::Endpoint>& endpoints,
                         Outbox& out);

    void handleCommitted(core::Now now, CommitToken token, Outbox& out);
    void handleCommitFailed(core::Now now, CommitToken token, StoreError error, Outbox& out);
    void handleRows(core::Now now, ReadId read, std::vector<EventRow> rows, Outbox& out);

    void handleFileHashed(core::Now now, FileHashed hashed, Outbox& out);
    void handleFileBytes(
        core::Now now, ReadId read, std::optional<FileError> error, core::Bytes bytes, Outbox& out);
    void handleDownloadPlaced(core::Now now, DownloadPlaced placed, Outbox& out);
    void handlePartWritten(core::Now now,
                           FileJobId job,
                           std::uint64_t offset,
                           std::optional<FileError> error,
                           Outbox& out);
    void
    handlePartFlushed(core::Now now, FileJobId job, std::optional<FileError> error, Outbox& out);
    void handleDownloadFinished(core::Now now,
                                FileJobId job,
                                std::optional<FileError> error,
                                std::string path,
                                Outbox& out);

private:
    std::unique_ptr<PeerState> m_state;
};

} // namespace engine
