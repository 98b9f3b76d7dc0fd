// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/requests.h"

#include "core/fingerprint.h"
#include "core/text.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_reach.h"
#include "engine/room/room_rules.h"
#include "engine/room/room_tidings.h"

#include "records.pb.h"

#include <algorithm>

namespace engine {

namespace spec = core::limits::spec;
namespace tuning = core::limits::tuning;

namespace {

constexpr std::chrono::seconds joinAnswer{9};
constexpr std::chrono::milliseconds firstScreen{1500};

/// Nothing when the text may be used as it is.
std::optional<Reason> flawOf(const std::string& text, std::size_t bytesMost, bool mayBeEmpty)
{
    if (text.size() > bytesMost) {
        return Reason::TooLarge;
    }
    if (!core::isUtf8(text) || (!mayBeEmpty && core::oneLine(text).empty())) {
        return Reason::BadArgument;
    }
    return std::nullopt;
}

std::int64_t millisecondsOf(core::Duration span)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}

} // namespace

Requests::Requests(Parts parts)
    : m_parts(std::move(parts))
{
}

void Requests::handle(Turn& turn, RequestId id, const Request& request)
{
    std::visit([&](const auto& one) { answer(turn, id, one); }, request);
}

bool Requests::writes(const Request& request)
{
    return !(
        std::holds_alternative<GetNodeInfo>(request)
        || std::holds_alternative<GetNodeStats>(request)
        || std::holds_alternative<GetSetting>(request) || std::holds_alternative<ListRooms>(request)
        || std::holds_alternative<ListMembers>(request)
        || std::holds_alternative<GetDigest>(request) || std::holds_alternative<GetHealth>(request)
        || std::holds_alternative<ListPeers>(request) || std::holds_alternative<ListFiles>(request)
        || std::holds_alternative<SetTyping>(request)
        || std::holds_alternative<SearchDirectory>(request)
        || std::holds_alternative<ReadLog>(request) || std::holds_alternative<ListInvites>(request)
        || std::holds_alternative<ListKnocks>(request)
        || std::holds_alternative<ListReports>(request) || std::holds_alternative<ListPins>(request)
        || std::holds_alternative<ReadEdits>(request)
        || std::holds_alternative<ListBlocked>(request)
        || std::holds_alternative<NetworkChanged>(request) || DhtDesk::isRequest(request));
}

void Requests::refuse(Turn& turn, RequestId id, Reason reason, std::string detail) const
{
    Refusal refusal;
    refusal.reason = reason;
    refusal.detail = std::move(detail);
    turn.answer(id, std::move(refusal));
}

std::shared_ptr<room::Room> Requests::roomFor(Turn& turn, RequestId id, const RoomId& room)
{
    auto found = m_parts.book.find(room);
    if (!found) {
        refuse(turn, id, Reason::UnknownRoom);
    }
    return found;
}

/// What no part of this version does yet, or one of the desks does.
template<class Other>
void Requests::answer(Turn& turn, RequestId id, const Other& request) const
{
    if (!m_parts.files.handleRequest(turn, id, Request(request))
        && !m_parts.dht.handleRequest(turn, id, Request(request))
        && !m_parts.settings.handleRequest(turn, id, Request(request))
        && !m_parts.directory.handleRequest(turn, id, Request(request))
        && !m_parts.moderation.handleRequest(turn, id, Request(request))
        && !m_parts.messages.handleRequest(turn, id, Request(request))
        && !m_parts.blocks.handleRequest(turn, id, Request(request))
        && !m_parts.copies.handleRequest(turn, id, Request(request))) {
        refuse(turn, id, Reason::NotBuilt);
    }
}

// ---- this node ----

void Requests::answer(Turn& turn, RequestId id, const GetNodeInfo&)
{
    const room::Self& self = m_parts.book.self;
    NodeInfo info;
    info.version = m_parts.version;
    info.identity = self.identityId;
    info.device = self.deviceId;
    info.name = self.name;
    info.fingerprint = core::fingerprintWords(self.identityId.view());
    for (const core::Endpoint& address : self.listening) {
        info.listen.push_back({address.address.text(), address.port});
    }
    info.dhtPort = m_dhtPort;
    info.uptimeMs = millisecondsOf(turn.now.mono - m_started);
    info.rungs = m_parts.finder.rungs();
    turn.answer(id, std::move(info));
}

