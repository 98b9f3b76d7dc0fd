// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/finder.h"

#include <algorithm>

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::chrono::minutes lookAgain{5};
constexpr core::Duration notNeededPause = std::chrono::seconds(60);
constexpr core::Duration soonPause = std::chrono::seconds(2);
constexpr std::size_t knownMost = 4096;
/// Links to those who run the room, in one that is not too large for it: with everybody of a thousand they would drown.
constexpr std::size_t superpeersWanted = 2;
constexpr std::size_t superpeersForMost = 50;

std::size_t placeOf(Rung rung)
{
    return static_cast<std::size_t>(rung);
}

} // namespace

Finder::Finder(const RoomBook& book, LinkDesk& links, bool lan, Directory directory)
    : m_book(book)
    , m_links(links)
    , m_lanOn(lan)
    , m_directory(std::move(directory))
{
    m_rungs[placeOf(Rung::Lan)].state = lan ? RungState::Idle : RungState::Off;
    m_rungs[placeOf(Rung::Dht)].state = RungState::Off;
}

bool Finder::isOwn(const core::Endpoint& endpoint) const
{
    const auto& own = m_book.self.listening;
    return std::find(own.begin(), own.end(), endpoint) != own.end();
}

void Finder::look(Turn& turn, const room::Room& room)
{
    if (room.state() != RoomState::Joined && !room.seeks()) {
        return;
    }
    if (room.pendingLink()) {
        for (const core::Endpoint& address : room.pendingLink()->addresses) {
            offer(turn, room.id(), address, Rung::Invite, true);
        }
    }
    std::vector<const room::AddressBook*> books;
    for (const auto& [device, book] : room.addresses()) {
        books.push_back(&book);
    }
    // Of many a random part fits among the candidates, so that not everybody dials the same ones.
    for (std::size_t i = books.size(); i > 0; --i) {
        std::swap(books[i - 1], books[turn.rng.below(i)]);
        for (const core::Endpoint& address : books[i - 1]->addresses) {
            offer(turn, room.id(), address, Rung::Cached, false);
        }
    }
    callLan(turn);
    if (!m_timers.at(Timer::Again)) {
        m_timers.set(Timer::Again, turn.now.mono + lookAgain);
    }
    dialDue(turn);
}

void Finder::callLan(const Turn& turn)
{
    if (m_lanOn) {
        m_caller.callSoon(turn.now.mono);
    }
}

void Finder::offer(Turn& turn, const RoomId& room, const core::Endpoint& to, Rung rung, bool again)
{
    if (to.port == 0 || to.address.isUnspecified() || to.address.isMulticast() || isOwn(to)) {
        return;
    }
    m_dialler.offer(turn.now.mono, {room, to}, rung, again);
}

void Finder::learned(Turn& turn, const room::Room& room, const std::vector<core::DeviceId>& devices)
{
    for (const core::DeviceId& device : devices) {
        const auto known = room.addresses().find(device);
        if (known == room.addresses().end() || m_links.chatLink(room.id(), device) != nullptr) {
            continue;
        }
        for (const core::Endpoint& address : known->second.addresses) {
            offer(turn, room.id(), address, Rung::Cached, true);
        }
    }
}

void Finder::reachChanged(Turn& turn, const room::Room& room)
{
    m_dialler.retry(turn.now.mono, room.id());
    look(turn, room);
}

void Finder::dropRoom(const RoomId& room)
{
    m_dialler.dropRoom(room);
    std::erase_if(m_known, [&](const auto& item) { return item.first.room == room; });
    std::erase_if(m_sought, [&](const auto& item) { return item.first.room == room; });
}

void Finder::networkChanged(Turn& turn)
{
    m_dialler.retryAll(turn.now.mono);
    for (const auto& [id, room] : m_book.rooms) {
        look(turn, *room);
    }
}

bool Finder::wants(core::MonoTime now, const reach::Candidate& candidate, Rung rung)
{
    if (const auto known = m_known.find(candidate);
        known != m_known.end() && m_links.chatLink(candidate.room, known->second) != nullptr) {
        return false;
    }
    // Those on their way count: a crowd that answers at once is not dialled as a whole.
    const auto links = static_cast<std::size_t>(
        std::count_if(m_links.links().begin(), m_links.links().end(), [&](const auto& item) {
            const Link& link = item.second;
            return link.room == candidate.room && link.use == LinkUse::Chat
                   && link.stage != LinkStage::Gone;
        }));
    const auto sought = m_sought.find(candidate);
    if (sought != m_sought.end() && sought->second <= now) {
        m_sought.erase(sought);
    } else if (sought != m_sought.end() && links < tuning::linksPerRoom) {
        return true;
    }
    return rung == Rung::Typed || links < tuning::meshMembers;
}

void Finder::seek(core::MonoTime now, const room::Room& room, const core::DeviceId& device)
{
    const auto book = room.addresses().find(device);
    if (book == room.addresses().end()) {
        return;
    }
    for (const core::Endpoint& address : book->second.addresses) {
        if (m_sought.size() < tuning::soughtAddresses) {
            m_sought[{room.id(), address}] = now + tuning::soughtFor;
        }
    }
}

