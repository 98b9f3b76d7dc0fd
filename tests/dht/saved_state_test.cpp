// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/limits.h"
#include "dht/saved_state.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;

class SavedStateTest : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        support::SeededRng rng(1);
        SavedState state;
        state.idV4 = randomId(rng);
        state.idV6 = randomId(rng);
        state.addressV4 = core::IpAddress::parse("20.0.0.1");
        for (std::uint8_t i = 1; i <= 250; ++i) {
            state.nodes.push_back({randomId(rng), {core::IpAddress::v4({20, 1, i, 1}), i}});
        }
        state.nodes.push_back({randomId(rng), *core::Endpoint::parse("[2a00::1]:7")});
        const auto back = decodeState(encodeState(state));
        QVERIFY(back);
        QVERIFY(back->idV4 == state.idV4 && back->idV6 == state.idV6);
        QVERIFY(back->addressV4 == state.addressV4 && !back->addressV6);
        QVERIFY(back->nodes == state.nodes);
    }

    void damagedIsRefused()
    {
        support::SeededRng rng(2);
        SavedState state;
        state.nodes.push_back({randomId(rng), *core::Endpoint::parse("20.0.0.1:7")});
        const core::Bytes bytes = encodeState(state);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            QVERIFY(!decodeState(core::ByteView(bytes).first(length)));
        }
        core::Bytes other = bytes;
        other[0] = 9;
        QCOMPARE(decodeState(other).error(), StateFlaw::UnknownVersion);
        other = bytes;
        other.push_back(0);
        QCOMPARE(decodeState(other).error(), StateFlaw::Malformed);
    }

    void isBounded()
    {
        support::SeededRng rng(3);
        SavedState state;
        for (int i = 0; i < 2000; ++i) {
            state.nodes.push_back({randomId(rng), *core::Endpoint::parse("20.0.0.1:7")});
        }
        QCOMPARE(decodeState(encodeState(state))->nodes.size(), tuning::savedNodes);
    }
};

QTEST_APPLESS_MAIN(SavedStateTest)
#include "saved_state_test.moc"
