// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Many DHT nodes on a virtual network and virtual time, replayed exactly by one seed. Datagrams take a least time and
// an exponential more, and may get lost. Some places may be held by liars, who answer everything with each other.

#include "dht/node.h"
#include "support/seeded_rng.h"

#include <queue>

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace sim {

struct NetworkOptions {
    std::uint64_t seed = 1;
    std::chrono::milliseconds latencyLeast{20};
    std::chrono::milliseconds latencyMean{40};
    unsigned lossPercent = 0;
};

struct NetworkCounters {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::uint64_t lost = 0;
};

class DhtNetwork
{
public:
    using PeerId = std::size_t;
    using Watcher = std::function<void(PeerId, const dht::Output&)>;

    explicit DhtNetwork(const NetworkOptions& options);

    /// A node at a random public address, which starts at once and enters through `introducer`.
    PeerId add(std::optional<PeerId> introducer, bool reachable = true);
    PeerId addAt(const core::Endpoint& endpoint, bool reachable = true);
    /// Somebody who sits at `id`, knows only his like and keeps nothing.
    PeerId addLiar(const dht::NodeId& id);
    /// Every liar shows itself to the given node, to get into its table.
    void introduceLiars(PeerId to);
    void remove(PeerId peer);

    /// Runs until nothing is due before `until`.
    void runUntil(core::MonoTime until);
    void runFor(core::Duration span) { runUntil(m_now + span); }

    [[nodiscard]] core::MonoTime now() const { return m_now; }
    [[nodiscard]] dht::Node& node(PeerId peer) { return *m_peers.at(peer).node; }
    [[nodiscard]] const core::Endpoint& endpoint(PeerId peer) const
    {
        return m_peers.at(peer).endpoint;
    }
    [[nodiscard]] std::vector<PeerId> honest() const;
    [[nodiscard]] PeerId randomHonest();
    [[nodiscard]] support::SeededRng& rng() { return m_rng; }
    [[nodiscard]] const NetworkCounters& counters() const { return m_counters; }
    /// Sees every event of every node.
    void watch(Watcher watcher) { m_watcher = std::move(watcher); }
    /// Sends what a command put into its outbox, and re-arms the node's timer.
    void flush(PeerId peer, dht::Outbox& out);
    /// A datagram from anywhere, as forgers send them.
    void inject(const core::Endpoint& from, const core::Endpoint& to, core::Bytes bytes);
    [[nodiscard]] std::uint64_t traceHash() const { return m_trace; }

private:
    struct Peer {
        core::Endpoint endpoint;
        std::unique_ptr<dht::Node> node;
        std::optional<dht::NodeId> liar;
        std::optional<core::MonoTime> wake;
    };
    struct Flight {
        core::MonoTime at;
        std::uint64_t order = 0;
        core::Endpoint from;
        core::Endpoint to;
        core::Bytes bytes;
        bool operator>(const Flight& other) const
        {
            return std::pair(at, order) > std::pair(other.at, other.order);
        }
    };

    [[nodiscard]] core::Endpoint freeEndpoint();
    void arm(PeerId peer);
    void deliver(const Flight& flight);
    void answerAsLiar(const Peer& liar, const Flight& flight);
    void send(const core::Endpoint& from, const core::Endpoint& to, core::Bytes bytes);
    void mix(core::ByteView bytes);

    NetworkOptions m_options;
    support::SeededRng m_rng;
    core::MonoTime m_now{std::chrono::hours(1)};
    std::map<PeerId, Peer> m_peers;
    std::map<core::Endpoint, PeerId> m_byEndpoint;
    std::vector<std::pair<dht::NodeId, PeerId>> m_liars;
    std::vector<PeerId> m_honest;
    std::priority_queue<Flight, std::vector<Flight>, std::greater<>> m_flights;
    std::set<std::pair<core::MonoTime, PeerId>> m_wakes;
    PeerId m_lastPeer = 0;
    std::uint64_t m_lastFlight = 0;
    std::uint64_t m_trace = 1469598103934665603ULL;
    NetworkCounters m_counters;
    Watcher m_watcher;
};

} // namespace sim
