// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_judgement.h"

#include "engine/engine_types.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t levels = 101;

std::size_t place(CoreIndex index)
{
    return static_cast<std::size_t>(index);
}

} // namespace

Judgement::Judgement(const AuthoritySet& set)
    : m_set(set)
    , m_trees(set)
    , m_limits(set, m_trees)
    , m_mutes(set, m_trees)
    , m_verdicts(place(set.size()))
    , m_pinned(place(set.size()), false)
    , m_pinWalked(place(set.size()), false)
{
    for (std::size_t i = 0; i < set.identities().size(); ++i) {
        for (const CoreIndex cut : set.identities()[i].deviceCuts) {
            const core::DeviceId& device = set.at(cut).event.as<DeviceCutBody>()->device;
            if (!set.log(set.at(cut).log).ambiguous) {
                m_deviceCuts[{static_cast<CoreIndex>(i), device}].push_back(cut);
            }
        }
    }
    Reach reach(set); // big, and done with when everything is judged
    gatherEndings(reach);
    gatherCovered(reach);
    run(reach);
    gatherBanned(reach);
}

// ---- the verdicts ----

void Judgement::run(Reach& reach)
{
    std::array<std::vector<CoreIndex>, levels> strata;
    for (CoreIndex index = 0; index < m_set.size(); ++index) {
        strata[static_cast<std::size_t>(m_set.at(index).level)].push_back(index);
    }
    transfers(reach, StandingLimits::Scope::EndedStanding);
    for (std::size_t level = levels; level-- > 0;) {
        m_limits.readmit(reach, static_cast<int>(level), m_verdicts);
        m_mutes.judge(reach, strata[level]);
        for (const CoreIndex index : strata[level]) {
            m_verdicts[place(index)] = judge(index);
        }
        std::vector<CoreIndex> revokes;
        for (const CoreIndex index : strata[level]) {
            noteUnknown(index);
            if (valid(index)) {
                publish(index);
            }
            if (valid(index) && m_set.at(index).event.as<RevokeBody>() != nullptr) {
                revokes.push_back(index);
            }
        }
        m_limits.revoke(reach, revokes);
        if (level == levelFounder) {
            transfers(reach, StandingLimits::Scope::BelowFounder);
        }
    }
}

CoreVerdict Judgement::judge(CoreIndex index)
{
    if (index == coreGenesis) {
        return {};
    }
    const CoreNode& node = m_set.at(index);
    if (m_set.log(node.log).ambiguous) {
        return {VoidReason::Ambiguous, coreNone};
    }
    if (node.event.as<DeviceCutBody>() != nullptr) {
        return {}; // the identity's own signature is all it needs
    }
    if (!valid(node.grant)) {
        return {VoidReason::GrantVoid, node.grant};
    }
    for (const CoreVerdict& verdict :
         {judgeDoor(index), judgeLimits(index), judgeRestrictions(index), judgeDeviceCuts(index)}) {
        if (!verdict.valid()) {
            return verdict;
        }
    }
    // Nobody stands above a founder who could pin his acts: there a fork is concurrency, or one restored disk ends a room.
    const auto fork = m_set.forkOf(node.event.log);
    if (fork && node.event.seq >= *fork && node.level < levelFounder && !m_pinned[place(index)]) {
        return {VoidReason::Fork, coreNone};
    }
    return {};
}

CoreVerdict Judgement::judgeDoor(CoreIndex index) const
{
    const CoreNode& node = m_set.at(index);
    if (!node.admission) {
        return {};
    }
    const auto closing = m_closes.find(node.grant);
    if (closing == m_closes.end() || closing->second.keep.contains(node.event.id)) {
        return {};
    }
    return {VoidReason::DoorClosed, closing->second.by};
}

CoreIndex Judgement::standingFor(CoreIndex index) const
{
    return m_set.at(index).admission ? index : m_set.at(index).grant;
}

CoreVerdict Judgement::judgeLimits(CoreIndex index)
{
    const CoreNode& node = m_set.at(index);
    if (node.event.as<TransferBody>() != nullptr) {
        const Ending* ending = endingOf(node.author, node.grant);
        if (ending != nullptr
            && std::binary_search(ending->first.begin(), ending->first.end(), index)) {
            if (!ending->conflict) {
                return {};
            }
            const CoreIndex other = ending->first[ending->first[0] == index ? 1 : 0];
            return {VoidReason::ConflictingTransfer, other};
        }
    }
    const auto row = limitOf(node.author, node.log, standingFor(index), node.level);
    if (row.revoked.dead != coreNone) {
        return {VoidReason::Revoked, row.revoked.dead};
    }
    if (row.transferred.dead != coreNone) {
        return {VoidReason::Transferred, row.transferred.dead};
    }
    if (within(index, row.revoked) && within(index, row.transferred)) {
        return {};
    }
    return row.transferred.by != coreNone ? CoreVerdict{VoidReason::Transferred, row.transferred.by}
                                          : CoreVerdict{VoidReason::Revoked, row.revoked.by};
}

// On the chain of every head that was kept.
bool Judgement::within(CoreIndex index, const Limit& limit) const
{
    return limit.by == coreNone
           || (m_trees.enter(index) <= limit.first && limit.last < m_trees.leave(index));
}

