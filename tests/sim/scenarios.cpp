// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/scenarios.h"

#include "core/limits.h"
#include "sim/checkers.h"
#include "sim/crowd.h"
#include "sim/hostile.h"
#include "sim/stranger.h"

#include <algorithm>

namespace sim {

using namespace engine;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

void addPeers(World& world, std::size_t count, bool lan = true)
{
    for (std::size_t i = 0; i < count; ++i) {
        world.addPeer(lan);
    }
}

void concludeAmong(World& world, const RoomId& room, const std::vector<SimPeer*>& members)
{
    world.calm();
    checkAgreement(world, room, members);
    checkNothingLost(world, room, members);
    checkPromises(world);
}

void conclude(World& world, const RoomId& room)
{
    concludeAmong(world, room, world.everybody());
}

/// People on one LAN talk.
void playChat(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    const core::Duration span = world.span(3);
    world.chatter(room, world.everybody(), span, 10 * peers + 20);
    world.run(span);
    conclude(world, room);
}

/// No LAN and no DHT: the invite's addresses, then what the members tell each other. The founder goes for a while.
void playHints(World& world, std::size_t peers)
{
    addPeers(world, peers, false);
    const RoomId room = world.roomOfEverybody();
    world.run(seconds(70)); // addresses go round
    world.chatter(room, world.everybody(), seconds(30), 20);
    world.run(seconds(30));
    world.peer(0).crash(false);
    std::vector<SimPeer*> others = world.everybody();
    others.erase(others.begin());
    world.chatter(room, others, seconds(30), 20);
    world.run(seconds(30));
    checkAgreement(world, room, others);
    conclude(world, room);
}

/// Two behind NAT who can only be met through the founder.
void playNat(World& world, std::size_t peers)
{
    world.addPeer(false, true);
    for (std::size_t i = 1; i < peers; ++i) {
        world.addPeer(false, false);
    }
    const RoomId room = world.roomOfEverybody();
    const core::Duration span = world.span(2);
    world.chatter(room, world.everybody(), span, 40);
    world.run(span);
    conclude(world, room);
}

void planCrash(
    World& world, std::size_t index, core::Duration when, core::Duration away, bool silent)
{
    world.plan(when, [&world, index, silent]() {
        if (world.peer(index).isUp()) {
            world.peer(index).crash(silent);
        }
    });
    world.plan(when + away, [&world, index]() {
        if (!world.peer(index).isUp()) {
            world.peer(index).start();
        }
    });
}

core::Duration randomSpan(World& world, core::Duration most)
{
    return core::Duration(static_cast<core::Duration::rep>(
        world.rng().below(static_cast<std::uint64_t>(most.count()))));
}

/// Peers are killed and lose power in the middle of it.
void playCrash(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    const core::Duration span = world.span(4);
    world.chatter(room, world.everybody(), span, 20 * peers);
    for (std::size_t i = 0; i < 3 * peers; ++i) {
        planCrash(world,
                  world.rng().below(peers),
                  randomSpan(world, span),
                  milliseconds(50) + randomSpan(world, seconds(20)),
                  world.rng().below(2) == 0);
    }
    world.run(span + seconds(21));
    conclude(world, room);
}

/// Killed while joining, and again.
void playJoinCrash(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.createRoom(world.peer(0));
    const std::string link = world.invite(world.peer(0), room);
    world.chatter(room, {&world.peer(0)}, seconds(5), 30);
    world.run(seconds(5));
    for (std::size_t i = 1; i < peers; ++i) {
        SimPeer& joiner = world.peer(i);
        auto accepted = std::make_shared<bool>(false);
        joiner.ask(JoinRoom{link}, [accepted](const Answer& answer) {
            *accepted = std::holds_alternative<RoomJoined>(answer);
        });
        for (int life = 0; life < 4; ++life) {
            world.run(milliseconds(world.rng().below(40)));
            joiner.crash(world.rng().below(2) == 0);
            world.run(milliseconds(world.rng().below(500)));
            joiner.start();
        }
        if (!*accepted) {
            // The wish itself may have been lost with the crash; the person asks once more.
            joiner.ask(JoinRoom{link});
        }
    }
    const auto everybody = world.everybody();
    if (!world.runUntil(seconds(120), [&]() {
            return std::all_of(everybody.begin(), everybody.end(), [&](SimPeer* peer) {
                return peer->disk().store().visible(room).size()
                       >= world.peer(0).person().acknowledged.size();
            });
        })) {
        world.find("a joiner that was killed does not get in");
    }
    world.chatter(room, everybody, seconds(20), 30);
    world.run(seconds(20));
    conclude(world, room);
}

/// Two halves talk apart and meet again.
void playPartition(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    for (const core::Duration apart : {core::Duration(seconds(20)), world.span(3)}) {
        for (std::size_t i = 0; i < peers; ++i) {
            world.network().setGroup(world.peer(i).node(), world.rng().below(2) == 0 ? 0 : 1);
        }
        world.chatter(room, world.everybody(), apart, 10 * peers);
        world.run(apart);
        world.network().heal();
        world.run(seconds(10));
    }
    conclude(world, room);
}

/// A disk from yesterday: the own log is ahead of it elsewhere, so another one is opened and nothing forks.
void playRollback(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    SimPeer& victim = world.peer(peers - 1);
    world.chatter(room, world.everybody(), seconds(20), 30);
    world.run(seconds(22));
    const MemoryStore yesterday = victim.disk().store();
    world.chatter(room, world.everybody(), seconds(20), 30);
    world.chatter(room, {&victim}, seconds(20), 5);
    world.run(seconds(25));
    const std::size_t before = victim.disk().store().visible(room).size();
    victim.crash(false);
    victim.rollBack(yesterday);
    world.run(seconds(3));
    victim.start();
    // At once, before any neighbour has said what it knows.
    victim.sendText(room, "written by " + victim.name() + " on the older disk");
    world.chatter(room, world.everybody(), seconds(20), 30);
    world.chatter(room, {&victim}, seconds(20), 5);
    world.run(seconds(25));
    conclude(world, room);
    for (SimPeer* peer : world.everybody()) {
        if (peer->disk().store().visible(room).size() < before) {
            world.find(peer->name() + " does not have what was written before the disk fell back");
        }
        for (const StoredRecord& record : peer->disk().store().loadState().records) {
            if (record.kind == RecordKind::ForkProof) {
                world.find(peer->name() + " holds the proof of a fork");
            }
        }
    }
}

/// Disks run full and are emptied again; meanwhile nothing is acknowledged that is not stored.
void playDiskFull(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    const core::Duration span = world.span(3);
    world.chatter(room, world.everybody(), span, 20 * peers);
    for (std::size_t i = 0; i < peers; ++i) {
        const core::Duration when = randomSpan(world, span / 2);
        const StoreError error = i % 2 == 0 ? StoreError::DiskFull : StoreError::Failed;
        world.plan(when, [&world, i, error]() { world.peer(i).disk().setError(error); });
        world.plan(when + seconds(1) + randomSpan(world, span / 3),
                   [&world, i]() { world.peer(i).disk().setError(std::nullopt); });
    }
    world.run(span);
    std::uint64_t failures = 0;
    for (SimPeer* peer : world.everybody()) {
        failures += peer->disk().failures();
    }
    if (failures == 0) {
        world.find("no commit failed: the scenario tests nothing");
    }
    conclude(world, room);
    // Writing works again.
    for (SimPeer* peer : world.everybody()) {
        const std::size_t before = peer->person().acknowledged.size();
        peer->sendText(room, peer->name() + " writes again");
        if (!world.runUntil(seconds(30),
                            [&]() { return peer->person().acknowledged.size() > before; })) {
            world.find(peer->name() + " cannot write after the disk has healed");
        }
    }
    conclude(world, room);
}

/// Everybody dials everybody, again and again: one link for each pair stays.
void playDuplicates(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    for (int round = 0; round < 5; ++round) {
        for (SimPeer* from : world.everybody()) {
            for (SimPeer* to : world.everybody()) {
                const std::string address = world.network().addressOf(to->node()).text();
                const core::Duration when = randomSpan(world, milliseconds(50));
                world.plan(when, [from, room, address]() { from->ask(DialPeer{room, address}); });
            }
        }
        world.chatter(room, world.everybody(), seconds(5), 20);
        world.run(seconds(10));
    }
    world.calm();
    world.run(seconds(5));
    for (SimPeer* peer : world.everybody()) {
        const auto answer = world.ask(*peer, ListPeers{room});
        const auto* list = answer ? std::get_if<PeerList>(&*answer) : nullptr;
        std::set<IdentityId> seen;
        for (const PeerSnapshot& each :
             list != nullptr ? list->peers : std::vector<PeerSnapshot>()) {
            if (!seen.insert(each.identity).second) {
                world.find(peer->name() + " keeps two links to one member");
            }
            if (each.identity == peer->identity()) {
                world.find(peer->name() + " is linked to itself");
            }
        }
        if (seen.size() + 1 != peers && peers <= core::limits::tuning::meshMembers) {
            world.find(peer->name() + " is linked to " + std::to_string(seen.size()) + " members");
        }
    }
    conclude(world, room);
}

/// Two rooms on one LAN, people in both, and somebody who only makes noise.
void playStrangers(World& world, std::size_t peers)
{
    addPeers(world, peers);
    Stranger stranger(world);
    const std::size_t half = peers / 2;
    std::vector<SimPeer*> left;
    std::vector<SimPeer*> right;
    for (std::size_t i = 0; i < peers; ++i) {
        (i < half ? left : right).push_back(&world.peer(i));
    }
    right.push_back(&world.peer(0)); // the first one is in both rooms
    std::vector<RoomId> rooms;
    for (const auto& group : {left, right}) {
        const RoomId room = world.createRoom(*group.front());
        const std::string link = world.invite(*group.front(), room);
        for (std::size_t i = 1; i < group.size(); ++i) {
            world.join(*group[i], link);
        }
        world.awaitJoined(room, group, seconds(60));
        rooms.push_back(room);
    }
    const core::Duration span = world.span(2);
    world.chatter(rooms[0], left, span, 30);
    world.chatter(rooms[1], right, span, 30);
    stranger.pester(span);
    world.run(span);
    concludeAmong(world, rooms[0], left);
    concludeAmong(world, rooms[1], right);
    for (std::size_t i = 1; i < half; ++i) {
        for (std::size_t j = half; j < peers; ++j) {
            checkStrangers(world, world.peer(i), world.peer(j));
        }
        checkNotStored(world, world.peer(i), rooms[1]);
    }
    for (std::size_t j = half; j < peers; ++j) {
        checkNotStored(world, world.peer(j), rooms[0]);
    }
    if (stranger.heard() > 0) {
        world.find("a stranger was sent " + std::to_string(stranger.heard()) + " bytes");
    }
}

/// A file goes round while its receivers are killed.
void playFile(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    core::Bytes bytes(900'000 + world.rng().below(300'000));
    world.rng().fill(bytes);
    world.peer(0).files().put("/files/notes.bin", bytes);
    const auto answer = world.ask(world.peer(0), ShareFile{room, "/files/notes.bin"});
    const auto* shared = answer ? std::get_if<FileShared>(&*answer) : nullptr;
    if (shared == nullptr) {
        world.find("the file could not be shared");
        return;
    }
    const auto hasCard = [&](SimPeer& peer) {
        const auto listed = world.ask(peer, ListFiles{room});
        const auto* list = listed ? std::get_if<FileList>(&*listed) : nullptr;
        return list != nullptr && !list->files.empty();
    };
    for (std::size_t i = 1; i < peers; ++i) {
        if (!world.runUntil(seconds(60), [&]() { return hasCard(world.peer(i)); })) {
            world.find(world.peer(i).name() + " never hears of the file");
        }
    }
    std::vector<bool> promised(peers, false);
    const auto fetch = [&](std::size_t i) {
        world.peer(i).ask(FetchFile{shared->file, ""}, [&promised, i](const Answer& said) {
            promised[i] = std::holds_alternative<Done>(said);
        });
    };
    for (std::size_t i = 1; i < peers; ++i) {
        fetch(i);
        if (i % 2 == 0) {
            planCrash(world, i, milliseconds(5 + world.rng().below(300)), seconds(2), i % 4 == 0);
        }
    }
    // Who was killed before it was promised him asks again; who was promised it must not have to.
    world.run(seconds(5));
    for (std::size_t i = 1; i < peers; ++i) {
        if (!promised[i]) {
            fetch(i);
        }
    }
    const std::string path = "/downloads/notes.bin";
    const auto done = [&]() {
        for (std::size_t i = 1; i < peers; ++i) {
            if (world.peer(i).files().find(path) == nullptr) {
                return false;
            }
        }
        return true;
    };
    if (!world.runUntil(seconds(180), done)) {
        for (std::size_t i = 1; i < peers; ++i) {
            if (world.peer(i).files().find(path) == nullptr) {
                world.find(world.peer(i).name() + " does not finish the download");
            }
        }
    }
    for (std::size_t i = 1; i < peers; ++i) {
        const core::Bytes* got = world.peer(i).files().find(path);
        if (got != nullptr && *got != bytes) {
            world.find(world.peer(i).name() + " got another file");
        }
    }
    world.run(seconds(2));
    conclude(world, room);
}

