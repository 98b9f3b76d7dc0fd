// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/keys.h"

#include <sodium.h>

namespace core {

SigningKey::SigningKey(Seed seed)
    : m_seed(std::move(seed))
{
    crypto_sign_seed_keypair(
        m_public.data(), m_expanded.mutableView().data(), m_seed.view().data());
}

Signature SigningKey::sign(ByteView message) const
{
    Signature out;
    crypto_sign_detached(
        out.data(), nullptr, message.data(), message.size(), m_expanded.view().data());
    return out;
}

Signature SigningKey::sign(std::string_view context, std::initializer_list<ByteView> parts) const
{
    return sign(hashOf(context, parts));
}

bool verify(ByteView publicKey, ByteView message, ByteView signature)
{
    return publicKey.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES
           && crypto_sign_verify_detached(
                  signature.data(), message.data(), message.size(), publicKey.data())
                  == 0;
}

bool verify(ByteView publicKey,
            std::string_view context,
            std::initializer_list<ByteView> parts,
            ByteView signature)
{
    return verify(publicKey, hashOf(context, parts), signature);
}

AgreementKey::AgreementKey(Seed secret)
    : m_secret(std::move(secret))
{
    crypto_scalarmult_base(m_public.data(), m_secret.view().data());
}

std::optional<Secret<32>> AgreementKey::agree(const PublicKey& other) const
{
    Secret<32> shared;
    if (crypto_scalarmult(shared.mutableView().data(), m_secret.view().data(), other.data()) != 0) {
        return std::nullopt;
    }
    return shared;
}

std::optional<PublicKey> agreementHalfOf(ByteView signingKey)
{
    PublicKey out{};
    if (signingKey.size() != crypto_sign_PUBLICKEYBYTES
        || crypto_sign_ed25519_pk_to_curve25519(out.data(), signingKey.data()) != 0) {
        return std::nullopt;
    }
    return out;
}

AgreementKey agreementKeyOf(const SigningKey& key)
{
    PublicKey half{};
    Secret<64> expanded;
    Seed secret;
    crypto_sign_seed_keypair(half.data(), expanded.mutableView().data(), key.seed().view().data());
    crypto_sign_ed25519_sk_to_curve25519(secret.mutableView().data(), expanded.view().data());
    return AgreementKey(std::move(secret));
}

} // namespace core
