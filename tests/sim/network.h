// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A network in one process. Links are what TCP gives: ordered, reliable bytes cut anywhere, with latency and jitter; loss
// shows as stalls of doubling length, now and then as a reset. Datagrams are lost and doubled. Partitions stall links and
// swallow dials; a node behind NAT can dial and cannot be dialled from outside its own LAN.

#include "core/endpoint.h"
#include "core/rng.h"
#include "engine/peer_io.h"
#include "sim/schedule.h"

#include <deque>
#include <map>
#include <optional>

namespace sim {

using engine::LinkId;
using NodeId = std::size_t;

struct NetworkTraits {
    core::Duration latencyLeast = std::chrono::microseconds(200);
    core::Duration latencyMost = std::chrono::milliseconds(5);
    unsigned lossPercent = 0;
    /// Out of a thousand lost pieces, how many break the link instead of only delaying it.
    unsigned resetPermille = 10;
};

struct NodeTraits {
    core::IpAddress address;
    std::uint16_t port = 4747;
    bool dialable = true;
    int lan = 0; ///< multicast domain; below zero: none
};

/// What a node hears from the network. Calls come from the schedule only, never from inside another call.
class NetworkHost
{
public:
    NetworkHost() = default;
    NetworkHost(const NetworkHost&) = delete;
    NetworkHost& operator=(const NetworkHost&) = delete;
    NetworkHost(NetworkHost&&) = delete;
    NetworkHost& operator=(NetworkHost&&) = delete;
    virtual ~NetworkHost() = default;

    virtual std::optional<LinkId> accepted(const core::Endpoint& from) = 0;
    /// The link of the last `accepted` can be written to from now on.
    virtual void adopted() = 0;
    virtual void connected(LinkId link) = 0;
    virtual void dialFailed(LinkId link) = 0;
    virtual void bytes(LinkId link, const core::Bytes& bytes) = 0;
    virtual void closed(LinkId link) = 0;
    virtual void drained(LinkId link, std::size_t queued) = 0;
    virtual void datagram(const core::Endpoint& from, const core::Bytes& bytes) = 0;
};

/// Bytes that one node has sent another over all their links.
using Traffic = std::map<std::pair<NodeId, NodeId>, std::uint64_t>;

class Network
{
public:
    Network(Schedule& schedule, core::Rng& rng, NetworkTraits traits);

    NodeId add(NetworkHost& host, const NodeTraits& traits);
    [[nodiscard]] const NodeTraits& traitsOf(NodeId node) const { return m_nodes[node].traits; }
    [[nodiscard]] core::Endpoint addressOf(NodeId node) const;
    void setTraits(NetworkTraits traits) { m_traits = traits; }
    void setUp(NodeId node, bool up);
    /// The node is gone. Silent, as when the power fails: nobody hears of it until they try.
    void crash(NodeId node, bool silent);
    /// Nodes in different groups do not reach each other; everybody starts in group 0.
    void setGroup(NodeId node, int group);
    void heal();

    void dial(NodeId node, LinkId link, const core::Endpoint& to);
    void write(NodeId node, LinkId link, const core::Bytes& bytes);
    void close(NodeId node, LinkId link);
    /// As a broken path does: both ends hear that the link is gone.
    void breakLinks(NodeId node);
    void multicast(NodeId node, const core::Bytes& bytes);
    void datagram(NodeId node, const core::Endpoint& to, const core::Bytes& bytes);

    [[nodiscard]] const Traffic& traffic() const { return m_traffic; }
    [[nodiscard]] std::size_t longestQueue() const { return m_longestQueue; }
    [[nodiscard]] std::size_t openLinks() const { return m_wires.size(); }

private:
    using WireId = std::uint64_t;
    struct Node {
        NetworkHost* host = nullptr;
        NodeTraits traits;
        bool up = false;
        int group = 0;
        std::uint64_t life = 0; ///< a dial of an earlier life has nobody to come back to
    };
    struct Piece {
        core::Bytes bytes;
        bool last = false;
    };
    struct End {
        NodeId node = 0;
        LinkId link = 0;
        bool open = true;
        // On the way from this end to the other one.
        std::deque<Piece> queue;
        std::size_t queuedBytes = 0;
        core::MonoTime lastDue;
        bool stalled = false;
        std::uint64_t stalls = 0;
    };
    struct Wire {
        End ends[2];
    };
    struct Place {
        WireId wire = 0;
        unsigned side = 0;
    };

    [[nodiscard]] core::Duration latency();
    [[nodiscard]] bool lost() { return m_rng.below(100) < m_traits.lossPercent; }
    [[nodiscard]] core::Duration stallsOfLoss(bool& reset);
    [[nodiscard]] bool reaches(NodeId from, NodeId to) const;
    [[nodiscard]] std::optional<NodeId> nodeAt(const core::Endpoint& endpoint) const;
    void arrive(NodeId from, std::uint64_t life, LinkId link, NodeId to);
    void refuse(NodeId from, std::uint64_t life, LinkId link, core::Duration after);
    void send(WireId id, unsigned side, Piece piece);
    void plan(WireId id, unsigned side, core::Duration extra);
    void deliver(WireId id, unsigned side);
    void stall(WireId id, unsigned side);
    void reset(WireId id, unsigned side);
    void forget(WireId id);
    void sendDatagram(NodeId from, NodeId to, const core::Bytes& bytes);

    Schedule& m_schedule;
    core::Rng& m_rng;
    NetworkTraits m_traits;
    std::vector<Node> m_nodes;
    std::map<WireId, Wire> m_wires;
    std::map<std::pair<NodeId, LinkId>, Place> m_places;
    WireId m_nextWire = 1;
    std::uint16_t m_nextPort = 30000;
    Traffic m_traffic;
    std::size_t m_longestQueue = 0;
};

} // namespace sim
