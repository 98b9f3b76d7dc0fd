// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/network.h"

#include "core/check.h"

#include <algorithm>

namespace sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds firstRetransmit{200};
constexpr unsigned retransmitsMost = 6;
constexpr seconds dialTimeout{10};
/// How long bytes may go unanswered before the sender's system gives the link up.
constexpr seconds stallMost{40};
constexpr unsigned cutPermille = 150;
constexpr std::uint16_t lanPort = 4748;

} // namespace

Network::Network(Schedule& schedule, core::Rng& rng, NetworkTraits traits)
    : m_schedule(schedule)
    , m_rng(rng)
    , m_traits(traits)
{
}

NodeId Network::add(NetworkHost& host, const NodeTraits& traits)
{
    m_nodes.push_back({&host, traits, false, 0, 0});
    return m_nodes.size() - 1;
}

core::Endpoint Network::addressOf(NodeId node) const
{
    return {m_nodes[node].traits.address, m_nodes[node].traits.port};
}

void Network::setUp(NodeId node, bool up)
{
    m_nodes[node].up = up;
}

void Network::setGroup(NodeId node, int group)
{
    m_nodes[node].group = group;
}

void Network::heal()
{
    for (Node& node : m_nodes) {
        node.group = 0;
    }
    for (auto& [id, wire] : m_wires) {
        for (unsigned side = 0; side < 2; ++side) {
            if (wire.ends[side].stalled) {
                wire.ends[side].stalled = false;
                for (std::size_t i = 0; i < wire.ends[side].queue.size(); ++i) {
                    plan(id, side, milliseconds(m_rng.below(2000)));
                }
            }
        }
    }
}

core::Duration Network::latency()
{
    const auto span = (m_traits.latencyMost - m_traits.latencyLeast).count();
    return m_traits.latencyLeast
           + core::Duration(
               static_cast<core::Duration::rep>(m_rng.below(static_cast<std::uint64_t>(span) + 1)));
}

/// A lost piece is sent again after a pause that doubles; somewhere on the way the link may break for good.
core::Duration Network::stallsOfLoss(bool& reset)
{
    core::Duration out{};
    core::Duration pause = firstRetransmit;
    for (unsigned i = 0; i < retransmitsMost && lost(); ++i) {
        out += pause;
        pause *= 2;
        reset = reset || m_rng.below(1000) < m_traits.resetPermille;
    }
    return out;
}

bool Network::reaches(NodeId from, NodeId to) const
{
    return m_nodes[from].group == m_nodes[to].group;
}

std::optional<NodeId> Network::nodeAt(const core::Endpoint& endpoint) const
{
    for (NodeId node = 0; node < m_nodes.size(); ++node) {
        if (addressOf(node) == endpoint) {
            return node;
        }
    }
    return std::nullopt;
}

void Network::refuse(NodeId from, std::uint64_t life, LinkId link, core::Duration after)
{
    m_schedule.after(after, [this, from, life, link]() {
        if (m_nodes[from].up && m_nodes[from].life == life) {
            m_nodes[from].host->dialFailed(link);
        }
    });
}

void Network::dial(NodeId node, LinkId link, const core::Endpoint& to)
{
    const std::uint64_t life = m_nodes[node].life;
    const auto target = nodeAt(to);
    const bool sameLan = target && m_nodes[*target].traits.lan >= 0
                         && m_nodes[*target].traits.lan == m_nodes[node].traits.lan;
    bool reset = false;
    const core::Duration stalls = stallsOfLoss(reset);
    if (!target || reset || !(m_nodes[*target].traits.dialable || sameLan)) {
        refuse(node, life, link, target ? core::Duration(dialTimeout) : 2 * latency());
        return;
    }
    m_schedule.after(latency() + stalls,
                     [this, node, life, link, to = *target]() { arrive(node, life, link, to); });
}

