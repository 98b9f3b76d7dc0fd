// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_fixture.h"
#include "engine/directory/listing_search.h"

#include <QTest>

#include <set>

using namespace engine::directory;
using fixture::noon;

class ListingSearchTest : public QObject
{
    Q_OBJECT

private slots:
    void findsByWordsAndTag()
    {
        support::SeededRng rng(1);
        Listing listing = fixture::listingOf(rng);
        listing.title = "Äpfel und Birnen";
        listing.topic = "Alles vom Baum";
        listing.tags = {"garten", "obst"};
        QVERIFY(matches(listing, "", std::nullopt));
        QVERIFY(matches(listing, "äpfel", std::nullopt));
        QVERIFY(matches(listing, "BIRNEN  baum", std::nullopt));
        QVERIFY(matches(listing, "obst", std::nullopt));
        QVERIFY(!matches(listing, "birnen kirschen", std::nullopt));
        QVERIFY(matches(listing, "", "obst"));
        QVERIFY(!matches(listing, "", "obs"));
        QVERIFY(!matches(listing, "kirschen", "obst"));
    }

    void everyShardAndTopicHasItsKey()
    {
        std::set<std::string> keys;
        for (unsigned shard = 0; shard < spec::shards; ++shard) {
            keys.insert(core::textOf(shardKey(shard).view()));
        }
        keys.insert(core::textOf(topicKey(topicHash("radio")).view()));
        keys.insert(core::textOf(topicKey(topicHash("radios")).view()));
        keys.insert(core::textOf(publicDoorPsk().view()));
        keys.insert(core::textOf(lanCall(1).key.view()));
        keys.insert(core::textOf(lanCall(2).key.view()));
        QCOMPARE(keys.size(), spec::shards + 5);
        QVERIFY(lanCall(1).room != lanCall(2).room);
        core::ByteArray<32> last{};
        last[0] = 0xff;
        QCOMPARE(shardOf(core::RoomId(last)), 7U);
        QCOMPARE(shardOf(core::RoomId()), 0U);
    }

    void pagesHoldWhatIsWanted()
    {
        support::SeededRng rng(2);
        ListingStore store(fixture::easy);
        std::size_t inShard = 0;
        for (int i = 0; i < 300; ++i) {
            const Listing listing = fixture::listingOf(rng);
            inShard += shardOf(listing.room) == 3 ? 1U : 0U;
            store.take(noon, encodeListing(listing), {Trust::Own, {}, true});
        }
        QVERIFY(inShard > 0 && inShard < spec::listingsPerFrame);
        const Page shard = pageOf(store, {1U << 3U, {}, 0});
        QVERIFY(shard.last);
        QCOMPARE(shard.listings.size(), inShard);
        std::set<core::RoomId> seen;
        std::uint32_t pages = 0;
        for (bool last = false; !last; ++pages) {
            const Page page = pageOf(store, {0xff, {}, pages});
            std::size_t bytes = 0;
            for (const KeptListing* kept : page.listings) {
                bytes += kept->bytes.size();
                seen.insert(kept->listing.room);
            }
            QVERIFY(!page.listings.empty());
            QVERIFY(bytes <= spec::listingsFrameBytes);
            QVERIFY(page.listings.size() <= spec::listingsPerFrame);
            last = page.last;
        }
        QVERIFY(pages > 1 && pages <= spec::pagesMost);
        QCOMPARE(seen.size(), 300U);
        QCOMPARE(pageOf(store, {0, topicHash("radio"), 0}).listings.size(),
                 pageOf(store, {0xff, {}, 0}).listings.size());
        QVERIFY(pageOf(store, {0, topicHash("other"), 0}).listings.empty());
        QVERIFY(pageOf(store, {0xff, {}, spec::pagesMost - 1}).last);
        QVERIFY(pageOf(store, {0xff, {}, 1'000'000}).listings.empty());
    }
};

QTEST_GUILESS_MAIN(ListingSearchTest)
#include "listing_search_test.moc"
