// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Stories that end in the same promises: what happens is the scenario's, what must hold is the checkers'.

#include "sim/world.h"

#include <vector>

namespace sim {

struct Scenario {
    const char* name;
    const char* what;
    std::size_t peers; ///< unless the command line says otherwise
    void (*play)(World& world, std::size_t peers);
};

[[nodiscard]] const std::vector<Scenario>& scenarios();
[[nodiscard]] const Scenario* findScenario(const std::string& name);

} // namespace sim
