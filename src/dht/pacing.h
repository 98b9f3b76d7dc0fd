// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How fast we send. libtorrent ignores for five minutes whoever sends it more than 50 packets in ten seconds, so we
// stay below five a second to one address; in all we send at most 8 kB a second. Questions and replies are counted
// apart, or a flood forged in a good node's name would use up what we have for asking it.
// There are no bans here, for a ban by source address is itself an attack.

#include "core/endpoint.h"
#include "core/time.h"
#include "dht/limits.h"

#include <map>

namespace dht {

/// Tokens that drip in at a rate, up to a most.
class TokenBucket
{
public:
    TokenBucket(core::MonoTime now, std::uint64_t perSecond, std::uint64_t most);

    /// Takes `count`, if that leaves `reserve`.
    [[nodiscard]] bool take(core::MonoTime now, std::uint64_t count, std::uint64_t reserve = 0);
    /// When `take` could succeed.
    [[nodiscard]] core::MonoTime ready(core::MonoTime now, std::uint64_t count) const;
    [[nodiscard]] bool isFull(core::MonoTime now) const;

private:
    [[nodiscard]] std::uint64_t level(core::MonoTime now) const;

    std::uint64_t m_perSecond;
    std::uint64_t m_most;
    std::uint64_t m_level;
    core::MonoTime m_since;
};

class Pacing
{
public:
    explicit Pacing(core::MonoTime now);

    /// Whether a question of this size may go out now; counts it if so.
    [[nodiscard]] bool mayAsk(core::MonoTime now, const core::IpAddress& to, std::size_t bytes);
    /// When `mayAsk` is worth another try.
    [[nodiscard]] core::MonoTime
    askAgainAt(core::MonoTime now, const core::IpAddress& to, std::size_t bytes) const;
    [[nodiscard]] bool mayReply(core::MonoTime now, const core::IpAddress& to, std::size_t bytes);

    [[nodiscard]] std::size_t addresses() const { return m_byAddress.size(); }

private:
    /// IPv6 by its /64.
    using Key = core::ByteArray<9>;

    struct Address {
        TokenBucket questions;
        TokenBucket replies;
    };

    [[nodiscard]] static Key keyOf(const core::IpAddress& address);
    [[nodiscard]] Address* addressFor(core::MonoTime now, const core::IpAddress& address);

    TokenBucket m_total;
    TokenBucket m_private;
    std::map<Key, Address> m_byAddress;
};

} // namespace dht
