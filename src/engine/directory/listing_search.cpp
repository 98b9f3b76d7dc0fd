// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_search.h"

#include "core/codec.h"
#include "core/hash.h"
#include "engine/directory/listing_words.h"

#include <algorithm>

namespace engine::directory {

namespace {

constexpr std::int64_t dayMs = 86'400'000;
constexpr unsigned shardShift = 5; ///< the first three bits of the room's id

core::Secret<32> knownKey(std::string_view context, core::ByteView what)
{
    return core::Secret<32>(core::hashOf(context, {what}));
}

core::Bytes numberBytes(std::uint64_t number)
{
    core::Bytes out;
    core::Writer(out).u64(number);
    return out;
}

bool isWanted(const Listing& listing, const Wanted& wanted)
{
    if (wanted.topic) {
        return std::any_of(listing.tags.begin(), listing.tags.end(), [&](const std::string& tag) {
            return topicHash(tag) == *wanted.topic;
        });
    }
    return (wanted.shards >> shardOf(listing.room) & 1U) != 0;
}

} // namespace

unsigned shardOf(const core::RoomId& room)
{
    static_assert(spec::shards == 256U >> shardShift);
    return unsigned{room.bytes().front()} >> shardShift;
}

TopicHash topicHash(std::string_view tag)
{
    return core::hashOf("parlour directory topic 1", {core::bytesOf(tag)});
}

core::Secret<32> shardKey(unsigned shard)
{
    return knownKey("parlour directory shard 1", numberBytes(shard));
}

core::Secret<32> topicKey(const TopicHash& topic)
{
    return knownKey("parlour directory key 1", topic);
}

std::int64_t lanDay(core::WallTime now)
{
    return std::max<std::int64_t>(now.milliseconds, 0) / dayMs;
}

LanCall lanCall(std::int64_t day)
{
    const core::Bytes number = numberBytes(static_cast<std::uint64_t>(day));
    return {core::RoomId(core::hashOf("parlour directory call 1", {number})),
            knownKey("parlour directory lan 1", number)};
}

core::Secret<32> publicDoorPsk()
{
    return knownKey("parlour public door 1", {});
}

Page pageOf(const ListingStore& store, const Wanted& wanted)
{
    Page out;
    std::uint32_t page = 0;
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (const KeptListing* kept : store.ranked()) {
        if (!isWanted(kept->listing, wanted)) {
            continue;
        }
        if (count >= spec::listingsPerFrame
            || bytes + kept->bytes.size() > spec::listingsFrameBytes) {
            ++page;
            bytes = 0;
            count = 0;
        }
        if (page > wanted.page) {
            out.last = false;
            break;
        }
        bytes += kept->bytes.size();
        ++count;
        if (page == wanted.page) {
            out.listings.push_back(kept);
        }
    }
    out.last = out.last || wanted.page + 1 >= spec::pagesMost;
    return out;
}

bool matches(const Listing& listing, std::string_view query, const std::optional<std::string>& tag)
{
    if (tag && std::find(listing.tags.begin(), listing.tags.end(), *tag) == listing.tags.end()) {
        return false;
    }
    std::string text = fold(listing.title + '\n' + listing.topic + '\n' + listing.language);
    for (const std::string& each : listing.tags) {
        text += '\n' + each;
    }
    const std::string words = fold(query);
    std::size_t at = 0;
    while (at < words.size()) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        if (text.find(words.substr(at, end - at)) == std::string::npos) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

} // namespace engine::directory
