// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the removals of a person leave of his logs, for each standing that he acts under there, and which of his standings
// they leave alive. A removal that (log, standing) came in behind does not concern it; of those that do, the first one that
// names no head of the log leaves nothing, and together the others leave what lies behind all their heads.
//
// Rows are made for everything that will be asked about, only for people who were ever removed or gave the room away; the
// judgement hands in the removals as it finds them valid, 512 of them meet all rows of their targets at once (see
// authority_reach.h), and nothing is kept of a meeting but the limit. Removals come in their order: the highest level first,
// then as they came. Bans that an unban may have ended wait until everything above the one who came in through the door is
// judged.

#include "engine/room/authority_reach.h"
#include "engine/room/authority_trees.h"
#include "engine/room/authority_verdict.h"

namespace engine::room {

struct Limit {
    CoreIndex dead = coreNone; ///< the first that leaves nothing
    std::uint32_t deadAt = UINT32_MAX;
    CoreIndex by = coreNone; ///< the last that leaves something
    std::uint32_t byAt = 0;
    std::uint32_t first = UINT32_MAX; ///< of the places of the heads
    std::uint32_t last = 0;

    void end(CoreIndex removal, std::uint32_t order);
    void narrow(CoreIndex removal, std::uint32_t order, std::uint32_t head);
};

class StandingLimits
{
public:
    struct Row {
        CoreIndex log = coreNone; ///< none: the standing itself
        CoreIndex standing = coreNone;
        int level = -1;
        Limit revoked;
        Limit transferred;

        [[nodiscard]] bool live() const
        {
            return revoked.dead == coreNone && transferred.dead == coreNone;
        }
    };
    struct Removal {
        CoreIndex event = coreNone;
        std::uint32_t order = 0;
        CoreIndex ended = coreNone; ///< by a transfer: the standing that it was written under
    };
    /// Whom removals concern beside their targets' standings.
    enum class Scope : std::uint8_t { Lower, EndedStanding, BelowFounder };

    StandingLimits(const AuthoritySet& set, const LogTrees& trees);

    /// Valid REVOKEs of one level.
    void revoke(Reach& reach, const std::vector<CoreIndex>& revokes);
    /// First transfers; EndedStanding before the founders are judged, BelowFounder behind.
    void transfer(Reach& reach, const std::vector<Removal>& transfers, Scope scope);
    /// Of those who came in through a door at this level: the bans that no unban behind them ended.
    void readmit(Reach& reach, int level, const std::vector<CoreVerdict>& verdicts);

    /// Null for what was not in the set when the rows were made, and for people without removals.
    [[nodiscard]] const Row* find(CoreIndex identity, CoreIndex log, CoreIndex standing) const;

private:
    struct Ban {
        CoreIndex event = coreNone;
        std::uint32_t order = 0;
        std::vector<KeptHead> heads;
    };
    struct Hit {
        CoreIndex identity = coreNone;
        std::uint32_t bit = 0;

        auto operator<=>(const Hit&) const = default;
    };
    struct Head {
        CoreIndex log = coreNone;
        std::uint32_t bit = 0;
        std::uint32_t enter = 0;

        auto operator<=>(const Head&) const = default;
    };
    /// Up to 512 removals with whom they hit and what they leave.
    struct Batch {
        std::vector<Removal> removals;
        Scope scope = Scope::Lower;
        int level = -1;
        std::vector<Hit> hits;
        std::vector<Head> heads;
        Reach::Mask
            kept{}; ///< of the log that is being looked at: which ones name a head, and its place
        std::array<std::uint32_t, Reach::width> enter{};
        std::array<std::pair<std::uint32_t, std::uint32_t>, Reach::words>
            span{}; ///< lowest, highest
    };
    using Half = std::array<std::uint64_t, Reach::words / 2>;
    /// Rows of one log among those that are readmitted together.
    struct Group {
        CoreIndex log = coreNone;
        std::size_t begin = 0;
        std::size_t end = 0;
        Half mask{};
    };

    void makeRows(CoreIndex identity);
    void apply(Reach& reach, Batch& batch);
    void applyTo(Reach& reach, Batch& batch, CoreIndex identity, const Reach::Mask& hit);
    void applyToLog(
        Reach& reach, Batch& batch, std::size_t begin, std::size_t end, const Reach::Mask& hit);
    [[nodiscard]] Reach::Mask behindOpenings(Reach& reach, CoreIndex log) const;
    static void meet(const Batch& batch, Row& row, const Reach::Mask& removals);
    void readmitBatch(Reach& reach,
                      int level,
                      const std::vector<CoreVerdict>& verdicts,
                      const std::vector<std::uint32_t>& rows);
    void readmitPerson(Reach& reach,
                       const std::vector<std::uint32_t>& rows,
                       std::size_t begin,
                       std::size_t end);
    void banRows(const Ban& ban,
                 const std::vector<std::uint32_t>& rows,
                 const std::vector<Group>& groups,
                 Half& open,
                 Half& alive);
    [[nodiscard]] std::vector<CoreIndex> targetsOf(CoreIndex removal) const;

    const AuthoritySet& m_set;
    const LogTrees& m_trees;
    std::vector<Row> m_rows;            ///< by identity, log, standing
    std::vector<std::uint32_t> m_begin; ///< of each identity's rows
    std::vector<CoreIndex> m_last;      ///< of each identity: the newest that may follow a removal
    std::vector<CoreIndex> m_whose;     ///< of each row
    std::array<std::vector<std::uint32_t>, 101> m_admitted; ///< by level: rows of admissions
    std::vector<Ban> m_bans;
    std::vector<std::vector<std::uint32_t>> m_bansOf; ///< by identity
    std::uint32_t m_order = 0;
};

} // namespace engine::room
