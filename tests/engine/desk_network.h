// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// DHT desks on a virtual network: each has an address, a disk of one record, rooms it wants, and remembers what it was
// told. Time is virtual; a seed replays all.

#include "engine/dht_desk.h"
#include "support/seeded_rng.h"

#include <deque>
#include <map>
#include <memory>

namespace support {

class DeskNetwork
{
public:
    struct Room {
        std::uint8_t key = 0; ///< rooms with the same key are the same room
        std::uint32_t online = 0;
        bool alone = true;
        bool mayAnnounce = true;
        std::optional<std::uint8_t> older = {}; ///< found under that one as well
    };
    struct Desk {
        core::Endpoint at;
        bool up = true;
        std::chrono::milliseconds clockOff{};
        std::unique_ptr<SeededRng> rng;
        std::unique_ptr<engine::DhtDesk> desk;
        std::map<engine::RoomId, Room> rooms;
        std::map<engine::RoomId, std::vector<core::Endpoint>> found;
        std::map<engine::RequestId, engine::Answer> answers;
        std::vector<engine::Shelf> shelves;
        std::map<engine::ShelfKey, std::vector<core::Endpoint>> onShelves;
        std::vector<bool> shelvesLookedUp;
        std::vector<engine::ResolveHosts> resolves;
        std::vector<engine::RungState> rungs;
        engine::StoredState disk;
    };

    explicit DeskNetwork(std::uint64_t seed)
        : m_rng(seed)
    {
    }

    [[nodiscard]] static engine::RoomId roomOf(std::uint8_t key)
    {
        core::ByteArray<32> bytes{};
        bytes.fill(key);
        return engine::RoomId(bytes);
    }

    /// Not started yet.
    std::size_t add(const std::string& at, engine::DhtOptions options = {true, {}, false})
    {
        Desk& desk = m_desks.emplace_back();
        desk.at = *core::Endpoint::parse(at);
        m_options.push_back(std::move(options));
        make(m_desks.size() - 1);
        return m_desks.size() - 1;
    }
    /// `count` of them at 10.0.0.1 and following, each told of the first one, all started.
    void addMany(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t index = add("10.0." + std::to_string(m_desks.size() / 250) + "."
                                          + std::to_string(1 + m_desks.size() % 250) + ":7000");
            start(index, index == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{0});
        }
    }
    void start(std::size_t index, const std::vector<std::size_t>& hints = {})
    {
        input(index, [&](engine::Turn& turn, engine::DhtDesk& desk) {
            std::vector<core::Bytes> nodes;
            for (const std::size_t hint : hints) {
                core::Bytes node(20, 0);
                core::append(node, m_desks[hint].at.compact());
                nodes.push_back(std::move(node));
            }
            desk.load(turn, m_desks[index].disk);
            desk.learnNodes(turn, nodes);
            desk.handleListening(turn, {m_desks[index].at}, m_desks[index].at.port);
        });
    }
    /// The process ends and begins again with what is on its disk, and no hints.
    void restart(std::size_t index)
    {
        make(index);
        start(index);
    }
    void setRoom(std::size_t index, Room room)
    {
        m_desks[index].rooms[roomOf(room.key)] = room;
        input(index, [](engine::Turn& turn, engine::DhtDesk& desk) { desk.roomsChanged(turn); });
    }
    void move(std::size_t index, const std::string& at)
    {
        m_desks[index].at = *core::Endpoint::parse(at);
        input(index, [this, index](engine::Turn& turn, engine::DhtDesk& desk) {
            desk.handleListening(turn, {m_desks[index].at}, m_desks[index].at.port);
            desk.handleNetworkChanged(turn);
        });
    }
    engine::RequestId ask(std::size_t index, const engine::Request& request)
    {
        const engine::RequestId id = ++m_lastRequest;
        input(index, [&](engine::Turn& turn, engine::DhtDesk& desk) {
            m_taken = desk.handleRequest(turn, id, request);
        });
        return id;
    }
    /// Asks, and runs until the answer has come.
    engine::Answer answer(std::size_t index, const engine::Request& request)
    {
        const engine::RequestId id = ask(index, request);
        for (int i = 0; i < 300 && !m_desks[index].answers.contains(id); ++i) {
            runFor(std::chrono::milliseconds(100));
        }
        return m_desks[index].answers[id];
    }
    template<class Call>
    void input(std::size_t index, const Call& call)
    {
        Desk& desk = m_desks[index];
        engine::Turn turn({m_now, wall().plus(desk.clockOff)}, *desk.rng);
        call(turn, *desk.desk);
        perform(index, turn);
    }

