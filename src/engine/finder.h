// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How the rooms find their members: the rungs all run together, each offers addresses, and what the seeker decides
// (reach/seeker.h) is dialled. It also keeps the account of which rung found whom.
//
//   cached  addresses that members told, kept in the store        invite  addresses inside the link, while joining
//   lan     beacons on the local network                          typed   given by the person
//   dht     offered by whoever asks it

#include "engine/link_desk.h"
#include "engine/reach/lan_beacon.h"
#include "engine/reach/seeker.h"
#include "engine/room_book.h"

#include <array>

namespace engine {

class Finder
{
public:
    /// The table of all rooms uses the same beacons: what else is called for and answered, and who said that he has it.
    struct Directory {
        std::function<void(reach::LanKeys&, core::WallTime, bool answering)> addKeys;
        /// False: it is a room's.
        std::function<bool(Turn&, const RoomId& call, const core::Endpoint&)> found;
    };

    Finder(const RoomBook& book, LinkDesk& links, bool lan, Directory directory);

    /// A room came in, came up or wants to be looked for again: every rung that knows something about it offers it.
    void look(Turn& turn, const room::Room& room);
    void offer(Turn& turn, const RoomId& room, const core::Endpoint& to, Rung rung, bool again);
    /// The room was told new addresses of these devices.
    void learned(Turn& turn, const room::Room& room, const std::vector<core::DeviceId>& devices);
    /// The room is found under other secrets now: whoever did not answer may do so.
    void reachChanged(Turn& turn, const room::Room& room);
    void dropRoom(const RoomId& room);
    void networkChanged(Turn& turn);
    /// Beacons in the next second.
    void callLan(const Turn& turn);
    void handleDatagram(Turn& turn, const core::Endpoint& from, core::ByteView bytes);

    void up(Turn& turn, const Link& link);
    void down(Turn& turn, const Link& link, bool wasLive, LinkEnd end);
    /// Addresses that may still lead into this room.
    [[nodiscard]] bool hasCandidates(const RoomId& room) const
    {
        return m_seeker.dialler().hasAny(room);
    }

    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    [[nodiscard]] std::vector<RungSnapshot> rungs() const;
    /// The DHT reports of itself.
    void setDht(Turn& turn, RungState state);

private:
    struct RungAccount {
        RungState state = RungState::Idle;
        std::uint32_t peers = 0;
        std::int64_t lastMs = 0;
        bool failed = false; ///< the last attempt came to nothing
    };
    enum class Timer : std::uint8_t { Again, Count };

    [[nodiscard]] reach::LanKeys lanKeys(core::WallTime now, bool answering) const;
    void dialDue(Turn& turn);
    void noteDialEnded(const Link& link, bool wasLive, LinkEnd end);
    void tellRungs(Turn& turn);
    [[nodiscard]] RungState stateOf(Rung rung) const;

    const RoomBook& m_book;
    LinkDesk& m_links;
    bool m_lanOn;
    Directory m_directory;
    reach::Seeker m_seeker;
    reach::LanCaller m_caller;
    std::array<RungAccount, 5> m_rungs{};
    RungState m_dht = RungState::Off;
    core::TimerTable<Timer> m_timers;
};

} // namespace engine
