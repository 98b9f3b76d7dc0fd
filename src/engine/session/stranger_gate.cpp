// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/stranger_gate.h"

#include <algorithm>

namespace engine::session {

StrangerGate::Prefix StrangerGate::prefixOf(const core::IpAddress& address)
{
    Prefix prefix;
    if (address.isPrivate()) {
        return prefix;
    }
    const core::Bytes bytes = address.prefix();
    CHECK(bytes.size() < prefix.bytes.size());
    prefix.bytes[0] = static_cast<std::uint8_t>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), prefix.bytes.begin() + 1);
    return prefix;
}

core::Result<void, Refusal> StrangerGate::admit(core::MonoTime now, const core::IpAddress& from)
{
    forgetOld(now);
    if (now - m_secondBegan >= std::chrono::seconds(1)) {
        m_secondBegan = now;
        m_thisSecond = 0;
    }
    if (m_halfOpen >= halfOpenMost) {
        return core::fail(Refusal::Full);
    }
    if (m_thisSecond >= perSecond) {
        return core::fail(Refusal::TooFast);
    }
    const bool isPrivate = from.isPrivate();
    const Prefix prefix = prefixOf(from);
    const auto known = m_prefixes.find(prefix);
    const Tally tally = known == m_prefixes.end() ? Tally() : known->second;
    if (tally.halfOpen >= (isPrivate ? halfOpenPrivate : halfOpenPerPrefix)) {
        return core::fail(Refusal::PrefixFull);
    }
    if (tally.lastMinute >= perMinutePerPrefix) {
        return core::fail(Refusal::PrefixTooFast);
    }
    Tally& counted = m_prefixes[prefix];
    ++counted.halfOpen;
    ++m_halfOpen;
    ++m_thisSecond;
    if (!isPrivate) {
        ++counted.lastMinute;
        m_lastMinute.push_back({now, prefix});
    }
    return {};
}

void StrangerGate::release(const core::IpAddress& from)
{
    const auto entry = m_prefixes.find(prefixOf(from));
    CHECK(entry != m_prefixes.end() && entry->second.halfOpen > 0);
    --entry->second.halfOpen;
    --m_halfOpen;
    dropIfIdle(entry);
}

void StrangerGate::forgetOld(core::MonoTime now)
{
    while (!m_lastMinute.empty() && now - m_lastMinute.front().at >= std::chrono::minutes(1)) {
        const auto entry = m_prefixes.find(m_lastMinute.front().prefix);
        CHECK(entry != m_prefixes.end() && entry->second.lastMinute > 0);
        --entry->second.lastMinute;
        dropIfIdle(entry);
        m_lastMinute.pop_front();
    }
}

void StrangerGate::dropIfIdle(std::map<Prefix, Tally>::iterator entry)
{
    if (entry->second.halfOpen == 0 && entry->second.lastMinute == 0) {
        m_prefixes.erase(entry);
    }
}

} // namespace engine::session
