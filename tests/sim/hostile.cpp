// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/hostile.h"

#include "sim/checkers.h"
#include "sim/rogue_acts.h"

#include "events.pb.h"

#include <algorithm>
#include <cstdio>

namespace sim {

using namespace engine;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// What one member may have on disk of three who send all that they can; by far more than an honest hour, and yet an end.
constexpr std::size_t rowsMost = 20'000;
constexpr std::size_t recordsMost = 5'000;

/// All kinds, dealt out; a fork ends a log, so it is the last that its writer does.
std::vector<std::vector<const RogueAct*>> deal(World& world, std::size_t hands)
{
    std::vector<const RogueAct*> acts;
    for (const RogueAct& act : rogueActs()) {
        acts.push_back(&act);
    }
    for (std::size_t i = acts.size() - 1; i > 0; --i) {
        std::swap(acts[i], acts[world.rng().below(i + 1)]);
    }
    std::vector<std::vector<const RogueAct*>> out(hands);
    for (std::size_t i = 0; i < acts.size(); ++i) {
        out[i % hands].push_back(acts[i]);
    }
    for (auto& hand : out) {
        std::stable_partition(hand.begin(), hand.end(), [](const RogueAct* act) {
            return act->name != std::string("fork");
        });
    }
    return out;
}

void checkLevels(World& world, const RoomId& room, const std::vector<SimPeer*>& honest)
{
    for (SimPeer* peer : honest) {
        const auto loaded = roomOf(*peer, room);
        const auto& members = loaded->roll()->members();
        if (members.size() != honest.size()) {
            world.find(peer->name() + " counts " + std::to_string(members.size()) + " members");
        }
        for (SimPeer* other : honest) {
            const int wanted = other == honest[0] ? levelFounder : levelMember;
            if (loaded->roll()->level(other->identity()) != wanted) {
                world.find(other->name() + " has another level for " + peer->name());
            }
        }
        if (loaded->roll()->rules().name != "Room") {
            world.find("the room is called " + loaded->roll()->rules().name);
        }
    }
}

void checkBounds(World& world, const RoomId& room, const std::vector<SimPeer*>& honest)
{
    for (SimPeer* peer : honest) {
        const std::size_t rows = peer->disk().store().all(room).size();
        const std::size_t records = peer->disk().store().records(room);
        if (rows > rowsMost || records > recordsMost) {
            world.find(peer->name() + " keeps " + std::to_string(rows) + " events and "
                       + std::to_string(records) + " records");
        }
    }
}

/// What is said after they were shown out, nobody of them can open with anything that he ever got.
void checkSealedFrom(World& world,
                     const RoomId& room,
                     SimPeer& author,
                     const std::vector<std::unique_ptr<Rogue>>& rogues)
{
    const std::string text = "after they were shown out";
    author.sendText(room, text);
    world.run(seconds(5));
    bool said = false;
    for (const EventRow& row : author.disk().store().visible(room)) {
        const auto header = room::decodeHeader(row.header);
        said = said || textOf(row) == text;
        for (const auto& rogue : rogues) {
            if (textOf(row) == text && rogue->epochs().contains(header->epoch)) {
                world.find("somebody who was removed has the key to what was said afterwards");
            }
        }
    }
    if (!said) {
        world.find("the last text was not said");
    }
}

void ban(World& world, SimPeer& moderator, const RoomId& room, const IdentityId& who)
{
    ChangeMember wish;
    wish.room = room;
    wish.identity = who;
    wish.change = MemberAct::Ban;
    wish.reason = "hostile";
    const auto answer = world.ask(moderator, wish);
    if (!answer || std::holds_alternative<Refusal>(*answer)) {
        world.find(moderator.name() + " could not ban");
    }
}

} // namespace

std::string textOf(const EventRow& row)
{
    wire::TextMessage body;
    return body.ParseFromArray(row.body.data(), static_cast<int>(row.body.size())) ? body.text()
                                                                                   : std::string();
}

