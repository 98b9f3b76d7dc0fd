// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/dht_questions.h"

#include "core/expanded_key.h"
#include "core/timer_table.h"
#include "dht/bencode.h"
#include "dht/krpc.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace engine {

namespace {

using dht::krpc::ErrorCode;

Refusal refusalWith(Reason reason, std::string detail, ErrorCode code)
{
    return {reason, std::move(detail), 0, static_cast<int>(code)};
}

Refusal refusalOf(std::int64_t code)
{
    const bool tooLarge = code == static_cast<std::int64_t>(ErrorCode::ValueTooBig)
                          || code == static_cast<std::int64_t>(ErrorCode::SaltTooBig);
    constexpr std::int64_t codeMost = 999; // a node may answer with any number
    return {tooLarge ? Reason::TooLarge : Reason::NotAllowed,
            "every node that answered has refused",
            0,
            static_cast<int>(std::clamp<std::int64_t>(code, 0, codeMost))};
}

ListenAddress addressOf(const core::Endpoint& endpoint)
{
    return {endpoint.address.text(), endpoint.port};
}

DhtPeerList peerListOf(const std::set<core::Endpoint>& peers)
{
    DhtPeerList list;
    for (const core::Endpoint& peer : peers) {
        list.peers.push_back(addressOf(peer));
    }
    return list;
}

core::PublicKey publicKeyOf(const core::Bytes& secret)
{
    if (const auto seed = core::Seed::from(secret)) {
        return core::SigningKey(seed->clone()).publicKey();
    }
    return core::ExpandedKey(*core::Secret<64>::from(secret)).publicKey();
}

dht::Item signedItem(const DhtPut& wish, std::int64_t seq)
{
    if (const auto seed = core::Seed::from(wish.secretKey)) {
        return dht::signItem(core::SigningKey(seed->clone()), wish.salt, seq, wish.value);
    }
    const core::ExpandedKey key(*core::Secret<64>::from(wish.secretKey));
    return dht::signItem(key, wish.salt, seq, wish.value);
}

/// What every node would refuse, and what nobody could read.
std::optional<Refusal> flawOf(const DhtPut& wish)
{
    const auto document = dht::bencode::Document::parse(wish.value);
    if (!document || !document->root().canonical()) {
        return Refusal{Reason::BadArgument, "v is one bencoded value, with its keys in order", 0};
    }
    if (wish.value.size() > dht::spec::itemValueBytes) {
        return refusalWith(Reason::TooLarge, "v is too big", ErrorCode::ValueTooBig);
    }
    if (wish.salt.size() > dht::spec::itemSaltBytes) {
        return refusalWith(Reason::TooLarge, "salt is too big", ErrorCode::SaltTooBig);
    }
    const std::size_t key = wish.secretKey.size();
    if (key != 0 && key != core::Seed::size && key != core::Secret<64>::size) {
        return Refusal{Reason::BadArgument, "secretKey has 64 or 128 hex digits", 0};
    }
    return std::nullopt;
}

DhtValue valueOf(const dht::Item& item)
{
    DhtValue out;
    out.value = item.value;
    if (item.mutablePart) {
        out.key = item.mutablePart->key;
        out.seq = item.mutablePart->seq;
        out.signature.assign(item.mutablePart->signature.begin(),
                             item.mutablePart->signature.end());
    }
    return out;
}

} // namespace

bool DhtQuestions::isQuestion(const Request& request)
{
    return std::holds_alternative<DhtPing>(request) || std::holds_alternative<DhtLookup>(request)
           || std::holds_alternative<DhtPeers>(request)
           || std::holds_alternative<DhtAnnounce>(request)
           || std::holds_alternative<DhtPut>(request) || std::holds_alternative<DhtGet>(request);
}

