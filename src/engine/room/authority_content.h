// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whether an event outside the core counts: a message, a file, an epoch, a redaction of one's own. It hangs on the core and
// on its own log, never on other people's messages, and it feeds nothing back.
//
// Only header facts decide: level, kind, length, place in the log, clock distance. What a peer without the keys cannot see
// (links, words) decides about showing alone.

#include "engine/room/policy_merge.h"

namespace engine::room {

/// What the keeper of a log knows and the core does not: whether the event being judged lies on the chain of prev links that
/// ends at `head`. While a log is not forked, that is so exactly when the event's seq is not above the head's.
class LogChain
{
public:
    LogChain() = default;
    LogChain(const LogChain&) = delete;
    LogChain& operator=(const LogChain&) = delete;
    LogChain(LogChain&&) = delete;
    LogChain& operator=(LogChain&&) = delete;
    virtual ~LogChain() = default;

    [[nodiscard]] virtual bool endsAt(const core::EventId& head, std::uint64_t headSeq) const = 0;
};

struct ContentEvent {
    core::LogId log;
    std::uint64_t seq = 0;
    std::uint8_t kind = 0;
    core::EventId grant;
    std::vector<core::EventId> auth;
    HybridClock clock;
    std::uint32_t length = 0;

    HybridClock clockBefore; ///< the highest so far in this log
    std::vector<core::EventId>
        headsBefore; ///< cited so far in this log; those that others follow may be left out
    std::optional<HybridClock> postBefore; ///< of the last shown post in this log
    const LogChain* chain = nullptr;       ///< null: the log holds no fork
};

class ContentJudge
{
public:
    ContentJudge(const AuthoritySet& set, const Judgement& judgement, const PolicyMerge& policy);

    [[nodiscard]] CoreVerdict judge(const ContentEvent& event);
    /// The level an event claims by its grant; -1 when the grant is not its author's or not here.
    [[nodiscard]] int levelOf(const ContentEvent& event) const;
    /// The policy in the event's own cited ancestry.
    [[nodiscard]] const PolicyBody& policyOf(const std::vector<core::EventId>& auth,
                                             const core::EventId& grant);
    /// After the core grew by something that touches nobody.
    void forget() { m_policies.clear(); }

private:
    struct Placed {
        CoreIndex log = coreNone;
        CoreIndex author = coreNone;
        CoreIndex grant = coreNone;
        std::vector<CoreIndex> auth;
        int level = -1;
    };

    [[nodiscard]] bool place(const ContentEvent& event, Placed& out) const;
    [[nodiscard]] bool mayBeLeaf(std::uint8_t kind, int level) const;
    [[nodiscard]] bool inside(const ContentEvent& event, const LogCut* cut) const;
    [[nodiscard]] bool
    endsAt(const ContentEvent& event, const core::EventId& head, std::uint64_t seq) const;
    [[nodiscard]] CoreVerdict judgeCuts(const ContentEvent& event, const Placed& at);
    [[nodiscard]] CoreVerdict judgeRestrictions(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] CoreVerdict judgeOwnFaults(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] CoreVerdict judgeChain(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] CoreVerdict judgePolicy(const ContentEvent& event, const Placed& at);
    [[nodiscard]] bool pinned(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] bool cites(const Placed& at, CoreIndex head) const;

    const AuthoritySet& m_set;
    const Judgement& m_judgement;
    const PolicyMerge& m_policy;
    std::map<std::pair<CoreIndex, CoreIndex>, std::vector<StandingCut>> m_cuts;
    std::map<std::vector<CoreIndex>, PolicyBody> m_policies;
};

} // namespace engine::room
