// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Everything of one run: time, network, peers, and what was found wrong. Everything random comes from the seed, in
// streams of its own, so that one more peer does not change what another one draws.

#include "sim/sim_peer.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sim {

struct RunOptions {
    std::uint64_t seed = 1;
    std::size_t peers = 0; ///< 0: as many as the scenario likes
    unsigned minutes = 0;  ///< 0: as long as the scenario likes
    unsigned lossPercent = 0;
    bool verbose = false;
};

class World
{
public:
    explicit World(const RunOptions& options);

    /// On the LAN that all share; with `lan` false at a public address of its own.
    SimPeer& addPeer(bool lan = true, bool dialable = true);
    [[nodiscard]] SimPeer& peer(std::size_t index) { return *m_peers[index]; }
    [[nodiscard]] std::size_t peerCount() const { return m_peers.size(); }
    [[nodiscard]] std::vector<SimPeer*> everybody() const;

    void run(core::Duration span);
    [[nodiscard]] bool runUntil(core::Duration most, const std::function<bool()>& done);
    void plan(core::Duration delay, std::function<void()> task);

    /// Nothing when no answer comes in time, which is a finding.
    std::optional<engine::Answer> ask(SimPeer& peer, engine::Request request);
    engine::RoomId createRoom(SimPeer& founder);
    std::string invite(SimPeer& member, const engine::RoomId& room);
    void join(SimPeer& peer, const std::string& link);
    /// Waits for everybody; who does not get in is a finding.
    void awaitJoined(const engine::RoomId& room,
                     const std::vector<SimPeer*>& peers,
                     core::Duration most);
    /// A room of the first peer that everybody has joined.
    engine::RoomId roomOfEverybody(core::Duration most = std::chrono::seconds(60));
    /// Plans `count` texts by random members at random times of the span.
    void chatter(const engine::RoomId& room,
                 const std::vector<SimPeer*>& members,
                 core::Duration span,
                 std::size_t count);
    /// From now on nothing goes wrong any more.
    void calm();

    void find(const std::string& finding);
    [[nodiscard]] const std::vector<std::string>& findings() const { return m_findings; }
    [[nodiscard]] const RunOptions& options() const { return m_options; }
    [[nodiscard]] core::Duration span(unsigned minutes) const;
    [[nodiscard]] core::Rng& rng() { return m_rng; }
    [[nodiscard]] Network& network() { return m_network; }
    [[nodiscard]] Schedule& schedule() { return m_schedule; }
    [[nodiscard]] const Trace& trace() const { return m_trace; }
    [[nodiscard]] double elapsedSeconds() const;

private:
    RunOptions m_options;
    Schedule m_schedule;
    Trace m_trace;
    support::SeededRng m_rng;
    support::SeededRng m_networkRng;
    Network m_network;
    std::vector<std::unique_ptr<SimPeer>> m_peers;
    std::vector<std::string> m_findings;
    std::size_t m_texts = 0;
};

} // namespace sim
