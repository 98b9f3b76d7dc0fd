// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What devices have cost us: added up, fading, bounded.
#include "core/limits.h"
#include "engine/room/peer_scores.h"

#include <QTest>

using namespace engine::room;
using namespace std::chrono_literals;
namespace tuning = core::limits::tuning;

namespace {

core::DeviceId device(std::size_t number)
{
    core::ByteArray<32> out{};
    out[0] = static_cast<std::uint8_t>(number);
    out[1] = static_cast<std::uint8_t>(number >> 8U);
    return core::DeviceId(out);
}

constexpr core::MonoTime start{std::chrono::hours(1)};

} // namespace

class PeerScoresTest : public QObject
{
    Q_OBJECT

private slots:
    void pointsAddUpAndFade()
    {
        PeerScores scores;
        QCOMPARE(scores.of(device(1), start), 0.0);
        scores.blame(device(1), 10, start);
        scores.blame(device(1), 10, start);
        QCOMPARE(scores.of(device(1), start), 20.0);
        QCOMPARE(scores.of(device(1), start + tuning::scoreHalves), 10.0);
        scores.blame(device(1), 10, start + tuning::scoreHalves);
        QCOMPARE(scores.of(device(1), start + 2 * tuning::scoreHalves), 10.0);
        QCOMPARE(scores.of(device(2), start), 0.0);
    }

    void nobodyIsShutOutForEver()
    {
        PeerScores scores;
        for (int i = 0; i < 10'000; ++i) {
            scores.blame(device(1), tuning::scoreBreach, start);
        }
        QVERIFY(scores.of(device(1), start) > tuning::scoreRefused);
        QVERIFY(scores.of(device(1), start + 2h) < tuning::scoreRefused);
    }

    void theLeastMakesRoom()
    {
        PeerScores scores;
        scores.blame(device(0), 50, start);
        scores.blame(device(1), 1, start);
        for (std::size_t i = 2; i <= tuning::scoresKept; ++i) {
            scores.blame(device(i), 5, start);
        }
        QCOMPARE(scores.of(device(0), start), 50.0);
        QCOMPARE(scores.of(device(1), start), 0.0);
        QCOMPARE(scores.of(device(tuning::scoresKept), start), 5.0);
    }
};

QTEST_APPLESS_MAIN(PeerScoresTest)
#include "peer_scores_test.moc"
