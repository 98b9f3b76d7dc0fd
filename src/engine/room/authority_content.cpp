// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_content.h"

#include "engine/engine_types.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::int64_t secondMs = 1000;

} // namespace

ContentJudge::ContentJudge(const AuthoritySet& set,
                           const Judgement& judgement,
                           const PolicyMerge& policy)
    : m_set(set)
    , m_judgement(judgement)
    , m_policy(policy)
{
}

bool ContentJudge::place(const ContentEvent& event, Placed& out) const
{
    out.log = m_set.findLog(event.log);
    out.grant = m_set.find(event.grant);
    for (const core::EventId& id : event.auth) {
        out.auth.push_back(m_set.find(id));
    }
    if (out.log == coreNone || out.grant == coreNone
        || std::find(out.auth.begin(), out.auth.end(), coreNone) != out.auth.end()) {
        return false;
    }
    out.author = m_set.log(out.log).author;
    out.level = m_set.standingLevel(out.grant, out.author);
    return true;
}

int ContentJudge::levelOf(const ContentEvent& event) const
{
    Placed at;
    return place(event, at) ? at.level : levelNone;
}

// Acts belong to the core; below its levels the one act of a member is to take back what he wrote himself.
bool ContentJudge::mayBeLeaf(std::uint8_t kind, int level) const
{
    switch (static_cast<Kind>(kind)) {
    case Kind::Redact:
        return level < levelModerator;
    case Kind::LogOpen:
    case Kind::Grant:
    case Kind::Revoke:
    case Kind::Restrict:
    case Kind::Door:
    case Kind::Close:
    case Kind::Policy:
    case Kind::Transfer:
    case Kind::Pin:
    case Kind::ResetReach:
    case Kind::DeviceCut:
    case Kind::Succeed:
        return false;
    default:
        return true;
    }
}

CoreVerdict ContentJudge::judge(const ContentEvent& event)
{
    Placed at;
    if (!place(event, at)) {
        return {VoidReason::Unknown, coreNone};
    }
    if (m_set.log(at.log).ambiguous) {
        return {VoidReason::Ambiguous, coreNone};
    }
    if (at.level < 0 || event.seq == 0 || !mayBeLeaf(event.kind, at.level)) {
        return {VoidReason::NotAllowed, coreNone};
    }
    if (!m_judgement.valid(at.grant)) {
        return {VoidReason::GrantVoid, at.grant};
    }
    for (const CoreVerdict& verdict : {judgeCuts(event, at),
                                       judgeRestrictions(event, at),
                                       judgeOwnFaults(event, at),
                                       judgeChain(event, at)}) {
        if (!verdict.valid()) {
            return verdict;
        }
    }
    return isContent(event.kind) ? judgePolicy(event, at.level, policyOf(event)) : CoreVerdict{};
}

bool ContentJudge::endsAt(const ContentEvent& event,
                          const core::EventId& head,
                          std::uint64_t seq) const
{
    return event.chain != nullptr ? event.chain->endsAt(head, seq) : event.seq <= seq;
}

bool ContentJudge::inside(const ContentEvent& event, const LogCut* cut) const
{
    return cut != nullptr && !cut->lastEvent.isZero()
           && endsAt(event, cut->lastEvent, cut->lastSeq);
}

CoreVerdict ContentJudge::judgeCuts(const ContentEvent& event, const Placed& at)
{
    const auto [known, added] = m_cuts.try_emplace({at.log, at.grant});
    if (added) {
        known->second = m_judgement.cutsOn(at.log, at.grant, at.level);
    }
    for (const StandingCut& standing : known->second) {
        if (!inside(event, standing.cut)) {
            const bool transfer = m_set.at(standing.by).event.as<TransferBody>() != nullptr;
            return {transfer ? VoidReason::Transferred : VoidReason::Revoked, standing.by};
        }
    }
    return {};
}

CoreVerdict ContentJudge::judgeRestrictions(const ContentEvent& event, const Placed& at) const
{
    std::vector<CoreIndex> active;
    std::vector<CoreIndex> lifts;
    for (const CoreIndex one : m_judgement.mutes().of(at.author)) {
        const auto& body = *m_set.at(one).event.as<RestrictBody>();
        const bool lifting = body.until.value == 0;
        if (m_set.at(one).level <= at.level || (!lifting && event.clock >= body.until)
            || inside(event, cutFor(body.cuts, event.log))) {
            continue;
        }
        (lifting ? lifts : active).push_back(one);
    }
    const CoreIndex standing = m_judgement.mutes().firstStanding(active, lifts);
    return standing == coreNone ? CoreVerdict{} : CoreVerdict{VoidReason::Muted, standing};
}

