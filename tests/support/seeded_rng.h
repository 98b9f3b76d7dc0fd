// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Randomness that a seed replays: ChaCha20's key stream, the same on every machine.

#include "core/rng.h"

namespace support {

class SeededRng final : public core::Rng
{
public:
    explicit SeededRng(std::uint64_t seed);
    void fill(core::MutableByteView out) override;

private:
    core::ByteArray<32> m_key{};
    std::uint64_t m_block = 0;
    core::ByteArray<1024> m_buffer{};
    std::size_t m_used = 1024;
};

} // namespace support
