// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The rules of the trees along which new events travel, without the events: which neighbours get one whole, which its name
// and which nothing, and when a neighbour is asked for the other. What the trees are good for says room_gossip.h, which
// sends what is decided here. Pure.

#include "core/rng.h"
#include "core/time.h"
#include "engine/peer_io.h"
#include "engine/room/frontier.h"

#include <map>
#include <span>
#include <vector>

namespace engine::room {

/// A link's place in the trees.
struct TreeLink {
    bool takesWhole = true;                      ///< wants new events whole, not only their names
    bool givesWhole = true;                      ///< was not asked to send names only
    std::map<core::LogId, FrontierPoint> toName; ///< events that it is to be told of

    /// For a moment: it may send or name the event by itself.
    void nameLater(const core::LogId& log, const FrontierPoint& point);
    /// It has the event, as it showed.
    void heard(const core::EventRef& event);
};

/// A neighbour to whom an event may go on.
struct Branch {
    LinkId link = 0;
    TreeLink* tree = nullptr;
    bool isAuthor = false;
    bool knowsAuthor = false; ///< or has a link to him, as it says
};

struct Spread {
    std::vector<LinkId> whole;
    std::vector<TreeLink*> named;
};

/// Where one event goes. `own`: nobody has it from anywhere else.
[[nodiscard]] Spread spread(const std::vector<Branch>& branches, bool own, core::Rng& rng);

using TreeLinks = std::vector<TreeLink*>;
/// Those who send whole.
[[nodiscard]] std::size_t feeders(const TreeLinks& links);
/// The link brought, whole, what is here. True: it is to send names from now on.
[[nodiscard]] bool isNeedless(const TreeLink& link, bool fromAuthor, std::size_t feeders);
/// The link named what is not here and not on its way. True: the trees have a hole, and it is to send whole again.
[[nodiscard]] bool mendsTree(const TreeLink& link);
/// After a link went down: another one that is to send whole in its place.
[[nodiscard]] TreeLink* nextFeeder(const TreeLinks& links, core::Rng& rng);

} // namespace engine::room
