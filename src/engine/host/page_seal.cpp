// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/page_seal.h"

#include <sodium.h>

#include <algorithm>

namespace engine::host {

namespace {

constexpr std::size_t nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(nonceBytes + tagBytes == sealOverhead);

using Associated = core::ByteArray<9>;

Associated associatedWith(Piece piece, std::uint64_t number)
{
    Associated out{};
    out[0] = static_cast<std::uint8_t>(piece);
    for (std::size_t i = 0; i < 8; ++i) {
        out[1 + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    }
    return out;
}

} // namespace

PageSeal::PageSeal(core::Secret<32> key, core::Rng& rng)
    : m_key(std::move(key))
    , m_rng(rng)
{
}

void PageSeal::seal(Piece piece, std::uint64_t number, core::MutableByteView bytes)
{
    const core::MutableByteView text = bytes.first(bytes.size() - sealOverhead);
    const core::MutableByteView nonce = bytes.subspan(text.size(), nonceBytes);
    const core::MutableByteView tag = bytes.last(tagBytes);
    {
        const std::lock_guard lock(m_drawing);
        m_rng.fill(nonce);
    }
    const Associated associated = associatedWith(piece, number);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(text.data(),
                                                        tag.data(),
                                                        nullptr,
                                                        text.data(),
                                                        text.size(),
                                                        associated.data(),
                                                        associated.size(),
                                                        nullptr,
                                                        nonce.data(),
                                                        m_key.view().data());
}

bool PageSeal::open(Piece piece, std::uint64_t number, core::MutableByteView bytes) const
{
    const core::MutableByteView text = bytes.first(bytes.size() - sealOverhead);
    const core::MutableByteView nonce = bytes.subspan(text.size(), nonceBytes);
    const core::MutableByteView tag = bytes.last(tagBytes);
    const Associated associated = associatedWith(piece, number);
    const int bad = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(text.data(),
                                                                        nullptr,
                                                                        text.data(),
                                                                        text.size(),
                                                                        tag.data(),
                                                                        associated.data(),
                                                                        associated.size(),
                                                                        nonce.data(),
                                                                        m_key.view().data());
    std::fill(nonce.begin(), nonce.end(), std::uint8_t{0});
    std::fill(tag.begin(), tag.end(), std::uint8_t{0});
    return bad == 0;
}

} // namespace engine::host
