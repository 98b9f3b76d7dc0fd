// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The peer's place in the DHT: one node, the rooms that are looked for and announced through it, the ways into the
// network, and the questions a person asks about it. What it finds are addresses for the dialler, never more: losing the
// DHT costs discovery and no message.
//
// Ways in, each a hint: nodes of the last run, those that the person gave, those in invites and from members (learnNodes),
// and last the three public hosts, whose names are looked up only while too few nodes are known.
//
// Others may ask this node, and rooms are announced, once it is shown that others can reach it:
//
//     somebody has linked to us from a public address                           reachable
//     the address that others see is one of this computer's own (IPv4)          reachable
//     we and everybody we know of have private addresses (a network apart)      reachable
//     else: read-only (BEP 43), we ask and look up, and announce nothing

#include "core/timer_table.h"
#include "dht/node.h"
#include "engine/dht_questions.h"
#include "engine/dht_rooms.h"
#include "engine/dht_shelves.h"
#include "engine/turn.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace engine {

struct DhtOptions {
    bool on = true;
    std::vector<HostName> bootstrap; ///< given by the person
    bool publicBootstrap = true;
};

struct DhtTraffic {
    std::uint64_t packetsIn = 0;
    std::uint64_t packetsOut = 0;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
};

class DhtDesk
{
public:
    /// What the desk needs of the peer around it.
    struct Ports {
        /// The rooms that want to be found, joining ones too.
        std::function<std::vector<RoomWish>()> rooms;
        /// Somebody may be there: for the dialler, as Rung::Dht.
        std::function<void(Turn&, const RoomId&, const core::Endpoint&)> found;
        /// What of the table of all rooms is kept here.
        std::function<std::vector<Shelf>()> shelves = []() { return std::vector<Shelf>(); };
        std::function<void(Turn&, const ShelfKey&, const core::Endpoint&)> foundOnShelf;
        /// `answered`: there was somebody to be asked.
        std::function<void(Turn&, bool answered)> shelvesLookedUp;
        /// How the rung is doing, when that has changed.
        std::function<void(Turn&, RungState)> rungChanged;
    };

    static constexpr std::size_t nodesForOthers = 8;
    static constexpr std::size_t nodesForOthersV6 = 2;
    static constexpr std::size_t nodesLearntAtOnce = 16;
    static constexpr std::size_t healthyNodes = 8;
    static constexpr std::chrono::seconds publicAfter{10};
    static constexpr std::chrono::hours publicAgainMost{1};
    static constexpr std::chrono::seconds givenAgain{30};
    static constexpr std::chrono::minutes givenAgainMost{10};
    static constexpr std::chrono::seconds firstSave{30};

    DhtDesk(DhtOptions options, Ports ports, core::Rng& rng);
    DhtDesk(const DhtDesk&) = delete;
    DhtDesk& operator=(const DhtDesk&) = delete;
    DhtDesk(DhtDesk&&) = delete;
    DhtDesk& operator=(DhtDesk&&) = delete;
    ~DhtDesk();

    /// First of all; a second time it changes nothing.
    void load(const Turn& turn, const StoredState& stored);
    /// The node begins with the first call that names a port; 0 = there is no socket.
    void
    handleListening(Turn& turn, const std::vector<core::Endpoint>& local, std::uint16_t dhtPort);
    void handleDatagram(Turn& turn, const core::Endpoint& from, core::ByteView bytes);
    /// The answer to ResolveHosts.
    void handleBootstrap(Turn& turn, DhtEntry entry, const std::vector<core::Endpoint>& endpoints);
    void handleNetworkChanged(Turn& turn);
    [[nodiscard]] static bool isRequest(const Request& request);
    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);
    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

    /// A room came or went, or its members did.
    void roomsChanged(Turn& turn);
    void shelvesChanged(Turn& turn);
    /// False: there is no DHT to look in.
    bool lookUpShelves(Turn& turn, const std::vector<ShelfKey>& keys);
    /// Compact nodes (26 or 38 bytes) from invites and members.
    void learnNodes(Turn& turn, const std::vector<core::Bytes>& nodes);
    /// For invites and members: the good ones that are known longest, and this node itself when it can be reached.
    [[nodiscard]] std::vector<core::Bytes> goodNodes(core::MonoTime now) const;
    /// Somebody has dialled us and turned out to be a member.
    void noteInbound(Turn& turn, const core::Endpoint& from);
    /// The person's switch for all rooms.
    void setAnnounce(Turn& turn, bool announce);

    [[nodiscard]] RungState rungState() const;
    /// Addresses that the rooms' last rounds have found.
    [[nodiscard]] std::size_t found() const { return m_rooms.found(); }
    [[nodiscard]] const DhtTraffic& traffic() const { return m_traffic; }
    [[nodiscard]] bool isReachable() const { return m_node && m_node->isReachable(); }
    /// Null before load() and where the DHT is off.
    [[nodiscard]] const dht::Node* node() const { return m_node.get(); }

private:
    enum class Timer : std::uint8_t { GivenHosts, PublicHosts, Save, Count };

    [[nodiscard]] bool isRunning() const { return m_node && m_dhtPort != 0; }
    void begin(Turn& turn, dht::Outbox& out);
    void enterByGiven(Turn& turn, dht::Outbox& out);
    void enterByPublic(Turn& turn);
    void enter(const Turn& turn, const core::Endpoint& node, dht::Outbox& out);
    /// Says what the node said, reviews what follows from it, and tells how the rung is doing.
    void finish(Turn& turn, dht::Outbox& out);
    void carryOut(Turn& turn, const dht::Output& said, dht::Outbox& more);
    void handleFound(Turn& turn, dht::PeersFound found);
    void handleFoundOnShelf(Turn& turn, dht::PeersFound found);
    void save(Turn& turn, core::Bytes state) const;
    void tellRung(Turn& turn);
    [[nodiscard]] bool canBeReached() const;
    [[nodiscard]] bool isOurs(const core::Endpoint& endpoint) const;
    [[nodiscard]] std::uint16_t linkPort() const;
    [[nodiscard]] std::size_t goodCount(core::MonoTime now) const;
    [[nodiscard]] std::optional<dht::Contact> ownContact() const;
    void answerInfo(Turn& turn, RequestId id) const;

    DhtOptions m_options;
    Ports m_ports;
    core::Rng& m_rng;
    std::unique_ptr<dht::Node> m_node;
    DhtRooms m_rooms;
    DhtShelves m_shelves;
    DhtQuestions m_questions;
    core::TimerTable<Timer> m_timers;

    std::vector<core::Endpoint> m_local;
    std::uint16_t m_dhtPort = 0;
    std::vector<core::Endpoint> m_hints; ///< told before the node has begun
    bool m_begun = false;
    bool m_hasSaved = false;
    bool m_review = false; ///< rooms are to be looked over at the end of this turn
    bool m_announce = true;
    bool m_knowsPublic = false; ///< of any node outside private networks
    bool m_dialled = false;     ///< from a public address, in this network
    core::Duration m_givenPause = givenAgain;
    core::Duration m_publicPause = publicAfter;
    DhtTraffic m_traffic;
    RungState m_told = RungState::Off;
};

} // namespace engine
