// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Which blocks of a file are here, which are under way, which are missing.
//
// A Bitmap travels and is stored highest bit first, exactly as many bytes as it needs, the spare bits of the last one
// zero: there is one encoding of each set, and a decoder that refuses every other. ChunkMap holds two of them and finds
// the next missing block a word at a time, for it is asked before every request.

#include "core/bytes.h"

#include <optional>
#include <vector>

namespace transfer {

class Bitmap
{
public:
    explicit Bitmap(std::uint64_t size = 0);

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] bool full() const { return m_count == m_size; }
    /// False outside as well.
    [[nodiscard]] bool test(std::uint64_t index) const;
    void set(std::uint64_t index);
    void clear(std::uint64_t index);
    void fill();

    /// The 64 bits from 64 * word on, bit 0 the first; zero bits beyond the end.
    [[nodiscard]] std::uint64_t word(std::uint64_t word) const;

    [[nodiscard]] core::Bytes encode() const;
    [[nodiscard]] static std::optional<Bitmap> decode(std::uint64_t size, core::ByteView bytes);

    bool operator==(const Bitmap&) const = default;

private:
    std::uint64_t m_size;
    std::uint64_t m_count = 0;
    std::vector<std::uint64_t> m_words;
};

/// The same set in coarser steps: bit i is set when all of its `step` bits are (fewer at the end).
[[nodiscard]] Bitmap coarsened(const Bitmap& bits, std::uint64_t step);

enum class BlockState { Missing, Requested, Held };

class ChunkMap
{
public:
    explicit ChunkMap(std::uint64_t blocks);
    /// Held are those of `held`, missing all others.
    explicit ChunkMap(const Bitmap& held);

    [[nodiscard]] BlockState state(std::uint64_t block) const;
    void setState(std::uint64_t block, BlockState state);

    [[nodiscard]] const Bitmap& held() const { return m_held; }
    [[nodiscard]] std::uint64_t requested() const { return m_requested.count(); }
    [[nodiscard]] std::uint64_t missing() const
    {
        return m_held.size() - m_held.count() - m_requested.count();
    }
    [[nodiscard]] bool complete() const { return m_held.full(); }

    /// The first missing block in [from, to); with `among`, the first that is set there.
    [[nodiscard]] std::optional<std::uint64_t>
    nextMissing(std::uint64_t from, std::uint64_t to, const Bitmap* among = nullptr) const;

private:
    Bitmap m_held;
    Bitmap m_requested;
};

} // namespace transfer
