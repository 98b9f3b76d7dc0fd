// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/crowd.h"

#include "core/limits.h"
#include "sim/checkers.h"
#include "sim/ear.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace sim {

using namespace engine;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t speakersOfCrowd = 20;
constexpr std::size_t superpeersOfCrowd = 3;
constexpr std::size_t textsOfPhase = 200;
/// Whole in a frame that is padded to 1 KiB: so the bytes that are sent tell how many copies.
constexpr std::size_t bytesOfText = 600;
constexpr std::size_t bytesOfFrame = 1024;
constexpr seconds phaseSpan{60};
/// One each, less than one more, and what says who has it; without loss.
constexpr double copiesMost = 3.0;
/// How long after all faults have ended everybody has the same.
constexpr seconds agreeMost{30};
constexpr double seenLeast = 0.99;
/// Enough to be no moment's chance.
constexpr std::size_t minutesLater = 10;

using Members = std::vector<SimPeer*>;

std::uint64_t bytesSent(World& world)
{
    const Traffic& traffic = world.network().traffic();
    return std::accumulate(traffic.begin(),
                           traffic.end(),
                           std::uint64_t{0},
                           [](std::uint64_t sum, const auto& item) { return sum + item.second; });
}

/// What everybody together sends while nothing is said.
double idleBytes(World& world)
{
    const std::uint64_t before = bytesSent(world);
    world.run(phaseSpan);
    return static_cast<double>(bytesSent(world) - before);
}

/// One minute of talk, and what it costs beyond what they send anyway.
void talk(World& world,
          const RoomId& room,
          const Members& speakers,
          const Members& listeners,
          double idle,
          const char* what)
{
    Ear ear(world, room, speakers, listeners);
    const std::uint64_t before = bytesSent(world);
    ear.plan(phaseSpan, textsOfPhase, bytesOfText);
    world.run(phaseSpan);
    const bool done = world.runUntil(seconds(60), [&]() { return ear.waiting() == 0; });
    const double cost = static_cast<double>(bytesSent(world) - before) - idle;
    const auto up = std::count_if(
        listeners.begin(), listeners.end(), [](SimPeer* each) { return each->isUp(); });
    const double ideal = static_cast<double>(textsOfPhase * bytesOfFrame)
                         * static_cast<double>(std::max<std::ptrdiff_t>(up - 1, 1));
    std::printf("    %s: shown to each p50 %.0f ms, p99 %.0f ms, to the last p50 %.0f ms, p99 %.0f "
                "ms; %.2f copies each; idle %.1f kB a minute and peer\n",
                what,
                quantile(ear.each(), 0.5),
                quantile(ear.each(), 0.99),
                quantile(ear.all(), 0.5),
                quantile(ear.all(), 0.99),
                cost / ideal,
                idle / 1000.0 / static_cast<double>(std::max<std::ptrdiff_t>(up, 1)));
    std::fflush(stdout);
    if (world.options().lossPercent == 0 && cost / ideal > copiesMost) {
        world.find(std::string(what) + ": too many copies");
    }
    if (!done) {
        world.find(std::string(what) + ": some never saw what was said");
    }
}

void agree(World& world, const RoomId& room, const Members& members, const char* what)
{
    const core::MonoTime since = world.schedule().now();
    checkAgreement(world, room, members, agreeMost);
    std::printf("    %s: all have the same after %.1f s\n",
                what,
                std::chrono::duration<double>(world.schedule().now() - since).count());
    std::fflush(stdout);
}

RoomId gather(World& world, const Members& members)
{
    const RoomId room = world.createRoom(*members[0]);
    std::vector<std::string> doors{world.invite(*members[0], room)};
    for (std::size_t i = 1; i < members.size(); ++i) {
        world.join(*members[i], doors[world.rng().below(doors.size())]);
        world.run(milliseconds(100));
        if (i < superpeersOfCrowd) {
            world.awaitJoined(room, {members[i]}, seconds(30));
            ChangeMember wish;
            wish.room = room;
            wish.identity = members[i]->identity();
            wish.level = levelModerator;
            static_cast<void>(world.ask(*members[0], wish));
            world.run(seconds(5));
            doors.push_back(world.invite(*members[i], room));
        }
    }
    world.awaitJoined(room, members, seconds(120));
    return room;
}

