// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// What a judgement says about people and logs, and how one more event joins it.
#include "engine/engine_types.h"
#include "engine/room/authority_judgement.h"

#include <algorithm>

namespace engine::room {

namespace {

std::size_t place(CoreIndex index)
{
    return static_cast<std::size_t>(index);
}

} // namespace

const std::vector<CoreIndex>& Judgement::listOf(const Lists& lists, CoreIndex key)
{
    static const std::vector<CoreIndex> none;
    const auto at = lists.find(key);
    return at == lists.end() ? none : at->second;
}

// ---- removals of one standing ----

bool Judgement::neverRemoved(CoreIndex identity) const
{
    return m_set.identity(identity).removals.empty() && m_set.identity(identity).transfers.empty();
}

StandingLimits::Row
Judgement::limitOf(CoreIndex identity, CoreIndex log, CoreIndex standing, int level) const
{
    if (neverRemoved(identity)) {
        return {};
    }
    if (const auto* row = m_limits.find(identity, log, standing)) {
        return *row;
    }
    const auto [at, added] = m_later.try_emplace({identity, log, standing});
    StandingLimits::Row& row = at->second;
    if (!added) {
        return row;
    }
    std::uint32_t order = 0;
    for (const CoreIndex removal : removalsOn(identity, log, standing, level)) {
        const CoreEvent& event = m_set.at(removal).event;
        Limit& limit = event.as<RevokeBody>() != nullptr ? row.revoked : row.transferred;
        const LogCut* cut =
            log == coreNone ? nullptr : cutFor(cutsOf(event.body), m_set.log(log).id);
        const CoreIndex head = m_trees.headOf(cut);
        if (head == coreNone) {
            limit.end(removal, order++);
        } else {
            limit.narrow(removal, order++, m_trees.enter(head));
        }
    }
    return row;
}

// Came in again behind it: by a new log, under a standing that follows.
std::vector<CoreIndex>
Judgement::removalsOn(CoreIndex identity, CoreIndex log, CoreIndex standing, int level) const
{
    std::vector<CoreIndex> removals;
    for (const CoreIndex revoke : listOf(m_revokes, identity)) {
        if (m_set.at(revoke).level > level) {
            removals.push_back(revoke);
        }
    }
    for (const Ending* ending : endingsFor(identity, standing, level)) {
        removals.insert(removals.end(), ending->first.begin(), ending->first.end());
    }
    if (removals.empty()) {
        return removals;
    }
    const CoreIndex floor = *std::min_element(removals.begin(), removals.end());
    const std::vector<bool> opened = behindOpenings(log, removals, floor);
    // The standing itself is among those: the `then` of the removal, or the 80 of a transfer.
    const std::vector<bool> behind = m_set.behind({standing}, floor);
    const bool admission = m_set.at(standing).admission;
    const std::vector<bool> unbanned =
        admission ? behindUnbans(identity, standing, behind, floor) : std::vector<bool>{};
    removals.erase(std::remove_if(removals.begin(),
                                  removals.end(),
                                  [&](CoreIndex removal) {
                                      const auto* revoke = m_set.at(removal).event.as<RevokeBody>();
                                      const bool ban =
                                          admission && revoke != nullptr && revoke->ban;
                                      const std::size_t at = place(removal - floor);
                                      return opened[at] && behind[at] && (!ban || unbanned[at]);
                                  }),
                   removals.end());
    return removals;
}

std::vector<bool> Judgement::behindOpenings(CoreIndex log,
                                            const std::vector<CoreIndex>& removals,
                                            CoreIndex floor) const
{
    if (log == coreNone) {
        std::vector<bool> all(place(m_set.size() - floor), true);
        return all;
    }
    const auto& openings = m_set.log(log).openings;
    std::vector<bool> every = m_set.behind({openings.front()}, floor);
    if (openings.size() == 1) {
        return every;
    }
    Reach reach(m_set);
    for (std::size_t from = 1; from < openings.size(); from += Reach::width) {
        std::vector<Reach::Question> questions;
        for (std::size_t i = from; i < openings.size() && i < from + Reach::width; ++i) {
            questions.push_back({{openings[i]}, removals, {}});
        }
        reach.answer(questions);
        for (const Reach::Question& question : questions) {
            for (std::size_t i = 0; i < removals.size(); ++i) {
                const std::size_t at = place(removals[i] - floor);
                every[at] = every[at] && question.answers[i];
            }
        }
    }
    return every;
}

// Through a door after a ban: only behind an unban, by somebody who could have let him in at that level.
std::vector<bool> Judgement::behindUnbans(CoreIndex identity,
                                          CoreIndex standing,
                                          const std::vector<bool>& behind,
                                          CoreIndex floor) const
{
    std::vector<CoreIndex> grants;
    for (const CoreIndex grant : m_set.identity(identity).standings) {
        if (grant >= floor && grant != coreGenesis && behind[place(grant - floor)]
            && m_set.at(grant).event.as<GrantBody>() != nullptr
            && m_set.at(grant).level > m_set.at(standing).level && valid(grant)) {
            grants.push_back(grant);
        }
    }
    return m_set.behind(grants, floor);
}

// ---- one more event ----

// Additions that no earlier verdict can hang on: most of them. Openings, grants, doors, policies and redactions bring
// nothing down, unless they fork, are named by a cut that came first, or pin in a log where that matters.
bool Judgement::extend(CoreIndex index)
{
    const CoreNode& node = m_set.at(index);
    const CoreEvent& event = node.event;
    const bool harmless = event.as<OpenBody>() != nullptr || event.as<GrantBody>() != nullptr
                          || event.as<DoorBody>() != nullptr || event.as<PolicyBody>() != nullptr
                          || event.as<RedactBody>() != nullptr
                          || event.as<ResetReachBody>() != nullptr
                          || event.as<SucceedBody>() != nullptr;
    const bool forks =
        m_set.forkOf(event.log).has_value() || m_set.log(node.log).openings.size() > 1;
    const bool pins = std::any_of(node.auth.begin(), node.auth.end(), [this](CoreIndex head) {
        return head != coreGenesis && needsPins(m_set.at(head).log);
    });
    if (!harmless || forks || pins || place(index) != m_verdicts.size()
        || m_unknown.contains(event.id) || needsPins(node.log)) {
        return false;
    }
    m_verdicts.emplace_back();
    m_trees.extend();
    m_mutes.extend(index);
    m_pinned.push_back(false);
    m_pinWalked.push_back(false);
    m_verdicts.back() = judge(index);
    const auto* grant = event.as<GrantBody>();
    if (grant != nullptr && valid(index) && banned(m_set.findIdentity(grant->identity))) {
        const CoreIndex identity = m_set.findIdentity(grant->identity);
        const Reach::Question bans = bansOf(identity);
        if (m_mutes.firstStanding(bans.to, bans.from) == coreNone) {
            m_banned.erase(identity);
        }
    }
    return true;
}

// ---- what follows from it ----

bool Judgement::standingLive(CoreIndex standing, CoreIndex identity) const
{
    const int level = m_set.standingLevel(standing, identity);
    if (level < 0 || !valid(standing)) {
        return false;
    }
    return limitOf(identity, coreNone, standing, level).live();
}

int Judgement::liveLevel(CoreIndex identity) const
{
    int highest = levelNone;
    for (const CoreIndex standing : m_set.identity(identity).standings) {
        const int level = m_set.standingLevel(standing, identity);
        if (level > highest && standingLive(standing, identity)) {
            highest = level;
        }
    }
    return highest;
}

const std::vector<CoreIndex>& Judgement::pinsOf(CoreIndex log) const
{
    return listOf(m_pins, log);
}

std::vector<StandingCut> Judgement::cutsOn(CoreIndex log, CoreIndex standing, int level) const
{
    const CoreIndex identity = m_set.log(log).author;
    std::vector<StandingCut> found;
    for (const CoreIndex removal : removalsOn(identity, log, standing, level)) {
        found.push_back({removal, cutFor(cutsOf(m_set.at(removal).event.body), m_set.log(log).id)});
    }
    return found;
}

} // namespace engine::room
