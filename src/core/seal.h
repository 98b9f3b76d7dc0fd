// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Authenticated encryption: ChaCha20-Poly1305 (IETF) for links, whose nonces count, and XChaCha20-Poly1305 for bodies,
// whose nonces are random. Opening answers nothing when the tag does not fit.

#include "core/bytes.h"
#include "core/secret_bytes.h"

#include <optional>

namespace core {

constexpr std::size_t sealTagBytes = 16;
constexpr std::size_t xNonceBytes = 24;

/// `counter` becomes the Noise nonce: four zero bytes, then 64-bit little endian.
[[nodiscard]] Bytes
sealCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView plain);
[[nodiscard]] std::optional<Bytes>
openCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView sealed);

[[nodiscard]] Bytes sealRandom(const Secret<32>& key,
                               const ByteArray<xNonceBytes>& nonce,
                               ByteView associated,
                               ByteView plain);
[[nodiscard]] std::optional<Bytes> openRandom(const Secret<32>& key,
                                              const ByteArray<xNonceBytes>& nonce,
                                              ByteView associated,
                                              ByteView sealed);

} // namespace core
