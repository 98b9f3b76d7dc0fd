// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What one may do in a room, so that nothing is offered which every member's computer would refuse. The rules are the
// room's (docs/PROTOCOL.md); here they only decide what is shown, the engine answers for itself.

#include "engine/engine_types.h"

#include <vector>

namespace gui {

/// What a member may do to another one.
struct Powers {
    std::vector<int> levels; ///< that may be given: none of them is the one they have
    bool mute = false;
    bool unmute = false;
    bool kick = false;
    bool ban = false;
    bool unban = false;
    bool purge = false;
    bool transfer = false;
    bool heir = false; ///< may be named, or be one no longer
    bool block = false;

    /// Anything that the whole room would notice.
    [[nodiscard]] bool moderates() const { return mute || unmute || kick || ban || unban || purge; }
};

/// `own` is the level of whoever looks; levelNone outside of the room.
[[nodiscard]] Powers powersOver(int own, const engine::MemberSnapshot& them);

/// One's own level as it counts: of no use while one is not in.
[[nodiscard]] int levelIn(const engine::RoomSnapshot& room);

} // namespace gui