/// Everything at once.
void playChaos(World& world, std::size_t peers)
{
    addPeers(world, peers);
    const RoomId room = world.roomOfEverybody();
    const core::Duration span = world.span(6);
    world.chatter(room, world.everybody(), span, 25 * peers);
    for (std::size_t i = 0; i < 2 * peers; ++i) {
        const std::size_t victim = world.rng().below(peers);
        const core::Duration when = randomSpan(world, span - span / 10);
        switch (world.rng().below(4)) {
        case 0:
            planCrash(
                world, victim, when, randomSpan(world, seconds(40)), world.rng().below(2) == 0);
            break;
        case 1:
            world.plan(when, [&world, victim]() {
                world.peer(victim).disk().setError(StoreError::DiskFull);
            });
            world.plan(when + seconds(20),
                       [&world, victim]() { world.peer(victim).disk().setError(std::nullopt); });
            break;
        case 2:
            world.plan(when, [&world, victim]() {
                world.network().setGroup(world.peer(victim).node(), 1);
            });
            world.plan(when + randomSpan(world, seconds(90)),
                       [&world]() { world.network().heal(); });
            break;
        default:
            world.plan(when, [&world, victim]() {
                world.network().breakLinks(world.peer(victim).node());
                world.peer(victim).networkChanged();
            });
        }
    }
    world.run(span);
    conclude(world, room);
}

} // namespace

