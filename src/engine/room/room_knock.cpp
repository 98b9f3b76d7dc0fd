// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: room_door.h
// A door at which one asks. The one outside writes a letter to those who run the room; any member keeps it. Who is let in is
// named by a grant, and comes in by that: at once while his link is still there, or when he asks the next time.
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/letter.h"
#include "engine/room/room_door.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

std::optional<InviteLink> RoomDoor::knockLink() const
{
    if (!m_room.m_roll || m_room.m_roll->rules().access != Access::Knock
        || m_room.m_roll->heads().empty()) {
        return std::nullopt;
    }
    const core::EventId head = m_room.m_roll->heads().front();
    InviteLink out;
    out.room = m_room.m_id;
    out.reachGeneration = m_room.m_reach.present().generation;
    out.reach = core::Reader(m_room.m_reach.current().view()).array<16>();
    out.door = genesisEvent(m_room.m_id);
    out.coreTag = core::Reader(head.view()).array<8>();
    out.name = m_room.m_roll->rules().name;
    return out;
}

void RoomDoor::useMessage(Turn& turn, const std::string& message)
{
    m_room.m_pending.message = message;
    m_room.persistRoom(turn);
}

bool RoomDoor::wantsKnock(const wire::Card& card) const
{
    const PendingJoin& pending = m_room.m_pending;
    return card.door_kind() == wire::DOOR_KIND_ASK && pending.link && !pending.link->doorSeed
           && !m_room.m_openings.contains(m_room.m_own.log);
}

std::optional<wire::Knock>
RoomDoor::knock(Turn& turn, const Self& self, const wire::Card& card) const
{
    const core::ByteView bytes = core::bytesOf(card.moderators_key());
    if (bytes.size() != core::PublicKey{}.size()) {
        return std::nullopt;
    }
    const core::PublicKey key = core::Reader(bytes).array<32>();
    wire::Knock out;
    *out.mutable_letter() =
        makeKnock(turn.rng, m_room.m_id, self, key, m_room.m_pending.message, turn.now.wall);
    return out;
}

void RoomDoor::knocked(Turn& turn)
{
    PendingJoin& pending = m_room.m_pending;
    pending.knockDue = false;
    const std::chrono::milliseconds first = tuning::knockAgainFirst;
    const std::chrono::milliseconds most = tuning::knockAgainMost;
    pending.knockEvery = std::clamp(pending.knockEvery * 2, first, most);
    m_room.m_timers.set(RoomTimer::Knock, turn.now.mono + pending.knockEvery);
    if (m_room.m_state == RoomState::Joining) {
        m_room.setState(turn, RoomState::Knocking, std::nullopt);
    }
}

bool RoomDoor::isLetIn(const core::IdentityId& identity) const
{
    const auto& roll = m_room.m_roll;
    if (!roll || roll->level(identity) == levelNone || roll->isBanned(identity)) {
        return false;
    }
    const auto standing = roll->bestStanding(identity);
    const CoreEvent* event = standing ? roll->act(*standing) : nullptr;
    const auto* grant = event == nullptr ? nullptr : event->as<GrantBody>();
    return grant != nullptr && grant->identity == identity;
}

} // namespace engine::room
