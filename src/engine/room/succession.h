// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where a room goes on when its founder is gone, or moves it. Somebody opens another room and says there, by a SUCCEED,
// whose successor it is. Nobody is moved: who is in both is shown the way from the one to the other, once those have
// said so who may. That is judged by the roll of the room that is left, as it stands here.

#include "engine/room/core_event.h"
#include "engine/room/roll.h"

#include <set>

namespace engine::room {

struct SuccessionStanding {
    bool settled = false;
    std::uint32_t agreed = 0; ///< admins who said so
    std::uint32_t needed = 0; ///< two thirds of the admins there are, at least one
};

/// The owner, an heir, or an admin.
[[nodiscard]] bool mayProposeSuccessor(const Roll& predecessor, const core::IdentityId& who);

/// What it is worth that these say so: the owner or one heir is enough, or two thirds of the admins.
[[nodiscard]] SuccessionStanding successionBy(const Roll& predecessor,
                                              const std::set<core::IdentityId>& signers);

/// The same room once more: names, rules and how one comes in. A password is not known, so an invite takes its place.
[[nodiscard]] CreateRoom successorOf(const Roll& predecessor);

/// What is said in the successor, for as many members as it takes.
[[nodiscard]] SucceedBody succeedBodyOf(const core::RoomId& room, const Roll& predecessor);

/// Those who run the predecessor, with the levels that the successor's owner can give them.
[[nodiscard]] std::vector<GrantBody> grantsInSuccessor(const Roll& predecessor,
                                                       const core::IdentityId& owner);

} // namespace engine::room
