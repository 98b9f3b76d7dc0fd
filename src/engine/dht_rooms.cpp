// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/dht_rooms.h"

#include "dht/publications.h"

#include <algorithm>

namespace engine {

namespace {

constexpr unsigned jitterPercent = 10;
constexpr unsigned neighbourDaysEvery = 4;
constexpr std::uint64_t lotRange = 1'000'000;

dht::Target targetOn(const core::Secret<32>& key, std::int64_t day)
{
    return dht::Target(reach::infohashOf(key, day));
}

} // namespace

void DhtRooms::setWishes(const Turn& turn, std::vector<RoomWish> wishes, dht::Node& node)
{
    const core::MonoTime now = turn.now.mono;
    std::map<Place, Plan> plans;
    core::MonoTime next = now;
    for (RoomWish& wish : wishes) {
        const Place room(wish.room, wish.nth);
        auto known = m_plans.extract(room);
        if (known.empty()) {
            Plan plan;
            plan.due = next;
            next += between;
            plan.wish = std::move(wish);
            plans.emplace(room, std::move(plan));
            continue;
        }
        Plan& plan = known.mapped();
        if (wish.alone && !plan.wish.alone) {
            plan.due = now;
            plan.aloneLooks = 0;
        } else if (!wish.alone && plan.wish.alone) {
            plan.due = now + dht::jittered(lookEvery, jitterPercent, turn.rng);
        }
        if (!(wish.dhtKey == plan.wish.dhtKey)) {
            plan.due = now; // found elsewhere from now on
        }
        plan.wish = std::move(wish);
        plans.insert(std::move(known));
    }
    for (const auto& [room, gone] : m_plans) {
        withdraw(gone, node);
        for (auto task = m_tasks.begin(); task != m_tasks.end();) {
            if (task->second == room) {
                node.cancel(task->first);
                task = m_tasks.erase(task);
            } else {
                ++task;
            }
        }
    }
    m_plans = std::move(plans);
}

void DhtRooms::lookAgain(core::MonoTime now)
{
    core::MonoTime next = now;
    for (auto& [room, plan] : m_plans) {
        plan.due = next;
        plan.aloneLooks = 0;
        next += between;
    }
}

void DhtRooms::act(const Turn& turn, dht::Node& node, const Standing& standing, dht::Outbox& out)
{
    std::optional<core::MonoTime> dayTurns;
    for (auto& [room, plan] : m_plans) {
        const auto left =
            reach::nextAnnounceDay(plan.wish.dhtKey, turn.now.wall).since(turn.now.wall);
        dayTurns = core::earlier(dayTurns, turn.now.mono + left);
        announce(turn, plan, node, standing, out);
        if (plan.due <= turn.now.mono) {
            look(turn, plan, node, out);
        }
    }
    m_dayTurns = dayTurns;
}

std::optional<core::MonoTime> DhtRooms::nextWake() const
{
    std::optional<core::MonoTime> wake = m_dayTurns;
    for (const auto& [room, plan] : m_plans) {
        wake = core::earlier(wake, plan.due);
    }
    return wake;
}

void DhtRooms::look(const Turn& turn, Plan& plan, dht::Node& node, dht::Outbox& out)
{
    const core::Secret<32>& key = plan.wish.dhtKey;
    const core::WallTime wall = turn.now.wall;
    const std::int64_t day = reach::announceDay(key, wall);
    const bool all = plan.looks++ % neighbourDaysEvery == 0;
    const bool early = reach::announceDay(key, wall.plus(-turnOfDay)) != day;
    const bool late = reach::announceDay(key, wall.plus(turnOfDay)) != day;
    plan.foundBefore = std::exchange(plan.found, {});

    dht::LookupOptions options;
    options.blurred = true;
    for (const std::int64_t each : {day, day - 1, day + 1}) {
        if (each == day || all || (each < day ? early : late)) {
            const dht::TaskId task =
                node.getPeers(turn.now.mono, targetOn(key, each), options, out);
            m_tasks.emplace(task, Place(plan.wish.room, plan.wish.nth));
        }
    }
    core::Duration pause = lookEvery;
    if (plan.wish.alone) {
        constexpr unsigned doublings = 4;
        pause = std::min<core::Duration>(
            lookAloneEvery, lookAloneFirst * (1U << std::min(plan.aloneLooks++, doublings)));
    }
    plan.due = turn.now.mono + dht::jittered(pause, jitterPercent, turn.rng);
}

bool DhtRooms::hasLot(const Turn& turn, Plan& plan, std::int64_t day)
{
    if (!plan.lot || plan.lotDay != day) {
        plan.lot = turn.rng.below(lotRange);
        plan.lotDay = day;
    }
    // The room's members that are online, ourselves among them, share eight places.
    return *plan.lot * (std::uint64_t{plan.wish.online} + 1) < announcers * lotRange;
}

void DhtRooms::announce(
    const Turn& turn, Plan& plan, dht::Node& node, const Standing& standing, dht::Outbox& out)
{
    const std::int64_t day = reach::announceDay(plan.wish.dhtKey, turn.now.wall);
    const bool wanted = standing.mayAnnounce && standing.port != 0 && plan.wish.mayAnnounce
                        && hasLot(turn, plan, day);
    const auto target =
        wanted ? std::optional(targetOn(plan.wish.dhtKey, day)) : std::optional<dht::Target>();
    if (plan.announced == target) {
        return;
    }
    withdraw(plan, node);
    plan.announced = target;
    if (target) {
        plan.announcing = node.announce(turn.now.mono, *target, standing.port, out);
    }
}

void DhtRooms::withdraw(const Plan& plan, dht::Node& node)
{
    if (plan.announced) {
        node.withdraw(*plan.announced);
        node.cancel(plan.announcing);
    }
}

std::optional<RoomId> DhtRooms::roomOf(dht::TaskId task) const
{
    const auto entry = m_tasks.find(task);
    return entry == m_tasks.end() ? std::nullopt : std::optional(entry->second.first);
}

std::vector<core::Endpoint> DhtRooms::takeFound(const dht::PeersFound& found)
{
    std::vector<core::Endpoint> out;
    const auto task = m_tasks.find(found.task);
    const auto entry = task == m_tasks.end() ? m_plans.end() : m_plans.find(task->second);
    if (entry == m_plans.end()) {
        return out;
    }
    Plan& plan = entry->second;
    for (const core::Endpoint& peer : found.peers) {
        if (out.size() >= peersPerAnswer || plan.found.size() >= peersPerRound) {
            break;
        }
        if (plan.found.insert(peer).second) {
            out.push_back(peer);
        }
    }
    return out;
}

void DhtRooms::handleDone(const Turn& turn, const dht::LookupDone& done)
{
    const auto task = m_tasks.extract(done.task);
    const auto entry = task.empty() ? m_plans.end() : m_plans.find(task.mapped());
    if (entry == m_plans.end()) {
        return;
    }
    Plan& plan = entry->second;
    const bool more = std::any_of(m_tasks.begin(), m_tasks.end(), [&](const auto& each) {
        return each.second == Place(plan.wish.room, plan.wish.nth);
    });
    if (!more) {
        plan.foundBefore.clear();
    }
    // Nobody was there to be asked: the DHT itself is still being looked for.
    if (done.figures.answered == 0 && plan.wish.alone) {
        plan.aloneLooks = 0;
        plan.due = std::min(plan.due, turn.now.mono + lookAloneFirst);
    }
}

bool DhtRooms::hasFailed() const
{
    return std::any_of(m_plans.begin(), m_plans.end(), [](const auto& each) {
        return each.second.wish.alone && each.second.looks > 0 && each.second.found.empty();
    });
}

std::size_t DhtRooms::found() const
{
    std::set<core::Endpoint> all;
    for (const auto& [room, plan] : m_plans) {
        // Of a round that is still under way less is known than of the one before.
        const auto& best = plan.found.empty() ? plan.foundBefore : plan.found;
        all.insert(best.begin(), best.end());
    }
    return all.size();
}

std::size_t DhtRooms::announced() const
{
    return static_cast<std::size_t>(
        std::count_if(m_plans.begin(), m_plans.end(), [](const auto& each) {
            return bool(each.second.announced);
        }));
}

} // namespace engine
