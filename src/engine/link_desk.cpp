// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/link_desk.h"

#include "engine/room/room_gossip.h"
#include "engine/session/frame_padding.h"

#include <algorithm>
#include <set>

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::chrono::seconds probeTime{5};
constexpr std::chrono::minutes bulkIdle{2};

} // namespace

LinkDesk::LinkDesk(const room::Self& self, Ports ports)
    : m_self(self)
    , m_ports(std::move(ports))
{
}

const Link* LinkDesk::find(LinkId id) const
{
    const auto it = m_links.find(id);
    return it == m_links.end() ? nullptr : &it->second;
}

const Link* LinkDesk::chatLink(const RoomId& room, const core::DeviceId& device) const
{
    const auto it = std::find_if(m_links.begin(), m_links.end(), [&](const auto& item) {
        const Link& link = item.second;
        return link.live() && link.use == LinkUse::Chat && link.room == room
               && link.device == device;
    });
    return it == m_links.end() ? nullptr : &it->second;
}

std::size_t LinkDesk::liveCount() const
{
    return static_cast<std::size_t>(std::count_if(
        m_links.begin(), m_links.end(), [](const auto& item) { return item.second.live(); }));
}

// ---- doors ----

/// The present secret of a room goes before the old ones of any.
bool LinkDesk::addDoor(const room::Room& room, core::Secret<32> psk, bool old)
{
    if (m_doors.size() >= session::DoorSet::doorsMost && !old) {
        const auto spare = std::find_if(m_doorRooms.begin(),
                                        m_doorRooms.end(),
                                        [](const auto& item) { return item.second.old; });
        if (spare != m_doorRooms.end()) {
            m_doors.remove(spare->first);
            m_doorRooms.erase(spare);
        }
    }
    if (!m_doors.add(m_nextDoor, psk, room.linkKey())) {
        return false;
    }
    m_doorRooms.emplace(m_nextDoor++, Door{room.id(), std::move(psk), old});
    return true;
}

bool LinkDesk::openDoor(const room::Room& room)
{
    const auto [mark, isNew] = m_doorMarks.try_emplace(room.id(), 0);
    if (mark->second == room.reach().mark()) {
        return false;
    }
    mark->second = room.reach().mark();
    std::vector<core::Secret<32>> wanted;
    for (const room::ReachSecret* secret : room.reach().answered()) {
        wanted.push_back(room::linkPsk(*secret));
    }
    for (auto it = m_doorRooms.begin(); it != m_doorRooms.end();) {
        Door& door = it->second;
        const auto still = std::find(wanted.begin(), wanted.end(), door.psk);
        if (door.room == room.id() && still == wanted.end()) {
            m_doors.remove(it->first);
            it = m_doorRooms.erase(it);
            continue;
        }
        door.old = door.room == room.id() ? still != wanted.begin() : door.old;
        ++it;
    }
    for (core::Secret<32>& psk : wanted) {
        const bool known =
            std::any_of(m_doorRooms.begin(), m_doorRooms.end(), [&](const auto& item) {
                return item.second.room == room.id() && item.second.psk == psk;
            });
        if (!known) {
            const bool old = &psk != &wanted.front();
            static_cast<void>(addDoor(room, std::move(psk), old));
        }
    }
    return !isNew;
}

void LinkDesk::shutDoor(const RoomId& room)
{
    m_doorMarks.erase(room);
    for (auto it = m_doorRooms.begin(); it != m_doorRooms.end();) {
        if (it->second.room == room) {
            m_doors.remove(it->first);
            it = m_doorRooms.erase(it);
        } else {
            ++it;
        }
    }
}

// ---- the connection ----

LinkId LinkDesk::start(Turn& turn, const RoomId& room, const core::Endpoint& to, LinkUse use)
{
    const LinkId id = m_nextLink++;
    Link& link = m_links[id];
    link.id = id;
    link.use = use;
    link.initiator = true;
    link.room = room;
    link.remote = to;
    turn.output(Dial{id, to});
    return id;
}

