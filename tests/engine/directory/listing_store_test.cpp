// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_fixture.h"
#include "engine/directory/listing_store.h"

#include <QTest>

using namespace engine::directory;
using fixture::noon;

namespace {

core::IpAddress at(unsigned a, unsigned b, unsigned c, unsigned d)
{
    const auto byte = [](unsigned n) { return static_cast<std::uint8_t>(n); };
    return core::IpAddress::v4({byte(a), byte(b), byte(c), byte(d)});
}

/// Listings are costly to make by the thousand: one founder's device signs for many rooms.
core::Bytes made(core::Rng& rng, core::WallTime issued = noon)
{
    return encodeListing(fixture::listingOf(rng, issued));
}

core::RoomId roomOf(const core::Bytes& bytes)
{
    return decodeListing(bytes)->room;
}

bool isAmongTheFirst(const ListingStore& store, const core::Bytes& bytes, std::size_t count)
{
    const auto ranked = store.ranked();
    for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i) {
        if (ranked[i]->bytes == bytes) {
            return true;
        }
    }
    return false;
}

} // namespace

class ListingStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void theNewestOfARoomCounts()
    {
        support::SeededRng rng(1);
        const fixture::PublicRoom room(rng);
        ListingStore store(fixture::easy);
        const auto issuedAt = [&](core::WallTime when, const std::string& title) {
            Listing listing = fixture::unsignedListing(room, room.founder, when);
            listing.title = title;
            fixture::finish(listing, room.founder, rng);
            return encodeListing(listing);
        };
        const core::WallTime later = noon.plus(std::chrono::hours(1));
        const core::Bytes first = issuedAt(noon, "first");
        const core::Bytes second = issuedAt(later, "second");
        const Teller teller{Trust::Stranger, at(8, 8, 8, 8), false};
        QCOMPARE(store.take(later, first, teller), Told::New);
        QCOMPARE(store.take(later, first, teller), Told::Known);
        QCOMPARE(store.take(later, second, teller), Told::Newer);
        QCOMPARE(store.take(later, first, teller), Told::Known);
        QCOMPARE(store.size(), 1U);
        QCOMPARE(store.find(room.id)->listing.title, "second");
        QCOMPARE(store.bytes(), second.size());
        store.expire(later.plus(std::chrono::hours(23)));
        QCOMPARE(store.size(), 1U);
        store.expire(later.plus(std::chrono::hours(24)));
        QCOMPARE(store.size(), 0U);
        QCOMPARE(store.bytes(), 0U);
        QCOMPARE(store.size(Trust::Stranger), 0U);
    }

    void refusesWhatDoesNotHoldUp()
    {
        support::SeededRng rng(2);
        ListingStore store(fixture::easy);
        core::Bytes bytes = made(rng);
        const Teller teller{Trust::Lan, at(10, 0, 0, 1), true};
        QCOMPARE(store.take(noon.plus(std::chrono::hours(25)), bytes, teller), Told::Refused);
        bytes[200] ^= 1U;
        QCOMPARE(store.take(noon, bytes, teller), Told::Refused);
        QCOMPARE(store.take(noon, {}, teller), Told::Refused);
        QCOMPARE(store.size(), 0U);
    }

    void trustFollowsFromTheTeller()
    {
        support::SeededRng rng(3);
        ListingStore store(fixture::easy);
        const auto told = [&](Trust trust, bool vouches) {
            const core::Bytes bytes = made(rng);
            store.take(noon, bytes, {trust, at(10, 0, 0, 1), vouches});
            return store.find(roomOf(bytes))->trust;
        };
        QCOMPARE(told(Trust::Own, false), Trust::Own);
        QCOMPARE(told(Trust::Circle, true), Trust::Circle);
        QCOMPARE(told(Trust::Lan, true), Trust::Lan);
        // What a friend has only heard of is a stranger's word.
        QCOMPARE(told(Trust::Circle, false), Trust::Stranger);
        QCOMPARE(told(Trust::Lan, false), Trust::Stranger);
        const auto ranked = store.ranked();
        QCOMPARE(ranked.front()->trust, Trust::Own);
        QCOMPARE(ranked.back()->trust, Trust::Stranger);
    }

    void threeNeighbourhoodsConfirm()
    {
        support::SeededRng rng(4);
        ListingStore store(fixture::easy);
        const core::Bytes bytes = made(rng);
        const core::RoomId room = roomOf(bytes);
        const auto tell = [&](const core::IpAddress& from, bool vouches) {
            store.take(noon, bytes, {Trust::Stranger, from, vouches});
            return store.find(room)->trust;
        };
        QCOMPARE(tell(at(8, 8, 1, 1), true), Trust::Stranger);
        QCOMPARE(tell(at(8, 8, 2, 1), true), Trust::Stranger); // the same neighbourhood
        QCOMPARE(tell(at(9, 9, 1, 1), true), Trust::Stranger);
        QCOMPARE(tell(at(7, 7, 1, 1), false), Trust::Stranger); // hearsay
        QCOMPARE(tell(at(192, 168, 1, 1), true), Trust::Stranger);
        QCOMPARE(tell(at(7, 7, 1, 1), true), Trust::Confirmed);
        QCOMPARE(store.size(Trust::Stranger), 0U);
        // Whoever runs a room of ours knows better still.
        store.take(noon, bytes, {Trust::Circle, at(1, 2, 3, 4), true});
        QCOMPARE(store.find(room)->trust, Trust::Circle);
        QCOMPARE(store.size(), 1U);
    }

    void anAddressHasAShare()
    {
        support::SeededRng rng(5);
        ListingStore store(fixture::easy);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < tuning::listingsPerStranger + 20; ++i) {
            kept +=
                store.take(noon, made(rng), {Trust::Stranger, at(5, 5, 5, 5), true}) == Told::New;
        }
        QCOMPARE(kept, tuning::listingsPerStranger);
        for (unsigned host = 6; host < 10; ++host) {
            for (std::size_t i = 0; i < tuning::listingsPerStranger; ++i) {
                kept += store.take(noon, made(rng), {Trust::Stranger, at(5, 5, 5, host), true})
                        == Told::New;
            }
        }
        QCOMPARE(kept, tuning::listingsPerPrefix);
        QCOMPARE(store.take(noon, made(rng), {Trust::Stranger, at(5, 5, 6, 1), true}), Told::New);
    }

    /// 5,000 fakes from a hundred prefixes, by strangers and on the network: what is real stays, and comes first.
    void aFloodDrownsNothing()
    {
        support::SeededRng rng(6);
        ListingStore store(fixture::easy);
        std::vector<core::Bytes> real;
        for (unsigned i = 0; i < 10; ++i) {
            real.push_back(made(rng));
            QCOMPARE(store.take(noon, real.back(), {Trust::Lan, at(10, 0, 0, 10 + i), true}),
                     Told::New);
        }
        for (unsigned i = 0; i < 10; ++i) {
            real.push_back(made(rng));
            QCOMPARE(store.take(noon, real.back(), {Trust::Circle, at(20, 0, 0, 10 + i), true}),
                     Told::New);
        }
        const core::Bytes quiet = made(rng);
        QCOMPARE(store.take(noon, quiet, {Trust::Stranger, at(99, 1, 1, 1), true}), Told::New);
        for (unsigned i = 0; i < 5000; ++i) {
            const bool lan = i % 5 == 0;
            const auto from = lan ? at(10, 0, 0, 200 + i % 8) : at(30, i % 100, 1, 1);
            store.take(noon, made(rng), {lan ? Trust::Lan : Trust::Stranger, from, true});
            QVERIFY(store.size() <= trusts * tuning::listingsPerClass);
            QVERIFY(store.bytes() <= trusts * tuning::listingsBytesPerClass);
        }
        QVERIFY(store.size(Trust::Stranger) > 1000); // it was a flood
        QCOMPARE(store.size(Trust::Lan), 10 + 8 * 125U);
        // Sources take turns: ten real ones and eight loud ones on the network have the first eighteen places of it.
        for (const core::Bytes& each : real) {
            QVERIFY(store.find(roomOf(each)) != nullptr);
            QVERIFY(isAmongTheFirst(store, each, 10 + 18));
        }
        QVERIFY(store.find(roomOf(quiet)) != nullptr);
        QVERIFY(isAmongTheFirst(store, quiet, 10 + store.size(Trust::Lan) + 101));
        // And a real one that comes late finds a place.
        const core::Bytes late = made(rng);
        QCOMPARE(store.take(noon, late, {Trust::Lan, at(10, 0, 0, 77), true}), Told::New);
        QVERIFY(isAmongTheFirst(store, late, 10 + 19));
        const core::Bytes lateStranger = made(rng);
        QCOMPARE(store.take(noon, lateStranger, {Trust::Stranger, at(98, 1, 1, 1), true}),
                 Told::New);
    }

    void droppedIsDropped()
    {
        support::SeededRng rng(8);
        ListingStore store(fixture::easy);
        const core::Bytes bytes = made(rng);
        store.take(noon, bytes, {Trust::Own, {}, true});
        store.drop(roomOf(bytes));
        store.drop(roomOf(bytes));
        QCOMPARE(store.size(), 0U);
        QCOMPARE(store.size(Trust::Own), 0U);
    }
};

QTEST_GUILESS_MAIN(ListingStoreTest)
#include "listing_store_test.moc"
