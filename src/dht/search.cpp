// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/search.h"

#include "dht/item_store.h"
#include "dht/prefix.h"

#include <algorithm>
#include <utility>

namespace dht {

namespace {

/// More than the eight we want: silent ones drop out at once.
constexpr std::size_t seedsFromTable = 16;

Target opposite(const Target& target)
{
    core::ByteArray<20> out = target.bytes();
    for (std::uint8_t& byte : out) {
        byte ^= 0xff;
    }
    return Target(out);
}

Contact contactOf(const Transaction& transaction)
{
    return {transaction.expected.value_or(NodeId()), transaction.to};
}

} // namespace

Search::Search(std::uint64_t id,
               core::IpFamily family,
               const SearchRequest& request,
               core::MonoTime now,
               Asker& asker)
    : m_id(id)
    , m_family(family)
    , m_request(request)
    , m_lookup(request.target, request.options, asker.tables().of(family).own(), asker.rng())
{
    const RoutingTable& table = asker.tables().of(family);
    const bool fromAfar = request.options.fromAfar && table.size() > 2 * seedsFromTable;
    const Target start = fromAfar ? opposite(request.target) : request.target;
    for (const Contact& seed : table.closest(now, start, seedsFromTable)) {
        m_lookup.addSeed(seed);
    }
    for (const Contact& seed : request.seeds) {
        if (seed.endpoint.address.family() == family) {
            m_lookup.addSeed(seed);
        }
    }
    m_request.seeds.clear();
    std::vector<StoreTarget> known = std::exchange(m_request.put.storeAt, {});
    std::erase_if(known, [family](const StoreTarget& at) {
        return at.contact.endpoint.address.family() != family;
    });
    if (request.kind == SearchKind::Put && known.size() >= tuning::storeReplicas) {
        storeAt(std::move(known));
    }
    asker.tables().of(family).refreshed(now, request.target);
}

void Search::drive(core::MonoTime now, Asker& asker, Outbox& out)
{
    m_retryAt.reset();
    if (m_phase == Phase::Looking) {
        driveLookup(now, asker, out);
    }
    if (m_phase == Phase::Storing) {
        driveStores(now, asker, out);
    }
}

Findings Search::handleReply(const Transaction& transaction, const krpc::Reply& reply)
{
    if (transaction.purpose == Purpose::Store) {
        Store* store = storeAt(transaction);
        if (store != nullptr && store->state != StoreState::Over) {
            store->state = StoreState::Over;
            ++m_acks;
        }
        return {};
    }
    m_lookup.handleReply(contactOf(transaction),
                         m_family == core::IpFamily::V4 ? reply.nodes : reply.nodes6,
                         // Only an answer about the true target carries a token of use.
                         transaction.method == krpc::Method::FindNode ? core::ByteView()
                                                                      : reply.token);
    Findings findings;
    if (transaction.method == krpc::Method::GetPeers) {
        std::copy_if(
            reply.values.begin(),
            reply.values.end(),
            std::back_inserter(findings.peers),
            [&](const core::Endpoint& peer) { return isPlausible(peer, transaction.to.address); });
    }
    if (m_request.kind == SearchKind::Get && transaction.method == krpc::Method::Get) {
        findings.item = newItemOf(reply);
    }
    return findings;
}

void Search::handleError(const Transaction& transaction, const krpc::Error& error)
{
    if (transaction.purpose == Purpose::Lookup) {
        m_lookup.handleFailure(contactOf(transaction));
        return;
    }
    Store* store = storeAt(transaction);
    if (store != nullptr) {
        store->state = StoreState::Over;
        m_error = m_error ? m_error : std::optional(error.code);
    }
}

void Search::handleWrongId(const Transaction& transaction)
{
    m_lookup.handleFailure(contactOf(transaction));
    if (Store* store = transaction.purpose == Purpose::Store ? storeAt(transaction) : nullptr) {
        store->state = StoreState::Over;
    }
}

void Search::handleStage(
    core::MonoTime now, const Transaction& transaction, Stage stage, Asker& asker, Outbox& out)
{
    const Contact contact = contactOf(transaction);
    if (transaction.purpose == Purpose::Store) {
        Store* store = storeAt(transaction);
        if (store != nullptr && stage == Stage::TimedOut && store->state != StoreState::Over) {
            store->waiting = false;
            store->state = store->state == StoreState::SentTwice ? StoreState::Over : store->state;
        }
        return;
    }
    if (stage == Stage::Slow) {
        m_lookup.handleSlow(contact);
        krpc::Query query;
        query.method = krpc::Method::FindNode;
        query.target = m_request.target;
        if (m_phase == Phase::Looking && transaction.method == krpc::Method::Get
            && asker.ask(now, transactionFor(contact, Purpose::Lookup), query, out)) {
            m_lookup.askedAgain(contact);
        }
    } else if (stage == Stage::TimedOut) {
        m_lookup.handleTimeout(contact);
    }
}

void Search::storeAt(std::vector<StoreTarget> targets)
{
    for (StoreTarget& at : targets) {
        m_stores.push_back({std::move(at), StoreState::Unsent, false});
    }
    m_phase = Phase::Storing;
}

void Search::driveLookup(core::MonoTime now, Asker& asker, Outbox& out)
{
    do {
        while (const auto ask = m_lookup.nextAsk()) {
            if (!asker.ask(now, transactionFor(ask->to, Purpose::Lookup), lookupQuery(*ask), out)) {
                m_lookup.unask(ask->to);
                m_retryAt = asker.retryAt(now, ask->to.endpoint);
                return;
            }
        }
        if (!m_lookup.isDone()) {
            // A blurred lookup may just have turned to its true target, and then has new questions.
            continue;
        }
        m_phase = Phase::Done;
        if (stores()) {
            storeAt(storeTargets());
        }
        return;
    } while (m_lookup.hasAsk());
}

void Search::driveStores(core::MonoTime now, Asker& asker, Outbox& out)
{
    bool over = true;
    for (Store& store : m_stores) {
        if (store.state != StoreState::Over && !store.waiting) {
            const Transaction transaction = transactionFor(store.at.contact, Purpose::Store);
            if (asker.ask(now, transaction, storeQuery(store.at), out)) {
                store.state =
                    store.state == StoreState::Unsent ? StoreState::Sent : StoreState::SentTwice;
                store.waiting = true;
            } else {
                m_retryAt = asker.retryAt(now, store.at.contact.endpoint);
            }
        }
        over = over && store.state == StoreState::Over;
    }
    if (over) {
        m_phase = Phase::Done;
    }
}

krpc::Query Search::lookupQuery(const Lookup::Ask& ask) const
{
    krpc::Query query;
    query.target = ask.target;
    query.method = krpc::Method::FindNode;
    if (!ask.blurred
        && (m_request.kind == SearchKind::GetPeers || m_request.kind == SearchKind::Announce)) {
        query.method = krpc::Method::GetPeers;
    }
    if (!ask.blurred && (m_request.kind == SearchKind::Get || m_request.kind == SearchKind::Put)) {
        query.method = krpc::Method::Get;
    }
    return query;
}

krpc::Query Search::storeQuery(const StoreTarget& at) const
{
    krpc::Query query;
    query.target = m_request.target;
    query.token = at.token;
    if (m_request.kind == SearchKind::Announce) {
        query.method = krpc::Method::AnnouncePeer;
        query.port = m_request.port;
        return query;
    }
    query.method = krpc::Method::Put;
    query.value = m_request.item.value;
    if (const auto& part = m_request.item.mutablePart) {
        query.key = part->key;
        query.salt = part->salt;
        query.seq = part->seq;
        query.signature = part->signature;
        query.cas = m_request.put.cas;
    }
    return query;
}

Transaction Search::transactionFor(const Contact& contact, Purpose purpose) const
{
    Transaction transaction;
    transaction.to = contact.endpoint;
    transaction.expected = contact.id;
    transaction.purpose = purpose;
    transaction.owner = m_id;
    return transaction;
}

Search::Store* Search::storeAt(const Transaction& transaction)
{
    const auto store = std::find_if(m_stores.begin(), m_stores.end(), [&](const Store& each) {
        return each.at.contact.endpoint == transaction.to;
    });
    return store == m_stores.end() ? nullptr : &*store;
}

std::optional<Item> Search::newItemOf(const krpc::Reply& reply)
{
    // All eight hold the same item, and checking its signature costs more than all the rest of a lookup.
    if (reply.value.empty() || (m_newestSeq && reply.seq.value_or(0) <= *m_newestSeq)) {
        return std::nullopt;
    }
    auto item = itemFrom(reply.value, reply.key, m_request.salt, reply.seq, reply.signature);
    if (!item || targetOf(*item) != m_request.target) {
        return std::nullopt;
    }
    if (item->mutablePart) {
        m_newestSeq = item->mutablePart->seq;
    }
    return std::move(*item);
}

} // namespace dht
