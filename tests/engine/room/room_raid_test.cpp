// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_network.h"
#include "engine/room/room_raid.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// A public square with a friend in it since yesterday; then several come at once.
struct Raid {
    explicit Raid(std::uint64_t seed, std::size_t raiders = 3)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        CreateRoom wish{"Square", "for all", Access::Public, HistoryAccess::All};
        wish.policy.workBits = 4;
        net.found(ada, wish);
        ready = come(bob, ada) && net.settle();
        net.send(bob, "here for long");
        net.pass(24h);
        begun = net.now.wall.milliseconds;
        for (std::size_t i = 0; i < raiders; ++i) {
            Person& one = net.person("Raider " + std::to_string(i));
            ready = ready && come(one, i % 2 == 0 ? ada : bob);
            net.send(one, "spam " + std::to_string(i));
            who.push_back(&one);
        }
        ready = ready && net.settle();
    }
    bool come(Person& person, Person& host)
    {
        return net.enter(person, host, net.invite(host)) != 0;
    }
    [[nodiscard]] RaidPlan plan(Person& person, std::int64_t sinceMs)
    {
        RaidPlan out;
        net.turn(person, [&](Turn& turn) {
            RoomRaid(*person.room, turn, person.self).plan(sinceMs, [&out](Turn&, RaidPlan found) {
                out = std::move(found);
            });
        });
        net.deliver();
        return out;
    }
    [[nodiscard]] std::optional<Reason>
    clear(Person& person, const RaidPlan& what, const std::string& why = "a raid")
    {
        std::optional<Reason> out;
        net.turn(person, [&](Turn& turn) {
            const auto done = RoomRaid(*person.room, turn, person.self).clear(what, why);
            out = done ? std::nullopt : std::optional(done.error());
        });
        net.pass(5s);
        return out;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    std::vector<Person*> who;
    std::int64_t begun = 0;
    bool ready = false;
};

bool showsSpam(const Person& person)
{
    const auto texts = person.store.texts();
    return std::any_of(texts.begin(), texts.end(), [](const std::string& text) {
        return text.starts_with("spam");
    });
}

constexpr std::optional<Reason> fine;

} // namespace

class RoomRaidTest : public QObject
{
    Q_OBJECT

private slots:
    void oneActClearsTheRoom()
    {
        Raid raid(1);
        QVERIFY(raid.ready);
        QVERIFY(showsSpam(raid.ada) && showsSpam(raid.bob));
        const RaidPlan plan = raid.plan(raid.ada, raid.begun);
        QCOMPARE(plan.people.size(), std::size_t{3});
        QCOMPARE(plan.doors.size(), std::size_t{1});
        QVERIFY(raid.clear(raid.ada, plan) == fine);
        for (const Person* person : {&raid.ada, &raid.bob}) {
            QVERIFY(!showsSpam(*person));
            QCOMPARE(person->store.texts(), std::vector<std::string>{"here for long"});
            QCOMPARE(person->room->snapshot().members, 2U);
            for (const Person* raider : raid.who) {
                QVERIFY(person->room->roll()->isBanned(raider->self.identityId));
            }
        }
        QCOMPARE(raid.ada.digest().authority, raid.bob.digest().authority);
        // A friend who comes now finds another door; those who were shown out find none.
        Person& eve = raid.net.person("Eve");
        QVERIFY(raid.come(eve, raid.bob));
        QCOMPARE(raid.bob.room->roll()->level(eve.self.identityId), levelMember);
    }

    void whoWasHereBeforeStays()
    {
        Raid raid(2, 1);
        QVERIFY(raid.ready);
        QCOMPARE(raid.plan(raid.ada, raid.begun).people.size(), std::size_t{1});
        QCOMPARE(raid.plan(raid.ada, raid.begun + 3'600'000).people.size(), std::size_t{0});
        QCOMPARE(raid.plan(raid.ada, raid.begun - 2 * 86'400'000).people.size(), std::size_t{2});
        // Nobody of level 50 or more is ever among them.
        raid.net.turn(raid.ada, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = raid.ada.room->id();
            wish.identity = raid.who[0]->self.identityId;
            wish.change = MemberAct::Grant;
            wish.level = levelModerator;
            QVERIFY(RoomActs(*raid.ada.room, turn, raid.ada.self).change(wish));
        });
        raid.net.pass(5s);
        QCOMPARE(raid.plan(raid.ada, raid.begun).people.size(), std::size_t{0});
    }

    void aClockIsBelievedOnlyOfTheTimeWhenWeWereAway()
    {
        Raid raid(3, 0);
        QVERIFY(raid.ready);
        // One pretends to have come in long ago, while we were here and would have seen it.
        Person& late = raid.net.person("Late");
        late.clockOff = -12h; // more, and the work for the door would be older than the door
        QVERIFY(raid.come(late, raid.bob));
        QVERIFY(raid.net.settle());
        QCOMPARE(raid.plan(raid.ada, raid.begun).people.size(), std::size_t{1});
        QCOMPARE(raid.plan(raid.bob, raid.begun).people.size(), std::size_t{1});
    }

    void whoCameWhileAModeratorWasAwayIsNoNewcomer()
    {
        Raid raid(4, 0);
        QVERIFY(raid.ready);
        for (LinkId link = 1; link < 20; ++link) {
            raid.net.cut(link);
        }
        Person& eve = raid.net.person("Eve");
        QVERIFY(raid.come(eve, raid.bob));
        raid.net.pass(3h);
        const std::int64_t now = raid.net.now.wall.milliseconds;
        raid.net.link(raid.ada, raid.bob);
        QVERIFY(raid.net.settle());
        QCOMPARE(raid.ada.room->roll()->level(eve.self.identityId), levelMember);
        QCOMPARE(raid.plan(raid.ada, now - 3'600'000).people.size(), std::size_t{0});
        QCOMPARE(raid.plan(raid.ada, now - 4 * 3'600'000).people.size(), std::size_t{1});
    }

    void onlyModeratorsAreObeyed()
    {
        Raid raid(5, 1);
        QVERIFY(raid.ready);
        const RaidPlan plan = raid.plan(raid.ada, raid.begun);
        QVERIFY(raid.clear(raid.bob, plan) == Reason::NotAllowed);
        QVERIFY(raid.clear(raid.ada, plan, std::string(5000, 'x')) == Reason::BadArgument);
        QVERIFY(showsSpam(raid.ada));
    }

    void moreWorkMakesAnotherDoor()
    {
        Raid raid(6, 0);
        QVERIFY(raid.ready);
        const auto before = standingDoor(*raid.ada.room->roll(), DoorKind::Open);
        raid.net.turn(raid.ada, [&](Turn& turn) {
            PolicyBody rules;
            rules.workBits = 9;
            QVERIFY(RoomActs(*raid.ada.room, turn, raid.ada.self).setRules(rules));
        });
        raid.net.pass(5s);
        for (const Person* person : {&raid.ada, &raid.bob}) {
            const auto now = standingDoor(*person->room->roll(), DoorKind::Open);
            QVERIFY(now && now != before);
            QCOMPARE(person->room->roll()->door(*now)->workBits, 9U);
            QCOMPARE(RoomDoor(*person->room).card().work_bits(), 9U);
            QCOMPARE(person->room->snapshot().members, 2U); // who came by the old one stays
        }
        Person& eve = raid.net.person("Eve");
        QVERIFY(raid.come(eve, raid.bob));
    }
};

QTEST_GUILESS_MAIN(RoomRaidTest)
#include "room_raid_test.moc"
