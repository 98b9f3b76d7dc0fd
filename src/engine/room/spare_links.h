// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Which links a room gives up when it has more than linksPerRoom. Half of the places are for those who have been there
// longest: a crowd that storms in does not drive them apart. Of the others those go first who can best do without. Pure.

#include "core/time.h"
#include "engine/peer_io.h"

#include <vector>

namespace engine::room {

struct HeldLink {
    LinkId link = 0;
    core::MonoTime since;
    bool superpeer = false; ///< is never given up
    bool hasEnough = false; ///< the other end says that it has others
};

[[nodiscard]] std::vector<LinkId> spareLinks(std::vector<HeldLink> links, core::MonoTime now);

} // namespace engine::room