void DhtQuestions::ask(Turn& turn,
                       RequestId id,
                       const Request& request,
                       dht::Node& node,
                       std::uint16_t port,
                       dht::Outbox& out)
{
    const core::MonoTime now = turn.now.mono;
    if (m_open.size() + m_pings.size() >= openMost) {
        turn.answer(id, Refusal{Reason::Busy, "too many questions are open", 0});
        return;
    }
    if (const auto* ping = std::get_if<DhtPing>(&request)) {
        const auto address = core::IpAddress::parse(ping->addr);
        if (!address || ping->port == 0) {
            turn.answer(id, Refusal{Reason::BadArgument, "addr is an address, port is not 0", 0});
            return;
        }
        m_pings.push_back({id, {*address, ping->port}});
        node.ping(now, {*address, ping->port}, out);
    } else if (const auto* lookup = std::get_if<DhtLookup>(&request)) {
        const dht::Target target(lookup->target.bytes());
        begin(turn, id, Wanted::Nodes, node.lookup(now, target, {}, out));
    } else if (const auto* peers = std::get_if<DhtPeers>(&request)) {
        const dht::Target target(peers->infohash.bytes());
        begin(turn, id, Wanted::Peers, node.getPeers(now, target, {}, out));
    } else if (const auto* announce = std::get_if<DhtAnnounce>(&request)) {
        const dht::Target target(announce->infohash.bytes());
        const std::uint16_t at = announce->port == 0 ? port : announce->port;
        begin(turn, id, Wanted::Acks, node.announce(now, target, at, out));
    } else if (const auto* wish = std::get_if<DhtPut>(&request)) {
        put(turn, id, *wish, node, out);
    } else if (const auto* get = std::get_if<DhtGet>(&request)) {
        if (get->key.has_value() == get->target.has_value()) {
            turn.answer(id, Refusal{Reason::BadArgument, "either target or k", 0});
            return;
        }
        const dht::Target target =
            get->key ? dht::mutableTarget(*get->key, get->salt) : dht::Target(get->target->bytes());
        begin(turn, id, Wanted::Value, node.get(now, target, get->salt, out));
    }
}

void DhtQuestions::begin(const Turn& turn, RequestId id, Wanted wanted, dht::TaskId task)
{
    Open open;
    open.request = id;
    open.wanted = wanted;
    open.deadline = turn.now.mono + answerWithin;
    m_open.emplace(task, std::move(open));
}

void DhtQuestions::put(
    Turn& turn, RequestId id, const DhtPut& wish, dht::Node& node, dht::Outbox& out)
{
    if (auto flaw = flawOf(wish)) {
        turn.answer(id, std::move(*flaw));
        return;
    }
    Open open;
    open.request = id;
    open.wanted = Wanted::Acks;
    open.deadline = turn.now.mono + answerWithin;
    open.put = wish;
    if (wish.secretKey.empty() || wish.seq) {
        putNow(turn, std::move(open), wish.seq.value_or(0), {}, node, out);
        return;
    }
    const dht::Target target = dht::mutableTarget(publicKeyOf(wish.secretKey), wish.salt);
    m_open.emplace(node.get(turn.now.mono, target, wish.salt, out), std::move(open));
}

void DhtQuestions::putNow(const Turn& turn,
                          Open open,
                          std::int64_t seq,
                          std::vector<dht::StoreTarget> storeAt,
                          dht::Node& node,
                          dht::Outbox& out)
{
    const DhtPut wish = *std::exchange(open.put, {});
    const dht::Item item =
        wish.secretKey.empty() ? dht::Item{wish.value, std::nullopt} : signedItem(wish, seq);
    open.mutablePart = item.mutablePart;
    m_open.emplace(node.put(turn.now.mono, item, {wish.cas, std::move(storeAt)}, out),
                   std::move(open));
}

void DhtQuestions::handle(Turn& turn, const dht::Output& said, dht::Node& node, dht::Outbox& out)
{
    if (const auto* pong = std::get_if<dht::PingDone>(&said)) {
        handlePing(turn, *pong);
    } else if (const auto* found = std::get_if<dht::PeersFound>(&said)) {
        const auto open = m_open.find(found->task);
        if (open != m_open.end()) {
            open->second.peers.insert(found->peers.begin(), found->peers.end());
        }
    } else if (const auto* looked = std::get_if<dht::LookupDone>(&said)) {
        handleLookup(turn, *looked);
    } else if (const auto* announced = std::get_if<dht::AnnounceDone>(&said)) {
        handleAnnounce(turn, *announced);
    } else if (const auto* stored = std::get_if<dht::PutDone>(&said)) {
        handlePut(turn, *stored, node);
    } else if (const auto* got = std::get_if<dht::GetDone>(&said)) {
        handleGet(turn, *got, node, out);
    }
}

