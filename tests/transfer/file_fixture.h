// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A file made of a seed or a rule, with its tree: what every test of this room starts from.

#include "core/time.h"
#include "support/seeded_rng.h"
#include "transfer/manifest.h"

namespace fixture {

struct File {
    core::Bytes bytes;
    std::vector<transfer::Hash32> leaves;
    core::FileRoot root;

    [[nodiscard]] transfer::Manifest manifest() const
    {
        return *transfer::Manifest::make(root, bytes.size());
    }
    [[nodiscard]] core::ByteView block(std::uint64_t index) const
    {
        const auto start = static_cast<std::size_t>(index) * transfer::blockBytes;
        return core::ByteView(bytes).subspan(start,
                                             std::min(transfer::blockBytes, bytes.size() - start));
    }
    [[nodiscard]] transfer::HashStore store() const
    {
        return *transfer::HashStore::fromLeaves(manifest(), leaves);
    }
};

inline File fileOf(core::Bytes bytes)
{
    transfer::TreeBuilder builder;
    builder.add(bytes);
    const core::FileRoot root = builder.finish();
    return {std::move(bytes), builder.leaves(), root};
}

inline File randomFile(std::uint64_t seed, std::size_t length)
{
    support::SeededRng rng(seed);
    core::Bytes bytes(length);
    rng.fill(bytes);
    return fileOf(std::move(bytes));
}

inline core::EventRef card(std::uint8_t log = 7, std::uint64_t seq = 3)
{
    core::ByteArray<32> bytes{};
    bytes.fill(log);
    return {core::LogId(bytes), seq};
}

inline core::MonoTime at(std::int64_t milliseconds)
{
    return core::MonoTime(std::chrono::milliseconds(milliseconds));
}

} // namespace fixture
