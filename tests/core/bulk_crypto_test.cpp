// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/bulk_crypto.h"
#include "core/ids.h"
#include "core/seal.h"
#include "support/seeded_rng.h"

#include <QTest>

namespace {

core::Bytes random(core::Rng& rng, std::size_t size)
{
    core::Bytes out(size);
    rng.fill(out);
    return out;
}

} // namespace

/// The quick path must be the slow path: both ends of a link may use either.
class BulkCryptoTest : public QObject
{
    Q_OBJECT

private slots:
    void sha256IsTheSame()
    {
        support::SeededRng rng(1);
        for (const std::size_t size : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 16384U, 100'003U}) {
            const core::Bytes input = random(rng, size);
            QCOMPARE(core::bulk::sha256(input), core::sha256({input}));
        }
    }

    void aPairIsTheHashOfBothInOrder()
    {
        support::SeededRng rng(2);
        const auto left = rng.bytes<32>();
        const auto right = rng.bytes<32>();
        QCOMPARE(core::bulk::sha256Pair(left, right), core::sha256({left, right}));
        QVERIFY(core::bulk::sha256Pair(right, left) != core::bulk::sha256Pair(left, right));
    }

    void whatOneSealsTheOtherOpens()
    {
        support::SeededRng rng(3);
        const auto key = core::Secret<32>::random(rng);
        for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 63U, 64U, 65U, 16384U, 65519U}) {
            const core::Bytes plain = random(rng, size);
            for (const std::size_t extra : {0U, 1U, 16U, 40U}) {
                const core::Bytes associated = random(rng, extra);
                const std::uint64_t counter = rng.number();
                const core::Bytes sealed = core::sealCounted(key, counter, associated, plain);
                QCOMPARE(core::bulk::sealCounted(key, counter, associated, plain), sealed);
                QVERIFY(core::bulk::openCounted(key, counter, associated, sealed) == plain);
                QVERIFY(core::openCounted(key, counter, associated, sealed) == plain);
            }
        }
    }

    void everyBitCounts()
    {
        support::SeededRng rng(4);
        const auto key = core::Secret<32>::random(rng);
        core::Bytes sealed =
            core::bulk::sealCounted(key, 5, core::bytesOf("a"), core::bytesOf("plain"));
        QVERIFY(!core::bulk::openCounted(key, 6, core::bytesOf("a"), sealed));
        QVERIFY(!core::bulk::openCounted(key, 5, core::bytesOf("b"), sealed));
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
            sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY(!core::bulk::openCounted(key, 5, core::bytesOf("a"), sealed));
            sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        }
        while (!sealed.empty()) {
            sealed.pop_back();
            QVERIFY(!core::bulk::openCounted(key, 5, core::bytesOf("a"), sealed));
        }
    }
};

QTEST_APPLESS_MAIN(BulkCryptoTest)
#include "bulk_crypto_test.moc"
