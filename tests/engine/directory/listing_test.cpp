// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing.h"
#include "engine/directory/listing_fixture.h"

#include <QTest>

using namespace engine::directory;
using fixture::noon;

namespace {

ListingError
flawOf(const Listing& listing, core::WallTime now = noon, ListingRule rule = fixture::easy)
{
    const auto checked = checkListing(listing, now, rule);
    return checked ? ListingError::Malformed : checked.error();
}

} // namespace

class ListingTest : public QObject
{
    Q_OBJECT

private slots:
    void comesBack()
    {
        support::SeededRng rng(1);
        const Listing listing = fixture::listingOf(rng);
        const core::Bytes bytes = encodeListing(listing);
        QVERIFY(!bytes.empty());
        const auto decoded = decodeListing(bytes);
        QVERIFY(decoded);
        QVERIFY(checkListing(*decoded, noon, fixture::easy));
        QCOMPARE(decoded->title, listing.title);
        QCOMPARE(decoded->topic, listing.topic);
        QVERIFY(decoded->tags == listing.tags && decoded->language == "de");
        QVERIFY(decoded->room == listing.room && decoded->door == listing.door);
        QVERIFY(decoded->addresses == listing.addresses);
        QVERIFY(encodeListing(*decoded) == bytes);
    }

    void everyChangedByteIsNoticed()
    {
        support::SeededRng rng(2);
        const core::Bytes bytes = encodeListing(fixture::listingOf(rng));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            core::Bytes other = bytes;
            other[i] ^= 1U;
            const auto decoded = decodeListing(other);
            // Without work: the last bytes are the nonce, and any nonce is as good to a rule that asks for none.
            const bool nonce = i + 8 >= bytes.size();
            QVERIFY2(!decoded || nonce || !checkListing(*decoded, noon, {0}),
                     qPrintable(QString::number(i)));
        }
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(!decodeListing(core::ByteView(bytes).first(size)));
        }
        core::Bytes longer = bytes;
        longer.push_back(0);
        QVERIFY(!decodeListing(longer));
    }

    void lastsADayAndIsNotOfTomorrow()
    {
        support::SeededRng rng(3);
        const fixture::PublicRoom room(rng);
        Listing listing = fixture::unsignedListing(room, room.founder);
        fixture::finish(listing, room.founder, rng);
        QVERIFY(checkListing(listing,
                             noon.plus(std::chrono::hours(24) - std::chrono::milliseconds(1)),
                             fixture::easy));
        QCOMPARE(flawOf(listing, noon.plus(std::chrono::hours(24))), ListingError::Time);
        QVERIFY(checkListing(listing, noon.plus(std::chrono::minutes(-10)), fixture::easy));
        QCOMPARE(flawOf(listing, noon.plus(std::chrono::minutes(-11))), ListingError::Time);
        listing.expires = listing.expires.plus(std::chrono::milliseconds(1));
        fixture::finish(listing, room.founder, rng);
        QCOMPARE(flawOf(listing), ListingError::Time);
    }

    void costsWork()
    {
        support::SeededRng rng(4);
        const fixture::PublicRoom room(rng);
        Listing listing = fixture::unsignedListing(room, room.founder);
        fixture::finish(listing, room.founder, rng, {});
        QVERIFY(checkListing(listing, noon));
        QVERIFY(listingWork(listingDigest(listing), listing.nonce) >= spec::listingWorkBits);
        listing.nonce[7] ^= 1U;
        QCOMPARE(flawOf(listing, noon, {}), ListingError::Work);
    }

    void onlyWhoRunsTheRoomLists()
    {
        support::SeededRng rng(5);
        const fixture::PublicRoom room(rng);
        const fixture::Issuer stranger(rng);
        Listing listing = fixture::unsignedListing(room, stranger);
        fixture::finish(listing, stranger, rng);
        QCOMPARE(flawOf(listing), ListingError::Issuer);
        Listing posing = fixture::unsignedListing(room, room.founder);
        fixture::finish(posing, stranger, rng);
        QCOMPARE(flawOf(posing), ListingError::Signature);
    }

    void refusesWhatNoListingSays()
    {
        support::SeededRng rng(6);
        const fixture::PublicRoom room(rng);
        const auto refused = [&](auto change) {
            Listing listing = fixture::unsignedListing(room, room.founder);
            change(listing);
            return encodeListing(listing).empty();
        };
        QVERIFY(!refused([](Listing&) {}));
        QVERIFY(refused([](Listing& l) { l.title.clear(); }));
        QVERIFY(refused([](Listing& l) { l.title = std::string(129, 'a'); }));
        QVERIFY(refused([](Listing& l) { l.title = "two\nlines"; }));
        QVERIFY(refused([](Listing& l) { l.title = "\xff"; }));
        QVERIFY(refused([](Listing& l) { l.topic = std::string(513, 'a'); }));
        QVERIFY(refused([](Listing& l) { l.tags = {"b", "a"}; }));
        QVERIFY(refused([](Listing& l) { l.tags = {"a", "a"}; }));
        QVERIFY(refused([](Listing& l) { l.tags = {"Radio"}; }));
        QVERIFY(refused([](Listing& l) { l.tags.assign(9, "a"); }));
        QVERIFY(refused([](Listing& l) { l.language = "DE"; }));
        QVERIFY(refused([](Listing& l) { l.addresses.clear(); }));
        QVERIFY(refused([](Listing& l) { l.addresses.assign(7, l.addresses.front()); }));
    }

    void aBigChainIsTooBig()
    {
        support::SeededRng rng(7);
        const fixture::PublicRoom room(rng);
        Listing listing = fixture::unsignedListing(room, room.founder);
        auto event = fixture::opening(room, room.founder, core::EventId(room.id.bytes()));
        event.body.resize(1000);
        listing.chain.assign(4, event);
        QVERIFY(encodeListing(listing).empty());
        listing.chain.resize(1);
        QVERIFY(
            !encodeListing(listing).empty()); // its layout is right; the chain is another matter
    }
};

QTEST_GUILESS_MAIN(ListingTest)
#include "listing_test.moc"
