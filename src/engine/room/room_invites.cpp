// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_invites.h"

#include "core/codec.h"
#include "core/text.h"
#include "engine/room/invite_hints.h"
#include "engine/room/room_door.h"
#include "engine/room/room_records.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::milliseconds closeAfter = core::limits::spec::clockAhead;
constexpr std::string_view overReason = "over";

std::vector<HintCandidate> hintCandidates(const Roll& roll, const AddressMap& books)
{
    std::vector<HintCandidate> out;
    for (const auto& [device, book] : books) {
        if (roll.isLive(book.identity, device)) {
            const bool superpeer = roll.level(book.identity) >= levelModerator;
            out.push_back({book.addresses, superpeer, book.sinceMs, book.seenMs});
        }
    }
    return out;
}

/// Nobody new comes in by it any more, whoever stands at it.
bool isUsedUp(const DoorStanding& door)
{
    return door.uses != 0 && door.used >= door.uses;
}

} // namespace

core::Result<InviteMade, Reason> RoomInvites::make(const InviteToRoom& wish)
{
    if (m_room.m_state != RoomState::Joined || !m_room.m_roll) {
        return core::fail(Reason::NotMember);
    }
    const bool plain = wish.level == levelMember && wish.expiresMs == 0 && wish.uses == 0;
    if (auto link = RoomDoor(m_room).publicLink(); link && plain) {
        const core::EventId door = link->door;
        return InviteMade{door, dressed(std::move(*link))}; // everybody's, and no secret
    }
    if (auto link = RoomDoor(m_room).passwordLink(); link && plain) {
        const core::EventId door = link->door;
        return InviteMade{door,
                          dressed(std::move(*link))}; // whoever has it still needs the password
    }
    if (auto link = RoomDoor(m_room).knockLink(); link && plain) {
        const core::EventId door = link->door;
        return InviteMade{door, dressed(std::move(*link))}; // whoever has it may ask
    }
    m_room.prepareToWrite(m_turn, m_self);
    // By the log that the door is written in: another device of ours may stand higher.
    const auto standing = m_room.m_roll->log(m_room.m_own.log);
    const int level = standing ? standing->level : levelNone;
    if (level < levelModerator || wish.level >= level) {
        return core::fail(Reason::NotAllowed);
    }
    if (wish.level < levelObserver || wish.expiresMs < 0) {
        return core::fail(Reason::BadArgument);
    }
    core::Seed seed = core::Seed::random(m_turn.rng);
    DoorBody door;
    door.id = core::DoorId(core::SigningKey(seed.clone()).publicKey());
    door.level = wish.level;
    door.expiresMs = static_cast<std::uint64_t>(wish.expiresMs);
    door.uses = wish.uses;
    const core::EventRef ref = m_room.writeAct(m_turn, m_self, door);
    const core::EventId id = m_room.m_own.coreHead;
    CHECK(m_room.m_core.at(id).header.ref() == ref);
    const DoorSecret secret{std::move(seed)};
    m_turn.persist(doorRecord(m_room.m_id, id, secret));
    m_room.m_doorSeeds.insert_or_assign(id, DoorSecret{secret.seed.clone()});
    return InviteMade{id, linkOf(id, secret.seed, wish.expiresMs)};
}

std::string
RoomInvites::linkOf(const core::EventId& door, const core::Seed& seed, std::int64_t expiresMs) const
{
    InviteLink link;
    link.room = m_room.m_id;
    link.reachGeneration = m_room.m_reach.present().generation;
    link.reach = core::Reader(m_room.m_reach.current().view()).array<16>();
    link.door = door;
    link.doorSeed = core::Reader(seed.view()).array<32>();
    link.coreTag = core::Reader(door.view()).array<8>();
    link.name = m_room.m_roll->rules().name;
    link.expiresMs = expiresMs;
    return dressed(std::move(link));
}

/// With whom to dial.
std::string RoomInvites::dressed(InviteLink link) const
{
    link.addresses = chooseHints(
        m_self.listening, hintCandidates(*m_room.m_roll, m_room.m_addresses), m_turn.now.wall);
    link.dhtNodes = m_self.dhtNodes;
    return encodeLink(link);
}

