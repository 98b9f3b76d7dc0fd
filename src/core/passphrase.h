// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Sealing under a passphrase: Argon2id makes the key, XChaCha20-Poly1305 seals. What it cost is written in front, so
// that a later version can ask for more without losing older boxes; a box that asks for an absurd amount of memory is
// refused before anything is allocated, because the file it came from may be damaged or foreign.
//
//     salt 16 | passes 4 | memory in KiB 4 | nonce 24 | sealed

#include "core/bytes.h"
#include "core/result.h"
#include "core/rng.h"
#include "core/secret_bytes.h"

#include <optional>
#include <string_view>

namespace core {

struct PassphraseCost {
    std::uint32_t passes = 3;
    std::uint32_t memoryKib = 64 * 1024;

    bool operator==(const PassphraseCost&) const = default;
};

enum class PassphraseError : std::uint8_t {
    Wrong,     ///< or the sealed part was changed: the two cannot be told apart
    Malformed, ///< too short, or a cost outside the bounds
    NoMemory,
};

constexpr PassphraseCost passphraseCostLeast{1, 8};
constexpr PassphraseCost passphraseCostMost{16, 1024 * 1024};

/// Argon2id. Nothing when there is not that much memory.
[[nodiscard]] std::optional<Secret<32>>
stretchPassword(std::string_view password, const ByteArray<16>& salt, PassphraseCost cost);

/// `associated` must be the same when opening: it ties the box to its place.
[[nodiscard]] Result<Bytes, PassphraseError> sealWithPassphrase(std::string_view passphrase,
                                                                ByteView associated,
                                                                ByteView plain,
                                                                PassphraseCost cost,
                                                                Rng& rng);
[[nodiscard]] Result<Bytes, PassphraseError>
openWithPassphrase(std::string_view passphrase, ByteView associated, ByteView box);

} // namespace core
