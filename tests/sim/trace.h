// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A hash over everything that every peer did and when: two runs of one seed must end with the same one.

#include "core/bytes.h"
#include "core/time.h"

namespace sim {

class Trace
{
public:
    void add(std::uint64_t number)
    {
        for (unsigned i = 0; i < 8; ++i) {
            step(static_cast<std::uint8_t>(number >> (8 * i)));
        }
    }
    void add(core::ByteView bytes)
    {
        add(bytes.size());
        for (const std::uint8_t byte : bytes) {
            step(byte);
        }
    }
    [[nodiscard]] std::uint64_t hash() const { return m_hash; }

private:
    void step(std::uint8_t byte) { m_hash = (m_hash ^ byte) * 1099511628211ULL; } // FNV-1a

    std::uint64_t m_hash = 14695981039346656037ULL;
};

} // namespace sim
