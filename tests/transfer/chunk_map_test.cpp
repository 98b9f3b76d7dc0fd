// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/seeded_rng.h"
#include "transfer/chunk_map.h"

#include <QTest>

#include <set>

using namespace transfer;

class ChunkMapTest : public QObject
{
    Q_OBJECT

private slots:
    void bitmapEncoding()
    {
        Bitmap bits(10);
        bits.set(0);
        bits.set(9);
        bits.set(9);
        QCOMPARE(bits.count(), 2U);
        QVERIFY((bits.encode() == core::Bytes{0x80, 0x40}));
        QVERIFY(Bitmap::decode(10, bits.encode()) == bits);
        QVERIFY(!Bitmap::decode(10, core::Bytes{0x80, 0x20}));
        QVERIFY(!Bitmap::decode(10, core::Bytes{0x80}));
        QVERIFY(!Bitmap::decode(10, core::Bytes{0x80, 0x40, 0}));
        QVERIFY(!Bitmap::decode(UINT64_MAX, core::Bytes{}));
        QVERIFY(Bitmap::decode(0, {}));
        QVERIFY(!bits.test(10));
        QVERIFY(!bits.test(UINT64_MAX));
    }

    void fillAndCoarsen()
    {
        Bitmap bits(130);
        bits.fill();
        QVERIFY(bits.full());
        QCOMPARE(bits.word(2), 3U);
        QVERIFY(coarsened(bits, 4).full());
        bits.clear(5);
        const Bitmap coarse = coarsened(bits, 4);
        QCOMPARE(coarse.size(), 33U);
        QCOMPARE(coarse.count(), 32U);
        QVERIFY(!coarse.test(1));
        QVERIFY(coarse.test(32));
        QVERIFY(coarsened(bits, 1) == bits);
    }

    /// Against a map that is nothing but a std::map.
    void agreesWithANaiveTwin()
    {
        support::SeededRng rng(3);
        for (const std::uint64_t size : {1U, 63U, 64U, 65U, 300U}) {
            ChunkMap map(size);
            std::map<std::uint64_t, BlockState> twin;
            Bitmap among(size);
            for (int step = 0; step < 2000; ++step) {
                const std::uint64_t block = rng.below(size);
                const auto state = static_cast<BlockState>(rng.below(3));
                map.setState(block, state);
                twin[block] = state;
                if (rng.below(4) == 0) {
                    among.set(rng.below(size));
                }
                const std::uint64_t from = rng.below(size + 70);
                const std::uint64_t to = rng.below(size + 70);
                const auto naive = [&](const Bitmap* mask) -> std::optional<std::uint64_t> {
                    for (std::uint64_t i = from; i < std::min(to, size); ++i) {
                        const bool missing = !twin.contains(i) || twin[i] == BlockState::Missing;
                        if (missing && (mask == nullptr || mask->test(i))) {
                            return i;
                        }
                    }
                    return std::nullopt;
                };
                QVERIFY(map.nextMissing(from, to) == naive(nullptr));
                QVERIFY(map.nextMissing(from, to, &among) == naive(&among));
                QVERIFY(map.state(block) == state);
            }
            std::uint64_t held = 0;
            std::uint64_t requested = 0;
            for (const auto& [block, state] : twin) {
                held += state == BlockState::Held ? 1 : 0;
                requested += state == BlockState::Requested ? 1 : 0;
            }
            QCOMPARE(map.held().count(), held);
            QCOMPARE(map.requested(), requested);
            QCOMPARE(map.missing(), size - held - requested);
        }
    }
};

QTEST_APPLESS_MAIN(ChunkMapTest)
#include "chunk_map_test.moc"
