// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How members come to know who is here (presence.h): PRESENCE tells neighbours whom one is linked to, and in a room of more
// than hereFrom members each says HERE now and then, which all pass on. Whoever has just come asks one neighbour for what
// was said before him.

#include "engine/room/room.h"

namespace engine::room {

class RoomPresence
{
public:
    explicit RoomPresence(Room& room)
        : m_room(room)
    {
    }

    void linkUp(Turn& turn, RoomLink& link);
    /// The link is gone from the room already.
    void linkDown(Turn& turn, const RoomLink& link);
    void handlePresence(Turn& turn, RoomLink& link, const wire::Presence& presence);
    /// False: it breaks the protocol.
    [[nodiscard]] bool handleHere(Turn& turn, RoomLink& link, const wire::Here& here);
    void handleTimer(Turn& turn, const Self& self);
    /// Since the history is here: whose the devices are of which others spoke before.
    void membersKnown(Turn& turn);
    /// The program ends: so that nobody has to wait until a link is found dead.
    void leave(Turn& turn, const Self& self);

    [[nodiscard]] static bool isOnline(const Room& room, const core::IdentityId& identity);

private:
    void linksChanged(const Turn& turn);
    void tellLinks(Turn& turn);
    void look(Turn& turn, const core::IdentityId& identity);
    void look(Turn& turn, const Presence::Devices& devices);
    HereWord say(Turn& turn, const Self& self, std::chrono::seconds holds);
    void passOn(Turn& turn);
    void ask(Turn& turn, RoomLink& link);
    void tellAll(Turn& turn, RoomLink& link);
    void rearm();
    [[nodiscard]] bool isLarge() const;
    [[nodiscard]] bool take(Turn& turn, const RoomLink& link, const wire::HereWord& bytes);

    Room& m_room;
};

} // namespace engine::room
