// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The 160-bit space of Mainline: node ids, infohashes and item targets are points in it, XOR is the distance. BEP 42
// ties a node's id to its address, so that nobody chooses where in the space he sits: 21 bits follow from the address
// and three bits of choice. Hardly anybody enforces that, so we never refuse a node for it; we prefer those that hold
// to it where it counts (see lookup.h).

#include "core/endpoint.h"
#include "core/ids.h"
#include "core/rng.h"

namespace dht {

using NodeId = core::Id<struct NodeTag, 20>;
/// What is looked for: an infohash or the target of an item. The same space, so the same type.
using Target = NodeId;
/// Compares as the number it is.
using Distance = core::ByteArray<20>;

constexpr unsigned idBits = 160;

struct Contact {
    NodeId id;
    core::Endpoint endpoint;
    auto operator<=>(const Contact&) const = default;
};

[[nodiscard]] Distance distanceBetween(const NodeId& left, const NodeId& right);
[[nodiscard]] bool isCloser(const NodeId& left, const NodeId& right, const Target& target);
/// How many leading bits are equal: 0 to 160.
[[nodiscard]] unsigned sharedBits(const NodeId& left, const NodeId& right);

[[nodiscard]] NodeId randomId(core::Rng& rng);
/// Random, but for the first `bits` bits, which are those of `like`.
[[nodiscard]] NodeId randomIdLike(const NodeId& like, unsigned bits, core::Rng& rng);
/// Random among the ids that share exactly `bits` bits with `own`: a point in that bucket.
[[nodiscard]] NodeId randomIdInBucket(const NodeId& own, unsigned bits, core::Rng& rng);

/// CRC-32C, the hash of BEP 42.
[[nodiscard]] std::uint32_t crc32c(core::ByteView bytes);
/// The checksum whose top 21 bits an id at this address starts with, for the choice made by `salt`.
[[nodiscard]] std::uint32_t addressChecksum(const core::IpAddress& address, std::uint8_t salt);
/// A valid BEP 42 id for the address.
[[nodiscard]] NodeId idForAddress(const core::IpAddress& address, core::Rng& rng);
/// True also for addresses that BEP 42 exempts (private, link-local, loopback).
[[nodiscard]] bool idFitsAddress(const NodeId& id, const core::IpAddress& address);

} // namespace dht
