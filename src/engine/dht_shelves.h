// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The table of all rooms in the DHT: whoever keeps listings says so under the hash of the day of each shelf (a shard or a
// topic, directory/listing_search.h), and whoever searches looks there for somebody to ask.
//
// About eight announcers a shelf are enough. How many there are is known by looking only, and anybody may pretend to be
// many: so nobody's chance is ever less than one in four.

#include "dht/node.h"
#include "engine/reach/announce_keys.h"
#include "engine/turn.h"

#include <map>
#include <set>

namespace engine {

/// Known to everybody, so no secret.
using ShelfKey = core::ByteArray<32>;

struct Shelf {
    ShelfKey key{};
    std::uint32_t others = 0; ///< who announced it when we last looked
};

class DhtShelves
{
public:
    static constexpr std::uint32_t announcers = 8;
    static constexpr std::uint32_t leastChance = 4; ///< one in so many
    static constexpr std::size_t shelvesMost = 32;
    static constexpr std::size_t lookupsMost = 32;
    static constexpr std::size_t peersPerAnswer = 20;
    static constexpr std::size_t peersPerShelf = 40;
    static constexpr std::chrono::hours turnOfDay{1};

    /// A new round; the one before it is given up.
    void
    look(const Turn& turn, const std::vector<ShelfKey>& keys, dht::Node& node, dht::Outbox& out);
    /// Announcements as they ought to be now; `port` 0: none.
    void act(const Turn& turn,
             const std::vector<Shelf>& shelves,
             std::uint16_t port,
             dht::Node& node,
             dht::Outbox& out);
    /// When a shelf's day turns.
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const { return m_dayTurns; }

    /// The shelf that was looked for, when the task is one of ours.
    [[nodiscard]] std::optional<ShelfKey> keyOf(dht::TaskId task) const;
    /// Those that are new on this shelf in this round.
    [[nodiscard]] std::vector<core::Endpoint> takeFound(const dht::PeersFound& found);
    /// True when the round is over.
    bool handleDone(const dht::LookupDone& done);
    /// Whether any node of the DHT answered in this round.
    [[nodiscard]] bool wasAnswered() const { return m_answered; }
    [[nodiscard]] std::size_t announced() const { return m_announced.size(); }

private:
    struct Lot {
        std::uint64_t number = 0;
        std::int64_t day = 0;
    };
    struct Announced {
        dht::Target target;
        dht::TaskId first{}; ///< the task of the first time
    };

    [[nodiscard]] bool hasLot(const Turn& turn, const Shelf& shelf, std::int64_t day);

    std::map<dht::TaskId, ShelfKey> m_tasks;
    std::map<ShelfKey, std::set<core::Endpoint>> m_found;
    std::map<ShelfKey, Lot> m_lots;
    std::map<ShelfKey, Announced> m_announced;
    bool m_answered = false;
    std::optional<core::MonoTime> m_dayTurns;
};

} // namespace engine
