// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Directory desks with the link desks below them, joined by wires: real handshakes at the public door, a local network on
// which everybody hears everybody, and a DHT that is a table of who announced which shelf. Time is virtual.

#include "engine/directory_desk.h"
#include "engine/room/room_network.h"

#include <deque>

namespace fixture {

class DirectoryNetwork
{
public:
    using Listings = std::function<bool(engine::Turn&, const engine::Link&, const wire::Frame&)>;

    struct Place {
        core::Endpoint at;
        bool onLan = true;
        bool inDht = true;
        engine::RoomBook book;
        std::unique_ptr<engine::LinkDesk> links;
        std::unique_ptr<engine::DirectoryDesk> desk;
        Listings lies; ///< what it does with frames instead of the desk
        std::map<engine::RequestId, engine::Answer> answers;
        std::vector<wire::Frame> said; ///< all frames that left

        explicit Place(engine::room::Self self)
            : book{std::move(self), {}}
        {
        }
    };

    explicit DirectoryNetwork(std::uint64_t seed)
        : rng(seed)
    {
    }

    Place& add(const std::string& at, engine::room::Self self)
    {
        Place& place = m_places.emplace_back(std::move(self));
        place.at = *core::Endpoint::parse(at);
        place.book.self.listening = {place.at};
        engine::LinkDesk::Ports links;
        links.room = [&place](const core::RoomId& id) { return place.book.find(id); };
        links.up = [&place](engine::Turn& turn, const engine::Link& link) {
            place.desk->guestUp(turn, link);
        };
        links.down = [&place](engine::Turn& turn, const engine::Link& link, bool, engine::LinkEnd) {
            place.desk->down(turn, link);
        };
        links.listings =
            [&place](engine::Turn& turn, const engine::Link& link, const wire::Frame& frame) {
                return place.lies ? place.lies(turn, link, frame)
                                  : place.desk->handleFrame(turn, link, frame);
            };
        place.links = std::make_unique<engine::LinkDesk>(place.book.self, std::move(links));
        engine::DirectoryDesk::Ports ports;
        ports.callLan = [this, &place](engine::Turn&) { call(place); };
        ports.lookUp = [this, &place](engine::Turn&, const std::vector<engine::ShelfKey>& keys) {
            look(place, keys);
            return place.inDht;
        };
        ports.shelvesChanged = [this, &place](engine::Turn&) { m_moved.push_back(&place); };
        place.desk = std::make_unique<engine::DirectoryDesk>(
            place.book, *place.links, engine::directory::ListingRule{2}, std::move(ports));
        return place;
    }
    Place& add(const std::string& at)
    {
        return add(at, engine::room::Self(core::Seed::random(rng), core::Seed::random(rng)));
    }
    /// Everybody calls himself a keeper of every shelf there.
    void announceAll(Place& place, const engine::ShelfKey& key) { m_dht[key].insert(place.at); }

    template<class Call>
    void input(Place& place, const Call& call)
    {
        engine::Turn turn(now, rng);
        call(turn);
        place.desk->review(turn);
        perform(place, turn);
    }
    engine::RequestId search(Place& place, const std::string& query, const std::string& topic = {})
    {
        const engine::RequestId id = ++m_requests;
        input(place, [&](engine::Turn& turn) {
            m_taken = place.desk->handleRequest(turn, id, engine::SearchDirectory{query, topic});
        });
        return id;
    }
    /// Searches and runs for the ten seconds of the contract.
    engine::Directory find(Place& place, const std::string& query, const std::string& topic = {})
    {
        const engine::RequestId id = search(place, query, topic);
        run(std::chrono::seconds(10));
        const auto* found = std::get_if<engine::Directory>(&place.answers[id]);
        return found == nullptr ? engine::Directory() : *found;
    }
    void run(core::Duration span)
    {
        const core::MonoTime end = now.mono + span;
        while (true) {
            while (!m_flights.empty()) {
                const auto flight = std::move(m_flights.front());
                m_flights.pop_front();
                flight();
            }
            Place* who = nullptr;
            std::optional<core::MonoTime> next;
            for (Place& place : m_places) {
                const auto wake = core::earlier(place.desk->nextWake(), place.links->nextWake());
                if (wake && (!next || *wake < *next)) {
                    next = wake;
                    who = &place;
                }
            }
            if (!next || *next > end) {
                break;
            }
            advance(std::max(now.mono, *next));
            input(*who, [who](engine::Turn& turn) {
                who->links->handleTimer(turn);
                who->desk->handleTimer(turn);
            });
        }
        advance(end);
    }

