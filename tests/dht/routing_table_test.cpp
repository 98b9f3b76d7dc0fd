// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/routing_table.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};

core::Endpoint publicEndpoint(support::SeededRng& rng)
{
    auto bytes = rng.bytes<4>();
    bytes[0] = static_cast<std::uint8_t>(20 + bytes[0] % 80);
    return {core::IpAddress::v4(bytes), 6881};
}

} // namespace

class RoutingTableTest : public QObject
{
    Q_OBJECT

private slots:
    /// A8: a flood of verified identities stays within the bounds, bucket rules hold in every bucket.
    void floodIsBounded()
    {
        support::SeededRng rng(1);
        RoutingTable table(randomId(rng));
        for (int i = 0; i < 50'000; ++i) {
            auto bytes = rng.bytes<4>();
            bytes[0] = 60;
            bytes[1] = static_cast<std::uint8_t>(bytes[1] % 8);
            bytes[2] = static_cast<std::uint8_t>(bytes[2] % 8);
            const NodeId id =
                randomIdInBucket(table.own(), static_cast<unsigned>(rng.below(40)), rng);
            table.heard(start, {id, {core::IpAddress::v4(bytes), 6881}});
        }
        QVERIFY(table.size() <= 160 * 8);
        QVERIFY(table.spares() <= 1000);
        for (const Bucket& bucket : table.buckets()) {
            QVERIFY(bucket.nodes().size() <= 8);
            std::map<std::string, int> narrow;
            std::map<std::string, int> wide;
            for (const Entry& entry : bucket.nodes()) {
                const auto& address = entry.contact.endpoint.address;
                QVERIFY(++narrow[core::textOf(address.prefix())] <= 1);
                QVERIFY(++wide[core::textOf(address.bytes().first(2))] <= 2);
            }
        }
    }

    /// Against a plain sort of everything in the table.
    void closestAgreesWithASort()
    {
        support::SeededRng rng(2);
        RoutingTable table(randomId(rng));
        for (int i = 0; i < 2000; ++i) {
            table.heard(start, {randomId(rng), publicEndpoint(rng)});
        }
        std::vector<Contact> all;
        for (const Bucket& bucket : table.buckets()) {
            for (const Entry& entry : bucket.nodes()) {
                all.push_back(entry.contact);
            }
        }
        QVERIFY(all.size() > 50);
        for (int i = 0; i < 100; ++i) {
            const Target target = randomId(rng);
            std::sort(all.begin(), all.end(), [&](const Contact& left, const Contact& right) {
                return isCloser(left.id, right.id, target);
            });
            const auto closest = table.closest(start, target, 8);
            QVERIFY(std::equal(closest.begin(), closest.end(), all.begin()));
        }
    }

    void everyNodeIsInItsBucket()
    {
        support::SeededRng rng(3);
        RoutingTable table(randomId(rng));
        for (int i = 0; i < 3000; ++i) {
            const NodeId id =
                randomIdInBucket(table.own(), static_cast<unsigned>(rng.below(60)), rng);
            table.heard(start, {id, publicEndpoint(rng)});
        }
        const std::size_t before = table.size() + table.spares();
        const auto check = [&] {
            const auto& buckets = table.buckets();
            for (std::size_t i = 0; i < buckets.size(); ++i) {
                for (const Entry& entry : buckets[i].nodes()) {
                    const unsigned bits = sharedBits(table.own(), entry.contact.id);
                    QVERIFY(i + 1 == buckets.size() ? bits >= i : bits == i);
                }
            }
        };
        check();
        table.rebuild(randomId(rng));
        check();
        QVERIFY(table.size() > 0 && table.size() + table.spares() <= before);
    }

    void ownIdIsRefusedAndMismatchEvicts()
    {
        support::SeededRng rng(4);
        RoutingTable table(randomId(rng));
        QCOMPARE(table.heard(start, {table.own(), publicEndpoint(rng)}), Heard::Refused);
        const Contact contact{randomId(rng), publicEndpoint(rng)};
        QCOMPARE(table.heard(start, contact), Heard::Added);
        QVERIFY(table.contains(contact.endpoint));
        table.answeredUnderOtherId(contact);
        QCOMPARE(table.size(), std::size_t(0));
    }

