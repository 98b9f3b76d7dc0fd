// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The messages of KRPC (BEP 5, 32, 42, 43, 44, 51): one bencoded dictionary per datagram. Parsing checks everything
// that has a fixed shape, so that nobody behind it sees an id of 19 bytes; byte strings are borrowed from the datagram.
// Parsing is lenient where the network is (unsorted keys, odd lengths of node lists, unknown fields), and silent about
// everything but queries: a malformed reply or error is never answered.

#include "core/result.h"
#include "dht/bencode.h"
#include "dht/node_id.h"

#include <string_view>
#include <variant>

namespace dht::krpc {

/// Longest transaction id that is echoed.
constexpr std::size_t transactionBytesMost = 20;
/// Longest token that is echoed: an over-long one is known to crash some clients that echo it.
constexpr std::size_t tokenBytesMost = 64;
constexpr std::size_t nodesMost = 20;
constexpr std::size_t valuesMost = 100;
constexpr std::size_t samplesMost = 20;
/// Received datagrams beyond this are dropped unread; BEP 32 asks senders to stay below 1024, but a reply that
/// carries a full item has 1300.
constexpr std::size_t datagramBytesMost = 1500;
/// What BEP 32 lets us send, other than a reply that carries an item.
constexpr std::size_t sendBytesMost = 1024;

enum class Method : std::uint8_t {
    Ping,
    FindNode,
    GetPeers,
    AnnouncePeer,
    Get,
    Put,
    SampleInfohashes,
    Unknown
};

enum class ErrorCode : std::int32_t {
    Generic = 201,
    Server = 202,
    Protocol = 203,
    MethodUnknown = 204,
    ValueTooBig = 205,
    BadSignature = 206,
    SaltTooBig = 207,
    CasMismatch = 301,
    SequenceTooLow = 302,
};

struct Query {
    core::ByteView transaction;
    Method method = Method::Ping;
    NodeId sender;
    bool readOnly = false;
    /// "target" or "info_hash"; for Put only what the sender claims.
    std::optional<Target> target;
    core::ByteView token;
    std::uint16_t port = 0;
    bool impliedPort = false;
    /// Both false: the asker said nothing, so he wants the family he asked over.
    bool wantsV4 = false;
    bool wantsV6 = false;
    std::optional<std::int64_t> seq;
    std::optional<std::int64_t> cas;
    core::ByteView key;
    core::ByteView salt;
    core::ByteView signature;
    /// Bencoded, with one valid encoding; empty when there is none.
    core::ByteView value;
    core::ByteView version;
};

struct Reply {
    core::ByteView transaction;
    NodeId sender;
    /// Our address as the sender sees it (BEP 42).
    std::optional<core::Endpoint> seen;
    std::vector<Contact> nodes;
    std::vector<Contact> nodes6;
    std::vector<core::Endpoint> values;
    core::ByteView token;
    std::optional<std::int64_t> seq;
    core::ByteView key;
    core::ByteView signature;
    core::ByteView value;
    std::optional<std::int64_t> interval;
    std::optional<std::int64_t> count;
    std::vector<Target> samples;
    core::ByteView version;
};

struct Error {
    core::ByteView transaction;
    std::int64_t code = 0;
    core::ByteView text;
    std::optional<core::Endpoint> seen;
    core::ByteView version;
};

using Message = std::variant<Query, Reply, Error>;

/// Why a datagram is no message. Only a query that could be told apart as one is answered: `code` is set.
struct Refusal {
    std::optional<ErrorCode> code;
    core::ByteView transaction;
    std::string_view text;
};

/// The document must have been parsed from the datagram and outlive the message.
[[nodiscard]] core::Result<Message, Refusal> parse(const bencode::Document& document);

[[nodiscard]] core::Bytes encode(const Query& query);
[[nodiscard]] core::Bytes encode(const Reply& reply);
[[nodiscard]] core::Bytes encode(const Error& error);

} // namespace dht::krpc
