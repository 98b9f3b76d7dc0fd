// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// A room is given another reach secret: who gets it, who does not, and what comes of two at once.
#include "core/text.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"
#include "engine/room/room_reach.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

core::Hash32 present(const Person& person)
{
    return person.room->reach().present().hash;
}

std::size_t answers(const Person& person)
{
    return person.room->reach().answered().size();
}

/// Ada's room with Bob, Eve and Mia in it, each linked to Ada.
struct Hall {
    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    Person& mia;
    std::string oldLink;
    LinkId adaBob = 0;
    LinkId adaEve = 0;
    LinkId adaMia = 0;
    core::Hash32 begun{};

    explicit Hall(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
        , mia(net.person("Mia"))
    {
        net.found(ada, {"Hall", "", Access::Invite, HistoryAccess::All});
        oldLink = net.invite(ada);
        adaBob = net.enter(bob, ada, oldLink);
        adaEve = net.enter(eve, ada, oldLink);
        adaMia = net.enter(mia, ada, oldLink);
        CHECK(adaBob != 0 && adaEve != 0 && adaMia != 0 && net.settle());
        begun = present(ada);
    }

    std::optional<Reason> reset(Person& by)
    {
        std::optional<Reason> out;
        net.turn(by, [&](Turn& turn) {
            const auto done = RoomActs(*by.room, turn, by.self).resetReach();
            out = done ? std::nullopt : std::optional(done.error());
        });
        return out;
    }
    std::optional<Reason>
    change(Person& by, const Person& whom, MemberAct act, int level = 0, bool resets = false)
    {
        std::optional<Reason> out;
        net.turn(by, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = by.room->id();
            wish.identity = whom.self.identityId;
            wish.change = act;
            wish.level = level;
            wish.resetReach = resets;
            const auto done = RoomActs(*by.room, turn, by.self).change(wish);
            out = done ? std::nullopt : std::optional(done.error());
        });
        return out;
    }
    void makeAdmin(Person& person)
    {
        QVERIFY(!change(ada, person, MemberAct::Grant, levelAdmin));
        QVERIFY(net.settle());
        net.pass(1s);
        QVERIFY(net.settle());
    }
    /// How many reach secrets were told from one to another.
    [[nodiscard]] std::size_t told(const Person& to) const
    {
        return static_cast<std::size_t>(
            std::count_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& one) {
                return one.to == &to && one.frame.has_keys()
                       && !one.frame.keys().reach_secret().empty();
            }));
    }
};

} // namespace

class RoomReachTest : public QObject
{
    Q_OBJECT

private slots:
    void everyMemberFollowsAndWhoIsBannedDoesNot()
    {
        Hall hall(1);
        QCOMPARE(hall.told(hall.bob),
                 std::size_t(0)); // a room that was never reset says nothing of it
        QVERIFY(!hall.change(hall.ada, hall.eve, MemberAct::Ban, 0, true));
        hall.net.deliver();
        QVERIFY(present(hall.ada) != hall.begun);
        QCOMPARE(present(hall.bob), present(hall.ada));
        QCOMPARE(present(hall.mia), present(hall.ada));
        QCOMPARE(present(hall.eve), hall.begun);
        QCOMPARE(hall.told(hall.eve), std::size_t(0));
        QCOMPARE(hall.eve.room->state(), RoomState::Banned);
        hall.net.pass(5s);
        // Only whoever runs it answers the old one.
        QCOMPARE(answers(hall.ada), std::size_t(2));
        QCOMPARE(answers(hall.bob), std::size_t(1));
        QCOMPARE(hall.bob.room->reach().present().generation, 1U);
        // A new invite has the new one, a member's restart changes nothing.
        const auto link = decodeLink(hall.net.invite(hall.ada));
        QVERIFY(link && link->reachGeneration == 1);
        QCOMPARE(reachHashOf(ReachSecret(*link->reach)), present(hall.ada));
        const core::Hash32 now = present(hall.ada);
        hall.net.restart(hall.ada);
        hall.net.restart(hall.bob);
        QCOMPARE(present(hall.ada), now);
        QCOMPARE(present(hall.bob), now);
        hall.net.pass(1s);
        QCOMPARE(answers(hall.ada), std::size_t(2));
        hall.net.pass(30 * 24h);
        QCOMPARE(answers(hall.ada), std::size_t(1));
    }

