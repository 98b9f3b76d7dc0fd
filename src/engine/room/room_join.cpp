// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What is said through the door, from both sides: the core for somebody who may come in, his opening, the keys; and how a
// joiner takes that over.
#include "core/text.h"
#include "engine/room/room_door.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_reach.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t frameBudget = 48 * 1024;

} // namespace

bool Room::isLive(const core::IdentityId& identity, const core::DeviceId& device) const
{
    return m_state == RoomState::Joined && m_roll && m_roll->isLive(identity, device);
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

bool Room::takeNewcomer(Turn& turn, const Self& self, LinkId link, const wire::SignedEvent& opening)
{
    auto event = decodeSigned(opening);
    if (!event || event->header.kind != static_cast<std::uint8_t>(Kind::LogOpen)) {
        return false;
    }
    const Took took = take(turn, *event, Way::Live, false);
    if (took == Took::New) {
        const auto standing = m_roll->log(event->header.log);
        RoomGossip(*this).flood(turn, *event, link);
        turn.afterCommit([room = m_id, identity = standing->identity](Turn& later) {
            later.notice(MemberNotice{room, identity, MemberChange::Joined});
        });
    }
    // Where the past is not for newcomers he needs a key that is: who lets him in opens one, for the words from here on.
    if ((took == Took::New || took == Took::Known) && !RoomKeys(*this).current()) {
        prepareToWrite(turn, self);
    }
    return took == Took::New || took == Took::Known;
}

std::vector<wire::Frame> Room::welcome(const core::IdentityId& newcomer)
{
    const RoomKeys keys(*this);
    const std::vector<core::EpochId> epochs = keys.forNewcomer(newcomer);
    std::vector<wire::Frame> out;
    constexpr std::size_t keysPerFrame = 1000;
    for (std::size_t from = 0; from < epochs.size(); from += keysPerFrame) {
        const auto begin = epochs.begin() + static_cast<std::ptrdiff_t>(from);
        const std::size_t count = std::min(keysPerFrame, epochs.size() - from);
        out.push_back(keys.frameOf({begin, begin + static_cast<std::ptrdiff_t>(count)}));
    }
    for (wire::Frame& frame : RoomReach(*this).framesFor(newcomer)) {
        out.push_back(std::move(frame));
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
        if (decoded->bornPublic) {
            m_epochs.addOwn(publicEpochSecret(m_id));
        }
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

void Room::rejoin(Turn& turn, const InviteLink& link, std::string text)
{
    m_reach.begin(link.reach ? ReachSecret(*link.reach) : publicReachSecret(link.room),
                  link.reachGeneration,
                  turn.now.wall);
    m_pending = {};
    m_pending.link = link;
    m_learned.dhtNodes = link.dhtNodes;
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

bool Room::seeks() const
{
    return m_state == RoomState::Joining || (m_state == RoomState::Knocking && m_pending.knockDue);
}

void Room::setJoined(Turn& turn, const Self& self)
{
    // Who has no key cannot write: a host that gives none has not let us in.
    if (m_state == RoomState::Joined || m_epochs.isEmpty() || !m_openings.contains(m_own.log)) {
        return;
    }
    m_state = RoomState::Joined;
    m_reason.reset();
    RoomDoor(*this).keepPassword(turn);
    m_pending = {};
    m_fetch.needTail = true;
    m_fetch.backfilling = true;
    RoomReach(*this).review(turn);
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
