// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room/succession.cpp
#include "engine/room/event.h"
#include "engine/succession_desk.h"
#include "sim/world.h"

#include "events.pb.h"
#include <QTest>

#include <algorithm>

using namespace engine;
using namespace sim;
using std::chrono::seconds;

namespace {

std::optional<Reason> reasonOf(const std::optional<Answer>& answer)
{
    const auto* refusal = answer ? std::get_if<Refusal>(&*answer) : nullptr;
    return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

RoomSnapshot snapshotOf(World& world, SimPeer& peer, const RoomId& room)
{
    const RoomList list = std::get<RoomList>(*world.ask(peer, ListRooms{}));
    const auto it = std::find_if(
        list.rooms.begin(), list.rooms.end(), [&](const auto& each) { return each.room == room; });
    return it == list.rooms.end() ? RoomSnapshot{} : *it;
}

int levelOf(World& world, SimPeer& asked, const RoomId& room, const SimPeer& whom)
{
    const MemberList list = std::get<MemberList>(*world.ask(asked, ListMembers{room}));
    const auto it = std::find_if(list.members.begin(), list.members.end(), [&](const auto& each) {
        return each.identity == whom.identity();
    });
    return it == list.members.end() ? levelNone : it->level;
}

void promote(World& world, SimPeer& by, const RoomId& room, const SimPeer& whom, int level)
{
    ChangeMember wish;
    wish.room = room;
    wish.identity = whom.identity();
    wish.level = level;
    QVERIFY(!reasonOf(world.ask(by, wish)));
}

RoomSucceeded succeed(World& world, SimPeer& by, const RoomId& room)
{
    SucceedRoom wish;
    wish.room = room;
    wish.words = "It goes on:";
    const auto answer = world.ask(by, wish);
    const auto* made = answer ? std::get_if<RoomSucceeded>(&*answer) : nullptr;
    return made == nullptr ? RoomSucceeded{} : *made;
}

/// The newest text that stands on this one's disk.
std::string newestText(SimPeer& peer, const RoomId& room)
{
    std::string out;
    for (const EventRow& row : peer.disk().store().visible(room)) {
        ::parlour::wire::TextMessage said;
        if (row.kind == static_cast<std::uint8_t>(room::Kind::TextMessage)
            && said.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))) {
            out = said.text();
        }
    }
    return out;
}

} // namespace

class SuccessionDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void anHeirGoesOnAloneWhenTheFounderIsGone()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        SimPeer& cat = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        QVERIFY(!reasonOf(world.ask(ann, SetHeirs{room, {ben.identity()}})));
        promote(world, ann, room, cat, levelModerator);
        QVERIFY(world.runUntil(seconds(10), [&] {
            return levelOf(world, ben, room, cat) == levelModerator
                   && levelOf(world, cat, room, cat) == levelModerator;
        }));
        ann.crash(true);
        const RoomSucceeded next = succeed(world, ben, room);
        QVERIFY(!next.room.isZero() && next.told);
        QCOMPARE(snapshotOf(world, ben, room).successor, std::optional(next.room));
        // Cat is offered it, and nothing else happens to her.
        QVERIFY(world.runUntil(
            seconds(10), [&] { return newestText(cat, room) == "It goes on: " + next.link; }));
        QVERIFY(!snapshotOf(world, cat, room).successor);
        world.join(cat, next.link);
        QVERIFY(world.runUntil(
            seconds(30), [&] { return snapshotOf(world, cat, room).successor == next.room; }));
        QCOMPARE(snapshotOf(world, cat, next.room).predecessor, std::optional(room));
        QCOMPARE(snapshotOf(world, cat, next.room).name, snapshotOf(world, cat, room).name);
        QCOMPARE(levelOf(world, ben, next.room, cat), levelModerator);
        QCOMPARE(levelOf(world, cat, next.room, ben), levelFounder);
        QVERIFY(snapshotOf(world, cat, room).state == RoomState::Joined);
        // After a restart it is still so.
        cat.crash(false);
        cat.start();
        QCOMPARE(snapshotOf(world, cat, room).successor, std::optional(next.room));
    }

    void adminsGoOnWhenTwoThirdsAgree()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        std::vector<SimPeer*> admins{&world.addPeer(), &world.addPeer(), &world.addPeer()};
        const RoomId room = world.roomOfEverybody();
        for (const SimPeer* admin : admins) {
            promote(world, ann, room, *admin, levelAdmin);
        }
        QVERIFY(world.runUntil(seconds(10), [&] {
            return std::all_of(admins.begin(), admins.end(), [&](SimPeer* admin) {
                return levelOf(world, *admin, room, *admins.back()) == levelAdmin;
            });
        }));
        SimPeer& ben = *admins[0];
        SimPeer& cat = *admins[1];
        const RoomSucceeded next = succeed(world, ben, room);
        QVERIFY(next.told);
        QVERIFY(!snapshotOf(world, ben, room).successor);
        const auto own = snapshotOf(world, ben, next.room).proposed;
        QVERIFY(own && own->agreed == 1 && own->needed == 2 && !own->mayAgree);
        QVERIFY(own->predecessor == room);
        world.join(cat, next.link);
        QVERIFY(world.runUntil(seconds(30), [&] {
            const auto offered = snapshotOf(world, cat, next.room).proposed;
            return offered && offered->agreed == 1 && offered->mayAgree;
        }));
        QVERIFY(!snapshotOf(world, cat, room).successor);
        SucceedRoom agree;
        agree.room = room;
        agree.successor = next.room;
        QVERIFY(!reasonOf(world.ask(cat, agree)));
        for (SimPeer* each : {&ben, &cat}) {
            QVERIFY(world.runUntil(seconds(10), [&] {
                return snapshotOf(world, *each, room).successor == next.room;
            }));
            QVERIFY(!snapshotOf(world, *each, next.room).proposed);
        }
        // Who is no admin of the old room any more has said nothing.
        promote(world, ann, room, ben, levelMember);
        QVERIFY(world.runUntil(seconds(10), [&] {
            const auto left = snapshotOf(world, cat, next.room).proposed;
            return left && left->agreed == 1 && left->needed == 2 && !left->mayAgree;
        }));
        QVERIFY(!snapshotOf(world, cat, room).successor);
    }

    void whoMayNotIsRefused()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        const auto why = [&](SimPeer& by, const RoomId& from, std::optional<RoomId> to) {
            SucceedRoom wish;
            wish.room = from;
            wish.successor = to;
            return reasonOf(world.ask(by, wish));
        };
        QCOMPARE(why(ben, room, {}), std::optional(Reason::NotAllowed));
        promote(world, ann, room, ben, levelModerator);
        world.run(seconds(3));
        QCOMPARE(why(ben, room, {}), std::optional(Reason::NotAllowed));
        QCOMPARE(why(ann, RoomId(), {}), std::optional(Reason::UnknownRoom));
        QCOMPARE(why(ann, room, room), std::optional(Reason::UnknownRoom));
        const RoomId other = world.createRoom(ann);
        QCOMPARE(why(ann, room, other), std::optional(Reason::BadArgument)); // nobody proposed it
        QVERIFY(!snapshotOf(world, ann, room).successor);
    }

    void theOwnerTakesItsRulesAlong()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        CreateRoom wish{"Hall", "of all", Access::Password, HistoryAccess::Joined, "let me in"};
        wish.policy.slowModeSeconds = 7;
        wish.policy.filesLevel = levelModerator;
        const RoomId room = std::get<RoomCreated>(*world.ask(ann, wish)).room;
        const RoomSucceeded next = succeed(world, ann, room);
        QCOMPARE(snapshotOf(world, ann, room).successor, std::optional(next.room));
        const RoomSnapshot made = snapshotOf(world, ann, next.room);
        QCOMPARE(made.name, std::string("Hall"));
        QCOMPARE(made.topic, std::string("of all"));
        QVERIFY(made.access == Access::Invite); // the password is not known
        const auto rules = std::get<PolicyAnswer>(*world.ask(ann, SetPolicy{next.room, {}})).policy;
        QCOMPARE(rules.slowModeSeconds, 7U);
        QCOMPARE(rules.filesLevel, levelModerator);
        QVERIFY(rules.history == HistoryAccess::Joined);
    }
};

QTEST_APPLESS_MAIN(SuccessionDeskTest)
#include "succession_desk_test.moc"
