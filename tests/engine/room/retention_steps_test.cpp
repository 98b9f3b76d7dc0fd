// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/retention_steps.h"

#include <QTest>

using namespace engine::room;

namespace {

constexpr std::int64_t day = 86'400'000;
using Steps = std::vector<RetentionSteps::Step>;
using Change = RetentionSteps::Change;

core::WallTime on(double days)
{
    return {static_cast<std::int64_t>(days * static_cast<double>(day))};
}

} // namespace

class RetentionStepsTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsOlder()
    {
        Header header;
        header.kind = static_cast<std::uint8_t>(Kind::TextMessage);
        header.clock = HybridClock::at({100 * day});
        QVERIFY(!isOlder(header, 0, on(1000))); // for ever
        QVERIFY(!isOlder(header, 7, {107 * day - 1}));
        QVERIFY(isOlder(header, 7, {107 * day}));
        header.kind = static_cast<std::uint8_t>(Kind::Profile);
        QVERIFY(!isOlder(header, 7, on(1000)));
        header.kind = static_cast<std::uint8_t>(Kind::Redact);
        QVERIFY(!isOlder(header, 7, on(1000)));
        header.kind = static_cast<std::uint8_t>(Kind::FileCard);
        QVERIFY(isOlder(header, 7, on(1000)));
        QVERIFY(!isOlder(header, UINT32_MAX, on(1000)));
    }

    void aRuleRipensInAWeek()
    {
        RetentionSteps steps;
        QCOMPARE(steps.ripeDays(on(100)), 0U);
        QCOMPARE(steps.set(30, on(100)), Change::Stricter);
        QCOMPARE(steps.set(30, on(105)), Change::None); // it begins nothing anew
        QCOMPARE(steps.days(), 30U);
        QCOMPARE(steps.ripeDays({107 * day - 1}), 0U);
        QCOMPARE(steps.ripeDays(on(107)), 30U);
    }

    void aStricterOneHasAWeekOfItsOwn()
    {
        RetentionSteps steps;
        QCOMPARE(steps.set(30, on(100)), Change::Stricter);
        QCOMPARE(steps.set(7, on(104)), Change::Stricter);
        QCOMPARE(steps.set(1, on(105)), Change::Stricter);
        QCOMPARE(steps.days(), 1U);
        QCOMPARE(steps.ripeDays(on(107)), 30U);
        QCOMPARE(steps.ripeDays(on(111)), 7U);
        QCOMPARE(steps.ripeDays(on(112)), 1U);
    }

    void aLooserOneEndsWhatWasStricter()
    {
        RetentionSteps steps;
        QCOMPARE(steps.set(30, on(100)), Change::Stricter);
        QCOMPARE(steps.set(7, on(101)), Change::Stricter);
        QCOMPARE(steps.set(14, on(102)), Change::Looser);
        QCOMPARE(steps.all(), (Steps{{30, 100 * day}, {14, 101 * day}}));
        QCOMPARE(steps.set(7, on(103)), Change::Stricter); // it starts anew
        QCOMPARE(steps.ripeDays(on(109)), 14U);
        QCOMPARE(steps.ripeDays(on(110)), 7U);
        QCOMPARE(steps.set(60, on(104)), Change::Looser);
        QCOMPARE(steps.all(), (Steps{{60, 100 * day}}));
        QCOMPARE(steps.set(0, on(105)), Change::Looser);
        QVERIFY(steps.all().empty());
        QCOMPARE(steps.ripeDays(on(200)), 0U);
        QCOMPARE(steps.set(0, on(105)), Change::None);
    }

    void manyChangesOnlyKeepLonger()
    {
        RetentionSteps steps;
        steps.set(10'000, on(0));
        for (std::uint32_t i = 0; i < 200; ++i) {
            steps.set(9'000 - i, on(10 + i * 0.01));
            QVERIFY(steps.all().size() <= RetentionSteps::stepsMost);
        }
        QCOMPARE(steps.days(), 8'801U);
        QCOMPARE(steps.ripeDays(on(12)), 10'000U); // the ripe one stays
        // Once ripe they are one.
        steps.set(5, on(30));
        QCOMPARE(steps.all().size(), std::size_t{2});
        QCOMPARE(steps.ripeDays(on(30)), 8'801U);
    }

    void isReadBack()
    {
        RetentionSteps steps;
        for (const RetentionSteps::Step step :
             Steps{{0, 5}, {30, 100}, {40, 200}, {7, 50}, {7, 200}, {1, 200}}) {
            steps.restore(step);
        }
        QCOMPARE(steps.all(), (Steps{{30, 100}, {7, 200}, {1, 200}}));
    }

    void aClockThatWasAheadDoesNotHoldItForEver()
    {
        RetentionSteps steps;
        steps.set(7, on(500));
        QVERIFY(steps.settleClock(on(100)));
        QVERIFY(!steps.settleClock(on(101)));
        QCOMPARE(steps.ripeDays(on(106)), 0U);
        QCOMPARE(steps.ripeDays(on(107)), 7U);
    }
};

QTEST_GUILESS_MAIN(RetentionStepsTest)
#include "retention_steps_test.moc"
