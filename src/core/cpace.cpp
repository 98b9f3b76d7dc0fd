// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/cpace.h"

#include "core/check.h"

#include <sodium.h>

#include <algorithm>
#include <string_view>

namespace core {

namespace {

constexpr std::string_view suite = "CPaceRistretto255";
constexpr std::string_view keySuite = "CPaceRistretto255_ISK";
constexpr std::size_t hashBlock = 128; ///< of SHA-512
constexpr std::uint8_t scalarTop = 0x0f;

/// The length in seven bits a byte, the lowest first, then the bytes.
void addPrefixed(Bytes& out, ByteView part)
{
    std::size_t length = part.size();
    constexpr std::size_t seven = 0x7f;
    while (length > seven) {
        out.push_back(static_cast<std::uint8_t>((length & seven) | (seven + 1)));
        length >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(length));
    append(out, part);
}

/// The password fills the first block of the hash on its own, so that its length does not show in time.
Cpace::Share generator(ByteView password, ByteView channel, ByteView session)
{
    Bytes text;
    addPrefixed(text, bytesOf(suite));
    addPrefixed(text, password);
    const std::size_t taken = text.size() + 1;
    addPrefixed(text, Bytes(taken < hashBlock ? hashBlock - taken : 0));
    addPrefixed(text, channel);
    addPrefixed(text, session);
    ByteArray<crypto_hash_sha512_BYTES> hash{};
    crypto_hash_sha512(hash.data(), text.data(), text.size());
    Cpace::Share out{};
    CHECK(crypto_core_ristretto255_from_hash(out.data(), hash.data()) == 0);
    wipe(text);
    wipe(hash);
    return out;
}

} // namespace

Cpace::Cpace(ByteView password, ByteView channel, ByteView session, Secret<32> scalar)
    : m_session(copyOf(session))
    , m_scalar(std::move(scalar))
{
    m_scalar.mutableView().back() &= scalarTop;
    Share base = generator(password, channel, session);
    // Fails for the zero scalar alone; the other end refuses an all-zero share.
    if (crypto_scalarmult_ristretto255(m_share.data(), m_scalar.view().data(), base.data()) != 0) {
        m_share = {};
    }
    wipe(base);
}

std::optional<Cpace::Key> Cpace::finish(bool initiator,
                                        const Share& other,
                                        ByteView initiatorSays,
                                        ByteView responderSays) const
{
    Secret<32> point;
    if (crypto_scalarmult_ristretto255(
            point.mutableView().data(), m_scalar.view().data(), other.data())
        != 0) {
        return std::nullopt;
    }
    Bytes text;
    addPrefixed(text, bytesOf(keySuite));
    addPrefixed(text, m_session);
    addPrefixed(text, point.view());
    addPrefixed(text, initiator ? m_share : other);
    addPrefixed(text, initiatorSays);
    addPrefixed(text, initiator ? other : m_share);
    addPrefixed(text, responderSays);
    Key out;
    crypto_hash_sha512(out.mutableView().data(), text.data(), text.size());
    wipe(text);
    return out;
}

} // namespace core
