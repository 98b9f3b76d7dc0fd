// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Rooms that are open to everybody who does the work. (Doors with a key: room_join_test, room_invites_test.)
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_network.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

CreateRoom openRoom(std::uint32_t bits)
{
    CreateRoom wish{"Square", "for all", Access::Public, HistoryAccess::All};
    wish.policy.workBits = bits;
    return wish;
}

std::optional<Reason>
admitted(const RoomNetwork& net, const Person& host, const wire::Enter& enter, const Person& who)
{
    return RoomDoor(*host.room)
        .admits(net.nowOf(host), enter, who.self.identityId, who.self.deviceId);
}

/// The shortest link there is: which room, and where somebody is.
InviteLink bareLink(const std::string& link)
{
    InviteLink out = *decodeLink(link);
    out.door = {};
    out.coreTag = {};
    out.name.clear();
    return out;
}

void waitAt(RoomNetwork& net, Person& joiner, const std::string& link, const wire::Card& card)
{
    net.turn(joiner, [&](Turn& turn) {
        joiner.room = Room::join(turn, joiner.self, *decodeLink(link), link);
        QVERIFY(RoomDoor(*joiner.room).takeCard(turn, joiner.self, card));
    });
}

} // namespace

class RoomDoorTest : public QObject
{
    Q_OBJECT

private slots:
    void everybodyComesInByTheIdAlone()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, openRoom(10));
        net.send(ada, "hello square");
        const std::string link = net.invite(ada);
        const auto decoded = decodeLink(link);
        QVERIFY(decoded && !decoded->reach && !decoded->doorSeed);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QVERIFY(net.settle());
        QCOMPARE(bob.store.texts(), std::vector<std::string>{"hello square"});
        QCOMPARE(net.invite(bob), link); // it is no secret, and so anybody's to give
        QVERIFY(net.enter(eve, bob, encodeLink(bareLink(link))) != 0);
        net.send(eve, "and hello from Eve");
        QVERIFY(net.settle());
        QCOMPARE(ada.store.texts().back(), std::string("and hello from Eve"));
        for (const Person* person : {&bob, &eve}) {
            QCOMPARE(person->digest().authority, ada.digest().authority);
            QCOMPARE(person->digest().bodies, ada.digest().bodies);
        }
        // Nothing is hidden there: no key was ever drawn, announced or passed on.
        QVERIFY(std::none_of(net.sent.begin(), net.sent.end(), [](const SentFrame& sent) {
            return sent.frame.keys().epoch_secrets_size() > 0;
        }));
    }

    void aPublicRoomIsShutAndOpenedAgain()
    {
        RoomNetwork net(11);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, openRoom(4));
        const std::string open = net.invite(ada);
        QVERIFY(net.enter(bob, ada, open) != 0);
        QVERIFY(net.settle());
        const auto set = [&](Access access) {
            net.turn(ada, [&](Turn& turn) {
                SetRoom wish;
                wish.room = ada.room->id();
                wish.access = access;
                QVERIFY(RoomActs(*ada.room, turn, ada.self).set(wish));
            });
            net.pass(2s);
        };
        set(Access::Invite);
        QCOMPARE(bob.room->roll()->level(bob.self.identityId), levelMember);
        QVERIFY(RoomDoor(*bob.room).card().door_kind() == wire::DOOR_KIND_KEY);
        QCOMPARE(net.enter(eve, bob, open), LinkId{0});
        const std::string key = net.invite(ada);
        QVERIFY(decodeLink(key)->doorSeed);
        Person& dan = net.person("Dan");
        QVERIFY(net.enter(dan, ada, key) != 0);
        set(Access::Public);
        Person& fay = net.person("Fay");
        QVERIFY(net.enter(fay, bob, encodeLink(bareLink(open))) != 0);
        net.pass(5s); // Eve is never let in
        QCOMPARE(bob.room->snapshot().members, 4U);
    }

    void aRoomThatWasNotBornPublicNeverIs()
    {
        RoomNetwork net(12);
        Person& ada = net.person("Ada");
        net.found(ada);
        net.turn(ada, [&](Turn& turn) {
            SetRoom wish;
            wish.room = ada.room->id();
            wish.access = Access::Public;
            const auto done = RoomActs(*ada.room, turn, ada.self).set(wish);
            QVERIFY(!done && done.error() == Reason::NotAllowed);
        });
    }

    void theDoorChecksTheWork()
    {
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, openRoom(12));
        const std::string link = net.invite(ada);
        const wire::Card card = RoomDoor(*ada.room).card();
        QCOMPARE(card.door_kind(), static_cast<std::uint32_t>(wire::DOOR_KIND_OPEN));
        QCOMPARE(card.work_bits(), 12U);
        waitAt(net, bob, link, card);
        QVERIFY(!RoomDoor(*bob.room).enterProof(bob.self));
        QVERIFY(!RoomDoor(*bob.room).takeReady());
        net.pass(30s);
        QVERIFY(RoomDoor(*bob.room).takeReady());
        QVERIFY(!RoomDoor(*bob.room).takeReady()); // said once
        const auto proof = RoomDoor(*bob.room).enterProof(bob.self);
        QVERIFY(proof);
        QCOMPARE(admitted(net, ada, *proof, bob), std::optional<Reason>());
        // It is his alone, and of eight bytes.
        QCOMPARE(admitted(net, ada, *proof, eve), std::optional(Reason::BadInvite));
        for (const std::string& work :
             {std::string(), std::string(7, 'x'), proof->work() + "x", std::string(8, '\0')}) {
            wire::Enter forged = *proof;
            forged.set_work(work);
            QCOMPARE(admitted(net, ada, forged, bob), std::optional(Reason::BadInvite));
        }
    }

    void nobodyCanAskForTooMuch()
    {
        RoomNetwork net(3);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, openRoom(8));
        const std::string link = net.invite(ada);
        const wire::Card card = RoomDoor(*ada.room).card();
        wire::Card greedy = card;
        greedy.set_work_bits(core::limits::spec::workBits + 1);
        wire::Card garbled = card;
        garbled.set_door_id("short");
        wire::Card hard = card;
        hard.set_work_bits(core::limits::spec::workBits);
        waitAt(net, bob, link, hard); // a liar, with nothing that could be found in time
        net.pass(1s);
        bool fair = true;
        net.turn(bob, [&](Turn& turn) {
            fair = RoomDoor(*bob.room).takeCard(turn, bob.self, greedy)
                   || RoomDoor(*bob.room).takeCard(turn, bob.self, garbled);
        });
        QVERIFY(!fair);
        // One who asks for less is believed first.
        net.turn(bob,
                 [&](Turn& turn) { QVERIFY(RoomDoor(*bob.room).takeCard(turn, bob.self, card)); });
        net.pass(10s);
        const auto proof = RoomDoor(*bob.room).enterProof(bob.self);
        QVERIFY(proof);
        QCOMPARE(admitted(net, ada, *proof, bob), std::optional<Reason>());
        // And one whose door was no door is followed by another: found for this one, it is looked for at the next.
        Person& eve = net.person("Eve");
        wire::Card invented = card;
        invented.set_door(core::textOf(core::EventId(net.rng.bytes<32>()).view()));
        waitAt(net, eve, link, invented);
        net.pass(10s);
        QCOMPARE(admitted(net, ada, *RoomDoor(*eve.room).enterProof(eve.self), eve),
                 std::optional(Reason::BadInvite));
        QVERIFY(net.enter(eve, ada, link) != 0);
    }

    void whoWasBannedStaysOutside()
    {
        RoomNetwork net(4);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, openRoom(6));
        const std::string link = net.invite(ada);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QVERIFY(net.settle());
        ChangeMember ban;
        ban.room = ada.room->id();
        ban.identity = bob.self.identityId;
        ban.change = MemberAct::Ban;
        net.turn(ada,
                 [&](Turn& turn) { QVERIFY(RoomActs(*ada.room, turn, ada.self).change(ban)); });
        net.deliver();
        QCOMPARE(net.enter(bob, ada, link), LinkId(0));
        // What he can read he reads anyway; what he writes nobody takes.
        net.send(ada, "we go on");
        net.deliver();
        QCOMPARE(ada.store.texts(), std::vector<std::string>{"we go on"});
    }

    void aClosedDoorIsNoWayIn()
    {
        RoomNetwork net(5);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, openRoom(6));
        const std::string link = net.invite(ada);
        const core::EventId door = decodeLink(link)->door;
        net.turn(ada, [&](Turn& turn) {
            QVERIFY(RoomActs(*ada.room, turn, ada.self).closeInvite(door));
        });
        QVERIFY(!RoomDoor(*ada.room).publicLink());
        QCOMPARE(RoomDoor(*ada.room).card().door_kind(),
                 static_cast<std::uint32_t>(wire::DOOR_KIND_KEY));
        QCOMPARE(net.enter(bob, ada, link), LinkId(0));
    }

    void aDoorWithAKeyStandsBesideIt()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, openRoom(30)); // too hard to be waited for
        InviteToRoom wish;
        wish.level = levelObserver;
        const std::string link = net.invite(ada, wish);
        QVERIFY(decodeLink(link)->doorSeed);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QCOMPARE(ada.room->roll()->level(bob.self.identityId), levelObserver);
    }

    void itAllSurvivesARestart()
    {
        RoomNetwork net(7);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, openRoom(6));
        const std::string link = net.invite(ada);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QVERIFY(net.settle());
        net.restart(ada);
        net.restart(bob);
        net.link(ada, bob);
        net.send(bob, "still here");
        QVERIFY(net.settle());
        QCOMPARE(ada.store.texts(), std::vector<std::string>{"still here"});
        QCOMPARE(net.invite(ada), link);
    }
};

QTEST_GUILESS_MAIN(RoomDoorTest)
#include "room_door_test.moc"