    void runFor(core::Duration span)
    {
        const core::MonoTime end = m_now + span;
        while (true) {
            std::optional<core::MonoTime> next;
            std::size_t who = m_desks.size();
            for (std::size_t i = 0; i < m_desks.size(); ++i) {
                const auto wake = m_desks[i].up ? m_desks[i].desk->nextWake() : std::nullopt;
                if (wake && (!next || *wake < *next)) {
                    next = wake;
                    who = i;
                }
            }
            const bool flight = !m_flights.empty() && (!next || m_flights.begin()->first <= *next);
            next = flight ? std::optional(m_flights.begin()->first) : next;
            if (!next || *next > end) {
                break;
            }
            m_now = std::max(m_now, *next);
            if (flight) {
                const Flight one = std::move(m_flights.begin()->second);
                m_flights.erase(m_flights.begin());
                deliver(one);
            } else {
                input(who,
                      [](engine::Turn& turn, engine::DhtDesk& desk) { desk.handleTimer(turn); });
            }
        }
        m_now = end;
    }

    [[nodiscard]] Desk& operator[](std::size_t index) { return m_desks[index]; }
    [[nodiscard]] core::WallTime wall() const
    {
        return core::WallTime{1'900'000'000'000}.plus(
            std::chrono::duration_cast<std::chrono::milliseconds>(m_now.time_since_epoch()));
    }
    [[nodiscard]] core::MonoTime now() const { return m_now; }
    [[nodiscard]] bool hasFound(std::size_t who, std::uint8_t key, const std::string& whom)
    {
        const auto& found = m_desks[who].found[roomOf(key)];
        return std::find(found.begin(), found.end(), *core::Endpoint::parse(whom)) != found.end();
    }
    /// Whether the last request was one of the desk's.
    [[nodiscard]] bool taken() const { return m_taken; }

private:
    struct Flight {
        core::Endpoint from;
        core::Endpoint to;
        core::Bytes bytes;
    };

    void make(std::size_t index)
    {
        Desk& desk = m_desks[index];
        desk.desk.reset();
        desk.rng = std::make_unique<SeededRng>(m_rng.number());
        engine::DhtDesk::Ports ports;
        ports.rooms = [this, index]() {
            std::vector<engine::RoomWish> wishes;
            for (const auto& [id, room] : m_desks[index].rooms) {
                core::ByteArray<32> key{};
                key.fill(room.key);
                wishes.push_back(
                    {id, core::Secret<32>(key), room.online, room.alone, room.mayAnnounce});
                if (room.older) {
                    key.fill(*room.older);
                    wishes.push_back(
                        {id, core::Secret<32>(key), room.online, false, room.mayAnnounce, 1});
                }
            }
            return wishes;
        };
        ports.found = [this,
                       index](engine::Turn&, const engine::RoomId& room, const core::Endpoint& at) {
            m_desks[index].found[room].push_back(at);
        };
        ports.shelves = [this, index]() { return m_desks[index].shelves; };
        ports.foundOnShelf =
            [this, index](engine::Turn&, const engine::ShelfKey& key, const core::Endpoint& at) {
                m_desks[index].onShelves[key].push_back(at);
            };
        ports.shelvesLookedUp = [this, index](engine::Turn&, bool answered) {
            m_desks[index].shelvesLookedUp.push_back(answered);
        };
        ports.rungChanged = [this, index](engine::Turn&, engine::RungState state) {
            m_desks[index].rungs.push_back(state);
        };
        desk.desk =
            std::make_unique<engine::DhtDesk>(m_options[index], std::move(ports), *desk.rng);
    }
    void perform(std::size_t index, engine::Turn& turn)
    {
        Desk& desk = m_desks[index];
        for (engine::StoreOp& op : turn.ops()) {
            if (auto* put = std::get_if<engine::PutRecord>(&op)) {
                desk.disk.records = {{put->room, put->kind, put->key, put->value}};
            }
        }
        for (engine::Turn::Effect& effect : turn.effects()) {
            auto* output = std::get_if<engine::Output>(&effect);
            if (output == nullptr) {
                continue;
            }
            if (auto* datagram = std::get_if<engine::Datagram>(&output->what)) {
                const auto latency = std::chrono::milliseconds(20 + m_rng.below(60));
                m_flights.emplace(m_now + latency,
                                  Flight{desk.at, datagram->to, std::move(datagram->bytes)});
            } else if (auto* answer = std::get_if<engine::SendAnswer>(&output->what)) {
                desk.answers[answer->request] = answer->answer;
            } else if (auto* resolve = std::get_if<engine::ResolveHosts>(&output->what)) {
                desk.resolves.push_back(*resolve);
            }
        }
    }
    void deliver(const Flight& flight)
    {
        for (std::size_t i = 0; i < m_desks.size(); ++i) {
            if (m_desks[i].up && m_desks[i].at == flight.to) {
                input(i, [&flight](engine::Turn& turn, engine::DhtDesk& desk) {
                    desk.handleDatagram(turn, flight.from, flight.bytes);
                });
                return;
            }
        }
    }

    SeededRng m_rng;
    std::deque<Desk> m_desks;
    std::vector<engine::DhtOptions> m_options;
    std::multimap<core::MonoTime, Flight> m_flights;
    core::MonoTime m_now{std::chrono::hours(1)};
    engine::RequestId m_lastRequest = 0;
    bool m_taken = false;
};

} // namespace support
