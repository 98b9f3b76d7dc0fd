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
// A cut or a pin names the head of a chain; an event is inside when it lies on that chain. Each log's core events form a
// tree (one path, as long as nobody forks), so "lies on the chain of h" is one comparison of intervals.

#include "engine/room/authority_follow.h"

#include <array>

namespace engine::room {

enum class VoidReason : std::uint8_t {
    None, ///< valid
    Ambiguous,
    GrantVoid,
    DoorClosed,
    Revoked,
    ConflictingTransfer,
    Transferred,
    Muted,
    DeviceCut,
    Fork,
    // content only
    Unknown,
    NotAllowed,
    ClockStepsBack,
    HeadsStepBack,
    PostingLevel,
    TooLong,
    SlowMode,
};

struct CoreVerdict {
    VoidReason reason = VoidReason::None;
    CoreIndex by = coreNone;

    [[nodiscard]] bool valid() const { return reason == VoidReason::None; }
};

/// A valid removal-like event that speaks about a log, with what it leaves of it.
struct StandingCut {
    CoreIndex by = coreNone;
    const LogCut* cut = nullptr; ///< null: nothing
};

/// The entry of a log in a list sorted by log; null when it is not listed.
[[nodiscard]] const LogCut* cutFor(const std::vector<LogCut>& cuts, const core::LogId& log);

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
    [[nodiscard]] const std::vector<CoreIndex>& restrictionsOf(CoreIndex identity) const;
    [[nodiscard]] bool lifts(CoreIndex identity, CoreIndex lift, CoreIndex restriction) const;
    /// Valid events that cite or name heads of this log; kept for logs that forked or whose device was cut.
    [[nodiscard]] const std::vector<CoreIndex>& pinsOf(CoreIndex log) const;
    /// Whether p speaks for the chain of this cited head: not when it cites two branches.
    [[nodiscard]] bool citesOneBranch(CoreIndex p, CoreIndex head) const;
    /// a lies on the chain of h.
    [[nodiscard]] bool onChain(CoreIndex a, CoreIndex h) const;
    [[nodiscard]] bool needsPins(CoreIndex log) const;

private:
    // What all cuts that apply to (log, standing) leave of the log's tree: ancestors of every one of their heads.
    struct Limit {
        CoreVerdict dead; ///< nothing is left, by this one
        bool limited = false;
        std::uint32_t first = UINT32_MAX;
        std::uint32_t last = 0;
        CoreIndex by = coreNone;
        VoidReason why = VoidReason::Revoked;
    };
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
    void plantTrees();
    void plant(CoreIndex root, const std::vector<std::vector<CoreIndex>>& children);
    void gatherEndings();
    void run();
    [[nodiscard]] CoreVerdict judge(CoreIndex index);
    [[nodiscard]] CoreVerdict judgeDoor(CoreIndex index) const;
    [[nodiscard]] CoreVerdict judgeLimits(CoreIndex index);
    [[nodiscard]] CoreVerdict judgeRestrictions(CoreIndex index) const;
    [[nodiscard]] CoreVerdict judgeDeviceCuts(CoreIndex index);
    [[nodiscard]] bool coveredByTransfer(CoreIndex index) const;
    [[nodiscard]] CoreIndex standingFor(CoreIndex index) const;
    [[nodiscard]] const Limit& limitOf(CoreIndex log, CoreIndex standing, int level);
    [[nodiscard]] bool exempt(CoreIndex log, CoreIndex standing, CoreIndex removal) const;
    [[nodiscard]] bool
    standingFollows(CoreIndex identity, CoreIndex standing, CoreIndex removal) const;
    [[nodiscard]] bool inside(CoreIndex index, const std::vector<LogCut>& cuts) const;
    [[nodiscard]] CoreIndex headOf(const LogCut* cut) const;
    [[nodiscard]] const Ending* endingOf(CoreIndex identity, CoreIndex standing) const;
    void narrow(Limit& limit, CoreIndex removal, CoreIndex log, VoidReason why) const;
    void publish(CoreIndex index);
    void publishPins(CoreIndex index);
    void pinChain(CoreIndex head, int level);
    void noteUnknown(CoreIndex index);
    /// The endings that concern what this identity does at this level: at 100 only the one of the very standing.
    [[nodiscard]] std::vector<const Ending*>
    endingsFor(CoreIndex identity, CoreIndex standing, int level) const;

    const AuthoritySet& m_set;
    FollowTable m_follow;
    std::vector<CoreVerdict> m_verdicts;
    std::vector<std::uint32_t> m_enter;
    std::vector<std::uint32_t> m_leave;
    std::uint32_t m_counter = 0;
    Lists m_revokes;
    Lists m_restrictions;
    std::map<CoreIndex, Closing> m_closes;
    Lists m_pins;
    std::map<CoreIndex, std::map<CoreIndex, Ending>> m_endings;
    std::map<std::pair<CoreIndex, CoreIndex>, Limit> m_limits;
    std::map<CoreIndex, Limit> m_deviceLimits;
    std::vector<bool> m_pinned;
    std::vector<bool> m_pinWalked;
    std::set<core::EventId> m_unknown; ///< named by cuts and closes before they came
};

} // namespace engine::room
