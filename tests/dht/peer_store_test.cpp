// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/limits.h"
#include "dht/peer_store.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};

core::Endpoint at(unsigned network, std::uint16_t port)
{
    return {
        core::IpAddress::v4(
            {60, static_cast<std::uint8_t>(network >> 8U), static_cast<std::uint8_t>(network), 1}),
        port};
}

} // namespace

class PeerStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsForFortyFiveMinutes()
    {
        support::SeededRng rng(1);
        PeerStore store;
        const Target hash = randomId(rng);
        QVERIFY(store.add(start, hash, at(1, 7)));
        QVERIFY(store.add(start + 10min, hash, at(2, 7)));
        QCOMPARE(store.peers(start + 44min, hash, core::IpFamily::V4, 50, rng).size(),
                 std::size_t(2));
        QCOMPARE(store.peers(start + 45min, hash, core::IpFamily::V4, 50, rng),
                 std::vector{at(2, 7)});
        QVERIFY(store.peers(start, hash, core::IpFamily::V6, 50, rng).empty());
        store.expire(start + 45min);
        QCOMPARE(store.peersOf(hash), std::size_t(1));
        store.expire(start + 55min);
        QCOMPARE(store.infohashes(), std::size_t(0));
        QVERIFY(store.add(start + 56min, hash, at(1, 7)));
    }

    void announcingAgainRenews()
    {
        support::SeededRng rng(2);
        PeerStore store;
        const Target hash = randomId(rng);
        store.add(start, hash, at(1, 7));
        store.add(start + 40min, hash, at(1, 7));
        store.expire(start + 50min);
        QCOMPARE(store.peersOf(hash), std::size_t(1));
    }

    /// A12: both floods end at the limits, and a neighbourhood at its tenth.
    void floodsEndAtTheLimits()
    {
        support::SeededRng rng(3);
        PeerStore store;
        for (unsigned i = 0; i < 5000; ++i) {
            store.add(start + i * 1ms, randomId(rng), at(i % 400, 7));
        }
        QCOMPARE(store.infohashes(), tuning::infohashes);
        const Target hash = randomId(rng);
        for (unsigned i = 0; i < 1000; ++i) {
            store.add(start + 10s, hash, at(i + 1000, 7));
        }
        QCOMPARE(store.infohashes(), tuning::infohashes);
        QCOMPARE(store.peersOf(hash), tuning::peersPerInfohash);
        PeerStore narrow;
        std::size_t taken = 0;
        for (unsigned i = 0; i < 1000; ++i) {
            taken += narrow.add(start, randomId(rng), at(9, 7)) ? 1U : 0U;
        }
        QCOMPARE(taken, std::size_t(200));
        std::size_t ports = 0;
        for (std::uint16_t port = 1; port < 500; ++port) {
            ports += narrow.add(start, hash, at(10, port)) ? 1U : 0U;
        }
        QCOMPARE(ports, std::size_t(20));
    }

    void privateNetworksHaveNoShare()
    {
        support::SeededRng rng(4);
        PeerStore store;
        const core::IpAddress loopback = *core::IpAddress::parse("127.0.0.1");
        const Target hash = randomId(rng);
        for (std::uint16_t port = 1; port <= 200; ++port) {
            QVERIFY(store.add(start, hash, {loopback, port}));
        }
        QCOMPARE(store.peersOf(hash), std::size_t(200));
    }

    void answersARandomChoice()
    {
        support::SeededRng rng(5);
        PeerStore store;
        const Target hash = randomId(rng);
        for (unsigned i = 0; i < 100; ++i) {
            store.add(start, hash, at(i, 7));
        }
        auto first = store.peers(start, hash, core::IpFamily::V4, 50, rng);
        auto second = store.peers(start, hash, core::IpFamily::V4, 50, rng);
        QCOMPARE(first.size(), std::size_t(50));
        QVERIFY(first != second);
        std::sort(first.begin(), first.end());
        QVERIFY(std::adjacent_find(first.begin(), first.end()) == first.end());
        QCOMPARE(store.sample(20, rng), std::vector{hash});
    }
};

QTEST_APPLESS_MAIN(PeerStoreTest)
#include "peer_store_test.moc"
