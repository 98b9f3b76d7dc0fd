// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/stranger_gate.h"

#include <QtTest>

using namespace engine::session;
using namespace std::chrono_literals;

class StrangerGateTest : public QObject
{
    Q_OBJECT

private slots:
    void atMostFourFromAPrefix();
    void atMost32InAll();
    void atMost30AMinuteFromAPrefix();
    void atMost200ASecond();
    void privateAddressesAreNotPacedButLimited();
    void familiesAreKeptApart();
    void memoryIsBounded();
};

namespace {

core::IpAddress v4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return core::IpAddress::v4({static_cast<std::uint8_t>(a),
                                static_cast<std::uint8_t>(b),
                                static_cast<std::uint8_t>(c),
                                static_cast<std::uint8_t>(d)});
}

core::IpAddress v6(unsigned high, unsigned low)
{
    core::ByteArray<16> bytes{0x2a, 0x01};
    bytes[6] = static_cast<std::uint8_t>(high >> 8U);
    bytes[7] = static_cast<std::uint8_t>(high);
    bytes[15] = static_cast<std::uint8_t>(low);
    return core::IpAddress::v6(bytes);
}

/// "in", or why not.
QString tryIt(StrangerGate& gate, core::MonoTime now, const core::IpAddress& from)
{
    const auto result = gate.admit(now, from);
    if (result) {
        return QStringLiteral("in");
    }
    switch (result.error()) {
    case Refusal::Full:
        return QStringLiteral("full");
    case Refusal::PrefixFull:
        return QStringLiteral("prefix full");
    case Refusal::PrefixTooFast:
        return QStringLiteral("prefix too fast");
    case Refusal::TooFast:
        return QStringLiteral("too fast");
    }
    return {};
}

const QString in = QStringLiteral("in");
const core::MonoTime start{100s};

} // namespace

void StrangerGateTest::atMostFourFromAPrefix()
{
    for (const bool six : {false, true}) {
        StrangerGate gate;
        const auto neighbour = [six](unsigned number) {
            return six ? v6(1, number) : v4(9, 8, 7, number);
        };
        for (unsigned i = 1; i <= 4; ++i) {
            QCOMPARE(tryIt(gate, start, neighbour(i)), in);
        }
        QCOMPARE(tryIt(gate, start, neighbour(5)), QStringLiteral("prefix full"));
        QCOMPARE(tryIt(gate, start, six ? v6(2, 5) : v4(9, 8, 6, 5)), in);
        gate.release(neighbour(2));
        QCOMPARE(tryIt(gate, start, neighbour(5)), in);
        QCOMPARE(tryIt(gate, start, neighbour(6)), QStringLiteral("prefix full"));
        QCOMPARE(gate.halfOpen(), std::size_t(5));
    }
}

void StrangerGateTest::atMost32InAll()
{
    StrangerGate gate;
    for (unsigned i = 0; i < 32; ++i) {
        QCOMPARE(tryIt(gate, start, v4(9, 8, i, 1)), in);
    }
    QCOMPARE(tryIt(gate, start, v4(9, 8, 99, 1)), QStringLiteral("full"));
    QCOMPARE(tryIt(gate, start, v4(127, 0, 0, 1)), QStringLiteral("full"));
    gate.release(v4(9, 8, 3, 200));
    QCOMPARE(tryIt(gate, start, v4(9, 8, 99, 1)), in);
    QCOMPARE(gate.halfOpen(), std::size_t(32));
}

void StrangerGateTest::atMost30AMinuteFromAPrefix()
{
    StrangerGate gate;
    core::MonoTime now = start;
    for (unsigned i = 0; i < 30; ++i) {
        QCOMPARE(tryIt(gate, now, v4(9, 8, 7, i)), in);
        gate.release(v4(9, 8, 7, i));
        now += 1s;
    }
    QCOMPARE(tryIt(gate, now, v4(9, 8, 7, 77)), QStringLiteral("prefix too fast"));
    QCOMPARE(tryIt(gate, now, v4(9, 8, 6, 77)), in);
    QCOMPARE(tryIt(gate, start + 60s - 1ns, v4(9, 8, 7, 77)), QStringLiteral("prefix too fast"));
    // The window slides: one second after the minute exactly the oldest two have gone.
    QCOMPARE(tryIt(gate, start + 61s, v4(9, 8, 7, 77)), in);
    QCOMPARE(tryIt(gate, start + 61s, v4(9, 8, 7, 77)), in);
    QCOMPARE(tryIt(gate, start + 61s, v4(9, 8, 7, 77)), QStringLiteral("prefix too fast"));
}

void StrangerGateTest::atMost200ASecond()
{
    StrangerGate gate;
    for (unsigned i = 0; i < 200; ++i) {
        QCOMPARE(tryIt(gate, start, v4(9, 8, i, 1)), in);
        gate.release(v4(9, 8, i, 1));
    }
    QCOMPARE(tryIt(gate, start, v4(9, 9, 1, 1)), QStringLiteral("too fast"));
    QCOMPARE(tryIt(gate, start + 1s - 1ns, v4(127, 0, 0, 1)), QStringLiteral("too fast"));
    QCOMPARE(tryIt(gate, start + 1s, v4(9, 9, 1, 1)), in);
}

void StrangerGateTest::privateAddressesAreNotPacedButLimited()
{
    for (const core::IpAddress& home : {v4(127, 0, 0, 1), v4(192, 168, 1, 7), v4(10, 0, 0, 1)}) {
        StrangerGate gate;
        for (int i = 0; i < 150; ++i) {
            QCOMPARE(tryIt(gate, start, home), in);
            gate.release(home);
        }
        QCOMPARE(gate.prefixesKnown(), std::size_t(0));
        for (std::size_t i = 0; i < StrangerGate::halfOpenPrivate; ++i) {
            QCOMPARE(tryIt(gate, start, home), in);
        }
        // All private ranges share the limit, and it leaves room for others.
        QCOMPARE(tryIt(gate, start, v4(172, 16, 0, 1)), QStringLiteral("prefix full"));
        QCOMPARE(tryIt(gate, start, v4(9, 8, 7, 6)), in);
        gate.release(home);
        QCOMPARE(tryIt(gate, start, v4(172, 16, 0, 1)), in);
    }
}

void StrangerGateTest::familiesAreKeptApart()
{
    // 32.1.13.x and 2001:0d00::/64 begin with the same three bytes.
    StrangerGate gate;
    const core::IpAddress six = core::IpAddress::v6({32, 1, 13});
    for (unsigned i = 0; i < 4; ++i) {
        QCOMPARE(tryIt(gate, start, v4(32, 1, 13, i)), in);
    }
    QCOMPARE(tryIt(gate, start, six), in);
    QCOMPARE(gate.prefixesKnown(), std::size_t(2));
}

void StrangerGateTest::memoryIsBounded()
{
    StrangerGate gate;
    core::MonoTime now = start;
    std::size_t most = 0;
    for (unsigned i = 0; i < 60'000; ++i) {
        now += 2ms;
        if (gate.admit(now, v6(i, 1))) {
            gate.release(v6(i, 1));
        }
        most = std::max(most, gate.prefixesKnown());
    }
    QVERIFY(most > 5'000);
    QVERIFY2(most <= 61 * StrangerGate::perSecond, qPrintable(QString::number(most)));
    QCOMPARE(tryIt(gate, now + 61s, v4(9, 8, 7, 6)), in);
    QCOMPARE(gate.prefixesKnown(), std::size_t(1));
}

QTEST_APPLESS_MAIN(StrangerGateTest)
#include "stranger_gate_test.moc"
