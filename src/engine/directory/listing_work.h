// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Finds the nonce of a listing in small steps, so that nothing else waits for it.

#include "core/rng.h"
#include "engine/directory/listing.h"

namespace engine::directory {

class ListingWork
{
public:
    static constexpr unsigned triesPerStep = 4096; ///< a millisecond or two

    /// Begins at a place by lot: what somebody else has tried is not tried again.
    ListingWork(const core::Hash32& digest, core::Rng& rng, const ListingRule& rule = {});

    /// The nonce once it is found.
    [[nodiscard]] std::optional<core::ByteArray<8>> step();

private:
    core::Hash32 m_digest{};
    std::uint64_t m_next = 0;
    unsigned m_bits = 0;
};

} // namespace engine::directory
