// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What is said on a link before it is live, from both ends, and what the desk itself answers afterwards. Everything that
// comes from a stranger ends in a stage, a refusal or a closed link.
#include "engine/link_desk.h"
#include "engine/room/room_keys.h"

#include <algorithm>
#include <array>

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::string_view helloContext = "parlour hello 1";
constexpr std::uint32_t protocolVersion = 1;
constexpr std::size_t refuseReasonBytes = 32;
constexpr std::array reasonsSaid{Reason::Expired,
                                 Reason::Revoked,
                                 Reason::Banned,
                                 Reason::NotAllowed,
                                 Reason::BadInvite,
                                 Reason::Busy};

core::ByteArray<1> roleByte(bool initiator)
{
    return {static_cast<std::uint8_t>(initiator ? 0 : 1)};
}

} // namespace

void LinkDesk::stageUntil(Turn& turn, Link& link, LinkStage stage)
{
    link.stage = stage;
    link.deadline = turn.now.mono + tuning::doorStageTime;
}

void LinkDesk::hello(Turn& turn, Link& link, const room::Room& room, bool withGenesis)
{
    wire::Frame frame;
    auto* hello = frame.mutable_hello();
    const bool member = room.state() == RoomState::Joined;
    hello->set_mode(link.use == LinkUse::Bulk ? wire::LINK_MODE_BULK
                    : member                  ? wire::LINK_MODE_MEMBER
                                              : wire::LINK_MODE_ENTER);
    hello->set_identity(core::textOf(m_self.identityId.view()));
    hello->set_device(core::textOf(m_self.deviceId.view()));
    hello->set_device_cert(core::textOf(m_self.certificate));
    const auto role = roleByte(link.initiator);
    const core::Signature signature =
        m_self.device.sign(helloContext, {link.wire->handshakeHash(), role, room.id().view()});
    hello->set_signature(core::textOf(signature));
    hello->set_wall_ms(turn.now.wall.milliseconds);
    hello->set_version(protocolVersion);
    hello->set_run(core::textOf(m_self.run));
    if (withGenesis) {
        hello->set_genesis(room.genesisBytes());
    }
    if (auto opening = room.ownOpening()) {
        *hello->mutable_log_open() = std::move(*opening); // ordinary members' are not in the core
    }
    turn.send(link.id, std::move(frame));
}

/// Who it is: the device signs this very handshake, the identity vouches for the device.
bool LinkDesk::takeHello(Turn& turn, Link& link, const wire::Hello& hello)
{
    const auto identity = core::IdentityId::from(core::bytesOf(hello.identity()));
    const auto device = core::DeviceId::from(core::bytesOf(hello.device()));
    const auto role = roleByte(!link.initiator);
    if (!identity || !device || *device == m_self.deviceId
        || !room::verifyDevice(*identity, *device, core::bytesOf(hello.device_cert()))
        || !core::verify(device->view(),
                         helloContext,
                         {link.wire->handshakeHash(), role, link.room.view()},
                         core::bytesOf(hello.signature()))) {
        return false;
    }
    link.identity = *identity;
    link.device = *device;
    link.run = core::copyOf(
        core::bytesOf(hello.run()).first(std::min<std::size_t>(8, hello.run().size())));
    link.superpeer = hello.superpeer();
    link.opening = hello.log_open();
    link.use = hello.mode() == wire::LINK_MODE_BULK ? LinkUse::Bulk : link.use;
    m_ports.clock(turn, *device, core::WallTime{hello.wall_ms()}.since(turn.now.wall));
    return true;
}

bool LinkDesk::handleFrame(Turn& turn, Link& link, const wire::Frame& frame)
{
    if (link.live()) {
        return handleLive(turn, link, frame);
    }
    if (link.stage == LinkStage::Guest) {
        return handleGuest(turn, link, frame);
    }
    const auto room = m_ports.room(link.room);
    if (!room) {
        return false;
    }
    return link.initiator ? handleVisit(turn, link, *room, frame)
                          : handleDoor(turn, link, *room, frame);
}

// ---- the one who dialled ----

