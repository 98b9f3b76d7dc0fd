// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/clocks.h"

#include <QDateTime>
#include <QTest>

class ClocksTest : public QObject
{
    Q_OBJECT

private slots:
    void bothClocksGo()
    {
        const auto before = engine::host::realNow();
        QTest::qSleep(20);
        const auto after = engine::host::realNow();
        QVERIFY(after.mono - before.mono >= std::chrono::milliseconds(19));
        QVERIFY(after.mono - before.mono < std::chrono::seconds(20));
        const auto wall = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(std::abs(wall - after.wall.milliseconds) < 10'000);
    }

    void timeAsleepStandsStillWhileAwake()
    {
        const auto before = engine::host::timeAsleep();
        QTest::qSleep(20);
        QVERIFY(engine::host::timeAsleep() - before < std::chrono::milliseconds(10));
    }
};

QTEST_GUILESS_MAIN(ClocksTest)
#include "clocks_test.moc"
