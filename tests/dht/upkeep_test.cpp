// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/upkeep.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    Fixture()
        : rng(1)
        , tables(randomId(rng), randomId(rng), true, false)
        , asker(now, tables, rng)
        , upkeep(now, asker)
    {
    }

    std::vector<core::Endpoint> sent()
    {
        std::vector<core::Endpoint> to;
        for (const Output& output : out) {
            to.push_back(std::get<Datagram>(output).to);
        }
        out.clear();
        return to;
    }
    void runFor(core::Duration span)
    {
        for (const core::MonoTime until = now + span; now < until; now += 250ms) {
            while (asker.transactions().takeDue(now)) {
            }
            upkeep.handleTimer(now, out);
        }
    }

    core::MonoTime now{1h};
    support::SeededRng rng;
    Tables tables;
    Asker asker;
    Upkeep upkeep;
    Outbox out;
};

core::Endpoint at(std::uint8_t network)
{
    return {core::IpAddress::v4({60, network, 0, 1}), 7};
}

} // namespace

class UpkeepTest : public QObject
{
    Q_OBJECT

private slots:
    void warmUpIsNewestFirstAndAFewAtATime()
    {
        Fixture fixture;
        std::vector<Contact> nodes;
        for (std::uint8_t i = 0; i < 50; ++i) {
            nodes.push_back({randomId(fixture.rng), at(i)});
        }
        fixture.upkeep.warmUp(nodes);
        fixture.upkeep.handleTimer(fixture.now, fixture.out);
        const auto first = fixture.sent();
        QCOMPARE(first.size(), tuning::warmPingsAtOnce);
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(first[i], nodes[i].endpoint);
        }
        fixture.runFor(3min);
        QCOMPARE(fixture.sent().size(), nodes.size() - first.size());
    }

    void introductionsAreRepeated()
    {
        Fixture fixture;
        fixture.upkeep.introduce(at(1));
        fixture.upkeep.introduce(at(1));
        fixture.upkeep.introduce({at(1).address, 0});
        fixture.upkeep.handleTimer(fixture.now, fixture.out);
        QCOMPARE(fixture.sent(), std::vector{at(1)});
        fixture.now += 1s;
        for (std::size_t i = 1; i < tuning::introductionTries + 3; ++i) {
            fixture.upkeep.handleUnanswered(at(1));
            fixture.now += 500ms;
            fixture.upkeep.handleTimer(fixture.now, fixture.out);
        }
        QCOMPARE(fixture.sent().size(), tuning::introductionTries - 1);
    }

    void bootstrapIsAskedEverMoreSeldom()
    {
        Fixture fixture;
        fixture.upkeep.addBootstrap(fixture.now, at(1));
        fixture.runFor(10min);
        const std::size_t asked = fixture.sent().size();
        QVERIFY(asked >= 5 && asked <= 9);
        for (std::uint8_t i = 10; i < 30; ++i) {
            fixture.tables.of(core::IpFamily::V4)
                .heard(fixture.now, {randomId(fixture.rng), at(i)});
        }
        fixture.runFor(10min);
        QVERIFY(fixture.sent().empty());
    }

    void strangersAreAskedNowAndThen()
    {
        Fixture fixture;
        for (int i = 0; i < 1000; ++i) {
            const Contact stranger{randomId(fixture.rng), at(static_cast<std::uint8_t>(i % 250))};
            fixture.upkeep.handleStranger(fixture.now, stranger, fixture.out);
            fixture.now += 1ms;
        }
        const std::size_t asked = fixture.sent().size();
        QVERIFY(asked >= 4 && asked <= 20);
        QCOMPARE(fixture.tables.of(core::IpFamily::V4).size(), std::size_t(0));
    }

    void idleBucketsAreRefreshed()
    {
        Fixture fixture;
        for (std::uint8_t i = 0; i < 100; ++i) {
            fixture.tables.of(core::IpFamily::V4)
                .heard(fixture.now, {randomId(fixture.rng), at(i)});
        }
        std::size_t refreshed = 0;
        for (int i = 0; i < 200; ++i) {
            fixture.now += 250ms;
            refreshed += fixture.upkeep.takeRefresh(fixture.now) ? 1U : 0U;
        }
        QCOMPARE(refreshed, fixture.tables.of(core::IpFamily::V4).buckets().size());
    }

    void newcomersLookAround()
    {
        Fixture fixture;
        std::size_t looks = 0;
        for (int i = 0; i < 8 * 60; ++i) {
            fixture.now += 250ms;
            fixture.upkeep.handleTimer(fixture.now, fixture.out);
            const auto refresh = fixture.upkeep.takeRefresh(fixture.now);
            looks +=
                refresh && refresh->second == fixture.tables.of(core::IpFamily::V4).own() ? 1U : 0U;
        }
        QVERIFY(looks >= 3 && looks <= 6);
    }
};

QTEST_APPLESS_MAIN(UpkeepTest)
#include "upkeep_test.moc"
