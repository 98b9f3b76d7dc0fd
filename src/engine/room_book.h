// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The rooms of this peer and who we are in them: what the parts of the peer share.

#include "engine/room/room.h"
#include "engine/room/self.h"

#include <map>
#include <memory>
#include <set>

namespace engine {

struct RoomBook {
    room::Self self;
    std::map<RoomId, std::shared_ptr<room::Room>> rooms;
    std::set<IdentityId> blocked = {}; ///< by this person, here (block_desk.h)

    [[nodiscard]] std::shared_ptr<room::Room> find(const RoomId& id) const
    {
        const auto it = rooms.find(id);
        return it == rooms.end() ? nullptr : it->second;
    }
};

} // namespace engine
