// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/peer.h"

#include "engine/peer_state.h"
#include "engine/room/room_presence.h"

namespace engine {

Peer::Peer(PeerKeys keys, PeerOptions options, core::Rng& rng)
    : m_state(std::make_unique<PeerState>(std::move(keys), std::move(options), rng))
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
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        parts.book.self.listening = local;
        parts.requests.setDhtPort(dhtPort);
        m_state->dht().handleListening(turn, local, dhtPort);
        for (const auto& [id, room] : parts.book.rooms) {
            if (changed) {
                room->tellOwnAddresses(turn, parts.book.self);
            }
        }
    });
}

void Peer::handleNetworkChanged(core::Now now, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        parts.links.probeAll(turn);
        parts.finder.networkChanged(turn);
        m_state->dht().handleNetworkChanged(turn);
    });
}

void Peer::handleStopping(core::Now now, Outbox& out)
{
    m_state->act(now, out, [](PeerParts& parts, Turn& turn) {
        for (const auto& [id, room] : parts.book.rooms) {
            room::RoomPresence(*room).leave(turn, parts.book.self);
        }
    });
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
    m_state->act(
        now, out, [&](PeerParts& parts, Turn& turn) { parts.links.connected(turn, link); });
}

void Peer::handleDialFailed(core::Now now, LinkId link, Outbox& out)
{
    m_state->act(
        now, out, [&](PeerParts& parts, Turn& turn) { parts.links.dialFailed(turn, link); });
}

void Peer::handleLinkBytes(core::Now now, LinkId link, core::ByteView bytes, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        parts.links.handleBytes(turn, link, bytes);
    });
}

void Peer::handleLinkClosed(core::Now now, LinkId link, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) { parts.links.closed(turn, link); });
}

void Peer::handleLinkDrained(core::Now now, LinkId link, std::size_t queuedBytes, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        parts.links.drained(turn, link, queuedBytes);
    });
}

void Peer::handleDatagram(
    core::Now now, UdpSocket socket, core::Endpoint from, core::ByteView bytes, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        if (socket == UdpSocket::Lan) {
            parts.finder.handleDatagram(turn, from, bytes);
        } else {
            m_state->dht().handleDatagram(turn, from, bytes);
        }
    });
}

void Peer::handleBootstrap(core::Now now,
                           DhtEntry entry,
                           const std::vector<core::Endpoint>& endpoints,
                           Outbox& out)
{
    m_state->act(now, out, [&](PeerParts&, Turn& turn) {
        m_state->dht().handleBootstrap(turn, entry, endpoints);
    });
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
    m_state->act(
        now, out, [&](PeerParts& parts, Turn& turn) { parts.files.handleHashed(turn, hashed); });
}

void Peer::handleFileBytes(
    core::Now now, ReadId read, std::optional<FileError> error, core::Bytes bytes, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        if (!parts.copies.handleBytes(turn, read, error, bytes)) {
            parts.files.handleBytes(turn, read, error, bytes);
        }
    });
}

void Peer::handleDownloadPlaced(core::Now now, DownloadPlaced placed, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        if (!parts.copies.handlePlaced(turn, placed)) {
            parts.files.handlePlaced(turn, placed);
        }
    });
}

void Peer::handlePartWritten(
    core::Now now, FileJobId job, std::uint64_t offset, std::optional<FileError> error, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        if (!parts.copies.handleWritten(turn, job, error)) {
            parts.files.handleWritten(turn, job, offset, error);
        }
    });
}

void Peer::handlePartFlushed(core::Now now,
                             FileJobId job,
                             std::optional<FileError> error,
                             Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        if (!parts.copies.handleFlushed(turn, job, error)) {
            parts.files.handleFlushed(turn, job, error);
        }
    });
}

void Peer::handleDownloadFinished(
    core::Now now, FileJobId job, std::optional<FileError> error, std::string path, Outbox& out)
{
    m_state->act(now, out, [&](PeerParts& parts, Turn& turn) {
        if (!parts.copies.handleFinished(turn, job, error, path)) {
            parts.files.handleFinished(turn, job, error, path);
        }
    });
}

} // namespace engine
