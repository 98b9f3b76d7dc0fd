// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One lookup on the wire, in one address family, and the storing that may follow it.
//
//     Looking   the lookup asks: find_node, get_peers or get; left out by a put that follows a get at once
//     Storing   announce_peer or put goes to the closest that gave a token, once more to those silent for 2 s
//     Done
//
// A node that is silent to `get` for a second is asked find_node as well: many clients do not know BEP 44, and are
// good for finding the way all the same.

#include "dht/asker.h"

namespace dht {

enum class SearchKind : std::uint8_t { FindNode, GetPeers, Announce, Get, Put };

struct PutOptions {
    std::optional<std::int64_t> cas;
    /// Where to, from a get that has just ended. Fewer than are wanted, and the put looks for itself.
    std::vector<StoreTarget> storeAt;
};

struct SearchRequest {
    SearchKind kind = SearchKind::FindNode;
    Target target;
    /// Announce.
    std::uint16_t port = 0;
    /// Put.
    Item item;
    PutOptions put;
    /// Get of a mutable item.
    core::Bytes salt;
    LookupOptions options;
    /// Where to start besides our own table.
    std::vector<Contact> seeds;
};

/// What a reply brought, for the task the search belongs to.
struct Findings {
    std::vector<core::Endpoint> peers;
    std::optional<Item> item;
};

class Search
{
public:
    Search(std::uint64_t id,
           core::IpFamily family,
           const SearchRequest& request,
           core::MonoTime now,
           Asker& asker);

    [[nodiscard]] core::IpFamily family() const { return m_family; }
    /// Asks whatever can be asked now.
    void drive(core::MonoTime now, Asker& asker, Outbox& out);
    /// The reply came from the right endpoint under the right id.
    [[nodiscard]] Findings handleReply(const Transaction& transaction, const krpc::Reply& reply);
    void handleError(const Transaction& transaction, const krpc::Error& error);
    void handleWrongId(const Transaction& transaction);
    void handleStage(
        core::MonoTime now, const Transaction& transaction, Stage stage, Asker& asker, Outbox& out);
    /// What was looked for is here: no need to go on.
    void finish() { m_phase = Phase::Done; }

    [[nodiscard]] bool isDone() const { return m_phase == Phase::Done; }
    [[nodiscard]] std::optional<core::MonoTime> retryAt() const { return m_retryAt; }
    [[nodiscard]] std::vector<Contact> closest(std::size_t count) const
    {
        return m_lookup.closest(count);
    }
    [[nodiscard]] std::vector<StoreTarget> storeTargets() const
    {
        return m_lookup.storeTargets(tuning::storeReplicas);
    }
    [[nodiscard]] LookupFigures figures() const { return m_lookup.figures(); }
    [[nodiscard]] std::size_t acks() const { return m_acks; }
    [[nodiscard]] std::optional<std::int64_t> error() const { return m_error; }

private:
    enum class Phase : std::uint8_t { Looking, Storing, Done };
    enum class StoreState : std::uint8_t { Unsent, Sent, SentTwice, Over };
    struct Store {
        StoreTarget at;
        StoreState state = StoreState::Unsent;
        bool waiting = false;
    };

    void storeAt(std::vector<StoreTarget> targets);
    void driveLookup(core::MonoTime now, Asker& asker, Outbox& out);
    void driveStores(core::MonoTime now, Asker& asker, Outbox& out);
    [[nodiscard]] bool stores() const
    {
        return m_request.kind == SearchKind::Announce || m_request.kind == SearchKind::Put;
    }
    [[nodiscard]] krpc::Query lookupQuery(const Lookup::Ask& ask) const;
    [[nodiscard]] krpc::Query storeQuery(const StoreTarget& at) const;
    [[nodiscard]] Transaction transactionFor(const Contact& contact, Purpose purpose) const;
    [[nodiscard]] Store* storeAt(const Transaction& transaction);
    /// The item of a reply, when it is newer than those before and proves true.
    [[nodiscard]] std::optional<Item> newItemOf(const krpc::Reply& reply);

    std::uint64_t m_id;
    core::IpFamily m_family;
    SearchRequest m_request;
    Lookup m_lookup;
    Phase m_phase = Phase::Looking;
    std::vector<Store> m_stores;
    std::optional<std::int64_t> m_newestSeq;
    std::size_t m_acks = 0;
    std::optional<std::int64_t> m_error;
    std::optional<core::MonoTime> m_retryAt;
};

} // namespace dht