/// Three in ten lose their power at one moment, and come back later.
void failTogether(World& world, const RoomId& room, const Members& members, const Members& speakers)
{
    Members dark;
    for (std::size_t i = speakers.size(); i < members.size(); ++i) {
        if (world.rng().below(10) < 3) {
            members[i]->crash(true);
            dark.push_back(members[i]);
        }
    }
    talk(world, room, speakers, members, 0, "three in ten gone at once");
    for (SimPeer* each : dark) {
        each->start();
    }
    agree(world, room, members, "those are back");
}

void partThreeWays(World& world, const RoomId& room, const Members& members)
{
    for (SimPeer* each : members) {
        world.network().setGroup(each->node(), static_cast<int>(world.rng().below(3)));
    }
    world.chatter(room, members, phaseSpan, textsOfPhase);
    world.run(phaseSpan * 2);
    world.network().heal();
    agree(world, room, members, "three parts are one again");
}

/// As many laptops are shut for a night; the others talk in the evening, and in the morning all is there.
void sleepThrough(World& world, const RoomId& room, const Members& members, const Members& speakers)
{
    Members asleep;
    for (std::size_t i = speakers.size(); i < members.size(); ++i) {
        if (world.rng().below(10) < 3) {
            members[i]->crash(true);
            asleep.push_back(members[i]);
        }
    }
    world.chatter(room, speakers, phaseSpan, textsOfPhase);
    world.run(std::chrono::hours(8));
    for (SimPeer* each : asleep) {
        each->start();
    }
    agree(world, room, members, "those are awake who slept eight hours");
}

/// Of all pairs, how many see each other as online.
void checkSeen(World& world, const RoomId& room, const Members& members)
{
    std::size_t seen = 0;
    for (SimPeer* each : members) {
        const auto answer = world.ask(*each, ListMembers{room});
        const auto* list = answer ? std::get_if<MemberList>(&*answer) : nullptr;
        seen += list == nullptr ? 0
                                : static_cast<std::size_t>(std::count_if(
                                      list->members.begin(),
                                      list->members.end(),
                                      [](const MemberSnapshot& one) { return one.online; }));
    }
    const double share =
        static_cast<double>(seen) / static_cast<double>(members.size() * members.size());
    std::printf("    everybody is here: seen by %.2f %%\n", share * 100);
    std::fflush(stdout);
    if (share < seenLeast) {
        world.find("some who are here are not seen");
    }
}

/// Those at the door had more for a moment.
void checkLinks(World& world, const RoomId& room, const Members& members)
{
    for (SimPeer* each : members) {
        const auto answer = world.ask(*each, ListPeers{room});
        const auto* list = answer ? std::get_if<PeerList>(&*answer) : nullptr;
        // Some may just have come.
        constexpr std::size_t most =
            core::limits::tuning::linksPerRoom + core::limits::tuning::meshMembers;
        if (list == nullptr || list->peers.size() > most) {
            world.find(each->name() + " keeps more links than it is to");
        }
    }
}

} // namespace

void playCrowd(World& world, std::size_t peers)
{
    for (std::size_t i = 0; i < peers; ++i) {
        world.addPeer(false, i < speakersOfCrowd || world.rng().below(10) < 7);
    }
    const Members members = world.everybody();
    const RoomId room = gather(world, members);
    world.run(seconds(60));
    const Members speakers(
        members.begin(),
        members.begin() + static_cast<std::ptrdiff_t>(std::min(speakersOfCrowd, members.size())));
    checkLinks(world, room, speakers);
    const double idle = idleBytes(world);
    talk(world, room, speakers, members, idle, "all quiet");
    agree(world, room, members, "all quiet");
    failTogether(world, room, members, speakers);
    partThreeWays(world, room, members);
    sleepThrough(world, room, members, speakers);
    world.run(core::limits::tuning::herePeriodMost);
    checkSeen(world, room, members);
    double idleLater = 0;
    for (std::size_t i = 0; i < minutesLater; ++i) {
        idleLater += idleBytes(world) / static_cast<double>(minutesLater);
    }
    std::printf("    long after: idle %.1f kB a minute and peer\n",
                idleLater / 1000.0 / static_cast<double>(members.size()));
    checkNothingLost(world, room, members);
    checkPromises(world);
}

} // namespace sim