bool LinkDesk::handleVisit(Turn& turn, Link& link, room::Room& room, const wire::Frame& frame)
{
    if (frame.has_refuse()) {
        const std::string word = frame.refuse().reason().substr(0, refuseReasonBytes);
        const auto* known = std::find_if(reasonsSaid.begin(),
                                         reasonsSaid.end(),
                                         [&](Reason reason) { return reasonWord(reason) == word; });
        m_ports.refused(turn, link, known == reasonsSaid.end() ? Reason::NotAllowed : *known);
        drop(turn, link.id, LinkEnd::Refused);
        return true;
    }
    switch (link.stage) {
    case LinkStage::AwaitAnswer:
        if (frame.has_hello()) {
            return handleAnswer(turn, link, room, frame.hello());
        }
        if (frame.has_card() && !link.carded && link.use == LinkUse::Chat) {
            return handleCard(turn, link, room, frame.card());
        }
        if (frame.has_knock()) {
            return link.knocked && handleKept(turn, link, room);
        }
        if (frame.has_password()) {
            return link.password && finishPassword(turn, link, room, frame.password());
        }
        return !frame.has_card();
    case LinkStage::AwaitCore:
        return !frame.has_events() || handleCore(turn, link, room, frame.events());
    case LinkStage::AwaitWelcome:
        return handleWelcome(turn, link, room, frame);
    default:
        return false;
    }
}

/// What the door wants: words, a password, or what we hold.
bool LinkDesk::handleCard(Turn& turn, Link& link, room::Room& room, const wire::Card& card)
{
    link.carded = true;
    stageUntil(turn, link, LinkStage::AwaitAnswer);
    room::RoomDoor door(room);
    if (!door.takeCard(turn, m_self, card)) {
        return false;
    }
    if (door.wantsKnock(card)) {
        return knock(turn, link, room, card);
    }
    return door.wantsPassword(card) ? beginPassword(turn, link, room, card)
                                    : enter(turn, link, room);
}

/// As soon as there is something to show; the stage lasts no longer for it.
bool LinkDesk::enter(Turn& turn, Link& link, room::Room& room)
{
    if (const auto proof = room::RoomDoor(room).enterProof(m_self)) {
        wire::Frame out;
        *out.mutable_enter() = *proof;
        link.entered = true;
        turn.send(link.id, std::move(out));
    }
    return true;
}

bool LinkDesk::beginPassword(Turn& turn, Link& link, room::Room& room, const wire::Card& card)
{
    const room::RoomDoor door(room);
    if (!door.hasPassword()) {
        m_ports.refused(turn, link, Reason::BadPassword);
        drop(turn, link.id, LinkEnd::Refused);
        return true;
    }
    const bool underWay = std::any_of(m_links.begin(), m_links.end(), [&](const auto& item) {
        const Link& other = item.second;
        return other.room == link.room && other.password && other.stage == LinkStage::AwaitAnswer;
    });
    if (underWay) {
        return false; // several addresses may be one member's, who counts guesses
    }
    link.password = door.beginPassword(turn.rng, link.wire->handshakeHash(), card);
    if (!link.password) {
        return false; // he came in another way, and cannot open
    }
    wire::Frame frame;
    frame.mutable_password()->set_door(card.door());
    frame.mutable_password()->set_share(core::textOf(link.password->share()));
    turn.send(link.id, std::move(frame));
    return true;
}

bool LinkDesk::finishPassword(Turn& turn,
                              Link& link,
                              room::Room& room,
                              const wire::Password& answer)
{
    const bool right =
        room::RoomDoor(room).takePassword(*link.password, link.wire->handshakeHash(), answer);
    link.password.reset();
    if (!right) {
        m_ports.refused(turn, link, Reason::BadPassword);
        drop(turn, link.id, LinkEnd::Refused);
        return true;
    }
    return enter(turn, link, room);
}

bool LinkDesk::enterNow(Turn& turn, room::Room& room)
{
    bool any = false;
    for (auto& [id, link] : m_links) {
        if (link.room == room.id() && link.stage == LinkStage::AwaitAnswer && link.carded
            && !link.entered) {
            any = enter(turn, link, room) || any;
        }
    }
    return any;
}

