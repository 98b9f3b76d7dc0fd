// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/gossip_tree.h"

#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

namespace {

/// A random choice of `count`.
void choose(TreeLinks& links, std::size_t count, core::Rng& rng)
{
    for (std::size_t i = 0; i < std::min(count, links.size()); ++i) {
        std::swap(links[i], links[i + rng.below(links.size() - i)]);
    }
    links.resize(std::min(count, links.size()));
}

} // namespace

void TreeLink::nameLater(const core::LogId& log, const FrontierPoint& point)
{
    const auto named = toName.find(log);
    if (named != toName.end()) {
        if (named->second.seq < point.seq) {
            named->second = point;
        }
    } else if (toName.size() < tuning::eventsPerFrame) {
        toName[log] = point;
    }
}

void TreeLink::heard(const core::EventRef& event)
{
    const auto named = toName.find(event.log);
    if (named != toName.end() && named->second.seq <= event.seq) {
        toName.erase(named);
    }
}

Spread spread(const std::vector<Branch>& branches, bool own, core::Rng& rng)
{
    Spread out;
    TreeLinks told; // by the author himself
    for (const Branch& each : branches) {
        const bool byHim = each.isAuthor || each.knowsAuthor;
        if (own || (!byHim && each.tree->takesWhole)) {
            out.whole.push_back(each.link);
        } else if (!byHim) {
            out.named.push_back(each.tree);
        } else if (!each.isAuthor) {
            told.push_back(each.tree);
        }
    }
    choose(out.named, tuning::namedTo, rng);
    choose(told, 1, rng);
    out.named.insert(out.named.end(), told.begin(), told.end());
    return out;
}

std::size_t feeders(const TreeLinks& links)
{
    return static_cast<std::size_t>(std::count_if(
        links.begin(), links.end(), [](const TreeLink* link) { return link->givesWhole; }));
}

bool isNeedless(const TreeLink& link, bool fromAuthor, std::size_t feeders)
{
    return link.givesWhole && !fromAuthor && feeders > tuning::wholeFrom;
}

bool mendsTree(const TreeLink& link)
{
    return !link.givesWhole;
}

TreeLink* nextFeeder(const TreeLinks& links, core::Rng& rng)
{
    TreeLinks others;
    std::copy_if(links.begin(), links.end(), std::back_inserter(others), [](const TreeLink* link) {
        return !link->givesWhole;
    });
    if (others.empty() || links.size() - others.size() >= tuning::wholeFrom) {
        return nullptr;
    }
    choose(others, 1, rng);
    return others.front();
}

} // namespace engine::room
