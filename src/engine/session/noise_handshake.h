// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A Noise handshake of the XX family: XX itself and XX with any of the modifiers psk0 to psk3, named as the
// specification names them. Links use XXpsk0 alone; the others are here because official vectors exist for them and
// none exists for XXpsk0, so that the same code is measured against published bytes.
//
//     handshake.write(payload, rng) / handshake.read(message)   in turn, initiator first, three messages
//     handshake.finished() -> handshake.split(), hash(), remoteStatic()
//
// Promises: a peer's key of low order, a wrong tag or a wrong length ends the handshake for good; nothing is learnt
// from a message whose tags do not all fit; secrets are wiped when the object goes.

#include "core/keys.h"
#include "core/result.h"
#include "core/rng.h"
#include "engine/session/noise_state.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::session {

enum class Role : std::uint8_t { Initiator, Responder };

enum class HandshakeError : std::uint8_t {
    BadLength,
    BadSeal,
    LowOrderKey,
    Spent, // failed before, finished, or the other side's turn
};

enum class Token : std::uint8_t { E, S, Ee, Es, Se, Psk };

/// The tokens of one message. Plain storage, so that cloning a handshake allocates nothing.
struct TokenRow {
    std::array<Token, 6> tokens{};
    std::size_t count = 0;

    void add(Token token);
    void addFirst(Token token);
};

struct NoisePattern {
    std::array<TokenRow, 3> messages;
    std::size_t psks = 0;

    /// "Noise_XX[pskN[+pskN]...]_25519_ChaChaPoly_SHA256" with N from 0 to 3, rising; nothing for any other name.
    [[nodiscard]] static std::optional<NoisePattern> parse(std::string_view protocolName);
};

class NoiseHandshake
{
public:
    /// `protocolName` must parse, and `psks` be as many as it names. A psk that opens the first message is mixed in
    /// here already, so that a clone of this object costs the first message nothing but what depends on its bytes.
    NoiseHandshake(std::string_view protocolName,
                   Role role,
                   core::ByteView prologue,
                   std::vector<core::Secret<32>> psks);
    /// Only before the first message and before a static key was given.
    [[nodiscard]] NoiseHandshake clone() const;

    /// Needed by the time that the pattern sends it; a responder gives it once it knows who is meant.
    void setStatic(core::AgreementKey key) { m_static = std::move(key); }
    [[nodiscard]] const std::optional<core::AgreementKey>& ownStatic() const { return m_static; }

    [[nodiscard]] core::Result<core::Bytes, HandshakeError> write(core::ByteView payload,
                                                                  core::Rng& rng);
    /// Answers the payload.
    [[nodiscard]] core::Result<core::Bytes, HandshakeError> read(core::ByteView message);

    [[nodiscard]] bool finished() const { return m_next == m_pattern.messages.size(); }
    [[nodiscard]] const std::optional<core::PublicKey>& remoteStatic() const
    {
        return m_remoteStatic;
    }
    /// Bound to everything that was said: what signatures inside the link are made over.
    [[nodiscard]] const core::Hash32& hash() const { return m_symmetric.hash(); }

    struct Ciphers {
        CipherState send;
        CipherState receive;
    };
    /// Only when finished.
    [[nodiscard]] Ciphers split() const;

private:
    using Step = core::Result<void, HandshakeError>;

    NoiseHandshake(const NoisePattern& pattern, Role role, SymmetricState symmetric);
    [[nodiscard]] bool ownTurn() const;
    [[nodiscard]] Step writeToken(Token token, core::Rng& rng, core::Bytes& out);
    [[nodiscard]] Step readToken(Token token, core::ByteView& message);
    [[nodiscard]] Step mixAgreement(Token token);
    void mixEphemeral(const core::PublicKey& key);
    void mixPsk();
    [[nodiscard]] core::Failure<HandshakeError> spoil(HandshakeError error);

    NoisePattern m_pattern;
    Role m_role;
    SymmetricState m_symmetric;
    std::vector<core::Secret<32>> m_psks;
    std::size_t m_pskNext = 0;
    std::size_t m_next = 0; // message
    bool m_spoilt = false;
    std::optional<core::AgreementKey> m_static;
    std::optional<core::AgreementKey> m_ephemeral;
    std::optional<core::PublicKey> m_remoteStatic;
    std::optional<core::PublicKey> m_remoteEphemeral;
};

} // namespace engine::session
