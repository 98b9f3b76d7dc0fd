// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A node of the BitTorrent Mainline DHT (BEP 5, 32, 42, 43, 44, 51), without sockets, clock or random device: inputs
// and the time go in, an outbox comes out. It answers others once it is reachable, keeps its tables, and does what it
// is told: look up, announce, get and put.
//
// It is only ever a hint. What it finds are addresses and values anybody may have put there; losing it loses nobody
// any message.
//
// Inputs: handleStart once, then handleDatagram for all that arrives and handleTimer at nextWake(). Commands may be
// given at any time after the start. Every datagram passes here in one of three ways:
//
//     query          reachable: paced, answered by Responder; its sender may be asked back to see if he is real
//     reply, error   matched to our question by endpoint, transaction and expected id, or dropped without a trace
//     anything else  dropped; a malformed query is answered with an error

#include "core/timer_table.h"
#include "dht/external_address.h"
#include "dht/proven_addresses.h"
#include "dht/publications.h"
#include "dht/responder.h"
#include "dht/saved_state.h"
#include "dht/searches.h"
#include "dht/upkeep.h"

namespace dht {

struct Settings {
    bool useV4 = true;
    bool useV6 = true;
    /// BEP 51, as libtorrent answers it. Off: such a question is answered like find_node.
    bool answersSamples = true;
};

struct NodeCounters {
    std::uint64_t datagramsIn = 0;
    std::uint64_t malformed = 0;
    std::uint64_t unmatched = 0;
    std::uint64_t wrongId = 0;
    std::uint64_t repliesDropped = 0;
};

class Node
{
public:
    Node(core::MonoTime now, const Settings& settings, core::Rng& rng);
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    Node(Node&&) = delete;
    Node& operator=(Node&&) = delete;
    ~Node() = default;

    /// Before the start: ids and nodes of the last run.
    [[nodiscard]] core::Result<void, StateFlaw> load(core::ByteView state);
    [[nodiscard]] core::Bytes save() const;

    void handleStart(core::MonoTime now, Outbox& out);
    void handleDatagram(core::MonoTime now,
                        const core::Endpoint& from,
                        core::ByteView bytes,
                        Outbox& out);
    void handleTimer(core::MonoTime now, Outbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

    // Commands that end in an event under the task's id
    TaskId
    getPeers(core::MonoTime now, const Target& infohash, const LookupOptions& options, Outbox& out);
    TaskId
    lookup(core::MonoTime now, const Target& target, const LookupOptions& options, Outbox& out);
    /// Announces once now and again every 15 minutes until withdrawn.
    TaskId announce(core::MonoTime now, const Target& infohash, std::uint16_t port, Outbox& out);
    /// Puts once now and again every hour until withdrawn; the options count for the first time only.
    TaskId put(core::MonoTime now, const Item& item, PutOptions options, Outbox& out);
    /// `salt` as far as a mutable item is looked for.
    TaskId get(core::MonoTime now, const Target& target, core::ByteView salt, Outbox& out);
    /// Nobody is told any more; what others already hold, they forget by themselves. The task that first said it is the
    /// caller's to cancel.
    void withdraw(const Target& target)
    {
        m_publications.withdraw(target);
        m_searches.cancelStoring(target);
    }
    void cancel(TaskId task) { m_searches.cancel(task); }
    void ping(core::MonoTime now, const core::Endpoint& to, Outbox& out);

    // Ways in
    /// A node somebody told us about: it becomes one of ours when it answers.
    void addNode(core::MonoTime now, const core::Endpoint& endpoint, Outbox& out);
    /// Public hosts, asked for nodes while we know too few; they never become ours.
    void
    addBootstrap(core::MonoTime now, const std::vector<core::Endpoint>& endpoints, Outbox& out);

    void setReachable(bool reachable) { m_asker.setReadOnly(!reachable); }
    [[nodiscard]] bool isReachable() const { return !m_asker.isReadOnly(); }
    void networkChanged(core::MonoTime now, Outbox& out);

    [[nodiscard]] const Tables& tables() const { return m_tables; }
    [[nodiscard]] const NodeId& id(core::IpFamily family) const
    {
        return m_tables.of(family).own();
    }
    /// Good nodes, the longest known first: for invites and for members who ask.
    [[nodiscard]] std::vector<Contact>
    goodNodes(core::MonoTime now, core::IpFamily family, std::size_t count) const;
    [[nodiscard]] std::optional<core::IpAddress> externalAddress(core::IpFamily family) const;
    [[nodiscard]] const Responder& stores() const { return m_responder; }
    [[nodiscard]] const NodeCounters& counters() const { return m_counters; }

private:
    enum class Timer : std::uint8_t { Expire, Save, Count };
    struct Held {
        core::Endpoint from;
        core::Bytes query;
        core::MonoTime since{};
    };

    void route(core::MonoTime now, const core::Endpoint& from, core::ByteView bytes, Outbox& out);
    void
    answerQuery(core::MonoTime now, const Question& question, core::ByteView bytes, Outbox& out);
    void reply(core::MonoTime now, const core::Endpoint& to, core::Bytes bytes, Outbox& out);
    void hold(core::MonoTime now, const Question& question, core::ByteView bytes, Outbox& out);
    void releaseHeld(core::MonoTime now, const core::Endpoint& from, Outbox& out);
    void handleReply(core::MonoTime now,
                     const core::Endpoint& from,
                     const krpc::Reply& message,
                     Outbox& out);
    void handleVerified(core::MonoTime now,
                        const Transaction& asked,
                        const krpc::Reply& message,
                        Outbox& out);
    void handleError(core::MonoTime now,
                     const core::Endpoint& from,
                     const krpc::Error& error,
                     Outbox& out);
    void handleStage(core::MonoTime now, const TransactionTable::Due& due, Outbox& out);
    void countVote(core::MonoTime now,
                   const Transaction& asked,
                   const std::optional<core::Endpoint>& seen,
                   Outbox& out);
    void followNodes(core::MonoTime now,
                     const krpc::Reply& message,
                     const core::Endpoint& from,
                     Outbox& out);
    void republish(core::MonoTime now, Outbox& out);

    core::Rng& m_rng;
    Tables m_tables;
    Asker m_asker;
    Responder m_responder;
    Searches m_searches;
    Upkeep m_upkeep;
    Publications m_publications;
    ProvenAddresses m_proven;
    std::map<core::IpFamily, ExternalAddress> m_external;
    std::vector<Held> m_held;
    core::TimerTable<Timer> m_timers;
    std::uint64_t m_soloVotes = 0;
    NodeCounters m_counters;
};

} // namespace dht
