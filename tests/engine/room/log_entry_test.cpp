// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/log_entry.h"
#include "engine/room/log_fixture.h"

#include <QTest>

using namespace engine::room;
using Holes = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

namespace {

/// Ids of two chains that part at `parts`.
struct Chains {
    explicit Chains(std::uint64_t parts)
    {
        support::SeededRng rng(9);
        for (std::uint64_t seq = 0; seq < 20; ++seq) {
            one.push_back(fixture::randomId<core::EventId>(rng));
            other.push_back(seq < parts ? one.back() : fixture::randomId<core::EventId>(rng));
        }
    }
    static void put(LogEntry& entry,
                    const std::vector<core::EventId>& chain,
                    std::uint64_t from,
                    std::uint64_t to)
    {
        for (std::uint64_t seq = from; seq <= to; ++seq) {
            entry.held.insert(seq, seq == 0 ? core::EventId() : chain[seq - 1], chain[seq]);
        }
    }

    std::vector<core::EventId> one;
    std::vector<core::EventId> other;
};

} // namespace

class LogEntryTest : public QObject
{
    Q_OBJECT

private slots:
    void whatEndsItFirstNamesTheAnchor()
    {
        const Chains chains(0);
        LogEntry entry;
        QVERIFY(!entry.isAnchored() && entry.counts(1000) && entry.mayTake(1000, {}));
        entry.voidFrom = 8;
        QVERIFY(!entry.isAnchored());
        entry.voidAfter = chains.one[7];
        QVERIFY(entry.anchor() == chains.one[7]);
        entry.forkedAt = 5; // lower, and nothing says what is before it
        QVERIFY(entry.end() == std::uint64_t{5} && !entry.isAnchored());
        entry.forkedAfter = chains.one[4];
        QVERIFY(entry.anchor() == chains.one[4]);
        entry.forkedAt = 8;
        QVERIFY(entry.anchor() == chains.one[7]); // of two, the one that the core names
        entry.voidFrom = 0;
        QVERIFY(!entry.isAnchored() && !entry.counts(0));
    }

    void onlyWhatLeadsToTheAnchorCounts()
    {
        const Chains chains(3);
        LogEntry entry;
        Chains::put(entry, chains.one, 0, 2);
        Chains::put(entry, chains.other, 4, 5);
        entry.voidFrom = 10;
        QVERIFY(entry.counts(4) && !entry.counts(10));
        entry.voidAfter = chains.one[9];
        QVERIFY(!entry.counts(1) && !entry.counts(4) && !entry.counts(9) && !entry.isWhole());
        QVERIFY(entry.holesUpTo(9) == (Holes{{6, 9}}));
        QVERIFY(entry.holesUpTo(8).empty()); // who has not got it has nothing that could be taken
        QVERIFY(entry.joins(9, chains.one[9]) && !entry.joins(9, chains.other[9]));
        QVERIFY(!entry.joins(8, chains.one[8]) && !entry.mayTake(8, chains.one[8]));
        Chains::put(entry, chains.one, 8, 9);
        entry.endId = chains.one[9];
        QVERIFY(entry.reachesEnd() && entry.leadFrom() == 8 && entry.counts(8));
        QVERIFY(entry.joins(7, chains.one[7]) && !entry.joins(7, chains.other[7]));
        QCOMPARE(entry.loose().size(), std::size_t{2});
        QVERIFY(entry.holesUpTo(9) == (Holes{{6, 7}}));
        for (std::uint64_t seq = 7; seq >= 3; --seq) {
            QVERIFY(entry.joins(seq, chains.one[seq]));
            entry.held.makeWay(seq, chains.one[seq - 1], chains.one[seq]);
            Chains::put(entry, chains.one, seq, seq);
        }
        QVERIFY(entry.isWhole() && entry.counts(0) && entry.loose().empty());
        QVERIFY(entry.holesUpTo(9).empty());
    }

    void anotherEventBeforeTheEndIsNotTheAnchor()
    {
        const Chains chains(3);
        LogEntry entry;
        Chains::put(entry, chains.other, 0, 12);
        entry.voidFrom = 10;
        entry.voidAfter = chains.one[9];
        entry.endId = chains.other[9];
        QVERIFY(!entry.reachesEnd() && !entry.counts(0) && !entry.counts(9));
        QVERIFY(entry.holesUpTo(9) == (Holes{{9, 9}}));
        QCOMPARE(entry.loose().size(), std::size_t{1});
        QCOMPARE(entry.loose()[0].to, std::uint64_t{9});
        QVERIFY(entry.joins(9, chains.one[9]));
        entry.endSought = true; // perhaps it is the anchor that is held
        QVERIFY(!entry.joins(9, chains.one[9]) && entry.mayTake(9, chains.one[9]));
    }
};

QTEST_APPLESS_MAIN(LogEntryTest)
#include "log_entry_test.moc"