void Requests::answer(Turn& turn, RequestId id, const GetNodeStats&) const
{
    NodeStats stats;
    stats.links = m_parts.links.liveCount();
    stats.roomsBytesIn = m_parts.links.bytesIn();
    stats.roomsBytesOut = m_parts.links.bytesOut();
    stats.dhtPacketsIn = m_parts.dht.traffic().packetsIn;
    stats.dhtPacketsOut = m_parts.dht.traffic().packetsOut;
    turn.answer(id, stats);
}

void Requests::answer(Turn& turn, RequestId id, const SetProfile& request)
{
    room::Self& self = m_parts.book.self;
    const auto nameFlaw =
        request.name ? flawOf(*request.name, spec::nameBytes, false) : std::nullopt;
    const auto statusFlaw =
        request.status ? flawOf(*request.status, spec::statusBytes, true) : std::nullopt;
    if (nameFlaw || statusFlaw) {
        refuse(turn, id, nameFlaw ? *nameFlaw : *statusFlaw);
        return;
    }
    self.name = request.name ? core::oneLine(*request.name) : self.name;
    self.status = request.status ? core::oneLine(*request.status) : self.status;
    wire::ProfileRecord record;
    record.set_name(self.name);
    record.set_status(self.status);
    turn.persist(PutRecord{
        {}, RecordKind::Profile, {}, core::copyOf(core::bytesOf(record.SerializeAsString()))});
    for (const auto& [room, each] : m_parts.book.rooms) {
        if (each->state() == RoomState::Joined) {
            each->sendProfile(turn, self);
        }
    }
    turn.answerAfterCommit(id, Done{});
}

void Requests::answer(Turn& turn, RequestId id, const NetworkChanged&)
{
    m_parts.links.probeAll(turn);
    m_parts.finder.networkChanged(turn);
    m_parts.dht.handleNetworkChanged(turn);
    turn.answer(id, Done{});
}

void Requests::answer(Turn& turn, RequestId id, const ListPeers& request) const
{
    PeerList list;
    for (const auto& [linkId, link] : m_parts.links.links()) {
        if (!link.live() || link.use != LinkUse::Chat
            || (request.room && link.room != *request.room)) {
            continue;
        }
        list.peers.push_back({link.room,
                              link.identity,
                              link.remote.text(),
                              Path::Direct,
                              millisecondsOf(link.rtt),
                              link.bytesIn,
                              link.bytesOut,
                              link.sinceMs});
    }
    turn.answer(id, std::move(list));
}

void Requests::answer(Turn& turn, RequestId id, const DialPeer& request)
{
    const auto address = core::Endpoint::parse(request.addr);
    if (!roomFor(turn, id, request.room)) {
        return;
    }
    if (!address || address->port == 0) {
        refuse(turn, id, Reason::BadArgument, "addr");
        return;
    }
    m_parts.finder.offer(turn, request.room, *address, Rung::Typed, true);
    m_parts.finder.handleTimer(turn);
    turn.answer(id, Done{});
}

// ---- rooms ----

void Requests::answer(Turn& turn, RequestId id, const CreateRoom& request)
{
    const auto nameFlaw = flawOf(request.name, spec::nameBytes, false);
    const auto topicFlaw = flawOf(request.topic, spec::topicBytes, true);
    if (nameFlaw || topicFlaw) {
        refuse(turn, id, nameFlaw ? *nameFlaw : *topicFlaw);
        return;
    }
    const bool open = request.access == Access::Public;
    const HistoryAccess history = request.policy.history.value_or(request.history);
    if (open && history != HistoryAccess::All) {
        refuse(turn, id, Reason::BadArgument, "history"); // its keys follow from its id
        return;
    }
    if (!room::policyBodyOf(request.policy) || (request.listed && !open)) {
        refuse(turn, id, Reason::BadArgument, request.listed && !open ? "listed" : "policy");
        return;
    }
    if (!room::isPassword(request.password, request.access)) {
        refuse(turn, id, Reason::BadArgument, "password");
        return;
    }
    CreateRoom wish = request;
    wish.history = history;
    wish.name = core::oneLine(request.name);
    if (const auto room = m_parts.succession.found(turn, wish)) {
        turn.answerAfterCommit(id, RoomCreated{room->id()});
    } else {
        refuse(turn, id, Reason::Quota);
    }
}