    void anAddressHasOneEntry()
    {
        support::SeededRng rng(5);
        RoutingTable table(randomId(rng));
        const core::Endpoint endpoint = publicEndpoint(rng);
        for (int i = 0; i < 20; ++i) {
            table.heard(start, {randomId(rng), publicEndpoint(rng)});
        }
        for (int i = 0; i < 50; ++i) {
            table.heard(start, {randomId(rng), endpoint});
        }
        std::size_t seen = 0;
        for (const Bucket& bucket : table.buckets()) {
            for (const Entry& entry : bucket.nodes()) {
                seen += entry.contact.endpoint == endpoint ? 1U : 0U;
            }
        }
        QVERIFY(seen <= 1);
    }

    void maintenanceAsksTheOldestFirst()
    {
        support::SeededRng rng(6);
        RoutingTable table(randomId(rng));
        const Contact first{randomId(rng), publicEndpoint(rng)};
        const Contact second{randomId(rng), publicEndpoint(rng)};
        table.heard(start, first);
        table.heard(start + 1min, second);
        QVERIFY(!table.nextToAsk(start + 14min));
        QCOMPARE(*table.nextToAsk(start + 20min), first);
        table.asked(start + 20min, first);
        QCOMPARE(*table.nextToAsk(start + 20min), second);
        table.silent(start + 20min, first);
        table.asked(start + 20min, second);
        QVERIFY(!table.nextToAsk(start + 20min));
        QCOMPARE(*table.nextToAsk(start + 21min), first);
    }

    void silentNodesAreNotRecommended()
    {
        support::SeededRng rng(7);
        RoutingTable table(randomId(rng));
        std::vector<Contact> contacts;
        for (int i = 0; i < 8; ++i) {
            contacts.push_back({randomId(rng), publicEndpoint(rng)});
            table.heard(start, contacts.back());
        }
        table.silent(start, contacts[0]);
        QCOMPARE(table.closest(start, contacts[0].id, 7).front(), contacts[0]);
        table.silent(start, contacts[0]);
        const auto few = table.closest(start, contacts[0].id, 7);
        QVERIFY(std::find(few.begin(), few.end(), contacts[0]) == few.end());
        QCOMPARE(table.closest(start, contacts[0].id, 8).size(), std::size_t(8));
        table.silent(start, contacts[0]);
        QCOMPARE(table.closest(start, contacts[0].id, 8).size(), std::size_t(7));
        table.forgiveSilence();
        QCOMPARE(table.closest(start, contacts[0].id, 8).size(), std::size_t(8));
    }

    void idleBucketsAreFound()
    {
        support::SeededRng rng(8);
        RoutingTable table(randomId(rng));
        QCOMPARE(*table.idleBucket(start), 0U);
        table.refreshed(start, randomId(rng));
        QVERIFY(!table.idleBucket(start + 14min));
        QCOMPARE(*table.idleBucket(start + 15min), 0U);
    }

    void newestFirst()
    {
        support::SeededRng rng(9);
        RoutingTable table(randomId(rng));
        for (int i = 0; i < 5; ++i) {
            table.heard(
                start + i * 1s,
                {randomId(rng), {*core::IpAddress::parse("10.0.0." + std::to_string(i)), 1}});
        }
        QCOMPARE(table.newestFirst().front().endpoint.text(), std::string("10.0.0.4:1"));
        QCOMPARE(table.newestFirst().back().endpoint.text(), std::string("10.0.0.0:1"));
        const auto known = table.longestKnown(start + 1min, 2);
        QCOMPARE(known.size(), std::size_t(2));
        QCOMPARE(known[0].endpoint.text(), std::string("10.0.0.0:1"));
        QVERIFY(table.longestKnown(start + 1h, 2).empty());
    }
};

QTEST_APPLESS_MAIN(RoutingTableTest)
#include "routing_table_test.moc"
