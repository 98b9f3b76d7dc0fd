// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rooms of many: how long a text takes to everybody and what it costs, when all is well, when many vanish at once, and how
// soon parts that were apart are one room again. Prints its figures, to be compared before and after a change.

#include "sim/world.h"

namespace sim {

void playCrowd(World& world, std::size_t peers);

} // namespace sim
