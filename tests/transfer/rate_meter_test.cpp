// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/rate_meter.h"

#include <QTest>

using fixture::at;

class RateMeterTest : public QObject
{
    Q_OBJECT

private slots:
    void steadyThenStalled()
    {
        transfer::RateMeter meter;
        QCOMPARE(meter.bytesPerSecond(at(1000)), 0U);
        for (int i = 0; i < 200; ++i) {
            meter.add(at(1000 + i * 100), 1000);
        }
        const std::uint64_t rate = meter.bytesPerSecond(at(1000 + 199 * 100));
        QVERIFY2(rate > 9'000 && rate < 11'000, std::to_string(rate).c_str());
        QCOMPARE(meter.bytesPerSecond(at(40'000)), 0U);
        QCOMPARE(meter.bytesPerSecond(at(400'000)), 0U);
    }

    void aQuickStartIsNoExplosion()
    {
        transfer::RateMeter meter;
        meter.add(at(0), 1000);
        QCOMPARE(meter.bytesPerSecond(at(1)), 2000U);
    }
};

QTEST_APPLESS_MAIN(RateMeterTest)
#include "rate_meter_test.moc"
