// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/manifest.h"

#include <QTest>

using namespace transfer;

namespace {

core::FileRoot someRoot()
{
    core::ByteArray<32> bytes{};
    bytes.fill(9);
    return core::FileRoot(bytes);
}

/// A manifest of many blocks without its bytes: leaves are made up, the root follows.
struct Leaves {
    std::vector<Hash32> leaves;
    Manifest manifest;
};

Leaves madeUp(std::size_t blocks)
{
    support::SeededRng rng(blocks);
    std::vector<Hash32> leaves;
    for (std::size_t i = 0; i < blocks; ++i) {
        leaves.push_back(rng.bytes<32>());
    }
    const core::FileRoot root(subtreeRoot(leaves, treeHeight(blocks)));
    return {leaves, *Manifest::make(root, blocks * blockBytes)};
}

} // namespace

class ManifestTest : public QObject
{
    Q_OBJECT

private slots:
    void sizes()
    {
        QVERIFY(!Manifest::make(core::FileRoot(), 1));
        QVERIFY(!Manifest::make(someRoot(), 0));
        QVERIFY(!Manifest::make(someRoot(), core::limits::spec::fileBytes + 1));
        QVERIFY(!Manifest::make(someRoot(), UINT64_MAX));
        QCOMPARE(Manifest::make(core::FileRoot(), 0)->blocks(), 0U);
        QCOMPARE(Manifest::make(core::FileRoot(), 0)->ranges(), 0U);
        const auto most = *Manifest::make(someRoot(), core::limits::spec::fileBytes);
        QCOMPARE(most.height(), treeHeightMost);
        QVERIFY(most.chunks() <= chunksMost);
        const auto odd = *Manifest::make(someRoot(), 1024 * blockBytes + 1);
        QCOMPARE(odd.blocks(), 1025U);
        QCOMPARE(odd.blockLength(1024), 1U);
        QCOMPARE(odd.blockLength(1023), blockBytes);
        QCOMPARE(odd.ranges(), 3U);
        QCOMPARE(odd.rangeEnd(2), 1025U);
        QCOMPARE(odd.chunkBlocks(), 1U);
        QCOMPARE(Manifest::make(someRoot(), chunksMost * blockBytes)->chunkBlocks(), 1U);
        QCOMPARE(Manifest::make(someRoot(), chunksMost * blockBytes + 1)->chunkBlocks(), 2U);
    }

    void storeProvesWhatItHolds()
    {
        for (const std::size_t blocks : {1U, 2U, 3U, 511U, 512U, 513U, 1300U, 2048U}) {
            const Leaves made = madeUp(blocks);
            const auto full = HashStore::fromLeaves(made.manifest, made.leaves);
            QVERIFY(full && full->complete());
            HashStore part(made.manifest);
            // From the last range to the first, so that nodes arrive in an unusual order.
            for (std::uint64_t range = made.manifest.ranges(); range-- > 0;) {
                const auto run = full->prove(
                    0, made.manifest.rangeStart(range), 1ULL << made.manifest.rangeHeight());
                QVERIFY(run);
                QVERIFY(part.addRange(range, *run));
                const auto again = part.prove(
                    0, made.manifest.rangeStart(range), 1ULL << made.manifest.rangeHeight());
                QVERIFY(again);
                QVERIFY(again->hashes == run->hashes && again->uncles == run->uncles);
            }
            QVERIFY(part.complete());
            for (std::size_t i = 0; i < blocks; ++i) {
                QVERIFY(part.leaf(i) == made.leaves[i]);
                const auto one = part.prove(0, i, 1);
                QVERIFY(one && one->uncles == unclesOf(made.leaves, i, 0));
                if (blocks > 600 && i > 40) {
                    break;
                }
            }
            QVERIFY(!part.leaf(blocks));
            const auto decoded = HashStore::decode(made.manifest, part.encode());
            QVERIFY(decoded && decoded->complete() && decoded->encode() == part.encode());
        }
    }

    void storeServesRangeRoots()
    {
        const Leaves made = madeUp(1300);
        const auto full = HashStore::fromLeaves(made.manifest, made.leaves);
        const auto run = full->prove(rangeLayer, 0, 4);
        QVERIFY(run && run->hashes.size() == 3 && run->uncles.empty());
        const std::vector<Hash32> right{run->hashes[2], absentHash(rangeLayer)};
        QCOMPARE(
            core::FileRoot(climb(run->hashes[0], 0, {{run->hashes[1], subtreeRoot(right, 1)}})),
            made.manifest.root());
        QVERIFY(!full->prove(4, 0, 1));
        QVERIFY(!full->prove(rangeLayer, 3, 1));
        QVERIFY(!full->prove(rangeLayer, 0, 8));
    }

    void storeRefuses()
    {
        const Leaves made = madeUp(1300);
        const auto full = HashStore::fromLeaves(made.manifest, made.leaves);
        const HashRun right = *full->prove(0, 512, 512);
        HashStore store(made.manifest);
        QVERIFY(!store.addRange(0, right));
        QVERIFY(!store.addRange(3, right));
        QVERIFY(!store.addRange(UINT64_MAX, right));
        HashRun wrong = right;
        wrong.hashes[7][0] ^= 1U;
        QVERIFY(!store.addRange(1, wrong));
        wrong = right;
        wrong.uncles.pop_back();
        QVERIFY(!store.addRange(1, wrong));
        wrong = right;
        wrong.hashes.pop_back();
        QVERIFY(!store.addRange(1, wrong));
        QVERIFY(!store.leaf(512));
        QVERIFY(store.addRange(1, right));
        QVERIFY(!store.prove(0, 0, 512));
        QVERIFY(!store.prove(0, 512, 3));
        QVERIFY(!store.prove(0, 513, 2));
        QVERIFY(!store.prove(0, 512, 1024));
        QVERIFY(!store.prove(29, 0, 1));
        QVERIFY(!store.prove(0, UINT64_MAX, 1));
        std::vector<Hash32> leaves = made.leaves;
        leaves[1299][31] ^= 1U;
        QVERIFY(!HashStore::fromLeaves(made.manifest, leaves));
        leaves.pop_back();
        QVERIFY(!HashStore::fromLeaves(made.manifest, leaves));
    }

    void decodeIsStrict()
    {
        const Leaves made = madeUp(600);
        const core::Bytes good = HashStore::fromLeaves(made.manifest, made.leaves)->encode();
        for (std::size_t cut = 1; cut < 40; ++cut) {
            QVERIFY(
                !HashStore::decode(made.manifest, core::ByteView(good).first(good.size() - cut)));
        }
        core::Bytes longer = good;
        longer.push_back(0);
        QVERIFY(!HashStore::decode(made.manifest, longer));
        core::Bytes flipped = good;
        flipped[100] ^= 4U;
        QVERIFY(!HashStore::decode(made.manifest, flipped));
        core::Bytes twice = good;
        core::append(twice, good);
        QVERIFY(!HashStore::decode(made.manifest, twice));
        QVERIFY(HashStore::decode(made.manifest, {}));
    }

    void oneBlockNeedsNoHashes()
    {
        const fixture::File file = fixture::randomFile(2, 100);
        const HashStore store(file.manifest());
        QVERIFY(store.complete());
        QVERIFY(store.matches(0, file.bytes));
        QVERIFY(!store.matches(0, core::ByteView(file.bytes).first(99)));
        QVERIFY(!store.matches(1, file.bytes));
    }
};

QTEST_APPLESS_MAIN(ManifestTest)
#include "manifest_test.moc"
