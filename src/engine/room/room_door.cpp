// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_door.h"

#include "core/codec.h"
#include "core/text.h"
#include "engine/room/core_proof.h"

#include <algorithm>

namespace engine::room {

namespace spec = core::limits::spec;

std::optional<core::EventId> standingDoor(const Roll& roll, DoorKind kind)
{
    std::optional<core::EventId> out;
    HybridClock oldest;
    for (const AuthorityDoor& door : roll.authority().doors()) {
        const CoreEvent* event = roll.authority().event(door.event);
        const bool stands =
            door.open && door.door.kind == kind && door.door.expiresMs == 0 && door.door.uses == 0;
        if (stands && event != nullptr && (!out || event->clock < oldest)) {
            out = door.event;
            oldest = event->clock;
        }
    }
    return out;
}

DoorBody openDoor(core::Rng& rng, const PolicyBody& rules)
{
    DoorBody out;
    out.id = core::DoorId(rng.bytes<32>());
    out.kind = DoorKind::Open;
    out.level = levelMember;
    out.workBits = rules.workBits.value_or(workBitsUsual);
    return out;
}

void RoomDoor::makeOpenDoor(Turn& turn, const Self& self)
{
    static_cast<void>(
        m_room.writeAct(turn, self, openDoor(turn.rng, m_room.m_roll->rules().merged)));
}

// ---- whoever stands at the door ----

bool RoomDoor::provesEntry(const DoorStanding& door,
                           const wire::Enter& enter,
                           const core::IdentityId& identity,
                           const core::DeviceId& device) const
{
    const bool keyed = door.kind == DoorKind::Key || door.kind == DoorKind::Password;
    if (keyed && !verifyEntry(door.key, m_room.m_id, identity, core::bytesOf(enter.proof()))) {
        return false;
    }
    if (door.workBits == 0) {
        return true;
    }
    core::Reader reader(core::bytesOf(enter.work()));
    const auto nonce = reader.array<8>();
    return reader.atEnd()
           && workBits(m_room.m_id, door.key, identity, device, nonce) >= door.workBits;
}

std::optional<Reason> RoomDoor::admits(core::Now now,
                                       const wire::Enter& enter,
                                       const core::IdentityId& identity,
                                       const core::DeviceId& device) const
{
    const auto& roll = m_room.m_roll;
    const auto id = core::EventId::from(core::bytesOf(enter.door()));
    const auto door = id && roll ? roll->door(*id) : std::nullopt;
    if (m_room.m_state != RoomState::Joined || !door
        || !provesEntry(*door, enter, identity, device)) {
        return Reason::BadInvite;
    }
    if (roll->isBanned(identity)) {
        return Reason::Banned;
    }
    const bool known = roll->level(identity) != levelNone;
    const bool expired = door->expiresMs != 0 && now.wall.milliseconds > door->expiresMs;
    const bool usedUp = door->uses != 0 && door->used >= door->uses;
    if ((expired || usedUp) && !known) {
        return Reason::Expired; // also once it was closed for that
    }
    return door->open ? std::nullopt : std::optional(Reason::Revoked);
}

wire::Card RoomDoor::card() const
{
    wire::Card out;
    out.set_door_kind(wire::DOOR_KIND_KEY);
    out.set_max_message_bytes(spec::messageTextBytes);
    if (!m_room.m_roll) {
        return out;
    }
    const Roll& roll = *m_room.m_roll;
    out.set_name(roll.rules().name);
    out.set_topic(roll.rules().topic);
    if (roll.rules().access == Access::Public) {
        if (const auto id = standingDoor(roll, DoorKind::Open)) {
            const auto door = roll.door(*id);
            out.set_door_kind(wire::DOOR_KIND_OPEN);
            out.set_work_bits(door ? door->workBits : 0);
            out.set_door(core::textOf(id->view()));
            out.set_door_id(door ? core::textOf(door->key.view()) : std::string());
        }
    }
    if (roll.rules().access == Access::Knock) {
        out.set_door_kind(wire::DOOR_KIND_ASK);
        if (const auto& key = roll.rules().merged.moderatorsKey) {
            out.set_moderators_key(core::textOf(*key));
        }
    }
    if (roll.rules().access == Access::Password) {
        const auto id = standingDoor(roll, DoorKind::Password);
        const auto secret = id ? m_room.m_doorSeeds.find(*id) : m_room.m_doorSeeds.end();
        out.set_door_kind(wire::DOOR_KIND_PASSWORD);
        if (secret != m_room.m_doorSeeds.end() && secret->second.password) {
            out.set_door(core::textOf(id->view()));
        }
    }
    return out;
}

std::optional<InviteLink> RoomDoor::publicLink() const
{
    const auto door = m_room.m_roll && m_room.m_roll->genesis().bornPublic
                              && m_room.m_roll->rules().access == Access::Public
                          ? standingDoor(*m_room.m_roll, DoorKind::Open)
                          : std::nullopt;
    if (!door) {
        return std::nullopt;
    }
    InviteLink out;
    out.room = m_room.m_id;
    out.door = *door;
    out.coreTag = core::Reader(door->view()).array<8>();
    out.name = m_room.m_roll->rules().name;
    return out;
}

// ---- whoever wants to come in ----

bool RoomDoor::takeCard(Turn& turn, const Self& self, const wire::Card& card)
{
    PendingJoin& pending = m_room.m_pending;
    if (!pending.link || pending.link->doorSeed || card.door_kind() != wire::DOOR_KIND_OPEN) {
        return true; // nothing is asked for beyond what the link holds
    }
    const auto event = core::EventId::from(core::bytesOf(card.door()));
    const auto door = core::DoorId::from(core::bytesOf(card.door_id()));
    if (!event || !door || card.work_bits() > spec::workBits) {
        return false;
    }
    const WorkTask task{m_room.m_id, *door, self.identityId, self.deviceId, card.work_bits()};
    if (pending.work && pending.work->task() == task) {
        pending.workDoor = *event;
        return true;
    }
    // Somebody who lies about the door must not keep us from the true one: neither by asking for much, nor for little.
    if (!pending.work || pending.work->found() || task.bits < pending.work->task().bits) {
        pending.work.emplace(task, turn.rng);
        pending.workDoor = *event;
        m_room.arm(RoomTimer::Work, turn.now.mono);
    }
    return true;
}

void RoomDoor::handleTimer(Turn& turn)
{
    PendingJoin& pending = m_room.m_pending;
    if (m_room.m_timers.takeDue(RoomTimer::Knock, turn.now.mono)
        && m_room.m_state == RoomState::Knocking) {
        pending.knockDue = true;
        pending.ready = true;
    }
    if (!m_room.m_timers.takeDue(RoomTimer::Work, turn.now.mono) || !pending.work
        || pending.work->found()) {
        return;
    }
    if (pending.work->step()) {
        pending.ready = true;
    } else {
        m_room.arm(RoomTimer::Work, turn.now.mono + stepEvery);
    }
}

bool RoomDoor::takeReady()
{
    return std::exchange(m_room.m_pending.ready, false);
}

std::optional<wire::Enter> RoomDoor::enterProof(const Self& self) const
{
    wire::Enter out;
    const auto& pending = m_room.m_pending;
    // A member whom this neighbour does not know yet shows again what he came in by.
    if (const auto opening = m_room.m_openings.find(m_room.m_own.log);
        opening != m_room.m_openings.end()) {
        wire::LogOpen body;
        if (body.ParseFromArray(opening->second.body.data(),
                                static_cast<int>(opening->second.body.size()))) {
            out.set_door(body.birth());
            out.set_proof(body.door_proof());
            out.set_work(body.work());
        }
    } else if (pending.link && pending.link->doorSeed) {
        const core::SigningKey key{core::Seed(*pending.link->doorSeed)};
        const core::Signature proof = signEntry(key, m_room.m_id, self.identityId);
        out.set_door(core::textOf(pending.link->door.view()));
        out.set_proof(core::textOf(proof));
    } else if (pending.won) {
        const core::SigningKey key{pending.won->clone()};
        const core::Signature proof = signEntry(key, m_room.m_id, self.identityId);
        out.set_door(core::textOf(pending.passwordDoor.view()));
        out.set_proof(core::textOf(proof));
    } else if (pending.work && pending.work->found()) {
        out.set_door(core::textOf(pending.workDoor.view()));
        if (pending.work->task().bits > 0) {
            out.set_work(core::textOf(*pending.work->found()));
        }
    } else if (pending.work) {
        return std::nullopt;
    }
    return out;
}

/// The link names a newest core head of its day: a core without it is an older one, or another one. A public room can be
/// named without any.
bool RoomDoor::holdsTag(const InviteLink& link) const
{
    const auto& tag = link.coreTag;
    const bool any =
        std::any_of(tag.begin(), tag.end(), [](std::uint8_t byte) { return byte != 0; });
    return (!any && m_room.m_roll->genesis().bornPublic)
           || std::any_of(m_room.m_core.begin(), m_room.m_core.end(), [&](const auto& item) {
                  return std::equal(tag.begin(), tag.end(), item.first.view().begin());
              });
}

bool RoomDoor::openOwnLog(Turn& turn, const Self& self)
{
    if (m_room.m_openings.contains(m_room.m_own.log)) {
        return true;
    }
    if (isLetIn(self.identityId) && m_room.m_pending.link) {
        const core::EventId grant = *m_room.m_roll->bestStanding(self.identityId);
        if (!holdsTag(*m_room.m_pending.link)) {
            return false;
        }
        m_room.openLog(turn, self, grant, {});
        m_room.persistRoom(turn);
        return true;
    }
    const auto proof = enterProof(self);
    const auto birth = proof ? core::EventId::from(core::bytesOf(proof->door())) : std::nullopt;
    if (!birth || !m_room.m_pending.link || !m_room.m_roll || !holdsTag(*m_room.m_pending.link)) {
        return false;
    }
    // Whatever the host let pass: what we write has to hold for everybody.
    const CoreEvent* event = m_room.m_roll->act(*birth);
    const auto* door = event == nullptr ? nullptr : event->as<DoorBody>();
    OpenBody open{self.identityId, self.deviceId, self.certificate, *birth, 0, {}, {}};
    if (!proof->proof().empty()) {
        open.doorProof = core::Reader(core::bytesOf(proof->proof())).array<64>();
    }
    if (!proof->work().empty()) {
        open.work = core::Reader(core::bytesOf(proof->work())).array<8>();
    }
    if (door == nullptr || !m_room.m_roll->isValid(*birth)
        || !checkOpening(m_room.m_id, open, door)) {
        return false;
    }
    m_room.openLog(turn, self, *birth, *proof);
    m_room.persistRoom(turn);
    return true;
}

} // namespace engine::room
