// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/chunk_map.h"

#include "core/check.h"

#include <algorithm>
#include <bit>

namespace transfer {

Bitmap::Bitmap(std::uint64_t size)
    : m_size(size)
    , m_words(static_cast<std::size_t>((size + 63) / 64))
{
}

bool Bitmap::test(std::uint64_t index) const
{
    return index < m_size && ((word(index / 64) >> (index % 64)) & 1U) != 0;
}

void Bitmap::set(std::uint64_t index)
{
    CHECK(index < m_size);
    if (!test(index)) {
        m_words[static_cast<std::size_t>(index / 64)] |= 1ULL << (index % 64);
        ++m_count;
    }
}

void Bitmap::clear(std::uint64_t index)
{
    CHECK(index < m_size);
    if (test(index)) {
        m_words[static_cast<std::size_t>(index / 64)] &= ~(1ULL << (index % 64));
        --m_count;
    }
}

void Bitmap::fill()
{
    std::fill(m_words.begin(), m_words.end(), ~0ULL);
    if (m_size % 64 != 0) {
        m_words.back() = (1ULL << (m_size % 64)) - 1;
    }
    m_count = m_size;
}

std::uint64_t Bitmap::word(std::uint64_t word) const
{
    return word < m_words.size() ? m_words[static_cast<std::size_t>(word)] : 0;
}

core::Bytes Bitmap::encode() const
{
    core::Bytes out(static_cast<std::size_t>((m_size + 7) / 8));
    for (std::size_t i = 0; i < out.size(); ++i) {
        // Words hold the first bit lowest, bytes on the wire highest.
        const std::uint64_t byte = m_words[i / 8] >> (8 * (i % 8));
        unsigned turned = 0;
        for (unsigned bit = 0; bit < 8; ++bit) {
            turned = (turned << 1U) | static_cast<unsigned>((byte >> bit) & 1U);
        }
        out[i] = static_cast<std::uint8_t>(turned);
    }
    return out;
}

std::optional<Bitmap> Bitmap::decode(std::uint64_t size, core::ByteView bytes)
{
    if (bytes.size() != size / 8 + (size % 8 == 0 ? 0 : 1)) {
        return std::nullopt;
    }
    Bitmap out(size);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            if (((bytes[i] >> (7 - bit)) & 1U) == 0) {
                continue;
            }
            const std::uint64_t index = i * 8 + bit;
            if (index >= size) {
                return std::nullopt;
            }
            out.set(index);
        }
    }
    return out;
}

Bitmap coarsened(const Bitmap& bits, std::uint64_t step)
{
    CHECK(step > 0);
    if (step == 1) {
        return bits;
    }
    Bitmap out((bits.size() + step - 1) / step);
    for (std::uint64_t i = 0; i < out.size(); ++i) {
        bool all = true;
        for (std::uint64_t at = i * step; all && at < std::min(bits.size(), (i + 1) * step); ++at) {
            all = bits.test(at);
        }
        if (all) {
            out.set(i);
        }
    }
    return out;
}

ChunkMap::ChunkMap(std::uint64_t blocks)
    : ChunkMap(Bitmap(blocks))
{
}

ChunkMap::ChunkMap(const Bitmap& held)
    : m_held(held)
    , m_requested(held.size())
{
}

BlockState ChunkMap::state(std::uint64_t block) const
{
    if (m_held.test(block)) {
        return BlockState::Held;
    }
    return m_requested.test(block) ? BlockState::Requested : BlockState::Missing;
}

void ChunkMap::setState(std::uint64_t block, BlockState state)
{
    m_held.clear(block);
    m_requested.clear(block);
    if (state == BlockState::Held) {
        m_held.set(block);
    } else if (state == BlockState::Requested) {
        m_requested.set(block);
    }
}

std::optional<std::uint64_t>
ChunkMap::nextMissing(std::uint64_t from, std::uint64_t to, const Bitmap* among) const
{
    to = std::min(to, m_held.size());
    std::uint64_t skip = from % 64;
    for (std::uint64_t word = from / 64; word * 64 < to; ++word, skip = 0) {
        const std::uint64_t wanted = among == nullptr ? ~0ULL : among->word(word);
        const std::uint64_t open =
            ~(m_held.word(word) | m_requested.word(word)) & wanted & (~0ULL << skip);
        if (open != 0) {
            const std::uint64_t block = word * 64 + static_cast<unsigned>(std::countr_zero(open));
            return block < to ? std::optional(block) : std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace transfer
