// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_trees.h"

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

LogTrees::LogTrees(const AuthoritySet& set)
    : m_set(set)
    , m_enter(place(set.size()))
    , m_leave(place(set.size()))
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

void LogTrees::plant(CoreIndex root, const std::vector<std::vector<CoreIndex>>& children)
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

void LogTrees::extend()
{
    m_enter.push_back(m_counter);
    m_leave.push_back(++m_counter);
}

CoreIndex LogTrees::headOf(const LogCut* cut) const
{
    if (cut == nullptr || cut->lastCore.isZero()) {
        return coreNone;
    }
    const CoreIndex head = m_set.find(cut->lastCore);
    return head != coreNone && head != coreGenesis && m_set.at(head).event.log == cut->log
               ? head
               : coreNone;
}

bool LogTrees::inside(CoreIndex index, const std::vector<LogCut>& cuts) const
{
    const CoreIndex head = headOf(cutFor(cuts, m_set.at(index).event.log));
    return head != coreNone && onChain(index, head);
}

std::vector<KeptHead> LogTrees::headsOf(CoreIndex index) const
{
    std::vector<KeptHead> heads;
    for (const LogCut& cut : cutsOf(m_set.at(index).event.body)) {
        const CoreIndex head = headOf(&cut);
        if (head != coreNone) {
            heads.push_back({m_set.at(head).log, head});
        }
    }
    std::sort(heads.begin(), heads.end());
    return heads;
}

} // namespace engine::room
