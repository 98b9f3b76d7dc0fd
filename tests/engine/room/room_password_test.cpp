// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/text.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_network.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;

namespace {

const std::string password = "cordless harbour";

CreateRoom lockedRoom()
{
    return {"Cellar", "", Access::Password, HistoryAccess::All, password};
}

void say(Person& person, const std::string& what)
{
    person.password = what;
}

RoomActs::Written
change(RoomNetwork& net, Person& person, Access access, std::optional<std::string> to)
{
    RoomActs::Written out = core::fail(Reason::Internal);
    net.turn(person, [&](Turn& turn) {
        out = RoomActs(*person.room, turn, person.self)
                  .set({person.room->id(), {}, {}, access, std::move(to), {}});
    });
    return out;
}

} // namespace

class RoomPasswordTest : public QObject
{
    Q_OBJECT

private slots:
    void whoeverKnowsItComesIn()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, lockedRoom());
        net.send(ada, "down here");
        const std::string link = net.invite(ada);
        const auto decoded = decodeLink(link);
        QVERIFY(decoded && decoded->reach && !decoded->doorSeed);
        say(bob, password);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QVERIFY(net.settle());
        QCOMPARE(bob.store.texts(), std::vector<std::string>{"down here"});
        QCOMPARE(bob.room->snapshot().access, Access::Password);
        for (const char* wrong : {"", "cordless harbor", "Cordless harbour"}) {
            say(eve, wrong);
            QCOMPARE(net.enter(eve, ada, link), LinkId(0));
        }
        // Who came in by it lets others in by it, also after a restart, and so does the founder.
        net.restart(bob);
        net.restart(ada);
        say(eve, password);
        QCOMPARE(net.invite(bob), link);
        QVERIFY(net.enter(eve, bob, link) != 0);
    }

    void whoCameByAnInviteCannotOpen()
    {
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, lockedRoom());
        InviteToRoom once;
        once.uses = 1;
        QVERIFY(net.enter(bob, ada, net.invite(ada, once)) != 0);
        QVERIFY(net.settle());
        const wire::Card card = RoomDoor(*bob.room).card();
        QCOMPARE(card.door_kind(), static_cast<std::uint32_t>(wire::DOOR_KIND_PASSWORD));
        QVERIFY(card.door().empty());
        say(eve, password);
        QCOMPARE(net.enter(eve, bob, net.invite(bob)), LinkId(0));
        QVERIFY(net.enter(eve, ada, net.invite(bob)) != 0);
    }

    void nothingButTheSameExchangeOpens()
    {
        RoomNetwork net(3);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada, lockedRoom());
        const std::string link = net.invite(ada);
        const RoomDoor inside(*ada.room);
        const wire::Card card = inside.card();
        const auto here = net.rng.bytes<32>();
        const auto elsewhere = net.rng.bytes<32>();
        net.turn(bob, [&](Turn& turn) {
            bob.room = Room::join(turn, bob.self, *decodeLink(link), link);
            RoomDoor outside(*bob.room);
            QVERIFY(outside.wantsPassword(card));
            QVERIFY(!outside.beginPassword(turn.rng, here, card)); // not told yet
            outside.usePassword(turn, password);
            const auto ours = outside.beginPassword(turn.rng, here, card);
            QVERIFY(ours);
            wire::Password ask;
            ask.set_door(card.door());
            ask.set_share(core::textOf(ours->share()));
            // Somebody between two links learns nothing: the key hangs on the handshake.
            const auto passedOn = inside.answerPassword(turn.rng, elsewhere, ask);
            QVERIFY(passedOn && !outside.takePassword(*ours, here, *passedOn));
            QVERIFY(!outside.hasPassword()); // one wrong answer is enough
            auto answer = inside.answerPassword(turn.rng, here, ask);
            QVERIFY(answer);
            wire::Password damaged = *answer;
            damaged.mutable_sealed()->back() ^= 1;
            QVERIFY(!outside.takePassword(*ours, here, damaged));
            QVERIFY(outside.takePassword(*ours, here, *answer));
            QVERIFY(!outside.wantsPassword(card));
            for (const std::string& share :
                 {std::string(), std::string(32, '\0'), std::string(33, 'x')}) {
                ask.set_share(share);
                QVERIFY(!inside.answerPassword(turn.rng, here, ask));
            }
            ask.set_share(core::textOf(ours->share()));
            ask.set_door(std::string(32, 'x'));
            QVERIFY(!inside.answerPassword(turn.rng, here, ask));
        });
    }

    void anotherPasswordShutsOutTheOldOne()
    {
        RoomNetwork net(4);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, lockedRoom());
        const std::string link = net.invite(ada);
        say(bob, password);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QVERIFY(net.settle());
        QVERIFY(!change(net, bob, Access::Password, "bob's own")); // no moderator
        QVERIFY(!change(net, ada, Access::Password, "")
                && !change(net, ada, Access::Invite, "to what"));
        QVERIFY(change(net, ada, Access::Password, "lantern"));
        QVERIFY(net.settle());
        QCOMPARE(bob.room->snapshot().level, levelMember); // who is in stays
        say(eve, password);
        QCOMPARE(net.enter(eve, ada, link), LinkId(0));
        say(eve, "lantern");
        QVERIFY(net.enter(eve, ada, link) != 0); // the old link still says where
        QVERIFY(net.settle());
        QVERIFY(change(net, ada, Access::Invite, {}));
        QVERIFY(net.settle());
        QCOMPARE(eve.room->snapshot().access, Access::Invite);
        QCOMPARE(RoomDoor(*eve.room).card().door_kind(),
                 static_cast<std::uint32_t>(wire::DOOR_KIND_KEY));
    }
};

QTEST_APPLESS_MAIN(RoomPasswordTest)
#include "room_password_test.moc"
