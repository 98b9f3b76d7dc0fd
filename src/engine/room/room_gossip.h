// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How a new event travels. Over some links it goes whole, at once; over the others its name follows half a second later,
// and whoever still lacks it asks for it. A member who gets the same event whole over more links than he needs asks one of
// them for names only (PUSH), and takes that back when a name tells him something new: so what goes whole becomes a few
// trees through all members, with the names beside it to mend them, and a text costs hardly more than one copy for each.
//
// The author sends to all his neighbours. Others send nothing to a neighbour who has a link to the author; they name it to
// one of these, in case that link is dead and nobody has noticed. The rules themselves are in gossip_tree.h and
// spare_links.h.

#include "engine/room/room.h"

namespace engine::room {

class RoomGossip
{
public:
    explicit RoomGossip(Room& room)
        : m_room(room)
    {
    }

    void flood(Turn& turn, const CarriedEvent& event, LinkId from);
    /// What came in answer to a question does not flood; its heads are named to those who may not have heard of them.
    void nameGained(Turn& turn, const LogSet& gained, LinkId from);
    /// A neighbour sent an event, and this became of it. What is new floods on.
    void came(Turn& turn, LinkId from, const CarriedEvent& event, Took took, Way way);
    /// The neighbour named an event, before it is asked for.
    void named(Turn& turn, RoomLink& link, const core::EventRef& event);
    void linkDown(Turn& turn);
    void handleTimer(Turn& turn);

    /// Links that are more than a room is to keep, those first that the other end can best do without.
    [[nodiscard]] static std::vector<LinkId> spare(const Room& room, core::MonoTime now);

private:
    void nameHeads(Turn& turn, const LogSet& gained, LinkId from) const;
    static void push(Turn& turn, RoomLink& link, bool whole);
    [[nodiscard]] TreeLinks trees() const;

    Room& m_room;
};

} // namespace engine::room
