// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who may do what in a room, and what of it counts: a pure function of the set of core events and openings, whatever the
// order in which they came. Feed it what is authentic (signatures, certificates and door proofs checked, see core_proof.h);
// ask it about members, logs, doors, policy, and about every event outside the core.
//
// Four parts: the set (authority_set.h), the judgement over it from the highest level down (authority_judgement.h), the
// policy (policy_merge.h) and the judge of what is outside the core (authority_content.h). Most additions join a standing
// judgement; the others (removals, mutes, pins, forks, ...) make the next question judge anew, which takes a second or two
// for 100,000 events by those who want it slow, and nothing noticeable in an ordinary room.

#include "engine/room/authority_content.h"

#include <memory>

namespace engine::room {

struct AuthorityMember {
    core::IdentityId identity;
    int level = -1;
    std::optional<HybridClock>
        mutedUntil; ///< the longest mute in force over new logs; all bits set = until lifted
};

/// Where a log is over by what the core says.
struct LogEnd {
    std::uint64_t seq = 0; ///< the first that is void
    core::EventId last;    ///< the event before it, where what ends the log names it; else zero
};

struct AuthorityLog {
    core::IdentityId identity;
    core::DeviceId device;
    core::EventId opening;
    core::EventId
        standing; ///< what the log was opened under: its birth, or the opening itself when a door let it in
    int level = -1;
    bool validOpening = false;
    bool closed = false;       ///< cut or forked: nothing new will ever count in it
    std::optional<LogEnd> end; ///< under that standing
};

struct AuthorityDoor {
    core::EventId event;
    core::IdentityId maker;
    DoorBody door;
    bool open = false;
    std::size_t admitted = 0; ///< valid openings
};

struct AuthorityVerdict {
    VoidReason reason = VoidReason::None;
    std::optional<core::EventId> by;

    [[nodiscard]] bool valid() const { return reason == VoidReason::None; }
};

struct WhyStep {
    core::EventId event;
    core::IdentityId author; ///< zero for the genesis
    int level = -1;
    AuthorityVerdict verdict;
};

struct StandingRedaction {
    core::EventId event;
    int level = -1;
    const RedactBody* body = nullptr;
};

/// A RESET_REACH.
struct ReachReset {
    core::EventId event;
    core::LogId log;
    std::uint64_t seq = 0;
    std::uint32_t generation = 0;
    core::Hash32 secretHash{};
    bool valid = false;
    bool followed = false; ///< a valid one has it in its ancestry
};

class Authority
{
public:
    Authority(const core::RoomId& room, const std::vector<core::IdentityId>& founders);

    /// Waiting: something it cites is not here (see `missing`) and it was not taken. Refused is for ever.
    CoreAdded add(CoreEvent event);
    /// Two authentic events of this log with this seq exist. True when that was news.
    bool addFork(const core::LogId& log, std::uint64_t seq);
    [[nodiscard]] std::vector<core::EventId> missing(const CoreEvent& event) const;

    [[nodiscard]] bool holds(const core::EventId& id) const;
    /// Null when not held; the genesis is none.
    [[nodiscard]] const CoreEvent* event(const core::EventId& id) const;
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(m_set.size()); }
    /// True for the core proper; false for openings of logs below level 50, which hang on it.
    [[nodiscard]] bool isCore(const core::EventId& id) const;

    [[nodiscard]] bool isValid(const core::EventId& id) const;
    [[nodiscard]] AuthorityVerdict verdict(const core::EventId& id) const;
    /// The event, the standing it acts under, the standing of that one's author, ... up to the genesis.
    [[nodiscard]] std::vector<WhyStep> why(const core::EventId& id) const;

    /// -1: no member (any more).
    [[nodiscard]] int level(const core::IdentityId& identity) const;
    /// Live ones, by identity.
    [[nodiscard]] std::vector<AuthorityMember> members() const;
    /// Removed by a ban that no grant followed.
    [[nodiscard]] bool isBanned(const core::IdentityId& identity) const;
    /// Whether one of `heads` is `id` or has it in its ancestry.
    [[nodiscard]] bool reaches(const std::vector<core::EventId>& heads,
                               const core::EventId& id) const;
    /// Valid REVOKEs of people who are no members now, by id.
    [[nodiscard]] std::vector<core::EventId> removals() const;
    /// The best live standing: what the identity's next event acts under.
    [[nodiscard]] std::optional<core::EventId> standingOf(const core::IdentityId& identity) const;
    [[nodiscard]] std::optional<AuthorityLog> log(const core::LogId& log) const;
    [[nodiscard]] std::vector<core::LogId> logsOf(const core::IdentityId& identity) const;
    [[nodiscard]] std::vector<AuthorityDoor> doors() const;
    /// A DOOR that stands and was not closed.
    [[nodiscard]] bool isOpen(const core::EventId& door) const;
    [[nodiscard]] PolicyBody policy() const;
    [[nodiscard]] std::vector<StandingRedaction> redactions() const;
    /// The one in force first: of the valid ones that no valid one follows that of the highest issuer, then the smaller
    /// id. Behind them those that are followed, the newest first, and last what is void.
    [[nodiscard]] std::vector<ReachReset> reachResets() const;
    [[nodiscard]] const std::map<core::LogId, std::uint64_t>& forks() const
    {
        return m_set.forks();
    }

    [[nodiscard]] AuthorityVerdict judge(const ContentEvent& event) const;
    /// The level that the event claims; a redaction reaches what is strictly below it.
    [[nodiscard]] int levelOf(const ContentEvent& event) const;
    [[nodiscard]] PolicyBody policyOf(const ContentEvent& event) const;
    /// With every rule made until then in view as well; nothing where that is no other policy.
    [[nodiscard]] std::optional<PolicyBody> duePolicyOf(const ContentEvent& event,
                                                        HybridClock until) const;
    /// Whether it could stand under that policy.
    [[nodiscard]] bool keeps(const ContentEvent& event, const PolicyBody& policy) const;

    /// Valid core events that no other valid one cites, highest and newest first, at most 4: what the next event cites. The
    /// caller puts his log's own previous core event in front when he writes an act.
    [[nodiscard]] std::vector<core::EventId> heads() const;
    /// The last core event of a log that counts; its opening when there is none.
    [[nodiscard]] std::optional<core::EventId> lastCoreOf(const core::LogId& log) const;

    /// Of the judged state: equal sets give equal digests.
    [[nodiscard]] core::Hash32 digest() const;
    /// Of the core proper and its forks, judged or not: what two peers compare before they reconcile.
    [[nodiscard]] core::Hash32 coreHash() const;

private:
    struct Judged {
        explicit Judged(const AuthoritySet& set)
            : judgement(set)
            , policy(set, judgement)
            , content(set, judgement, policy)
        {
        }
        Judgement judgement;
        PolicyMerge policy;
        ContentJudge content;
    };

    [[nodiscard]] Judged& judged() const;
    [[nodiscard]] AuthorityVerdict named(const CoreVerdict& verdict) const;
    [[nodiscard]] std::optional<LogEnd> endOf(CoreIndex log, CoreIndex standing, int level) const;
    [[nodiscard]] std::optional<LogEnd> ownEndOf(CoreIndex log, int level) const;
    void noteMutes(std::vector<AuthorityMember>& members) const;

    AuthoritySet m_set;
    mutable std::unique_ptr<Judged> m_judged;
};

} // namespace engine::room
