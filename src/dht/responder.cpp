// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/responder.h"

#include "dht/asker.h"
#include "dht/limits.h"

#include <algorithm>

namespace dht {

using krpc::ErrorCode;

namespace {

std::string_view textOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Generic:
        return "error";
    case ErrorCode::Server:
        return "store is full";
    case ErrorCode::Protocol:
        return "invalid arguments";
    case ErrorCode::MethodUnknown:
        return "method unknown";
    case ErrorCode::ValueTooBig:
        return "message too big";
    case ErrorCode::BadSignature:
        return "invalid signature";
    case ErrorCode::SaltTooBig:
        return "salt too big";
    case ErrorCode::CasMismatch:
        return "CAS mismatch";
    case ErrorCode::SequenceTooLow:
        return "old sequence number";
    }
    return "error";
}

std::size_t sizeLimit(const Question& question)
{
    const std::size_t most = krpc::sendBytesMost;
    return question.proven ? most
                           : std::min(most, question.bytes * tuning::amplificationTimesTen / 10);
}

/// Takes the least useful piece out of a reply; false when nothing is left to take.
bool shrink(krpc::Reply& reply)
{
    const auto popTo = [](auto& list, std::size_t kept) {
        const bool has = list.size() > kept;
        if (has) {
            list.pop_back();
        }
        return has;
    };
    const std::size_t enough = reply.values.empty() && reply.value.empty() ? spec::bucketNodes : 4;
    return popTo(reply.samples, 1) || popTo(reply.nodes6, enough) || popTo(reply.nodes, enough)
           || popTo(reply.values, 1) || popTo(reply.nodes6, 0) || popTo(reply.nodes, 0)
           || popTo(reply.values, 0);
}

} // namespace

Responder::Responder(core::MonoTime now, const Tables& tables, core::Rng& rng, bool answersSamples)
    : m_tables(tables)
    , m_rng(rng)
    , m_tokens(now, rng)
    , m_answersSamples(answersSamples)
{
}

Answer Responder::answer(core::MonoTime now, const Question& question)
{
    switch (question.query.method) {
    case krpc::Method::Ping:
        return fitted(replyTo(question), question);
    case krpc::Method::GetPeers:
        return getPeers(now, question);
    case krpc::Method::AnnouncePeer:
        return announce(now, question);
    case krpc::Method::Get:
        return get(now, question);
    case krpc::Method::Put:
        return put(now, question);
    case krpc::Method::SampleInfohashes:
        if (m_answersSamples) {
            return sample(now, question);
        }
        break;
    case krpc::Method::FindNode:
    case krpc::Method::Unknown:
        break;
    }
    krpc::Reply reply = replyTo(question);
    addNodes(now, question, reply);
    return fitted(std::move(reply), question);
}

core::Bytes Responder::error(ErrorCode code,
                             std::string_view text,
                             core::ByteView transaction,
                             const core::Endpoint& to) const
{
    krpc::Error error;
    error.code = static_cast<std::int64_t>(code);
    error.text = core::bytesOf(text);
    error.transaction = transaction;
    error.seen = to;
    error.version = core::bytesOf(versionText);
    return krpc::encode(error);
}

void Responder::expire(core::MonoTime now)
{
    m_peers.expire(now);
    m_items.expire(now);
}

krpc::Reply Responder::replyTo(const Question& question) const
{
    krpc::Reply reply;
    reply.transaction = question.query.transaction;
    reply.sender = m_tables.of(question.from.address.family()).own();
    reply.seen = question.from;
    reply.version = core::bytesOf(versionText);
    return reply;
}

void Responder::addNodes(core::MonoTime now, const Question& question, krpc::Reply& reply) const
{
    const krpc::Query& query = question.query;
    const bool silent = !query.wantsV4 && !query.wantsV6;
    const auto nodesOf = [&](core::IpFamily family, bool wanted) {
        std::vector<Contact> out;
        if (!m_tables.uses(family)
            || !(silent ? question.from.address.family() == family : wanted)) {
            return out;
        }
        out = m_tables.of(family).closest(now, *query.target, spec::bucketNodes + 1);
        std::erase_if(out, [&](const Contact& contact) {
            return contact.endpoint == question.from
                   || (contact.endpoint.address.isPrivate() && !question.from.address.isPrivate());
        });
        out.resize(std::min(out.size(), spec::bucketNodes));
        return out;
    };
    reply.nodes = nodesOf(core::IpFamily::V4, query.wantsV4);
    reply.nodes6 = nodesOf(core::IpFamily::V6, query.wantsV6);
}

