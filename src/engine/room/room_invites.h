// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The key doors of a room: made with their links, listed with who came by which, and closed. Closing one keeps whoever
// was seen to come in by it. What its hints say is over is closed by whoever of level >= 50 is here, some while later: a
// door that another clock still holds open, or somebody who is just being told of, is not to be cut off.

#include "engine/room/room.h"

namespace engine::room {

class RoomInvites
{
public:
    /// For the length of one turn.
    RoomInvites(Room& room, Turn& turn, const Self& self)
        : m_room(room)
        , m_turn(turn)
        , m_self(self)
    {
    }

    [[nodiscard]] core::Result<InviteMade, Reason> make(const InviteToRoom& wish);
    /// Newest first. The caller has seen to it that this person may ask.
    [[nodiscard]] std::vector<InviteSnapshot> list() const;
    /// Nothing when it is closed now.
    [[nodiscard]] std::optional<Reason> close(const core::EventId& door, const std::string& why);
    /// Those that are over, for long enough.
    void closeOver();
    /// When to look at them again; nothing while there is none to close.
    [[nodiscard]] static std::optional<std::chrono::milliseconds>
    closesIn(const Room& room, core::WallTime wall, core::Rng& rng);

private:
    [[nodiscard]] std::string
    linkOf(const core::EventId& door, const core::Seed& seed, std::int64_t expiresMs) const;
    [[nodiscard]] std::string dressed(InviteLink link) const;
    [[nodiscard]] std::vector<core::EventId> admitted(const core::EventId& door) const;

    Room& m_room;
    Turn& m_turn;
    const Self& m_self;
};

} // namespace engine::room
