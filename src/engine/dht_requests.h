// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What can be asked of the DHT itself.

#include "core/bytes.h"
#include "core/ids.h"

#include <cstdint>
#include <optional>
#include <string>

namespace engine {

/// A point in the DHT's space: a node's id, an infohash or an item's target.
using DhtId = core::Id<struct DhtIdTag, 20>;

struct GetDhtInfo {
};
struct DhtPing {
    std::string addr;
    std::uint16_t port = 0;
};
struct DhtLookup {
    DhtId target;
};
struct DhtPeers {
    DhtId infohash;
};
/// Goes on every 15 minutes for as long as this peer runs.
struct DhtAnnounce {
    DhtId infohash;
    std::uint16_t port = 0; ///< 0 = the port of our links
};
/// Goes on every hour for as long as this peer runs.
struct DhtPut {
    core::Bytes value;     ///< bencoded
    core::Bytes secretKey; ///< empty = immutable; 32 bytes = a seed, 64 = the expanded key
    core::Bytes salt;
    std::optional<std::int64_t> seq; ///< nothing: one more than what the DHT holds
    std::optional<std::int64_t> cas;
};
struct DhtGet {
    std::optional<DhtId> target;
    std::optional<core::ByteArray<32>> key; ///< with the salt instead of a target
    core::Bytes salt;
};

} // namespace engine
