// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_work.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::directory;

class ListingWorkTest : public QObject
{
    Q_OBJECT

private slots:
    void findsItInSteps()
    {
        support::SeededRng rng(1);
        const core::Hash32 digest = core::hashOf("listing", {});
        ListingWork work(digest, rng);
        auto nonce = work.step();
        int steps = 1;
        for (; !nonce && steps < 1000; ++steps) {
            nonce = work.step();
        }
        QVERIFY(nonce);
        QVERIFY(listingWork(digest, *nonce) >= spec::listingWorkBits);
        QVERIFY(steps > 1); // 2^16 tries are many steps of 2^12
    }

    void otherListingsNeedOtherWork()
    {
        support::SeededRng rng(2);
        const core::Hash32 digest = core::hashOf("listing", {});
        ListingWork work(digest, rng, {12});
        auto nonce = work.step();
        while (!nonce) {
            nonce = work.step();
        }
        QVERIFY(listingWork(digest, *nonce) >= 12);
        QVERIFY(listingWork(core::hashOf("another", {}), *nonce) < 12);
    }
};

QTEST_GUILESS_MAIN(ListingWorkTest)
#include "listing_work_test.moc"
