// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The door from both sides.
#include "engine/room/room_door.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_network.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

wire::Enter proofOf(const InviteLink& link, const Person& person)
{
    const core::SigningKey key{core::Seed(*link.doorSeed)};
    const core::Signature proof = signEntry(key, link.room, person.self.identityId);
    wire::Enter out;
    out.set_door(core::textOf(link.door.view()));
    out.set_proof(core::textOf(proof));
    return out;
}

std::optional<Reason>
admitted(const RoomNetwork& net, const Person& host, const wire::Enter& enter, const Person& who)
{
    return RoomDoor(*host.room)
        .admits(net.nowOf(host), enter, who.self.identityId, who.self.deviceId);
}

} // namespace

class RoomJoinTest : public QObject
{
    Q_OBJECT

private slots:
    void theDoorLetsInWhoHoldsItsKey()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada);
        const auto link = decodeLink(net.invite(ada));
        QVERIFY(link);
        const wire::Enter right = proofOf(*link, bob);
        QCOMPARE(admitted(net, ada, right, bob), std::optional<Reason>());
        // A proof is for one identity; a door for its own key.
        QCOMPARE(admitted(net, ada, right, eve), std::optional(Reason::BadInvite));
        InviteLink forged = *link;
        forged.doorSeed = net.rng.bytes<32>();
        QCOMPARE(admitted(net, ada, proofOf(forged, bob), bob), std::optional(Reason::BadInvite));
        InviteLink elsewhere = *link;
        elsewhere.door = core::EventId(net.rng.bytes<32>());
        QCOMPARE(admitted(net, ada, proofOf(elsewhere, bob), bob),
                 std::optional(Reason::BadInvite));
        InviteLink otherRoom = *link;
        otherRoom.room = RoomId(net.rng.bytes<32>());
        QCOMPARE(admitted(net, ada, proofOf(otherRoom, bob), bob),
                 std::optional(Reason::BadInvite));
        QCOMPARE(admitted(net, ada, wire::Enter(), bob), std::optional(Reason::BadInvite));
        wire::Enter garbage;
        garbage.set_door("short");
        garbage.set_proof(std::string(64, 'x'));
        QCOMPARE(admitted(net, ada, garbage, bob), std::optional(Reason::BadInvite));
    }

    void theDoorShutsAtItsTime()
    {
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada);
        InviteToRoom wish;
        wish.expiresMs = net.now.wall.milliseconds + 60'000;
        const std::string text = net.invite(ada, wish);
        const auto link = decodeLink(text);
        QCOMPARE(link->expiresMs, wish.expiresMs);
        QVERIFY(net.enter(bob, ada, text) != 0);
        net.pass(60s);
        QCOMPARE(admitted(net, ada, proofOf(*link, eve), eve), std::optional<Reason>());
        net.pass(1ms);
        QCOMPARE(admitted(net, ada, proofOf(*link, eve), eve), std::optional(Reason::Expired));
        // Who is in already may show the same proof again.
        QCOMPARE(admitted(net, ada, proofOf(*link, bob), bob), std::optional<Reason>());
        QCOMPARE(net.enter(eve, ada, text), LinkId(0));
        QCOMPARE(ada.room->snapshot().members, 2U);
    }

    void theDoorCountsPeople()
    {
        RoomNetwork net(3);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada);
        InviteToRoom wish;
        wish.uses = 1;
        const std::string text = net.invite(ada, wish);
        QVERIFY(net.enter(bob, ada, text) != 0);
        QCOMPARE(admitted(net, ada, proofOf(*decodeLink(text), eve), eve),
                 std::optional(Reason::Expired));
        QCOMPARE(admitted(net, ada, proofOf(*decodeLink(text), bob), bob), std::optional<Reason>());
    }

    void aNewcomerIsAMemberForEverybody()
    {
        RoomNetwork net(4);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, {"Parlour", "tea", Access::Invite, HistoryAccess::All});
        net.send(ada, "before Bob");
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        QVERIFY(net.settle());
        QCOMPARE(bob.room->state(), RoomState::Joined);
        QVERIFY(!bob.room->pendingLink());
        QCOMPARE(bob.room->snapshot().name, std::string("Parlour"));
        QCOMPARE(bob.room->snapshot().topic, std::string("tea"));
        QCOMPARE(bob.room->snapshot().level, levelMember);
        QCOMPARE(bob.told<RoomNotice>().size(), std::size_t(1));
        QCOMPARE(bob.store.texts(), std::vector<std::string>{"before Bob"});
        QVERIFY(net.invite(bob).empty()); // he has no level to invite
        // A door that he has not heard of yet he does not hold open.
        QCOMPARE(net.enter(eve, bob, net.invite(ada)), LinkId(0));
    }

    void aMemberHoldsTheDoorOpen()
    {
        RoomNetwork net(5);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        const std::string text = net.invite(ada);
        QVERIFY(net.settle());
        QVERIFY(net.enter(eve, bob, text) != 0);
        QVERIFY(net.settle());
        for (const Person* person : {&ada, &bob, &eve}) {
            QCOMPARE(person->room->snapshot().members, 3U);
            QVERIFY(person->room->isLive(eve.self.identityId, eve.self.deviceId));
            QCOMPARE(person->digest().authority, ada.digest().authority);
            QCOMPARE(person->digest().frontier, ada.digest().frontier);
        }
        QCOMPARE(ada.room->nameOf(eve.self.identityId), std::string("Eve"));
        const auto joined = bob.told<MemberNotice>();
        QCOMPARE(std::count_if(joined.begin(),
                               joined.end(),
                               [&](const MemberNotice& notice) {
                                   return notice.identity == eve.self.identityId
                                          && notice.change == MemberChange::Joined;
                               }),
                 std::ptrdiff_t(1));
    }

    void onlyTheRightGenesisIsAdopted()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada);
        net.found(eve);
        const std::string text = net.invite(ada);
        net.turn(bob, [&](Turn& turn) {
            bob.room = Room::join(turn, bob.self, *decodeLink(text), text);
        });
        QVERIFY(!bob.room->adoptGenesis(eve.room->genesisBytes()));
        QVERIFY(!bob.room->adoptGenesis("nonsense"));
        bool opened = true;
        net.turn(bob, [&](Turn& turn) { opened = RoomDoor(*bob.room).openOwnLog(turn, bob.self); });
        QVERIFY(!opened); // no core, no door
        QVERIFY(bob.room->adoptGenesis(ada.room->genesisBytes()));
        QVERIFY(bob.room->adoptGenesis(ada.room->genesisBytes()));
        net.turn(bob, [&](Turn& turn) { opened = RoomDoor(*bob.room).openOwnLog(turn, bob.self); });
        QVERIFY(!opened);
        // The core of another room is refused, and so is one with a bit turned over.
        bool taken = true;
        net.turn(bob, [&](Turn& turn) {
            taken = bob.room->adoptCore(turn, eve.room->coreFrames(1)[0].events());
        });
        QVERIFY(!taken);
        wire::Events damaged = ada.room->coreFrames(1)[0].events();
        (*damaged.mutable_events(1)->mutable_signature())[5] ^= 1;
        net.turn(bob, [&](Turn& turn) { taken = bob.room->adoptCore(turn, damaged); });
        QVERIFY(!taken);
        QVERIFY(!bob.room->roll()->isLive(eve.self.identityId, eve.self.deviceId));
    }

    void aNewcomerMustOpenHisOwnLog()
    {
        RoomNetwork net(7);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const std::string text = net.invite(ada);
        QVERIFY(net.enter(bob, ada, text) != 0);
        bool taken = true;
        const auto offer = [&](const wire::SignedEvent& opening) {
            net.turn(ada, [&](Turn& turn) {
                taken = ada.room->takeNewcomer(turn, ada.self, 0, opening);
            });
            return taken;
        };
        QVERIFY(offer(*bob.room->ownOpening())); // known already
        wire::SignedEvent damaged = *bob.room->ownOpening();
        (*damaged.mutable_signature())[0] ^= 1;
        QVERIFY(!offer(wire::SignedEvent()));
        damaged = *bob.room->ownOpening();
        damaged.mutable_body()->back() ^= 1;
        QVERIFY(!offer(damaged));
        const auto profile =
            std::find_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& one) {
                return one.from == &ada && one.frame.has_events()
                       && one.frame.events().events_size() > 0
                       && core::bytesOf(one.frame.events().events(0).header())[1] != 1;
            });
        QVERIFY(profile == net.sent.end() || !offer(profile->frame.events().events(0)));
        QCOMPARE(ada.room->snapshot().members, 2U);
    }

    void withoutKeysNobodyHasJoined()
    {
        RoomNetwork net(8);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const std::string text = net.invite(ada);
        net.turn(bob, [&](Turn& turn) {
            bob.room = Room::join(turn, bob.self, *decodeLink(text), text);
        });
        QVERIFY(bob.room->adoptGenesis(ada.room->genesisBytes()));
        net.turn(bob, [&](Turn& turn) {
            QVERIFY(bob.room->adoptCore(turn, ada.room->coreFrames(1)[0].events()));
            QVERIFY(RoomDoor(*bob.room).openOwnLog(turn, bob.self));
        });
        // A host who gives no key, or nonsense, cannot make us write without one.
        wire::Keys nonsense;
        nonsense.add_epoch_secrets("short");
        net.turn(bob, [&](Turn& turn) { RoomKeys(*bob.room).take(turn, nonsense, 0); });
        net.turn(bob, [&](Turn& turn) { bob.room->setJoined(turn, bob.self); });
        QCOMPARE(bob.room->state(), RoomState::Joining);
        QCOMPARE(net.send(bob, "too soon"), core::EventRef());
        net.turn(bob, [&](Turn& turn) {
            RoomKeys(*bob.room).take(turn, ada.room->welcome(bob.self.identityId)[0].keys(), 0);
        });
        net.turn(bob, [&](Turn& turn) { bob.room->setJoined(turn, bob.self); });
        QCOMPARE(bob.room->state(), RoomState::Joined);
    }

    void keysAreBounded()
    {
        RoomNetwork net(9);
        Person& ada = net.person("Ada");
        net.found(ada);
        for (int frame = 0; frame < 3; ++frame) {
            wire::Keys keys;
            for (int i = 0; i < 4000; ++i) {
                const auto secret = net.rng.bytes<32>();
                keys.add_epoch_secrets(core::textOf(secret));
            }
            net.turn(ada, [&](Turn& turn) { RoomKeys(*ada.room).take(turn, keys, 0); });
        }
        QVERIFY(ada.room->welcome(ada.self.identityId)[0].keys().epoch_secrets_size() <= 4096);
        net.send(ada, "still under the first key");
        QCOMPARE(ada.store.texts().size(), std::size_t(1));
    }

    void somebodyOutsideSeesACardOnly()
    {
        RoomNetwork net(10);
        Person& ada = net.person("Ada");
        net.found(ada, {"Shown", "to strangers", Access::Invite, HistoryAccess::All});
        const wire::Card card = RoomDoor(*ada.room).card();
        QCOMPARE(card.name(), std::string("Shown"));
        QCOMPARE(card.topic(), std::string("to strangers"));
        const std::string bytes = card.SerializeAsString();
        QVERIFY(bytes.find(core::textOf(ada.self.identityId.view())) == std::string::npos);
        QVERIFY(bytes.find(core::textOf(ada.room->id().view())) == std::string::npos);
    }

    void aLargeCoreComesInSeveralFrames()
    {
        RoomNetwork net(11);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        for (int i = 0; i < 300; ++i) {
            QVERIFY(!net.invite(ada).empty());
        }
        const auto frames = ada.room->coreFrames(7);
        QVERIFY(frames.size() > 1);
        for (const wire::Frame& frame : frames) {
            QVERIFY(frame.ByteSizeLong() < core::limits::spec::framePlainBytes);
            QCOMPARE(frame.events().answer_to(), std::uint64_t(7));
            QCOMPARE(frame.events().last(), &frame == &frames.back());
        }
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        QVERIFY(net.settle());
        QCOMPARE(bob.digest().authority, ada.digest().authority);
    }
};

QTEST_APPLESS_MAIN(RoomJoinTest)
#include "room_join_test.moc"
