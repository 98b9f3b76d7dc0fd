// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory_round.h"
#include "support/seeded_rng.h"

#include <QTest>

using engine::DirectoryRound;
using engine::directory::Trust;

namespace {

core::Endpoint at(const std::string& text)
{
    return *core::Endpoint::parse(text);
}

std::size_t askAll(DirectoryRound& round, Trust trust)
{
    support::SeededRng rng(1);
    std::size_t asked = 0;
    while (round.next(rng)) {
        ++asked;
        round.ended(trust);
    }
    return asked;
}

} // namespace

class DirectoryRoundTest : public QObject
{
    Q_OBJECT

private slots:
    void asksEachOnceAndFewAtATime()
    {
        support::SeededRng rng(2);
        DirectoryRound round;
        QVERIFY(!round.isBusy());
        for (int i = 0; i < 10; ++i) {
            const auto endpoint = at("10.0.0." + std::to_string(i + 1) + ":1");
            round.offer({endpoint, Trust::Lan, {}});
            round.offer({endpoint, Trust::Lan, {}});
        }
        std::set<core::Endpoint> asked;
        for (std::size_t i = 0; i < DirectoryRound::asksAtOnce; ++i) {
            const auto next = round.next(rng);
            QVERIFY(next);
            asked.insert(next->at);
        }
        QVERIFY(!round.next(rng));
        QVERIFY(round.isBusy());
        for (std::size_t i = 0; i < DirectoryRound::asksAtOnce; ++i) {
            round.ended(Trust::Lan);
        }
        while (const auto next = round.next(rng)) {
            asked.insert(next->at);
            round.ended(Trust::Lan);
        }
        QCOMPARE(asked.size(), 10U);
        QVERIFY(!round.isBusy());
    }

    void oneNeighbourhoodIsNotAllThatIsAsked()
    {
        DirectoryRound round;
        for (int i = 0; i < 100; ++i) {
            round.offer({at("8.8.8." + std::to_string(i + 1) + ":1"), Trust::Stranger, {}});
            round.offer({at("9.9.9.9:" + std::to_string(i + 1)), Trust::Stranger, {}});
        }
        round.offer({at("7.7.7.7:1"), Trust::Stranger, {}});
        QCOMPARE(askAll(round, Trust::Stranger),
                 DirectoryRound::perPrefix + DirectoryRound::perAddress + 1);
    }

    void strangersTakeNoPlacesOfTheLan()
    {
        DirectoryRound round;
        for (int i = 0; i < 200; ++i) {
            round.offer({at("20." + std::to_string(i) + ".1.1:1"), Trust::Stranger, {}});
        }
        round.offer({at("10.0.0.1:1"), Trust::Lan, {}});
        support::SeededRng rng(3);
        const auto first = round.next(rng);
        QVERIFY(first && first->trust == Trust::Lan);
        QCOMPARE(askAll(round, Trust::Stranger), DirectoryRound::asksMost);
    }

    void refusesWhatIsNoAddress()
    {
        DirectoryRound round;
        round.offer({at("0.0.0.0:1"), Trust::Lan, {}});
        round.offer({at("239.1.1.1:1"), Trust::Lan, {}});
        round.offer({at("10.0.0.1:0"), Trust::Lan, {}});
        QVERIFY(!round.isBusy());
    }
};

QTEST_GUILESS_MAIN(DirectoryRoundTest)
#include "directory_round_test.moc"
