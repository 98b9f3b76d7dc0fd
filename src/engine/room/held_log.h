// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What this peer holds of one author log: stretches of consecutive seqs, each with the hash before its first and the
// hash of its last event. Usually there is one stretch; after a TAIL there are two and a hole between them. The hashes at
// the ends are enough to check every event that touches a stretch, so the events themselves can stay in the store.

#include "core/ids.h"

#include <optional>
#include <vector>

namespace engine::room {

struct Stretch {
    std::uint64_t from = 0;
    std::uint64_t to = 0; ///< inclusive
    core::EventId before; ///< prev of `from`; zero when from is 0
    core::EventId last;   ///< id of `to`

    bool operator==(const Stretch&) const = default;
};

enum class Fit : std::uint8_t {
    New,  ///< not held, and every neighbour agrees
    Held, ///< this seq is held; whether by the same event only the store knows (or the head shows)
    Contradicts, ///< the chain of a neighbour says otherwise: not part of the chain we hold
};

class HeldLog
{
public:
    /// Stretches a peer could make us keep: beyond that an island is not taken, it will come with its neighbours.
    static constexpr std::size_t stretchesMost = 64;

    [[nodiscard]] Fit
    fit(std::uint64_t seq, const core::EventId& prev, const core::EventId& id) const;
    /// Only after `fit` said New and `hasRoomFor` said yes.
    void insert(std::uint64_t seq, const core::EventId& prev, const core::EventId& id);
    /// Lets go of `from` (at least 1) and everything above. `before` is the id of the event below it, where that is held.
    void cut(std::uint64_t from, const core::EventId& before);
    /// Lets go of one event that is held, if there is room for one stretch more.
    void drop(std::uint64_t seq, const core::EventId& prev, const core::EventId& id);
    [[nodiscard]] bool hasRoomFor(std::uint64_t seq) const;
    /// Lets go of the stretches that hold this seq, or contradict an event there; and of the lowest, if there is no room.
    /// What was let go.
    std::vector<Stretch>
    makeWay(std::uint64_t seq, const core::EventId& prev, const core::EventId& id);
    /// A part of what was let go of, which ends where the next stretch begins. False: it does not fit there any more.
    [[nodiscard]] bool putBack(const Stretch& part);
    /// Forgets the stretches that begin at `seq` or later: the log forked there, and they may stand on another branch.
    void dropIslandsFrom(std::uint64_t seq);

    [[nodiscard]] bool has(std::uint64_t seq) const;
    [[nodiscard]] bool empty() const { return m_stretches.empty(); }
    /// Highest held event. Not when empty.
    [[nodiscard]] std::uint64_t topSeq() const { return m_stretches.back().to; }
    [[nodiscard]] const core::EventId& topId() const { return m_stretches.back().last; }
    /// First seq that is missing from the start of the log on.
    [[nodiscard]] std::uint64_t wholeEnd() const;
    [[nodiscard]] const std::vector<Stretch>& stretches() const { return m_stretches; }
    /// The one that holds this seq; null when none does.
    [[nodiscard]] const Stretch* stretchWith(std::uint64_t seq) const;
    /// Missing seqs up to and including `to`, lowest first: [from, to] each.
    [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>>
    holesUpTo(std::uint64_t to) const;

    void encode(core::Bytes& out) const;
    [[nodiscard]] static std::optional<HeldLog> decode(core::ByteView bytes);

    bool operator==(const HeldLog&) const = default;

private:
    std::vector<Stretch> m_stretches; ///< ascending, never adjacent
};

} // namespace engine::room
