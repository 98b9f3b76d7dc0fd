// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where listings are found, and which of those held are meant. Rooms are spread over eight shards by their id, and each of
// their tags is a topic; both have a key that anybody computes, from which the hash of the day follows as that of a room
// does (reach/announce_keys.h). The LAN has one key a day for all of it.

#include "core/secret_bytes.h"
#include "engine/directory/listing_store.h"

namespace engine::directory {

using TopicHash = core::ByteArray<32>;

[[nodiscard]] unsigned shardOf(const core::RoomId& room);
[[nodiscard]] TopicHash topicHash(std::string_view tag);
/// Keys for the DHT: of a shard, of a topic.
[[nodiscard]] core::Secret<32> shardKey(unsigned shard);
[[nodiscard]] core::Secret<32> topicKey(const TopicHash& topic);

/// Whoever asks for listings on the local network calls for this "room" under this key.
struct LanCall {
    core::RoomId room;
    core::Secret<32> key;
};
[[nodiscard]] std::int64_t lanDay(core::WallTime now);
[[nodiscard]] LanCall lanCall(std::int64_t day);

/// The psk of the door at which listings are handed out to everybody.
[[nodiscard]] core::Secret<32> publicDoorPsk();

/// What a stranger asks for: shards as bits, or a topic.
struct Wanted {
    std::uint32_t shards = 0;
    std::optional<TopicHash> topic;
    std::uint32_t page = 0;
};
struct Page {
    std::vector<const KeptListing*> listings; ///< the best first
    bool last = true;
};
[[nodiscard]] Page pageOf(const ListingStore& store, const Wanted& wanted);

/// Every word of the query appears in what the listing says, and the tag, if one is given, is one of its.
[[nodiscard]] bool
matches(const Listing& listing, std::string_view query, const std::optional<std::string>& tag);

} // namespace engine::directory
