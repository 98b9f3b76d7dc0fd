// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/door_set.h"
#include "link_pair.h"

#include <QtTest>

using namespace engine::session;
using support::secretOf;

class DoorSetTest : public QObject
{
    Q_OBJECT

private slots:
    void theRightOneOf256Opens();
    void theSetIsBoundedAndNumbersAreUnique();
    void aRemovedDoorIsShut();
    void aDoorWithoutAKeyGivesAThrowAwayOne();
    void aFailedTryLeavesTheDoorAsItWas();
    void triesCost();
};

namespace {

core::Secret<32> pskOf(std::uint32_t number)
{
    const core::ByteArray<4> bytes{static_cast<std::uint8_t>(number >> 24U),
                                   static_cast<std::uint8_t>(number >> 16U),
                                   static_cast<std::uint8_t>(number >> 8U),
                                   static_cast<std::uint8_t>(number)};
    return core::deriveKey(bytes, "door");
}

core::Bytes firstMessage(std::uint32_t number, core::Rng& rng)
{
    return linkHandshake(Role::Initiator, pskOf(number)).write({}, rng).value();
}

void fill(DoorSet& doors)
{
    const core::AgreementKey key(secretOf(2));
    for (std::uint32_t number = 0; number < DoorSet::doorsMost; ++number) {
        QVERIFY(doors.add(number * 3, pskOf(number * 3), key.clone()));
    }
}

} // namespace

void DoorSetTest::theRightOneOf256Opens()
{
    support::SeededRng rng(1);
    DoorSet doors;
    fill(doors);
    QCOMPARE(doors.size(), std::size_t(256));
    for (const std::uint32_t number : {0U, 3U, 384U, 765U}) {
        const auto opened = doors.open(firstMessage(number, rng), rng);
        QVERIFY(opened.has_value());
        QCOMPARE(opened->number, number);
    }
    QVERIFY(!doors.open(firstMessage(1, rng), rng));
    QVERIFY(!doors.open(core::Bytes(48), rng));
    QVERIFY(!DoorSet().open(firstMessage(0, rng), rng));
}

void DoorSetTest::theSetIsBoundedAndNumbersAreUnique()
{
    DoorSet doors;
    QVERIFY(doors.add(5, pskOf(5), std::nullopt));
    QVERIFY(!doors.add(5, pskOf(6), std::nullopt));
    QCOMPARE(doors.size(), std::size_t(1));
    DoorSet full;
    fill(full);
    QVERIFY(!full.add(1, pskOf(1), std::nullopt));
    QVERIFY(!full.has(1));
    QVERIFY(full.remove(0));
    QVERIFY(full.add(1, pskOf(1), std::nullopt));
    QVERIFY(full.has(1));
}

void DoorSetTest::aRemovedDoorIsShut()
{
    support::SeededRng rng(2);
    DoorSet doors;
    for (const std::uint32_t number : {9U, 1U, 5U}) {
        QVERIFY(doors.add(number, pskOf(number), std::nullopt));
    }
    QVERIFY(doors.open(firstMessage(5, rng), rng).has_value());
    QVERIFY(doors.remove(5));
    QVERIFY(!doors.remove(5));
    QVERIFY(!doors.remove(7));
    QVERIFY(!doors.open(firstMessage(5, rng), rng));
    QCOMPARE(doors.open(firstMessage(1, rng), rng)->number, 1U);
    QCOMPARE(doors.open(firstMessage(9, rng), rng)->number, 9U);
}

void DoorSetTest::aDoorWithoutAKeyGivesAThrowAwayOne()
{
    support::SeededRng rng(3);
    const core::AgreementKey key(secretOf(2));
    DoorSet doors;
    QVERIFY(doors.add(1, pskOf(1), std::nullopt));
    QVERIFY(doors.add(2, pskOf(2), key.clone()));
    const auto publicKey = [&](std::uint32_t number) {
        return doors.open(firstMessage(number, rng), rng)->handshake.ownStatic()->publicKey();
    };
    QVERIFY(publicKey(1) != publicKey(1));
    QVERIFY(publicKey(2) == key.publicKey());
}

void DoorSetTest::aFailedTryLeavesTheDoorAsItWas()
{
    support::SeededRng rng(4);
    DoorSet doors;
    QVERIFY(doors.add(1, pskOf(1), std::nullopt));
    const core::Bytes good = firstMessage(1, rng);
    for (std::size_t i = 0; i < good.size(); ++i) {
        core::Bytes altered = good;
        altered[i] ^= 0x10U;
        QVERIFY(!doors.open(altered, rng));
    }
    QVERIFY(doors.open(good, rng).has_value());
}

/// A stranger's first message is tried at every door: that must stay well below the cost of one curve step a door.
void DoorSetTest::triesCost()
{
    support::SeededRng rng(5);
    DoorSet doors;
    fill(doors);
    const core::Bytes stranger = firstMessage(1, rng);
    constexpr int rounds = 20;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < rounds; ++i) {
        QVERIFY(!doors.open(stranger, rng));
    }
    const double aDoor = static_cast<double>(timer.nsecsElapsed()) / rounds / DoorSet::doorsMost;
    qInfo("%.0f ns a door", aDoor);
    QVERIFY2(aDoor < 100'000,
             "a try costs more than any curve step: it has grown a Diffie-Hellman");
}

QTEST_APPLESS_MAIN(DoorSetTest)
#include "door_set_test.moc"