void Requests::answer(Turn& turn, RequestId id, const SucceedRoom& request)
{
    m_parts.succession.ask(turn, id, request);
}

void Requests::answer(Turn& turn, RequestId id, const InviteToRoom& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (!room) {
        return;
    }
    m_parts.book.self.dhtNodes = m_parts.dht.goodNodes(turn.now.mono);
    auto made = room::RoomInvites(*room, turn, m_parts.book.self).make(request);
    if (made) {
        turn.answerAfterCommit(id, std::move(*made));
    } else {
        refuse(turn, id, made.error());
    }
}

void Requests::answer(Turn& turn, RequestId id, const ChangeMember& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (!room || m_parts.messages.handleRequest(turn, id, request)) {
        return;
    }
    const auto act = room::RoomActs(*room, turn, m_parts.book.self).change(request);
    if (act) {
        turn.answerAfterCommit(id, Done{});
    } else {
        refuse(turn, id, act.error());
    }
}

void Requests::letGo(Turn& turn, room::Room& room)
{
    if (room::RoomDoor(room).takeReady() && !m_parts.links.enterNow(turn, room)) {
        m_parts.finder.look(turn, room);
    }
    m_parts.links.answerKnocks(turn, room);
    for (const LinkId link : room.takeStrangers()) {
        m_parts.links.drop(turn, link, LinkEnd::Refused);
    }
    const bool removed = room.state() == RoomState::Kicked || room.state() == RoomState::Banned;
    if (removed && room.neighbourCount() > 0) {
        close(turn, room.id());
    }
}

void Requests::answer(Turn& turn, RequestId id, const ListRooms&)
{
    RoomList list;
    for (const auto& [room, each] : m_parts.book.rooms) {
        list.rooms.push_back(each->snapshot());
    }
    m_parts.succession.mark(list);
    turn.answer(id, std::move(list));
}

void Requests::answer(Turn& turn, RequestId id, const ListMembers& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (room) {
        MemberList list{room->members()};
        for (MemberSnapshot& member : list.members) {
            member.blocked = m_parts.book.blocked.contains(member.identity);
        }
        turn.answer(id, std::move(list));
    }
}

void Requests::answer(Turn& turn, RequestId id, const GetDigest& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (room) {
        turn.answer(id, room->digest());
    }
}

void Requests::answer(Turn& turn, RequestId id, const GetHealth& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (room) {
        turn.answer(id, room::RoomTidings(*room).health());
    }
}

void Requests::answer(Turn& turn, RequestId id, const SendMessage& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (!room) {
        return;
    }
    const auto sent = room->sendText(turn, m_parts.book.self, request);
    if (sent) {
        turn.answerAfterCommit(id, MessageSent{*sent, MessageState::Stored});
    } else if (sent.error() == Reason::SlowMode) {
        const auto left = room::RoomJudge(*room).slowModeLeft(turn.now.wall);
        turn.answer(id, Refusal{Reason::SlowMode, {}, left.count()});
    } else {
        refuse(turn, id, sent.error());
    }
}

void Requests::answer(Turn& turn, RequestId id, const SetTyping& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (room) {
        room->setTyping(turn, m_parts.book.self, request.on);
        turn.answer(id, Done{});
    }
}

