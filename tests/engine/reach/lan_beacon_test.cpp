// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/lan_beacon.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace engine::reach;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start(1h);

LanKeys keysOf(core::Rng& rng, std::size_t count)
{
    LanKeys out;
    while (out.size() < count) {
        out.emplace(core::RoomId(rng.bytes<32>()), core::Secret<32>::random(rng));
    }
    return out;
}

/// The same room, held by somebody else.
LanKeys shared(const LanKeys& keys, const core::RoomId& room)
{
    LanKeys out;
    out.emplace(room, keys.find(room)->second.clone());
    return out;
}

core::IpAddress address(std::uint8_t last, std::uint8_t third = 0)
{
    return core::IpAddress::v4({192, 168, third, last});
}

} // namespace

class LanBeaconTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyWhoHoldsTheKeyFindsTheRoom()
    {
        support::SeededRng rng(1);
        const LanKeys mine = keysOf(rng, 3);
        const core::Bytes beacon = makeBeacon(mine, rng, 0);
        QCOMPARE(beacon.size(), beaconBytes);
        QCOMPARE(matchBeacon(mine, beacon).size(), std::size_t(3));
        const core::RoomId common = mine.begin()->first;
        const LanKeys theirs = shared(mine, common);
        QCOMPARE(matchBeacon(theirs, beacon), std::vector{theirs.begin()});
        QVERIFY(matchBeacon(keysOf(rng, 20), beacon).empty());
        // Knowing the room's id is not enough.
        LanKeys wrongKey;
        wrongKey.emplace(common, core::Secret<32>::random(rng));
        QVERIFY(matchBeacon(wrongKey, beacon).empty());
        QVERIFY(matchBeacon({}, beacon).empty());
        QVERIFY(matchBeacon(mine, core::ByteView(beacon).first(beaconBytes - 1)).empty());
        QVERIFY(matchBeacon(mine, {}).empty());
    }

    void nothingInABeaconStays()
    {
        support::SeededRng rng(2);
        const LanKeys mine = keysOf(rng, 5);
        std::set<core::Bytes> pieces;
        constexpr int beacons = 50;
        for (int i = 0; i < beacons; ++i) {
            const core::Bytes beacon = makeBeacon(mine, rng, 0);
            for (std::size_t at = 0; at < beacon.size(); at += 8) {
                pieces.insert(core::copyOf(core::ByteView(beacon).subspan(at, 8)));
            }
        }
        QCOMPARE(pieces.size(), std::size_t(beacons) * beaconBytes / 8);
    }

    void aBeaconDoesNotSayHowManyRoomsThereAre()
    {
        support::SeededRng rng(3);
        QCOMPARE(makeBeacon({}, rng, 0).size(), beaconBytes);
        QCOMPARE(makeBeacon(keysOf(rng, 40), rng, 0).size(), beaconBytes);
        // Tags are sorted, so no place in it is the place of the real ones.
        const core::Bytes beacon = makeBeacon(keysOf(rng, 2), rng, 0);
        for (std::size_t i = 1; i < beaconTags; ++i) {
            const auto before = beacon.begin() + 16 + static_cast<std::ptrdiff_t>(8 * (i - 1));
            QVERIFY(std::lexicographical_compare(before, before + 8, before + 8, before + 16));
        }
    }

    void moreThanSixteenTakeTurns()
    {
        support::SeededRng rng(4);
        const LanKeys mine = keysOf(rng, 50);
        std::set<core::RoomId> called;
        for (std::size_t turn = 0; turn < 4; ++turn) {
            const auto found = matchBeacon(mine, makeBeacon(mine, rng, turn));
            QCOMPARE(found.size(), beaconTags);
            for (const auto& room : found) {
                called.insert(room->first);
            }
        }
        QCOMPARE(called.size(), std::size_t(50));
    }

    void threeQuickOnesThenOneAMinute()
    {
        support::SeededRng rng(5);
        const LanKeys mine = keysOf(rng, 1);
        LanCaller caller;
        QVERIFY(!caller.nextWake());
        QVERIFY(!caller.due(start, mine, rng));
        caller.callSoon(start);
        std::vector<core::Duration> sent;
        for (core::MonoTime now = start; now < start + 10min; now = *caller.nextWake()) {
            QVERIFY(!caller.due(now - 1ns, mine, rng) || now == start);
            if (caller.due(now, mine, rng)) {
                sent.push_back(now - start);
            }
        }
        QVERIFY(sent.size() >= 11 && sent.size() <= 14);
        QCOMPARE(sent[0], core::Duration(0));
        QVERIFY(sent[2] <= 1s);
        std::set<core::Duration> gaps;
        for (std::size_t i = 3; i < sent.size(); ++i) {
            const core::Duration gap = sent[i] - sent[i - 1];
            QVERIFY(gap >= 54s && gap <= 66s);
            gaps.insert(gap);
        }
        QVERIFY(gaps.size() > 1);
        // Another network: three at once again.
        caller.callSoon(start + 11min);
        QCOMPARE(caller.nextWake(), std::optional(start + 11min));
    }

    void whoHasNoRoomsIsSilent()
    {
        support::SeededRng rng(6);
        LanCaller caller;
        caller.callSoon(start);
        QVERIFY(!caller.due(start, {}, rng));
        QVERIFY(*caller.nextWake() > start);
    }

    void anAnswerOpensForItsBeaconOnly()
    {
        support::SeededRng rng(7);
        const LanKeys mine = keysOf(rng, 4);
        const core::RoomId common = std::next(mine.begin(), 2)->first;
        const LanKeys theirs = shared(mine, common);
        LanCaller caller;
        caller.callSoon(start);
        const auto beacon = caller.due(start, mine, rng);
        QVERIFY(beacon);
        const core::Bytes answer = makeAnswer(theirs.find(common)->second, *beacon, 7001, rng);
        QCOMPARE(answer.size(), answerBytes);
        const auto opened = caller.openAnswer(mine, answer);
        QVERIFY(opened && opened->room == common && opened->port == 7001);
        // Not for who did not call, nor for who has not the key, nor damaged.
        LanCaller other;
        other.callSoon(start);
        QVERIFY(other.due(start, mine, rng));
        QVERIFY(!other.openAnswer(mine, answer));
        QVERIFY(!caller.openAnswer(keysOf(rng, 4), answer));
        for (std::size_t at = 0; at < answer.size(); at += 7) {
            core::Bytes damaged = answer;
            damaged[at] ^= 1;
            QVERIFY(!caller.openAnswer(mine, damaged));
        }
        core::Bytes longer = answer;
        longer.push_back(0);
        QVERIFY(!caller.openAnswer(mine, longer));
        QVERIFY(!caller.openAnswer(mine, {}));
        // A made-up beacon with another nonce: the answer to it is not one to ours.
        const core::Bytes elsewhere = makeBeacon(mine, rng, 0);
        QVERIFY(!caller.openAnswer(mine,
                                   makeAnswer(theirs.find(common)->second, elsewhere, 7001, rng)));
    }

    void ownBeaconsComeBackFromTheGroup()
    {
        support::SeededRng rng(9);
        const LanKeys mine = keysOf(rng, 2);
        LanCaller caller;
        caller.callSoon(start);
        const core::Bytes beacon = *caller.due(start, mine, rng);
        QVERIFY(caller.isOwn(beacon));
        QVERIFY(!caller.isOwn(makeBeacon(mine, rng, 0)));
        QVERIFY(!caller.isOwn(core::ByteView(beacon).first(16)));
        QVERIFY(!LanCaller().isOwn(beacon));
    }

    void anOldBeaconIsForgotten()
    {
        support::SeededRng rng(8);
        const LanKeys mine = keysOf(rng, 1);
        LanCaller caller;
        caller.callSoon(start);
        const core::Bytes first = *caller.due(start, mine, rng);
        const core::Bytes answer = makeAnswer(mine.begin()->second, first, 1, rng);
        for (std::size_t i = 1; i < LanCaller::noncesKept; ++i) {
            QVERIFY(caller.due(*caller.nextWake(), mine, rng));
        }
        QVERIFY(caller.openAnswer(mine, answer));
        QVERIFY(caller.due(*caller.nextWake(), mine, rng));
        QVERIFY(!caller.openAnswer(mine, answer));
    }

    void anAddressIsNotFlooded()
    {
        LanCaller caller;
        QVERIFY(caller.mayAnswer(start, address(1)));
        QVERIFY(!caller.mayAnswer(start, address(1)));
        QVERIFY(!caller.mayAnswer(start + 49ms, address(1)));
        QVERIFY(caller.mayAnswer(start + 49ms, address(2))); // whatever the others do
        QVERIFY(caller.mayAnswer(start + 50ms, address(1)));
        QVERIFY(!caller.mayAnswer(start + 51ms, address(1)));
    }

    void aLoudNetworkIsAnsweredSoOften()
    {
        LanCaller caller;
        std::size_t answered = 0;
        for (int i = 0; i < 1000; ++i) {
            const auto last = static_cast<std::uint8_t>(i % 250);
            const auto third = static_cast<std::uint8_t>(i / 250);
            if (caller.mayAnswer(start + i * 999us, address(last, third))) {
                ++answered;
            }
        }
        QVERIFY(answered > 0 && answered <= LanCaller::answersPerSecond);
        QVERIFY(caller.mayAnswer(start + 5s, address(9, 9)));
    }
};

QTEST_APPLESS_MAIN(LanBeaconTest)
#include "lan_beacon_test.moc"