    void whoWasAwayIsToldWhenHeComesBack()
    {
        Hall hall(2);
        hall.net.cut(hall.adaBob);
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        QCOMPARE(present(hall.bob), hall.begun);
        hall.net.restart(hall.bob);
        hall.net.link(hall.bob, hall.ada);
        hall.net.deliver();
        QCOMPARE(present(hall.bob), present(hall.ada));
        QCOMPARE(answers(hall.bob), std::size_t(1));
        hall.net.restart(hall.bob);
        QCOMPARE(present(hall.bob), present(hall.ada));
        // And by somebody who was told himself.
        hall.net.link(hall.bob, hall.ada);
        hall.net.cut(hall.adaMia);
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        hall.net.link(hall.mia, hall.bob);
        QVERIFY(hall.net.settle());
        QCOMPARE(present(hall.mia), present(hall.ada));
    }

    void whoIsMadeAModeratorAnswersToo()
    {
        Hall hall(3);
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        QCOMPARE(answers(hall.bob), std::size_t(1));
        QVERIFY(!hall.change(hall.ada, hall.bob, MemberAct::Grant, levelModerator));
        hall.net.deliver();
        QCOMPARE(answers(hall.bob), std::size_t(2));
        QVERIFY(!hall.change(hall.ada, hall.bob, MemberAct::Grant, levelMember));
        hall.net.deliver();
        QCOMPARE(answers(hall.bob), std::size_t(1));
    }

    void whoComesInByAnOldLinkIsToldTheNewOne()
    {
        Hall hall(4);
        Person& joe = hall.net.person("Joe");
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        QVERIFY(hall.net.enter(joe, hall.ada, hall.oldLink) != 0);
        QCOMPARE(present(joe), present(hall.ada));
        QVERIFY(hall.net.settle());
        hall.net.restart(joe);
        QCOMPARE(present(joe), present(hall.ada));
        // By a new one, and at a member's door.
        Person& kim = hall.net.person("Kim");
        const std::string link = hall.net.invite(hall.ada);
        QVERIFY(hall.net.settle());
        QVERIFY(hall.net.enter(kim, hall.bob, link) != 0);
        QVERIFY(hall.net.settle());
        QCOMPARE(present(kim), present(hall.ada));
        QCOMPARE(answers(kim), std::size_t(1));
    }

