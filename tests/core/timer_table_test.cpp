// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/timer_table.h"

#include <QTest>

#include <chrono>

using namespace std::chrono_literals;

namespace {

enum class Timer { Ping, Dead, Count };

core::MonoTime at(core::Duration since)
{
    return core::MonoTime(since);
}

/// MonoClock has no now(): a core can carry an instant but not ask for one.
template<class Clock>
concept CanBeAsked = requires { Clock::now(); };
static_assert(!CanBeAsked<core::MonoClock>);
static_assert(CanBeAsked<std::chrono::steady_clock>);

} // namespace

class TimerTableTest : public QObject
{
    Q_OBJECT

private slots:
    void theEarliestIsNext()
    {
        core::TimerTable<Timer> timers;
        QVERIFY(!timers.next());
        timers.set(Timer::Dead, at(45s));
        timers.set(Timer::Ping, at(20s));
        QVERIFY(timers.next() == at(20s));
        timers.set(Timer::Ping, at(60s));
        QVERIFY(timers.next() == at(45s));
        QVERIFY(timers.at(Timer::Ping) == at(60s));
    }

    void aDueTimerIsTakenOnce()
    {
        core::TimerTable<Timer> timers;
        timers.set(Timer::Ping, at(20s));
        QVERIFY(!timers.takeDue(Timer::Ping, at(20s - 1ns)));
        QVERIFY(timers.takeDue(Timer::Ping, at(20s)));
        QVERIFY(!timers.takeDue(Timer::Ping, at(21s)));
        QVERIFY(!timers.next());
    }

    void aStoppedTimerIsGone()
    {
        core::TimerTable<Timer> timers;
        timers.set(Timer::Ping, at(20s));
        timers.stop(Timer::Ping);
        QVERIFY(!timers.takeDue(Timer::Ping, at(30s)));
        QVERIFY(!timers.next());
    }

    void theEarlierOfTwoWakeUps()
    {
        QVERIFY(!core::earlier(std::nullopt, std::nullopt));
        QVERIFY(core::earlier(at(1s), std::nullopt) == at(1s));
        QVERIFY(core::earlier(std::nullopt, at(1s)) == at(1s));
        QVERIFY(core::earlier(at(2s), at(1s)) == at(1s));
        QVERIFY(core::earlier(at(1s), at(2s)) == at(1s));
    }

    void wallTimeCountsInMilliseconds()
    {
        const core::WallTime start{1000};
        QCOMPARE(start.plus(5s).milliseconds, std::int64_t(6000));
        QVERIFY(start.plus(5s).since(start) == 5s);
        QVERIFY(start.since(start.plus(5s)) == -5s);
    }
};

QTEST_APPLESS_MAIN(TimerTableTest)
#include "timer_table_test.moc"
