// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/dialler.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <array>

using namespace engine;
using namespace engine::reach;
using namespace std::chrono_literals;

namespace {

core::RoomId roomOf(std::uint8_t number)
{
    core::ByteArray<32> bytes{};
    bytes[0] = number;
    return core::RoomId(bytes);
}

Candidate candidate(std::uint8_t room, std::uint16_t port)
{
    return {roomOf(room), {core::IpAddress::v4({192, 0, 2, 1}), port}};
}

const core::MonoTime start(1h);

} // namespace

class DiallerTest : public QObject
{
    Q_OBJECT

private slots:
    void aNewAddressIsDueAtOnceAndOnce()
    {
        Dialler dialler;
        QVERIFY(!dialler.nextWake());
        dialler.offer(start, candidate(1, 5), Rung::Lan, false);
        QCOMPARE(dialler.nextWake(), std::optional(start));
        QVERIFY(dialler.takeDue(start - 1ns).empty());
        const auto due = dialler.takeDue(start);
        QCOMPARE(due.size(), std::size_t(1));
        QVERIFY(due[0].first == candidate(1, 5) && due[0].second == Rung::Lan);
        QVERIFY(dialler.isTrying(Rung::Lan) && !dialler.isTrying(Rung::Dht));
        // While it is being dialled another offer does not dial it twice.
        dialler.offer(start, candidate(1, 5), Rung::Dht, true);
        QVERIFY(dialler.takeDue(start + 1h).empty());
        QVERIFY(!dialler.nextWake());
    }

    void pausesGrowAndAreNotAllAlike()
    {
        support::SeededRng rng(1);
        Dialler dialler;
        dialler.offer(start, candidate(1, 5), Rung::Cached, false);
        core::MonoTime now = start;
        core::Duration pause = Dialler::firstPause;
        for (unsigned failure = 1; failure <= Dialler::failuresMost; ++failure) {
            QCOMPARE(dialler.takeDue(now).size(), std::size_t(1));
            dialler.failed(now, candidate(1, 5), rng);
            const auto next = dialler.nextWake();
            QVERIFY(next);
            QVERIFY(*next - now >= pause / 2 && *next - now < pause * 3 / 2);
            now = *next;
            pause = std::min<core::Duration>(pause * 2, Dialler::longestPause);
        }
        // One failure more, and it is forgotten; a rung may offer it again.
        QCOMPARE(dialler.takeDue(now).size(), std::size_t(1));
        dialler.failed(now, candidate(1, 5), rng);
        QVERIFY(!dialler.nextWake());
        dialler.offer(now, candidate(1, 5), Rung::Dht, false);
        QCOMPARE(dialler.takeDue(now).size(), std::size_t(1));
    }

    void twoPeersDoNotPauseAlike()
    {
        support::SeededRng rng(2);
        Dialler left;
        Dialler right;
        for (Dialler* dialler : {&left, &right}) {
            dialler->offer(start, candidate(1, 5), Rung::Cached, false);
            static_cast<void>(dialler->takeDue(start));
            dialler->failed(start, candidate(1, 5), rng);
        }
        QVERIFY(left.nextWake() != right.nextWake());
    }

    void anOfferAgainCutsThePauseShort()
    {
        support::SeededRng rng(3);
        Dialler dialler;
        dialler.offer(start, candidate(1, 5), Rung::Cached, false);
        static_cast<void>(dialler.takeDue(start));
        dialler.failed(start, candidate(1, 5), rng);
        dialler.offer(start, candidate(1, 5), Rung::Dht, false); // known: it waits all the same
        QVERIFY(dialler.takeDue(start).empty());
        dialler.offer(start, candidate(1, 5), Rung::Lan, true); // somebody has just shown himself
        const auto due = dialler.takeDue(start);
        QCOMPARE(due.size(), std::size_t(1));
        QCOMPARE(due[0].second, Rung::Lan);
    }

    void aLinkIsNotDialledUntilItCloses()
    {
        support::SeededRng rng(4);
        Dialler dialler;
        dialler.offer(start, candidate(1, 5), Rung::Invite, false);
        static_cast<void>(dialler.takeDue(start));
        dialler.linked(candidate(1, 5));
        QVERIFY(!dialler.isTrying(Rung::Invite));
        QVERIFY(!dialler.nextWake());
        dialler.retryAll(start);
        dialler.offer(start, candidate(1, 5), Rung::Lan, true);
        QVERIFY(dialler.takeDue(start + 1h).empty());
        dialler.closed(start, candidate(1, 5), rng);
        QVERIFY(dialler.nextWake());
        QVERIFY(*dialler.nextWake() > start && *dialler.nextWake() < start + 2s);
        QCOMPARE(dialler.takeDue(start + 2s).size(), std::size_t(1));
    }

