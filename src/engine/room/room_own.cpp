// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What this person does in the room: events of the own log, and the state of each on its way to the others.
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/room_door.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_letters.h"
#include "engine/room/room_rules.h"

#include <algorithm>

namespace engine::room {

namespace {

core::Bytes bodyOf(const google::protobuf::MessageLite& message)
{
    return core::copyOf(core::bytesOf(message.SerializeAsString()));
}

wire::ProfileCard profileOf(const Self& self)
{
    wire::ProfileCard card;
    card.set_name(self.name);
    card.set_status(self.status);
    return card;
}

} // namespace

std::shared_ptr<Room> Room::found(Turn& turn, const Self& self, const CreateRoom& wish)
{
    Genesis genesis;
    genesis.founders = {self.identityId};
    genesis.salt = turn.rng.bytes<16>();
    genesis.bornPublic = wish.access == Access::Public;
    const core::Bytes bytes = encodeGenesis(genesis);
    const core::RoomId id = roomIdOf(bytes);
    ReachSecret reach = genesis.bornPublic ? publicReachSecret(id) : ReachSecret::random(turn.rng);
    const std::shared_ptr<Room> room(
        new Room(id, ReachRing(std::move(reach), 0), core::Seed::random(turn.rng)));
    CHECK(room->adoptGenesis(core::textOf(bytes)));
    room->m_own.identity = self.identityId;
    room->m_own.device = self.deviceId;
    room->m_state = RoomState::Joined;
    room->openLog(turn, self, genesisEvent(room->m_id), {});

    PolicyBody policy = policyBodyOf(wish.policy).value_or(PolicyBody());
    policy.name = core::cutUtf8(core::oneLine(wish.name), core::limits::spec::nameBytes);
    policy.topic = core::cutUtf8(core::oneLine(wish.topic), core::limits::spec::topicBytes);
    policy.access = static_cast<std::uint32_t>(wish.access);
    policy.history = static_cast<std::uint32_t>(wish.history);
    policy.listed = wish.listed && genesis.bornPublic ? std::optional(true) : std::nullopt;
    policy.moderatorsKey = RoomLetters(*room, turn).newKey();
    room->appendOwn(turn, self, Kind::Policy, encodeCoreBody(policy));
    if (genesis.bornPublic) {
        room->appendOwn(turn, self, Kind::Door, encodeCoreBody(openDoor(turn.rng, policy)));
    }
    room->prepareToWrite(turn, self);
    if (wish.access == Access::Password) {
        static_cast<void>(RoomDoor(*room).makePasswordDoor(turn, self, wish.password));
    }
    room->sendProfile(turn, self);
    room->persistRoom(turn);
    return room;
}

void Room::openLog(Turn& turn,
                   const Self& self,
                   const core::EventId& birth,
                   const wire::Enter& proof)
{
    wire::LogOpen opening;
    opening.set_identity(core::textOf(self.identityId.view()));
    opening.set_device(core::textOf(self.deviceId.view()));
    opening.set_device_cert(core::textOf(self.certificate));
    opening.set_birth(core::textOf(birth.view()));
    opening.set_incarnation(m_own.incarnation);
    opening.set_door_proof(proof.proof());
    opening.set_work(proof.work());
    m_own.log = logId(m_id, self.deviceId, birth, m_own.incarnation);
    m_own.grant = birth;
    m_own.coreHead = {};
    m_own.sentEnd = 0;
    appendOwn(turn, self, Kind::LogOpen, bodyOf(opening));
    m_own.grant = m_roll->standingOf(m_own.log);
}

Header Room::nextHeader(core::WallTime wall, Kind kind) const
{
    const auto found = m_logs.find(m_own.log);
    const LogEntry entry = found == m_logs.end() ? LogEntry() : found->second;
    Header header;
    header.kind = static_cast<std::uint8_t>(kind);
    header.room = m_id;
    header.log = m_own.log;
    header.seq = entry.held.empty() ? 0 : entry.held.topSeq() + 1;
    header.prev = entry.held.empty() ? core::EventId() : entry.held.topId();
    header.grant = m_own.grant;
    header.auth = headsToCite(entry.trail, *m_roll);
    if (!isContent(header.kind) && kind != Kind::LogOpen && kind != Kind::Epoch) {
        std::erase(header.auth, m_own.coreHead);
        header.auth.insert(header.auth.begin(), m_own.coreHead);
        header.auth.resize(std::min(header.auth.size(), core::limits::spec::authHeads));
    }
    // Later than everything of the core that it may cite, so that sorting by clock puts causes first.
    HybridClock latest = entry.lastClock;
    for (const auto& [id, cited] : m_core) {
        latest = std::max(latest, cited.header.clock);
    }
    header.clock = latest.next(wall);
    return header;
}

bool Room::isVoiceless() const
{
    return m_state == RoomState::Joined && !m_own.log.isZero() && !m_openings.contains(m_own.log);
}

/// Nothing is written, and the ref is all zero, in a room where one is voiceless.
core::EventRef Room::appendOwn(Turn& turn, const Self& self, Kind kind, const core::Bytes& body)
{
    if (kind != Kind::LogOpen && isVoiceless()) {
        return {};
    }
    CarriedEvent event;
    Header& header = event.header;
    header = nextHeader(turn.now.wall, kind);
    if (isContent(header.kind)) {
        const auto epoch = RoomKeys(*this).current();
        CHECK(epoch.has_value()); // whoever writes prepares it first
        header.epoch = *epoch;
        event.body = sealBody(*m_epochs.find(*epoch), header, turn.rng.bytes<24>(), body);
    } else {
        event.body = body;
    }
    header.bodyLength = static_cast<std::uint32_t>(event.body.size());
    header.bodyHash = bodyHash(event.body);
    event.headerBytes = encodeHeader(header);
    event.id = eventId(event.headerBytes);
    const core::Signature signature = signEvent(self.device, event.id);
    event.signature = core::copyOf(signature);
    const Took took = take(turn, event, Way::Own, true);
    CHECK(took == Took::New);
    turn.afterCommit([weak = weak_from_this(), event](Turn& later) {
        if (const auto room = weak.lock()) {
            RoomGossip(*room).flood(later, event, 0);
        }
    });
    return event.header.ref();
}

void Room::markSent(Turn& turn, std::uint64_t seq)
{
    if (seq < m_own.sentEnd) {
        return;
    }
    for (std::uint64_t each = m_own.sentEnd; each <= seq; ++each) {
        if (stateOf({m_own.log, each}) != MessageState::Stored) {
            continue; // a neighbour's receipt came first: states only move forward
        }
        turn.notice(MessageStateNotice{m_id, {m_own.log, each}, MessageState::Sent, {}});
    }
    m_own.sentEnd = seq + 1;
    arm(RoomTimer::SentMarks, turn.now.mono + std::chrono::milliseconds(500));
}

MessageState Room::stateOf(const core::EventRef& own) const
{
    MessageState state = own.log == m_own.log && own.seq >= m_own.sentEnd ? MessageState::Stored
                                                                          : MessageState::Sent;
    if (const auto receipts = m_receipts.find(own.log); receipts != m_receipts.end()) {
        for (const auto& [member, receipt] : receipts->second) {
            if (receipt.readEnd > own.seq) {
                return MessageState::Read;
            }
            state = receipt.deliveredEnd > own.seq ? MessageState::Delivered : state;
        }
    }
    return state;
}

core::Result<core::EventRef, Reason>
Room::sendText(Turn& turn, const Self& self, const SendMessage& wish)
{
    if (m_state != RoomState::Joined) {
        return core::fail(Reason::NotMember);
    }
    if (wish.text.size() > core::limits::spec::messageTextBytes) {
        return core::fail(Reason::TooLarge);
    }
    if (wish.text.empty() || !core::isUtf8(wish.text)) {
        return core::fail(Reason::BadArgument);
    }
    wire::TextMessage body;
    body.set_text(wish.text);
    if (wish.replyTo) {
        body.mutable_reply_to()->set_log(core::textOf(wish.replyTo->log.view()));
        body.mutable_reply_to()->set_seq(wish.replyTo->seq);
    }
    for (const core::IdentityId& person : wish.mentions) {
        if (!m_roll || m_roll->level(person) == levelNone
            || wish.mentions.size() > core::limits::spec::mentionsInMessage) {
            return core::fail(Reason::BadArgument);
        }
        body.add_mentions(core::textOf(person.view()));
    }
    const core::Bytes bytes = bodyOf(body);
    if (const auto reason = RoomJudge(*this).refusal(turn.now.wall, Kind::TextMessage, bytes)) {
        return core::fail(*reason);
    }
    prepareToWrite(turn, self);
    return appendOwn(turn, self, Kind::TextMessage, bytes);
}

core::Result<core::EventRef, Reason>
Room::shareFile(Turn& turn, const Self& self, const wire::FileCard& card)
{
    if (m_state != RoomState::Joined) {
        return core::fail(Reason::NotMember);
    }
    if (card.caption().size() > core::limits::spec::messageTextBytes
        || card.name().size() > core::limits::spec::fileNameBytes
        || card.bytes() > core::limits::spec::fileBytes) {
        return core::fail(Reason::TooLarge);
    }
    if (card.root().size() != core::FileRoot::size || !core::isUtf8(card.name())
        || !core::isUtf8(card.caption())) {
        return core::fail(Reason::BadArgument);
    }
    const core::Bytes bytes = bodyOf(card);
    if (const auto reason = RoomJudge(*this).refusal(turn.now.wall, Kind::FileCard, bytes)) {
        return core::fail(*reason);
    }
    prepareToWrite(turn, self);
    return appendOwn(turn, self, Kind::FileCard, bytes);
}

core::EventRef Room::writeAct(Turn& turn, const Self& self, const CoreBody& body)
{
    prepareToWrite(turn, self);
    const core::EventRef ref = appendOwn(turn, self, kindOf(body), encodeCoreBody(body));
    // In the same batch: nothing is ever sealed for those who stay that somebody removed by it could open.
    prepareToWrite(turn, self);
    return ref;
}

void Room::sendProfile(Turn& turn, const Self& self)
{
    prepareToWrite(turn, self);
    appendOwn(turn, self, Kind::Profile, bodyOf(profileOf(self)));
}

void Room::setTyping(Turn& turn, const Self& self, bool on)
{
    if (!self.tellsTyping) {
        return;
    }
    wire::Frame frame;
    frame.mutable_typing()->set_on(on);
    for (const auto& [id, link] : m_links) {
        turn.send(id, frame);
    }
}

void Room::markRead(Turn& turn, const Self& self, const EventRow& row, bool newest)
{
    turn.persist(PutRecord{m_id, RecordKind::ReadMark, {}, core::copyOf(row.order)});
    for (auto& [log, entry] : m_logs) {
        const auto standing = m_roll ? m_roll->log(log) : std::nullopt;
        if (!standing || standing->identity == m_own.identity) {
            continue;
        }
        std::uint64_t end = log == row.ref.log ? row.ref.seq + 1 : 0;
        end = newest ? std::max(end, entry.committedEnd) : end;
        if (end > entry.readEnd) {
            entry.readEnd = end;
            m_dirty.insert(log);
            if (self.tellsRead) { // or the moment alone would tell
                m_receiptsDue.insert(log);
            }
        }
    }
    turn.afterCommit([weak = weak_from_this()](Turn& later) {
        if (const auto room = weak.lock()) {
            room->arm(RoomTimer::Receipts, later.now.mono);
        }
    });
}

/// The log that we write does not count any more, or counts for less than we may now. It is left as it is, and we go on in
/// a new one under the best standing that we have.
void Room::retireOwnLog(Turn& turn, const Self& self)
{
    m_own.lost = true; // until another one is open
    const auto opening = m_openings.find(m_own.log);
    const auto best = m_roll ? m_roll->bestStanding(m_own.identity) : std::nullopt;
    wire::LogOpen body;
    if (opening == m_openings.end() || !best
        || !body.ParseFromArray(opening->second.body.data(),
                                static_cast<int>(opening->second.body.size()))) {
        return;
    }
    m_own.lost = false;
    if (*best == m_own.grant) {
        // Somebody holds more of our log than this disk does: an older copy of it came back. A new event here would fork
        // the log; its lost end is fetched like anybody's.
        const auto birth = core::EventId::from(core::bytesOf(body.birth()));
        cutUnsent(turn, self, m_own.log, m_own.sentEnd);
        // A second copy of this disk may be doing the same: by chance they part.
        constexpr std::uint64_t incarnationsAhead = 256;
        m_own.incarnation =
            std::max(m_own.incarnation, body.incarnation()) + 1 + turn.rng.below(incarnationsAhead);
        wire::Enter proof;
        proof.set_proof(body.door_proof());
        proof.set_work(body.work());
        openLog(turn, self, *birth, proof);
    } else {
        openLog(turn, self, *best, {});
    }
    for (auto& [id, link] : m_links) {
        link.ownChecked = true; // nobody can be ahead of a log that begins now
    }
    persistRoom(turn);
    if (!RoomKeys(*this).current()) {
        RoomKeys(*this).open(turn, self);
    }
    appendOwn(turn, self, Kind::Profile, bodyOf(profileOf(self)));
}

/// What was written on an older copy of the disk and never left it would fork the log that others hold to the end. It is
/// taken out of that log, and its texts are said again in the new one.
void Room::cutUnsent(Turn& turn, const Self& self, const core::LogId& log, std::uint64_t from)
{
    const HeldLog& held = m_logs[log].held;
    const bool acted = std::any_of(m_core.begin(), m_core.end(), [&](const auto& item) {
        return item.second.header.log == log && item.second.header.seq >= from;
    });
    if (from == 0 || held.empty() || from > held.topSeq() || acted) {
        return; // acts are in the core already: of those the fork has to be proved
    }
    m_cutting.insert(log);
    ReadRows read;
    read.room = m_id;
    read.log = log;
    read.fromSeq = from - 1; // its id becomes the head
    read.toSeq = held.topSeq();
    const auto cut = [weak = weak_from_this(), &self, log, from](Turn& later,
                                                                 std::vector<EventRow> rows) {
        const auto room = weak.lock();
        if (!room) {
            return;
        }
        room->m_cutting.erase(log);
        if (rows.empty() || rows.front().ref.seq + 1 != from) {
            return;
        }
        LogEntry& entry = room->m_logs[log];
        later.persist(SetShown{room->m_id, log, from, entry.held.topSeq(), Shown::Void});
        entry.held.cut(from, rows.front().id);
        entry.trail = {};
        RoomJudge(*room).judgeAgain(log);
        entry.committedEnd = std::min(entry.committedEnd, from);
        room->m_dirty.insert(log);
        if (room->m_state != RoomState::Joined) {
            return; // removed meanwhile: there is nothing that he may still say
        }
        room->prepareToWrite(later, self);
        for (const EventRow& row : rows) {
            if (row.ref.seq >= from && row.kind == static_cast<std::uint8_t>(Kind::TextMessage)) {
                room->appendOwn(later, self, Kind::TextMessage, row.body);
            }
        }
        room->arm(RoomTimer::Repair, later.now.mono);
    };
    turn.readRows(read, cut);
}

/// First thing of every own act: a log that counts, and an epoch that only members have.
void Room::prepareToWrite(Turn& turn, const Self& self)
{
    if (m_own.lost) {
        retireOwnLog(turn, self);
    }
    if (isVoiceless()) {
        return;
    }
    RoomKeys keys(*this);
    const auto epoch = keys.current();
    const bool only = epoch && m_roll->genesis().bornPublic; // no other one ever comes
    if (!epoch || (!only && keys.isWorn(*epoch, turn.now.wall))) {
        keys.open(turn, self);
    }
}

} // namespace engine::room