bool LinkDesk::handleAnswer(Turn& turn, Link& link, room::Room& room, const wire::Hello& hello)
{
    const LinkUse wanted = link.use;
    if (!takeHello(turn, link, hello)) {
        return false;
    }
    link.use = wanted;
    if (!hello.genesis().empty() || room.state() != RoomState::Joined) {
        if (!room.adoptGenesis(hello.genesis())) {
            return false;
        }
        link.entered = true;
        stageUntil(turn, link, LinkStage::AwaitCore);
        return true;
    }
    if (room.isLive(link.identity, link.device) || takeOpening(turn, link, room)) {
        goLive(turn, link.id);
        return true;
    }
    if (link.use == LinkUse::Bulk) {
        return false;
    }
    wire::Frame frame;
    frame.mutable_core_wanted();
    turn.send(link.id, std::move(frame));
    stageUntil(turn, link, LinkStage::AwaitCore);
    return true;
}

/// What the other end wrote when it came in; it stands or falls with the core. True when it makes him live.
bool LinkDesk::takeOpening(Turn& turn, const Link& link, room::Room& room)
{
    if (link.opening.header().empty()) {
        return false;
    }
    wire::Events events;
    *events.add_events() = link.opening;
    return room.adoptCore(turn, events) && room.roll()->isLive(link.identity, link.device);
}

bool LinkDesk::handleCore(Turn& turn, Link& link, room::Room& room, const wire::Events& events)
{
    if (!room.adoptCore(turn, events)) {
        return false;
    }
    if (!events.last()) {
        return true;
    }
    // Whoever answers has to be live by the core that he gave: else he only has the link, as anybody may.
    if (!room.roll()->isLive(link.identity, link.device) && !takeOpening(turn, link, room)) {
        return false;
    }
    if (!link.entered) {
        goLive(turn, link.id);
        return true;
    }
    if (!room::RoomDoor(room).openOwnLog(turn, m_self)) {
        return false;
    }
    stageUntil(turn, link, LinkStage::AwaitWelcome);
    turn.afterCommit([this, id = link.id, roomId = link.room](Turn& later) {
        const Link* still = find(id);
        const auto entered = m_ports.room(roomId);
        const auto opening = entered ? entered->ownOpening() : std::nullopt;
        if (still != nullptr && still->stage == LinkStage::AwaitWelcome && opening) {
            wire::Frame frame;
            *frame.mutable_events()->add_events() = *opening;
            later.send(id, std::move(frame));
        }
    });
    return true;
}

bool LinkDesk::handleWelcome(Turn& turn, Link& link, room::Room& room, const wire::Frame& frame)
{
    if (frame.has_keys()) {
        room::RoomKeys(room).take(turn, frame.keys(), link.id);
        return true;
    }
    if (!frame.has_welcome()) {
        return true;
    }
    if (!room.hasKeys()) {
        return false; // let in, and given no key: no use to anybody
    }
    const bool fresh = room.state() != RoomState::Joined;
    room.setJoined(turn, m_self);
    if (fresh) {
        openDoor(room);
        m_ports.joined(turn, room.id());
    }
    goLive(turn, link.id);
    return true;
}

// ---- the one who was dialled ----

bool LinkDesk::handleDoor(Turn& turn, Link& link, room::Room& room, const wire::Frame& frame)
{
    if (room.state() != RoomState::Joined) {
        return false;
    }
    switch (link.stage) {
    case LinkStage::AwaitHello:
        return frame.has_hello() && handleCaller(turn, link, room, frame.hello());
    case LinkStage::AwaitEnter:
        if (frame.has_knock()) {
            return handleKnock(turn, link, room, frame.knock());
        }
        return frame.has_password()
                   ? handlePassword(turn, link, room, frame.password())
                   : frame.has_enter() && handleEnter(turn, link, room, frame.enter());
    case LinkStage::AwaitOpening:
        return frame.has_events() && handleOpening(turn, link, room, frame.events());
    case LinkStage::AwaitConfirm:
        if (frame.has_core_wanted()) {
            return handleLive(turn, link, frame);
        }
        goLive(turn, link.id);
        return link.stage == LinkStage::Gone || handleLive(turn, link, frame);
    default:
        return false;
    }
}

