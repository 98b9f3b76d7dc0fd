// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Finding members on the local network without telling the network anything. A beacon is a fresh nonce and sixteen tags,
// one for each room that is looked for and noise for the rest; only who holds a room's LAN key can tell which is which. A
// match is answered to the sender alone, sealed under the same key, with the port to dial. No name, no stable id.
//
//   beacon = nonce 16 | 16 x tag 8           tag = first 8 bytes of HMAC-SHA256(LAN key, "beacon" || nonce)
//   answer = nonce 24 | seal 34              XChaCha20-Poly1305(LAN key, AD = beacon's tag) of beacon nonce 16 | port 2

#include "core/endpoint.h"
#include "core/ids.h"
#include "core/rng.h"
#include "core/secret_bytes.h"
#include "core/time.h"

#include <map>
#include <optional>
#include <vector>

namespace engine::reach {

constexpr std::size_t beaconTags = 16;
constexpr std::size_t beaconBytes = 16 + beaconTags * 8;
constexpr std::size_t answerBytes = 24 + 18 + 16;

/// Several for a room that answers under an earlier key as well.
using LanKeys = std::multimap<core::RoomId, core::Secret<32>>;

/// One beacon for up to sixteen of the rooms; more take turns.
[[nodiscard]] core::Bytes makeBeacon(const LanKeys& rooms, core::Rng& rng, std::size_t turn);
/// Those of ours whose tag is in the beacon; empty when it is not a beacon at all.
[[nodiscard]] std::vector<LanKeys::const_iterator> matchBeacon(const LanKeys& rooms,
                                                               core::ByteView beacon);
[[nodiscard]] core::Bytes
makeAnswer(const core::Secret<32>& key, core::ByteView beacon, std::uint16_t port, core::Rng& rng);

struct LanAnswer {
    core::RoomId room;
    std::uint16_t port = 0;
};

/// When to call and whom to answer: bounded however loud the network is.
class LanCaller
{
public:
    static constexpr std::size_t noncesKept = 8;
    static constexpr std::size_t answeredMost = 256;
    static constexpr std::size_t answersPerSecond = 50;

    /// Three beacons within the next second, then one a minute.
    void callSoon(core::MonoTime now);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const { return m_next; }
    /// The beacon that is due, if one is.
    [[nodiscard]] std::optional<core::Bytes>
    due(core::MonoTime now, const LanKeys& rooms, core::Rng& rng);
    /// Ours, come back to us by the group.
    [[nodiscard]] bool isOwn(core::ByteView beacon) const;
    /// True at most every 50 ms for each address (several peers may share one), and answersPerSecond times in all.
    [[nodiscard]] bool mayAnswer(core::MonoTime now, const core::IpAddress& to);
    /// An answer to one of the beacons sent lately.
    [[nodiscard]] std::optional<LanAnswer> openAnswer(const LanKeys& rooms,
                                                      core::ByteView datagram) const;

private:
    std::optional<core::MonoTime> m_next;
    unsigned m_quick = 0;
    std::size_t m_turn = 0;
    std::vector<core::ByteArray<16>> m_nonces;
    std::map<core::IpAddress, core::MonoTime> m_answered;
    core::MonoTime m_second;
    std::size_t m_inSecond = 0;
};

} // namespace engine::reach
