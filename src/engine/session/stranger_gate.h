// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who may start a handshake here: asked for every incoming connection before anything is read from it. A refused
// connection is closed at once and silently.
//
//  - at most 32 handshakes are under way, at most 4 of them from one prefix (the /24 of IPv4, the /64 of IPv6);
//  - a prefix starts at most 30 a minute, everybody together at most 200 a second (X25519 is the cost behind it);
//  - private, link-local and loopback addresses are exempt from the rate per prefix, since a house full of members
//    shares one, and have their own limit of handshakes under way, which leaves room for the rest of the world.
//
// Memory is bounded by the rate: what is remembered is the admissions of the last minute.

#include "core/bytes.h"
#include "core/endpoint.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/time.h"

#include <compare>
#include <deque>
#include <map>

namespace engine::session {

enum class Refusal : std::uint8_t { Full, PrefixFull, PrefixTooFast, TooFast };

class StrangerGate
{
public:
    static constexpr std::size_t halfOpenMost = core::limits::tuning::handshakesHalfOpen;
    static constexpr std::size_t halfOpenPerPrefix =
        core::limits::tuning::handshakesHalfOpenPerPrefix;
    static constexpr std::size_t halfOpenPrivate = 24;
    static constexpr std::size_t perMinutePerPrefix =
        core::limits::tuning::handshakesPerMinutePerPrefix;
    static constexpr std::size_t perSecond = 200;

    /// Counts the handshake as under way when it is let in; every admission is given back by `release`.
    [[nodiscard]] core::Result<void, Refusal> admit(core::MonoTime now,
                                                    const core::IpAddress& from);
    /// The handshake succeeded, failed or ran out of time.
    void release(const core::IpAddress& from);

    [[nodiscard]] std::size_t halfOpen() const { return m_halfOpen; }
    /// Prefixes held in memory: those with a handshake under way or an admission within the last minute.
    [[nodiscard]] std::size_t prefixesKnown() const { return m_prefixes.size(); }

private:
    /// The prefix's bytes behind its length, which tells the families apart; all private addresses are one prefix.
    struct Prefix {
        core::ByteArray<9> bytes{};
        auto operator<=>(const Prefix&) const = default;
    };
    struct Tally {
        std::size_t halfOpen = 0;
        std::size_t lastMinute = 0;
    };
    struct Admission {
        core::MonoTime at;
        Prefix prefix;
    };

    [[nodiscard]] static Prefix prefixOf(const core::IpAddress& address);
    void forgetOld(core::MonoTime now);
    void dropIfIdle(std::map<Prefix, Tally>::iterator entry);

    std::map<Prefix, Tally> m_prefixes;
    std::deque<Admission> m_lastMinute; // not of private addresses
    std::size_t m_halfOpen = 0;
    core::MonoTime m_secondBegan;
    std::size_t m_thisSecond = 0;
};

} // namespace engine::session
