// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/manifest.h"

#include "core/check.h"
#include "core/codec.h"

#include <algorithm>
#include <bit>

namespace transfer {

Manifest::Manifest(const core::FileRoot& root, std::uint64_t length)
    : m_root(root)
    , m_length(length)
    , m_blocks(length / blockBytes + (length % blockBytes == 0 ? 0 : 1))
{
}

std::optional<Manifest> Manifest::make(const core::FileRoot& root, std::uint64_t length)
{
    if (length > core::limits::spec::fileBytes || (length == 0) != root.isZero()) {
        return std::nullopt;
    }
    return Manifest(root, length);
}

std::size_t Manifest::blockLength(std::uint64_t block) const
{
    CHECK(block < m_blocks);
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(blockBytes, m_length - block * blockBytes));
}

std::uint64_t Manifest::ranges() const
{
    return (m_blocks + rangeBlocks - 1) / rangeBlocks;
}

std::uint64_t Manifest::rangeEnd(std::uint64_t range) const
{
    return std::min(m_blocks, (range + 1) << rangeLayer);
}

unsigned Manifest::rangeHeight() const
{
    return std::min(rangeLayer, height());
}

std::uint64_t Manifest::chunkBlocks() const
{
    return std::bit_ceil(std::max<std::uint64_t>(1, (m_blocks + chunksMost - 1) / chunksMost));
}

std::uint64_t Manifest::chunks() const
{
    return (m_blocks + chunkBlocks() - 1) / chunkBlocks();
}

HashStore::HashStore(const Manifest& manifest)
    : m_manifest(manifest)
{
    if (manifest.blocks() == 1) {
        const bool proved = addRange(0, HashRun{{manifest.root().bytes()}, {}});
        CHECK(proved);
    }
}

std::optional<HashStore> HashStore::fromLeaves(const Manifest& manifest,
                                               std::span<const Hash32> leaves)
{
    if (leaves.size() != manifest.blocks()) {
        return std::nullopt;
    }
    HashStore store(manifest);
    std::vector<Hash32> layer;
    for (std::uint64_t range = 0; range < manifest.ranges(); ++range) {
        const auto start = static_cast<std::size_t>(manifest.rangeStart(range));
        const auto run =
            leaves.subspan(start, static_cast<std::size_t>(manifest.rangeEnd(range)) - start);
        layer.push_back(subtreeRoot(run, manifest.rangeHeight()));
        store.m_ranges[range].assign(run.begin(), run.end());
    }
    for (unsigned at = manifest.rangeHeight();; ++at) {
        for (std::size_t i = 0; i < layer.size(); ++i) {
            store.m_nodes[Place{at, i}] = layer[i];
        }
        if (layer.size() <= 1) {
            break;
        }
        std::vector<Hash32> above;
        for (std::size_t i = 0; i < layer.size(); i += 2) {
            above.push_back(core::bulk::sha256Pair(
                layer[i], i + 1 < layer.size() ? layer[i + 1] : absentHash(at)));
        }
        layer = std::move(above);
    }
    if (!layer.empty() && layer.front() != manifest.root().bytes()) {
        return std::nullopt;
    }
    return store;
}

bool HashStore::addRange(std::uint64_t range, const HashRun& run)
{
    if (range >= m_manifest.ranges()
        || run.hashes.size() != m_manifest.rangeEnd(range) - m_manifest.rangeStart(range)
        || run.uncles.size() != m_manifest.height() - m_manifest.rangeHeight()) {
        return false;
    }
    const Hash32 rangeRoot = subtreeRoot(run.hashes, m_manifest.rangeHeight());
    if (climb(rangeRoot, range, run.uncles) != m_manifest.root().bytes()) {
        return false;
    }
    if (m_ranges.emplace(range, run.hashes).second) {
        remember(range, rangeRoot, run.uncles);
    }
    return true;
}

void HashStore::remember(std::uint64_t range,
                         const Hash32& rangeRoot,
                         std::span<const Hash32> uncles)
{
    Place place{m_manifest.rangeHeight(), range};
    Hash32 at = rangeRoot;
    for (const Hash32& uncle : uncles) {
        m_nodes[place] = at;
        if ((place.index ^ 1U) << place.layer < m_manifest.blocks()) {
            m_nodes[Place{place.layer, place.index ^ 1U}] = uncle;
        }
        at = climb(at, place.index, std::span(&uncle, 1));
        place = Place{place.layer + 1, place.index >> 1U};
    }
    m_nodes[place] = at;
}

