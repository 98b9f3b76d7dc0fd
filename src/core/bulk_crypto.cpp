// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/bulk_crypto.h"

#include "core/check.h"
#include "core/seal.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <memory>

namespace core::bulk {

namespace {

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

ByteArray<12> countedNonce(std::uint64_t counter)
{
    ByteArray<12> nonce{};
    for (std::size_t i = 0; i < 8; ++i) {
        nonce[4 + i] = static_cast<std::uint8_t>(counter >> (8 * i));
    }
    return nonce;
}

/// Runs one update in the direction that the context was set up for; the associated data goes in first.
void update(EVP_CIPHER_CTX* context, ByteView associated, ByteView in, std::uint8_t* out)
{
    int written = 0;
    CHECK(in.size() <= INT32_MAX && associated.size() <= INT32_MAX);
    if (!associated.empty()) {
        CHECK(
            EVP_CipherUpdate(
                context, nullptr, &written, associated.data(), static_cast<int>(associated.size()))
            == 1);
    }
    if (!in.empty()) {
        CHECK(EVP_CipherUpdate(context, out, &written, in.data(), static_cast<int>(in.size()))
              == 1);
    }
}

Cipher cipher(const Secret<32>& key, std::uint64_t counter, int encrypting)
{
    Cipher context(EVP_CIPHER_CTX_new());
    const auto nonce = countedNonce(counter);
    CHECK(context
          && EVP_CipherInit_ex(context.get(),
                               EVP_chacha20_poly1305(),
                               nullptr,
                               key.view().data(),
                               nonce.data(),
                               encrypting)
                 == 1);
    return context;
}

} // namespace

Hash32 sha256(ByteView data)
{
    Hash32 out;
    SHA256(data.data(), data.size(), out.data());
    return out;
}

Hash32 sha256Pair(const Hash32& left, const Hash32& right)
{
    ByteArray<64> both;
    std::copy(left.begin(), left.end(), both.begin());
    std::copy(right.begin(), right.end(), both.begin() + 32);
    return sha256(both);
}

Bytes sealCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView plain)
{
    const Cipher context = cipher(key, counter, 1);
    Bytes out(plain.size() + sealTagBytes);
    update(context.get(), associated, plain, out.data());
    int written = 0;
    CHECK(EVP_CipherFinal_ex(context.get(), out.data() + plain.size(), &written) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context.get(),
                              EVP_CTRL_AEAD_GET_TAG,
                              static_cast<int>(sealTagBytes),
                              out.data() + plain.size())
          == 1);
    return out;
}

std::optional<Bytes>
openCounted(const Secret<32>& key, std::uint64_t counter, ByteView associated, ByteView sealed)
{
    if (sealed.size() < sealTagBytes) {
        return std::nullopt;
    }
    const Cipher context = cipher(key, counter, 0);
    const std::size_t length = sealed.size() - sealTagBytes;
    Bytes tag = copyOf(sealed.last(sealTagBytes));
    Bytes out(length);
    CHECK(EVP_CIPHER_CTX_ctrl(
              context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data())
          == 1);
    update(context.get(), associated, sealed.first(length), out.data());
    int written = 0;
    std::uint8_t none = 0;
    if (EVP_CipherFinal_ex(context.get(), &none, &written) != 1) {
        return std::nullopt;
    }
    return out;
}

} // namespace core::bulk
