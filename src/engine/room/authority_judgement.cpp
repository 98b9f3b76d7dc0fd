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
    , m_follow(set)
    , m_verdicts(place(set.size()))
    , m_enter(place(set.size()))
    , m_leave(place(set.size()))
    , m_pinned(place(set.size()), false)
    , m_pinWalked(place(set.size()), false)
{
    plantTrees();
    gatherEndings();
    run();
}

// ---- the trees of the logs ----

void Judgement::plantTrees()
{
    std::vector<std::vector<CoreIndex>> children(place(m_set.size()));
    for (CoreIndex index = 1; index < m_set.size(); ++index) {
        if (m_set.at(index).base != coreNone) {
            children[place(m_set.at(index).base)].push_back(index);
        }
    }
    for (CoreIndex index = 0; index < m_set.size(); ++index) {
        if (m_set.at(index).base == coreNone) {
            plant(index, children);
        }
    }
}

void Judgement::plant(CoreIndex root, const std::vector<std::vector<CoreIndex>>& children)
{
    std::vector<std::pair<CoreIndex, std::size_t>> path{{root, 0}};
    m_enter[place(root)] = m_counter++;
    while (!path.empty()) {
        auto& [index, next] = path.back();
        if (next < children[place(index)].size()) {
            const CoreIndex child = children[place(index)][next++];
            m_enter[place(child)] = m_counter++;
            path.emplace_back(child, 0);
        } else {
            m_leave[place(index)] = m_counter;
            path.pop_back();
        }
    }
}

bool Judgement::onChain(CoreIndex a, CoreIndex h) const
{
    return m_enter[place(a)] <= m_enter[place(h)] && m_enter[place(h)] < m_leave[place(a)];
}

CoreIndex Judgement::headOf(const LogCut* cut) const
{
    if (cut == nullptr || cut->lastCore.isZero()) {
        return coreNone;
    }
    const CoreIndex head = m_set.find(cut->lastCore);
    return head != coreNone && head != coreGenesis && m_set.at(head).event.log == cut->log
               ? head
               : coreNone;
}

bool Judgement::inside(CoreIndex index, const std::vector<LogCut>& cuts) const
{
    const CoreIndex head = headOf(cutFor(cuts, m_set.at(index).event.log));
    return head != coreNone && onChain(index, head);
}

// ---- transfers ----

// Under one standing the first transfer ends it; those that follow it come too late. Two firsts to different people:
// neither.
void Judgement::gatherEndings()
{
    for (std::size_t i = 0; i < m_set.identities().size(); ++i) {
        std::map<CoreIndex, std::vector<CoreIndex>> under;
        for (const CoreIndex transfer : m_set.identities()[i].transfers) {
            if (!m_set.log(m_set.at(transfer).log).ambiguous) {
                under[m_set.at(transfer).grant].push_back(transfer);
            }
        }
        for (const auto& [standing, transfers] : under) {
            Ending& ending = m_endings[static_cast<CoreIndex>(i)][standing];
            std::vector<bool> after;
            if (transfers.size() > 1) {
                after.assign(place(transfers.back() - transfers.front() + 1), false);
            }
            std::size_t next = 0;
            const CoreIndex from = transfers.front();
            for (CoreIndex index = from; index <= transfers.back(); ++index) {
                const CoreNode& node = m_set.at(index);
                bool later = node.grant >= from && after[place(node.grant - from)];
                for (const CoreIndex cited : node.auth) {
                    later = later || (cited >= from && after[place(cited - from)]);
                }
                const bool one = transfers[next] == index;
                next += one ? 1 : 0;
                if (one && !later) {
                    ending.first.push_back(index);
                }
                if (!after.empty()) {
                    after[place(index - from)] = later || one;
                }
            }
            const auto owner = [this](CoreIndex transfer) {
                return m_set.at(transfer).event.as<TransferBody>()->newOwner;
            };
            for (const CoreIndex transfer : ending.first) {
                ending.conflict = ending.conflict || owner(transfer) != owner(ending.first[0]);
            }
        }
    }
}

const Judgement::Ending* Judgement::endingOf(CoreIndex identity, CoreIndex standing) const
{
    const auto endings = m_endings.find(identity);
    if (endings == m_endings.end()) {
        return nullptr;
    }
    const auto at = endings->second.find(standing);
    return at == endings->second.end() || !valid(standing) ? nullptr : &at->second;
}

// ---- the verdicts ----