bool LinkDesk::handleCaller(Turn& turn, Link& link, room::Room& room, const wire::Hello& hello)
{
    if (!takeHello(turn, link, hello)) {
        return false;
    }
    const bool live = room.isLive(link.identity, link.device);
    if (link.use == LinkUse::Bulk) {
        if (live) {
            this->hello(turn, link, room, false);
            goLive(turn, link.id);
        }
        return live;
    }
    if (room.neighbourCount() >= tuning::linksPerRoomMost
        && chatLink(link.room, link.device) == nullptr) {
        refuse(turn, link, Reason::Busy);
        return true;
    }
    if (live && hello.mode() == wire::LINK_MODE_MEMBER) {
        this->hello(turn, link, room, false);
        stageUntil(turn, link, LinkStage::AwaitConfirm);
        return true;
    }
    if (live || room::RoomDoor(room).isLetIn(link.identity)) {
        welcome(turn,
                link.id); // came in once already, and never heard of it; or was let in by name
        return true;
    }
    wire::Frame card;
    *card.mutable_card() = room::RoomDoor(room).card();
    turn.send(link.id, std::move(card));
    stageUntil(turn, link, LinkStage::AwaitEnter);
    return true;
}

/// Shows the inside to somebody who may come in; his opening is awaited.
void LinkDesk::welcome(Turn& turn, LinkId id)
{
    Link& link = m_links.at(id);
    const auto room = m_ports.room(link.room);
    hello(turn, link, *room, true);
    for (wire::Frame& frame : room->coreFrames(1)) {
        turn.send(id, std::move(frame));
    }
    stageUntil(turn, link, LinkStage::AwaitOpening);
}

/// One guess a link, and few a minute: it does not help to come from many places.
bool LinkDesk::handlePassword(Turn& turn, Link& link, room::Room& room, const wire::Password& ask)
{
    std::deque<core::MonoTime>& tries = m_passwordTries[link.room];
    while (!tries.empty() && turn.now.mono - tries.front() >= std::chrono::minutes(1)) {
        tries.pop_front();
    }
    if (link.triedPassword) {
        return false;
    }
    if (tries.size() >= tuning::passwordTriesPerMinute) {
        refuse(turn, link, Reason::Busy);
        return true;
    }
    tries.push_back(turn.now.mono);
    link.triedPassword = true;
    auto answer = room::RoomDoor(room).answerPassword(turn.rng, link.wire->handshakeHash(), ask);
    if (!answer) {
        return false;
    }
    wire::Frame frame;
    *frame.mutable_password() = std::move(*answer);
    turn.send(link.id, std::move(frame));
    stageUntil(turn, link, LinkStage::AwaitEnter);
    return true;
}

bool LinkDesk::handleEnter(Turn& turn, Link& link, room::Room& room, const wire::Enter& enter)
{
    if (const auto reason =
            room::RoomDoor(room).admits(turn.now, enter, link.identity, link.device)) {
        refuse(turn, link, *reason);
    } else {
        if (auto& tries = m_passwordTries[link.room]; link.triedPassword && !tries.empty()) {
            tries.pop_back(); // it was no guess
        }
        welcome(turn, link.id);
    }
    return true;
}

void LinkDesk::refuse(Turn& turn, Link& link, Reason reason)
{
    wire::Frame frame;
    frame.mutable_refuse()->set_reason(std::string(reasonWord(reason)));
    turn.send(link.id, std::move(frame));
    drop(turn, link.id, LinkEnd::Refused);
}

bool LinkDesk::handleOpening(Turn& turn, Link& link, room::Room& room, const wire::Events& events)
{
    if (events.events_size() != 1 || events.runs_size() != 0
        || !room.takeNewcomer(turn, m_self, link.id, events.events(0))
        || !room.isLive(link.identity, link.device)) {
        return false;
    }
    turn.afterCommit([this, id = link.id, roomId = link.room](Turn& later) {
        const Link* still = find(id);
        const auto host = m_ports.room(roomId);
        if (still == nullptr || still->stage != LinkStage::AwaitOpening || !host) {
            return;
        }
        if (!host->isLive(still->identity, still->device)) {
            drop(later, id, LinkEnd::Refused);
            return;
        }
        for (wire::Frame& frame : host->welcome(still->identity)) {
            later.send(id, std::move(frame));
        }
        goLive(later, id);
    });
    return true;
}

