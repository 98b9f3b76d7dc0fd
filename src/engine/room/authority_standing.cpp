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

const LogCut* cutFor(const std::vector<LogCut>& cuts, const core::LogId& log)
{
    const auto at = std::lower_bound(
        cuts.begin(), cuts.end(), log, [](const LogCut& cut, const core::LogId& id) {
            return cut.log < id;
        });
    return at != cuts.end() && at->log == log ? &*at : nullptr;
}

const std::vector<CoreIndex>& Judgement::listOf(const Lists& lists, CoreIndex key)
{
    static const std::vector<CoreIndex> none;
    const auto at = lists.find(key);
    return at == lists.end() ? none : at->second;
}

std::vector<const Judgement::Ending*>
Judgement::endingsFor(CoreIndex identity, CoreIndex standing, int level) const
{
    std::vector<const Ending*> found;
    const auto endings = m_endings.find(identity);
    if (endings == m_endings.end()) {
        return found;
    }
    for (const auto& [ended, ending] : endings->second) {
        if ((level < levelFounder || ended == standing) && valid(ended)) {
            found.push_back(&ending);
        }
    }
    return found;
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
    m_enter.push_back(m_counter);
    m_leave.push_back(++m_counter);
    m_pinned.push_back(false);
    m_pinWalked.push_back(false);
    m_verdicts.back() = judge(index);
    return true;
}

// ---- what follows from it ----

bool Judgement::standingLive(CoreIndex standing, CoreIndex identity) const
{
    const int level = m_set.standingLevel(standing, identity);
    if (level < 0 || !valid(standing)) {
        return false;
    }
    for (const CoreIndex revoke : listOf(m_revokes, identity)) {
        if (m_set.at(revoke).level > level && !standingFollows(identity, standing, revoke)) {
            return false;
        }
    }
    bool live = true;
    for (const Ending* ending : endingsFor(identity, standing, level)) {
        for (const CoreIndex transfer : ending->first) {
            live = live && standingFollows(identity, standing, transfer);
        }
    }
    return live;
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

const std::vector<CoreIndex>& Judgement::restrictionsOf(CoreIndex identity) const
{
    return listOf(m_restrictions, identity);
}

const std::vector<CoreIndex>& Judgement::pinsOf(CoreIndex log) const
{
    return listOf(m_pins, log);
}

std::vector<StandingCut> Judgement::cutsOn(CoreIndex log, CoreIndex standing, int level) const
{
    const CoreIndex identity = m_set.log(log).author;
    std::vector<StandingCut> found;
    const auto add = [&](CoreIndex removal) {
        found.push_back({removal, cutFor(cutsOf(m_set.at(removal).event.body), m_set.log(log).id)});
    };
    for (const CoreIndex revoke : listOf(m_revokes, identity)) {
        if (m_set.at(revoke).level > level && !exempt(log, standing, revoke)) {
            add(revoke);
        }
    }
    for (const Ending* ending : endingsFor(identity, standing, level)) {
        for (const CoreIndex transfer : ending->first) {
            if (!exempt(log, standing, transfer)) {
                add(transfer);
            }
        }
    }
    return found;
}

} // namespace engine::room
