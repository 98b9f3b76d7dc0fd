// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Which rooms of ours are listed, and our listings of them. Every peer who runs a listed public room issues its listing: at
// once when the room is first listed or what is said of it changes, else every few hours, by lot, long before the last one
// is over. The proof of work is done in small steps between other things.

#include "engine/directory/listing_work.h"
#include "engine/room_book.h"
#include "engine/turn.h"

namespace engine {

/// What would be said of the room now; nothing when it is not listed or not for us to list. Without the chain, neither
/// signed nor worked for.
[[nodiscard]] std::optional<directory::Listing>
draftListing(const room::Room& room, const room::Self& self, core::WallTime now);
/// The room is public, listed, and we are in it.
[[nodiscard]] bool isListed(const room::Room& room);

class ListingIssuer
{
public:
    static constexpr std::chrono::hours issueEvery{4};
    static constexpr unsigned jitterPercent = 25;
    static constexpr std::chrono::seconds changedAfter{2}; ///< several changes become one listing
    static constexpr std::chrono::milliseconds stepEvery{5};

    explicit ListingIssuer(directory::ListingRule rule)
        : m_rule(rule)
    {
    }

    /// The rooms may have changed. Says which are not listed any more.
    [[nodiscard]] std::vector<RoomId> review(const Turn& turn, const RoomBook& book);
    /// Listings that are ready.
    [[nodiscard]] std::vector<core::Bytes> step(const Turn& turn, const RoomBook& book);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

private:
    struct Plan {
        core::Hash32
            said{}; ///< of what the newest listing says, but for numbers that change all the time
        std::optional<core::MonoTime> due;
        std::optional<directory::Listing> draft;
        std::optional<directory::ListingWork> work;
        core::MonoTime nextStep;
        std::uint64_t generation = UINT64_MAX; ///< of the room's roll when it was last looked at
    };

    directory::ListingRule m_rule;
    std::map<RoomId, Plan> m_plans;
};

} // namespace engine
