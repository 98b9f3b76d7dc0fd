// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where a room is found, when that has become another place: whoever runs it draws another reach secret and announces its
// hash (RESET_REACH); the secret itself goes over the links of members, like those of epochs, and on to whoever comes back.
// Whoever was removed before holds no link, so he is left with a secret under which only those who run the room still
// answer, and only as at any door. Two resets that did not know of each other may each have left out somebody whom the
// other let in on its secret: then whoever made the one that is not in force makes another one, which follows both.

#include "engine/room/room.h"

namespace engine::room {

class RoomReach
{
public:
    explicit RoomReach(Room& room)
        : m_room(room)
    {
    }

    /// Another secret from now on. Who may is the caller's to know.
    core::EventRef reset(Turn& turn, const Self& self);
    /// The core, our level or what is held has changed, or time has passed.
    void review(Turn& turn, LinkId from = 0);
    void handleTimer(Turn& turn, const Self& self);
    /// After the core has come from the store; the timer sees to the rest.
    void restore();

    void take(Turn& turn, const wire::Keys& keys, LinkId from);
    void linkUp(Turn& turn, const RoomLink& link) const;
    /// What this member is to have; nothing in a room that was never reset.
    [[nodiscard]] std::vector<wire::Frame> framesFor(const core::IdentityId& identity) const;
    /// From a link to this room, although we are in it: perhaps we were away for too long.
    void useLink(Turn& turn, const InviteLink& link);

private:
    [[nodiscard]] std::vector<ReachRing::Named> named() const;
    [[nodiscard]] bool isOutdone(const Turn& turn) const;
    void pass(Turn& turn, const std::vector<core::Hash32>& secrets, LinkId from) const;

    Room& m_room;
};

} // namespace engine::room
