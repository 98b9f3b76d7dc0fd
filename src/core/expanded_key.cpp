// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/expanded_key.h"

#include <sodium.h>

namespace core {

namespace {

/// SHA-512 of the parts, reduced modulo the order of the base point.
Secret<32> reducedHash(std::initializer_list<ByteView> parts)
{
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    for (const ByteView part : parts) {
        crypto_hash_sha512_update(&state, part.data(), part.size());
    }
    Secret<64> wide;
    crypto_hash_sha512_final(&state, wide.mutableView().data());
    sodium_memzero(&state, sizeof state);
    Secret<32> out;
    crypto_core_ed25519_scalar_reduce(out.mutableView().data(), wide.view().data());
    return out;
}

} // namespace

ExpandedKey::ExpandedKey(Secret<64> scalarAndPrefix)
    : m_secret(std::move(scalarAndPrefix))
{
    static_cast<void>(
        crypto_scalarmult_ed25519_base_noclamp(m_public.data(), m_secret.view().data()));
}

ExpandedKey ExpandedKey::fromSeed(const Seed& seed)
{
    Secret<64> expanded;
    crypto_hash_sha512(expanded.mutableView().data(), seed.view().data(), seed.view().size());
    expanded.mutableView()[0] &= 0xf8;
    expanded.mutableView()[31] &= 0x7f;
    expanded.mutableView()[31] |= 0x40;
    return ExpandedKey(std::move(expanded));
}

Signature ExpandedKey::sign(ByteView message) const
{
    const ByteView scalar = m_secret.view().first(32);
    const Secret<32> nonce = reducedHash({m_secret.view().last(32), message});
    Signature out{};
    static_cast<void>(crypto_scalarmult_ed25519_base_noclamp(out.data(), nonce.view().data()));
    const Secret<32> challenge = reducedHash({ByteView(out).first(32), m_public, message});
    Secret<32> product;
    crypto_core_ed25519_scalar_mul(
        product.mutableView().data(), challenge.view().data(), scalar.data());
    crypto_core_ed25519_scalar_add(out.data() + 32, product.view().data(), nonce.view().data());
    return out;
}

} // namespace core
