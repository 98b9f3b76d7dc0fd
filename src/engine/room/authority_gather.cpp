// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// What a judgement gathers from the whole set at once: how founders' standings end, and who stays banned.
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

// ---- transfers ----

// Under one standing the first transfer ends it; those that follow it come too late. Two firsts to different people:
// neither.
void Judgement::gatherEndings(Reach& reach)
{
    for (std::size_t i = 0; i < m_set.identities().size(); ++i) {
        for (const CoreIndex transfer : m_set.identities()[i].transfers) {
            if (!m_set.log(m_set.at(transfer).log).ambiguous) {
                m_endings[static_cast<CoreIndex>(i)][m_set.at(transfer).grant].first.push_back(
                    transfer);
            }
        }
    }
    std::vector<Ending*> several;
    for (auto& [identity, endings] : m_endings) {
        for (auto& [standing, ending] : endings) {
            if (ending.first.size() > 1) {
                several.push_back(&ending);
            }
            if (several.size() == Reach::width) {
                firstsOf(reach, several);
                several.clear();
            }
        }
    }
    firstsOf(reach, several);
}

// Out of all transfers under each of these standings, up to 512 standings at once.
void Judgement::firstsOf(Reach& reach, const std::vector<Ending*>& endings)
{
    CoreIndex first = m_set.size();
    CoreIndex last = coreNone;
    for (std::size_t bit = 0; bit < endings.size(); ++bit) {
        for (const CoreIndex transfer : endings[bit]->first) {
            reach.set(transfer, bit);
        }
        first = std::min(first, endings[bit]->first.front());
        last = std::max(last, endings[bit]->first.back());
    }
    reach.rise(first, last);
    for (std::size_t bit = 0; bit < endings.size(); ++bit) {
        Ending& ending = *endings[bit];
        ending.first.erase(
            std::remove_if(ending.first.begin(),
                           ending.first.end(),
                           [&](CoreIndex transfer) { return reach.cites(transfer, bit); }),
            ending.first.end());
        const auto owner = [this](CoreIndex transfer) -> const core::IdentityId& {
            return m_set.at(transfer).event.as<TransferBody>()->newOwner;
        };
        ending.conflict =
            std::any_of(ending.first.begin(), ending.first.end(), [&](CoreIndex transfer) {
                return owner(transfer) != owner(ending.first[0]);
            });
    }
    reach.clear(first, last);
}

// Founders who cut a device of their own: what lies behind the transfer of the same standing.
void Judgement::gatherCovered(Reach& reach)
{
    m_covered.assign(place(m_set.size()), false);
    std::vector<Reach::Question> questions;
    for (const auto& [identity, endings] : m_endings) {
        if (m_set.identity(identity).deviceCuts.empty()) {
            continue;
        }
        std::map<CoreIndex, std::vector<CoreIndex>> acts;
        for (const CoreIndex log : m_set.identity(identity).logs) {
            for (const CoreIndex index : m_set.log(log).events) {
                if (m_set.at(index).level == levelFounder) {
                    acts[m_set.at(index).grant].push_back(index);
                }
            }
        }
        for (const auto& [standing, ending] : endings) {
            questions.push_back({ending.first, std::move(acts[standing]), {}});
        }
    }
    reach.answer(questions);
    for (const Reach::Question& question : questions) {
        for (std::size_t i = 0; i < question.to.size(); ++i) {
            m_covered[place(question.to[i])] = question.answers[i];
        }
    }
}

// Those that count so far: at level 100 nothing is judged yet, and only what acts under the very standing is concerned.
void Judgement::transfers(Reach& reach, StandingLimits::Scope scope)
{
    std::vector<StandingLimits::Removal> removals;
    for (const auto& [identity, endings] : m_endings) {
        for (const auto& [standing, ending] : endings) {
            if (scope == StandingLimits::Scope::BelowFounder && !valid(standing)) {
                continue;
            }
            for (const CoreIndex transfer : ending.first) {
                removals.push_back(
                    {transfer, static_cast<std::uint32_t>(removals.size()), standing});
            }
        }
    }
    m_limits.transfer(reach, removals, scope);
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

// ---- bans ----

// Valid ones, and the valid grants that may have ended them.
Reach::Question Judgement::bansOf(CoreIndex identity) const
{
    Reach::Question question;
    for (const CoreIndex ban : m_set.identity(identity).removals) {
        if (valid(ban) && m_set.at(ban).event.as<RevokeBody>()->ban) {
            question.to.push_back(ban);
        }
    }
    for (const CoreIndex grant : m_set.identity(identity).standings) {
        if (!question.to.empty() && grant != coreGenesis && valid(grant)
            && m_set.at(grant).event.as<GrantBody>() != nullptr) {
            question.from.push_back(grant);
        }
    }
    return question;
}

void Judgement::gatherBanned(Reach& reach)
{
    std::vector<Reach::Question> questions;
    std::vector<CoreIndex> whose;
    for (std::size_t i = 0; i < m_set.identities().size(); ++i) {
        Reach::Question question = bansOf(static_cast<CoreIndex>(i));
        if (!question.to.empty()) {
            questions.push_back(std::move(question));
            whose.push_back(static_cast<CoreIndex>(i));
        }
    }
    reach.answer(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const std::vector<bool>& over = questions[i].answers;
        if (std::find(over.begin(), over.end(), false) != over.end()) {
            m_banned.insert(whose[i]);
        }
    }
}

bool Judgement::banned(CoreIndex identity) const
{
    return m_banned.contains(identity);
}

} // namespace engine::room
