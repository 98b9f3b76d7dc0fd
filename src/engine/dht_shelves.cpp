// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/dht_shelves.h"

namespace engine {

namespace {

constexpr std::uint64_t lotRange = 1'000'000;

dht::Target targetOn(const ShelfKey& key, std::int64_t day)
{
    return dht::Target(reach::infohashOf(core::Secret<32>(key), day));
}

} // namespace

void DhtShelves::look(const Turn& turn,
                      const std::vector<ShelfKey>& keys,
                      dht::Node& node,
                      dht::Outbox& out)
{
    for (const auto& [task, key] : m_tasks) {
        node.cancel(task);
    }
    m_tasks.clear();
    m_found.clear();
    m_answered = false;
    const core::WallTime wall = turn.now.wall;
    dht::LookupOptions options;
    options.blurred = true;
    for (const ShelfKey& key : keys) {
        const core::Secret<32> secret(key);
        const std::int64_t day = reach::announceDay(secret, wall);
        std::set<std::int64_t> days{day};
        days.insert(reach::announceDay(secret, wall.plus(-turnOfDay)));
        days.insert(reach::announceDay(secret, wall.plus(turnOfDay)));
        for (const std::int64_t each : days) {
            if (m_tasks.size() < lookupsMost) {
                m_tasks.emplace(node.getPeers(turn.now.mono, targetOn(key, each), options, out),
                                key);
            }
        }
    }
}

bool DhtShelves::hasLot(const Turn& turn, const Shelf& shelf, std::int64_t day)
{
    const auto [lot, fresh] = m_lots.try_emplace(shelf.key);
    if (fresh || lot->second.day != day) {
        lot->second = {turn.rng.below(lotRange), day};
    }
    const std::uint64_t number = lot->second.number;
    return number * (std::uint64_t{shelf.others} + 1) < announcers * lotRange
           || number * leastChance < lotRange;
}

void DhtShelves::act(const Turn& turn,
                     const std::vector<Shelf>& shelves,
                     std::uint16_t port,
                     dht::Node& node,
                     dht::Outbox& out)
{
    std::map<ShelfKey, dht::Target> wanted;
    std::set<ShelfKey> kept;
    m_dayTurns.reset();
    for (const Shelf& shelf : shelves) {
        if (port == 0 || kept.size() >= shelvesMost) {
            break;
        }
        const core::Secret<32> key(shelf.key);
        const std::int64_t day = reach::announceDay(key, turn.now.wall);
        const auto left = reach::nextAnnounceDay(key, turn.now.wall).since(turn.now.wall);
        m_dayTurns = core::earlier(m_dayTurns, turn.now.mono + left);
        kept.insert(shelf.key);
        if (hasLot(turn, shelf, day)) {
            wanted.emplace(shelf.key, targetOn(shelf.key, day));
        }
    }
    std::erase_if(m_lots, [&](const auto& item) { return !kept.contains(item.first); });
    std::erase_if(m_announced, [&](const auto& item) {
        const auto still = wanted.find(item.first);
        if (still != wanted.end() && still->second == item.second.target) {
            return false;
        }
        node.withdraw(item.second.target);
        node.cancel(item.second.first);
        return true;
    });
    for (const auto& [key, target] : wanted) {
        if (!m_announced.contains(key)) {
            m_announced[key] = {target, node.announce(turn.now.mono, target, port, out)};
        }
    }
}

std::optional<ShelfKey> DhtShelves::keyOf(dht::TaskId task) const
{
    const auto entry = m_tasks.find(task);
    return entry == m_tasks.end() ? std::nullopt : std::optional(entry->second);
}

std::vector<core::Endpoint> DhtShelves::takeFound(const dht::PeersFound& found)
{
    std::vector<core::Endpoint> out;
    const auto key = keyOf(found.task);
    if (!key) {
        return out;
    }
    auto& known = m_found[*key];
    for (const core::Endpoint& peer : found.peers) {
        if (out.size() >= peersPerAnswer || known.size() >= peersPerShelf) {
            break;
        }
        if (known.insert(peer).second) {
            out.push_back(peer);
        }
    }
    return out;
}

bool DhtShelves::handleDone(const dht::LookupDone& done)
{
    m_answered = m_answered || done.figures.answered > 0;
    return m_tasks.erase(done.task) > 0 && m_tasks.empty();
}

} // namespace engine
