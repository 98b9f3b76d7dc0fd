// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The door, from both sides: what somebody outside is shown, what lets him in, and how a joiner takes over the core and
// writes his opening.
#include "core/text.h"
#include "engine/room/room.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t frameBudget = 48 * 1024;

} // namespace

bool Room::isLive(const core::IdentityId& identity, const core::DeviceId& device) const
{
    return m_state == RoomState::Joined && m_roll && m_roll->isLive(identity, device);
}

std::optional<Reason>
Room::admits(core::Now now, const wire::Enter& enter, const core::IdentityId& identity) const
{
    const auto id = core::EventId::from(core::bytesOf(enter.door()));
    const auto door = id && m_roll ? m_roll->door(*id) : std::nullopt;
    if (m_state != RoomState::Joined || !door) {
        return Reason::BadInvite;
    }
    if (!verifyEntry(door->key, m_id, identity, core::bytesOf(enter.proof()))) {
        return Reason::BadInvite;
    }
    if (m_roll->isBanned(identity)) {
        return Reason::Banned;
    }
    const bool known = m_roll->level(identity) != levelNone;
    const bool expired = door->expiresMs != 0 && now.wall.milliseconds > door->expiresMs;
    const bool usedUp = door->uses != 0 && door->used >= door->uses;
    if ((expired || usedUp) && !known) {
        return Reason::Expired; // also once it was closed for that
    }
    return door->open ? std::nullopt : std::optional(Reason::Revoked);
}

wire::Card Room::card() const
{
    wire::Card out;
    if (m_roll) {
        out.set_name(m_roll->rules().name);
        out.set_topic(m_roll->rules().topic);
    }
    out.set_door_kind(wire::DOOR_KIND_KEY);
    out.set_max_message_bytes(core::limits::spec::messageTextBytes);
    return out;
}

wire::Enter Room::enterProof(const Self& self) const
{
    wire::Enter out;
    // A member whom this neighbour does not know yet shows again what he came in by.
    if (const auto opening = m_openings.find(m_own.log); opening != m_openings.end()) {
        wire::LogOpen body;
        if (body.ParseFromArray(opening->second.body.data(),
                                static_cast<int>(opening->second.body.size()))) {
            out.set_door(body.birth());
            out.set_proof(body.door_proof());
        }
    } else if (m_pending.link && m_pending.link->doorSeed) {
        const core::SigningKey key{core::Seed(*m_pending.link->doorSeed)};
        const core::Signature proof = signEntry(key, m_id, self.identityId);
        out.set_door(core::textOf(m_pending.link->door.view()));
        out.set_proof(core::textOf(proof));
    }
    return out;
}

std::optional<wire::SignedEvent> Room::ownOpening() const
{
    const auto opening = m_openings.find(m_own.log);
    return opening == m_openings.end() ? std::nullopt
                                       : std::optional(encodeSigned(opening->second));
}

std::string Room::genesisBytes() const
{
    return core::textOf(m_genesis);
}

std::vector<wire::Frame> Room::coreFrames(std::uint64_t answerTo) const
{
    std::vector<const CarriedEvent*> ordered;
    ordered.reserve(m_core.size());
    for (const auto& [id, event] : m_core) {
        ordered.push_back(&event);
    }
    std::sort(
        ordered.begin(), ordered.end(), [](const CarriedEvent* left, const CarriedEvent* right) {
            return std::tie(left->header.clock, left->id)
                   < std::tie(right->header.clock, right->id);
        });
    std::vector<wire::Frame> out(1);
    std::size_t bytes = 0;
    for (const CarriedEvent* event : ordered) {
        const std::size_t size = event->headerBytes.size() + event->body.size() + 100;
        auto* events = out.back().mutable_events();
        if (bytes + size > frameBudget
            || static_cast<std::size_t>(events->events_size())
                   >= core::limits::tuning::eventsPerFrame) {
            events = out.emplace_back().mutable_events();
            bytes = 0;
        }
        bytes += size;
        *events->add_events() = encodeSigned(*event);
    }
    for (wire::Frame& frame : out) {
        frame.mutable_events()->set_answer_to(answerTo);
    }
    out.back().mutable_events()->set_last(true);
    return out;
}

bool Room::takeNewcomer(Turn& turn, LinkId link, const wire::SignedEvent& opening)
{
    auto event = decodeSigned(opening);
    if (!event || event->header.kind != static_cast<std::uint8_t>(Kind::LogOpen)) {
        return false;
    }
    const Took took = take(turn, *event, Way::Live, false);
    if (took == Took::New) {
        const auto standing = m_roll->log(event->header.log);
        flood(turn, *event, link);
        turn.afterCommit([room = m_id, identity = standing->identity](Turn& later) {
            later.notice(MemberNotice{room, identity, MemberChange::Joined});
        });
    }
    return took == Took::New || took == Took::Known;
}

