// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// An Ed25519 secret in its expanded form: a scalar and a nonce prefix, as SHA-512 makes them from a seed. BEP 44's
// test key exists only in this form, and blinded keys (a scalar multiplied by another) have no seed at all, so
// neither can be given to SigningKey. Signatures are the ordinary, deterministic ones.

#include "core/keys.h"

namespace core {

class ExpandedKey
{
public:
    /// 32 bytes scalar (already clamped or reduced) and 32 bytes nonce prefix.
    explicit ExpandedKey(Secret<64> scalarAndPrefix);
    /// The form that belongs to a seed: signs exactly as SigningKey(seed) does.
    [[nodiscard]] static ExpandedKey fromSeed(const Seed& seed);

    [[nodiscard]] const PublicKey& publicKey() const { return m_public; }
    [[nodiscard]] Signature sign(ByteView message) const;

private:
    Secret<64> m_secret;
    PublicKey m_public{};
};

} // namespace core