std::vector<InviteSnapshot> RoomInvites::list() const
{
    const Roll& roll = *m_room.m_roll;
    std::vector<std::pair<HybridClock, InviteSnapshot>> made;
    for (const AuthorityDoor& each : roll.authority().doors()) {
        const auto door = roll.door(each.event);
        if (!door || door->kind != DoorKind::Key) {
            continue;
        }
        InviteSnapshot out;
        out.invite = each.event;
        out.author = each.maker;
        out.level = door->level;
        out.expiresMs = door->expiresMs;
        out.uses = door->uses;
        const std::set<core::IdentityId>& came = roll.enteredBy(each.event);
        out.came.assign(came.begin(), came.end());
        const bool expired = door->expiresMs != 0 && m_turn.now.wall.milliseconds > door->expiresMs;
        out.open = door->open && !expired && !isUsedUp(*door);
        const auto seed = m_room.m_doorSeeds.find(each.event);
        if (out.open && seed != m_room.m_doorSeeds.end()) {
            out.link = linkOf(each.event, seed->second.seed, door->expiresMs);
        }
        const CoreEvent* event = roll.act(each.event);
        made.emplace_back(event == nullptr ? HybridClock() : event->clock, std::move(out));
    }
    std::sort(made.begin(), made.end(), [](const auto& a, const auto& b) {
        return std::tie(b.first, b.second.invite) < std::tie(a.first, a.second.invite);
    });
    std::vector<InviteSnapshot> out;
    out.reserve(made.size());
    for (auto& [clock, invite] : made) {
        out.push_back(std::move(invite));
    }
    return out;
}

/// Openings that hang on the door itself and count: they stay. Sorted.
std::vector<core::EventId> RoomInvites::admitted(const core::EventId& door) const
{
    std::vector<core::EventId> out;
    for (const auto& [log, opening] : m_room.m_openings) {
        if (opening.header.grant == door && m_room.m_roll->isValid(opening.id)) {
            out.push_back(opening.id);
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::optional<Reason> RoomInvites::close(const core::EventId& door, const std::string& why)
{
    const auto standing = m_room.m_roll->door(door);
    if (!standing) {
        return Reason::BadInvite;
    }
    if (!standing->open) {
        return Reason::Revoked;
    }
    if (standing->level >= m_room.m_roll->level(m_self.identityId)) {
        return Reason::NotAllowed; // it takes somebody above those whom it lets in
    }
    // What stays is the union of what several of them keep.
    const std::vector<core::EventId> keep = admitted(door);
    constexpr std::size_t most = core::limits::spec::keepsInClose;
    std::size_t from = 0;
    do {
        const std::size_t count = std::min(most, keep.size() - from);
        const auto begin = keep.begin() + static_cast<std::ptrdiff_t>(from);
        const CloseBody body{door, {begin, begin + static_cast<std::ptrdiff_t>(count)}, why};
        static_cast<void>(m_room.writeAct(m_turn, m_self, body));
        from += count;
    } while (from < keep.size());
    m_room.m_doorSeeds.erase(door);
    m_turn.persist(DropRecord{m_room.m_id, RecordKind::DoorSeed, core::copyOf(door.view())});
    return std::nullopt;
}

std::optional<std::chrono::milliseconds>
RoomInvites::closesIn(const Room& room, core::WallTime wall, core::Rng& rng)
{
    const int level = room.m_roll ? room.m_roll->level(room.m_own.identity) : levelNone;
    const bool may = room.m_state == RoomState::Joined && level >= levelModerator;
    std::optional<std::chrono::milliseconds> out;
    for (const AuthorityDoor& each :
         may ? room.m_roll->authority().doors() : std::vector<AuthorityDoor>()) {
        const auto door = each.open ? room.m_roll->door(each.event) : std::nullopt;
        if (!door || door->level >= level || (door->expiresMs == 0 && !isUsedUp(*door))) {
            continue;
        }
        const std::chrono::milliseconds left =
            isUsedUp(*door) ? closeAfter
                            : closeAfter
                                  + std::chrono::milliseconds(std::max<std::int64_t>(
                                      door->expiresMs - wall.milliseconds, -closeAfter.count()));
        out = std::min(out.value_or(left), left);
    }
    constexpr std::chrono::milliseconds jitter = core::limits::tuning::actJitter;
    const auto later =
        static_cast<std::int64_t>(out ? rng.below(static_cast<std::uint64_t>(jitter.count())) : 0);
    return out ? std::optional(*out + std::chrono::milliseconds(later)) : std::nullopt;
}

void RoomInvites::closeOver()
{
    if (!m_room.m_roll || m_room.m_state != RoomState::Joined
        || m_room.m_roll->level(m_room.m_own.identity) < levelModerator) {
        return;
    }
    for (const AuthorityDoor& each : m_room.m_roll->authority().doors()) {
        const auto door = each.open ? m_room.m_roll->door(each.event) : std::nullopt;
        const bool expired =
            door && door->expiresMs != 0
            && m_turn.now.wall.milliseconds >= door->expiresMs + closeAfter.count();
        if (door && (expired || isUsedUp(*door))) {
            static_cast<void>(close(each.event, std::string(overReason)));
        }
    }
}

} // namespace engine::room