std::vector<wire::Frame> Room::welcome() const
{
    // The one in use goes first: it serves the newcomer until he has the event that announced it.
    std::vector<core::EpochId> epochs = m_epochs.newest(EpochRing::secretsMost);
    if (const auto current = currentEpoch()) {
        std::erase(epochs, *current);
        epochs.insert(epochs.begin(), *current);
    }
    std::vector<wire::Frame> out;
    constexpr std::size_t keysPerFrame = 1000;
    for (std::size_t from = 0; from < epochs.size(); from += keysPerFrame) {
        const auto begin = epochs.begin() + static_cast<std::ptrdiff_t>(from);
        const std::size_t count = std::min(keysPerFrame, epochs.size() - from);
        out.push_back(keysFrame({begin, begin + static_cast<std::ptrdiff_t>(count)}));
    }
    out.emplace_back().mutable_welcome();
    return out;
}

bool Room::adoptGenesis(const std::string& genesis)
{
    const core::Bytes bytes = core::copyOf(core::bytesOf(genesis));
    auto decoded = decodeGenesis(bytes);
    if (!decoded || roomIdOf(bytes) != m_id) {
        return false;
    }
    if (!m_roll) {
        m_genesis = bytes;
        m_roll.emplace(m_id, std::move(*decoded));
    }
    return true;
}

bool Room::adoptCore(Turn& turn, const wire::Events& events)
{
    if (static_cast<std::size_t>(events.events_size()) > core::limits::tuning::eventsPerFrame
        || !m_roll) {
        return false;
    }
    for (const wire::SignedEvent& each : events.events()) {
        auto event = decodeSigned(each);
        if (!event || take(turn, *event, Way::Sync, false) == Took::Refused) {
            return false;
        }
    }
    return true;
}

bool Room::openOwnLog(Turn& turn, const Self& self)
{
    if (m_openings.contains(m_own.log)) {
        return true;
    }
    if (!m_pending.link || !m_roll || !m_roll->door(m_pending.link->door)) {
        return false;
    }
    // The link names a newest core head of its day: a core without it is an older one, or another one.
    const auto& tag = m_pending.link->coreTag;
    const bool tagged = std::any_of(m_core.begin(), m_core.end(), [&](const auto& item) {
        return std::equal(tag.begin(), tag.end(), item.first.view().begin());
    });
    if (!tagged) {
        return false;
    }
    const wire::Enter proof = enterProof(self);
    openLog(turn, self, m_pending.link->door, core::copyOf(core::bytesOf(proof.proof())));
    persistRoom(turn);
    return true;
}

void Room::rejoin(Turn& turn, const InviteLink& link, std::string text)
{
    m_reach = link.reach ? ReachSecret(*link.reach) : publicReachSecret(link.room);
    m_reachGeneration = link.reachGeneration;
    m_pending.link = link;
    m_dhtNodes = link.dhtNodes;
    m_pending.text = std::move(text);
    if (m_roll && m_roll->level(m_own.identity) == levelNone && m_openings.contains(m_own.log)) {
        // What was closed stays so: a new log, a new entrance.
        OwnLog next;
        next.identity = m_own.identity;
        next.device = m_own.device;
        next.incarnation = m_own.incarnation + 1;
        m_own = next;
    }
    setState(turn, RoomState::Joining, std::nullopt);
}

void Room::setJoined(Turn& turn, const Self& self)
{
    // Who has no key cannot write: a host that gives none has not let us in.
    if (m_state == RoomState::Joined || m_epochs.isEmpty() || !m_openings.contains(m_own.log)) {
        return;
    }
    m_state = RoomState::Joined;
    m_reason.reset();
    m_pending.link.reset();
    m_pending.text.clear();
    m_fetch.needTail = true;
    m_fetch.backfilling = true;
    persistRoom(turn);
    applyToSelf(turn, m_roll->level(m_own.identity));
    sendProfile(turn, self);
    turn.afterCommit([room = m_id](Turn& later) {
        later.notice(RoomNotice{room, RoomState::Joined, std::nullopt});
    });
}

bool Room::awaitsFirstScreen() const
{
    return m_fetch.needTail || std::any_of(m_links.begin(), m_links.end(), [](const auto& link) {
               return link.second.tailRequest != 0;
           });
}

void Room::setState(Turn& turn, RoomState state, std::optional<Reason> reason)
{
    m_state = state;
    m_reason = reason;
    persistRoom(turn);
    turn.afterCommit([room = m_id, state, reason](Turn& later) {
        later.notice(RoomNotice{room, state, reason});
    });
}

} // namespace engine::room
