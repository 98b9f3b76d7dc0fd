// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Listings come from anybody. What decodes has one encoding and keeps its bounds; nothing that is checked or kept may
// end in an assertion, whatever it is made of.

#include "core/check.h"
#include "core/limits.h"
#include "engine/directory/listing_store.h"

using namespace engine::directory;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    const core::ByteView bytes(input, size);
    const auto listing = decodeListing(bytes);
    if (!listing) {
        return 0;
    }
    CHECK(encodeListing(*listing) == core::copyOf(bytes));
    CHECK(listing->chain.size() <= spec::chainEvents && listing->tags.size() <= spec::listingTags);
    CHECK(listing->addresses.size() <= core::limits::spec::linkAddresses);
    const ListingRule noWork{0};
    const core::WallTime now = listing->issued;
    const bool good = checkListing(*listing, now, noWork).hasValue();
    ListingStore store(noWork);
    const Told told = store.take(now, bytes, {Trust::Stranger, {}, true});
    CHECK((told == Told::New) == good);
    CHECK(store.size() == (good ? 1U : 0U));
    return 0;
}