void Requests::answer(Turn& turn, RequestId id, const MarkRead& request)
{
    if (!roomFor(turn, id, request.room)) {
        return;
    }
    const core::EventRef& ref = request.message;
    const auto find = [this, id, roomId = request.room](Turn& later, std::vector<EventRow> rows) {
        if (rows.empty() || rows.front().shown != Shown::Visible) {
            refuse(later, id, Reason::UnknownMessage);
            return;
        }
        const auto mark = [this, id, roomId, row = rows.front()](Turn& last,
                                                                 std::vector<EventRow> newest) {
            if (const auto room = m_parts.book.find(roomId)) {
                const bool all = !newest.empty() && newest.back().ref == row.ref;
                room->markRead(last, m_parts.book.self, row, all);
            }
            last.answerAfterCommit(id, UnreadLeft{});
        };
        later.readTail(ReadTail{0, roomId, 1}, mark);
    };
    turn.readRows(ReadRows{0, request.room, ref.log, ref.seq, ref.seq, 1}, find);
}

void Requests::close(Turn& turn, const RoomId& room)
{
    m_parts.links.closeRoom(turn, room);
    m_parts.finder.dropRoom(room);
    if (const auto join = m_joins.extract(room)) {
        for (const RequestId asked : join.mapped().asked) {
            refuse(turn, asked, Reason::NotMember, "left");
        }
    }
}

void Requests::answer(Turn& turn, RequestId id, const LeaveRoom& request)
{
    const auto room = roomFor(turn, id, request.room);
    if (!room) {
        return;
    }
    close(turn, request.room);
    room->setState(turn, RoomState::Left, std::nullopt);
    turn.answerAfterCommit(id, Done{});
}

void Requests::answer(Turn& turn, RequestId id, const ForgetRoom& request)
{
    if (!roomFor(turn, id, request.room)) {
        return;
    }
    close(turn, request.room);
    m_parts.files.forgetRoom(turn, request.room);
    m_parts.settings.forgetRoom(request.room);
    m_parts.book.rooms.erase(request.room);
    turn.persist(DropRoom{request.room});
    turn.answerAfterCommit(id, Done{});
}

// ---- joining ----

void Requests::answer(Turn& turn, RequestId id, const JoinRoom& request)
{
    const auto link = room::decodeLink(request.link);
    if (!link || link->kind != room::LinkKind::Room) {
        refuse(turn, id, Reason::BadInvite);
        return;
    }
    auto room = m_parts.book.find(link->room);
    if (room && room->state() == RoomState::Joined) {
        // Whoever was away for long finds nobody any more but with a new link.
        room::RoomReach(*room).useLink(turn, *link);
        for (const core::Endpoint& address : link->addresses) {
            m_parts.finder.offer(turn, link->room, address, Rung::Invite, true);
        }
        turn.answerAfterCommit(id, RoomJoined{link->room, RoomState::Joined});
        return;
    }
    if (link->expiresMs != 0 && turn.now.wall.milliseconds > link->expiresMs) {
        refuse(turn, id, Reason::Expired);
        return;
    }
    const std::size_t letters = static_cast<std::size_t>(
        std::count_if(request.message.begin(), request.message.end(), [](char byte) {
            return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
        }));
    if (!core::isUtf8(request.message) || letters > spec::knockTextCharacters) {
        refuse(
            turn, id, letters > spec::knockTextCharacters ? Reason::TooLarge : Reason::BadArgument);
        return;
    }
    if (room && room->state() == RoomState::Knocking && room->pendingLink() == *link) {
        room::RoomDoor(*room).useMessage(turn, request.message);
        turn.answerAfterCommit(id, RoomJoined{link->room, RoomState::Knocking});
        return;
    }
    if (room) {
        room->rejoin(turn, *link, request.link);
    } else if (m_parts.book.rooms.size() < tuning::rooms) {
        room = room::Room::join(turn, m_parts.book.self, *link, request.link);
        m_parts.book.rooms[link->room] = room;
    } else {
        refuse(turn, id, Reason::Quota);
        return;
    }
    room::RoomDoor(*room).usePassword(turn, request.password);
    room::RoomDoor(*room).useMessage(turn, request.message);
    Join& join = m_joins[link->room];
    join.asked.push_back(id);
    join.deadline = turn.now.mono + joinAnswer;
    join.reason.reset();
    turn.notice(RoomListNotice{link->room});
    turn.afterCommit([this, roomId = link->room](Turn& later) {
        if (const auto waiting = m_joins.find(roomId); waiting != m_joins.end()) {
            waiting->second.stored = true;
        }
        if (const auto wished = m_parts.book.find(roomId)) {
            m_parts.finder.look(later, *wished);
        }
    });
}

