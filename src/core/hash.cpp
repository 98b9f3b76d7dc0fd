// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/hash.h"

#include "core/check.h"

#include <sodium.h>

namespace core {

Hash32 hashOf(std::string_view context, std::initializer_list<ByteView> parts)
{
    CHECK(context.size() <= 255);
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 32);
    const auto length = static_cast<std::uint8_t>(context.size());
    crypto_generichash_update(&state, &length, 1);
    crypto_generichash_update(&state, bytesOf(context).data(), context.size());
    for (const ByteView part : parts) {
        crypto_generichash_update(&state, part.data(), part.size());
    }
    Hash32 out;
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

Hash32 sha256(std::initializer_list<ByteView> parts)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const ByteView part : parts) {
        crypto_hash_sha256_update(&state, part.data(), part.size());
    }
    Hash32 out;
    crypto_hash_sha256_final(&state, out.data());
    return out;
}

Hash32 hmacSha256(ByteView key, std::initializer_list<ByteView> parts)
{
    crypto_auth_hmacsha256_state state;
    static constexpr std::uint8_t none = 0; // libsodium wants an address even for a key of no bytes
    crypto_auth_hmacsha256_init(&state, key.empty() ? &none : key.data(), key.size());
    for (const ByteView part : parts) {
        crypto_auth_hmacsha256_update(&state, part.data(), part.size());
    }
    Hash32 out;
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

Secret<32> hkdf(ByteView salt, ByteView secret, std::initializer_list<ByteView> info)
{
    Hash32 extracted = hmacSha256(salt, {secret});
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, extracted.data(), extracted.size());
    for (const ByteView part : info) {
        crypto_auth_hmacsha256_update(&state, part.data(), part.size());
    }
    const std::uint8_t first = 1;
    crypto_auth_hmacsha256_update(&state, &first, 1);
    Secret<32> out;
    crypto_auth_hmacsha256_final(&state, out.mutableView().data());
    sodium_memzero(&state, sizeof state);
    wipe(extracted);
    return out;
}

Secret<32> deriveKey(ByteView secret, std::string_view purpose)
{
    return hkdf({}, secret, {bytesOf(purpose)});
}

} // namespace core
