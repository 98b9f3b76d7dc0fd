// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/pacing.h"

#include <algorithm>

namespace dht {

namespace {

// Levels are kept in millionths of a token, so that short steps of time do not round away.
constexpr std::uint64_t scale = 1'000'000;
// A packet costs two tokens, so that rates may be halves.
constexpr std::uint64_t packetTokens = 2;

} // namespace

TokenBucket::TokenBucket(core::MonoTime now, std::uint64_t perSecond, std::uint64_t most)
    : m_perSecond(perSecond)
    , m_most(most * scale)
    , m_level(m_most)
    , m_since(now)
{
}

bool TokenBucket::take(core::MonoTime now, std::uint64_t count, std::uint64_t reserve)
{
    const std::uint64_t have = level(now);
    if (have < (count + reserve) * scale) {
        return false;
    }
    m_level = have - count * scale;
    m_since = std::max(now, m_since);
    return true;
}

core::MonoTime TokenBucket::ready(core::MonoTime now, std::uint64_t count) const
{
    const std::uint64_t have = level(now);
    const std::uint64_t need = std::min(count * scale, m_most);
    if (have >= need) {
        return now;
    }
    const std::uint64_t microseconds = (need - have + m_perSecond - 1) / m_perSecond;
    return now + std::chrono::microseconds(static_cast<std::int64_t>(microseconds) + 1);
}

bool TokenBucket::isFull(core::MonoTime now) const
{
    return level(now) >= m_most;
}

std::uint64_t TokenBucket::level(core::MonoTime now) const
{
    if (now <= m_since) {
        return m_level;
    }
    const auto passed =
        std::chrono::duration_cast<std::chrono::microseconds>(now - m_since).count();
    // An hour fills any bucket; the cap keeps the product small.
    const std::uint64_t microseconds =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(passed), 3'600'000'000ULL);
    return std::min(m_most, m_level + microseconds * m_perSecond);
}

Pacing::Pacing(core::MonoTime now)
    : m_total(now, tuning::bytesPerSecond, tuning::bytesBurst)
    , m_private(now, tuning::privateBytesPerSecond, tuning::privateBytesPerSecond)
{
}

bool Pacing::mayAsk(core::MonoTime now, const core::IpAddress& to, std::size_t bytes)
{
    if (to.isPrivate()) {
        return m_private.take(now, bytes);
    }
    Address* address = addressFor(now, to);
    if (address != nullptr && address->questions.ready(now, packetTokens) > now) {
        return false;
    }
    return m_total.take(now, bytes)
           && (address == nullptr || address->questions.take(now, packetTokens));
}

core::MonoTime
Pacing::askAgainAt(core::MonoTime now, const core::IpAddress& to, std::size_t bytes) const
{
    if (to.isPrivate()) {
        return m_private.ready(now, bytes);
    }
    const auto address = m_byAddress.find(keyOf(to));
    const core::MonoTime byTotal = m_total.ready(now, bytes);
    if (address == m_byAddress.end()) {
        return byTotal;
    }
    return std::max(byTotal, address->second.questions.ready(now, packetTokens));
}

bool Pacing::mayReply(core::MonoTime now, const core::IpAddress& to, std::size_t bytes)
{
    if (to.isPrivate()) {
        return m_private.take(now, bytes);
    }
    // A third of the whole rate is kept for questions, too.
    constexpr std::uint64_t reserve = tuning::bytesBurst / 3;
    Address* address = addressFor(now, to);
    return address != nullptr && address->replies.take(now, packetTokens)
           && m_total.take(now, bytes, reserve);
}

Pacing::Key Pacing::keyOf(const core::IpAddress& address)
{
    Key key{};
    const bool v4 = address.family() == core::IpFamily::V4;
    key[0] = v4 ? 4 : 6;
    const core::ByteView bytes = address.bytes().first(v4 ? 4 : 8);
    std::copy(bytes.begin(), bytes.end(), key.begin() + 1);
    return key;
}

Pacing::Address* Pacing::addressFor(core::MonoTime now, const core::IpAddress& address)
{
    const Key key = keyOf(address);
    const auto known = m_byAddress.find(key);
    if (known != m_byAddress.end()) {
        return &known->second;
    }
    if (m_byAddress.size() >= tuning::pacedAddresses) {
        std::erase_if(m_byAddress, [&](const auto& entry) {
            return entry.second.questions.isFull(now) && entry.second.replies.isFull(now);
        });
    }
    if (m_byAddress.size() >= tuning::pacedAddresses) {
        return nullptr;
    }
    const Address fresh{
        TokenBucket(now, tuning::questionsPerTwoSeconds, tuning::questionsBurst * packetTokens),
        TokenBucket(now, tuning::repliesPerTwoSeconds, tuning::repliesBurst * packetTokens),
    };
    return &m_byAddress.emplace(key, fresh).first->second;
}

} // namespace dht
