// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/checkers.h"
#include "sim/ear.h"
#include "sim/hostile.h"

#include <algorithm>
#include <cstdio>

namespace sim {

using namespace engine;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t membersOfSquare = 20;
constexpr std::size_t textsOfMembers = 200;
constexpr std::size_t bytesOfText = 20;
constexpr std::size_t textsOfEach = 5;
constexpr seconds raidSpan{60};
constexpr seconds stayOfEach{10};
/// What a moderator may need to have it clean with one act, and by how much talking may get slower meanwhile.
constexpr milliseconds cleanMost{5000};
constexpr int slowerMost = 2;

bool showsRaid(SimPeer& peer, const RoomId& room)
{
    const auto rows = peer.disk().store().visible(room);
    return std::any_of(rows.begin(), rows.end(), [](const EventRow& row) {
        return textOf(row).starts_with("raid");
    });
}

std::size_t liveMembers(SimPeer& peer, const RoomId& room)
{
    return roomOf(peer, room)->roll()->members().size();
}

RoomId openSquare(World& world)
{
    CreateRoom wish;
    wish.name = "Room";
    wish.access = Access::Public;
    wish.policy.workBits = 4; // what joining costs is not the question here
    const auto answer = world.ask(world.peer(0), wish);
    const auto* created = answer ? std::get_if<RoomCreated>(&*answer) : nullptr;
    if (created == nullptr) {
        world.find("no public room could be made");
        return {};
    }
    world.peer(0).person().rooms[created->room] = RoomState::Joined;
    return created->room;
}

/// Comes in as everybody does, says what he has to say and is gone.
void sendRaider(World& world, const RoomId& room, const std::string& link, std::size_t number)
{
    SimPeer& raider = world.addPeer(false, false);
    raider.ask(JoinRoom{link});
    for (std::size_t i = 0; i < textsOfEach; ++i) {
        const std::string text =
            "raid " + std::to_string(number) + " " + std::string(200, 'x') + std::to_string(i);
        world.plan(milliseconds(2000 + 400 * i), [&raider, room, text]() {
            if (raider.isUp() && raider.person().rooms[room] == RoomState::Joined) {
                raider.ask(SendMessage{room, text, {}, {}});
            }
        });
    }
    world.plan(stayOfEach, [&raider]() {
        if (raider.isUp()) {
            raider.crash(false);
        }
    });
}

/// One act of the founder; how long until no member shows any of it.
milliseconds clearRaid(World& world,
                       const RoomId& room,
                       const std::vector<SimPeer*>& members,
                       core::WallTime since)
{
    ClearRaid wish;
    wish.room = room;
    wish.sinceMs = since.milliseconds;
    wish.reason = "a raid";
    const core::MonoTime begun = world.schedule().now();
    const auto answer = world.ask(*members[0], wish);
    const auto* done = answer ? std::get_if<RaidAnswer>(&*answer) : nullptr;
    if (done == nullptr) {
        world.find("the raid could not be cleared");
        return {};
    }
    const bool clean = world.runUntil(seconds(60), [&]() {
        return std::none_of(members.begin(), members.end(), [&](SimPeer* member) {
            return showsRaid(*member, room);
        });
    });
    if (!clean) {
        world.find("some of it is still shown a minute later");
    }
    const auto took = std::chrono::duration_cast<milliseconds>(world.schedule().now() - begun);
    std::printf("    %zu banned by one act, clean everywhere after %lld ms\n",
                done->people.size(),
                static_cast<long long>(took.count()));
    return took;
}

} // namespace

/// Twenty talk in a public room, and all others come for a minute to spoil it. The founder clears it while they come, and
/// once more when no more do.
void playRaid(World& world, std::size_t peers)
{
    for (std::size_t i = 0; i < membersOfSquare; ++i) {
        world.addPeer();
    }
    const std::vector<SimPeer*> members = world.everybody();
    const std::size_t raiders = peers > membersOfSquare ? peers - membersOfSquare : 1;
    const RoomId room = openSquare(world);
    const std::string door = world.invite(*members[0], room);
    for (std::size_t i = 1; i < members.size(); ++i) {
        world.plan(milliseconds(100 * i), [&world, door, i]() { world.join(world.peer(i), door); });
    }
    world.awaitJoined(room, members, seconds(60));
    world.run(seconds(30));

    Ear calm(world, room, members, members);
    calm.plan(raidSpan, textsOfMembers, bytesOfText);
    world.run(raidSpan + seconds(5));

    const core::WallTime begun = members[0]->wallNow();
    std::vector<std::string> links;
    for (SimPeer* member : members) {
        links.push_back(world.invite(*member, room));
    }
    for (std::size_t i = 0; i < raiders; ++i) {
        const core::Duration when(static_cast<core::Duration::rep>(
            world.rng().below(static_cast<std::uint64_t>(core::Duration(raidSpan).count()))));
        const std::string& link = links[world.rng().below(links.size())];
        world.plan(when, [&world, room, link, i]() { sendRaider(world, room, link, i); });
    }
    Ear loud(world, room, members, members);
    loud.plan(raidSpan, textsOfMembers, bytesOfText);
    world.run(raidSpan * 3 / 4);
    const std::size_t most = liveMembers(*members[1], room);
    const milliseconds first = clearRaid(world, room, members, begun);
    world.run(raidSpan / 4 + stayOfEach + seconds(5));
    static_cast<void>(clearRaid(world, room, members, begun));
    world.run(seconds(10));

    std::printf(
        "    %zu came, %zu members at most; talk: p50 %.0f ms, p99 %.0f ms before, p50 %.0f ms, "
        "p99 %.0f ms meanwhile\n",
        raiders,
        most,
        quantile(calm.all(), 0.5),
        quantile(calm.all(), 0.99),
        quantile(loud.all(), 0.5),
        quantile(loud.all(), 0.99));
    if (most < membersOfSquare + raiders / 4) {
        world.find("hardly any of them got in: this tests nothing");
    }
    if (first > cleanMost) {
        world.find("one act took too long");
    }
    if (loud.waiting() > 0
        || quantile(loud.all(), 0.99) > slowerMost * quantile(calm.all(), 0.99)) {
        world.find("members could hardly talk meanwhile");
    }
    checkAgreement(world, room, members);
    for (SimPeer* member : members) {
        if (showsRaid(*member, room) || liveMembers(*member, room) != members.size()) {
            world.find(member->name() + " still has some of them");
        }
        for (const std::string& complaint : member->person().complaints) {
            world.find(complaint);
        }
    }
}

} // namespace sim
