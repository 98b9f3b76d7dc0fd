// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Ed25519 signing keys and X25519 agreement keys. Both are made from a 32-byte seed that comes from the injected Rng
// (or from disk), so that a seeded run makes the same keys again.

#include "core/bytes.h"
#include "core/hash.h"
#include "core/secret_bytes.h"

#include <optional>

namespace core {

using Signature = ByteArray<64>;
using PublicKey = ByteArray<32>;
using Seed = Secret<32>;

/// Ed25519, deterministic signatures.
class SigningKey
{
public:
    explicit SigningKey(Seed seed);

    [[nodiscard]] const PublicKey& publicKey() const { return m_public; }
    [[nodiscard]] const Seed& seed() const { return m_seed; }
    [[nodiscard]] SigningKey clone() const { return SigningKey(m_seed.clone()); }

    [[nodiscard]] Signature sign(ByteView message) const;
    /// Signs H(context, parts): what all our signatures other than an event's are made over.
    [[nodiscard]] Signature sign(std::string_view context,
                                 std::initializer_list<ByteView> parts) const;

private:
    Seed m_seed;
    PublicKey m_public{};
    Secret<64> m_expanded;
};

[[nodiscard]] bool verify(ByteView publicKey, ByteView message, ByteView signature);
[[nodiscard]] bool verify(ByteView publicKey,
                          std::string_view context,
                          std::initializer_list<ByteView> parts,
                          ByteView signature);

/// X25519.
class AgreementKey
{
public:
    explicit AgreementKey(Seed secret);

    [[nodiscard]] const PublicKey& publicKey() const { return m_public; }
    [[nodiscard]] const Seed& secret() const { return m_secret; }
    [[nodiscard]] AgreementKey clone() const { return AgreementKey(m_secret.clone()); }
    /// Nothing when the other key is of low order (an all-zero result).
    [[nodiscard]] std::optional<Secret<32>> agree(const PublicKey& other) const;

private:
    Seed m_secret;
    PublicKey m_public{};
};

/// The X25519 pair that belongs to an Ed25519 one: what is sealed to the first half is for whoever signs with that key.
/// Nothing when the bytes are no key that anybody could sign with.
[[nodiscard]] std::optional<PublicKey> agreementHalfOf(ByteView signingKey);
[[nodiscard]] AgreementKey agreementKeyOf(const SigningKey& key);

} // namespace core