std::shared_ptr<room::Room> roomOf(SimPeer& peer, const RoomId& room)
{
    const room::Self self(peer.identitySeed(), peer.deviceSeed());
    return room::Room::load(self, room, peer.disk().store().loadState());
}

void checkNothingForbidden(World& world, const RoomId& room, const std::vector<SimPeer*>& members)
{
    for (SimPeer* member : members) {
        const auto loaded = roomOf(*member, room);
        for (const EventRow& row : member->disk().store().visible(room)) {
            if (textOf(row).find("never") != std::string::npos) {
                world.find(member->name() + " shows \"" + textOf(row).substr(0, 60) + "\"");
            }
            const auto log = loaded->roll()->log(row.ref.log);
            if (!log || (log->voidFrom && row.ref.seq >= *log->voidFrom)) {
                world.find(member->name() + " shows what lies beyond the end of a log: \""
                           + textOf(row).substr(0, 60) + "\"");
            }
        }
    }
}

/// A third of the room came in as everybody does, and then does what it can; meanwhile the others talk. In the end the
/// founder shows them out.
void playHostile(World& world, std::size_t peers)
{
    for (std::size_t i = 0; i < peers; ++i) {
        world.addPeer();
    }
    const RoomId room = world.roomOfEverybody();
    world.chatter(room, world.everybody(), seconds(10), 5 * peers);
    world.run(seconds(20));
    std::vector<SimPeer*> honest = world.everybody();
    std::vector<std::unique_ptr<Rogue>> rogues;
    for (std::size_t i = 0; i < peers / 3; ++i) {
        SimPeer* seat = honest.back();
        honest.pop_back();
        rogues.push_back(
            std::make_unique<Rogue>(world, *seat, room, static_cast<std::uint8_t>(i + 1)));
    }
    const auto hands = deal(world, rogues.size());
    const core::Duration each = seconds(8);
    const core::Duration span = each * (hands[0].size() + 1);
    world.chatter(room, honest, span, 120);
    for (std::size_t i = 0; i < rogues.size(); ++i) {
        Rogue* rogue = rogues[i].get();
        for (std::size_t k = 0; k < hands[i].size(); ++k) {
            const RogueAct* act = hands[i][k];
            world.plan(each * k + milliseconds(world.rng().below(4000)), [=, &world]() {
                if (world.options().verbose) {
                    std::printf("%10.3f rogue %zu: %s\n", world.elapsedSeconds(), i, act->name);
                }
                rogue->callAll(honest, act->plan(*rogue));
            });
            if (act->noise != nullptr) {
                world.plan(each * k + seconds(5), [=]() { act->noise(*rogue); });
            }
        }
    }
    world.run(span);
    for (const auto& rogue : rogues) {
        if (rogue->timesLive() < honest.size() * hands[0].size() / 2) {
            world.find("a rogue was live " + std::to_string(rogue->timesLive()) + " times only");
        }
        ban(world, *honest[0], room, rogue->self().identityId);
    }
    // They go on, with the door's secret and what they know.
    for (const auto& rogue : rogues) {
        rogue->callAll(honest,
                       Rogue::toAll({Rogue::frameOf(rogue->writeText("never: from outside"))}));
    }
    world.run(seconds(20));
    for (const auto& rogue : rogues) {
        rogue->hangUp();
    }
    checkAgreement(world, room, honest);
    world.run(milliseconds(200)); // the last of it reaches the disks
    if (world.options().verbose && !world.findings().empty()) {
        printLogs(world, room, honest);
    }
    checkNothingLost(world, room, honest);
    checkNothingForbidden(world, room, honest);
    checkLevels(world, room, honest);
    checkBounds(world, room, honest);
    checkSealedFrom(world, room, *honest[1], rogues);
    for (SimPeer* peer : honest) {
        for (const std::string& complaint : peer->person().complaints) {
            world.find(complaint);
        }
    }
}

} // namespace sim