void Network::arrive(NodeId from, std::uint64_t life, LinkId link, NodeId to)
{
    if (!m_nodes[from].up || m_nodes[from].life != life) {
        return;
    }
    if (!reaches(from, to)) {
        refuse(from, life, link, dialTimeout);
        return;
    }
    if (!m_nodes[to].up) {
        refuse(from, life, link, latency());
        return;
    }
    m_nextPort =
        m_nextPort < 60000 ? static_cast<std::uint16_t>(m_nextPort + 1) : std::uint16_t{30000};
    const auto accepted = m_nodes[to].host->accepted({m_nodes[from].traits.address, m_nextPort});
    if (!accepted) {
        // The system had taken the connection before the peer refused it.
        m_schedule.after(latency(), [this, from, life, link]() {
            if (m_nodes[from].up && m_nodes[from].life == life) {
                m_nodes[from].host->connected(link);
                m_nodes[from].host->closed(link);
            }
        });
        return;
    }
    const WireId id = m_nextWire++;
    Wire& wire = m_wires[id];
    wire.ends[0].node = from;
    wire.ends[0].link = link;
    wire.ends[1].node = to;
    wire.ends[1].link = *accepted;
    m_places[{from, link}] = {id, 0};
    m_places[{to, *accepted}] = {id, 1};
    const core::MonoTime known = m_schedule.now() + latency();
    wire.ends[1].lastDue = known;
    m_schedule.at(known, [this, id, from, life, link]() {
        const auto place = m_places.find({from, link});
        if (place != m_places.end() && place->second.wire == id && m_nodes[from].life == life
            && m_wires.at(id).ends[0].open) {
            m_nodes[from].host->connected(link);
        }
    });
    m_nodes[to].host->adopted();
}

void Network::write(NodeId node, LinkId link, const core::Bytes& bytes)
{
    const auto place = m_places.find({node, link});
    if (place == m_places.end() || bytes.empty()) {
        return;
    }
    const Place at = place->second;
    Wire& wire = m_wires.at(at.wire);
    if (!wire.ends[at.side].open) {
        return;
    }
    m_traffic[{node, wire.ends[1 - at.side].node}] += bytes.size();
    if (bytes.size() > 1 && m_rng.below(1000) < cutPermille) {
        const auto cut = static_cast<std::ptrdiff_t>(1 + m_rng.below(bytes.size() - 1));
        send(at.wire, at.side, {core::Bytes(bytes.begin(), bytes.begin() + cut), false});
        send(at.wire, at.side, {core::Bytes(bytes.begin() + cut, bytes.end()), false});
    } else {
        send(at.wire, at.side, {bytes, false});
    }
}

void Network::close(NodeId node, LinkId link)
{
    const auto place = m_places.find({node, link});
    if (place == m_places.end()) {
        return;
    }
    const Place at = place->second;
    End& end = m_wires.at(at.wire).ends[at.side];
    if (end.open) {
        end.open = false;
        send(at.wire, at.side, {{}, true});
    }
}

void Network::send(WireId id, unsigned side, Piece piece)
{
    End& end = m_wires.at(id).ends[side];
    end.queuedBytes += piece.bytes.size();
    m_longestQueue = std::max(m_longestQueue, end.queuedBytes);
    end.queue.push_back(std::move(piece));
    bool broken = false;
    const core::Duration stalls = stallsOfLoss(broken);
    plan(id, side, stalls);
    if (broken) {
        m_schedule.after(stalls, [this, id]() {
            if (m_wires.contains(id)) {
                reset(id, 0);
                reset(id, 1);
            }
        });
    }
}

void Network::plan(WireId id, unsigned side, core::Duration extra)
{
    End& end = m_wires.at(id).ends[side];
    end.lastDue = std::max(end.lastDue, m_schedule.now() + latency() + extra);
    m_schedule.at(end.lastDue, [this, id, side]() { deliver(id, side); });
}

void Network::deliver(WireId id, unsigned side)
{
    const auto found = m_wires.find(id);
    if (found == m_wires.end()) {
        return;
    }
    End& from = found->second.ends[side];
    End& to = found->second.ends[1 - side];
    if (from.queue.empty() || from.stalled) {
        return;
    }
    if (!reaches(from.node, to.node) || (!m_nodes[to.node].up && !to.open)) {
        stall(id, side);
        return;
    }
    const Piece piece = std::move(from.queue.front());
    from.queue.pop_front();
    from.queuedBytes -= piece.bytes.size();
    if (piece.last) {
        if (to.open) {
            to.open = false;
            m_nodes[to.node].host->closed(to.link);
        }
        forget(id);
        return;
    }
    if (!to.open) {
        reset(id, side); // whoever sends to a closed end hears of it
        return;
    }
    const auto [fromNode, fromLink, queued, fromOpen] =
        std::tuple(from.node, from.link, from.queuedBytes, from.open);
    m_nodes[to.node].host->bytes(to.link, piece.bytes);
    if (fromOpen && m_nodes[fromNode].up && m_places.contains({fromNode, fromLink})) {
        m_nodes[fromNode].host->drained(fromLink, queued);
    }
}