LinkId LinkDesk::dial(Turn& turn,
                      const RoomId& room,
                      const core::Endpoint& to,
                      std::optional<Rung> rung,
                      unsigned attempt)
{
    const LinkId id = start(turn, room, to, LinkUse::Chat);
    m_links[id].rung = rung;
    m_links[id].attempt = attempt;
    return id;
}

LinkId LinkDesk::dialBulk(Turn& turn, const RoomId& room, const core::Endpoint& to)
{
    return start(turn, room, to, LinkUse::Bulk);
}

std::optional<LinkId> LinkDesk::accepted(core::Now now, const core::Endpoint& from)
{
    if ((m_doorRooms.empty() && !m_publicDoor) || m_links.size() >= tuning::linksInAll
        || !m_gate.admit(now.mono, from.address)) {
        return std::nullopt;
    }
    const LinkId id = m_nextLink++;
    Link& link = m_links[id];
    link.id = id;
    link.stage = LinkStage::Handshake;
    link.atGate = true;
    link.remote = from;
    link.wire = session::SecureLink::accept(now.mono);
    return id;
}

void LinkDesk::connected(Turn& turn, LinkId id)
{
    const auto it = m_links.find(id);
    if (it != m_links.end() && it->second.use == LinkUse::Guest) {
        connectedGuest(turn, it->second);
        return;
    }
    const auto room = it == m_links.end() ? nullptr : m_ports.room(it->second.room);
    if (!room) {
        drop(turn, id, LinkEnd::Broken);
        return;
    }
    Link& link = it->second;
    link.stage = LinkStage::Handshake;
    core::Bytes first;
    link.wire = session::SecureLink::dial(turn.now.mono,
                                          room::linkPsk(room->reach().dialled(link.attempt)),
                                          room->linkKey(),
                                          turn.rng,
                                          first);
    m_bytesOut += first.size();
    turn.output(LinkBytes{id, std::move(first)});
}

void LinkDesk::dialFailed(Turn& turn, LinkId id)
{
    if (const auto it = m_links.find(id); it != m_links.end()) {
        end(turn, it->second, false, LinkEnd::Unreachable);
        m_links.erase(id);
    }
}

void LinkDesk::handleBytes(Turn& turn, LinkId id, core::ByteView bytes)
{
    const auto it = m_links.find(id);
    if (it == m_links.end() || !it->second.wire || it->second.stage == LinkStage::Gone) {
        return;
    }
    Link& link = it->second;
    m_bytesIn += bytes.size();
    link.bytesIn += bytes.size();
    link.lastIn = turn.now.mono;
    session::Received received;
    const auto result = link.wire->handleBytes(turn.now.mono, bytes, m_doors, turn.rng, received);
    if (!received.write.empty()) {
        m_bytesOut += received.write.size();
        turn.output(LinkBytes{id, std::move(received.write)});
    }
    if (received.established) {
        established(turn, link);
    }
    for (const core::Bytes& plain : received.frames) {
        if (link.stage == LinkStage::Gone) {
            return;
        }
        wire::Frame frame;
        if (!frame.ParseFromArray(plain.data(), static_cast<int>(plain.size()))
            || !handleFrame(turn, link, frame)) {
            if (link.live()) {
                m_scores.blame(link.device, tuning::scoreBreach, turn.now.mono);
            }
            drop(turn, id, LinkEnd::Broken);
            return;
        }
    }
    if (!result && link.stage != LinkStage::Gone) {
        const bool self = result.error() == session::LinkError::OwnKey;
        drop(turn, id, self ? LinkEnd::Self : LinkEnd::Unreachable);
    }
}

