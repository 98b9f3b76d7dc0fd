// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/noise_state.h"

#include "core/bulk_crypto.h"
#include "core/seal.h"

#include <algorithm>
#include <array>

namespace engine::session {

namespace {

core::Secret<32> keyedHash(core::ByteView key, std::initializer_list<core::ByteView> parts)
{
    core::Hash32 plain = core::hmacSha256(key, parts);
    core::Secret<32> out(plain);
    core::wipe(plain);
    return out;
}

/// The specification's HKDF with `Count` outputs, 2 or 3.
template<std::size_t Count>
std::array<core::Secret<32>, Count> expand(const core::Secret<32>& chainingKey,
                                           core::ByteView material)
{
    const core::Secret<32> extracted = keyedHash(chainingKey.view(), {material});
    std::array<core::Secret<32>, Count> out;
    for (std::size_t i = 0; i < Count; ++i) {
        const auto number = static_cast<std::uint8_t>(i + 1);
        const core::ByteView previous = i == 0 ? core::ByteView() : out[i - 1].view();
        out[i] = keyedHash(extracted.view(), {previous, core::ByteView(&number, 1)});
    }
    return out;
}

} // namespace

CipherState::CipherState(core::Secret<32> key, std::uint64_t firstNonce)
    : m_key(std::move(key))
    , m_nonce(firstNonce)
    , m_hasKey(true)
{
}

CipherState CipherState::clone() const
{
    CipherState copy;
    copy.m_key = m_key.clone();
    copy.m_nonce = m_nonce;
    copy.m_hasKey = m_hasKey;
    copy.m_bulk = m_bulk;
    return copy;
}

std::optional<core::Bytes> CipherState::encrypt(core::ByteView associated, core::ByteView plain)
{
    if (!m_hasKey) {
        return core::copyOf(plain);
    }
    if (m_nonce == forbiddenNonce) {
        return std::nullopt;
    }
    const std::uint64_t nonce = m_nonce++;
    return m_bulk ? core::bulk::sealCounted(m_key, nonce, associated, plain)
                  : core::sealCounted(m_key, nonce, associated, plain);
}

std::optional<core::Bytes> CipherState::decrypt(core::ByteView associated, core::ByteView sealed)
{
    if (!m_hasKey) {
        return core::copyOf(sealed);
    }
    if (m_nonce == forbiddenNonce) {
        return std::nullopt;
    }
    auto plain = m_bulk ? core::bulk::openCounted(m_key, m_nonce, associated, sealed)
                        : core::openCounted(m_key, m_nonce, associated, sealed);
    if (plain) {
        ++m_nonce;
    }
    return plain;
}

void CipherState::rekey()
{
    const core::ByteArray<32> zeros{};
    core::Bytes sealed = core::sealCounted(m_key, forbiddenNonce, {}, zeros);
    std::copy_n(sealed.begin(), 32, m_key.mutableView().begin());
    core::wipe(sealed);
}

SymmetricState::SymmetricState(std::string_view protocolName)
{
    if (protocolName.size() <= m_hash.size()) {
        std::copy(protocolName.begin(), protocolName.end(), m_hash.begin());
    } else {
        m_hash = core::sha256({core::bytesOf(protocolName)});
    }
    m_chainingKey = core::Secret<32>(m_hash);
}

SymmetricState SymmetricState::clone() const
{
    SymmetricState copy{std::string_view()};
    copy.m_hash = m_hash;
    copy.m_chainingKey = m_chainingKey.clone();
    copy.m_cipher = m_cipher.clone();
    return copy;
}

void SymmetricState::mixHash(core::ByteView bytes)
{
    m_hash = core::sha256({m_hash, bytes});
}

void SymmetricState::mixKey(core::ByteView material)
{
    auto keys = expand<2>(m_chainingKey, material);
    m_chainingKey = std::move(keys[0]);
    m_cipher = CipherState(std::move(keys[1]));
}

void SymmetricState::mixKeyAndHash(core::ByteView material)
{
    auto keys = expand<3>(m_chainingKey, material);
    m_chainingKey = std::move(keys[0]);
    mixHash(keys[1].view());
    m_cipher = CipherState(std::move(keys[2]));
}

std::optional<core::Bytes> SymmetricState::encryptAndHash(core::ByteView plain)
{
    auto sealed = m_cipher.encrypt(m_hash, plain);
    if (sealed) {
        mixHash(*sealed);
    }
    return sealed;
}

std::optional<core::Bytes> SymmetricState::decryptAndHash(core::ByteView sealed)
{
    auto plain = m_cipher.decrypt(m_hash, sealed);
    if (plain) {
        mixHash(sealed);
    }
    return plain;
}

std::pair<CipherState, CipherState> SymmetricState::split() const
{
    auto keys = expand<2>(m_chainingKey, {});
    return {CipherState(std::move(keys[0])), CipherState(std::move(keys[1]))};
}

} // namespace engine::session
