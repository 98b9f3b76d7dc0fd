// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: room_door.h
// A door with a password. Its key is drawn by lot and has nothing to do with the password, so that nothing that is shown or
// signed can be guessed against. Two who come to one key by CPace know the same password; under that key the one inside
// hands over the door's seed, and the rest is as with an invite. Each exchange is one guess, for whichever end.
#include "core/codec.h"
#include "core/passphrase.h"
#include "core/seal.h"
#include "core/text.h"
#include "engine/room/room_door.h"
#include "engine/room/room_records.h"

namespace engine::room {

namespace {

constexpr core::PassphraseCost passwordCost{3, 64 * 1024};
constexpr std::string_view stretchContext = "parlour password 1";
constexpr std::string_view handoverContext = "parlour password seal 1";

core::Secret<32> stretched(core::Rng& rng, const core::RoomId& room, const std::string& password)
{
    const core::Hash32 salt = core::hashOf(stretchContext, {room.view()});
    auto out = core::stretchPassword(password, core::Reader(salt).array<16>(), passwordCost);
    // Without that much memory it is nobody's password: a door that opens to none, an attempt that is refused.
    return out ? std::move(*out) : core::Secret<32>::random(rng);
}

core::Cpace halfOf(core::Rng& rng,
                   const core::Secret<32>& password,
                   core::ByteView handshake,
                   const core::RoomId& room,
                   core::ByteView door)
{
    core::Bytes session = core::copyOf(room.view());
    core::append(session, door);
    return {password.view(), handshake, session, core::Secret<32>::random(rng)};
}

std::optional<core::Secret<32>> handoverKey(const core::Cpace& ours,
                                            bool initiator,
                                            const std::string& theirs,
                                            core::ByteView handshake)
{
    if (theirs.size() != core::Cpace::Share().size()) {
        return std::nullopt;
    }
    const auto share = core::Reader(core::bytesOf(theirs)).array<32>();
    const auto key = ours.finish(initiator, share, {}, {});
    return key ? std::optional(
                     core::Secret<32>(core::hashOf(handoverContext, {key->view(), handshake})))
               : std::nullopt;
}

} // namespace

bool isPassword(const std::string& password, Access access)
{
    return access == Access::Password ? !password.empty() && core::isUtf8(password)
                                            && password.size() <= core::limits::spec::passwordBytes
                                      : password.empty();
}

core::EventRef RoomDoor::makePasswordDoor(Turn& turn, const Self& self, const std::string& password)
{
    DoorSecret secret{core::Seed::random(turn.rng), stretched(turn.rng, m_room.m_id, password)};
    DoorBody door;
    door.id = core::DoorId(core::SigningKey(secret.seed.clone()).publicKey());
    door.kind = DoorKind::Password;
    door.level = levelMember;
    const core::EventRef ref = m_room.writeAct(turn, self, door);
    const core::EventId id = m_room.m_own.coreHead;
    turn.persist(doorRecord(m_room.m_id, id, secret));
    m_room.m_doorSeeds.insert_or_assign(id, std::move(secret));
    return ref;
}

std::optional<InviteLink> RoomDoor::passwordLink() const
{
    const bool locked = m_room.m_roll && m_room.m_roll->rules().access == Access::Password;
    const auto door = locked ? standingDoor(*m_room.m_roll, DoorKind::Password) : std::nullopt;
    if (!door) {
        return std::nullopt;
    }
    InviteLink out;
    out.room = m_room.m_id;
    out.reachGeneration = m_room.m_reach.present().generation;
    out.reach = core::Reader(m_room.m_reach.current().view()).array<16>();
    out.door = *door;
    out.coreTag = core::Reader(door->view()).array<8>();
    out.name = m_room.m_roll->rules().name;
    return out;
}

void RoomDoor::usePassword(Turn& turn, const std::string& password)
{
    if (!password.empty()) {
        m_room.m_pending.password = stretched(turn.rng, m_room.m_id, password);
        m_room.persistRoom(turn);
    }
}

bool RoomDoor::wantsPassword(const wire::Card& card) const
{
    const PendingJoin& pending = m_room.m_pending;
    const bool won = pending.won && core::textOf(pending.passwordDoor.view()) == card.door();
    return card.door_kind() == wire::DOOR_KIND_PASSWORD && pending.link && !pending.link->doorSeed
           && !m_room.m_openings.contains(m_room.m_own.log) && !won;
}

std::optional<core::Cpace>
RoomDoor::beginPassword(core::Rng& rng, core::ByteView handshake, const wire::Card& card) const
{
    const auto door = core::EventId::from(core::bytesOf(card.door()));
    if (!door || !hasPassword()) {
        return std::nullopt;
    }
    return halfOf(rng, *m_room.m_pending.password, handshake, m_room.m_id, door->view());
}

bool RoomDoor::takePassword(const core::Cpace& ours,
                            core::ByteView handshake,
                            const wire::Password& answer)
{
    const auto door = core::EventId::from(core::bytesOf(answer.door()));
    const auto key = handoverKey(ours, true, answer.share(), handshake);
    const auto plain =
        key ? core::openCounted(*key, 0, {}, core::bytesOf(answer.sealed())) : std::nullopt;
    auto seed = plain ? core::Seed::from(*plain) : std::nullopt;
    if (!door || !seed) {
        m_room.m_pending.password.reset(); // guesses are few, and one tells
        return false;
    }
    m_room.m_pending.passwordDoor = *door;
    m_room.m_pending.won = std::move(seed);
    return true;
}

std::optional<wire::Password>
RoomDoor::answerPassword(core::Rng& rng, core::ByteView handshake, const wire::Password& ask) const
{
    const auto id = core::EventId::from(core::bytesOf(ask.door()));
    const auto door = id && m_room.m_roll ? m_room.m_roll->door(*id) : std::nullopt;
    const auto secret =
        door && door->open ? m_room.m_doorSeeds.find(*id) : m_room.m_doorSeeds.end();
    if (secret == m_room.m_doorSeeds.end() || !secret->second.password) {
        return std::nullopt;
    }
    const core::Cpace ours =
        halfOf(rng, *secret->second.password, handshake, m_room.m_id, id->view());
    const auto key = handoverKey(ours, false, ask.share(), handshake);
    if (!key) {
        return std::nullopt;
    }
    wire::Password out;
    out.set_door(ask.door());
    out.set_share(core::textOf(ours.share()));
    out.set_sealed(core::textOf(core::sealCounted(*key, 0, {}, secret->second.seed.view())));
    return out;
}

void RoomDoor::keepPassword(Turn& turn)
{
    PendingJoin& pending = m_room.m_pending;
    if (!pending.won || !pending.password) {
        return;
    }
    DoorSecret secret{std::move(*pending.won), std::move(pending.password)};
    turn.persist(doorRecord(m_room.m_id, pending.passwordDoor, secret));
    m_room.m_doorSeeds.insert_or_assign(pending.passwordDoor, std::move(secret));
}

} // namespace engine::room