Answer Responder::getPeers(core::MonoTime now, const Question& question)
{
    const Target& infohash = *question.query.target;
    krpc::Reply reply = replyTo(question);
    const auto token = m_tokens.issue(now, question.from, infohash);
    reply.token = token;
    reply.values =
        m_peers.peers(now, infohash, question.from.address.family(), tuning::valuesPerReply, m_rng);
    addNodes(now, question, reply);
    return fitted(std::move(reply), question);
}

Answer Responder::announce(core::MonoTime now, const Question& question)
{
    const krpc::Query& query = question.query;
    if (!m_tokens.accepts(now, query.token, question.from, *query.target)) {
        return failed(ErrorCode::Protocol, "invalid token", question);
    }
    const std::uint16_t port = query.impliedPort ? question.from.port : query.port;
    if (port == 0) {
        return failed(ErrorCode::Protocol, "invalid port", question);
    }
    if (!m_peers.add(now, *query.target, {question.from.address, port})) {
        return failed(ErrorCode::Server, textOf(ErrorCode::Server), question);
    }
    Answer answer = fitted(replyTo(question), question);
    answer.proves = true;
    return answer;
}

Answer Responder::get(core::MonoTime now, const Question& question)
{
    krpc::Reply reply = replyTo(question);
    const auto token = m_tokens.issue(now, question.from, *question.query.target);
    reply.token = token;
    addNodes(now, question, reply);
    const Item* item = m_items.find(now, *question.query.target);
    if (item == nullptr) {
        return fitted(std::move(reply), question);
    }
    const auto& part = item->mutablePart;
    if (part) {
        reply.seq = part->seq;
    }
    const bool isNews = !part || !question.query.seq || *question.query.seq < part->seq;
    if (isNews) {
        reply.value = item->value;
    }
    if (isNews && part) {
        reply.key = part->key;
        reply.signature = part->signature;
    }
    return fitted(std::move(reply), question);
}

Answer Responder::put(core::MonoTime now, const Question& question)
{
    const krpc::Query& query = question.query;
    if (query.value.size() > spec::itemValueBytes) {
        return failed(ErrorCode::ValueTooBig, textOf(ErrorCode::ValueTooBig), question);
    }
    if (query.salt.size() > spec::itemSaltBytes) {
        return failed(ErrorCode::SaltTooBig, textOf(ErrorCode::SaltTooBig), question);
    }
    core::PublicKey key{};
    const bool isMutable = !query.key.empty() || !query.signature.empty();
    if (isMutable && query.key.size() != key.size()) {
        return failed(ErrorCode::Protocol, "invalid value for 'k'", question);
    }
    std::copy(query.key.begin(), query.key.end(), key.begin());
    const Target target = isMutable ? mutableTarget(key, query.salt) : immutableTarget(query.value);
    // The token comes before the signature: only who has one may cost us a verification.
    if (!m_tokens.accepts(now, query.token, question.from, target)) {
        return failed(ErrorCode::Protocol, "invalid token", question);
    }
    const auto stored = m_items.put(now, query, question.from.address);
    Answer answer = stored ? fitted(replyTo(question), question)
                           : failed(stored.error(), textOf(stored.error()), question);
    answer.proves = true;
    return answer;
}

Answer Responder::sample(core::MonoTime now, const Question& question)
{
    krpc::Reply reply = replyTo(question);
    addNodes(now, question, reply);
    reply.interval = spec::sampleIntervalSeconds;
    reply.count = static_cast<std::int64_t>(m_peers.infohashes());
    reply.samples = m_peers.sample(krpc::samplesMost, m_rng);
    return fitted(std::move(reply), question);
}

Answer Responder::fitted(krpc::Reply reply, const Question& question) const
{
    // A proven asker gets an item whole, with its nodes: 1,300 bytes, as libtorrent sends them.
    const bool whole = question.proven && !reply.value.empty();
    const std::size_t limit = whole ? krpc::datagramBytesMost : sizeLimit(question);
    Answer answer{krpc::encode(reply), false, false};
    while (answer.bytes.size() > limit && shrink(reply)) {
        answer.bytes = krpc::encode(reply);
    }
    if (answer.bytes.size() > limit) {
        answer.needsProof = !reply.value.empty();
        answer.bytes.clear();
    }
    return answer;
}

Answer Responder::failed(ErrorCode code, std::string_view text, const Question& question) const
{
    return {error(code, text, question.query.transaction, question.from), false, false};
}

} // namespace dht
