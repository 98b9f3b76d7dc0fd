// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Many came in at once and spoil the room: they are shown out together. Whoever has come in by a door since a time, as this
// device saw it, is banned; their logs are cut at nothing, so that all they wrote is void for everybody at once. The doors
// that they came by are closed without them: who came by one of these and was never seen here does not count either. An
// open door is followed by a new one, so that the room stays public.

#include "engine/room/room.h"

#include <functional>

namespace engine::room {

/// Whom it would be, and by which doors they came. Both sorted.
struct RaidPlan {
    std::vector<core::IdentityId> people;
    std::vector<core::EventId> doors;
};

class RoomRaid
{
public:
    using Planned = std::function<void(Turn&, RaidPlan)>;

    /// For the length of one turn.
    RoomRaid(Room& room, Turn& turn, const Self& self)
        : m_room(room)
        , m_turn(turn)
        , m_self(self)
    {
    }

    /// Why this person may not show anybody out.
    [[nodiscard]] std::optional<Reason> flaw() const;
    /// People name a time by what they saw: it is asked of the store when each opening came here. A clock says it only of
    /// what may have been written while this device was not in company; else anybody could have come in long ago.
    void plan(std::int64_t sinceMs, Planned then);
    [[nodiscard]] core::Result<void, Reason> clear(const RaidPlan& plan, const std::string& reason);

private:
    [[nodiscard]] std::int64_t inCompanySinceMs() const;
    void closeDoor(const core::EventId& door, const std::string& reason);

    Room& m_room;
    Turn& m_turn;
    const Self& m_self;
};

} // namespace engine::room
