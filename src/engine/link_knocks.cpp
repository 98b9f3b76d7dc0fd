// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// A door at which one asks, from both ends of the link: the knock, the word that it is kept, and the answer, for as long as
// the link is held for it.
#include "engine/link_desk.h"
#include "engine/room/room_letters.h"

#include <algorithm>

namespace engine {

namespace tuning = core::limits::tuning;

bool LinkDesk::knock(Turn& turn, Link& link, room::Room& room, const wire::Card& card)
{
    auto knock = room::RoomDoor(room).knock(turn, m_self, card);
    if (!knock) {
        return false;
    }
    wire::Frame frame;
    *frame.mutable_knock() = std::move(*knock);
    link.knocked = true;
    turn.send(link.id, std::move(frame));
    return true;
}

/// Inside they have it. For a while the link stays: somebody may be there to open.
bool LinkDesk::handleKept(Turn& turn, Link& link, room::Room& room) const
{
    link.deadline = turn.now.mono + tuning::knockHeld;
    room::RoomDoor(room).knocked(turn);
    m_ports.knocking(turn, room.id());
    return true;
}

bool LinkDesk::handleKnock(Turn& turn, Link& link, room::Room& room, const wire::Knock& knock)
{
    if (link.knocked) {
        return false;
    }
    if (const auto reason =
            room::RoomLetters(room, turn).takeKnock(knock, link.identity, link.device)) {
        refuse(turn, link, *reason);
        return true;
    }
    link.knocked = true;
    const auto held = std::count_if(m_links.begin(), m_links.end(), [](const auto& item) {
        return !item.second.initiator && item.second.knocked
               && item.second.stage == LinkStage::AwaitEnter;
    });
    const bool stays = static_cast<std::size_t>(held) <= tuning::linksAtTheDoor / 4;
    link.deadline = turn.now.mono + (stays ? tuning::knockHeld : std::chrono::seconds(2));
    turn.afterCommit([id = link.id](Turn& later) {
        wire::Frame frame;
        frame.mutable_knock();
        later.send(id, std::move(frame));
    });
    return true;
}

void LinkDesk::answerKnocks(Turn& turn, room::Room& room)
{
    std::vector<LinkId> waiting;
    for (const auto& [id, link] : m_links) {
        if (link.room == room.id() && link.knocked && !link.initiator
            && link.stage == LinkStage::AwaitEnter) {
            waiting.push_back(id);
        }
    }
    for (const LinkId id : waiting) {
        Link& link = m_links.at(id);
        if (const auto reason = room::RoomLetters(room, turn).refused(link.identity)) {
            refuse(turn, link, *reason);
        } else if (room::RoomDoor(room).isLetIn(link.identity)) {
            turn.afterCommit([this, id](Turn& later) {
                const Link* still = find(id);
                if (still != nullptr && still->stage == LinkStage::AwaitEnter) {
                    welcome(later, id);
                }
            });
        }
    }
}

} // namespace engine
