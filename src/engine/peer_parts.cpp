// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/peer_state.h"

#include "records.pb.h"

#include <algorithm>

namespace engine {

namespace {

constexpr std::size_t heldMost = 64;

} // namespace

void PeerState::start(core::Now now, const StoredState& stored, Outbox& out)
{
    m_trouble.reset();
    m_probeAt.reset();
    m_probe = 0;
    static_cast<void>(m_ledger.takeAll());
    m_reads.clear();
    Turn turn(now, m_rng);
    m_parts = std::make_unique<PeerParts>(self(stored, turn),
                                          PartPorts{linkPorts(),
                                                    filePorts(),
                                                    lanDirectory(),
                                                    directoryPorts(),
                                                    [this](Turn& later) { tellAnnounce(later); }},
                                          m_dht,
                                          m_options);
    m_parts->book.self.listening = listening;
    m_parts->requests.setStarted(now);
    m_parts->requests.setDhtPort(dhtPort);
    load(turn, stored);
    std::deque<Step> next;
    finish(turn, out, next);
    for (Step& step : next) {
        run(now, out, std::move(step));
    }
    for (auto& [id, request] : std::exchange(m_held, {})) {
        this->request(now, id, request, out);
    }
}

room::Self PeerState::self(const StoredState& stored, Turn& turn) const
{
    room::Self out(m_keys.identity.clone(), m_keys.device.clone());
    out.run = turn.rng.bytes<8>();
    out.name = m_options.name;
    for (const StoredRecord& record : stored.records) {
        wire::ProfileRecord profile;
        if (record.room.isZero() && record.kind == RecordKind::Profile
            && profile.ParseFromArray(record.value.data(), static_cast<int>(record.value.size()))) {
            out.name = profile.name();
            out.status = profile.status();
            return out;
        }
    }
    wire::ProfileRecord profile;
    profile.set_name(out.name);
    turn.persist(PutRecord{
        {}, RecordKind::Profile, {}, core::copyOf(core::bytesOf(profile.SerializeAsString()))});
    return out;
}

void PeerState::load(Turn& turn, const StoredState& stored)
{
    RoomBook& book = m_parts->book;
    for (const StoredRecord& record : stored.records) {
        if (record.kind == RecordKind::Room && !record.room.isZero()) {
            if (auto room = room::Room::load(book.self, record.room, stored)) {
                book.rooms[record.room] = std::move(room);
            }
        }
    }
    for (const auto& [id, room] : book.rooms) {
        if (room->state() == RoomState::Joined) {
            m_parts->links.openDoor(*room);
        }
        m_parts->finder.look(turn, *room);
    }
    m_parts->files.load(turn, stored);
    m_parts->settings.load(stored);
    m_parts->blocks.load(stored);
    m_dht.load(turn, stored);
    m_dht.setAnnounce(turn, m_parts->settings.mayAnnounce());
    m_parts->finder.setDht(turn, m_dht.rungState());
    m_dhtRooms.clear();
}

/// When any room came, went, or gained or lost a link since the desk was told.
void PeerState::tellDht(Turn& turn)
{
    const auto& rooms = m_parts->book.rooms;
    const auto isKnown = [](const auto& entry, const RoomAtDht& known) {
        return known
               == RoomAtDht{entry.first,
                            entry.second->state(),
                            entry.second->neighbourCount(),
                            entry.second->reach().mark()};
    };
    for (const auto& [id, room] : rooms) {
        if (auto nodes = room->takeDhtNodes(); !nodes.empty()) {
            m_dht.learnNodes(turn, nodes);
        }
    }
    if (std::equal(rooms.begin(), rooms.end(), m_dhtRooms.begin(), m_dhtRooms.end(), isKnown)) {
        return;
    }
    m_dhtRooms.clear();
    for (const auto& [id, room] : rooms) {
        m_dhtRooms.push_back({id, room->state(), room->neighbourCount(), room->reach().mark()});
    }
    m_parts->book.self.dhtNodes = m_dht.goodNodes(turn.now.mono);
    m_dht.roomsChanged(turn);
}

void PeerState::tellAnnounce(Turn& turn)
{
    m_dht.setAnnounce(turn, m_parts->settings.mayAnnounce());
    m_dht.roomsChanged(turn);
}

DhtDesk::Ports PeerState::dhtPorts()
{
    DhtDesk::Ports ports;
    ports.rooms = [this]() {
        std::vector<RoomWish> wishes;
        for (const auto& [id, room] : m_parts->book.rooms) {
            const bool joined = room->state() == RoomState::Joined;
            if (!joined && !room->seeks()) {
                continue;
            }
            const bool may = joined && m_parts->settings.mayAnnounce(id);
            std::uint32_t nth = 0;
            for (const room::ReachSecret* secret : room->reach().answered()) {
                // Whoever still looks under an old one is not missed so much that he is looked for all the time.
                const bool alone = nth == 0 && room->neighbourCount() == 0;
                wishes.push_back(
                    {id, room::dhtKey(*secret), room->snapshot().online, alone, may, nth++});
            }
        }
        return wishes;
    };
    ports.found = [this](Turn& turn, const RoomId& room, const core::Endpoint& at) {
        m_parts->finder.offer(turn, room, at, Rung::Dht, true);
    };
    ports.rungChanged = [this](Turn& turn, RungState state) {
        m_parts->finder.setDht(turn, state);
    };
    ports.shelves = [this]() { return m_parts->directory.shelves(); };
    ports.foundOnShelf = [this](Turn& turn, const ShelfKey& key, const core::Endpoint& at) {
        m_parts->directory.foundOnShelf(turn, key, at);
    };
    ports.shelvesLookedUp = [this](Turn& turn, bool answered) {
        m_parts->directory.lookedUp(turn, answered);
    };
    return ports;
}

Finder::Directory PeerState::lanDirectory()
{
    Finder::Directory out;
    out.addKeys = [this](reach::LanKeys& keys, core::WallTime now, bool answering) {
        m_parts->directory.addLanKeys(keys, now, answering);
    };
    out.found = [this](Turn& turn, const RoomId& call, const core::Endpoint& at) {
        const bool ours = DirectoryDesk::isLanCall(call, turn.now.wall);
        if (ours) {
            m_parts->directory.foundOnLan(turn, at);
        }
        return ours;
    };
    return out;
}

DirectoryDesk::Ports PeerState::directoryPorts()
{
    DirectoryDesk::Ports ports;
    ports.callLan = [this](Turn& turn) { m_parts->finder.callLan(turn); };
    ports.lookUp = [this](Turn& turn, const std::vector<ShelfKey>& keys) {
        return m_dht.lookUpShelves(turn, keys);
    };
    ports.shelvesChanged = [this](Turn& turn) { m_dht.shelvesChanged(turn); };
    return ports;
}

LinkDesk::Ports PeerState::linkPorts()
{
    LinkDesk::Ports ports;
    ports.room = [this](const RoomId& id) { return m_parts->book.find(id); };
    ports.up = [this](Turn& turn, const Link& link) {
        if (link.use == LinkUse::Guest) {
            m_parts->directory.guestUp(turn, link);
        } else if (link.use == LinkUse::Bulk) {
            m_parts->bulk.up(link);
            m_parts->files.bulkUp(turn, link.id, link.room, link.device);
        } else {
            m_parts->finder.up(turn, link);
            if (!link.initiator) {
                m_dht.noteInbound(turn, link.remote);
            }
            m_parts->files.memberUp(turn, link.room, link.device);
        }
    };
    ports.down = [this](Turn& turn, const Link& link, bool wasLive, LinkEnd end) {
        m_parts->directory.down(turn, link);
        if (link.use == LinkUse::Guest) {
            return;
        }
        if (link.use == LinkUse::Bulk) {
            m_parts->bulk.down(turn, link, wasLive);
            if (wasLive) {
                m_parts->files.bulkDown(turn, link.id);
            }
        } else {
            m_parts->finder.down(turn, link, wasLive, end);
            m_parts->requests.attemptEnded(turn, link.room);
        }
    };
    ports.refused = [this](Turn& turn, const Link& link, Reason reason) {
        m_parts->requests.refused(turn, link.room, reason);
    };
    ports.knocking = [this](Turn& turn, const RoomId& room) {
        m_parts->requests.knocking(turn, room);
    };
    ports.joined = [this](Turn& turn, const RoomId& room) { m_parts->requests.joined(turn, room); };
    ports.bulkFrame = [this](Turn& turn, LinkId link, const wire::Frame& frame) {
        return m_parts->files.handleFrame(turn, link, frame);
    };
    ports.bulkCall = [this](Turn& turn, const Link& link, const wire::BulkCall& call) {
        m_parts->bulk.answer(turn, link, call);
    };
    ports.sent = [this](Turn& turn, LinkId link, std::size_t bytes) {
        m_parts->files.handleSent(turn, link, bytes);
    };
    ports.listings = [this](Turn& turn, const Link& link, const wire::Frame& frame) {
        return m_parts->directory.handleFrame(turn, link, frame);
    };
    ports.clock = [this](Turn& turn, const core::DeviceId& device, std::chrono::milliseconds off) {
        noteClock(turn, device, off);
    };
    return ports;
}

FileDesk::Ports PeerState::filePorts()
{
    FileDesk::Ports ports;
    ports.room = [this](const RoomId& id) { return m_parts->book.find(id); };
    ports.openBulk = [this](Turn& turn, const RoomId& room, const core::DeviceId& device) {
        m_parts->bulk.open(turn, room, device);
    };
    return ports;
}

/// One peer with a wrong clock is his affair; three who agree are a sign about ours.
void PeerState::noteClock(Turn& turn, const core::DeviceId& device, std::chrono::milliseconds off)
{
    constexpr std::size_t enough = 3;
    constexpr std::size_t clocksMost = 64;
    const bool far = std::chrono::abs(off) > core::limits::spec::clockAhead;
    if (!far) {
        m_clocks.erase(device);
    } else if (m_clocks.size() < clocksMost) {
        m_clocks[device] = off;
    }
    std::size_t agree = 0;
    for (const auto& [other, theirs] : m_clocks) {
        agree += far && std::chrono::abs(theirs - off) < core::limits::spec::clockAhead ? 1U : 0U;
    }
    if (agree >= enough && !std::exchange(m_clockSaid, true)) {
        turn.notice(WarningNotice{Warning::ClockWrong, {}});
    }
}

void PeerState::request(core::Now now, RequestId id, const Request& request, Outbox& out)
{
    if (works() || (m_parts && !Requests::writes(request))) {
        if (!DhtDesk::isRequest(request)) { // its questions outlive the parts
            m_open.insert(id);
        }
        run(now, out, [&](Turn& turn) { m_parts->requests.handle(turn, id, request); });
    } else if (m_held.size() < heldMost) {
        m_held.emplace_back(id, request);
        probe(now, out);
    } else {
        answer(out, id, Refusal{m_trouble ? reasonOf(*m_trouble) : Reason::Busy, {}, 0});
    }
}

void PeerState::timer(core::Now now, Outbox& out)
{
    if (m_probeAt && *m_probeAt <= now.mono) {
        probe(now, out);
    }
    if (!works()) {
        return;
    }
    run(now, out, [this](Turn& turn) {
        m_parts->links.handleTimer(turn);
        m_parts->finder.handleTimer(turn);
        m_parts->requests.handleTimer(turn);
        m_parts->files.handleTimer(turn);
        m_parts->directory.handleTimer(turn);
        if (const auto due = m_dht.nextWake(); due && *due <= turn.now.mono) {
            m_dht.handleTimer(turn);
            m_parts->book.self.dhtNodes = m_dht.goodNodes(turn.now.mono);
        }
        for (const auto& [id, room] : m_parts->book.rooms) {
            if (const auto due = room->nextWake(); due && *due <= turn.now.mono) {
                room->handleTimer(turn, m_parts->book.self);
            }
        }
    });
}

std::optional<core::MonoTime> PeerState::nextWake() const
{
    if (!works()) {
        return m_probeAt;
    }
    auto out = core::earlier(m_parts->links.nextWake(), m_parts->finder.nextWake());
    out = core::earlier(out, m_parts->requests.nextWake());
    out = core::earlier(out, m_parts->files.nextWake(m_now));
    out = core::earlier(out, m_parts->directory.nextWake());
    out = core::earlier(out, m_dht.nextWake());
    for (const auto& [id, room] : m_parts->book.rooms) {
        out = core::earlier(out, room->nextWake());
    }
    return out;
}

} // namespace engine
