// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Randomness is an argument. Production passes the operating system's generator (engine/host), the simulator and the
// fuzzers a seeded one, so that a seed replays a whole network.

#include "core/bytes.h"

namespace core {

class Rng
{
public:
    Rng() = default;
    Rng(const Rng&) = delete;
    Rng& operator=(const Rng&) = delete;
    Rng(Rng&&) = delete;
    Rng& operator=(Rng&&) = delete;
    virtual ~Rng() = default;

    virtual void fill(MutableByteView out) = 0;

    template<std::size_t N>
    [[nodiscard]] ByteArray<N> bytes()
    {
        ByteArray<N> out;
        fill(out);
        return out;
    }

    [[nodiscard]] std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : bytes<8>()) {
            value = (value << 8U) | byte;
        }
        return value;
    }

    /// Uniform in [0, bound); bound must be at least 1. Rejection keeps it free of modulo bias.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound)
    {
        const std::uint64_t limit = bound * (UINT64_MAX / bound);
        std::uint64_t value = number();
        while (value >= limit) {
            value = number();
        }
        return value % bound;
    }
};

} // namespace core