const std::vector<Scenario>& scenarios()
{
    static const std::vector<Scenario> all{
        {"chat", "people on one LAN talk", 4, playChat},
        {"hints", "the invite's addresses alone, the founder leaves for a while", 4, playHints},
        {"nat", "all but the founder are behind NAT", 3, playNat},
        {"crash", "peers are killed and lose power", 4, playCrash},
        {"join_crash", "peers are killed while they join", 3, playJoinCrash},
        {"partition", "halves talk apart and meet again", 5, playPartition},
        {"rollback", "one finds an older disk", 3, playRollback},
        {"disk_full", "disks run full and are emptied", 3, playDiskFull},
        {"duplicates", "everybody dials everybody", 5, playDuplicates},
        {"strangers", "two rooms and a noisy stranger on one LAN", 6, playStrangers},
        {"file", "a file goes round while receivers are killed", 5, playFile},
        {"chaos", "everything at once", 5, playChaos},
        {"hostile", "a third of the room does everything that it must not", 9, playHostile},
        {"races",
         "somebody is removed while he, and others, do what they can against it",
         6,
         playRaces},
        {"crowd", "a room of many, in which many vanish, and which falls apart", 50, playCrowd},
        {"raid", "twenty talk in a public room, and all others come to spoil it", 60, playRaid},
    };
    return all;
}

const Scenario* findScenario(const std::string& name)
{
    const auto found = std::find_if(scenarios().begin(),
                                    scenarios().end(),
                                    [&](const Scenario& one) { return one.name == name; });
    return found == scenarios().end() ? nullptr : &*found;
}

} // namespace sim
