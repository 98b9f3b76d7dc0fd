// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a hostile member may do, one kind at a time. A text that no honest member may ever show holds the word `never`.

#include "sim/rogue.h"

namespace sim {

struct RogueAct {
    const char* name;
    /// Made once; what is said to each of the others.
    Rogue::Said (*plan)(Rogue& rogue);
    /// Said on all links besides, bytes that are no frames.
    void (*noise)(Rogue& rogue) = nullptr;
};

[[nodiscard]] const std::vector<RogueAct>& rogueActs();

} // namespace sim
