// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/expanded_key.h"
#include "core/ids.h"
#include "support/seeded_rng.h"

#include <QTest>

class ExpandedKeyTest : public QObject
{
    Q_OBJECT

private slots:
    /// The key and first signature of BEP 44.
    void signsAsBep44()
    {
        const auto secret = core::Secret<64>::from(
            *core::fromHex("e06d3183d14159228433ed599221b80bd0a5ce8352e4bdf0262f76786ef1c74d"
                           "b7e7a9fea2c0eb269d61e3b38e450a22e754941ac78479d6c54e1faf6037881d"));
        const core::ExpandedKey key(secret->clone());
        QCOMPARE(core::toHex(key.publicKey()),
                 std::string("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548"));
        QCOMPARE(core::toHex(key.sign(core::bytesOf("3:seqi1e1:v12:Hello World!"))),
                 std::string("305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
                             "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01"));
    }

    void agreesWithSigningKey()
    {
        support::SeededRng rng(7);
        for (int i = 0; i < 16; ++i) {
            const core::Seed seed = core::Seed::random(rng);
            const core::SigningKey plain(seed.clone());
            const core::ExpandedKey expanded = core::ExpandedKey::fromSeed(seed);
            const core::Bytes message(static_cast<std::size_t>(i * 9), 0x61);
            QCOMPARE(expanded.publicKey(), plain.publicKey());
            QCOMPARE(expanded.sign(message), plain.sign(message));
            QVERIFY(core::verify(expanded.publicKey(), message, expanded.sign(message)));
        }
    }
};

QTEST_APPLESS_MAIN(ExpandedKeyTest)
#include "expanded_key_test.moc"
