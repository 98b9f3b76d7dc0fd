// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/krpc.h"

#include <algorithm>
#include <array>

namespace dht::krpc {

using bencode::Value;
using bencode::Writer;
using core::ByteView;

namespace {

struct MethodName {
    std::string_view name;
    Method method;
};

constexpr std::array<MethodName, 7> methodNames = {{
    {"ping", Method::Ping},
    {"find_node", Method::FindNode},
    {"get_peers", Method::GetPeers},
    {"announce_peer", Method::AnnouncePeer},
    {"get", Method::Get},
    {"put", Method::Put},
    {"sample_infohashes", Method::SampleInfohashes},
}};

bool is(ByteView bytes, std::string_view text)
{
    return std::equal(
        bytes.begin(), bytes.end(), core::bytesOf(text).begin(), core::bytesOf(text).end());
}

Method methodOf(ByteView name)
{
    for (const auto& [text, method] : methodNames) {
        if (is(name, text)) {
            return method;
        }
    }
    return Method::Unknown;
}

core::Failure<Refusal> silent(std::string_view text)
{
    return core::fail(Refusal{std::nullopt, {}, text});
}

core::Failure<Refusal> protocolError(const Query& query, std::string_view text)
{
    return core::fail(Refusal{ErrorCode::Protocol, query.transaction, text});
}

ByteView bytesAt(const Value& dict, std::string_view key)
{
    return dict.find(key).string().value_or(ByteView());
}

std::optional<NodeId> idAt(const Value& dict, std::string_view key)
{
    const auto bytes = dict.find(key).string();
    return bytes ? NodeId::from(*bytes) : std::nullopt;
}

std::vector<Contact> contactsAt(const Value& dict, std::string_view key, std::size_t addressBytes)
{
    std::vector<Contact> out;
    ByteView list = bytesAt(dict, key);
    const std::size_t contactBytes = NodeId::size + addressBytes;
    while (list.size() >= contactBytes && out.size() < nodesMost) {
        const auto id = NodeId::from(list.first(NodeId::size));
        const auto endpoint = core::Endpoint::fromCompact(list.subspan(NodeId::size, addressBytes));
        // An IPv4 address dressed as IPv6 belongs in neither list.
        if (id && endpoint && endpoint->compact().size() == addressBytes) {
            out.push_back({*id, *endpoint});
        }
        list = list.subspan(contactBytes);
    }
    return out;
}

std::vector<core::Endpoint> valuesAt(const Value& dict)
{
    std::vector<core::Endpoint> out;
    for (Value at = dict.find("values").first(); at && out.size() < valuesMost; at = at.next()) {
        const auto endpoint = core::Endpoint::fromCompact(at.string().value_or(ByteView()));
        if (endpoint) {
            out.push_back(*endpoint);
        }
    }
    return out;
}

std::vector<Target> samplesAt(const Value& dict)
{
    std::vector<Target> out;
    for (ByteView list = bytesAt(dict, "samples");
         list.size() >= Target::size && out.size() < samplesMost;
         list = list.subspan(Target::size)) {
        out.push_back(*Target::from(list.first(Target::size)));
    }
    return out;
}

/// A value is taken over a signature or a hash, so it must have one valid encoding.
ByteView valueAt(const Value& dict)
{
    const Value value = dict.find("v");
    return value.canonical() ? value.raw() : ByteView();
}

void readWants(const Value& arguments, Query& query)
{
    for (Value at = arguments.find("want").first(); at; at = at.next()) {
        const ByteView family = at.string().value_or(ByteView());
        query.wantsV4 = query.wantsV4 || is(family, "n4");
        query.wantsV6 = query.wantsV6 || is(family, "n6");
    }
}

core::Result<Message, Refusal> parseQuery(const Value& root, Query query)
{
    const auto name = root.find("q").string();
    const Value arguments = root.find("a");
    if (!name || !arguments.isDict()) {
        return protocolError(query, "missing 'q' or 'a'");
    }
    const auto sender = idAt(arguments, "id");
    if (!sender) {
        return protocolError(query, "invalid value for 'id'");
    }
    query.method = methodOf(*name);
    query.sender = *sender;
    query.readOnly = root.find("ro").integer().value_or(0) == 1;
    query.target = idAt(arguments, "target");
    if (!query.target) {
        query.target = idAt(arguments, "info_hash");
    }
    query.token = bytesAt(arguments, "token");
    const auto port = arguments.find("port").integer().value_or(0);
    query.port = port > 0 && port <= 0xffff ? static_cast<std::uint16_t>(port) : 0;
    query.impliedPort = arguments.find("implied_port").integer().value_or(0) != 0;
    readWants(arguments, query);
    query.seq = arguments.find("seq").integer();
    query.cas = arguments.find("cas").integer();
    query.key = bytesAt(arguments, "k");
    query.salt = bytesAt(arguments, "salt");
    query.signature = bytesAt(arguments, "sig");
    query.value = valueAt(arguments);
    switch (query.method) {
    case Method::Ping:
        break;
    case Method::Put:
        if (!arguments.canonical() || query.value.empty()) {
            return protocolError(query, "invalid value for 'v'");
        }
        break;
    case Method::Unknown:
        if (!query.target) {
            return core::fail(
                Refusal{ErrorCode::MethodUnknown, query.transaction, "method unknown"});
        }
        break;
    case Method::FindNode:
    case Method::GetPeers:
    case Method::AnnouncePeer:
    case Method::Get:
    case Method::SampleInfohashes:
        if (!query.target) {
            return protocolError(query, "invalid value for 'target' or 'info_hash'");
        }
        break;
    }
    return Message(query);
}

core::Result<Message, Refusal> parseReply(const Value& root, ByteView transaction)
{
    const Value values = root.find("r");
    const auto sender = idAt(values, "id");
    if (!sender) {
        return silent("reply without id");
    }
    Reply reply;
    reply.transaction = transaction;
    reply.sender = *sender;
    reply.seen = core::Endpoint::fromCompact(bytesAt(root, "ip"));
    reply.nodes = contactsAt(values, "nodes", 6);
    reply.nodes6 = contactsAt(values, "nodes6", 18);
    reply.values = valuesAt(values);
    reply.token = bytesAt(values, "token");
    if (reply.token.size() > tokenBytesMost) {
        reply.token = {};
    }
    reply.seq = values.find("seq").integer();
    reply.key = bytesAt(values, "k");
    reply.signature = bytesAt(values, "sig");
    reply.value = valueAt(values);
    reply.interval = values.find("interval").integer();
    reply.count = values.find("num").integer();
    reply.samples = samplesAt(values);
    reply.version = bytesAt(root, "v");
    return Message(std::move(reply));
}

core::Result<Message, Refusal> parseError(const Value& root, ByteView transaction)
{
    const Value list = root.find("e");
    if (!list.isList()) {
        return silent("error without 'e'");
    }
    Error error;
    error.transaction = transaction;
    error.code = list.first().integer().value_or(0);
    error.text = list.first().next().string().value_or(ByteView());
    error.seen = core::Endpoint::fromCompact(bytesAt(root, "ip"));
    error.version = bytesAt(root, "v");
    return Message(error);
}

std::string_view nameOf(Method wanted)
{
    for (const auto& [text, method] : methodNames) {
        if (method == wanted) {
            return text;
        }
    }
    return "unknown";
}

bool usesInfohash(Method method)
{
    return method == Method::GetPeers || method == Method::AnnouncePeer;
}

void optionalBytes(Writer& writer, std::string_view key, ByteView value)
{
    if (!value.empty()) {
        writer.field(key, value);
    }
}

void optionalNumber(Writer& writer, std::string_view key, std::optional<std::int64_t> value)
{
    if (value) {
        writer.field(key, *value);
    }
}

void optionalRaw(Writer& writer, std::string_view key, ByteView value)
{
    if (!value.empty()) {
        writer.string(key);
        writer.raw(value);
    }
}

void contacts(Writer& writer, std::string_view key, const std::vector<Contact>& list)
{
    core::Bytes joined;
    for (const Contact& contact : list) {
        core::append(joined, contact.id.view());
        core::append(joined, contact.endpoint.compact());
    }
    optionalBytes(writer, key, joined);
}

void seenAs(Writer& writer, const std::optional<core::Endpoint>& seen)
{
    if (seen) {
        writer.field("ip", seen->compact());
    }
}

void wants(Writer& writer, const Query& query)
{
    if (!query.wantsV4 && !query.wantsV6) {
        return;
    }
    writer.string("want");
    writer.list();
    if (query.wantsV4) {
        writer.string("n4");
    }
    if (query.wantsV6) {
        writer.string("n6");
    }
    writer.end();
}

void arguments(Writer& writer, const Query& query)
{
    const bool put = query.method == Method::Put;
    writer.dict();
    optionalNumber(writer, "cas", query.cas);
    writer.field("id", query.sender.view());
    if (query.impliedPort) {
        writer.field("implied_port", 1);
    }
    if (query.target && usesInfohash(query.method)) {
        writer.field("info_hash", query.target->view());
    }
    optionalBytes(writer, "k", query.key);
    if (query.method == Method::AnnouncePeer) {
        writer.field("port", query.port);
    }
    optionalBytes(writer, "salt", query.salt);
    optionalNumber(writer, "seq", query.seq);
    optionalBytes(writer, "sig", query.signature);
    if (query.target && !usesInfohash(query.method) && !put) {
        writer.field("target", query.target->view());
    }
    optionalBytes(writer, "token", query.token);
    optionalRaw(writer, "v", query.value);
    wants(writer, query);
    writer.end();
}

} // namespace

core::Result<Message, Refusal> parse(const bencode::Document& document)
{
    const Value root = document.root();
    const auto transaction = root.find("t").string();
    const auto kind = root.find("y").string();
    if (!transaction || transaction->empty() || transaction->size() > transactionBytesMost
        || !kind) {
        return silent("no usable 't' or 'y'");
    }
    if (is(*kind, "q")) {
        Query query;
        query.transaction = *transaction;
        query.version = bytesAt(root, "v");
        return parseQuery(root, query);
    }
    if (is(*kind, "r")) {
        return parseReply(root, *transaction);
    }
    return is(*kind, "e") ? parseError(root, *transaction)
                          : core::Result<Message, Refusal>(silent("unknown 'y'"));
}

core::Bytes encode(const Query& query)
{
    core::Bytes out;
    out.reserve(192 + query.value.size());
    Writer writer(out);
    writer.dict();
    writer.string("a");
    arguments(writer, query);
    writer.field("q", core::bytesOf(nameOf(query.method)));
    if (query.readOnly) {
        writer.field("ro", 1);
    }
    writer.field("t", query.transaction);
    optionalBytes(writer, "v", query.version);
    writer.field("y", core::bytesOf("q"));
    writer.end();
    return out;
}

core::Bytes encode(const Reply& reply)
{
    core::Bytes out;
    out.reserve(512 + reply.value.size());
    Writer writer(out);
    writer.dict();
    seenAs(writer, reply.seen);
    writer.string("r");
    writer.dict();
    writer.field("id", reply.sender.view());
    optionalNumber(writer, "interval", reply.interval);
    optionalBytes(writer, "k", reply.key);
    contacts(writer, "nodes", reply.nodes);
    contacts(writer, "nodes6", reply.nodes6);
    optionalNumber(writer, "num", reply.count);
    if (reply.count) {
        core::Bytes joined;
        for (const Target& sample : reply.samples) {
            core::append(joined, sample.view());
        }
        writer.field("samples", joined);
    }
    optionalNumber(writer, "seq", reply.seq);
    optionalBytes(writer, "sig", reply.signature);
    optionalBytes(writer, "token", reply.token);
    optionalRaw(writer, "v", reply.value);
    if (!reply.values.empty()) {
        writer.string("values");
        writer.list();
        for (const core::Endpoint& peer : reply.values) {
            writer.string(peer.compact());
        }
        writer.end();
    }
    writer.end();
    writer.field("t", reply.transaction);
    optionalBytes(writer, "v", reply.version);
    writer.field("y", core::bytesOf("r"));
    writer.end();
    return out;
}

core::Bytes encode(const Error& error)
{
    core::Bytes out;
    Writer writer(out);
    writer.dict();
    writer.string("e");
    writer.list();
    writer.integer(error.code);
    writer.string(error.text);
    writer.end();
    seenAs(writer, error.seen);
    writer.field("t", error.transaction);
    optionalBytes(writer, "v", error.version);
    writer.field("y", core::bytesOf("e"));
    writer.end();
    return out;
}

} // namespace dht::krpc
