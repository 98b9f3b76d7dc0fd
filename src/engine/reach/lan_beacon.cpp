// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/lan_beacon.h"

#include "core/codec.h"
#include "core/hash.h"
#include "core/seal.h"

#include <algorithm>

namespace engine::reach {

namespace {

constexpr std::size_t nonceBytes = 16;
constexpr std::size_t tagBytes = 8;
constexpr unsigned quickBeacons = 3;
constexpr std::chrono::milliseconds quickGap{350};
constexpr std::chrono::seconds slowGap{60};
constexpr std::chrono::seconds slowJitter{6};

core::ByteArray<tagBytes> tagOf(const core::Secret<32>& key, core::ByteView nonce)
{
    const core::Hash32 mac = core::hmacSha256(key.view(), {core::bytesOf("beacon"), nonce});
    return core::Reader(mac).array<tagBytes>();
}

} // namespace

core::Bytes makeBeacon(const LanKeys& rooms, core::Rng& rng, std::size_t turn)
{
    const auto nonce = rng.bytes<nonceBytes>();
    std::vector<core::ByteArray<tagBytes>> tags;
    const std::size_t first = rooms.empty() ? 0 : turn * beaconTags % rooms.size();
    auto it = std::next(rooms.begin(), static_cast<std::ptrdiff_t>(first));
    for (std::size_t i = 0; i < std::min(beaconTags, rooms.size()); ++i) {
        tags.push_back(tagOf(it->second, nonce));
        it = std::next(it) == rooms.end() ? rooms.begin() : std::next(it);
    }
    while (tags.size() < beaconTags) {
        tags.push_back(rng.bytes<tagBytes>());
    }
    std::sort(tags.begin(), tags.end()); // the order must not say which are real
    core::Bytes out = core::copyOf(nonce);
    for (const auto& tag : tags) {
        core::append(out, tag);
    }
    return out;
}

std::vector<LanKeys::const_iterator> matchBeacon(const LanKeys& rooms, core::ByteView beacon)
{
    std::vector<LanKeys::const_iterator> out;
    if (beacon.size() != beaconBytes) {
        return out;
    }
    for (auto room = rooms.begin(); room != rooms.end(); ++room) {
        const auto wanted = tagOf(room->second, beacon.first(nonceBytes));
        for (std::size_t i = 0; i < beaconTags; ++i) {
            const core::ByteView tag = beacon.subspan(nonceBytes + i * tagBytes, tagBytes);
            if (std::equal(tag.begin(), tag.end(), wanted.begin())) {
                out.push_back(room);
                break;
            }
        }
    }
    return out;
}

core::Bytes
makeAnswer(const core::Secret<32>& key, core::ByteView beacon, std::uint16_t port, core::Rng& rng)
{
    const core::ByteView beaconNonce = beacon.first(nonceBytes);
    core::Bytes plain = core::copyOf(beaconNonce);
    core::Writer(plain).u16(port);
    const auto nonce = rng.bytes<core::xNonceBytes>();
    core::Bytes out = core::copyOf(nonce);
    core::append(out, core::sealRandom(key, nonce, tagOf(key, beaconNonce), plain));
    return out;
}

void LanCaller::callSoon(core::MonoTime now)
{
    m_quick = quickBeacons;
    m_next = now;
}

std::optional<core::Bytes> LanCaller::due(core::MonoTime now, const LanKeys& rooms, core::Rng& rng)
{
    if (!m_next || *m_next > now) {
        return std::nullopt;
    }
    m_quick -= m_quick > 0 ? 1 : 0;
    const auto jitter = std::chrono::milliseconds(
        rng.below(static_cast<std::uint64_t>(std::chrono::milliseconds(2 * slowJitter).count())));
    m_next =
        now
        + (m_quick > 0 ? core::Duration(quickGap) : core::Duration(slowGap - slowJitter + jitter));
    if (rooms.empty()) {
        return std::nullopt;
    }
    core::Bytes beacon = makeBeacon(rooms, rng, m_turn++);
    m_nonces.push_back(core::Reader(beacon).array<nonceBytes>());
    if (m_nonces.size() > noncesKept) {
        m_nonces.erase(m_nonces.begin());
    }
    return beacon;
}

bool LanCaller::isOwn(core::ByteView beacon) const
{
    return beacon.size() == beaconBytes
           && std::any_of(m_nonces.begin(), m_nonces.end(), [&](const auto& sent) {
                  return std::equal(sent.begin(), sent.end(), beacon.begin());
              });
}

bool LanCaller::mayAnswer(core::MonoTime now, const core::IpAddress& to)
{
    constexpr std::chrono::seconds second{1};
    if (now - m_second >= second) {
        m_second = now;
        m_inSecond = 0;
        std::erase_if(m_answered,
                      [now, second](const auto& item) { return now - item.second >= second; });
    }
    if (m_inSecond >= answersPerSecond || m_answered.size() >= answeredMost) {
        return false;
    }
    // Several peers may share an address; a few answers a second to it are still no flood.
    const auto [it, fresh] = m_answered.try_emplace(to, now);
    if (!fresh && now - it->second < std::chrono::milliseconds(50)) {
        return false;
    }
    it->second = now;
    ++m_inSecond;
    return true;
}

std::optional<LanAnswer> LanCaller::openAnswer(const LanKeys& rooms, core::ByteView datagram) const
{
    if (datagram.size() != answerBytes) {
        return std::nullopt;
    }
    const auto nonce = core::Reader(datagram).array<core::xNonceBytes>();
    for (const auto& [room, key] : rooms) {
        for (const auto& sent : m_nonces) {
            const auto plain =
                core::openRandom(key, nonce, tagOf(key, sent), datagram.subspan(nonce.size()));
            if (plain && std::equal(sent.begin(), sent.end(), plain->begin())) {
                return LanAnswer{room,
                                 core::Reader(core::ByteView(*plain).subspan(nonceBytes)).u16()};
            }
        }
    }
    return std::nullopt;
}

} // namespace engine::reach
