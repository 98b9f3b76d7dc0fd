// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/checkers.h"
#include "sim/hostile.h"
#include "sim/rogue.h"

#include "events.pb.h"

#include <algorithm>
#include <cstdio>

namespace sim {

using namespace engine;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

ChangeMember act(const RoomId& room, const SimPeer& who, MemberAct change, int level = levelMember)
{
    ChangeMember wish;
    wish.room = room;
    wish.identity = who.identity();
    wish.change = change;
    wish.level = level;
    wish.reason = "a race";
    return wish;
}

core::Duration within(World& world, core::Duration most)
{
    return core::Duration(static_cast<core::Duration::rep>(
        world.rng().below(static_cast<std::uint64_t>(most.count()))));
}

/// Everybody is somewhere else for a while.
void scatter(World& world)
{
    for (SimPeer* peer : world.everybody()) {
        world.network().setGroup(peer->node(), static_cast<int>(world.rng().below(2)));
    }
    world.plan(within(world, seconds(20)), [&world]() { world.network().heal(); });
}

/// By hand: on the old chain, before the ban and after it, to some of them only.
void writeLate(World& world, Rogue& rogue, const std::vector<SimPeer*>& others)
{
    std::vector<SimPeer*> some = others;
    some.resize(1 + world.rng().below(others.size()));
    Rogue::Frames frames;
    for (std::size_t i = 0; i < 1 + world.rng().below(3); ++i) {
        const milliseconds back(world.rng().below(120'000));
        frames.push_back(Rogue::frameOf(rogue.writeText(
            "by hand " + std::to_string(rogue.nextSeq()), [&](room::Header& header) {
                header.clock = room::HybridClock::at(rogue.now().wall.plus(-back));
            })));
    }
    if (world.rng().below(4) == 0) {
        // Two tales of one place.
        const auto left = rogue.writeText("one branch");
        frames.push_back(Rogue::frameOf(left));
        const auto right =
            rogue.make(room::Kind::TextMessage, left.body, [&](room::Header& header) {
                header.seq = left.header.seq;
                header.prev = left.header.prev;
            });
        rogue.callAll(some, [frames, right](std::size_t number) {
            return number % 2 == 0 ? frames : Rogue::Frames{Rogue::frameOf(right)};
        });
        return;
    }
    rogue.callAll(some, Rogue::toAll(std::move(frames)));
}

void checkSameShown(World& world, const RoomId& room, const std::vector<SimPeer*>& members)
{
    std::map<EventRef, std::pair<std::string, std::string>> shown; // the text, and who shows it
    for (SimPeer* member : members) {
        for (const EventRow& row : member->disk().store().visible(room)) {
            auto& [text, by] = shown[row.ref];
            text = textOf(row);
            by += " " + member->name();
        }
    }
    std::string all;
    for (SimPeer* member : members) {
        all += " " + member->name();
    }
    for (const auto& [ref, seen] : shown) {
        if (seen.second != all) {
            for (SimPeer* member : members) {
                const EventRow* row = member->disk().store().find(room, ref);
                std::printf("    %s: %s\n",
                            member->name().c_str(),
                            row == nullptr
                                ? "not held"
                                : ("state " + std::to_string(static_cast<int>(row->shown))
                                   + (row->sealed ? ", sealed" : ""))
                                      .c_str());
            }
            world.find("only" + seen.second + " show seq " + std::to_string(ref.seq) + " of "
                       + ref.log.hex().substr(0, 8) + ", \"" + seen.first.substr(0, 40) + "\"");
        }
    }
}

} // namespace

void printLogs(World& world, const RoomId& room, const std::vector<SimPeer*>& members)
{
    for (SimPeer* member : members) {
        const auto loaded = roomOf(*member, room);
        for (const auto& [log, entry] : loaded->logs()) {
            const auto standing = loaded->roll()->log(log);
            std::string who = "?";
            for (SimPeer* peer : world.everybody()) {
                who = standing && peer->identity() == standing->identity ? peer->name() : who;
            }
            std::printf("    %s: log %s of %s",
                        member->name().c_str(),
                        log.hex().substr(0, 8).c_str(),
                        who.c_str());
            for (const room::Stretch& stretch : entry.held.stretches()) {
                std::printf(" %llu-%llu",
                            static_cast<unsigned long long>(stretch.from),
                            static_cast<unsigned long long>(stretch.to));
                std::printf("(%s..%s)",
                            stretch.before.hex().substr(0, 4).c_str(),
                            stretch.last.hex().substr(0, 4).c_str());
            }
            if (standing && standing->voidFrom) {
                std::printf(" void from %llu",
                            static_cast<unsigned long long>(*standing->voidFrom));
            }
            if (entry.isAnchored()) {
                std::printf(" anchor %s, there %s",
                            entry.anchor().hex().substr(0, 4).c_str(),
                            entry.endId.hex().substr(0, 4).c_str());
            }
            if (entry.forkedAt) {
                std::printf(" forked at %llu", static_cast<unsigned long long>(*entry.forkedAt));
            }
            std::printf("\n");
        }
    }
}

/// peer0 founds, peer1 and peer2 moderate, peer3 is the one to go; the last ones are there. Who does what to whom, where
/// everybody is meanwhile and what the one to go writes by hand is drawn.
void playRaces(World& world, std::size_t peers)
{
    for (std::size_t i = 0; i < peers; ++i) {
        world.addPeer();
    }
    const RoomId room = world.roomOfEverybody();
    for (const std::size_t i : {1U, 2U}) {
        static_cast<void>(
            world.ask(world.peer(0), act(room, world.peer(i), MemberAct::Grant, levelModerator)));
    }
    world.chatter(room, world.everybody(), seconds(4), 12);
    world.run(seconds(6));
    SimPeer& target = world.peer(3);
    std::vector<SimPeer*> others = world.everybody();
    std::erase(others, &target);
    const core::Duration span = seconds(25);
    scatter(world);
    world.chatter(room, world.everybody(), span, 40);

    const bool byHand = world.rng().below(3) != 0;
    std::unique_ptr<Rogue> rogue;
    if (byHand) {
        rogue = std::make_unique<Rogue>(world, target, room, std::uint8_t(1));
        for (std::size_t i = 0; i < 4; ++i) {
            world.plan(within(world, span), [&]() { writeLate(world, *rogue, others); });
        }
    }
    const auto later = [&](SimPeer& who, Request what) {
        world.plan(within(world, span), [&who, what]() { who.ask(what); });
    };
    // The one who moderates may lose that right, or be removed himself, at the same time.
    later(world.peer(1),
          act(room, target, world.rng().below(3) == 0 ? MemberAct::Kick : MemberAct::Ban));
    switch (world.rng().below(5)) {
    case 0:
        later(world.peer(0), act(room, world.peer(1), MemberAct::Grant, levelMember));
        break;
    case 1:
        later(world.peer(0), act(room, world.peer(1), MemberAct::Ban));
        break;
    case 2:
        later(world.peer(2), act(room, target, MemberAct::Ban));
        break;
    case 3:
        later(world.peer(0), act(room, target, MemberAct::Grant, levelModerator));
        break;
    default:
        later(world.peer(2), act(room, target, MemberAct::Kick));
        later(world.peer(0), InviteToRoom{room, levelMember, 0, 0});
    }
    world.run(span + seconds(1));
    world.network().heal();
    // Whatever came of it: now he is out for good, and whoever was demoted stays so.
    static_cast<void>(world.ask(world.peer(0), act(room, target, MemberAct::Ban)));
    if (byHand) {
        world.run(seconds(1));
        writeLate(world, *rogue, others);
    } else {
        world.chatter(room, {&target}, seconds(2), 5);
    }
    world.run(seconds(15));
    if (rogue) {
        rogue->hangUp();
    }
    std::vector<SimPeer*> members;
    for (SimPeer* peer : others) {
        // Somebody who was removed while he was away may not know it yet: nobody lets him in to learn it.
        if (roomOf(world.peer(0), room)->roll()->level(peer->identity()) != levelNone) {
            members.push_back(peer);
        }
    }
    if (members.size() + 1 < others.size()) {
        world.find("more than one of the others is out");
    }
    checkAgreement(world, room, members);
    world.run(milliseconds(200)); // the last of it reaches the disks
    checkNothingForbidden(world, room, members);
    // What counts of his is the same for all, to the last text.
    checkSameShown(world, room, members);
    if (world.options().verbose && !world.findings().empty()) {
        printLogs(world, room, members);
    }
    checkPromises(world);
}

} // namespace sim
