// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"
#include "engine/room/room_retention.h"
#include "engine/room/room_rules.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

struct Keeping {
    explicit Keeping(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        link = net.enter(bob, ada, net.invite(ada));
        ready = link != 0 && net.settle();
    }
    void keep(std::uint32_t days)
    {
        net.turn(ada, [&](Turn& turn) {
            PolicyBody rules;
            rules.retentionDays = days;
            QVERIFY(RoomActs(*ada.room, turn, ada.self).setRules(rules));
        });
        net.pass(2s);
    }
    /// Nothing of its text is left on this disk.
    [[nodiscard]] static bool isErased(const Person& person, const core::EventRef& message)
    {
        const EventRow* row = person.store.row(message);
        return row != nullptr && !row->hasBody && row->body.empty();
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    LinkId link = 0;
    bool ready = false;
};

} // namespace

class RoomRetentionTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsOver()
    {
        constexpr std::int64_t day = 86'400'000;
        Header header;
        header.kind = static_cast<std::uint8_t>(Kind::TextMessage);
        header.clock = HybridClock::at({100 * day});
        PolicyBody rules;
        QVERIFY(!isOver(rules, header, {1000 * day})); // for ever
        rules.retentionDays = 0;
        QVERIFY(!isOver(rules, header, {1000 * day}));
        rules.retentionDays = 7;
        QVERIFY(!isOver(rules, header, {107 * day - 1}));
        QVERIFY(isOver(rules, header, {107 * day}));
        header.kind = static_cast<std::uint8_t>(Kind::Profile);
        QVERIFY(!isOver(rules, header, {1000 * day}));
        rules.retentionDays = UINT32_MAX;
        header.kind = static_cast<std::uint8_t>(Kind::FileCard);
        QVERIFY(!isOver(rules, header, {1000 * day}));
    }

    void whatIsOlderGoesWithEverybody()
    {
        Keeping keeping(1);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        const core::EventRef first = net.send(keeping.bob, "first");
        net.pass(5 * 24h);
        const core::EventRef second = net.send(keeping.ada, "second");
        keeping.keep(7);
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QCOMPARE(person->store.texts(), (std::vector<std::string>{"first", "second"}));
        }
        net.pass(3 * 24h);
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QCOMPARE(person->store.texts(), std::vector<std::string>{"second"});
            QVERIFY(Keeping::isErased(*person, first));
            QVERIFY(!Keeping::isErased(*person, second));
            QCOMPARE(person->room->nameOf(keeping.bob.self.identityId), std::string("Bob"));
            const auto told = person->told<MessageNotice>();
            QVERIFY(std::any_of(told.begin(), told.end(), [&](const MessageNotice& one) {
                return one.message.deleted && one.message.message == first;
            }));
        }
        QVERIFY(keeping.ada.digest().settled);
        QCOMPARE(keeping.ada.digest().bodies, keeping.bob.digest().bodies);
        // It goes on by itself, after a restart too.
        net.restart(keeping.bob);
        net.link(keeping.ada, keeping.bob);
        net.pass(5 * 24h);
        QVERIFY(Keeping::isErased(keeping.ada, second) && Keeping::isErased(keeping.bob, second));
        QVERIFY(keeping.bob.store.texts().empty());
    }

    void aShorterTimeTakesEffectAtOnce()
    {
        Keeping keeping(2);
        QVERIFY(keeping.ready);
        const core::EventRef old = keeping.net.send(keeping.bob, "old");
        keeping.net.pass(5 * 24h);
        keeping.keep(30);
        QVERIFY(!Keeping::isErased(keeping.bob, old));
        keeping.keep(2);
        QVERIFY(Keeping::isErased(keeping.ada, old) && Keeping::isErased(keeping.bob, old));
        keeping.keep(0); // what is gone is gone
        const core::EventRef kept = keeping.net.send(keeping.bob, "kept");
        keeping.net.pass(100 * 24h);
        QVERIFY(!Keeping::isErased(keeping.ada, kept));
    }

    void newcomersAreNotGivenItAndMissNothing()
    {
        Keeping keeping(3);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        for (int i = 0; i < 300; ++i) {
            net.send(keeping.bob, "old " + std::to_string(i));
        }
        const core::EventRef last = net.send(keeping.bob, "the last of the old ones");
        net.pass(24h);
        keeping.keep(3);
        net.pass(3 * 24h);
        QVERIFY(Keeping::isErased(keeping.ada, last));
        net.send(keeping.bob, "new");
        Person& eve = net.person("Eve");
        QVERIFY(net.enter(eve, keeping.ada, net.invite(keeping.ada)) != 0);
        QVERIFY(net.settle());
        net.pass(60s);
        QCOMPARE(eve.store.texts(), std::vector<std::string>{"new"});
        QCOMPARE(eve.digest().bodies, keeping.ada.digest().bodies);
        QVERIFY(Keeping::isErased(eve, last));
        QCOMPARE(net.closed, 0);
        QCOMPARE(eve.room->nameOf(keeping.bob.self.identityId), std::string("Bob"));
    }
};

QTEST_GUILESS_MAIN(RoomRetentionTest)
#include "room_retention_test.moc"
