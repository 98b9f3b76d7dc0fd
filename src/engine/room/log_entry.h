// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One author log as a room keeps it: what is held of it, how far it was read, and where it is over.
//
// What ends a log (a cut, a pin, the proof of a fork) mostly names the event before its end, the anchor. Then that event
// and what leads up to it by prev links count, and nothing else: who was removed can write into a hole below his cut as
// much as he likes. Such a log is filled from its anchor downward. What was held before and is not joined to the anchor
// yet is loose: it is kept, and goes on to count only as long as somebody is being asked for what fills the hole above it;
// then it is hidden until that comes.

#include "engine/room/content_trail.h"
#include "engine/room/event.h"
#include "engine/room/held_log.h"

#include <optional>
#include <utility>
#include <vector>

namespace engine::room {

struct LogEntry {
    HeldLog held;
    std::uint64_t readEnd = 0;      ///< seqs below it are read by this person
    std::uint64_t keptFrom = 0;     ///< below it all is older than the room keeps, and hidden
    std::uint64_t erasedFrom = 0;   ///< below it all of that has lost its text
    bool holed = false;             ///< this disk has lost a part of it once (store_mend.h)
    std::uint64_t committedEnd = 0; ///< seqs below it are on disk without a hole
    HybridClock lastClock;
    std::optional<std::uint64_t> forkedAt;
    core::EventId forkedAfter; ///< the last event before the branches, where the proof names it
    std::optional<std::uint64_t>
        voidFrom;            ///< as the roll said when it was last asked; applied to the store
    core::EventId voidAfter; ///< the event before that, where the core names it
    core::EventId
        endId; ///< of the last event below its end, where it has one and that event is here
    bool endSought = false;   ///< the store is being asked for that
    bool looseCounts = false; ///< somebody is being asked for what joins it to the anchor
    ContentTrail trail;
    bool gapFilled =
        false; ///< what was judged without it is judged again once nothing of it is on its way
    bool toJudge = false; ///< what is in the store of it may have been judged otherwise

    /// The first seq that counts for nobody, by a fork or a cut.
    [[nodiscard]] std::optional<std::uint64_t> end() const;
    /// The event before the end that what leads there has to lead to; zero when any counts.
    [[nodiscard]] core::EventId anchor() const;
    [[nodiscard]] bool isAnchored() const { return !anchor().isZero(); }
    /// Of an anchored log: the first seq of what leads up to the anchor, the end where that is not here. Else 0.
    [[nodiscard]] std::uint64_t leadFrom() const;
    /// Whether an event that is held there counts, as far as its place goes.
    [[nodiscard]] bool counts(std::uint64_t seq) const;
    /// Whether this is the next event on the way down from the anchor.
    [[nodiscard]] bool joins(std::uint64_t seq, const core::EventId& id) const;
    /// Whether an event that cannot be taken now may be taken later.
    [[nodiscard]] bool mayTake(std::uint64_t seq, const core::EventId& id) const;
    /// What is held and not joined to the anchor, below the end.
    [[nodiscard]] std::vector<Stretch> loose() const;
    /// What is missing up to and including `to`, lowest first; of an anchored log only what can be taken next.
    [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>>
    holesUpTo(std::uint64_t to) const;
    /// The disk has lost its opening, without which nothing of it counts.
    [[nodiscard]] bool lacksOpening() const { return holed && !held.has(0); }
    /// Whether the last event below the end is here, of a log that was cut.
    [[nodiscard]] bool reachesEnd() const;
    /// Nothing is missing below the end, or below what is held of a log without one.
    [[nodiscard]] bool isWhole() const;
};

} // namespace engine::room
