// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/dht_network.h"

#include <algorithm>
#include <cmath>

namespace sim {

DhtNetwork::DhtNetwork(const NetworkOptions& options)
    : m_options(options)
    , m_rng(options.seed)
{
}

DhtNetwork::PeerId DhtNetwork::add(std::optional<PeerId> introducer, bool reachable)
{
    const PeerId peer = addAt(freeEndpoint(), reachable);
    if (introducer) {
        dht::Outbox out;
        node(peer).addNode(m_now, endpoint(*introducer), out);
        flush(peer, out);
    }
    return peer;
}

DhtNetwork::PeerId DhtNetwork::addAt(const core::Endpoint& endpoint, bool reachable)
{
    const PeerId id = ++m_lastPeer;
    dht::Settings settings;
    settings.useV4 = endpoint.address.family() == core::IpFamily::V4;
    settings.useV6 = !settings.useV4;
    Peer peer;
    peer.endpoint = endpoint;
    peer.node = std::make_unique<dht::Node>(m_now, settings, m_rng);
    peer.node->setReachable(reachable);
    m_byEndpoint[endpoint] = id;
    m_peers.emplace(id, std::move(peer));
    m_honest.push_back(id);
    dht::Outbox out;
    node(id).handleStart(m_now, out);
    flush(id, out);
    return id;
}

DhtNetwork::PeerId DhtNetwork::addLiar(const dht::NodeId& id)
{
    const PeerId peer = ++m_lastPeer;
    const core::Endpoint endpoint = freeEndpoint();
    m_byEndpoint[endpoint] = peer;
    m_liars.emplace_back(id, peer);
    m_peers.emplace(peer, Peer{endpoint, nullptr, id, std::nullopt});
    return peer;
}

void DhtNetwork::introduceLiars(PeerId to)
{
    for (const auto& [id, peer] : m_liars) {
        dht::krpc::Query query;
        query.transaction = core::bytesOf("li");
        query.method = dht::krpc::Method::FindNode;
        query.sender = id;
        query.target = id;
        send(m_peers.at(peer).endpoint, endpoint(to), dht::krpc::encode(query));
    }
}

void DhtNetwork::remove(PeerId peer)
{
    const auto entry = m_peers.find(peer);
    if (entry->second.wake) {
        m_wakes.erase({*entry->second.wake, peer});
    }
    m_byEndpoint.erase(entry->second.endpoint);
    m_peers.erase(entry);
    std::erase(m_honest, peer);
}

void DhtNetwork::runUntil(core::MonoTime until)
{
    while (true) {
        const bool hasFlight = !m_flights.empty() && m_flights.top().at <= until;
        const bool hasWake = !m_wakes.empty() && m_wakes.begin()->first <= until;
        if (!hasFlight && !hasWake) {
            break;
        }
        if (hasFlight && (!hasWake || m_flights.top().at <= m_wakes.begin()->first)) {
            const Flight flight = m_flights.top();
            m_flights.pop();
            m_now = std::max(m_now, flight.at);
            deliver(flight);
            continue;
        }
        const auto [at, peer] = *m_wakes.begin();
        m_wakes.erase(m_wakes.begin());
        m_peers.at(peer).wake.reset();
        m_now = std::max(m_now, at);
        dht::Outbox out;
        node(peer).handleTimer(m_now, out);
        flush(peer, out);
    }
    m_now = std::max(m_now, until);
}

std::vector<DhtNetwork::PeerId> DhtNetwork::honest() const
{
    return m_honest;
}

DhtNetwork::PeerId DhtNetwork::randomHonest()
{
    return m_honest[static_cast<std::size_t>(m_rng.below(m_honest.size()))];
}

void DhtNetwork::flush(PeerId peer, dht::Outbox& out)
{
    const core::Endpoint from = endpoint(peer);
    for (dht::Output& output : out) {
        if (auto* datagram = std::get_if<dht::Datagram>(&output)) {
            send(from, datagram->to, std::move(datagram->bytes));
        } else if (m_watcher) {
            m_watcher(peer, output);
        }
    }
    out.clear();
    arm(peer);
}

void DhtNetwork::inject(const core::Endpoint& from, const core::Endpoint& to, core::Bytes bytes)
{
    send(from, to, std::move(bytes));
}

core::Endpoint DhtNetwork::freeEndpoint()
{
    while (true) {
        auto bytes = m_rng.bytes<4>();
        bytes[0] = static_cast<std::uint8_t>(11 + bytes[0] % 100);
        const core::Endpoint endpoint{core::IpAddress::v4(bytes), 6881};
        if (!m_byEndpoint.contains(endpoint)) {
            return endpoint;
        }
    }
}

void DhtNetwork::arm(PeerId peer)
{
    Peer& armed = m_peers.at(peer);
    if (armed.wake) {
        m_wakes.erase({*armed.wake, peer});
    }
    armed.wake = armed.node->nextWake();
    if (armed.wake) {
        // A node that asks to be woken in the past would hold virtual time still.
        armed.wake = std::max(*armed.wake, m_now + std::chrono::microseconds(1));
        m_wakes.insert({*armed.wake, peer});
    }
}

void DhtNetwork::deliver(const Flight& flight)
{
    const auto target = m_byEndpoint.find(flight.to);
    if (target == m_byEndpoint.end()) {
        return;
    }
    mix(flight.bytes);
    const Peer& peer = m_peers.at(target->second);
    if (peer.liar) {
        answerAsLiar(peer, flight);
        return;
    }
    dht::Outbox out;
    const PeerId id = target->second;
    peer.node->handleDatagram(m_now, flight.from, flight.bytes, out);
    flush(id, out);
}

void DhtNetwork::answerAsLiar(const Peer& liar, const Flight& flight)
{
    const auto document = dht::bencode::Document::parse(flight.bytes);
    if (!document) {
        return;
    }
    const auto message = dht::krpc::parse(*document);
    const auto* query = message ? std::get_if<dht::krpc::Query>(&*message) : nullptr;
    if (query == nullptr) {
        return;
    }
    dht::krpc::Reply reply;
    reply.transaction = query->transaction;
    reply.sender = *liar.liar;
    reply.token = core::bytesOf("lies");
    for (int i = 0; query->target && i < 8; ++i) {
        const auto& [id, peer] = m_liars[static_cast<std::size_t>(m_rng.below(m_liars.size()))];
        reply.nodes.push_back({id, m_peers.at(peer).endpoint});
    }
    send(flight.to, flight.from, dht::krpc::encode(reply));
}

void DhtNetwork::send(const core::Endpoint& from, const core::Endpoint& to, core::Bytes bytes)
{
    ++m_counters.packets;
    m_counters.bytes += bytes.size() + 28;
    if (m_options.lossPercent > 0 && m_rng.below(100) < m_options.lossPercent) {
        ++m_counters.lost;
        return;
    }
    const double uniform = (static_cast<double>(m_rng.below(1'000'000)) + 1.0) / 1'000'000.0;
    const double more =
        -std::log(uniform) * static_cast<double>(m_options.latencyMean.count()) * 1000.0;
    const core::Duration delay =
        m_options.latencyLeast + std::chrono::microseconds(static_cast<std::int64_t>(more));
    m_flights.push({m_now + delay, ++m_lastFlight, from, to, std::move(bytes)});
}

void DhtNetwork::mix(core::ByteView bytes)
{
    m_trace =
        (m_trace ^ static_cast<std::uint64_t>(m_now.time_since_epoch().count())) * 1099511628211ULL;
    for (const std::uint8_t byte : bytes) {
        m_trace = (m_trace ^ byte) * 1099511628211ULL;
    }
}

} // namespace sim