std::optional<Hash32> HashStore::leaf(std::uint64_t block) const
{
    const auto range = m_ranges.find(block >> rangeLayer);
    if (range == m_ranges.end() || block >= m_manifest.blocks()) {
        return std::nullopt;
    }
    return range->second[static_cast<std::size_t>(block & (rangeBlocks - 1))];
}

bool HashStore::matches(std::uint64_t block, core::ByteView bytes) const
{
    const auto expected = leaf(block);
    return expected && bytes.size() == m_manifest.blockLength(block)
           && leafHash(bytes) == *expected;
}

std::optional<Hash32> HashStore::node(unsigned layer, std::uint64_t index) const
{
    const std::uint64_t first = index << layer;
    if (first >= m_manifest.blocks()) {
        return absentHash(layer);
    }
    if (layer >= m_manifest.rangeHeight()) {
        const auto known = m_nodes.find(Place{layer, index});
        return known == m_nodes.end() ? std::nullopt : std::optional(known->second);
    }
    const auto range = m_ranges.find(first >> rangeLayer);
    if (range == m_ranges.end()) {
        return std::nullopt;
    }
    const auto offset = static_cast<std::size_t>(first & (rangeBlocks - 1));
    const std::span<const Hash32> leaves = std::span(range->second).subspan(offset);
    return subtreeRoot(leaves.first(std::min(leaves.size(), std::size_t{1} << layer)), layer);
}

std::optional<HashRun>
HashStore::prove(unsigned layer, std::uint64_t index, std::uint64_t count) const
{
    const unsigned height = m_manifest.height();
    const bool cheap = layer == 0 || layer >= m_manifest.rangeHeight();
    if (!cheap || layer > height || !std::has_single_bit(count) || count > rangeBlocks
        || index % count != 0) {
        return std::nullopt;
    }
    const std::uint64_t width = 1ULL << (height - layer);
    if (count > width || index >= width || (index << layer) >= m_manifest.blocks()) {
        return std::nullopt;
    }
    HashRun run;
    for (std::uint64_t i = index; i < index + count && (i << layer) < m_manifest.blocks(); ++i) {
        const auto hash = layer == 0 ? leaf(i) : node(layer, i);
        if (!hash) {
            return std::nullopt;
        }
        run.hashes.push_back(*hash);
    }
    const auto span = static_cast<unsigned>(std::countr_zero(count));
    std::uint64_t at = index >> span;
    for (unsigned up = layer + span; up < height; ++up, at >>= 1U) {
        const auto uncle = node(up, at ^ 1U);
        if (!uncle) {
            return std::nullopt;
        }
        run.uncles.push_back(*uncle);
    }
    return run;
}

core::Bytes HashStore::encode() const
{
    core::Bytes out;
    core::Writer writer(out);
    for (const auto& [range, leaves] : m_ranges) {
        const auto run = prove(0, m_manifest.rangeStart(range), 1ULL << m_manifest.rangeHeight());
        CHECK(run.has_value());
        writer.u64(range);
        for (const Hash32& hash : run->hashes) {
            writer.bytes(hash);
        }
        for (const Hash32& uncle : run->uncles) {
            writer.bytes(uncle);
        }
    }
    return out;
}

std::optional<HashStore> HashStore::decode(const Manifest& manifest, core::ByteView bytes)
{
    HashStore store(manifest);
    core::Reader reader(bytes);
    std::optional<std::uint64_t> last;
    while (reader.left() > 0) {
        const std::uint64_t range = reader.u64();
        if (range >= manifest.ranges() || (last && range <= *last)) {
            return std::nullopt;
        }
        HashRun run;
        for (std::uint64_t i = manifest.rangeStart(range); i < manifest.rangeEnd(range); ++i) {
            run.hashes.push_back(reader.array<32>());
        }
        for (unsigned layer = manifest.rangeHeight(); layer < manifest.height(); ++layer) {
            run.uncles.push_back(reader.array<32>());
        }
        if (!reader.ok() || !store.addRange(range, run)) {
            return std::nullopt;
        }
        last = range;
    }
    // A trailing piece too short for a number leaves nothing behind and fails only here.
    return reader.ok() ? std::optional(std::move(store)) : std::nullopt;
}

} // namespace transfer