CoreVerdict Judgement::judgeRestrictions(CoreIndex index) const
{
    const CoreIndex by = m_mutes.by(index);
    return by == coreNone ? CoreVerdict{} : CoreVerdict{VoidReason::Muted, by};
}

// An identity's cut of its own device has the force of an own fork: what somebody higher pinned stays, and so does what a
// transfer of ownership builds on; otherwise years of acts could be taken back at will.
CoreVerdict Judgement::judgeDeviceCuts(CoreIndex index)
{
    const CoreNode& node = m_set.at(index);
    const auto cuts = m_deviceCuts.find({node.author, m_set.log(node.log).device});
    if (cuts == m_deviceCuts.end()) {
        return {};
    }
    const auto [at, added] = m_deviceLimits.try_emplace(node.log);
    Limit& limit = at->second;
    for (std::uint32_t i = 0; added && i < cuts->second.size() && limit.dead == coreNone; ++i) {
        const CoreIndex cut = cuts->second[i];
        const CoreIndex head =
            m_trees.headOf(cutFor(cutsOf(m_set.at(cut).event.body), m_set.log(node.log).id));
        if (head == coreNone) {
            limit.end(cut, i);
        } else {
            limit.narrow(cut, i, m_trees.enter(head));
        }
    }
    if ((limit.dead == coreNone && within(index, limit)) || m_pinned[place(index)]
        || (m_covered[place(index)] && valid(node.grant))) {
        return {};
    }
    return {VoidReason::DeviceCut, limit.dead == coreNone ? limit.by : limit.dead};
}

// ---- what a valid event does to those below it ----

void Judgement::publish(CoreIndex index)
{
    const CoreEvent& event = m_set.at(index).event;
    if (index == coreGenesis) {
        return;
    }
    if (const auto* revoke = event.as<RevokeBody>()) {
        for (const core::IdentityId& target : revoke->targets) {
            m_revokes[m_set.findIdentity(target)].push_back(index);
        }
    } else if (event.as<RestrictBody>() != nullptr) {
        m_mutes.publish(index);
    } else if (const auto* close = event.as<CloseBody>()) {
        const CoreIndex door = m_set.find(close->door);
        const auto* body =
            door == coreNone || door == coreGenesis ? nullptr : m_set.at(door).event.as<DoorBody>();
        if (body != nullptr && m_set.at(index).level > body->level) {
            Closing& closing = m_closes[door];
            closing.by = index;
            closing.keep.insert(close->keep.begin(), close->keep.end());
        }
    }
    publishPins(index);
}

bool Judgement::needsPins(CoreIndex log) const
{
    const CoreLog& entry = m_set.log(log);
    return m_set.forkOf(entry.id).has_value()
           || (entry.author != coreNone && !m_set.identity(entry.author).deviceCuts.empty());
}

void Judgement::publishPins(CoreIndex index)
{
    const CoreNode& node = m_set.at(index);
    if (node.level < levelModerator || node.event.as<DeviceCutBody>() != nullptr) {
        return;
    }
    const auto pin = [&](CoreIndex head, CoreIndex log) {
        auto& pins = m_pins[log];
        if (pins.empty() || pins.back() != index) {
            pins.push_back(index);
        }
        if (head != coreNone) {
            pinChain(head, node.level);
        }
    };
    for (const CoreIndex head : node.auth) {
        if (head != coreGenesis && needsPins(m_set.at(head).log) && citesOneBranch(index, head)) {
            pin(head, m_set.at(head).log);
        }
    }
    for (const LogCut& cut : cutsOf(node.event.body)) {
        const CoreIndex log = m_set.findLog(cut.log);
        if (log != coreNone && needsPins(log)) {
            pin(m_trees.headOf(&cut), log);
        }
    }
}

// Who cites both branches has seen the fork, and does not choose.
bool Judgement::citesOneBranch(CoreIndex p, CoreIndex head) const
{
    const auto& auth = m_set.at(p).auth;
    const CoreIndex log = m_set.at(head).log;
    for (const CoreIndex one : auth) {
        for (const CoreIndex other : auth) {
            if (one != coreGenesis && other != coreGenesis && m_set.at(one).log == log
                && m_set.at(other).log == log && !m_trees.onChain(one, other)
                && !m_trees.onChain(other, one)) {
                return false;
            }
        }
    }
    return true;
}

// Strata go down: whoever walked here before stood as high or higher, and pinned all that this one could.
void Judgement::pinChain(CoreIndex head, int level)
{
    for (CoreIndex here = head; here != coreNone && !m_pinWalked[place(here)];
         here = m_set.at(here).base) {
        m_pinWalked[place(here)] = true;
        m_pinned[place(here)] = m_pinned[place(here)] || m_set.at(here).level < level;
    }
}

void Judgement::noteUnknown(CoreIndex index)
{
    for (const LogCut& cut : cutsOf(m_set.at(index).event.body)) {
        if (!cut.lastCore.isZero() && m_set.find(cut.lastCore) == coreNone) {
            m_unknown.insert(cut.lastCore);
        }
    }
    const auto* close = index == coreGenesis ? nullptr : m_set.at(index).event.as<CloseBody>();
    if (close != nullptr && m_set.find(close->door) == coreNone) {
        m_unknown.insert(close->door);
    }
}

} // namespace engine::room
