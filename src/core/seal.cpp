// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/seal.h"

#include <sodium.h>

namespace core {

namespace {

ByteArray<12> countedNonce(std::uint64_t counter)
{
    ByteArray<12> nonce{};
    for (std::size_t i = 0; i < 8; ++i) {
        nonce[4 + i] = static_cast<std::uint8_t>(counter >> (8 * i));
    }
    return nonce;
}

} // namespace

Bytes sealCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView plain)
{
    const auto nonce = countedNonce(counter);
    Bytes out(plain.size() + sealTagBytes);
    crypto_aead_chacha20poly1305_ietf_encrypt(out.data(),
                                              nullptr,
                                              plain.data(),
                                              plain.size(),
                                              associated.data(),
                                              associated.size(),
                                              nullptr,
                                              nonce.data(),
                                              key.view().data());
    return out;
}

std::optional<Bytes>
openCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView sealed)
{
    if (sealed.size() < sealTagBytes) {
        return std::nullopt;
    }
    const auto nonce = countedNonce(counter);
    Bytes out(sealed.size() - sealTagBytes);
    const int bad = crypto_aead_chacha20poly1305_ietf_decrypt(out.data(),
                                                              nullptr,
                                                              nullptr,
                                                              sealed.data(),
                                                              sealed.size(),
                                                              associated.data(),
                                                              associated.size(),
                                                              nonce.data(),
                                                              key.view().data());
    return bad == 0 ? std::optional(std::move(out)) : std::nullopt;
}

Bytes sealRandom(const Secret<32>& key,
                 const ByteArray<xNonceBytes>& nonce,
                 ByteView associated,
                 ByteView plain)
{
    Bytes out(plain.size() + sealTagBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(),
                                               nullptr,
                                               plain.data(),
                                               plain.size(),
                                               associated.data(),
                                               associated.size(),
                                               nullptr,
                                               nonce.data(),
                                               key.view().data());
    return out;
}

std::optional<Bytes> openRandom(const Secret<32>& key,
                                const ByteArray<xNonceBytes>& nonce,
                                ByteView associated,
                                ByteView sealed)
{
    if (sealed.size() < sealTagBytes) {
        return std::nullopt;
    }
    Bytes out(sealed.size() - sealTagBytes);
    const int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(),
                                                               nullptr,
                                                               nullptr,
                                                               sealed.data(),
                                                               sealed.size(),
                                                               associated.data(),
                                                               associated.size(),
                                                               nonce.data(),
                                                               key.view().data());
    return bad == 0 ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace core
