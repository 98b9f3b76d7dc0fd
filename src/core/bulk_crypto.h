// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The same primitives as core/hash.h and core/seal.h, from libcrypto, for file bytes only: on CPUs with SHA and AVX
// extensions it is several times faster than libsodium 1.0.18, and files are where that is felt.

#include "core/hash.h"

#include <optional>

namespace core::bulk {

[[nodiscard]] Hash32 sha256(ByteView data);
/// SHA-256 over two concatenated hashes: the inner node of a Merkle tree.
[[nodiscard]] Hash32 sha256Pair(const Hash32& left, const Hash32& right);

/// Interchangeable with core::sealCounted and core::openCounted.
[[nodiscard]] Bytes
sealCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView plain);
[[nodiscard]] std::optional<Bytes>
openCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView sealed);

} // namespace core::bulk