    void aLinkForgivesEarlierFailures()
    {
        support::SeededRng rng(5);
        Dialler dialler;
        dialler.offer(start, candidate(1, 5), Rung::Cached, false);
        for (int i = 0; i < 8; ++i) {
            static_cast<void>(dialler.takeDue(start + 1h));
            dialler.failed(start, candidate(1, 5), rng);
        }
        static_cast<void>(dialler.takeDue(start + 1h));
        dialler.linked(candidate(1, 5));
        dialler.closed(start, candidate(1, 5), rng);
        static_cast<void>(dialler.takeDue(start + 1h));
        dialler.failed(start, candidate(1, 5), rng);
        QVERIFY(*dialler.nextWake() < start + 2s);
    }

    void anotherWayOfCallingIsTriedAtOnceInThatRoom()
    {
        support::SeededRng rng(7);
        Dialler dialler;
        const std::array<std::uint8_t, 2> rooms{1, 2};
        for (const std::uint8_t room : rooms) {
            dialler.offer(start, candidate(room, 5), Rung::Cached, false);
        }
        QCOMPARE(dialler.failures(candidate(1, 5)), 0U);
        QCOMPARE(dialler.failures(candidate(3, 5)), 0U);
        static_cast<void>(dialler.takeDue(start));
        for (const std::uint8_t room : rooms) {
            dialler.failed(start, candidate(room, 5), rng);
        }
        QCOMPARE(dialler.failures(candidate(1, 5)), 1U);
        QVERIFY(dialler.takeDue(start).empty());
        dialler.retry(start, roomOf(1));
        const auto due = dialler.takeDue(start);
        QVERIFY(due.size() == 1 && due[0].first == candidate(1, 5));
        QCOMPARE(dialler.failures(candidate(1, 5)), 0U);
        // What is on its way is not called twice.
        dialler.retry(start, roomOf(1));
        QVERIFY(dialler.takeDue(start).empty());
    }

    void anotherNetworkTriesEverythingAnew()
    {
        support::SeededRng rng(6);
        Dialler dialler;
        for (std::uint16_t port = 1; port <= 3; ++port) {
            dialler.offer(start, candidate(1, port), Rung::Cached, false);
        }
        static_cast<void>(dialler.takeDue(start));
        dialler.linked(candidate(1, 1));
        dialler.failed(start, candidate(1, 2), rng);
        dialler.retryAll(start); // 1 is linked, 3 is on its way: only 2 is due
        const auto due = dialler.takeDue(start);
        QCOMPARE(due.size(), std::size_t(1));
        QVERIFY(due[0].first == candidate(1, 2));
    }

    void whatIsNotNeededNowWaitsWithoutBlame()
    {
        support::SeededRng rng(8);
        Dialler dialler;
        QVERIFY(!dialler.hasAny(roomOf(1)));
        dialler.offer(start, candidate(1, 5), Rung::Dht, false);
        QVERIFY(dialler.hasAny(roomOf(1)) && !dialler.hasAny(roomOf(2))
                && !dialler.hasAny(roomOf(0)));
        core::MonoTime now = start;
        for (unsigned i = 0; i < 2 * Dialler::failuresMost; ++i) {
            QCOMPARE(dialler.takeDue(now).size(), std::size_t(1));
            dialler.later(now, candidate(1, 5), 7s);
            QCOMPARE(dialler.nextWake(), std::optional(now + 7s));
            now += 7s;
        }
        static_cast<void>(dialler.takeDue(now));
        dialler.failed(now, candidate(1, 5), rng);
        QVERIFY(*dialler.nextWake() < now + 2s); // its first failure
        dialler.later(now, candidate(2, 5), 7s); // never offered
        QVERIFY(!dialler.hasAny(roomOf(2)));
    }