void Judgement::run()
{
    std::array<std::vector<CoreIndex>, levels> strata;
    for (CoreIndex index = 0; index < m_set.size(); ++index) {
        strata[static_cast<std::size_t>(m_set.at(index).level)].push_back(index);
    }
    for (std::size_t level = levels; level-- > 0;) {
        for (const CoreIndex index : strata[level]) {
            m_verdicts[place(index)] = judge(index);
        }
        for (const CoreIndex index : strata[level]) {
            noteUnknown(index);
            if (valid(index)) {
                publish(index);
            }
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
    const Limit& limit = limitOf(node.log, standingFor(index), node.level);
    if (!limit.dead.valid()) {
        return limit.dead;
    }
    const bool within =
        !limit.limited
        || (m_enter[place(index)] <= limit.first && limit.last < m_leave[place(index)]);
    return within ? CoreVerdict{} : CoreVerdict{limit.why, limit.by};
}

const Judgement::Limit& Judgement::limitOf(CoreIndex log, CoreIndex standing, int level)
{
    const auto [at, added] = m_limits.try_emplace({log, standing});
    Limit& limit = at->second;
    if (!added) {
        return limit;
    }
    const CoreIndex identity = m_set.log(log).author;
    for (const CoreIndex revoke : listOf(m_revokes, identity)) {
        if (m_set.at(revoke).level > level && limit.dead.valid()
            && !exempt(log, standing, revoke)) {
            narrow(limit, revoke, log, VoidReason::Revoked);
        }
    }
    for (const Ending* ending : endingsFor(identity, standing, level)) {
        for (const CoreIndex transfer : ending->first) {
            if (limit.dead.valid() && !exempt(log, standing, transfer)) {
                narrow(limit, transfer, log, VoidReason::Transferred);
            }
        }
    }
    return limit;
}

void Judgement::narrow(Limit& limit, CoreIndex removal, CoreIndex log, VoidReason why) const
{
    const CoreIndex head = headOf(cutFor(cutsOf(m_set.at(removal).event.body), m_set.log(log).id));
    if (head == coreNone) {
        limit.dead = {why, removal};
        return;
    }
    limit.limited = true;
    limit.by = removal;
    limit.why = why;
    limit.first = std::min(limit.first, m_enter[place(head)]);
    limit.last = std::max(limit.last, m_enter[place(head)]);
}

// Came in again behind it: by a new log, under a standing that follows.
bool Judgement::exempt(CoreIndex log, CoreIndex standing, CoreIndex removal) const
{
    const CoreIndex identity = m_set.log(log).author;
    const auto& openings = m_set.log(log).openings;
    return std::all_of(
               openings.begin(),
               openings.end(),
               [&](CoreIndex opening) { return m_follow.follows(identity, opening, removal); })
           && standingFollows(identity, standing, removal);
}

bool Judgement::standingFollows(CoreIndex identity, CoreIndex standing, CoreIndex removal) const
{
    if (standing == removal) {
        return true; // the `then` of the removal itself, or the 80 of a transfer
    }
    if (!m_follow.follows(identity, standing, removal)) {
        return false;
    }
    const auto* revoke = m_set.at(removal).event.as<RevokeBody>();
    if (!m_set.at(standing).admission || revoke == nullptr || !revoke->ban) {
        return true;
    }
    // Through a door after a ban: only behind an unban, by somebody who could have let him in at that level.
    const auto& standings = m_set.identity(identity).standings;
    return std::any_of(standings.begin(), standings.end(), [&](CoreIndex grant) {
        return grant > removal && grant < standing
               && m_set.at(grant).event.as<GrantBody>() != nullptr
               && m_set.at(grant).level > m_set.at(standing).level && valid(grant)
               && m_follow.follows(identity, grant, removal)
               && m_follow.follows(identity, standing, grant);
    });
}

CoreVerdict Judgement::judgeRestrictions(CoreIndex index) const
{
    const CoreNode& node = m_set.at(index);
    if (node.event.as<OpenBody>() != nullptr) {
        return {}; // a mute silences, it does not shut out
    }
    const auto& restrictions = listOf(m_restrictions, node.author);
    for (const CoreIndex one : restrictions) {
        const auto& body = *m_set.at(one).event.as<RestrictBody>();
        if (node.event.clock >= body.until || m_set.at(one).level <= node.level
            || inside(index, body.cuts)) {
            continue;
        }
        const bool lifted =
            std::any_of(restrictions.begin(), restrictions.end(), [&](CoreIndex lift) {
                return m_set.at(lift).level > node.level && lifts(node.author, lift, one)
                       && !inside(index, cutsOf(m_set.at(lift).event.body));
            });
        if (!lifted) {
            return {VoidReason::Muted, one};
        }
    }
    return {};
}

bool Judgement::lifts(CoreIndex identity, CoreIndex lift, CoreIndex restriction) const
{
    return m_set.at(lift).event.as<RestrictBody>()->until.value == 0
           && m_follow.follows(identity, lift, restriction);
}

// An identity's cut of its own device has the force of an own fork: what somebody higher pinned stays, and so does what a
// transfer of ownership builds on; otherwise years of acts could be taken back at will.
CoreVerdict Judgement::judgeDeviceCuts(CoreIndex index)
{
    const CoreNode& node = m_set.at(index);
    const auto& cuts = m_set.identity(node.author).deviceCuts;
    if (cuts.empty()) {
        return {};
    }
    const auto [at, added] = m_deviceLimits.try_emplace(node.log);
    Limit& limit = at->second;
    for (std::size_t i = 0; added && i < cuts.size() && limit.dead.valid(); ++i) {
        if (m_set.at(cuts[i]).event.as<DeviceCutBody>()->device == m_set.log(node.log).device
            && !m_set.log(m_set.at(cuts[i]).log).ambiguous) {
            narrow(limit, cuts[i], node.log, VoidReason::DeviceCut);
        }
    }
    const bool within =
        limit.dead.valid()
        && (!limit.limited
            || (m_enter[place(index)] <= limit.first && limit.last < m_leave[place(index)]));
    if (within || m_pinned[place(index)] || coveredByTransfer(index)) {
        return {};
    }
    return {VoidReason::DeviceCut, limit.dead.valid() ? limit.by : limit.dead.by};
}

bool Judgement::coveredByTransfer(CoreIndex index) const
{
    const CoreNode& node = m_set.at(index);
    const Ending* ending = node.level < levelFounder ? nullptr : endingOf(node.author, node.grant);
    return ending != nullptr
           && std::any_of(ending->first.begin(), ending->first.end(), [&](CoreIndex transfer) {
                  return transfer == index || m_set.follows(transfer, index);
              });
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
    } else if (const auto* restriction = event.as<RestrictBody>()) {
        m_restrictions[m_set.findIdentity(restriction->target)].push_back(index);
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
            pin(headOf(&cut), log);
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
                && m_set.at(other).log == log && !onChain(one, other) && !onChain(other, one)) {
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
