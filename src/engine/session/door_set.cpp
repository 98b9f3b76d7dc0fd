// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/door_set.h"

#include <algorithm>

namespace engine::session {

namespace {

template<class Doors>
auto placeOf(Doors& doors, std::uint32_t number)
{
    return std::lower_bound(
        doors.begin(), doors.end(), number, [](const auto& door, std::uint32_t wanted) {
            return door.number < wanted;
        });
}

} // namespace

NoiseHandshake linkHandshake(Role role, const core::Secret<32>& psk)
{
    std::vector<core::Secret<32>> psks;
    psks.push_back(psk.clone());
    return {linkProtocol, role, core::bytesOf(linkPrologue), std::move(psks)};
}

bool DoorSet::add(std::uint32_t number,
                  const core::Secret<32>& psk,
                  std::optional<core::AgreementKey> staticKey)
{
    const auto place = placeOf(m_doors, number);
    if (m_doors.size() >= doorsMost || (place != m_doors.end() && place->number == number)) {
        return false;
    }
    m_doors.insert(place, Door{number, linkHandshake(Role::Responder, psk), std::move(staticKey)});
    return true;
}

bool DoorSet::remove(std::uint32_t number)
{
    const auto place = placeOf(m_doors, number);
    if (place == m_doors.end() || place->number != number) {
        return false;
    }
    m_doors.erase(place);
    return true;
}

bool DoorSet::has(std::uint32_t number) const
{
    const auto place = placeOf(m_doors, number);
    return place != m_doors.end() && place->number == number;
}

std::optional<DoorSet::Opened> DoorSet::open(core::ByteView firstMessage, core::Rng& rng) const
{
    for (const Door& door : m_doors) {
        NoiseHandshake handshake = door.prepared.clone();
        const auto payload = handshake.read(firstMessage);
        if (!payload || !payload->empty()) {
            continue;
        }
        handshake.setStatic(door.staticKey ? door.staticKey->clone()
                                           : core::AgreementKey(core::Secret<32>::random(rng)));
        return Opened{door.number, std::move(handshake)};
    }
    return std::nullopt;
}

} // namespace engine::session
