// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The reach secrets of a room: the one under which it is announced, looked for and dialled now, and earlier ones. Whoever
// runs the room answers those for a while as well, so that members who were away find somebody who tells them the present
// one. Which secret is the present one follows from the RESET_REACHes of the core (`Named`, the one in force first): the
// first that counts and whose secret is held, else the one with which the room began.
//
//     offer()          review()                          review()
//     waiting -------> present, or replaced -----------> answered for reachAnsweredFor after it was replaced
//     named by none    a RESET_REACH names it            kept longer: what follows may turn out void
//
// Whoever came in by a reset that turns out void takes the secret with which the room began on the word of a member: it is
// of generation 0, and no RESET_REACH names it.
//
// A hint comes from a link and may lead to somebody who knows more; for a while it is dialled with, and nobody is answered
// under it.

#include "core/limits.h"
#include "core/time.h"
#include "engine/room/body_seal.h"

#include <deque>
#include <vector>

namespace engine::room {

class ReachRing
{
public:
    /// What a RESET_REACH says.
    struct Named {
        core::Hash32 hash{};
        bool counts = false;
    };
    struct Kept {
        ReachSecret secret;
        core::Hash32 hash{};
        std::uint32_t generation = 0;
        std::int64_t replacedMs = 0; ///< 0 for the present one; of a hint, when it came
        bool hint = false;
    };
    struct Change {
        bool any = false; ///< something is to be stored
        bool present = false;
        std::vector<core::Hash32> gained; ///< were waiting for their RESET_REACH
    };

    ReachRing(ReachSecret secret, std::uint32_t generation);
    /// From the store, besides the present one.
    void restore(Kept kept);

    [[nodiscard]] const Kept& present() const { return m_kept[m_present]; }
    [[nodiscard]] const ReachSecret& current() const { return present().secret; }
    [[nodiscard]] const std::vector<Kept>& all() const { return m_kept; }
    /// Null when it is not held.
    [[nodiscard]] const Kept* find(const core::Hash32& hash) const;

    /// The one in a link by which we come in: the present one until the core is known.
    void begin(ReachSecret secret, std::uint32_t generation, core::WallTime now);
    /// One from a link to a room that we are in. False: it is known.
    [[nodiscard]] bool hint(ReachSecret secret, std::uint32_t generation, core::WallTime now);
    /// From a member, or drawn by ourselves. True: it is of use, so a review is due. Else it waits until a RESET_REACH
    /// names it, or until that many newer ones have come.
    bool offer(ReachSecret secret, std::uint32_t generation);
    /// What the core says of them, the one in force first.
    void know(std::vector<Named> named) { m_named = std::move(named); }
    [[nodiscard]] bool isNamed(const core::Hash32& hash) const;
    [[nodiscard]] const std::vector<Named>& named() const { return m_named; }
    /// The core has something new to say, or time has passed. `answersOld`: we are one of those who run the room.
    Change review(std::vector<Named> named, bool answersOld, core::WallTime now);

    /// Under which callers are answered, the present one first.
    [[nodiscard]] std::vector<const ReachSecret*> answered() const;
    /// Which were replaced not long ago, and the present one first: what others who answer old ones are to have.
    [[nodiscard]] std::vector<const Kept*> recent() const;
    /// Under which to call somebody for the nth time without an answer.
    [[nodiscard]] const ReachSecret& dialled(unsigned attempt) const;
    /// Grows whenever one of these three changes.
    [[nodiscard]] std::uint64_t mark() const { return m_mark; }
    /// Until another one is answered no more.
    [[nodiscard]] std::optional<std::chrono::milliseconds> nextOver(core::WallTime now) const;

private:
    [[nodiscard]] std::optional<std::size_t> placeOf(const core::Hash32& hash) const;
    [[nodiscard]] static bool isOver(const Kept& kept, core::WallTime now);
    std::size_t add(Kept kept);
    [[nodiscard]] bool lacksFirst() const;
    void erase(std::size_t place);
    bool takeWaiting(core::WallTime now, std::vector<core::Hash32>& gained);
    [[nodiscard]] std::size_t chosen() const;
    void makePresent(std::size_t place, core::WallTime now);
    void lookOver(core::WallTime now);

    std::vector<Kept> m_kept;
    std::vector<Named> m_named;
    std::deque<std::pair<ReachSecret, std::uint32_t>> m_waiting; ///< oldest first
    std::size_t m_present = 0;
    bool m_answersOld = false;
    std::vector<core::Hash32> m_recent; ///< replaced not long ago, the newest first
    std::uint64_t m_mark = 1;
};

} // namespace engine::room
