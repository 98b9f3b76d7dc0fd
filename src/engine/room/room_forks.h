// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Forks: two events of one log with the same seq, or one that names another before it than the one that we hold. What a
// neighbour sends beside our own chain is followed down to where the chains part; from there on the log counts for
// nobody. What shows it is a proof by itself (fork_proof.h) and is spread, so that it does not help to keep one branch
// from everybody who has the other.

#include "engine/room/fork_proof.h"
#include "engine/room/room.h"

#include <span>

namespace engine::room {

class RoomForks
{
public:
    explicit RoomForks(Room& room)
        : m_room(room)
    {
    }

    /// What was sent and not taken: it may stand on another branch. `then` is what follows it in its run.
    void check(Turn& turn,
               LinkId from,
               const CarriedEvent& event,
               bool verified,
               std::span<const CarriedEvent> then = {});
    /// Asks for events although they are held, from `top` down, to see where two chains part.
    void
    probe(Turn& turn, const core::EventRef& top, LinkId link, std::uint64_t width = probeWidth);
    /// A neighbour has more of a log, or another end of it: what he is asked for.
    void pursue(Turn& turn, const FrontierMap& mine, const FrontierDifference& wanted, LinkId link);
    void takeProof(Turn& turn, LinkId from, const wire::ForkProof& proof);
    void send(Turn& turn, LinkId link, const LogSet& logs) const;
    /// Those of which a comparison shows that the other end has no proof.
    [[nodiscard]] LogSet toTell(const wire::Frontier& theirs, const wire::Frontier& reply) const;

private:
    [[nodiscard]] std::uint64_t provedAt(const core::LogId& log) const;
    [[nodiscard]] bool isProbed(const core::LogId& log, std::uint64_t seq, LinkId link) const;
    void compareWithStore(Turn& turn,
                          LinkId from,
                          const CarriedEvent& event,
                          bool verified,
                          std::span<const CarriedEvent> then);
    void compare(
        Turn& turn, LinkId from, const ForkBranch& theirs, const EventRows& rows, std::size_t at);

    Room& m_room;
};

} // namespace engine::room
