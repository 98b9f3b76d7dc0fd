// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/finder.h"

#include <algorithm>

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

bool isOwnAddress(const RoomBook& book, const core::Endpoint& endpoint)
{
    const auto& own = book.self.listening;
    return std::find(own.begin(), own.end(), endpoint) != own.end();
}

/// A room as the seeker sees it; with nobody in it where there is none.
class Vicinity final : public reach::Surroundings
{
public:
    Vicinity(const RoomBook& book, const LinkDesk& links, const RoomId& room)
        : m_book(book)
        , m_links(links)
        , m_id(room)
        , m_room(book.find(room))
    {
    }

    [[nodiscard]] RoomId room() const override { return m_id; }
    [[nodiscard]] std::vector<core::DeviceId> known() const override
    {
        std::vector<core::DeviceId> out;
        if (m_room) {
            for (const auto& [device, book] : m_room->addresses()) {
                out.push_back(device);
            }
        }
        return out;
    }
    [[nodiscard]] std::vector<core::Endpoint>
    addressesOf(const core::DeviceId& device) const override
    {
        const room::AddressBook* book = bookOf(device);
        return book == nullptr ? std::vector<core::Endpoint>() : book->addresses;
    }
    [[nodiscard]] bool isLinked(const core::DeviceId& device) const override
    {
        return m_links.chatLink(m_id, device) != nullptr;
    }
    [[nodiscard]] bool isSuperpeer(const core::DeviceId& device) const override
    {
        const room::AddressBook* book = bookOf(device);
        return book != nullptr && m_room->roll() != nullptr
               && m_room->roll()->level(book->identity) >= levelModerator;
    }
    [[nodiscard]] bool isOwn(const core::Endpoint& endpoint) const override
    {
        return isOwnAddress(m_book, endpoint);
    }
    [[nodiscard]] std::size_t links() const override
    {
        return m_room ? m_room->neighbourCount() : 0;
    }
    [[nodiscard]] std::size_t linksAndDials() const override
    {
        const auto& all = m_links.links();
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [this](const auto& item) {
                const Link& link = item.second;
                return link.room == m_id && link.use == LinkUse::Chat
                       && link.stage != LinkStage::Gone;
            }));
    }

private:
    [[nodiscard]] const room::AddressBook* bookOf(const core::DeviceId& device) const
    {
        if (!m_room) {
            return nullptr;
        }
        const auto book = m_room->addresses().find(device);
        return book == m_room->addresses().end() ? nullptr : &book->second;
    }

    const RoomBook& m_book;
    const LinkDesk& m_links;
    RoomId m_id;
    std::shared_ptr<const room::Room> m_room;
};

std::optional<reach::Candidate> dialledAt(const Link& link)
{
    return link.initiator ? std::optional(link.candidate()) : std::nullopt;
}

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
    m_seeker.offerKnown(turn.now.mono, Vicinity(m_book, m_links, room.id()), turn.rng);
    callLan(turn);
    if (!m_timers.at(Timer::Again)) {
        m_timers.set(Timer::Again, turn.now.mono + reach::Seeker::lookAgain);
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
    m_seeker.offer(turn.now.mono, Vicinity(m_book, m_links, room), to, rung, again);
}

void Finder::learned(Turn& turn, const room::Room& room, const std::vector<core::DeviceId>& devices)
{
    if (devices.empty()) {
        return;
    }
    m_seeker.learned(turn.now.mono, Vicinity(m_book, m_links, room.id()), devices);
}

void Finder::reachChanged(Turn& turn, const room::Room& room)
{
    m_seeker.retry(turn.now.mono, room.id());
    look(turn, room);
}

void Finder::dropRoom(const RoomId& room)
{
    m_seeker.dropRoom(room);
}

void Finder::networkChanged(Turn& turn)
{
    m_seeker.retryAll(turn.now.mono);
    for (const auto& [id, room] : m_book.rooms) {
        look(turn, *room);
    }
}

void Finder::dialDue(Turn& turn)
{
    for (const auto& [candidate, rung] : m_seeker.takeDue(turn.now.mono, turn.rng)) {
        const auto room = m_book.find(candidate.room);
        const Vicinity around(m_book, m_links, candidate.room);
        if (!room || (room->state() != RoomState::Joined && !room->seeks())) {
            m_seeker.drop(candidate);
        } else if (!m_seeker.isWanted(turn.now.mono, around, candidate, rung)
                   || m_links.links().size() >= tuning::linksInAll) {
            m_seeker.putOff(turn.now.mono, around, candidate);
        } else {
            const unsigned attempt = m_seeker.dialler().failures(candidate);
            m_links.dial(turn, candidate.room, candidate.to, rung, attempt);
        }
    }
    tellRungs(turn);
}

void Finder::up(Turn& turn, const Link& link)
{
    if (link.use == LinkUse::Chat) {
        m_seeker.up(Vicinity(m_book, m_links, link.room), link.device, dialledAt(link));
    }
    if (link.initiator && link.use == LinkUse::Chat && link.rung) {
        RungAccount& account = m_rungs[placeOf(*link.rung)];
        ++account.peers;
        account.lastMs = turn.now.wall.milliseconds;
        account.failed = false;
    }
    tellRungs(turn);
}

void Finder::down(Turn& turn, const Link& link, bool wasLive, LinkEnd end)
{
    if (link.use != LinkUse::Chat) {
        return;
    }
    const core::MonoTime now = turn.now.mono;
    if (link.initiator) {
        m_seeker.dialEnded(now, link.candidate(), link.device, wasLive, end, turn.rng);
        noteDialEnded(link, wasLive, end);
    }
    if (wasLive && m_book.find(link.room)) {
        const Vicinity around(m_book, m_links, link.room);
        m_seeker.lost(now, around, link.device, dialledAt(link), end, turn.rng);
    }
    tellRungs(turn);
}

void Finder::noteDialEnded(const Link& link, bool wasLive, LinkEnd end)
{
    if (!link.rung) {
        return;
    }
    RungAccount& account = m_rungs[placeOf(*link.rung)];
    if (wasLive && account.peers > 0) {
        --account.peers;
    } else if (!wasLive && end != LinkEnd::Self && end != LinkEnd::Duplicate) {
        account.failed = true;
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
            if (isOwnAddress(m_book, at) || m_directory.found(turn, answer->room, at)) {
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
    const core::MonoTime now = turn.now.mono;
    if (m_timers.takeDue(Timer::Again, now)) {
        for (const auto& [id, room] : m_book.rooms) {
            const Vicinity around(m_book, m_links, id);
            const room::Room& here = *room;
            m_seeker.seekAgain(now, around, turn.rng, [&]() { look(turn, here); });
        }
        m_timers.set(Timer::Again, turn.now.mono + reach::Seeker::lookAgain);
    }
    dialDue(turn);
}

std::optional<core::MonoTime> Finder::nextWake() const
{
    auto out = core::earlier(m_seeker.dialler().nextWake(), m_timers.next());
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
    if (m_seeker.dialler().isTrying(rung)) {
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
