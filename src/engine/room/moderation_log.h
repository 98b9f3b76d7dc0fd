// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What was done in a room by those who run it, for everybody to read: who, whom, what, why, when, whether it counts and
// why so. Acts that are void are in it like the others.

#include "engine/engine_types.h"
#include "engine/room/roll.h"

#include <functional>
#include <set>

namespace engine::room {

using NameOf = std::function<std::string(const core::IdentityId&)>;

/// Those of `acts` that the roll holds, oldest first, but for what moderates nobody: openings of logs and pins of heads.
/// With `only`, the entries of these alone, told by what came before them all the same.
[[nodiscard]] std::vector<LogEntrySnapshot> moderationLog(const Roll& roll,
                                                          const std::vector<core::EventId>& acts,
                                                          const NameOf& nameOf,
                                                          const std::set<core::EventId>& only = {});

} // namespace engine::room
