// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/bucket.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};

Contact contactAt(support::SeededRng& rng, std::string_view endpoint)
{
    return {randomId(rng), *core::Endpoint::parse(endpoint)};
}

/// Eight nodes from eight different /16.
void fill(Bucket& bucket, support::SeededRng& rng)
{
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(bucket.heard(start, contactAt(rng, "20." + std::to_string(i) + ".0.1:1")),
                 Heard::Added);
    }
}

} // namespace

class BucketTest : public QObject
{
    Q_OBJECT

private slots:
    void ages()
    {
        support::SeededRng rng(1);
        Bucket bucket;
        const Contact contact = contactAt(rng, "20.0.0.1:1");
        bucket.heard(start, contact);
        QCOMPARE(bucket.nodes()[0].health(start + 14min), Health::Good);
        QCOMPARE(bucket.nodes()[0].health(start + 15min), Health::Questionable);
        bucket.silent(start, contact.endpoint);
        QCOMPARE(bucket.nodes()[0].health(start), Health::Questionable);
        bucket.silent(start, contact.endpoint);
        bucket.silent(start, contact.endpoint);
        QCOMPARE(bucket.nodes()[0].health(start), Health::Bad);
        QCOMPARE(bucket.heard(start, contact), Heard::Refreshed);
        QCOMPARE(bucket.nodes()[0].health(start), Health::Good);
    }

    void oldNodesStayAndSparesTakeThePlaceOfBadOnes()
    {
        support::SeededRng rng(2);
        Bucket bucket;
        fill(bucket, rng);
        const Contact spare = contactAt(rng, "30.1.0.1:1");
        QVERIFY(!bucket.wants(start, spare));
        QCOMPARE(bucket.heard(start, spare), Heard::Cached);
        QVERIFY(bucket.contains(spare.endpoint));
        const core::Endpoint failing = bucket.nodes()[3].contact.endpoint;
        bucket.silent(start, failing);
        bucket.silent(start, failing);
        QCOMPARE(bucket.nodes().size(), std::size_t(8));
        QCOMPARE(bucket.nodes()[3].contact.endpoint, failing);
        bucket.silent(start, failing);
        QCOMPARE(bucket.nodes().back().contact, spare);
        QVERIFY(bucket.spares().empty());
    }

    void badNodesStayWithoutSpareAndGiveWayToNewcomers()
    {
        support::SeededRng rng(3);
        Bucket bucket;
        fill(bucket, rng);
        const core::Endpoint failing = bucket.nodes()[0].contact.endpoint;
        for (int i = 0; i < 5; ++i) {
            bucket.silent(start, failing);
        }
        QCOMPARE(bucket.nodes().size(), std::size_t(8));
        QVERIFY(bucket.wants(start, contactAt(rng, "30.1.0.1:1")));
        QCOMPARE(bucket.heard(start, contactAt(rng, "30.1.0.1:1")), Heard::Added);
        QCOMPARE(bucket.nodes().size(), std::size_t(8));
        QVERIFY(bucket.nodes()[0].contact.endpoint != failing);
    }

    void onePerNarrowTwoPerWidePrefix()
    {
        support::SeededRng rng(4);
        Bucket bucket;
        QCOMPARE(bucket.heard(start, contactAt(rng, "20.1.1.1:1")), Heard::Added);
        QCOMPARE(bucket.heard(start, contactAt(rng, "20.1.1.2:1")), Heard::Refused);
        QVERIFY(!bucket.wants(start, contactAt(rng, "20.1.1.3:1")));
        QCOMPARE(bucket.heard(start, contactAt(rng, "20.1.2.1:1")), Heard::Added);
        QCOMPARE(bucket.heard(start, contactAt(rng, "20.1.3.1:1")), Heard::Refused);
        QCOMPARE(bucket.heard(start, contactAt(rng, "20.2.3.1:1")), Heard::Added);
        Bucket six;
        QCOMPARE(six.heard(start, contactAt(rng, "[2a00:1:1:1::1]:1")), Heard::Added);
        QCOMPARE(six.heard(start, contactAt(rng, "[2a00:1:1:1::2]:1")), Heard::Refused);
        QCOMPARE(six.heard(start, contactAt(rng, "[2a00:1:1:2::1]:1")), Heard::Added);
        QCOMPARE(six.heard(start, contactAt(rng, "[2a00:1:1:3::1]:1")), Heard::Refused);
    }

    void privateRangesAreExempt()
    {
        support::SeededRng rng(5);
        Bucket bucket;
        for (int i = 1; i <= 8; ++i) {
            QCOMPARE(bucket.heard(start, contactAt(rng, "127.0.0.1:" + std::to_string(i))),
                     Heard::Added);
        }
    }

    void sparesAreBoundedAndDiverse()
    {
        support::SeededRng rng(6);
        Bucket bucket;
        fill(bucket, rng);
        for (int i = 0; i < 100; ++i) {
            bucket.heard(start, contactAt(rng, "40." + std::to_string(i) + ".0.1:1"));
            bucket.heard(start, contactAt(rng, "40." + std::to_string(i) + ".0.2:1"));
        }
        QCOMPARE(bucket.spares().size(), tuning::bucketCache);
        QCOMPARE(bucket.spares().back().contact.endpoint.text(), std::string("40.99.0.1:1"));
    }
};

QTEST_APPLESS_MAIN(BucketTest)
#include "bucket_test.moc"
