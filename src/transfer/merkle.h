// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The Merkle tree of a file as BEP 52 draws it: SHA-256 over 16 KiB blocks (the last one as short as it is), absent
// leaves are 32 zero bytes, a binary tree up to the next power of two. The root equals the `pieces root` of any v2
// torrent of the same bytes. A file of at most one block has its leaf as root; the empty file has no tree, its root
// is all zero and is believed with length 0 only.
//
// The tree does not tell leaves from nodes, so a hash proves something only at a known height: every verifying function
// here takes the length of the file, or the layer, and demands the exact number of uncles that follows from it.
// Layer 0 are the leaves; `uncles` go from the lowest to the one below the root.

#include "core/bulk_crypto.h"
#include "core/bytes.h"
#include "core/ids.h"
#include "core/limits.h"

#include <optional>
#include <span>
#include <vector>

namespace transfer {

using core::Hash32;

constexpr std::size_t blockBytes = core::limits::spec::fileBlockBytes;
/// The highest tree that the longest allowed file can have.
constexpr unsigned treeHeightMost = 28;
static_assert((core::limits::spec::fileBytes / blockBytes) == (1ULL << treeHeightMost));

[[nodiscard]] Hash32 leafHash(core::ByteView block);
/// The root of 2^layer absent leaves; `layer` is at most treeHeightMost.
[[nodiscard]] const Hash32& absentHash(unsigned layer);
/// Layers above the leaves: 0 for one leaf, 1 for two, 2 for three or four, ...
[[nodiscard]] unsigned treeHeight(std::uint64_t leaves);

/// The root of `leaves` followed by absent ones up to 2^height.
[[nodiscard]] Hash32 subtreeRoot(std::span<const Hash32> leaves, unsigned height);

/// The uncles of the aligned run of 2^layer leaves that starts at leaf `first`, in the tree of all of a file's leaves.
[[nodiscard]] std::vector<Hash32>
unclesOf(std::span<const Hash32> leaves, std::uint64_t first, unsigned layer);

/// The root that follows from the node at (layer, index) and its uncles.
[[nodiscard]] Hash32 climb(const Hash32& node, std::uint64_t index, std::span<const Hash32> uncles);

/// True when `data` is block `index` of the file (root, length), by the uncles alone.
[[nodiscard]] bool verifyBlock(const core::FileRoot& root,
                               std::uint64_t length,
                               std::uint64_t index,
                               core::ByteView data,
                               std::span<const Hash32> uncles);

/// Hashes a file as it is read. Needs one block and one hash per layer of memory, plus the leaves when they are kept.
class TreeBuilder
{
public:
    enum class Leaves { Forget, Keep };

    explicit TreeBuilder(Leaves leaves = Leaves::Keep);

    /// The next bytes of the file, in pieces of any size.
    void add(core::ByteView bytes);
    [[nodiscard]] std::uint64_t length() const { return m_length; }
    /// Ends the file: nothing may be added afterwards.
    [[nodiscard]] core::FileRoot finish();
    /// Every leaf so far, when they are kept; all of them after `finish`.
    [[nodiscard]] const std::vector<Hash32>& leaves() const { return m_leaves; }

private:
    void addLeaf(const Hash32& leaf);

    bool m_keep;
    bool m_finished = false;
    std::uint64_t m_length = 0;
    std::uint64_t m_leafCount = 0;
    core::Bytes m_partial;
    std::vector<Hash32> m_leaves;
    /// Roots of the finished subtrees, highest first, one for each bit set in m_leafCount.
    std::vector<Hash32> m_peaks;
};

} // namespace transfer