    void notEverybodyMay()
    {
        Hall hall(5);
        QCOMPARE(hall.reset(hall.bob), std::optional(Reason::NotAllowed));
        QVERIFY(!hall.change(hall.ada, hall.bob, MemberAct::Grant, levelModerator));
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.reset(hall.bob), std::optional(Reason::NotAllowed));
        // Then nobody is banned either.
        QCOMPARE(hall.change(hall.bob, hall.eve, MemberAct::Ban, 0, true),
                 std::optional(Reason::NotAllowed));
        QCOMPARE(hall.change(hall.ada, hall.eve, MemberAct::Kick, 0, true),
                 std::optional(Reason::BadArgument));
        QCOMPARE(hall.ada.room->members().size(), std::size_t(4));
        QCOMPARE(present(hall.ada), hall.begun);
        RoomNetwork net(6);
        Person& ann = net.person("Ann");
        net.found(ann, {"Square", "", Access::Public, HistoryAccess::All});
        net.turn(ann, [&](Turn& turn) {
            const auto done = RoomActs(*ann.room, turn, ann.self).resetReach();
            QVERIFY(!done && done.error() == Reason::BadArgument);
        });
    }

    void aSecretThatNoResetNamesCountsForNothing()
    {
        Hall hall(7);
        wire::Frame frame;
        frame.mutable_keys()->set_reach_secret(std::string(16, 'x'));
        frame.mutable_keys()->set_reach_generation(9);
        QVERIFY(hall.net.feed(hall.bob, hall.adaBob, frame));
        frame.mutable_keys()->set_reach_generation(0);
        QVERIFY(hall.net.feed(hall.bob, hall.adaBob, frame));
        frame.mutable_keys()->set_reach_secret("short");
        QVERIFY(hall.net.feed(hall.bob, hall.adaBob, frame));
        QCOMPARE(present(hall.bob), hall.begun);
        QCOMPARE(hall.bob.room->reach().all().size(), std::size_t(1));
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        QCOMPARE(present(hall.bob), present(hall.ada));
    }

    void theSecretMayComeBeforeItsReset()
    {
        Hall hall(8);
        hall.net.cut(hall.adaBob);
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        const LinkId link = hall.net.link(hall.bob, hall.mia); // all is under way at once
        const ReachRing::Kept& now = hall.ada.room->reach().present();
        wire::Frame frame;
        frame.mutable_keys()->set_reach_secret(core::textOf(now.secret.view()));
        frame.mutable_keys()->set_reach_generation(now.generation);
        QVERIFY(hall.net.feed(hall.bob, link, frame));
        QCOMPARE(present(hall.bob), hall.begun);
        hall.net.deliver();
        QCOMPARE(present(hall.bob), now.hash);
    }

    void nobodyIsToldBeforeItIsOnTheDisk()
    {
        Hall hall(9);
        hall.ada.diskFails = true;
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        QCOMPARE(hall.told(hall.bob), std::size_t(0));
        QCOMPARE(present(hall.bob), hall.begun);
        hall.net.restart(hall.ada);
        hall.ada.diskFails = false;
        QCOMPARE(present(hall.ada), hall.begun);
    }

    void ofTwoAtOnceTheHigherIssuersCounts()
    {
        Hall hall(10);
        hall.makeAdmin(hall.bob);
        hall.net.cut(hall.adaBob);
        hall.net.link(hall.bob, hall.mia);
        hall.net.cut(hall.adaMia);
        QVERIFY(hall.net.settle());
        QVERIFY(!hall.reset(hall.bob));
        hall.net.deliver();
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        const core::Hash32 adas = present(hall.ada);
        const core::Hash32 bobs = present(hall.bob);
        QVERIFY(adas != bobs);
        QCOMPARE(present(hall.eve), adas);
        QCOMPARE(present(hall.mia), bobs);
        hall.net.link(hall.bob, hall.ada);
        QVERIFY(hall.net.settle());
        for (const Person* person : {&hall.ada, &hall.bob, &hall.eve, &hall.mia}) {
            QCOMPARE(present(*person), adas);
        }
        // Whoever was away on either side finds one of those who run it.
        QCOMPARE(answers(hall.ada), std::size_t(3));
        QCOMPARE(answers(hall.bob), std::size_t(3));
        QVERIFY(hall.ada.room->reach().find(bobs) != nullptr);
        hall.net.restart(hall.bob);
        QCOMPARE(present(hall.bob), adas);
        // The next one follows both, whoever makes it.
        hall.net.link(hall.bob, hall.ada);
        QVERIFY(!hall.reset(hall.bob));
        hall.net.deliver();
        QVERIFY(present(hall.bob) != adas);
        QCOMPARE(present(hall.ada), present(hall.bob));
        QCOMPARE(present(hall.bob), present(hall.eve));
    }

    void ofTwoEqualsTheSameOneCountsEverywhere()
    {
        for (std::uint64_t seed = 20; seed < 24; ++seed) {
            Hall hall(seed);
            hall.makeAdmin(hall.bob);
            hall.makeAdmin(hall.eve);
            hall.net.cut(hall.adaBob);
            QVERIFY(!hall.reset(hall.eve));
            QVERIFY(!hall.reset(hall.bob));
            hall.net.deliver();
            const auto resets = [](const Person& at) {
                return at.room->roll()->authority().reachResets();
            };
            const core::EventId eves = resets(hall.eve).front().event;
            const core::EventId bobs = resets(hall.bob).front().event;
            const core::Hash32 wanted = eves < bobs ? present(hall.eve) : present(hall.bob);
            hall.net.link(hall.bob, hall.ada);
            QVERIFY(hall.net.settle());
            for (const Person* person : {&hall.ada, &hall.bob, &hall.eve, &hall.mia}) {
                QCOMPARE(present(*person), wanted);
                QCOMPARE(resets(*person).size(), std::size_t(2)); // nobody was left out
            }
        }
    }

    void whoWasLeftOutOnOneSideIsNotLetInByTheOther()
    {
        Hall hall(11);
        hall.makeAdmin(hall.bob);
        // On one side Ada and Mia, on the other Bob and Eve.
        hall.net.cut(hall.adaBob);
        hall.net.cut(hall.adaEve);
        hall.net.link(hall.bob, hall.eve);
        QVERIFY(hall.net.settle());
        // Bob bans Mia, who is there with Ada and is told Ada's secret.
        QVERIFY(!hall.change(hall.bob, hall.mia, MemberAct::Ban, 0, true));
        hall.net.deliver();
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        const core::Hash32 adas = present(hall.ada);
        QCOMPARE(present(hall.mia), adas);
        hall.net.link(hall.bob, hall.ada);
        hall.net.pass(5s);
        // Ada's goes before Bob's and does not follow the ban: so there is a third one.
        QCOMPARE(hall.mia.room->state(), RoomState::Banned);
        QCOMPARE(present(hall.mia), adas);
        QVERIFY(present(hall.ada) != adas);
        QCOMPARE(present(hall.bob), present(hall.ada));
        QCOMPARE(present(hall.eve), present(hall.ada));
        QCOMPARE(hall.ada.room->roll()->authority().reachResets().size(), std::size_t(3));
        hall.net.pass(2h);
        QCOMPARE(hall.ada.room->roll()->authority().reachResets().size(), std::size_t(3));
    }

    void whatAnAdminWroteBeyondHisEndDoesNotCount()
    {
        Hall hall(12);
        hall.makeAdmin(hall.bob);
        hall.net.cut(hall.adaBob);
        Person& joe = hall.net.person("Joe");
        QVERIFY(!hall.reset(hall.bob));
        hall.net.deliver();
        // Somebody comes in by Bob, at Ada's door, and knows no other secret than Bob's.
        auto link = decodeLink(hall.oldLink);
        const auto bobs = decodeLink(hall.net.invite(hall.bob));
        link->reach = bobs->reach;
        link->reachGeneration = bobs->reachGeneration;
        QVERIFY(hall.net.enter(joe, hall.bob, encodeLink(*link)) != 0);
        QVERIFY(hall.net.settle());
        QCOMPARE(present(joe), present(hall.bob));
        QVERIFY(!hall.change(hall.ada, hall.bob, MemberAct::Grant, levelMember));
        hall.net.link(hall.bob, hall.ada);
        hall.net.pass(5s);
        QCOMPARE(present(hall.ada), hall.begun);
        QCOMPARE(present(hall.bob), hall.begun);
        QCOMPARE(hall.ada.room->roll()->authority().reachResets().front().valid, false);
        QCOMPARE(present(joe), hall.begun);
        QCOMPARE(joe.room->state(), RoomState::Joined);
    }

    void aNewLinkLeadsBackWhoWasAwayForTooLong()
    {
        Hall hall(13);
        hall.net.cut(hall.adaBob);
        QVERIFY(!hall.reset(hall.ada));
        hall.net.deliver();
        const auto link = decodeLink(hall.net.invite(hall.ada));
        hall.net.turn(hall.bob,
                      [&](Turn& turn) { RoomReach(*hall.bob.room).useLink(turn, *link); });
        QCOMPARE(present(hall.bob), hall.begun);
        QCOMPARE(answers(hall.bob), std::size_t(1));
        QCOMPARE(reachHashOf(hall.bob.room->reach().dialled(1)), present(hall.ada));
        hall.net.restart(hall.bob);
        QCOMPARE(reachHashOf(hall.bob.room->reach().dialled(1)), present(hall.ada));
        hall.net.link(hall.bob, hall.ada);
        QVERIFY(hall.net.settle());
        QCOMPARE(present(hall.bob), present(hall.ada));
        QCOMPARE(hall.bob.room->reach().all().size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(RoomReachTest)
#include "room_reach_test.moc"