/// Those who run the room keep all of it and hear of it first.
void Finder::seekSuperpeers(Turn& turn, const room::Room& room)
{
    if (room.roll() == nullptr || room.addresses().size() > superpeersForMost) {
        return;
    }
    std::vector<core::DeviceId> others;
    std::size_t linked = 0;
    for (const auto& [device, book] : room.addresses()) {
        if (room.roll()->level(book.identity) < levelModerator) {
            continue;
        }
        if (m_links.chatLink(room.id(), device) != nullptr) {
            ++linked;
        } else {
            others.push_back(device);
        }
    }
    for (; linked < superpeersWanted && !others.empty(); ++linked) {
        std::swap(others[turn.rng.below(others.size())], others.back());
        seekDevice(turn, room, others.back());
        others.pop_back();
    }
}

void Finder::seekDevice(Turn& turn, const room::Room& room, const core::DeviceId& device)
{
    seek(turn.now.mono, room, device);
    for (const core::Endpoint& address : room.addresses().at(device).addresses) {
        offer(turn, room.id(), address, Rung::Cached, true);
    }
}

/// Somebody to whom there is no link, whoever it is: there may be a part of the room that is apart.
void Finder::seekAnyone(Turn& turn, const room::Room& room)
{
    if (room.addresses().empty()) {
        return;
    }
    const auto any =
        std::next(room.addresses().begin(),
                  static_cast<std::ptrdiff_t>(turn.rng.below(room.addresses().size())));
    if (m_links.chatLink(room.id(), any->first) != nullptr) {
        return;
    }
    seekDevice(turn, room, any->first);
}

void Finder::dialDue(Turn& turn)
{
    auto due = m_dialler.takeDue(turn.now.mono);
    // Everybody has the same addresses in the same order; dialled in that order, the first ones would be overrun.
    for (std::size_t i = due.size(); i > 1; --i) {
        std::swap(due[i - 1], due[turn.rng.below(i)]);
    }
    for (const auto& [candidate, rung] : due) {
        const auto room = m_book.find(candidate.room);
        if (!room || (room->state() != RoomState::Joined && !room->seeks())) {
            m_dialler.drop(candidate);
        } else if (!wants(turn.now.mono, candidate, rung)
                   || m_links.links().size() >= tuning::linksInAll) {
            const bool enough = room->neighbourCount() >= tuning::meshMembers / 2;
            m_dialler.later(turn.now.mono, candidate, enough ? notNeededPause : soonPause);
        } else {
            m_links.dial(turn, candidate.room, candidate.to, rung, m_dialler.failures(candidate));
        }
    }
    tellRungs(turn);
}

void Finder::up(Turn& turn, const Link& link)
{
    if (const auto room = m_book.find(link.room); room && !m_sought.empty()) {
        const auto book = room->addresses().find(link.device);
        const auto here = book == room->addresses().end() ? std::vector<core::Endpoint>()
                                                          : book->second.addresses;
        for (const core::Endpoint& address : here) {
            m_sought.erase({link.room, address});
        }
    }
    if (link.initiator && link.use == LinkUse::Chat) {
        m_dialler.linked(link.candidate());
        if (m_known.size() < knownMost) {
            m_known[link.candidate()] = link.device;
        }
        if (link.rung) {
            RungAccount& account = m_rungs[placeOf(*link.rung)];
            ++account.peers;
            account.lastMs = turn.now.wall.milliseconds;
            account.failed = false;
        }
    }
    tellRungs(turn);
}

void Finder::down(Turn& turn, const Link& link, bool wasLive, LinkEnd end)
{
    if (link.use != LinkUse::Chat) {
        return;
    }
    if (link.initiator) {
        noteDialEnded(turn, link, wasLive, end);
    }
    if (const auto room = m_book.find(link.room); wasLive && end == LinkEnd::Broken && room) {
        seek(turn.now.mono, *room, link.device);
        tryOtherAddresses(turn, link);
    }
    if (const auto room = m_book.find(link.room);
        wasLive && room && room->neighbourCount() < tuning::meshMembers / 2) {
        m_dialler.hurry(turn.now.mono, link.room, turn.rng); // all at once may have been shown out
    }
    tellRungs(turn);
}

void Finder::noteDialEnded(Turn& turn, const Link& link, bool wasLive, LinkEnd end)
{
    const core::MonoTime now = turn.now.mono;
    RungAccount* account = link.rung ? &m_rungs[placeOf(*link.rung)] : nullptr;
    if (wasLive) {
        if (account != nullptr && account->peers > 0) {
            --account->peers;
        }
        if (end == LinkEnd::Spare) {
            m_dialler.later(now, link.candidate(), notNeededPause);
            return;
        }
        m_dialler.closed(now, link.candidate(), turn.rng);
    } else if (end == LinkEnd::Self) {
        m_dialler.drop(link.candidate());
    } else if (end == LinkEnd::Duplicate) {
        if (m_known.size() < knownMost) {
            m_known[link.candidate()] = link.device;
        }
        m_dialler.later(now, link.candidate(), notNeededPause);
    } else {
        m_dialler.failed(now, link.candidate(), turn.rng);
        if (account != nullptr) {
            account->failed = true;
        }
    }
}