    void aRoomKeepsSoMany()
    {
        Dialler dialler;
        for (std::uint16_t port = 1; port <= 200; ++port) {
            dialler.offer(start, candidate(1, port), Rung::Dht, false);
        }
        dialler.offer(
            start, candidate(2, 1), Rung::Dht, false); // another room has a share of its own
        QCOMPARE(dialler.takeDue(start).size(), Dialler::candidatesPerRoom + 1);
    }

    void whoIsThereTakesThePlaceOfWhoIsSilent()
    {
        support::SeededRng rng(8);
        Dialler dialler;
        for (std::uint16_t port = 1; port <= Dialler::candidatesPerRoom; ++port) {
            dialler.offer(start, candidate(1, port), Rung::Dht, false);
        }
        QCOMPARE(dialler.takeDue(start).size(), Dialler::candidatesPerRoom);
        dialler.offer(start, candidate(1, 500), Rung::Cached, true);
        QVERIFY(dialler.takeDue(start).empty()); // nobody has failed yet
        dialler.failed(start, candidate(1, 9), rng);
        dialler.offer(start, candidate(1, 500), Rung::Cached, false);
        QVERIFY(dialler.takeDue(start).empty()); // hearsay takes no place
        dialler.offer(start, candidate(1, 500), Rung::Cached, true);
        const auto due = dialler.takeDue(start);
        QCOMPARE(due.size(), std::size_t(1));
        QVERIFY(due[0].first == candidate(1, 500));
        QVERIFY(dialler.takeDue(start + 1h).empty()); // the silent one is forgotten
    }

    void whoIsSoughtTakesThePlaceOfWhoIsNotNeeded()
    {
        support::SeededRng rng(10);
        Dialler dialler;
        dialler.makeRoom(candidate(1, 500), rng);
        for (std::uint16_t port = 1; port <= Dialler::candidatesPerRoom; ++port) {
            dialler.offer(start, candidate(1, port), Rung::Cached, false);
        }
        QCOMPARE(dialler.takeDue(start).size(), Dialler::candidatesPerRoom);
        dialler.makeRoom(candidate(1, 500), rng); // all are on their way
        dialler.offer(start, candidate(1, 500), Rung::Cached, true);
        QVERIFY(dialler.takeDue(start).empty());
        dialler.later(start, candidate(1, 7), 60s);
        dialler.makeRoom(candidate(1, 8), rng); // has a place
        dialler.makeRoom(candidate(2, 500), rng);
        QCOMPARE(dialler.nextWake(), std::optional(start + 60s));
        dialler.makeRoom(candidate(1, 500), rng);
        dialler.offer(start, candidate(1, 500), Rung::Cached, true);
        QCOMPARE(dialler.takeDue(start + 1h).size(), std::size_t(1));
    }

    void whoeverMayAnswerIsDueSoonWhenSomebodyIsNeeded()
    {
        support::SeededRng rng(9);
        Dialler dialler;
        dialler.offer(start, candidate(1, 1), Rung::Cached, false);
        dialler.offer(start, candidate(1, 2), Rung::Cached, false);
        dialler.offer(start, candidate(2, 1), Rung::Cached, false);
        QCOMPARE(dialler.takeDue(start).size(), std::size_t(3));
        dialler.later(start, candidate(1, 1), 60s);
        for (int i = 0; i < 8; ++i) {
            dialler.failed(start, candidate(1, 2), rng); // silent so far
        }
        dialler.later(start, candidate(2, 1), 60s);
        dialler.hurry(start, roomOf(1), rng);
        const auto due = dialler.takeDue(start + Dialler::firstPause);
        QCOMPARE(due.size(), std::size_t(1));
        QVERIFY(due[0].first == candidate(1, 1));
    }

    void whatIsDroppedIsNotDialled()
    {
        support::SeededRng rng(7);
        Dialler dialler;
        dialler.offer(start, candidate(1, 1), Rung::Dht, false);
        dialler.offer(start, candidate(1, 2), Rung::Dht, false);
        dialler.offer(start, candidate(2, 1), Rung::Dht, false);
        dialler.drop(candidate(1, 1));
        QCOMPARE(dialler.takeDue(start).size(), std::size_t(2));
        dialler.dropRoom(roomOf(1));
        dialler.failed(start, candidate(1, 2), rng); // its end comes after it was dropped
        dialler.closed(start, candidate(1, 2), rng);
        dialler.linked(candidate(1, 2));
        QVERIFY(!dialler.nextWake());
    }
};

QTEST_APPLESS_MAIN(DiallerTest)
#include "dialler_test.moc"
