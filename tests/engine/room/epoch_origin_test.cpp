// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/epoch_origin.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::room;

class EpochOriginTest : public QObject
{
    Q_OBJECT

private slots:
    void anOriginFitsOneLogAndOneSecret()
    {
        support::SeededRng rng(1);
        const core::LogId log(rng.bytes<32>());
        const DrawnEpoch drawn = drawEpoch(rng, log);
        const DrawnEpoch other = drawEpoch(rng, log);
        QVERIFY(isOriginOf(drawn.secret, log, drawn.origin));
        QVERIFY(!isOriginOf(drawn.secret, core::LogId(rng.bytes<32>()), drawn.origin));
        QVERIFY(!isOriginOf(drawn.secret, log, other.origin));
        QVERIFY(!isOriginOf(other.secret, log, drawn.origin));
        QVERIFY(!isOriginOf(drawn.secret, log, {}));
        for (std::size_t bit = 0; bit < 256; bit += 31) {
            EpochOrigin turned = drawn.origin;
            turned[bit / 8] = static_cast<std::uint8_t>(turned[bit / 8] ^ (1U << (bit % 8)));
            QVERIFY(!isOriginOf(drawn.secret, log, turned));
        }
    }
};

QTEST_APPLESS_MAIN(EpochOriginTest)
#include "epoch_origin_test.moc"
