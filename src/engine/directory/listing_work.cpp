// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_work.h"

#include "core/codec.h"

namespace engine::directory {

ListingWork::ListingWork(const core::Hash32& digest, core::Rng& rng, const ListingRule& rule)
    : m_digest(digest)
    , m_next(rng.number())
    , m_bits(rule.workBits)
{
}

std::optional<core::ByteArray<8>> ListingWork::step()
{
    for (unsigned i = 0; i < triesPerStep; ++i) {
        core::Bytes bytes;
        core::Writer(bytes).u64(m_next++);
        const auto nonce = core::Reader(bytes).array<8>();
        if (listingWork(m_digest, nonce) >= m_bits) {
            return nonce;
        }
    }
    return std::nullopt;
}

} // namespace engine::directory
