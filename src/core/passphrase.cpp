// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/passphrase.h"

#include "core/codec.h"
#include "core/seal.h"
#include "core/secret_bytes.h"

#include <sodium.h>

#include <optional>

namespace core {

namespace {

constexpr std::size_t saltBytes = crypto_pwhash_argon2id_SALTBYTES;
static_assert(saltBytes == 16);

bool withinBounds(PassphraseCost cost)
{
    return cost.passes >= passphraseCostLeast.passes && cost.passes <= passphraseCostMost.passes
           && cost.memoryKib >= passphraseCostLeast.memoryKib
           && cost.memoryKib <= passphraseCostMost.memoryKib;
}

/// The cost is signed along, so that nobody can make a box look cheaper than it is.
Bytes associatedWith(ByteView associated, PassphraseCost cost)
{
    Bytes out = copyOf(associated);
    Writer writer(out);
    writer.u32(cost.passes);
    writer.u32(cost.memoryKib);
    return out;
}

} // namespace

std::optional<Secret<32>>
stretchPassword(std::string_view password, const ByteArray<16>& salt, PassphraseCost cost)
{
    Secret<32> key;
    const int failed = crypto_pwhash_argon2id(key.mutableView().data(),
                                              Secret<32>::size,
                                              password.data(),
                                              password.size(),
                                              salt.data(),
                                              cost.passes,
                                              std::size_t{cost.memoryKib} * 1024,
                                              crypto_pwhash_argon2id_ALG_ARGON2ID13);
    return failed == 0 ? std::optional(std::move(key)) : std::nullopt;
}

Result<Bytes, PassphraseError> sealWithPassphrase(
    std::string_view passphrase, ByteView associated, ByteView plain, PassphraseCost cost, Rng& rng)
{
    if (!withinBounds(cost)) {
        return fail(PassphraseError::Malformed);
    }
    const auto salt = rng.bytes<saltBytes>();
    const auto nonce = rng.bytes<xNonceBytes>();
    const auto key = stretchPassword(passphrase, salt, cost);
    if (!key) {
        return fail(PassphraseError::NoMemory);
    }
    Bytes out;
    Writer writer(out);
    writer.bytes(salt);
    writer.u32(cost.passes);
    writer.u32(cost.memoryKib);
    writer.bytes(nonce);
    writer.bytes(sealRandom(*key, nonce, associatedWith(associated, cost), plain));
    return out;
}

Result<Bytes, PassphraseError>
openWithPassphrase(std::string_view passphrase, ByteView associated, ByteView box)
{
    Reader reader(box);
    const auto salt = reader.array<saltBytes>();
    PassphraseCost cost;
    cost.passes = reader.u32();
    cost.memoryKib = reader.u32();
    const auto nonce = reader.array<xNonceBytes>();
    const ByteView sealed = reader.bytes(reader.left());
    if (!reader.ok() || sealed.size() < sealTagBytes || !withinBounds(cost)) {
        return fail(PassphraseError::Malformed);
    }
    const auto key = stretchPassword(passphrase, salt, cost);
    if (!key) {
        return fail(PassphraseError::NoMemory);
    }
    auto plain = openRandom(*key, nonce, associatedWith(associated, cost), sealed);
    if (!plain) {
        return fail(PassphraseError::Wrong);
    }
    return std::move(*plain);
}

} // namespace core