// ---- members ----

bool LinkDesk::prevails(Turn& turn, const Link& link)
{
    const Link* other = chatLink(link.room, link.device);
    if (other == nullptr || link.use == LinkUse::Bulk) {
        return true;
    }
    const bool smallerIsSelf = m_self.deviceId < link.device;
    const bool sameSide = other->initiator == link.initiator;
    // By the same initiator: he alone decides, and keeps what he has unless the other end has started anew.
    const bool better = other->run != link.run || (sameSide && !link.initiator)
                        || (!sameSide && link.initiator == smallerIsSelf);
    drop(turn, better ? other->id : link.id, LinkEnd::Duplicate);
    return better;
}

void LinkDesk::goLive(Turn& turn, LinkId id)
{
    Link& link = m_links.at(id);
    const auto room = m_ports.room(link.room);
    if (!room || !prevails(turn, link)) {
        return;
    }
    if (!room->isLive(link.identity, link.device)) {
        drop(turn, id, LinkEnd::Refused); // shown out since he greeted: he gets no keys
        return;
    }
    if (m_scores.of(link.device, turn.now.mono) >= tuning::scoreRefused) {
        drop(turn, id, LinkEnd::Refused);
        return;
    }
    link.stage = LinkStage::Live;
    link.deadline.reset();
    link.lastIn = link.lastUse = turn.now.mono;
    link.lastOut = turn.now.mono;
    link.sinceMs = turn.now.wall.milliseconds;
    if (link.use == LinkUse::Bulk) {
        link.wire->useBulkCrypto();
    } else {
        room->linkUp(
            turn, m_self, {link.id, link.identity, link.device, link.initiator, link.superpeer});
        if (room->neighbourCount() > tuning::linksPerRoom && !m_trimAt) {
            m_trimAt = turn.now.mono + tuning::linkSpareAfter;
        }
    }
    m_ports.up(turn, link);
    ping(turn, link);
}

bool LinkDesk::handleLive(Turn& turn, Link& link, const wire::Frame& frame)
{
    switch (frame.kind_case()) {
    case wire::Frame::kPing: {
        wire::Frame pong;
        pong.mutable_pong()->set_number(frame.ping().number());
        turn.send(link.id, std::move(pong));
        return true;
    }
    case wire::Frame::kPong:
        if (link.pingSent && frame.pong().number() == link.pings) {
            link.rtt = turn.now.mono - *link.pingSent;
            link.pingSent.reset();
            link.deadline.reset();
        }
        return true;
    case wire::Frame::kBye:
        drop(turn,
             link.id,
             frame.bye().reason() == reasonWord(Reason::Busy) ? LinkEnd::Spare : LinkEnd::Broken);
        return true;
    case wire::Frame::kBulkCall:
        m_ports.bulkCall(turn, link, frame.bulk_call());
        return true;
    case wire::Frame::kCoreWanted:
        if (const auto room = m_ports.room(link.room); room && !link.toldCore) {
            link.toldCore = true;
            for (wire::Frame& part : room->coreFrames(1)) {
                turn.send(link.id, std::move(part));
            }
        }
        return true;
    case wire::Frame::kListingsWanted:
    case wire::Frame::kListings:
        return link.use == LinkUse::Chat && m_ports.listings(turn, link, frame);
    case wire::Frame::kHello:
    case wire::Frame::kCard:
    case wire::Frame::kEnter:
    case wire::Frame::kPassword:
    case wire::Frame::kKnock:
    case wire::Frame::kRefuse:
    case wire::Frame::kWelcome:
        return true; // too late to matter
    default:
        break;
    }
    if (link.use == LinkUse::Bulk) {
        link.lastUse = turn.now.mono;
        return m_ports.bulkFrame(turn, link.id, frame);
    }
    const auto room = m_ports.room(link.room);
    return room && room->handleFrame(turn, m_self, link.id, frame);
}

} // namespace engine