void DhtQuestions::handlePing(Turn& turn, const dht::PingDone& done)
{
    const auto ping = std::find_if(
        m_pings.begin(), m_pings.end(), [&](const Ping& each) { return each.to == done.to; });
    if (ping == m_pings.end()) {
        return;
    }
    const RequestId request = ping->request;
    m_pings.erase(ping);
    turn.answer(request,
                done.id ? Answer(DhtPonged{DhtId(done.id->bytes())})
                        : Answer(Refusal{Reason::Unreachable, "no answer within 2 s", 0}));
}

void DhtQuestions::handleLookup(Turn& turn, const dht::LookupDone& done)
{
    const auto open = take(done.task);
    if (!open) {
        return;
    }
    if (open->wanted == Wanted::Peers) {
        turn.answer(open->request, peerListOf(open->peers));
        return;
    }
    DhtNodeList list;
    for (const dht::Contact& node : done.closest) {
        list.nodes.push_back({DhtId(node.id.bytes()), addressOf(node.endpoint)});
    }
    turn.answer(open->request, std::move(list));
}

void DhtQuestions::handleAnnounce(Turn& turn, const dht::AnnounceDone& done)
{
    if (const auto open = take(done.task)) {
        const bool refused = done.acks == 0 && done.error;
        turn.answer(open->request,
                    refused ? Answer(refusalOf(*done.error)) : Answer(DhtAnnounced{done.acks}));
    }
}

void DhtQuestions::handlePut(Turn& turn, const dht::PutDone& done, dht::Node& node)
{
    const auto open = take(done.task);
    if (!open) {
        return;
    }
    if (done.acks == 0 && done.error) {
        node.withdraw(done.target); // what nobody takes is not to be offered every hour
        turn.answer(open->request, refusalOf(*done.error));
        return;
    }
    DhtStored stored;
    stored.target = DhtId(done.target.bytes());
    stored.acks = done.acks;
    if (open->mutablePart) {
        stored.key = open->mutablePart->key;
        stored.seq = open->mutablePart->seq;
    }
    turn.answer(open->request, stored);
}

void DhtQuestions::handleGet(Turn& turn,
                             const dht::GetDone& done,
                             dht::Node& node,
                             dht::Outbox& out)
{
    auto open = take(done.task);
    if (!open) {
        return;
    }
    if (!open->put) {
        turn.answer(open->request, done.item ? valueOf(*done.item) : DhtValue{});
        return;
    }
    const bool known = done.item && done.item->mutablePart;
    const std::int64_t last = known ? done.item->mutablePart->seq : 0;
    if (last == std::numeric_limits<std::int64_t>::max()) {
        turn.answer(
            open->request,
            refusalWith(Reason::NotAllowed, "no number is left", ErrorCode::SequenceTooLow));
        return;
    }
    putNow(turn, std::move(*open), last + 1, done.storeAt, node, out);
}

std::optional<DhtQuestions::Open> DhtQuestions::take(dht::TaskId task)
{
    auto entry = m_open.extract(task);
    return entry.empty() ? std::nullopt : std::optional(std::move(entry.mapped()));
}

void DhtQuestions::handleTimer(Turn& turn, dht::Node& node)
{
    for (auto entry = m_open.begin(); entry != m_open.end();) {
        auto& [task, open] = *entry;
        if (open.deadline > turn.now.mono) {
            ++entry;
            continue;
        }
        if (open.wanted == Wanted::Peers) {
            turn.answer(open.request, peerListOf(open.peers));
        } else {
            turn.answer(open.request, Refusal{Reason::Unreachable, "the DHT is too slow", 0});
        }
        if (open.wanted != Wanted::Acks || open.put) {
            node.cancel(task); // what is being stored goes on
        }
        entry = m_open.erase(entry);
    }
}

std::optional<core::MonoTime> DhtQuestions::nextWake() const
{
    std::optional<core::MonoTime> wake;
    for (const auto& [task, open] : m_open) {
        wake = core::earlier(wake, open.deadline);
    }
    return wake;
}

} // namespace engine
