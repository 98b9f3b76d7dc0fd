// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a file is, (root, length), and what of its tree is proved so far.
//
// HashStore keeps leaf hashes in ranges of 512 (8 MiB of file, the unit in which they are asked for) and, of the tree
// above, only the nodes that proved ranges brought along. Nothing enters it unproved, so whatever comes out may be
// trusted and passed on: a receiver that holds half a file can already serve proofs for that half. It costs 4 bytes
// for every KiB of file that is proved, and nothing for what a card merely claims.

#include "transfer/merkle.h"

#include <map>
#include <optional>

namespace transfer {

/// Leaves of one range, as a power of two: the most that one hash message carries.
constexpr unsigned rangeLayer = 9;
constexpr std::uint64_t rangeBlocks = 1ULL << rangeLayer;
/// Most bits in a message that says what is held; see Manifest::chunkBlocks.
constexpr std::uint64_t chunksMost = 1ULL << 18U;

class Manifest
{
public:
    /// Nothing when the length is over the limit, or when an empty file has a root, or a file with content none.
    [[nodiscard]] static std::optional<Manifest> make(const core::FileRoot& root,
                                                      std::uint64_t length);

    [[nodiscard]] const core::FileRoot& root() const { return m_root; }
    [[nodiscard]] std::uint64_t length() const { return m_length; }
    [[nodiscard]] std::uint64_t blocks() const { return m_blocks; }
    [[nodiscard]] unsigned height() const { return treeHeight(m_blocks); }
    /// Bytes of this block: blockBytes for all but the last. `block` is in the file.
    [[nodiscard]] std::size_t blockLength(std::uint64_t block) const;

    /// Ranges of 512 leaves, the last one short; one range for a file of fewer blocks.
    [[nodiscard]] std::uint64_t ranges() const;
    [[nodiscard]] std::uint64_t rangeStart(std::uint64_t range) const
    {
        return range << rangeLayer;
    }
    [[nodiscard]] std::uint64_t rangeEnd(std::uint64_t range) const;
    /// Layer of a range's root: rangeLayer, or the tree's height when that is less.
    [[nodiscard]] unsigned rangeHeight() const;

    /// Blocks that one bit of a have message stands for: the smallest power of two that keeps it within chunksMost
    /// bits. 1 up to 4 GiB.
    [[nodiscard]] std::uint64_t chunkBlocks() const;
    [[nodiscard]] std::uint64_t chunks() const;

    bool operator==(const Manifest&) const = default;

private:
    Manifest(const core::FileRoot& root, std::uint64_t length);

    core::FileRoot m_root;
    std::uint64_t m_length = 0;
    std::uint64_t m_blocks = 0;
};

/// Hashes with their proof, as they travel.
struct HashRun {
    std::vector<Hash32> hashes; ///< those inside the file; absent ones are not sent
    std::vector<Hash32> uncles;
};

class HashStore
{
public:
    /// Knows nothing yet, except for a file of one block, whose root is its leaf.
    explicit HashStore(const Manifest& manifest);
    /// All leaves of the file; nothing when they do not make its root.
    [[nodiscard]] static std::optional<HashStore> fromLeaves(const Manifest& manifest,
                                                             std::span<const Hash32> leaves);

    [[nodiscard]] const Manifest& manifest() const { return m_manifest; }

    /// Takes the leaves of one range if run and uncles prove them; says whether they did.
    [[nodiscard]] bool addRange(std::uint64_t range, const HashRun& run);

    [[nodiscard]] bool hasRange(std::uint64_t range) const { return m_ranges.contains(range); }
    [[nodiscard]] bool complete() const { return m_ranges.size() == m_manifest.ranges(); }
    [[nodiscard]] std::size_t rangesKnown() const { return m_ranges.size(); }
    [[nodiscard]] std::optional<Hash32> leaf(std::uint64_t block) const;
    /// True when these bytes are that block; false as well when its hash is not known.
    [[nodiscard]] bool matches(std::uint64_t block, core::ByteView bytes) const;

    /// `count` nodes of a layer from `index` on, with the uncles of the subtree that they span. Nothing when the request
    /// is malformed (count no power of two, index no multiple of it, outside the tree), when the layer is one between
    /// the leaves and the ranges' roots (they cost hashing to answer and nobody needs them), or when it is not known.
    [[nodiscard]] std::optional<HashRun>
    prove(unsigned layer, std::uint64_t index, std::uint64_t count) const;

    /// Every proved range with its proof.
    [[nodiscard]] core::Bytes encode() const;
    /// Strict, and proves everything again: nothing when any of it does not belong to this file.
    [[nodiscard]] static std::optional<HashStore> decode(const Manifest& manifest,
                                                         core::ByteView bytes);

private:
    struct Place {
        unsigned layer = 0;
        std::uint64_t index = 0;
        auto operator<=>(const Place&) const = default;
    };

    [[nodiscard]] std::optional<Hash32> node(unsigned layer, std::uint64_t index) const;
    void remember(std::uint64_t range, const Hash32& rangeRoot, std::span<const Hash32> uncles);

    Manifest m_manifest;
    std::map<std::uint64_t, std::vector<Hash32>> m_ranges;
    std::map<Place, Hash32> m_nodes; ///< at and above the ranges' roots
};

} // namespace transfer
