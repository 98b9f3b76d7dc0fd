// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The hashes of the protocol. BLAKE2b-256 with a context names our own things; SHA-256, HMAC and HKDF serve Noise and
// derive keys. A context is a short constant text: no two uses share one, so no hash of one kind is a hash of another.

#include "core/bytes.h"
#include "core/secret_bytes.h"

#include <initializer_list>
#include <string_view>

namespace core {

using Hash32 = ByteArray<32>;

/// BLAKE2b-256(context length (1 byte) || context || parts...). The context is at most 255 bytes long.
[[nodiscard]] Hash32 hashOf(std::string_view context, std::initializer_list<ByteView> parts);

[[nodiscard]] Hash32 sha256(std::initializer_list<ByteView> parts);
[[nodiscard]] Hash32 hmacSha256(ByteView key, std::initializer_list<ByteView> parts);

/// HKDF-SHA256 (RFC 5869): extract with `salt`, expand with `info`, 32 bytes out.
[[nodiscard]] Secret<32> hkdf(ByteView salt, ByteView secret, std::initializer_list<ByteView> info);
/// The same with an empty salt and a text as info: how every sub-key of a room secret is made.
[[nodiscard]] Secret<32> deriveKey(ByteView secret, std::string_view purpose);

} // namespace core