// Forks and cut devices: what the author did to himself, unless somebody above him holds on to it.
CoreVerdict ContentJudge::judgeOwnFaults(const ContentEvent& event, const Placed& at) const
{
    CoreVerdict fault;
    for (const CoreIndex one : m_set.identity(at.author).deviceCuts) {
        const auto& body = *m_set.at(one).event.as<DeviceCutBody>();
        if (body.device == m_set.log(at.log).device && !m_set.log(m_set.at(one).log).ambiguous
            && !inside(event, cutFor(body.cuts, event.log))) {
            fault = {VoidReason::DeviceCut, one};
        }
    }
    const auto fork = m_set.forkOf(event.log);
    if (fork && event.seq >= *fork) {
        fault = {VoidReason::Fork, coreNone};
    }
    return fault.valid() || pinned(event, at) ? CoreVerdict{} : fault;
}

bool ContentJudge::pinned(const ContentEvent& event, const Placed& at) const
{
    for (const CoreIndex pin : m_judgement.pinsOf(at.log)) {
        const CoreNode& node = m_set.at(pin);
        if (node.level <= at.level) {
            continue;
        }
        if (inside(event, cutFor(cutsOf(node.event.body), event.log))) {
            return true;
        }
        for (const CoreIndex head : node.auth) {
            const CoreEvent& cited = m_set.at(head).event;
            if (head != coreGenesis && cited.log == event.log
                && m_judgement.citesOneBranch(pin, head) && endsAt(event, cited.id, cited.seq)) {
                return true;
            }
        }
    }
    return false;
}

bool ContentJudge::cites(const Placed& at, CoreIndex head) const
{
    const auto reaches = [&](CoreIndex from) { return from == head || m_set.follows(from, head); };
    return reaches(at.grant) || std::any_of(at.auth.begin(), at.auth.end(), reaches);
}

CoreVerdict ContentJudge::judgeChain(const ContentEvent& event, const Placed& at) const
{
    if (event.clock < event.clockBefore) {
        return {VoidReason::ClockStepsBack, coreNone};
    }
    if (event.headsBefore == event.auth) {
        return {};
    }
    for (const core::EventId& id : event.headsBefore) {
        const CoreIndex head = m_set.find(id);
        if (head == coreNone || !cites(at, head)) {
            return {VoidReason::HeadsStepBack, head};
        }
    }
    return {};
}

std::vector<CoreIndex> ContentJudge::headsOf(const ContentEvent& event) const
{
    std::vector<CoreIndex> heads;
    heads.reserve(event.auth.size() + 1);
    for (const core::EventId& id : event.auth) {
        heads.push_back(m_set.find(id));
    }
    heads.push_back(m_set.find(event.grant));
    heads.erase(std::remove(heads.begin(), heads.end(), coreNone), heads.end());
    std::sort(heads.begin(), heads.end());
    return heads;
}

const ContentJudge::View& ContentJudge::viewOf(const ContentEvent& event)
{
    const std::vector<CoreIndex> heads = headsOf(event);
    if (m_views.size() >= viewsMost && !m_views.contains(heads)) {
        m_views.clear();
    }
    const auto [known, added] = m_views.try_emplace(heads);
    if (added) {
        known->second = {m_policy.behind(heads), m_policy.missed(heads)};
    }
    return known->second;
}

const PolicyBody& ContentJudge::policyOf(const ContentEvent& event)
{
    return viewOf(event).policy;
}

std::optional<PolicyBody> ContentJudge::duePolicyOf(const ContentEvent& event, HybridClock until)
{
    if (until < viewOf(event).missed) {
        return std::nullopt; // nearly always
    }
    const auto key = std::pair(headsOf(event), m_policy.made(until));
    if (m_due.size() >= viewsMost && !m_due.contains(key)) {
        m_due.clear();
    }
    const auto [known, added] = m_due.try_emplace(key);
    if (added) {
        known->second = m_policy.behind(key.first, until);
    }
    return known->second;
}

void ContentJudge::forget()
{
    m_views.clear();
    m_due.clear();
}

bool ContentJudge::keeps(const ContentEvent& event, const PolicyBody& policy) const
{
    return judgePolicy(event, levelOf(event), policy).valid();
}

CoreVerdict
ContentJudge::judgePolicy(const ContentEvent& event, int level, const PolicyBody& policy)
{
    const auto own = static_cast<std::uint32_t>(level);
    const bool file = event.kind == static_cast<std::uint8_t>(Kind::FileCard);
    const bool speaks = event.kind != static_cast<std::uint8_t>(Kind::Profile);
    if ((speaks && own < policy.postingLevel.value_or(PolicyDefaults::postingLevel))
        || (file && own < policy.filesLevel.value_or(PolicyDefaults::filesLevel))) {
        return {VoidReason::PostingLevel, coreNone};
    }
    const std::uint32_t most = policy.maxMessageBytes.value_or(0);
    if (most != 0 && event.length > most) {
        return {VoidReason::TooLong, coreNone};
    }
    const std::int64_t slow = policy.slowModeSeconds.value_or(0) * secondMs;
    if (level < levelModerator && isShown(event.kind) && event.postBefore
        && event.clock.milliseconds() - event.postBefore->milliseconds() < slow) {
        return {VoidReason::SlowMode, coreNone};
    }
    return {};
}

} // namespace engine::room
