// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The two lower objects of the Noise specification (revision 34, sections 5.1 and 5.2) for the one suite that we
// speak: 25519, ChaChaPoly, SHA256.
//
// Promises: a nonce is never used twice under a key (the counter cannot be set by a caller, the last value, 2^64-1,
// is refused because Rekey uses it), a failed decryption changes nothing, and every key is wiped when its object goes.

#include "core/bytes.h"
#include "core/hash.h"
#include "core/secret_bytes.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace engine::session {

/// A key and the counter of the messages sealed, or opened, under it.
class CipherState
{
public:
    /// Reserved by the specification: Rekey seals under it, messages never do.
    static constexpr std::uint64_t forbiddenNonce = UINT64_MAX;

    CipherState() = default;
    /// A counter other than 0 is for tests of its end.
    explicit CipherState(core::Secret<32> key, std::uint64_t firstNonce = 0);
    [[nodiscard]] CipherState clone() const;

    [[nodiscard]] bool hasKey() const { return m_hasKey; }
    [[nodiscard]] std::uint64_t nonce() const { return m_nonce; }

    /// Without a key both pass their text through. Nothing once the counter is used up.
    [[nodiscard]] std::optional<core::Bytes> encrypt(core::ByteView associated,
                                                     core::ByteView plain);
    /// Nothing, and no change, when the tag does not fit.
    [[nodiscard]] std::optional<core::Bytes> decrypt(core::ByteView associated,
                                                     core::ByteView sealed);
    /// A new key from the old one by a one-way step; the counter runs on.
    void rekey();
    /// From now on libcrypto does the work: same bytes, several times the speed. For links that carry files.
    void useBulkCrypto() { m_bulk = true; }

private:
    core::Secret<32> m_key;
    std::uint64_t m_nonce = 0;
    bool m_hasKey = false;
    bool m_bulk = false;
};

/// The running hash and chaining key of a handshake.
class SymmetricState
{
public:
    explicit SymmetricState(std::string_view protocolName);
    [[nodiscard]] SymmetricState clone() const;

    void mixHash(core::ByteView bytes);
    void mixKey(core::ByteView material);
    void mixKeyAndHash(core::ByteView material);
    [[nodiscard]] std::optional<core::Bytes> encryptAndHash(core::ByteView plain);
    [[nodiscard]] std::optional<core::Bytes> decryptAndHash(core::ByteView sealed);

    [[nodiscard]] bool hasKey() const { return m_cipher.hasKey(); }
    [[nodiscard]] const core::Hash32& hash() const { return m_hash; }
    /// First the cipher of what the initiator sends, then that of what the responder sends.
    [[nodiscard]] std::pair<CipherState, CipherState> split() const;

private:
    core::Hash32 m_hash{};
    core::Secret<32> m_chainingKey;
    CipherState m_cipher;
};

} // namespace engine::session
