// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/node.h"

#include "dht/prefix.h"

#include <algorithm>

namespace dht {

using namespace std::chrono_literals;

namespace {

constexpr auto expireEvery = 1min;
/// How soon after a network change everything of ours is announced again.
constexpr auto hurryWithin = 20s;
/// Votes that belong to no lookup get numbers no lookup has.
constexpr std::uint64_t soloVote = 1ULL << 63U;

} // namespace

Node::Node(core::MonoTime now, const Settings& settings, core::Rng& rng)
    : m_rng(rng)
    , m_tables(randomId(rng), randomId(rng), settings.useV4, settings.useV6)
    , m_asker(now, m_tables, rng)
    , m_responder(now, m_tables, rng, settings.answersSamples)
    , m_searches(m_asker)
    , m_upkeep(now, m_asker)
{
    m_external[core::IpFamily::V4];
    m_external[core::IpFamily::V6];
}

core::Result<void, StateFlaw> Node::load(core::ByteView state)
{
    auto saved = decodeState(state);
    if (!saved) {
        return core::fail(saved.error());
    }
    m_tables.of(core::IpFamily::V4).rebuild(saved->idV4);
    m_tables.of(core::IpFamily::V6).rebuild(saved->idV6);
    if (saved->addressV4) {
        m_external[core::IpFamily::V4].restore(*saved->addressV4);
    }
    if (saved->addressV6) {
        m_external[core::IpFamily::V6].restore(*saved->addressV6);
    }
    m_upkeep.warmUp(std::move(saved->nodes));
    return {};
}

core::Bytes Node::save() const
{
    SavedState state;
    state.idV4 = id(core::IpFamily::V4);
    state.idV6 = id(core::IpFamily::V6);
    state.addressV4 = externalAddress(core::IpFamily::V4);
    state.addressV6 = externalAddress(core::IpFamily::V6);
    for (const core::IpFamily family : m_tables.families()) {
        const std::vector<Contact> nodes = m_tables.of(family).newestFirst();
        state.nodes.insert(state.nodes.end(), nodes.begin(), nodes.end());
    }
    return encodeState(state);
}

void Node::handleStart(core::MonoTime now, Outbox& out)
{
    m_timers.set(Timer::Expire, now + expireEvery);
    m_timers.set(Timer::Save, now + tuning::saveEvery);
    m_upkeep.handleTimer(now, out);
}

void Node::handleDatagram(core::MonoTime now,
                          const core::Endpoint& from,
                          core::ByteView bytes,
                          Outbox& out)
{
    ++m_counters.datagramsIn;
    if (bytes.size() > krpc::datagramBytesMost || from.port == 0
        || !m_tables.uses(from.address.family())) {
        ++m_counters.malformed;
        return;
    }
    route(now, from, bytes, out);
}

/// Parses the datagram and sends it on to where its kind belongs.
void Node::route(core::MonoTime now, const core::Endpoint& from, core::ByteView bytes, Outbox& out)
{
    const auto document = bencode::Document::parse(bytes);
    if (!document) {
        ++m_counters.malformed;
        return;
    }
    const auto message = krpc::parse(*document);
    if (!message) {
        ++m_counters.malformed;
        const krpc::Refusal& refusal = message.error();
        if (refusal.code && isReachable()) {
            reply(now,
                  from,
                  m_responder.error(*refusal.code, refusal.text, refusal.transaction, from),
                  out);
        }
        return;
    }
    if (const auto* query = std::get_if<krpc::Query>(&*message)) {
        answerQuery(now, {*query, from, bytes.size(), m_proven.contains(now, from)}, bytes, out);
    } else if (const auto* answer = std::get_if<krpc::Reply>(&*message)) {
        handleReply(now, from, *answer, out);
    } else if (const auto* error = std::get_if<krpc::Error>(&*message)) {
        handleError(now, from, *error, out);
    }
}

void Node::handleTimer(core::MonoTime now, Outbox& out)
{
    while (const auto due = m_asker.transactions().takeDue(now)) {
        handleStage(now, *due, out);
    }
    m_upkeep.handleTimer(now, out);
    if (const auto refresh = m_upkeep.takeRefresh(now)) {
        SearchRequest request;
        request.target = refresh->second;
        // Two networks that grew into one another would never notice if each asked only its own about itself.
        request.options.fromAfar = refresh->second == id(refresh->first);
        m_searches.start(now, std::move(request), true, out);
    }
    republish(now, out);
    m_searches.handleTimer(now, out);
    if (m_timers.takeDue(Timer::Expire, now)) {
        m_responder.expire(now);
        std::erase_if(m_held,
                      [&](const Held& held) { return now - held.since >= tuning::lateAnswer; });
        m_timers.set(Timer::Expire, now + expireEvery);
    }
    if (m_timers.takeDue(Timer::Save, now)) {
        out.emplace_back(StateToSave{save()});
        m_timers.set(Timer::Save, now + tuning::saveEvery);
    }
}

std::optional<core::MonoTime> Node::nextWake() const
{
    auto wake = core::earlier(m_timers.next(), m_asker.transactions().next());
    wake = core::earlier(wake, m_upkeep.nextWake());
    wake = core::earlier(wake, m_publications.next());
    return core::earlier(wake, m_searches.nextWake());
}

TaskId Node::getPeers(core::MonoTime now,
                      const Target& infohash,
                      const LookupOptions& options,
                      Outbox& out)
{
    SearchRequest request;
    request.kind = SearchKind::GetPeers;
    request.target = infohash;
    request.options = options;
    const TaskId task = m_searches.start(now, std::move(request), false, out);
    // We may be one of the nodes it is stored at, and nobody asks himself.
    for (const core::IpFamily family : m_tables.families()) {
        Findings findings;
        findings.peers = m_responder.peers().peers(now, infohash, family, krpc::valuesMost, m_rng);
        m_searches.addFindings(task, {}, std::move(findings), out);
    }
    return task;
}

TaskId
Node::lookup(core::MonoTime now, const Target& target, const LookupOptions& options, Outbox& out)
{
    SearchRequest request;
    request.target = target;
    request.options = options;
    return m_searches.start(now, std::move(request), false, out);
}

TaskId Node::announce(core::MonoTime now, const Target& infohash, std::uint16_t port, Outbox& out)
{
    m_publications.announce(now, {infohash, port}, m_rng);
    SearchRequest request;
    request.kind = SearchKind::Announce;
    request.target = infohash;
    request.port = port;
    return m_searches.start(now, std::move(request), false, out);
}

TaskId Node::put(core::MonoTime now, const Item& item, PutOptions options, Outbox& out)
{
    m_publications.publish(now, item, m_rng);
    SearchRequest request;
    request.kind = SearchKind::Put;
    request.target = targetOf(item);
    request.item = item;
    request.put = std::move(options);
    return m_searches.start(now, std::move(request), false, out);
}

TaskId Node::get(core::MonoTime now, const Target& target, core::ByteView salt, Outbox& out)
{
    SearchRequest request;
    request.kind = SearchKind::Get;
    request.target = target;
    request.salt = core::copyOf(salt);
    const TaskId task = m_searches.start(now, std::move(request), false, out);
    if (const Item* item = m_responder.items().find(now, target)) {
        m_searches.addFindings(task, {}, {{}, *item}, out);
    }
    return task;
}

void Node::ping(core::MonoTime now, const core::Endpoint& to, Outbox& out)
{
    Transaction transaction;
    transaction.to = to;
    transaction.purpose = Purpose::Ping;
    if (to.port == 0 || !m_asker.ask(now, transaction, krpc::Query(), out)) {
        out.emplace_back(PingDone{to, std::nullopt, {}});
    }
}

void Node::addNode(core::MonoTime now, const core::Endpoint& endpoint, Outbox& out)
{
    m_upkeep.introduce(endpoint);
    m_upkeep.handleTimer(now, out);
}

void Node::addBootstrap(core::MonoTime now,
                        const std::vector<core::Endpoint>& endpoints,
                        Outbox& out)
{
    for (const core::Endpoint& endpoint : endpoints) {
        m_upkeep.addBootstrap(now, endpoint);
    }
    m_upkeep.handleTimer(now, out);
}

void Node::networkChanged(core::MonoTime now, Outbox& out)
{
    for (auto& [family, external] : m_external) {
        external.forget();
    }
    m_upkeep.networkChanged(now);
    m_publications.hurry(now, hurryWithin, m_rng);
    m_upkeep.handleTimer(now, out);
}

std::vector<Contact>
Node::goodNodes(core::MonoTime now, core::IpFamily family, std::size_t count) const
{
    return m_tables.of(family).longestKnown(now, count);
}

std::optional<core::IpAddress> Node::externalAddress(core::IpFamily family) const
{
    return m_external.at(family).believed();
}

void Node::answerQuery(core::MonoTime now,
                       const Question& question,
                       core::ByteView bytes,
                       Outbox& out)
{
    const core::Endpoint& from = question.from;
    // A read-only node answers nobody, except whom it has just asked itself and who wants to see that it is there.
    const bool provesOnly = !isReachable() && question.query.method == krpc::Method::Ping
                            && m_asker.transactions().hasOpen(from);
    if (!isReachable() && !provesOnly) {
        return;
    }
    if (question.query.sender == id(from.address.family())) {
        return;
    }
    Answer answer = m_responder.answer(now, question);
    if (answer.proves) {
        m_proven.add(now, from);
    }
    if (answer.needsProof) {
        hold(now, question, bytes, out);
        return;
    }
    if (!answer.bytes.empty()) {
        reply(now, from, std::move(answer.bytes), out);
    }
    if (!question.query.readOnly && isReachable()) {
        m_upkeep.handleStranger(now, {question.query.sender, from}, out);
    }
}

void Node::reply(core::MonoTime now, const core::Endpoint& to, core::Bytes bytes, Outbox& out)
{
    if (!m_asker.pacing().mayReply(now, to.address, bytes.size() + 28)) {
        ++m_counters.repliesDropped;
        return;
    }
    out.emplace_back(Datagram{to, std::move(bytes)});
}

/// Asks for proof, and answers when it comes.
void Node::hold(core::MonoTime now, const Question& question, core::ByteView bytes, Outbox& out)
{
    const bool known = std::any_of(
        m_held.begin(), m_held.end(), [&](const Held& held) { return held.from == question.from; });
    Transaction transaction;
    transaction.to = question.from;
    transaction.purpose = Purpose::Proof;
    if (known || m_held.size() >= tuning::heldAnswers
        || !m_asker.ask(now, transaction, krpc::Query(), out)) {
        return;
    }
    m_held.push_back({question.from, core::copyOf(bytes), now});
}

void Node::releaseHeld(core::MonoTime now, const core::Endpoint& from, Outbox& out)
{
    const auto held = std::find_if(
        m_held.begin(), m_held.end(), [&](const Held& each) { return each.from == from; });
    if (held == m_held.end()) {
        return;
    }
    const core::Bytes bytes = std::move(held->query);
    m_held.erase(held);
    // It was read when it came, as a query.
    if (const auto document = bencode::Document::parse(bytes)) {
        const auto message = krpc::parse(*document);
        const auto* query = message ? std::get_if<krpc::Query>(&*message) : nullptr;
        if (query) {
            answerQuery(now, {*query, from, bytes.size(), true}, bytes, out);
        }
    }
}

void Node::handleReply(core::MonoTime now,
                       const core::Endpoint& from,
                       const krpc::Reply& message,
                       Outbox& out)
{
    const auto asked = m_asker.transactions().close(message.transaction, from);
    if (!asked) {
        ++m_counters.unmatched;
        return;
    }
    RoutingTable& table = m_tables.of(from);
    const bool isMirror = message.sender == table.own();
    if (isMirror || (asked->expected && *asked->expected != message.sender)) {
        ++m_counters.wrongId;
        if (asked->expected) {
            table.answeredUnderOtherId({*asked->expected, from});
            m_searches.handleWrongId(now, *asked, out);
        }
        if (asked->expected && !isMirror) {
            m_upkeep.handleStranger(now, {message.sender, from}, out);
        }
        if (asked->purpose == Purpose::Ping) {
            out.emplace_back(PingDone{from, std::nullopt, now - asked->sent});
        }
        return;
    }
    m_proven.add(now, from);
    if (asked->purpose != Purpose::Bootstrap && !m_upkeep.isBootstrap(from)) {
        table.heard(now, {message.sender, from});
    }
    countVote(now, *asked, message.seen, out);
    handleVerified(now, *asked, message, out);
    m_searches.handleTimer(now, out);
}

void Node::handleVerified(core::MonoTime now,
                          const Transaction& asked,
                          const krpc::Reply& message,
                          Outbox& out)
{
    switch (asked.purpose) {
    case Purpose::Lookup:
    case Purpose::Store:
        m_searches.handleReply(now, asked, message, out);
        break;
    case Purpose::Bootstrap:
    case Purpose::Introduction:
        followNodes(now, message, asked.to, out);
        break;
    case Purpose::Ping:
        out.emplace_back(PingDone{asked.to, message.sender, now - asked.sent});
        break;
    case Purpose::Proof:
        releaseHeld(now, asked.to, out);
        break;
    case Purpose::Maintenance:
    case Purpose::Stranger:
        break;
    }
}

void Node::handleError(core::MonoTime now,
                       const core::Endpoint& from,
                       const krpc::Error& error,
                       Outbox& out)
{
    const auto asked = m_asker.transactions().close(error.transaction, from);
    if (!asked) {
        ++m_counters.unmatched;
        return;
    }
    m_proven.add(now, from);
    if (asked->purpose == Purpose::Lookup || asked->purpose == Purpose::Store) {
        m_searches.handleError(now, *asked, error, out);
    } else if (asked->purpose == Purpose::Ping) {
        out.emplace_back(PingDone{from, std::nullopt, now - asked->sent});
    } else if (asked->purpose == Purpose::Proof) {
        releaseHeld(now, from, out);
    }
}

void Node::handleStage(core::MonoTime now, const TransactionTable::Due& due, Outbox& out)
{
    const Transaction& asked = due.transaction;
    if (asked.purpose == Purpose::Ping && due.stage == Stage::TimedOut) {
        out.emplace_back(PingDone{asked.to, std::nullopt, now - asked.sent});
    }
    if (asked.purpose == Purpose::Introduction && due.stage == Stage::TimedOut) {
        m_upkeep.handleUnanswered(asked.to);
    }
    // Many nodes do not know get and put, and some do not answer a store they refuse: that silence says nothing.
    const bool counts = asked.method == krpc::Method::Ping || asked.method == krpc::Method::FindNode
                        || asked.method == krpc::Method::GetPeers;
    if (due.stage == Stage::Forgotten && counts && asked.expected) {
        m_tables.of(asked.to).silent(now, {*asked.expected, asked.to});
    }
    m_searches.handleStage(now, asked, due.stage, out);
}

void Node::countVote(core::MonoTime now,
                     const Transaction& asked,
                     const std::optional<core::Endpoint>& seen,
                     Outbox& out)
{
    if (!seen) {
        return;
    }
    const core::IpFamily family = asked.to.address.family();
    const std::uint64_t lookup = asked.owner != 0 ? asked.owner : soloVote | ++m_soloVotes;
    const auto changed = m_external[family].vote(now, asked.to.address, seen->address, lookup);
    if (!changed) {
        return;
    }
    if (!idFitsAddress(id(family), *changed)) {
        m_tables.of(family).rebuild(idForAddress(*changed, m_rng));
        m_upkeep.handleNewId(now);
    }
    out.emplace_back(ExternalAddressFound{*seen});
    out.emplace_back(StateToSave{save()});
}

/// A way in has told us of nodes: look up our own neighbourhood through them, in both families.
void Node::followNodes(core::MonoTime now,
                       const krpc::Reply& message,
                       const core::Endpoint& from,
                       Outbox& out)
{
    for (const core::IpFamily family : m_tables.families()) {
        SearchRequest request;
        request.target = id(family);
        request.seeds = family == core::IpFamily::V4 ? message.nodes : message.nodes6;
        std::erase_if(request.seeds, [&](const Contact& seed) {
            return seed.id == id(family) || !isPlausible(seed.endpoint, from.address);
        });
        if (!request.seeds.empty()) {
            m_searches.start(now, std::move(request), true, out);
        }
    }
}

void Node::republish(core::MonoTime now, Outbox& out)
{
    while (const auto due = m_publications.takeDueAnnouncement(now, m_rng)) {
        SearchRequest request;
        request.kind = SearchKind::Announce;
        request.target = due->infohash;
        request.port = due->port;
        m_searches.start(now, std::move(request), true, out);
    }
    while (const auto due = m_publications.takeDueItem(now, m_rng)) {
        SearchRequest request;
        request.kind = SearchKind::Put;
        request.target = targetOf(*due);
        request.item = *due;
        m_searches.start(now, std::move(request), true, out);
    }
}

} // namespace dht
