// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How a piece of the history file is sealed on the disk: XChaCha20-Poly1305 under the profile's key, a fresh random nonce
// at every write (frames of the write-ahead log are overwritten in place, so nothing about their place may serve as one),
// and the piece's role and number as associated data, so that no piece passes for another. An old version of the same
// piece does pass: who can put back the whole file can put back its past.
//
//     sealed piece = ciphertext | nonce 24 | tag 16

#include "core/bytes.h"
#include "core/rng.h"
#include "core/secret_bytes.h"

#include <cstdint>
#include <mutex>

namespace engine::host {

constexpr std::size_t sealOverhead = 40;

enum class Piece : std::uint8_t { Page = 1, LogHeader = 2, LogFrame = 3 };

/// Used by the connections of several threads at once.
class PageSeal
{
public:
    /// The source of nonces outlives this.
    PageSeal(core::Secret<32> key, core::Rng& rng);

    /// Seals in place; the last sealOverhead bytes are overwritten with nonce and tag.
    void seal(Piece piece, std::uint64_t number, core::MutableByteView bytes);
    /// Opens in place and leaves zeros in the last sealOverhead bytes. False: not sealed so under this key, or altered;
    /// then the bytes are worth nothing.
    [[nodiscard]] bool open(Piece piece, std::uint64_t number, core::MutableByteView bytes) const;

private:
    core::Secret<32> m_key;
    std::mutex m_drawing;
    core::Rng& m_rng;
};

} // namespace engine::host
