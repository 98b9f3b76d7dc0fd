// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The verdict on every event of a set: from the highest level down, and within one level in order of ancestry. What an
// event of level L hangs on is by then known: removals, mutes, closed doors and pins of strictly higher levels wherever
// they stand, and its own ancestry. So there is no round trip, no tie-break and no order of arrival in it.
//
//   void because   its grant is void | its door was closed without it | beyond the cut of a removal, and not come in again
//   behind it | beyond a transfer of ownership, or one of two that conflict | muted | cut with its device | in a fork and
//   not pinned
//
// Cuts and pins name heads of chains (authority_trees.h). Removals and mutes, where each of one side may meet each of the
// other, are judged in bulk (authority_limits.h, authority_mutes.h): their word lies ready when a level is judged.

#include "engine/room/authority_limits.h"
#include "engine/room/authority_mutes.h"

namespace engine::room {

/// A valid removal-like event that speaks about a log, with what it leaves of it.
struct StandingCut {
    CoreIndex by = coreNone;
    const LogCut* cut = nullptr; ///< null: nothing
};

class Judgement
{
public:
    explicit Judgement(const AuthoritySet& set);

    /// Judges one event that was added since, if nothing else can have changed by it; false: judge all again.
    [[nodiscard]] bool extend(CoreIndex index);

    [[nodiscard]] CoreVerdict verdict(CoreIndex index) const
    {
        return m_verdicts[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] bool valid(CoreIndex index) const { return verdict(index).valid(); }
    /// The standing still carries its identity.
    [[nodiscard]] bool standingLive(CoreIndex standing, CoreIndex identity) const;
    [[nodiscard]] int liveLevel(CoreIndex identity) const;
    [[nodiscard]] bool doorClosed(CoreIndex door) const { return m_closes.contains(door); }

    /// The removals, transfers and device cuts that limit this log for what acts in it under this standing.
    [[nodiscard]] std::vector<StandingCut>
    cutsOn(CoreIndex log, CoreIndex standing, int level) const;
    [[nodiscard]] const Mutes& mutes() const { return m_mutes; }
    /// Removed by a ban that no valid grant follows, whatever level he has.
    [[nodiscard]] bool banned(CoreIndex identity) const;
    /// Valid events that cite or name heads of this log; kept for logs that forked or whose device was cut.
    [[nodiscard]] const std::vector<CoreIndex>& pinsOf(CoreIndex log) const;
    /// Whether p speaks for the chain of this cited head: not when it cites two branches.
    [[nodiscard]] bool citesOneBranch(CoreIndex p, CoreIndex head) const;
    [[nodiscard]] bool needsPins(CoreIndex log) const;

private:
    struct Closing {
        CoreIndex by = coreNone;
        std::set<core::EventId> keep;
    };
    struct Ending { ///< the first transfers under one standing of one founder
        std::vector<CoreIndex> first;
        bool conflict = false;
    };

    using Lists = std::map<CoreIndex, std::vector<CoreIndex>>;
    [[nodiscard]] static const std::vector<CoreIndex>& listOf(const Lists& lists, CoreIndex key);
    void gatherEndings(Reach& reach);
    void firstsOf(Reach& reach, const std::vector<Ending*>& endings);
    void gatherCovered(Reach& reach);
    void gatherBanned(Reach& reach);
    [[nodiscard]] Reach::Question bansOf(CoreIndex identity) const;
    void transfers(Reach& reach, StandingLimits::Scope scope);
    void run(Reach& reach);
    [[nodiscard]] CoreVerdict judge(CoreIndex index);
    [[nodiscard]] CoreVerdict judgeDoor(CoreIndex index) const;
    [[nodiscard]] CoreVerdict judgeLimits(CoreIndex index);
    [[nodiscard]] CoreVerdict judgeRestrictions(CoreIndex index) const;
    [[nodiscard]] CoreVerdict judgeDeviceCuts(CoreIndex index);
    [[nodiscard]] CoreIndex standingFor(CoreIndex index) const;
    [[nodiscard]] bool neverRemoved(CoreIndex identity) const;
    [[nodiscard]] StandingLimits::Row
    limitOf(CoreIndex identity, CoreIndex log, CoreIndex standing, int level) const;
    /// Those that (log, standing) did not come in behind, in their order.
    [[nodiscard]] std::vector<CoreIndex>
    removalsOn(CoreIndex identity, CoreIndex log, CoreIndex standing, int level) const;
    [[nodiscard]] std::vector<bool>
    behindOpenings(CoreIndex log, const std::vector<CoreIndex>& removals, CoreIndex floor) const;
    [[nodiscard]] std::vector<bool> behindUnbans(CoreIndex identity,
                                                 CoreIndex standing,
                                                 const std::vector<bool>& behind,
                                                 CoreIndex floor) const;
    [[nodiscard]] const Ending* endingOf(CoreIndex identity, CoreIndex standing) const;
    [[nodiscard]] bool within(CoreIndex index, const Limit& limit) const;
    void publish(CoreIndex index);
    void publishPins(CoreIndex index);
    void pinChain(CoreIndex head, int level);
    void noteUnknown(CoreIndex index);
    /// The endings that concern what this identity does at this level: at 100 only the one of the very standing.
    [[nodiscard]] std::vector<const Ending*>
    endingsFor(CoreIndex identity, CoreIndex standing, int level) const;

    const AuthoritySet& m_set;
    LogTrees m_trees;
    StandingLimits m_limits;
    Mutes m_mutes;
    std::vector<CoreVerdict> m_verdicts;
    Lists m_revokes;
    std::map<CoreIndex, Closing> m_closes;
    Lists m_pins;
    std::map<CoreIndex, std::map<CoreIndex, Ending>> m_endings;
    /// Of what was added since, by identity, log and standing.
    mutable std::map<std::tuple<CoreIndex, CoreIndex, CoreIndex>, StandingLimits::Row> m_later;
    std::map<std::pair<CoreIndex, core::DeviceId>, std::vector<CoreIndex>> m_deviceCuts;
    std::map<CoreIndex, Limit> m_deviceLimits;
    std::vector<bool> m_covered; ///< a transfer of ownership builds on it
    std::set<CoreIndex> m_banned;
    std::vector<bool> m_pinned;
    std::vector<bool> m_pinWalked;
    std::set<core::EventId> m_unknown; ///< named by cuts and closes before they came
};

} // namespace engine::room
