// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/seeded_rng.h"

#include <sodium.h>

#include <algorithm>

namespace support {

SeededRng::SeededRng(std::uint64_t seed)
{
    for (std::size_t i = 0; i < 8; ++i) {
        m_key[i] = static_cast<std::uint8_t>(seed >> (8 * i));
    }
}

void SeededRng::fill(core::MutableByteView out)
{
    while (!out.empty()) {
        if (m_used == m_buffer.size()) {
            core::ByteArray<8> nonce{};
            for (std::size_t i = 0; i < 8; ++i) {
                nonce[i] = static_cast<std::uint8_t>(m_block >> (8 * i));
            }
            crypto_stream_chacha20(m_buffer.data(), m_buffer.size(), nonce.data(), m_key.data());
            ++m_block;
            m_used = 0;
        }
        const std::size_t count = std::min(out.size(), m_buffer.size() - m_used);
        std::copy_n(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_used), count, out.begin());
        m_used += count;
        out = out.subspan(count);
    }
}

} // namespace support