void Network::stall(WireId id, unsigned side)
{
    End& end = m_wires.at(id).ends[side];
    end.stalled = true;
    const std::uint64_t stalls = ++end.stalls;
    m_schedule.after(stallMost, [this, id, side, stalls]() {
        const auto found = m_wires.find(id);
        if (found != m_wires.end() && found->second.ends[side].stalled
            && found->second.ends[side].stalls == stalls) {
            reset(id, side);
        }
    });
}

/// This end is gone at once; the other one hears of it when the network lets it.
void Network::reset(WireId id, unsigned side)
{
    const auto found = m_wires.find(id);
    if (found == m_wires.end()) {
        return;
    }
    End& end = found->second.ends[side];
    const bool wasOpen = end.open;
    end.open = false;
    end.queue.clear();
    end.queuedBytes = 0;
    end.stalled = false;
    const NodeId node = end.node;
    const LinkId link = end.link;
    if (found->second.ends[1 - side].open) {
        send(id, side, {{}, true});
    } else {
        forget(id);
    }
    if (wasOpen && m_nodes[node].up) {
        m_nodes[node].host->closed(link);
    }
}

void Network::forget(WireId id)
{
    const auto found = m_wires.find(id);
    if (found == m_wires.end()) {
        return;
    }
    for (const End& end : found->second.ends) {
        const auto place = m_places.find({end.node, end.link});
        if (place != m_places.end() && place->second.wire == id) {
            m_places.erase(place); // a restarted node may have used the number again
        }
    }
    m_wires.erase(found);
}

void Network::crash(NodeId node, bool silent)
{
    m_nodes[node].up = false;
    m_nodes[node].life += 1;
    std::vector<WireId> gone;
    for (auto& [id, wire] : m_wires) {
        for (unsigned side = 0; side < 2; ++side) {
            End& end = wire.ends[side];
            if (end.node != node || !end.open) {
                continue;
            }
            end.open = false;
            end.queue.clear();
            end.queuedBytes = 0;
            m_places.erase({node, end.link});
            if (!wire.ends[1 - side].open) {
                gone.push_back(id);
            } else if (!silent) {
                send(id, side, {{}, true});
            }
        }
    }
    for (const WireId id : gone) {
        forget(id);
    }
}

void Network::breakLinks(NodeId node)
{
    std::vector<WireId> broken;
    for (const auto& [id, wire] : m_wires) {
        if (wire.ends[0].node == node || wire.ends[1].node == node) {
            broken.push_back(id);
        }
    }
    for (const WireId id : broken) {
        reset(id, 0);
        reset(id, 1);
    }
}

void Network::sendDatagram(NodeId from, NodeId to, const core::Bytes& bytes)
{
    const core::Endpoint source{m_nodes[from].traits.address, lanPort};
    const unsigned copies = lost() ? 0 : 1 + (lost() ? 1U : 0U);
    for (unsigned i = 0; i < copies; ++i) {
        m_schedule.after(latency(), [this, from, to, source, bytes]() {
            if (m_nodes[to].up && reaches(from, to)) {
                m_nodes[to].host->datagram(source, bytes);
            }
        });
    }
}

void Network::multicast(NodeId node, const core::Bytes& bytes)
{
    for (NodeId to = 0; to < m_nodes.size(); ++to) {
        if (m_nodes[node].traits.lan >= 0 && m_nodes[to].traits.lan == m_nodes[node].traits.lan) {
            sendDatagram(node, to, bytes); // its own comes back too, as on a real socket
        }
    }
}

void Network::datagram(NodeId node, const core::Endpoint& to, const core::Bytes& bytes)
{
    for (NodeId other = 0; other < m_nodes.size(); ++other) {
        const bool sameLan =
            m_nodes[other].traits.lan == m_nodes[node].traits.lan && m_nodes[node].traits.lan >= 0;
        if (sameLan && m_nodes[other].traits.address == to.address) {
            sendDatagram(node, other, bytes);
        }
    }
}

} // namespace sim
