// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The items of BEP 44. An immutable one is named by the SHA-1 of its bencoded value; a mutable one by the SHA-1 of
// its public key and salt, signed over salt, sequence number and value, and replaced by higher sequence numbers.

#include "core/keys.h"
#include "dht/node_id.h"

namespace dht {

struct MutablePart {
    core::PublicKey key{};
    core::Bytes salt;
    std::int64_t seq = 0;
    core::Signature signature{};

    auto operator<=>(const MutablePart&) const = default;
};

struct Item {
    /// Bencoded.
    core::Bytes value;
    /// Nothing: an immutable item.
    std::optional<MutablePart> mutablePart;

    bool operator==(const Item&) const = default;
};

[[nodiscard]] Target immutableTarget(core::ByteView value);
[[nodiscard]] Target mutableTarget(const core::PublicKey& key, core::ByteView salt);
[[nodiscard]] Target targetOf(const Item& item);

/// What a mutable item's signature is made over.
[[nodiscard]] core::Bytes signedBuffer(core::ByteView salt, std::int64_t seq, core::ByteView value);
[[nodiscard]] bool hasValidSignature(const Item& item);

/// A mutable item signed by `key`: core::SigningKey or core::ExpandedKey.
template<class Key>
[[nodiscard]] Item
signItem(const Key& key, core::ByteView salt, std::int64_t seq, core::ByteView value)
{
    return {
        core::copyOf(value),
        MutablePart{
            key.publicKey(), core::copyOf(salt), seq, key.sign(signedBuffer(salt, seq, value))}};
}

} // namespace dht
