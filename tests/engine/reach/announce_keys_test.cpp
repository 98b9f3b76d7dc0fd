// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/announce_keys.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <set>

using namespace engine::reach;

namespace {

constexpr std::int64_t dayMs = 86'400'000;
constexpr core::WallTime someTime{1'900'000'000'123};

core::Secret<32> keyOf(std::uint8_t fill)
{
    core::ByteArray<32> bytes{};
    bytes.fill(fill);
    return core::Secret<32>(bytes);
}

} // namespace

class AnnounceKeysTest : public QObject
{
    Q_OBJECT

private slots:
    void theDayTurnsOnceADayAndWhenItSays()
    {
        const core::Secret<32> key = keyOf(7);
        const std::int64_t day = announceDay(key, someTime);
        const core::WallTime next = nextAnnounceDay(key, someTime);
        QVERIFY(next > someTime);
        QVERIFY(next.milliseconds - someTime.milliseconds <= dayMs);
        QCOMPARE(announceDay(key, next), day + 1);
        QCOMPARE(announceDay(key, {next.milliseconds - 1}), day);
        QCOMPARE(nextAnnounceDay(key, next).milliseconds, next.milliseconds + dayMs);
    }

    void roomsDoNotTurnTogether()
    {
        support::SeededRng rng(1);
        std::set<std::int64_t> turns;
        for (int i = 0; i < 50; ++i) {
            turns.insert(nextAnnounceDay(core::Secret<32>::random(rng), someTime).milliseconds);
        }
        QVERIFY(turns.size() > 45);
    }

    void hashesDifferByRoomAndDay()
    {
        std::set<Infohash> hashes;
        for (std::uint8_t room = 0; room < 10; ++room) {
            for (std::int64_t day = 20'000; day < 20'010; ++day) {
                hashes.insert(infohashOf(keyOf(room), day));
            }
        }
        QCOMPARE(hashes.size(), std::size_t{100});
        QCOMPARE(infohashOf(keyOf(3), 20'000), infohashOf(keyOf(3), 20'000));
    }

    /// Written down once: members of different versions must agree.
    void theHashIsTheOneOfTheProtocol()
    {
        const core::Secret<32> key = keyOf(1);
        QCOMPARE(hex(infohashOf(key, 20'000)),
                 QByteArray("2e2f3615673722ee8346dd23358b77c1291bef68"));
        QCOMPARE(nextAnnounceDay(key, someTime).milliseconds, std::int64_t{1900007102000});
    }

    void aClockBefore1970StillHasADay()
    {
        const core::Secret<32> key = keyOf(2);
        QCOMPARE(announceDay(key, {-5 * dayMs}), announceDay(key, {0}));
    }

private:
    static QByteArray hex(const Infohash& hash)
    {
        return QByteArray(reinterpret_cast<const char*>(hash.data()),
                          static_cast<qsizetype>(hash.size()))
            .toHex();
    }
};

QTEST_GUILESS_MAIN(AnnounceKeysTest)
#include "announce_keys_test.moc"
