// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One entry of the table of all rooms: a public room as those who run it describe it, signed, for a day at most. It carries
// its own proof, for readers who know nothing of the room: the genesis, whose hash is the room's id and which names the
// founders; and, when no founder issued it, the grants that lead from one of them to the issuer. What a reader cannot know
// is whether a grant was taken back since; the room's own core tells him that when he joins.
//
//   version 1 = 1 | n 1 + genesis | n 1 + title | n 2 + topic | n 1 + tags n x (n 1 + tag) | n 1 + language | members 4 |
//   door 32 | core tag 8 | n 1 + addresses n x (n 1 + 6 or 18) | issued 8 | expires 8 | issuer 32 | device 32 |
//   certificate 64 | n 1 + chain n x (n 2 + header | signature 64 | n 2 + body) | signature 64 | nonce 8
//
//   digest = H("parlour listing 1", all before the signature), signed by the device
//   work   = leading zero bits of H("parlour listing work 1", digest, nonce): listingWorkBits at least
//
// The chain is pairs of (opening of the granting log, GRANT or TRANSFER in it), a founder's first. Decoding is strict: one
// listing, one encoding; nothing in it is longer than its limit.

#include "core/endpoint.h"
#include "core/ids.h"
#include "core/keys.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/directory/limits.h"
#include "engine/room/genesis.h"
#include "engine/room/run_codec.h"

#include <optional>
#include <string>
#include <vector>

namespace engine::directory {

struct Listing {
    core::RoomId room; ///< follows from the genesis
    core::Bytes genesis;
    std::string title;
    std::string topic;
    std::vector<std::string> tags; ///< folded, ascending, distinct
    std::string language;          ///< such as "de" or "pt-br"; empty = not said
    std::uint32_t members = 0;
    core::EventId door; ///< the DOOR that lets everybody in
    core::ByteArray<8> coreTag{};
    std::vector<core::Endpoint> addresses;
    core::WallTime issued;
    core::WallTime expires;
    core::IdentityId issuer;
    core::DeviceId device;
    core::Signature certificate{};
    std::vector<room::CarriedEvent> chain;
    core::Signature signature{};
    core::ByteArray<8> nonce{};
};

enum class ListingError : std::uint8_t {
    Malformed, ///< a length, an order, a text, a bound
    Time,      ///< over, too long, or from the future
    Work,
    Issuer, ///< neither a founder nor led to by the chain
    Signature,
};

/// How much work is asked for; only tests ask for another amount.
struct ListingRule {
    unsigned workBits = spec::listingWorkBits;
};

/// Of everything before the signature.
[[nodiscard]] core::Hash32 listingDigest(const Listing& listing);
[[nodiscard]] unsigned listingWork(const core::Hash32& digest, const core::ByteArray<8>& nonce);
/// Signs what stands in it; the nonce is found afterwards (listing_work.h).
void signListing(Listing& listing, const core::SigningKey& device);
/// Empty when it says more than a listing may.
[[nodiscard]] core::Bytes encodeListing(const Listing& listing);
/// The layout alone; nothing in it is believed yet.
[[nodiscard]] core::Result<Listing, ListingError> decodeListing(core::ByteView bytes);
/// The cheap checks first, so that a flood of nonsense costs a hash each.
[[nodiscard]] core::Result<void, ListingError>
checkListing(const Listing& listing, core::WallTime now, const ListingRule& rule = {});

} // namespace engine::directory