void LinkDesk::established(Turn& turn, Link& link)
{
    releaseGate(link);
    if (link.use == LinkUse::Guest || (!link.initiator && link.wire->door() == publicDoor)) {
        beGuest(turn, link);
        return;
    }
    if (link.initiator) {
        if (const auto room = m_ports.room(link.room)) {
            hello(turn, link, *room, false);
            stageUntil(turn, link, LinkStage::AwaitAnswer);
        }
        return;
    }
    const auto atTheDoor = std::count_if(m_links.begin(), m_links.end(), [](const auto& item) {
        const Link& each = item.second;
        return !each.initiator && each.use != LinkUse::Guest && each.stage != LinkStage::Live
               && each.stage != LinkStage::Handshake;
    });
    const auto door = m_doorRooms.find(link.wire->door());
    if (door == m_doorRooms.end()
        || static_cast<std::size_t>(atTheDoor) >= tuning::linksAtTheDoor) {
        drop(turn, link.id, LinkEnd::Broken);
        return;
    }
    link.room = door->second.room;
    stageUntil(turn, link, LinkStage::AwaitHello);
}

void LinkDesk::releaseGate(Link& link)
{
    if (std::exchange(link.atGate, false)) {
        m_gate.release(link.remote.address);
    }
}

/// The link is over: whoever counts on it hears of it.
void LinkDesk::end(Turn& turn, Link& link, bool wasLive, LinkEnd why)
{
    releaseGate(link);
    link.stage = LinkStage::Gone;
    if (wasLive && link.use == LinkUse::Chat) {
        if (const auto room = m_ports.room(link.room)) {
            room->linkDown(turn, link.id);
        }
    }
    m_ports.down(turn, link, wasLive, why);
}

void LinkDesk::drop(Turn& turn, LinkId id, LinkEnd why)
{
    const auto it = m_links.find(id);
    if (it == m_links.end() || it->second.stage == LinkStage::Gone) {
        return;
    }
    end(turn, it->second, it->second.live(), why);
    turn.close(id);
}

void LinkDesk::closed(Turn& turn, LinkId id)
{
    const auto it = m_links.find(id);
    if (it == m_links.end()) {
        return;
    }
    if (it->second.stage != LinkStage::Gone) {
        end(turn, it->second, it->second.live(), LinkEnd::Broken);
    }
    m_links.erase(id);
}

bool LinkDesk::forget(LinkId id)
{
    return m_links.erase(id) > 0;
}

void LinkDesk::closeRoom(Turn& turn, const RoomId& room)
{
    shutDoor(room);
    std::vector<LinkId> gone;
    for (const auto& [id, link] : m_links) {
        if (link.room == room) {
            gone.push_back(id);
        }
    }
    for (const LinkId id : gone) {
        drop(turn, id, LinkEnd::Broken);
    }
}

void LinkDesk::closeAll(Turn& turn)
{
    std::vector<LinkId> all(m_links.size());
    std::transform(
        m_links.begin(), m_links.end(), all.begin(), [](const auto& item) { return item.first; });
    for (const LinkId id : all) {
        drop(turn, id, LinkEnd::Broken);
    }
}

core::Bytes LinkDesk::write(core::Now now, LinkId id, const wire::Frame& frame)
{
    const auto it = m_links.find(id);
    if (it == m_links.end() || !it->second.wire || !it->second.wire->established()
        || it->second.wire->dead()) {
        return {};
    }
    Link& link = it->second;
    std::string plain = frame.SerializeAsString();
    if (link.use == LinkUse::Chat) {
        if (const std::size_t padding = session::paddingFor(plain.size()); padding > 0) {
            wire::Frame zeros;
            zeros.set_padding(std::string(padding, '\0'));
            plain += zeros.SerializeAsString(); // fields of one message may follow each other
        }
    }
    if (plain.empty() || plain.size() > core::limits::spec::framePlainBytes) {
        return {};
    }
    if (link.queued + plain.size() > tuning::linkQueueBytesHard) {
        link.deadline = now.mono; // it takes nothing any more: the next look ends it
        return {};
    }
    core::Bytes sealed = link.wire->seal(now.mono, core::bytesOf(plain));
    link.lastOut = now.mono;
    link.bytesOut += sealed.size();
    link.queued += sealed.size();
    m_bytesOut += sealed.size();
    return sealed;
}

