// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whom a room dials, of those whose addresses it was offered. A room up to meshMembers links to everybody it can; above, it
// stops dialling at that many links and the rest comes in, but up to fifty it goes on looking for two of those who run the
// room. Somebody whose link died is dialled all the same for a while, and now and then anybody: parts of a room that were
// apart would otherwise never meet again, when each of them has links enough. Pure: the caller shows the room and dials.

#include "core/limits.h"
#include "engine/reach/dialler.h"

#include <functional>

namespace engine::reach {

/// Why a link ended.
enum class LinkEnd : std::uint8_t {
    Unreachable, ///< no connection, or none that spoke our protocol under this room's key
    Self,        ///< the other end is this peer
    Duplicate,   ///< another link to the same device is better
    Refused,     ///< the other end said why
    Spare,       ///< one end has more links than it needs
    Broken,      ///< closed, too slow, or against the protocol
};

/// A room, as whoever seeks its members sees it.
class Surroundings
{
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    Surroundings(Surroundings&&) = delete;
    Surroundings& operator=(Surroundings&&) = delete;
    virtual ~Surroundings() = default;

    [[nodiscard]] virtual core::RoomId room() const = 0;
    /// Devices whose addresses are known, ascending.
    [[nodiscard]] virtual std::vector<core::DeviceId> known() const = 0;
    [[nodiscard]] virtual std::vector<core::Endpoint>
    addressesOf(const core::DeviceId& device) const = 0;
    [[nodiscard]] virtual bool isLinked(const core::DeviceId& device) const = 0;
    [[nodiscard]] virtual bool isSuperpeer(const core::DeviceId& device) const = 0;
    [[nodiscard]] virtual bool isOwn(const core::Endpoint& endpoint) const = 0;
    [[nodiscard]] virtual std::size_t links() const = 0;
    /// Those on their way included.
    [[nodiscard]] virtual std::size_t linksAndDials() const = 0;
};

class Seeker
{
public:
    static constexpr std::chrono::minutes lookAgain{5};
    static constexpr core::Duration notNeededPause = std::chrono::seconds(60);
    static constexpr core::Duration soonPause = std::chrono::seconds(2);
    static constexpr std::size_t knownMost = 4096;
    /// Links to those who run the room, where it is not too large for it: with everybody of a thousand they would drown.
    static constexpr std::size_t superpeersWanted = 2;
    static constexpr std::size_t superpeersForMost = 50;

    void offer(core::MonoTime now,
               const Surroundings& room,
               const core::Endpoint& to,
               Rung rung,
               bool again);
    /// Every address that members told.
    void offerKnown(core::MonoTime now, const Surroundings& room, core::Rng& rng);
    /// New addresses of these devices.
    void learned(core::MonoTime now,
                 const Surroundings& room,
                 const std::vector<core::DeviceId>& devices);
    /// Every `lookAgain`; `look` offers what any rung knows.
    void seekAgain(core::MonoTime now,
                   const Surroundings& room,
                   core::Rng& rng,
                   const std::function<void()>& look);

    /// In an order by lot. Each is to be dialled if isWanted, and else putOff.
    [[nodiscard]] std::vector<std::pair<Candidate, Rung>> takeDue(core::MonoTime now,
                                                                  core::Rng& rng);
    [[nodiscard]] bool
    isWanted(core::MonoTime now, const Surroundings& room, const Candidate& candidate, Rung rung);
    void putOff(core::MonoTime now, const Surroundings& room, const Candidate& candidate);

    /// A link to the device is live; `dialled` at that address, by us.
    void up(const Surroundings& room,
            const core::DeviceId& device,
            const std::optional<Candidate>& dialled);
    /// What was dialled is over.
    void dialEnded(core::MonoTime now,
                   const Candidate& dialled,
                   const core::DeviceId& device,
                   bool wasLive,
                   LinkEnd end,
                   core::Rng& rng);
    /// A live link is over.
    void lost(core::MonoTime now,
              const Surroundings& room,
              const core::DeviceId& device,
              const std::optional<Candidate>& dialled,
              LinkEnd end,
              core::Rng& rng);

    void retry(core::MonoTime now, const core::RoomId& room) { m_dialler.retry(now, room); }
    void retryAll(core::MonoTime now) { m_dialler.retryAll(now); }
    void drop(const Candidate& candidate) { m_dialler.drop(candidate); }
    void dropRoom(const core::RoomId& room);
    [[nodiscard]] const Dialler& dialler() const { return m_dialler; }

private:
    void seek(core::MonoTime now,
              const Surroundings& room,
              const core::DeviceId& device,
              core::Rng& rng);
    void seekDevice(core::MonoTime now,
                    const Surroundings& room,
                    const core::DeviceId& device,
                    core::Rng& rng);
    void seekAnyone(core::MonoTime now, const Surroundings& room, core::Rng& rng);
    void seekSuperpeers(core::MonoTime now, const Surroundings& room, core::Rng& rng);

    Dialler m_dialler;
    std::map<Candidate, core::DeviceId> m_known; ///< who answered there
    std::map<Candidate, core::MonoTime>
        m_sought; ///< dialled also when there are links enough, until then
};

} // namespace engine::reach
