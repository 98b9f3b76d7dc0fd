// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/merkle.h"

#include "core/check.h"

#include <algorithm>
#include <bit>

namespace transfer {

using core::bulk::sha256Pair;

Hash32 leafHash(core::ByteView block)
{
    return core::bulk::sha256(block);
}

const Hash32& absentHash(unsigned layer)
{
    static const auto table = [] {
        std::array<Hash32, treeHeightMost + 1> hashes{};
        for (std::size_t i = 1; i < hashes.size(); ++i) {
            hashes[i] = sha256Pair(hashes[i - 1], hashes[i - 1]);
        }
        return hashes;
    }();
    CHECK(layer < table.size());
    return table[layer];
}

unsigned treeHeight(std::uint64_t leaves)
{
    return leaves <= 1 ? 0U : static_cast<unsigned>(std::bit_width(leaves - 1));
}

namespace {

/// Replaces a layer by the one above it; an odd end is paired with the absent node of its layer.
void raise(std::vector<Hash32>& nodes, unsigned layer)
{
    const std::size_t pairs = (nodes.size() + 1) / 2;
    for (std::size_t i = 0; i < pairs; ++i) {
        const bool whole = 2 * i + 1 < nodes.size();
        nodes[i] = sha256Pair(nodes[2 * i], whole ? nodes[2 * i + 1] : absentHash(layer));
    }
    nodes.resize(pairs);
}

} // namespace

Hash32 subtreeRoot(std::span<const Hash32> leaves, unsigned height)
{
    CHECK(height <= treeHeightMost && leaves.size() <= (1ULL << height));
    if (leaves.empty()) {
        return absentHash(height);
    }
    std::vector<Hash32> nodes(leaves.begin(), leaves.end());
    for (unsigned layer = 0; layer < height; ++layer) {
        raise(nodes, layer);
    }
    return nodes.front();
}

std::vector<Hash32> unclesOf(std::span<const Hash32> leaves, std::uint64_t first, unsigned layer)
{
    const unsigned height = treeHeight(leaves.size());
    CHECK(layer <= height && first < leaves.size() && (first & ((1ULL << layer) - 1)) == 0);
    std::vector<Hash32> uncles;
    std::vector<Hash32> nodes(leaves.begin(), leaves.end());
    for (unsigned at = 0; at < height; ++at) {
        if (at >= layer) {
            const std::size_t sibling = static_cast<std::size_t>(first >> at) ^ 1U;
            uncles.push_back(sibling < nodes.size() ? nodes[sibling] : absentHash(at));
        }
        raise(nodes, at);
    }
    return uncles;
}

Hash32 climb(const Hash32& node, std::uint64_t index, std::span<const Hash32> uncles)
{
    Hash32 at = node;
    for (const Hash32& uncle : uncles) {
        at = (index & 1U) == 0 ? sha256Pair(at, uncle) : sha256Pair(uncle, at);
        index >>= 1U;
    }
    return at;
}

bool verifyBlock(const core::FileRoot& root,
                 std::uint64_t length,
                 std::uint64_t index,
                 core::ByteView data,
                 std::span<const Hash32> uncles)
{
    const std::uint64_t blocks = length / blockBytes + (length % blockBytes == 0 ? 0 : 1);
    if (length > core::limits::spec::fileBytes || index >= blocks
        || uncles.size() != treeHeight(blocks)) {
        return false;
    }
    const std::uint64_t expected = std::min<std::uint64_t>(blockBytes, length - index * blockBytes);
    return data.size() == expected && climb(leafHash(data), index, uncles) == root.bytes();
}

TreeBuilder::TreeBuilder(Leaves leaves)
    : m_keep(leaves == Leaves::Keep)
{
}

void TreeBuilder::add(core::ByteView bytes)
{
    CHECK(!m_finished);
    m_length += bytes.size();
    if (!m_partial.empty()) {
        const std::size_t take = std::min(bytes.size(), blockBytes - m_partial.size());
        core::append(m_partial, bytes.first(take));
        bytes = bytes.subspan(take);
        if (m_partial.size() == blockBytes) {
            addLeaf(leafHash(m_partial));
            m_partial.clear();
        }
    }
    while (bytes.size() >= blockBytes) {
        addLeaf(leafHash(bytes.first(blockBytes)));
        bytes = bytes.subspan(blockBytes);
    }
    core::append(m_partial, bytes);
}

void TreeBuilder::addLeaf(const Hash32& leaf)
{
    if (m_keep) {
        m_leaves.push_back(leaf);
    }
    // As in binary addition: every carry joins two subtrees of equal height.
    Hash32 node = leaf;
    for (std::uint64_t bits = m_leafCount; (bits & 1U) != 0; bits >>= 1U) {
        node = sha256Pair(m_peaks.back(), node);
        m_peaks.pop_back();
    }
    m_peaks.push_back(node);
    ++m_leafCount;
}

core::FileRoot TreeBuilder::finish()
{
    CHECK(!m_finished);
    m_finished = true;
    if (!m_partial.empty()) {
        addLeaf(leafHash(m_partial));
        m_partial.clear();
    }
    if (m_leafCount == 0) {
        return core::FileRoot();
    }
    // The lowest peak grows by absent siblings until it meets the next one, and so on up to the full height.
    std::optional<Hash32> node;
    const unsigned height = treeHeight(m_leafCount);
    for (unsigned layer = 0; layer < height; ++layer) {
        const bool peak = ((m_leafCount >> layer) & 1U) != 0;
        if (peak) {
            node = node ? sha256Pair(m_peaks.back(), *node)
                        : sha256Pair(m_peaks.back(), absentHash(layer));
            m_peaks.pop_back();
        } else if (node) {
            node = sha256Pair(*node, absentHash(layer));
        }
    }
    return core::FileRoot(node ? *node : m_peaks.back());
}

} // namespace transfer
