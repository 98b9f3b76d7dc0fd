// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/seeker.h"

#include <algorithm>

namespace engine::reach {

namespace tuning = core::limits::tuning;

void Seeker::offer(
    core::MonoTime now, const Surroundings& room, const core::Endpoint& to, Rung rung, bool again)
{
    if (to.port == 0 || to.address.isUnspecified() || to.address.isMulticast() || room.isOwn(to)) {
        return;
    }
    m_dialler.offer(now, {room.room(), to}, rung, again);
}

void Seeker::offerKnown(core::MonoTime now, const Surroundings& room, core::Rng& rng)
{
    // Of many a random part fits among the candidates, so that not everybody dials the same ones.
    auto devices = room.known();
    for (std::size_t i = devices.size(); i > 0; --i) {
        std::swap(devices[i - 1], devices[rng.below(i)]);
        for (const core::Endpoint& address : room.addressesOf(devices[i - 1])) {
            offer(now, room, address, Rung::Cached, false);
        }
    }
}

void Seeker::learned(core::MonoTime now,
                     const Surroundings& room,
                     const std::vector<core::DeviceId>& devices)
{
    for (const core::DeviceId& device : devices) {
        if (room.isLinked(device)) {
            continue;
        }
        for (const core::Endpoint& address : room.addressesOf(device)) {
            offer(now, room, address, Rung::Cached, true);
        }
    }
}

void Seeker::seekAgain(core::MonoTime now,
                       const Surroundings& room,
                       core::Rng& rng,
                       const std::function<void()>& look)
{
    if (room.links() < tuning::meshMembers) {
        look();
    } else {
        seekAnyone(now, room, rng);
    }
    seekSuperpeers(now, room, rng);
}

void Seeker::seek(core::MonoTime now,
                  const Surroundings& room,
                  const core::DeviceId& device,
                  core::Rng& rng)
{
    if (m_sought.size() >= tuning::soughtAddresses) {
        std::erase_if(m_sought, [now](const auto& item) { return item.second <= now; });
    }
    for (const core::Endpoint& address : room.addressesOf(device)) {
        if (m_sought.size() < tuning::soughtAddresses) {
            m_sought[{room.room(), address}] = now + tuning::soughtFor;
            m_dialler.makeRoom({room.room(), address}, rng);
        }
    }
}

void Seeker::seekDevice(core::MonoTime now,
                        const Surroundings& room,
                        const core::DeviceId& device,
                        core::Rng& rng)
{
    seek(now, room, device, rng);
    for (const core::Endpoint& address : room.addressesOf(device)) {
        offer(now, room, address, Rung::Cached, true);
    }
}

/// Somebody to whom there is no link, whoever it is: there may be a part of the room that is apart.
void Seeker::seekAnyone(core::MonoTime now, const Surroundings& room, core::Rng& rng)
{
    const auto devices = room.known();
    if (devices.empty()) {
        return;
    }
    const core::DeviceId& any = devices[rng.below(devices.size())];
    if (!room.isLinked(any)) {
        seekDevice(now, room, any, rng);
    }
}

/// Those who run the room keep all of it and hear of it first.
void Seeker::seekSuperpeers(core::MonoTime now, const Surroundings& room, core::Rng& rng)
{
    const auto devices = room.known();
    if (devices.size() > superpeersForMost) {
        return;
    }
    std::vector<core::DeviceId> others;
    std::size_t linked = 0;
    for (const core::DeviceId& device : devices) {
        if (!room.isSuperpeer(device)) {
            continue;
        }
        if (room.isLinked(device)) {
            ++linked;
        } else {
            others.push_back(device);
        }
    }
    for (; linked < superpeersWanted && !others.empty(); ++linked) {
        std::swap(others[rng.below(others.size())], others.back());
        seekDevice(now, room, others.back(), rng);
        others.pop_back();
    }
}

std::vector<std::pair<Candidate, Rung>> Seeker::takeDue(core::MonoTime now, core::Rng& rng)
{
    auto due = m_dialler.takeDue(now);
    // Everybody has the same addresses in the same order; dialled in that order, the first ones would be overrun.
    for (std::size_t i = due.size(); i > 1; --i) {
        std::swap(due[i - 1], due[rng.below(i)]);
    }
    return due;
}

bool Seeker::isWanted(core::MonoTime now,
                      const Surroundings& room,
                      const Candidate& candidate,
                      Rung rung)
{
    if (const auto known = m_known.find(candidate);
        known != m_known.end() && room.isLinked(known->second)) {
        return false;
    }
    // Those on their way count: a crowd that answers at once is not dialled as a whole.
    const std::size_t links = room.linksAndDials();
    const auto sought = m_sought.find(candidate);
    if (sought != m_sought.end() && sought->second <= now) {
        m_sought.erase(sought);
    } else if (sought != m_sought.end() && links < tuning::linksPerRoom) {
        return true;
    }
    return rung == Rung::Typed || links < tuning::meshMembers;
}

void Seeker::putOff(core::MonoTime now, const Surroundings& room, const Candidate& candidate)
{
    const bool enough = room.links() >= tuning::meshMembers / 2;
    m_dialler.later(now, candidate, enough ? notNeededPause : soonPause);
}

void Seeker::up(const Surroundings& room,
                const core::DeviceId& device,
                const std::optional<Candidate>& dialled)
{
    if (!m_sought.empty()) {
        for (const core::Endpoint& address : room.addressesOf(device)) {
            m_sought.erase({room.room(), address});
        }
    }
    if (dialled) {
        m_dialler.linked(*dialled);
        if (m_known.size() < knownMost) {
            m_known[*dialled] = device;
        }
    }
}

void Seeker::dialEnded(core::MonoTime now,
                       const Candidate& dialled,
                       const core::DeviceId& device,
                       bool wasLive,
                       LinkEnd end,
                       core::Rng& rng)
{
    if (wasLive && end != LinkEnd::Spare) {
        m_dialler.closed(now, dialled, rng);
    } else if (wasLive) {
        m_dialler.later(now, dialled, notNeededPause);
    } else if (end == LinkEnd::Self) {
        m_dialler.drop(dialled);
    } else if (end == LinkEnd::Duplicate) {
        if (m_known.size() < knownMost) {
            m_known[dialled] = device;
        }
        m_dialler.later(now, dialled, notNeededPause);
    } else {
        m_dialler.failed(now, dialled, rng);
    }
}

void Seeker::lost(core::MonoTime now,
                  const Surroundings& room,
                  const core::DeviceId& device,
                  const std::optional<Candidate>& dialled,
                  LinkEnd end,
                  core::Rng& rng)
{
    if (end == LinkEnd::Broken) {
        seek(now, room, device, rng);
        // Every address that he has is worth a try soon.
        for (const core::Endpoint& address : room.addressesOf(device)) {
            const Candidate other{room.room(), address};
            offer(now, room, address, Rung::Cached, false);
            if (other != dialled) {
                m_dialler.later(now, other, std::chrono::milliseconds(100 + rng.below(900)));
            }
        }
    }
    if (room.links() < tuning::meshMembers / 2) {
        m_dialler.hurry(now, room.room(), rng); // all at once may have been shown out
    }
}

void Seeker::dropRoom(const core::RoomId& room)
{
    m_dialler.dropRoom(room);
    std::erase_if(m_known, [&](const auto& item) { return item.first.room == room; });
    std::erase_if(m_sought, [&](const auto& item) { return item.first.room == room; });
}

} // namespace engine::reach