void Requests::diskFailed(Turn& turn)
{
    for (const auto& [room, join] : m_joins) {
        for (const RequestId asked : join.stored ? join.asked : std::vector<RequestId>()) {
            turn.answer(asked, RoomJoined{room, RoomState::Joining});
        }
    }
    m_joins.clear();
}

void Requests::joined(Turn& turn, const RoomId& room)
{
    if (const auto join = m_joins.find(room); join != m_joins.end()) {
        join->second.in = true;
        join->second.deadline = std::min(join->second.deadline, turn.now.mono + firstScreen);
    }
}

void Requests::finishTurn(Turn& turn)
{
    for (auto join = m_joins.begin(); join != m_joins.end();) {
        const auto room = join->second.in ? m_parts.book.find(join->first) : nullptr;
        if (!room || room->awaitsFirstScreen()) {
            ++join;
            continue;
        }
        for (const RequestId asked : join->second.asked) {
            turn.answerAfterCommit(asked, RoomJoined{join->first, RoomState::Joined});
        }
        join = m_joins.erase(join);
    }
}

void Requests::knocking(Turn& turn, const RoomId& room)
{
    if (const auto join = m_joins.extract(room)) {
        for (const RequestId asked : join.mapped().asked) {
            turn.answerAfterCommit(asked, RoomJoined{room, RoomState::Knocking});
        }
    }
}

void Requests::refused(Turn& turn, const RoomId& room, Reason reason)
{
    const auto known = m_parts.book.find(room);
    const bool waits =
        known && (known->state() == RoomState::Joining || known->state() == RoomState::Knocking);
    if (!waits || reason == Reason::Busy) {
        return;
    }
    m_joins[room].reason = reason;
    if (m_joins[room].asked.empty()) {
        m_joins[room].deadline = turn.now.mono + joinAnswer;
    }
}

void Requests::attemptEnded(Turn& turn, const RoomId& room)
{
    const auto join = m_joins.find(room);
    if (join == m_joins.end() || !join->second.reason) {
        return;
    }
    const bool trying = std::any_of(
        m_parts.links.links().begin(), m_parts.links.links().end(), [&](const auto& item) {
            return item.second.room == room && item.second.stage != LinkStage::Gone;
        });
    if (!trying) {
        conclude(turn, room, *join->second.reason);
    }
}

/// The room is not to be had by this link: as if it had never been asked for, but for the reason.
void Requests::conclude(Turn& turn, const RoomId& room, Reason reason)
{
    const auto join = m_joins.extract(room);
    for (const RequestId asked : join.mapped().asked) {
        refuse(turn, asked, reason);
    }
    m_parts.links.closeRoom(turn, room);
    m_parts.finder.dropRoom(room);
    const auto known = m_parts.book.find(room);
    if (known && known->snapshot().members > 0) {
        known->setState(turn, RoomState::Left, reason); // there is history to keep
        return;
    }
    m_parts.book.rooms.erase(room);
    turn.persist(DropRoom{room});
    turn.afterCommit(
        [room, reason](Turn& later) { later.notice(RoomNotice{room, RoomState::Left, reason}); });
}

void Requests::handleTimer(Turn& turn)
{
    std::vector<RoomId> due;
    for (const auto& [room, join] : m_joins) {
        if (join.deadline <= turn.now.mono) {
            due.push_back(room);
        }
    }
    for (const RoomId& room : due) {
        if (const auto reason = m_joins.at(room).reason) {
            conclude(turn, room, *reason);
            continue;
        }
        const RoomState state = m_joins.at(room).in ? RoomState::Joined : RoomState::Joining;
        for (const RequestId asked : m_joins.at(room).asked) {
            turn.answer(asked, RoomJoined{room, state});
        }
        m_joins.erase(room);
    }
}

std::optional<core::MonoTime> Requests::nextWake() const
{
    std::optional<core::MonoTime> out;
    for (const auto& [room, join] : m_joins) {
        out = core::earlier(out, join.deadline);
    }
    return out;
}

} // namespace engine
