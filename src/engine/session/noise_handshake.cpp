// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/noise_handshake.h"

#include "core/limits.h"
#include "core/seal.h"

#include <algorithm>

namespace engine::session {

namespace {

constexpr std::string_view namePrefix = "Noise_XX";
constexpr std::string_view nameSuffix = "_25519_ChaChaPoly_SHA256";
constexpr std::string_view modifierPrefix = "psk";

core::PublicKey publicKeyOf(core::ByteView bytes)
{
    core::PublicKey key;
    std::copy_n(bytes.begin(), key.size(), key.begin());
    return key;
}

/// psk0 opens the first message, psk1 to psk3 close messages one to three.
void placePsk(NoisePattern& pattern, std::size_t place)
{
    if (place == 0) {
        pattern.messages[0].addFirst(Token::Psk);
    } else {
        pattern.messages[place - 1].add(Token::Psk);
    }
    ++pattern.psks;
}

} // namespace

void TokenRow::add(Token token)
{
    CHECK(count < tokens.size());
    tokens[count++] = token;
}

void TokenRow::addFirst(Token token)
{
    add(token);
    std::rotate(tokens.begin(), tokens.begin() + count - 1, tokens.begin() + count);
}

std::optional<NoisePattern> NoisePattern::parse(std::string_view protocolName)
{
    if (!protocolName.starts_with(namePrefix) || !protocolName.ends_with(nameSuffix)
        || protocolName.size() < namePrefix.size() + nameSuffix.size()) {
        return std::nullopt;
    }
    std::string_view modifiers = protocolName.substr(namePrefix.size());
    modifiers.remove_suffix(nameSuffix.size());

    NoisePattern pattern;
    pattern.messages[0] = {{Token::E}, 1};
    pattern.messages[1] = {{Token::E, Token::Ee, Token::S, Token::Es}, 4};
    pattern.messages[2] = {{Token::S, Token::Se}, 2};
    std::size_t lowest = 0;
    while (!modifiers.empty()) {
        if (pattern.psks > 0) {
            if (modifiers.front() != '+') {
                return std::nullopt;
            }
            modifiers.remove_prefix(1);
        }
        if (!modifiers.starts_with(modifierPrefix) || modifiers.size() <= modifierPrefix.size()) {
            return std::nullopt;
        }
        const char digit = modifiers[modifierPrefix.size()];
        modifiers.remove_prefix(modifierPrefix.size() + 1);
        if (digit < '0' || digit > '3' || static_cast<std::size_t>(digit - '0') < lowest) {
            return std::nullopt;
        }
        const auto place = static_cast<std::size_t>(digit - '0');
        placePsk(pattern, place);
        lowest = place + 1;
    }
    return pattern;
}

NoiseHandshake::NoiseHandshake(std::string_view protocolName,
                               Role role,
                               core::ByteView prologue,
                               std::vector<core::Secret<32>> psks)
    : m_role(role)
    , m_symmetric(protocolName)
    , m_psks(std::move(psks))
{
    const auto pattern = NoisePattern::parse(protocolName);
    CHECK(pattern.has_value());
    CHECK(pattern->psks == m_psks.size());
    m_pattern = *pattern;
    m_symmetric.mixHash(prologue);
    TokenRow& first = m_pattern.messages[0];
    if (first.tokens[0] == Token::Psk) {
        mixPsk();
        std::rotate(
            first.tokens.begin(), first.tokens.begin() + 1, first.tokens.begin() + first.count);
        --first.count;
    }
}

NoiseHandshake::NoiseHandshake(const NoisePattern& pattern, Role role, SymmetricState symmetric)
    : m_pattern(pattern)
    , m_role(role)
    , m_symmetric(std::move(symmetric))
{
}

NoiseHandshake NoiseHandshake::clone() const
{
    CHECK(m_next == 0 && !m_spoilt && !m_static && !m_ephemeral);
    NoiseHandshake copy(m_pattern, m_role, m_symmetric.clone());
    copy.m_psks.reserve(m_psks.size() - m_pskNext);
    for (std::size_t i = m_pskNext; i < m_psks.size(); ++i) {
        copy.m_psks.push_back(m_psks[i].clone());
    }
    return copy;
}

bool NoiseHandshake::ownTurn() const
{
    return !m_spoilt && !finished() && (m_next % 2 == 0) == (m_role == Role::Initiator);
}

core::Failure<HandshakeError> NoiseHandshake::spoil(HandshakeError error)
{
    m_spoilt = true;
    return core::fail(error);
}

core::Result<core::Bytes, HandshakeError> NoiseHandshake::write(core::ByteView payload,
                                                                core::Rng& rng)
{
    if (!ownTurn()) {
        return core::fail(HandshakeError::Spent);
    }
    const TokenRow& row = m_pattern.messages[m_next];
    core::Bytes out;
    for (std::size_t i = 0; i < row.count; ++i) {
        const Step step = writeToken(row.tokens[i], rng, out);
        if (!step) {
            return spoil(step.error());
        }
    }
    const auto sealed = m_symmetric.encryptAndHash(payload);
    if (!sealed || out.size() + sealed->size() > core::limits::spec::noiseMessageBytes) {
        return spoil(HandshakeError::BadLength);
    }
    core::append(out, *sealed);
    ++m_next;
    return out;
}

core::Result<core::Bytes, HandshakeError> NoiseHandshake::read(core::ByteView message)
{
    if (m_spoilt || finished() || ownTurn()) {
        return core::fail(HandshakeError::Spent);
    }
    if (message.size() > core::limits::spec::noiseMessageBytes) {
        return spoil(HandshakeError::BadLength);
    }
    const TokenRow& row = m_pattern.messages[m_next];
    for (std::size_t i = 0; i < row.count; ++i) {
        const Step step = readToken(row.tokens[i], message);
        if (!step) {
            return spoil(step.error());
        }
    }
    auto payload = m_symmetric.decryptAndHash(message);
    if (!payload) {
        return spoil(HandshakeError::BadSeal);
    }
    ++m_next;
    return std::move(*payload);
}

NoiseHandshake::Step NoiseHandshake::writeToken(Token token, core::Rng& rng, core::Bytes& out)
{
    switch (token) {
    case Token::E: {
        m_ephemeral.emplace(core::Secret<32>::random(rng));
        core::append(out, m_ephemeral->publicKey());
        mixEphemeral(m_ephemeral->publicKey());
        return {};
    }
    case Token::S: {
        CHECK(m_static.has_value());
        const auto sealed = m_symmetric.encryptAndHash(m_static->publicKey());
        CHECK(sealed.has_value());
        core::append(out, *sealed);
        return {};
    }
    case Token::Psk:
        mixPsk();
        return {};
    default:
        return mixAgreement(token);
    }
}

NoiseHandshake::Step NoiseHandshake::readToken(Token token, core::ByteView& message)
{
    switch (token) {
    case Token::E: {
        if (message.size() < core::PublicKey().size()) {
            return core::fail(HandshakeError::BadLength);
        }
        m_remoteEphemeral = publicKeyOf(message);
        message = message.subspan(m_remoteEphemeral->size());
        mixEphemeral(*m_remoteEphemeral);
        return {};
    }
    case Token::S: {
        const std::size_t length =
            core::PublicKey().size() + (m_symmetric.hasKey() ? core::sealTagBytes : 0);
        if (message.size() < length) {
            return core::fail(HandshakeError::BadLength);
        }
        const auto opened = m_symmetric.decryptAndHash(message.first(length));
        if (!opened) {
            return core::fail(HandshakeError::BadSeal);
        }
        m_remoteStatic = publicKeyOf(*opened);
        message = message.subspan(length);
        return {};
    }
    case Token::Psk:
        mixPsk();
        return {};
    default:
        return mixAgreement(token);
    }
}

/// "es" is the initiator's ephemeral with the responder's static key, whoever computes it; "se" the other way round.
NoiseHandshake::Step NoiseHandshake::mixAgreement(Token token)
{
    const bool initiator = m_role == Role::Initiator;
    const bool ownIsStatic =
        (token == Token::Es && !initiator) || (token == Token::Se && initiator);
    const bool otherIsStatic =
        (token == Token::Es && initiator) || (token == Token::Se && !initiator);
    const auto& own = ownIsStatic ? m_static : m_ephemeral;
    const auto& other = otherIsStatic ? m_remoteStatic : m_remoteEphemeral;
    CHECK(own.has_value() && other.has_value());
    const auto shared = own->agree(*other);
    if (!shared) {
        return core::fail(HandshakeError::LowOrderKey);
    }
    m_symmetric.mixKey(shared->view());
    return {};
}

/// In patterns with a psk an ephemeral key is also mixed into the key, so that no two handshakes share one.
void NoiseHandshake::mixEphemeral(const core::PublicKey& key)
{
    m_symmetric.mixHash(key);
    if (m_pattern.psks > 0) {
        m_symmetric.mixKey(key);
    }
}

void NoiseHandshake::mixPsk()
{
    CHECK(m_pskNext < m_psks.size());
    m_symmetric.mixKeyAndHash(m_psks[m_pskNext++].view());
}

NoiseHandshake::Ciphers NoiseHandshake::split() const
{
    CHECK(finished());
    auto [first, second] = m_symmetric.split();
    if (m_role == Role::Initiator) {
        return {std::move(first), std::move(second)};
    }
    return {std::move(second), std::move(first)};
}

} // namespace engine::session
