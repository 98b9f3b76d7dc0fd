// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rooms in the DHT: when each is looked for, and under which hashes it is announced (reach/announce_keys.h).
//
//     looked for    at once when it comes, when its last member goes and when the network changes; then every 15 minutes,
//                   alone every 2 minutes and in the beginning more often: 10, 20, 40, 80 s
//     announced     while others can dial us, nobody has forbidden it, and the lot has fallen on us: about eight members
//                   of a room are enough. The lot is drawn once a day, so that it is not everybody's turn some time.
//
// Lookups are blurred: only the nodes next to the hash learn which one it is. Yesterday's and tomorrow's hash are looked
// up every fourth time and near the turn of the day, for clocks that are wrong.

#include "core/secret_bytes.h"
#include "dht/node.h"
#include "engine/reach/announce_keys.h"
#include "engine/turn.h"

#include <map>
#include <set>

namespace engine {

/// A room that wants to be found.
struct RoomWish {
    RoomId room;
    core::Secret<32> dhtKey;
    std::uint32_t online = 0; ///< other members that are known to be online
    bool alone = true;        ///< no link to any of them
    bool mayAnnounce = true;  ///< the room's own switch
    std::uint32_t nth = 0;    ///< of the keys under which the room is found
};

class DhtRooms
{
public:
    static constexpr std::chrono::minutes lookEvery{15};
    static constexpr std::chrono::minutes lookAloneEvery{2};
    static constexpr std::chrono::seconds lookAloneFirst{10};
    static constexpr std::chrono::milliseconds between{
        250}; ///< many rooms do not start in one moment
    static constexpr std::chrono::hours turnOfDay{1};
    static constexpr std::uint32_t announcers = 8;
    /// Anybody may have put anything there: of one answer, and of one round, no more than this is believed.
    static constexpr std::size_t peersPerAnswer = 20;
    static constexpr std::size_t peersPerRound = 60;

    struct Standing {
        bool mayAnnounce = false; ///< others can dial us, and the person does not mind
        std::uint16_t port = 0;   ///< where they would
    };

    void setWishes(const Turn& turn, std::vector<RoomWish> wishes, dht::Node& node);
    /// Another network: everything is looked for again.
    void lookAgain(core::MonoTime now);
    /// Whatever is due, and announcements as they ought to be now.
    void act(const Turn& turn, dht::Node& node, const Standing& standing, dht::Outbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

    /// The room that was looked for, when the task is one of ours.
    [[nodiscard]] std::optional<RoomId> roomOf(dht::TaskId task) const;
    /// Those that are new in this round.
    [[nodiscard]] std::vector<core::Endpoint> takeFound(const dht::PeersFound& found);
    void handleDone(const Turn& turn, const dht::LookupDone& done);

    [[nodiscard]] bool isLooking() const { return !m_tasks.empty(); }
    /// A room is alone, and its last round found nobody.
    [[nodiscard]] bool hasFailed() const;
    /// Addresses that the rooms' last rounds have found.
    [[nodiscard]] std::size_t found() const;
    [[nodiscard]] std::size_t announced() const;

private:
    struct Plan {
        RoomWish wish;
        core::MonoTime due;
        unsigned looks = 0;
        unsigned aloneLooks = 0;
        std::set<core::Endpoint> found;
        std::set<core::Endpoint> foundBefore;
        std::optional<std::uint64_t> lot; ///< below `announcers` of `online`: ours
        std::int64_t lotDay = 0;
        std::optional<dht::Target> announced;
        dht::TaskId announcing{}; ///< the first time
    };

    void look(const Turn& turn, Plan& plan, dht::Node& node, dht::Outbox& out);
    void announce(
        const Turn& turn, Plan& plan, dht::Node& node, const Standing& standing, dht::Outbox& out);
    static void withdraw(const Plan& plan, dht::Node& node);
    [[nodiscard]] static bool hasLot(const Turn& turn, Plan& plan, std::int64_t day);

    using Place = std::pair<RoomId, std::uint32_t>;
    std::map<Place, Plan> m_plans;
    std::map<dht::TaskId, Place> m_tasks;
    std::optional<core::MonoTime> m_dayTurns;
};

} // namespace engine