void LinkDesk::drained(Turn& turn, LinkId id, std::size_t queuedBytes)
{
    const auto it = m_links.find(id);
    if (it == m_links.end()) {
        return;
    }
    Link& link = it->second;
    const std::size_t left = link.queued > queuedBytes ? link.queued - queuedBytes : 0;
    link.queued = std::min(link.queued, queuedBytes);
    if (left > 0 && link.live() && link.use == LinkUse::Bulk) {
        m_ports.sent(turn, id, left);
    }
}

// ---- time ----

void LinkDesk::ping(Turn& turn, Link& link)
{
    wire::Frame frame;
    frame.mutable_ping()->set_number(++link.pings);
    link.pingSent = turn.now.mono;
    turn.send(link.id, std::move(frame));
}

void LinkDesk::probeAll(Turn& turn)
{
    for (auto& [id, link] : m_links) {
        if (link.live()) {
            ping(turn, link);
            link.deadline = turn.now.mono + probeTime;
        }
    }
}

core::MonoTime LinkDesk::wakeOf(const Link& link) const
{
    core::MonoTime out = link.lastOut + tuning::keepalive;
    out = std::min(out, link.lastIn + tuning::linkDead);
    return link.deadline ? std::min(out, *link.deadline) : out;
}

std::optional<core::MonoTime> LinkDesk::nextWake() const
{
    std::optional<core::MonoTime> out = m_trimAt;
    for (const auto& [id, link] : m_links) {
        if (link.live()) {
            out = core::earlier(out, wakeOf(link));
        } else if (link.stage != LinkStage::Gone) {
            out = core::earlier(out, link.deadline);
        }
        if (link.wire && link.stage != LinkStage::Gone) {
            out = core::earlier(out, link.wire->nextWake());
        }
    }
    return out;
}

void LinkDesk::watchLive(Turn& turn, Link& link)
{
    const core::MonoTime now = turn.now.mono;
    const bool silent = now - link.lastIn >= tuning::linkDead;
    const bool unanswered = link.deadline && *link.deadline <= now;
    const bool idle = link.use == LinkUse::Bulk && now - link.lastUse >= bulkIdle;
    if (silent || unanswered || idle) {
        drop(turn, link.id, LinkEnd::Broken);
    } else if (now - link.lastOut >= tuning::keepalive) {
        ping(turn, link);
        link.lastOut = now; // it leaves with this turn
    }
}

/// Nobody is turned away while there is room for a moment; but then the room goes back to its measure.
void LinkDesk::trim(Turn& turn)
{
    if (!m_trimAt || *m_trimAt > turn.now.mono) {
        return;
    }
    m_trimAt.reset();
    std::set<RoomId> rooms;
    for (const auto& [id, link] : m_links) {
        if (link.live() && link.use == LinkUse::Chat) {
            rooms.insert(link.room);
        }
    }
    for (const RoomId& id : rooms) {
        const auto room = m_ports.room(id);
        if (!room) {
            continue;
        }
        for (const LinkId spare : room::RoomGossip::spare(*room, turn.now.mono)) {
            wire::Frame frame;
            frame.mutable_bye()->set_reason(std::string(reasonWord(Reason::Busy)));
            turn.send(spare, std::move(frame));
            drop(turn, spare, LinkEnd::Spare);
        }
        if (room->neighbourCount() > tuning::linksPerRoom) {
            m_trimAt = turn.now.mono + tuning::linkSpareAfter;
        }
    }
}

void LinkDesk::handleTimer(Turn& turn)
{
    trim(turn);
    std::vector<LinkId> all(m_links.size());
    std::transform(
        m_links.begin(), m_links.end(), all.begin(), [](const auto& item) { return item.first; });
    for (const LinkId id : all) {
        Link& link = m_links.at(id);
        if (link.live()) {
            watchLive(turn, link);
        } else if (link.stage != LinkStage::Gone && link.deadline
                   && *link.deadline <= turn.now.mono) {
            drop(turn, id, LinkEnd::Broken);
        }
        if (link.stage != LinkStage::Gone && link.wire && link.wire->nextWake()
            && *link.wire->nextWake() <= turn.now.mono
            && !link.wire->handleTimeout(turn.now.mono)) {
            drop(turn, id, LinkEnd::Unreachable);
        }
    }
}

} // namespace engine
