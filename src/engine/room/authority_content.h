// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whether an event outside the core counts: a message, a file, an epoch, a redaction of one's own. It hangs on the core and
// on its own log, never on other people's messages, and it feeds nothing back.
//
// Only header facts decide: level, kind, length, place in the log, clock distance. What a peer without the keys cannot see
// (links, words) decides about showing alone, and so do rules that the event does not cite and its author had to know.

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
    [[nodiscard]] const PolicyBody& policyOf(const ContentEvent& event);
    /// The one that it had to follow if every rule made until then was to be known: nothing where that is no other.
    [[nodiscard]] std::optional<PolicyBody> duePolicyOf(const ContentEvent& event,
                                                        HybridClock until);
    /// Whether it could stand under this policy, by its header.
    [[nodiscard]] bool keeps(const ContentEvent& event, const PolicyBody& policy) const;
    /// After a policy came that counts.
    void forget();

private:
    struct Placed {
        CoreIndex log = coreNone;
        CoreIndex author = coreNone;
        CoreIndex grant = coreNone;
        std::vector<CoreIndex> auth;
        int level = -1;
    };

    /// What a view of the core says.
    struct View {
        PolicyBody policy;
        HybridClock missed; ///< when the first was made that it lacks
    };
    static constexpr std::size_t viewsMost = 256;

    [[nodiscard]] std::vector<CoreIndex> headsOf(const ContentEvent& event) const;
    [[nodiscard]] const View& viewOf(const ContentEvent& event);
    [[nodiscard]] bool place(const ContentEvent& event, Placed& out) const;
    [[nodiscard]] bool mayBeLeaf(std::uint8_t kind, int level) const;
    [[nodiscard]] bool inside(const ContentEvent& event, const LogCut* cut) const;
    [[nodiscard]] bool
    endsAt(const ContentEvent& event, const core::EventId& head, std::uint64_t seq) const;
    [[nodiscard]] CoreVerdict judgeCuts(const ContentEvent& event, const Placed& at);
    [[nodiscard]] CoreVerdict judgeRestrictions(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] CoreVerdict judgeOwnFaults(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] CoreVerdict judgeChain(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] static CoreVerdict
    judgePolicy(const ContentEvent& event, int level, const PolicyBody& policy);
    [[nodiscard]] bool pinned(const ContentEvent& event, const Placed& at) const;
    [[nodiscard]] bool cites(const Placed& at, CoreIndex head) const;

    const AuthoritySet& m_set;
    const Judgement& m_judgement;
    const PolicyMerge& m_policy;
    std::map<std::pair<CoreIndex, CoreIndex>, std::vector<StandingCut>> m_cuts;
    std::map<std::vector<CoreIndex>, View> m_views;
    /// By the heads and how many policies were made by then.
    std::map<std::pair<std::vector<CoreIndex>, std::size_t>, PolicyBody> m_due;
};

} // namespace engine::room
