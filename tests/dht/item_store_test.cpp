// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/item_store.h"
#include "dht/limits.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;
using krpc::ErrorCode;

namespace {

const core::MonoTime start{1h};

core::Bytes stringValue(std::size_t bytes, char fill = 'x')
{
    core::Bytes out;
    bencode::Writer(out).string(std::string(bytes, fill));
    return out;
}

krpc::Query queryFor(const Item& item)
{
    krpc::Query query;
    query.method = krpc::Method::Put;
    query.value = item.value;
    if (item.mutablePart) {
        query.key = item.mutablePart->key;
        query.salt = item.mutablePart->salt;
        query.seq = item.mutablePart->seq;
        query.signature = item.mutablePart->signature;
    }
    return query;
}

int codeOf(const core::Result<void, ErrorCode>& result)
{
    return result ? 0 : static_cast<int>(result.error());
}

const core::IpAddress from = core::IpAddress::v4({60, 1, 2, 3});

} // namespace

class ItemStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void immutableSizes()
    {
        ItemStore store;
        const Item fits{stringValue(996), std::nullopt};
        const Item tooBig{stringValue(997), std::nullopt};
        QCOMPARE(codeOf(store.put(start, queryFor(fits), from)), 0);
        QCOMPARE(codeOf(store.put(start, queryFor(tooBig), from)), 205);
        QVERIFY(*store.find(start, targetOf(fits)) == fits);
        QVERIFY(store.find(start, targetOf(tooBig)) == nullptr);
    }

    /// The codes that libtorrent gives, in the order of its transcript.
    void mutableRules()
    {
        support::SeededRng rng(1);
        const core::SigningKey key(core::Seed::random(rng));
        const auto signedItem = [&](std::int64_t seq, char fill) {
            return signItem(key, core::bytesOf("s"), seq, stringValue(10, fill));
        };
        ItemStore store;
        const auto put = [&](const Item& item, std::optional<std::int64_t> cas = {}) {
            krpc::Query query = queryFor(item);
            query.cas = cas;
            return codeOf(store.put(start, query, from));
        };
        QCOMPARE(put(signedItem(1, 'a')), 0);
        QCOMPARE(put(signedItem(2, 'b')), 0);
        QCOMPARE(put(signedItem(1, 'a')), 302);
        QCOMPARE(put(signedItem(2, 'b')), 0);
        QCOMPARE(put(signedItem(2, 'c')), 302);
        QCOMPARE(put(signedItem(3, 'c'), 1), 301);
        QCOMPARE(put(signedItem(3, 'c'), 2), 0);
        Item forged = signedItem(4, 'd');
        forged.mutablePart->signature[5] ^= 1;
        QCOMPARE(put(forged), 206);
        QCOMPARE(put(signItem(key, core::Bytes(65, 's'), 1, stringValue(1))), 207);
        QCOMPARE(put(signItem(key, {}, -1, stringValue(1))), 203);
        const Item fifth = signedItem(5, 'e'); // a query looks into its item
        krpc::Query halfKey = queryFor(fifth);
        halfKey.key = halfKey.key.first(31);
        QCOMPARE(codeOf(store.put(start, halfKey, from)), 203);
        const Item* held = store.find(start, targetOf(signedItem(3, 'c')));
        QVERIFY(held != nullptr && *held == signedItem(3, 'c'));
        QCOMPARE(store.size(), std::size_t(1));
    }

    void livesTwoHoursFromTheLastPut()
    {
        ItemStore store;
        const Item item{stringValue(5), std::nullopt};
        QCOMPARE(codeOf(store.put(start, queryFor(item), from)), 0);
        QCOMPARE(codeOf(store.put(start + 60min, queryFor(item), from)), 0);
        store.expire(start + 179min);
        QVERIFY(store.find(start + 179min, targetOf(item)) != nullptr);
        QVERIFY(store.find(start + 180min, targetOf(item)) == nullptr);
        store.expire(start + 180min);
        QCOMPARE(store.size(), std::size_t(0));
    }

    void isBounded()
    {
        ItemStore store;
        for (unsigned i = 0; i < 2000; ++i) {
            const Item item{stringValue(4 + i % 900, static_cast<char>('a' + i / 900)),
                            std::nullopt};
            const auto address =
                core::IpAddress::v4({61, static_cast<std::uint8_t>(i % 100), 1, 1});
            static_cast<void>(store.put(start + i * 1ms, queryFor(item), address));
        }
        QVERIFY(store.size() <= tuning::items);
        ItemStore narrow;
        for (unsigned i = 0; i < 200; ++i) {
            const Item item{stringValue(4 + i), std::nullopt};
            QCOMPARE(codeOf(narrow.put(start, queryFor(item), from)), i < 50 ? 0 : 202);
        }
    }
};

QTEST_APPLESS_MAIN(ItemStoreTest)
#include "item_store_test.moc"