    support::SeededRng rng;
    core::Now now{core::MonoTime(std::chrono::hours(1)), {1'790'000'000'000}};
    std::size_t dials = 0;

private:
    void advance(core::MonoTime to)
    {
        now.wall =
            now.wall.plus(std::chrono::duration_cast<std::chrono::milliseconds>(to - now.mono));
        now.mono = to;
    }
    void call(Place& caller)
    {
        m_flights.emplace_back([this, &caller]() {
            engine::reach::LanKeys asked;
            caller.desk->addLanKeys(asked, now.wall, false);
            for (Place& other : m_places) {
                engine::reach::LanKeys answered;
                other.desk->addLanKeys(answered, now.wall, true);
                const bool hears = caller.onLan && other.onLan && &other != &caller;
                if (!hears || asked.empty()
                    || (!other.lies && !answered.contains(asked.begin()->first))) {
                    continue;
                }
                input(caller, [&](engine::Turn& turn) { caller.desk->foundOnLan(turn, other.at); });
            }
        });
    }
    void look(Place& caller, const std::vector<engine::ShelfKey>& keys)
    {
        m_flights.emplace_back([this, &caller, keys]() {
            for (Place* moved : std::exchange(m_moved, {})) {
                for (const engine::Shelf& shelf : moved->desk->shelves()) {
                    m_dht[shelf.key].insert(moved->at);
                }
            }
            input(caller, [&](engine::Turn& turn) {
                for (const engine::ShelfKey& key : keys) {
                    for (const core::Endpoint& at : m_dht[key]) {
                        if (caller.inDht) {
                            caller.desk->foundOnShelf(turn, key, at);
                        }
                    }
                }
                caller.desk->lookedUp(turn, caller.inDht);
            });
        });
    }
    void perform(Place& place, engine::Turn& turn)
    {
        for (engine::Turn::Effect& effect : turn.effects()) {
            if (const auto* frame = std::get_if<engine::Turn::Frame>(&effect)) {
                place.said.push_back(frame->frame);
                carry(place, frame->link, place.links->write(now, frame->link, frame->frame));
            } else if (const auto* close = std::get_if<engine::Turn::Close>(&effect)) {
                if (place.links->forget(close->link)) {
                    hangUp(place, close->link);
                }
            } else if (auto* output = std::get_if<engine::Output>(&effect)) {
                if (auto* bytes = std::get_if<engine::LinkBytes>(&output->what)) {
                    carry(place, bytes->link, std::move(bytes->bytes));
                } else if (auto* dial = std::get_if<engine::Dial>(&output->what)) {
                    connect(place, *dial);
                } else if (auto* answer = std::get_if<engine::SendAnswer>(&output->what)) {
                    place.answers[answer->request] = answer->answer;
                }
            }
        }
    }
    void connect(Place& place, const engine::Dial& dial)
    {
        ++dials;
        m_flights.emplace_back([this, &place, dial]() {
            for (Place& other : m_places) {
                const auto id = other.at == dial.to ? other.links->accepted(now, place.at)
                                                    : std::optional<engine::LinkId>();
                if (id) {
                    m_ends[{&place, dial.link}] = {&other, *id};
                    m_ends[{&other, *id}] = {&place, dial.link};
                    input(place,
                          [&](engine::Turn& turn) { place.links->connected(turn, dial.link); });
                    return;
                }
            }
            input(place, [&](engine::Turn& turn) { place.links->dialFailed(turn, dial.link); });
        });
    }
    void carry(Place& from, engine::LinkId link, core::Bytes bytes)
    {
        const auto end = m_ends.find({&from, link});
        if (bytes.empty() || end == m_ends.end()) {
            return;
        }
        m_flights.emplace_back([this, to = end->second, bytes = std::move(bytes)]() {
            input(*to.first, [&](engine::Turn& turn) {
                to.first->links->handleBytes(turn, to.second, bytes);
            });
        });
    }
    void hangUp(Place& from, engine::LinkId link)
    {
        const auto end = m_ends.find({&from, link});
        if (end != m_ends.end()) {
            m_flights.emplace_back([this, to = end->second]() {
                input(*to.first,
                      [&](engine::Turn& turn) { to.first->links->closed(turn, to.second); });
            });
        }
    }

    using End = std::pair<Place*, engine::LinkId>;

    std::deque<Place> m_places;
    std::map<End, End> m_ends;
    std::deque<std::function<void()>> m_flights;
    std::map<engine::ShelfKey, std::set<core::Endpoint>> m_dht;
    std::vector<Place*> m_moved;
    engine::RequestId m_requests = 0;
    bool m_taken = false;
};

/// A room as those who run it would list it, at the place of whoever founded it.
struct ListedPlace {
    RoomNetwork rooms;
    Person& founder;

    explicit ListedPlace(std::uint64_t seed, const std::string& name = "Radio repair")
        : rooms(seed)
        , founder(rooms.person("Ann"))
    {
        rooms.found(founder,
                    {name,
                     "Old sets #radio #lang-de",
                     engine::Access::Public,
                     engine::HistoryAccess::All,
                     {},
                     true});
    }
    void act(const engine::room::CoreBody& body)
    {
        rooms.turn(founder,
                   [&](engine::Turn& turn) { founder.room->writeAct(turn, founder.self, body); });
    }
    void list(bool listed)
    {
        engine::room::PolicyBody policy;
        policy.access = 0;
        policy.listed = listed;
        act(policy);
    }
    [[nodiscard]] engine::room::Self self() const
    {
        return engine::room::Self(founder.self.identity.seed().clone(),
                                  founder.self.device.seed().clone());
    }
};

} // namespace fixture
