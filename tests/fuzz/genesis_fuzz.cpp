// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// A genesis comes from a host whom nobody vouches for yet: one encoding, sorted founders, nothing beyond it.

#include "core/check.h"
#include "engine/room/genesis.h"

#include <algorithm>

using namespace engine::room;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    const core::ByteView bytes(input, size);
    if (const auto genesis = decodeGenesis(bytes)) {
        CHECK(encodeGenesis(*genesis) == core::copyOf(bytes));
        CHECK(!genesis->founders.empty() && genesis->founders.size() <= foundersMost);
        CHECK(std::is_sorted(genesis->founders.begin(), genesis->founders.end()));
        CHECK(!decodeGenesis(bytes.first(size - 1)));
    }
    return 0;
}
