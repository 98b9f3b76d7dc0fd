// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/succession_desk.h"

#include "core/limits.h"
#include "core/text.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_log.h"
#include "engine/room/succession.h"

#include <algorithm>

namespace engine {

namespace {

Refusal refusal(Reason reason)
{
    Refusal out;
    out.reason = reason;
    return out;
}

RoomSnapshot* find(RoomList& list, const RoomId& room)
{
    const auto it = std::find_if(
        list.rooms.begin(), list.rooms.end(), [&](const auto& each) { return each.room == room; });
    return it == list.rooms.end() ? nullptr : &*it;
}

} // namespace

std::shared_ptr<room::Room> SuccessionDesk::found(Turn& turn, const CreateRoom& wish)
{
    if (m_book.rooms.size() >= core::limits::tuning::rooms) {
        return nullptr;
    }
    const auto room = room::Room::found(turn, m_book.self, wish);
    m_book.rooms[room->id()] = room;
    m_links.openDoor(*room);
    m_finder.look(turn, *room);
    return room;
}

void SuccessionDesk::ask(Turn& turn, RequestId id, const SucceedRoom& wish)
{
    const auto predecessor = m_book.find(wish.room);
    if (!predecessor || predecessor->roll() == nullptr) {
        turn.answer(id, refusal(Reason::UnknownRoom));
        return;
    }
    if (!room::mayProposeSuccessor(*predecessor->roll(), m_book.self.identityId)) {
        turn.answer(id, refusal(Reason::NotAllowed));
        return;
    }
    if (!wish.successor) {
        open(turn, id, *predecessor, wish);
        return;
    }
    const auto successor = m_book.find(*wish.successor);
    if (!successor || successor == predecessor || successor->state() != RoomState::Joined) {
        turn.answer(id, refusal(Reason::UnknownRoom));
        return;
    }
    agree(turn, id, *predecessor, *successor);
}

void SuccessionDesk::open(Turn& turn,
                          RequestId id,
                          room::Room& predecessor,
                          const SucceedRoom& wish)
{
    const room::Roll& roll = *predecessor.roll();
    const auto successor = found(turn, room::successorOf(roll));
    if (!successor) {
        turn.answer(id, refusal(Reason::Quota));
        return;
    }
    for (const room::GrantBody& grant : room::grantsInSuccessor(roll, m_book.self.identityId)) {
        successor->writeAct(turn, m_book.self, grant);
    }
    successor->writeAct(turn, m_book.self, room::succeedBodyOf(predecessor.id(), roll));
    InviteToRoom invite;
    invite.room = successor->id();
    const auto made = room::RoomInvites(*successor, turn, m_book.self).make(invite);
    RoomSucceeded answer{successor->id(), made ? made->link : std::string(), false};
    if (made && predecessor.state() == RoomState::Joined) {
        SendMessage said;
        said.room = predecessor.id();
        said.text = core::oneLine(wish.words) + (wish.words.empty() ? "" : " ") + made->link;
        answer.told = predecessor.sendText(turn, m_book.self, said).hasValue();
    }
    turn.answerAfterCommit(id, std::move(answer));
}

void SuccessionDesk::agree(Turn& turn,
                           RequestId id,
                           const room::Room& predecessor,
                           room::Room& successor) const
{
    const core::IdentityId& self = m_book.self.identityId;
    if (successor.roll() == nullptr || successor.roll()->level(self) < levelModerator) {
        turn.answer(id, refusal(Reason::NotAllowed));
        return;
    }
    const auto said = room::RoomLog(successor).successions();
    const auto by = said.find(predecessor.id());
    if (by == said.end()) {
        turn.answer(id, refusal(Reason::BadArgument)); // nobody proposed it
        return;
    }
    if (!by->second.contains(self)) {
        successor.writeAct(
            turn, m_book.self, room::succeedBodyOf(predecessor.id(), *predecessor.roll()));
    }
    turn.answerAfterCommit(id, RoomSucceeded{successor.id(), {}, false});
}

void SuccessionDesk::mark(RoomList& list) const
{
    for (const auto& [id, successor] : m_book.rooms) {
        if (successor->roll() == nullptr || successor->state() != RoomState::Joined) {
            continue;
        }
        for (const auto& [left, signers] : room::RoomLog(*successor).successions()) {
            const auto predecessor = m_book.find(left);
            RoomSnapshot* from = find(list, left);
            RoomSnapshot* to = find(list, id);
            if (!predecessor || predecessor->roll() == nullptr || from == nullptr || to == nullptr
                || left == id) {
                continue;
            }
            const room::Roll& roll = *predecessor->roll();
            const room::SuccessionStanding standing = room::successionBy(roll, signers);
            if (standing.settled) {
                from->successor = from->successor ? std::min(*from->successor, id) : id;
                to->predecessor = left;
            } else {
                const core::IdentityId& self = m_book.self.identityId;
                to->proposed =
                    SuccessionSnapshot{left,
                                       standing.agreed,
                                       standing.needed,
                                       to->level >= levelModerator && roll.level(self) >= levelAdmin
                                           && !signers.contains(self)};
            }
        }
    }
}

} // namespace engine