/// Of a device whose link went down: every address it has is worth a try soon.
void Finder::tryOtherAddresses(Turn& turn, const Link& link)
{
    const auto room = m_book.find(link.room);
    if (!room) {
        return;
    }
    const auto known = room->addresses().find(link.device);
    if (known == room->addresses().end()) {
        return;
    }
    for (const core::Endpoint& address : known->second.addresses) {
        const reach::Candidate other{link.room, address};
        offer(turn, link.room, address, Rung::Cached, false);
        if (!link.initiator || other != link.candidate()) {
            m_dialler.later(
                turn.now.mono, other, std::chrono::milliseconds(100 + turn.rng.below(900)));
        }
    }
}

// ---- the local network ----

reach::LanKeys Finder::lanKeys(core::WallTime now, bool answering) const
{
    reach::LanKeys out;
    for (const auto& [id, room] : m_book.rooms) {
        const bool joined = room->state() == RoomState::Joined;
        if (joined && answering) {
            for (const room::ReachSecret* secret : room->reach().answered()) {
                out.emplace(id, room::lanKey(*secret));
            }
        } else if (joined || (!answering && room->seeks())) {
            out.emplace(id, room::lanKey(room->reach().current()));
        }
    }
    m_directory.addKeys(out, now, answering);
    return out;
}

void Finder::handleDatagram(Turn& turn, const core::Endpoint& from, core::ByteView bytes)
{
    if (!m_lanOn) {
        return;
    }
    if (bytes.size() == reach::beaconBytes && !m_caller.isOwn(bytes)) {
        const auto keys = lanKeys(turn.now.wall, true);
        const auto matched = reach::matchBeacon(keys, bytes);
        const auto& own = m_book.self.listening;
        if (matched.empty() || own.empty() || !m_caller.mayAnswer(turn.now.mono, from.address)) {
            return;
        }
        for (const auto& match : matched) {
            turn.output(
                Datagram{UdpSocket::Lan,
                         from,
                         reach::makeAnswer(match->second, bytes, own.front().port, turn.rng)});
        }
    } else if (bytes.size() == reach::answerBytes) {
        if (const auto answer = m_caller.openAnswer(lanKeys(turn.now.wall, false), bytes)) {
            const core::Endpoint at{from.address, answer->port};
            if (isOwn(at) || m_directory.found(turn, answer->room, at)) {
                return;
            }
            offer(turn, answer->room, at, Rung::Lan, true);
            dialDue(turn);
        }
    }
}

// ---- time ----

void Finder::handleTimer(Turn& turn)
{
    if (m_lanOn) {
        if (auto beacon = m_caller.due(turn.now.mono, lanKeys(turn.now.wall, false), turn.rng)) {
            turn.output(Multicast{std::move(*beacon)});
        }
    }
    if (m_timers.takeDue(Timer::Again, turn.now.mono)) {
        for (const auto& [id, room] : m_book.rooms) {
            if (room->neighbourCount() < tuning::meshMembers) {
                look(turn, *room);
            } else {
                seekAnyone(turn, *room);
            }
            seekSuperpeers(turn, *room);
        }
        m_timers.set(Timer::Again, turn.now.mono + lookAgain);
    }
    dialDue(turn);
}

std::optional<core::MonoTime> Finder::nextWake() const
{
    auto out = core::earlier(m_dialler.nextWake(), m_timers.next());
    return m_lanOn ? core::earlier(out, m_caller.nextWake()) : out;
}

// ---- the account ----

RungState Finder::stateOf(Rung rung) const
{
    const RungAccount& account = m_rungs[placeOf(rung)];
    if (rung == Rung::Lan && !m_lanOn) {
        return RungState::Off;
    }
    if (account.peers > 0) {
        return RungState::Found;
    }
    if (m_dialler.isTrying(rung)) {
        return RungState::Trying;
    }
    if (rung == Rung::Dht) {
        return m_dht;
    }
    return account.failed ? RungState::Failed : RungState::Idle;
}

std::vector<RungSnapshot> Finder::rungs() const
{
    std::vector<RungSnapshot> out;
    for (const Rung rung : {Rung::Cached, Rung::Lan, Rung::Invite, Rung::Dht, Rung::Typed}) {
        const RungAccount& account = m_rungs[placeOf(rung)];
        out.push_back({rung, stateOf(rung), account.peers, account.lastMs});
    }
    return out;
}

void Finder::setDht(Turn& turn, RungState state)
{
    m_dht = state;
    tellRungs(turn);
}

void Finder::tellRungs(Turn& turn)
{
    for (RungSnapshot& now : rungs()) {
        RungAccount& account = m_rungs[placeOf(now.rung)];
        const bool counts = now.state == RungState::Found || account.state == RungState::Found;
        if (now.state != account.state || (counts && now.peers != account.peers)) {
            account.state = now.state;
            turn.notice(RungNotice{now});
        }
    }
}

} // namespace engine
