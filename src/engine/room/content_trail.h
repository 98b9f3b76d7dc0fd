// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the events of one log say of those after them: the highest clock, the heads cited, when the last post was made. A
// trail covers the log from its opening on without a hole, so each event is judged by what its author had already written
// (authority_content.h), whoever receives it and in whichever order.
//
// An event that comes live continues the trail and is judged by it at once. One that comes tail first lies above a hole: it
// is judged without these facts, by grant, mutes, level and length alone; once the hole is filled the trail is carried on
// from the store over everything that lies behind it, and those are judged again (room_judge.cpp).

#include "engine/room/authority.h"
#include "engine/room/event.h"
#include "engine/room/held_log.h"

#include <optional>
#include <set>
#include <vector>

namespace engine::room {

class Roll;

struct ContentTrail {
    /// Of the core's width, which members do not decide; beyond it the oldest are let go.
    static constexpr std::size_t headsMost = 64;
    static constexpr std::size_t unknownMost = 16;

    std::uint64_t end = 0; ///< seqs below it are covered
    HybridClock clock;
    std::vector<core::EventId> heads; ///< those that a later one follows are left out
    std::optional<HybridClock> post;  ///< of the last text or card, whether it counted or not
    std::set<core::EventId> unknown;  ///< cited, and not in the core when it was added

    /// The event at `end`.
    void add(const Header& header, const Roll& roll);
    bool operator==(const ContentTrail&) const = default;
};

/// What is judged. Facts of `trail` are used when the event is its next one. Heads that are not here are left out: the log
/// is judged again when they come.
[[nodiscard]] ContentEvent
contentEvent(const Header& header, const ContentTrail& trail, const Roll& roll);

/// What an own event cites: current heads, and among them or beside them whatever the trail cites already, so that the
/// log never steps back behind itself, also when what it once cited does not count any more.
[[nodiscard]] std::vector<core::EventId> headsToCite(const ContentTrail& trail, const Roll& roll);

/// A log as it is being judged again, from the store, a bounded number of rows at a time.
struct Sweep {
    ContentTrail trail;
    HeldLog
        held; ///< as the store has it by the time of the reading; what else lies there was cut off
    std::uint64_t next = 0;
    bool reading = false;
    bool again = false; ///< the core changed meanwhile: from the start once more
};

} // namespace engine::room
