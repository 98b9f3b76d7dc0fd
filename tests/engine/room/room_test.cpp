// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// A room by itself: what its founder sees, what comes back from the disk, what is told and when.
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

class RoomTest : public QObject
{
    Q_OBJECT

private slots:
    void founderSeesHisRoom()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        net.found(ada, {"Reading circle", "Borges", Access::Invite, HistoryAccess::All});
        const RoomSnapshot seen = ada.room->snapshot();
        QCOMPARE(seen.name, std::string("Reading circle"));
        QCOMPARE(seen.topic, std::string("Borges"));
        QCOMPARE(seen.access, Access::Invite);
        QCOMPARE(seen.level, levelFounder);
        QCOMPARE(seen.members, 1U);
        QCOMPARE(seen.online, 0U);
        QCOMPARE(seen.state, RoomState::Joined);
        const auto members = ada.room->members();
        QCOMPARE(members.size(), std::size_t(1));
        QCOMPARE(members.front().name, std::string("Ada"));
        QCOMPARE(members.front().level, levelFounder);
        QVERIFY(members.front().self && members.front().online && members.front().superpeer);
        const Digest digest = ada.digest();
        QCOMPARE(digest.authority.size(), std::size_t(64));
        QVERIFY(digest.settled);
    }

    void twoRoomsHaveNothingInCommon()
    {
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        net.found(bob);
        QVERIFY(ada.room->id() != bob.room->id());
        QVERIFY(ada.room->reach().current().view()[0] != bob.room->reach().current().view()[0]
                || ada.room->reach().current().view()[1] != bob.room->reach().current().view()[1]);
        QVERIFY(ada.digest().authority != bob.digest().authority);
    }

    void namesOfRoomsAreCut()
    {
        RoomNetwork net(3);
        Person& ada = net.person("Ada");
        CreateRoom wish;
        wish.name = "a\nb" + std::string(200, 'x') + "\xC3\xA9";
        wish.topic = std::string(511, 't') + "\xC3\xA9";
        net.found(ada, wish);
        const RoomSnapshot seen = ada.room->snapshot();
        QCOMPARE(seen.name.size(), core::limits::spec::nameBytes);
        QCOMPARE(seen.name.substr(0, 4), std::string("a bx"));
        QCOMPARE(seen.topic, std::string(511, 't'));
    }

    void nothingIsToldBeforeItIsOnDisk()
    {
        RoomNetwork net(4);
        Person& ada = net.person("Ada");
        net.found(ada);
        ada.notices.clear();
        ada.diskFails = true;
        net.send(ada, "lost");
        QVERIFY(ada.told<MessageNotice>().empty());
        QVERIFY(ada.store.texts().empty());
    }

    void isNotSettledBeforeEverythingIsOnDisk()
    {
        RoomNetwork net(14);
        Person& ada = net.person("Ada");
        net.found(ada);
        QVERIFY(ada.room->digest().settled);
        ada.diskFails = true;
        net.send(ada, "not on the disk yet");
        QVERIFY(!ada.room->digest().settled);
    }

    void comesBackFromDiskAsItWas()
    {
        RoomNetwork net(5);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, {"Kept", "for ever", Access::Invite, HistoryAccess::All});
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        for (int i = 0; i < 70; ++i) {
            net.send(i % 2 == 0 ? ada : bob, "message " + std::to_string(i));
        }
        QVERIFY(net.settle());
        for (Person* person : {&ada, &bob}) {
            const Digest before = person->digest();
            const RoomSnapshot seen = person->room->snapshot();
            const auto members = person->room->members();
            const auto opening = person->room->ownOpening();
            net.restart(*person);
            QVERIFY(person->room != nullptr);
            QCOMPARE(person->digest().authority, before.authority);
            QCOMPARE(person->digest().frontier, before.frontier);
            QCOMPARE(person->digest().bodies, before.bodies);
            QCOMPARE(person->room->snapshot().name, seen.name);
            QCOMPARE(person->room->snapshot().level, seen.level);
            QCOMPARE(person->room->snapshot().lastOnlineMs, net.now.wall.milliseconds);
            QCOMPARE(person->room->members().size(), members.size());
            QCOMPARE(person->room->nameOf(ada.self.identityId), std::string("Ada"));
            QCOMPARE(person->room->nameOf(bob.self.identityId), std::string("Bob"));
            QVERIFY(opening && person->room->ownOpening());
            QCOMPARE(person->room->ownOpening()->header(), opening->header());
            QVERIFY(!person->room->addresses().empty() || person->self.listening.empty());
        }
        // And both go on where they were.
        net.link(bob, ada);
        net.send(ada, "again");
        net.send(bob, "indeed");
        QVERIFY(net.settle());
        QCOMPARE(ada.store.texts().size(), std::size_t(72));
        QCOMPARE(bob.store.texts(), ada.store.texts());
        QCOMPARE(net.closed, 0);
    }

    void founderGoesOnActingAfterARestart()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada);
        const std::string first = net.invite(ada);
        net.restart(ada);
        const std::string second = net.invite(ada);
        QVERIFY(!first.empty() && first != second);
        QVERIFY(net.enter(bob, ada, first) != 0);
        QVERIFY(net.enter(eve, ada, second) != 0);
        QVERIFY(net.settle());
        QCOMPARE(bob.digest().authority, ada.digest().authority);
        QCOMPARE(ada.room->snapshot().members, 3U);
    }

    void receiptsAndSentMarksComeBackFromDisk()
    {
        RoomNetwork net(7);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        const core::EventRef delivered = net.send(ada, "one");
        net.pass(1s);
        QCOMPARE(ada.room->stateOf(delivered), MessageState::Delivered);
        bob.diskFails = true;
        const core::EventRef sentOnly = net.send(ada, "two");
        net.pass(1s);
        QCOMPARE(ada.room->stateOf(sentOnly), MessageState::Sent);
        net.restart(ada);
        const core::EventRef alone = net.send(ada, "three");
        QCOMPARE(ada.room->stateOf(delivered), MessageState::Delivered);
        QCOMPARE(ada.room->stateOf(sentOnly), MessageState::Sent);
        QCOMPARE(ada.room->stateOf(alone), MessageState::Stored);
    }

    void aJoinThatWaitsComesBackFromDisk()
    {
        RoomNetwork net(8);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, {"Waiting", "", Access::Invite, HistoryAccess::All});
        const std::string text = net.invite(ada);
        const auto link = decodeLink(text);
        QVERIFY(link);
        net.turn(bob, [&](Turn& turn) { bob.room = Room::join(turn, bob.self, *link, text); });
        QCOMPARE(bob.room->state(), RoomState::Joining);
        QCOMPARE(bob.room->snapshot().name, std::string("Waiting"));
        net.restart(bob);
        QVERIFY(bob.room != nullptr);
        QCOMPARE(bob.room->state(), RoomState::Joining);
        QCOMPARE(bob.room->snapshot().name, std::string("Waiting"));
        QVERIFY(bob.room->pendingLink() && *bob.room->pendingLink() == *link);
        QVERIFY(bob.room->reach().current() == ada.room->reach().current());
    }

    void aFailedJoinKeepsItsReason()
    {
        RoomNetwork net(9);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const std::string text = net.invite(ada);
        net.turn(bob, [&](Turn& turn) {
            bob.room = Room::join(turn, bob.self, *decodeLink(text), text);
        });
        net.turn(bob,
                 [&](Turn& turn) { bob.room->setState(turn, RoomState::Left, Reason::Expired); });
        const auto told = bob.told<RoomNotice>();
        QVERIFY(!told.empty() && told.back().state == RoomState::Left
                && told.back().reason == Reason::Expired);
        net.restart(bob);
        QCOMPARE(bob.room->state(), RoomState::Left);
    }

    void foreignRecordsMakeNoRoom()
    {
        RoomNetwork net(10);
        Person& ada = net.person("Ada");
        net.found(ada);
        StoredState stored = ada.store.state();
        const RoomId id = ada.room->id();
        QVERIFY(Room::load(ada.self, RoomId(), stored) == nullptr);
        for (StoredRecord& record : stored.records) {
            if (record.kind == RecordKind::Room) {
                record.value.resize(record.value.size() / 2);
            }
        }
        QVERIFY(Room::load(ada.self, id, stored) == nullptr);
        QVERIFY(Room::load(ada.self, id, {}) == nullptr);
    }
};

QTEST_APPLESS_MAIN(RoomTest)
#include "room_test.moc"
