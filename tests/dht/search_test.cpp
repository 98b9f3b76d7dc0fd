// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/search.h"
#include "dht/transaction_table.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <map>

using namespace dht;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    Fixture()
        : rng(1)
        , tables(randomId(rng), randomId(rng), true, false)
        , asker(now, tables, rng)
    {
        for (std::uint8_t i = 0; i < 8; ++i) {
            const auto address = core::IpAddress::v4({30, i, 0, 1});
            tables.of(core::IpFamily::V4).heard(now, {idForAddress(address, rng), {address, 6881}});
        }
    }

    /// The questions of one kind that went out since the last time.
    std::vector<Transaction> sent(krpc::Method method)
    {
        std::vector<Transaction> found;
        for (const Output& output : out) {
            const auto& datagram = std::get<Datagram>(output);
            const auto document = bencode::Document::parse(datagram.bytes);
            const auto message = krpc::parse(*document);
            const auto& query = std::get<krpc::Query>(*message);
            if (query.method == method) {
                found.push_back(*asker.transactions().close(query.transaction, datagram.to));
            }
        }
        out.clear();
        return found;
    }

    core::MonoTime now{1h};
    support::SeededRng rng;
    Tables tables;
    Asker asker;
    Outbox out;
};

} // namespace

class SearchTest : public QObject
{
    Q_OBJECT

private slots:
    /// Stores at those who gave a token, once more at those who were silent, and counts who said yes.
    void announceRepeatsItself()
    {
        Fixture fixture;
        SearchRequest request;
        request.kind = SearchKind::Announce;
        request.target = randomId(fixture.rng);
        request.port = 9;
        Search search(1, core::IpFamily::V4, request, fixture.now, fixture.asker);
        search.drive(fixture.now, fixture.asker, fixture.out);
        for (int round = 0; round < 10; ++round) {
            for (const Transaction& asked : fixture.sent(krpc::Method::GetPeers)) {
                krpc::Reply reply;
                reply.sender = *asked.expected;
                reply.token = core::bytesOf("token");
                static_cast<void>(search.handleReply(asked, reply));
                Outbox more;
                search.drive(fixture.now, fixture.asker, more);
                fixture.out.insert(fixture.out.end(), more.begin(), more.end());
            }
            if (fixture.out.size() == 8) {
                break;
            }
        }
        const auto stores = fixture.sent(krpc::Method::AnnouncePeer);
        QCOMPARE(stores.size(), std::size_t(8));
        for (std::size_t i = 0; i < 6; ++i) {
            static_cast<void>(search.handleReply(stores[i], krpc::Reply()));
        }
        krpc::Error refused;
        refused.code = 203;
        search.handleError(stores[6], refused);
        search.handleStage(fixture.now, stores[7], Stage::TimedOut, fixture.asker, fixture.out);
        search.drive(fixture.now, fixture.asker, fixture.out);
        QVERIFY(!search.isDone());
        const auto again = fixture.sent(krpc::Method::AnnouncePeer);
        QCOMPARE(again.size(), std::size_t(1));
        QCOMPARE(again[0].to, stores[7].to);
        search.handleStage(fixture.now, again[0], Stage::TimedOut, fixture.asker, fixture.out);
        search.drive(fixture.now, fixture.asker, fixture.out);
        QVERIFY(search.isDone());
        QCOMPARE(search.acks(), std::size_t(6));
        QCOMPARE(search.error().value_or(0), 203);
    }

    /// Silence on get is no failure: the node is asked find_node, and counts when it answers that.
    void silenceOnGetIsNoFailure()
    {
        Fixture fixture;
        SearchRequest request;
        request.kind = SearchKind::Get;
        request.target = randomId(fixture.rng);
        Search search(1, core::IpFamily::V4, request, fixture.now, fixture.asker);
        search.drive(fixture.now, fixture.asker, fixture.out);
        for (int round = 0; round < 20 && !search.isDone(); ++round) {
            for (const Transaction& asked : fixture.sent(krpc::Method::Get)) {
                search.handleStage(fixture.now, asked, Stage::Slow, fixture.asker, fixture.out);
                const auto instead = fixture.sent(krpc::Method::FindNode);
                QCOMPARE(instead.size(), std::size_t(1));
                search.handleStage(fixture.now, asked, Stage::TimedOut, fixture.asker, fixture.out);
                krpc::Reply reply;
                reply.sender = *asked.expected;
                static_cast<void>(search.handleReply(instead[0], reply));
            }
            fixture.now += 2s;
            search.drive(fixture.now, fixture.asker, fixture.out);
        }
        QVERIFY(search.isDone());
        QCOMPARE(search.closest(8).size(), std::size_t(8));
    }

    /// Only the item that was asked for is taken.
    void forgedItemsAreDropped()
    {
        Fixture fixture;
        const core::SigningKey key(core::Seed::random(fixture.rng));
        const Item item = signItem(key, core::bytesOf("salt"), 1, core::bytesOf("1:a"));
        SearchRequest request;
        request.kind = SearchKind::Get;
        request.target = targetOf(item);
        request.salt = core::copyOf(core::bytesOf("salt"));
        Search search(1, core::IpFamily::V4, request, fixture.now, fixture.asker);
        search.drive(fixture.now, fixture.asker, fixture.out);
        const auto asked = fixture.sent(krpc::Method::Get);
        krpc::Reply reply;
        reply.sender = *asked[0].expected;
        reply.value = item.value;
        QVERIFY(!search.handleReply(asked[0], reply).item);
        reply.key = item.mutablePart->key;
        reply.signature = item.mutablePart->signature;
        reply.seq = 2;
        QVERIFY(!search.handleReply(asked[0], reply).item);
        reply.seq = 1;
        QVERIFY(search.handleReply(asked[0], reply).item == item);
    }

    /// Eight nodes hold the same item: it is news once, and a forged one does not hide those after it.
    void onlyNewerItemsAreNews()
    {
        Fixture fixture;
        const core::SigningKey key(core::Seed::random(fixture.rng));
        const Item first = signItem(key, {}, 1, core::bytesOf("1:a"));
        const Item second = signItem(key, {}, 2, core::bytesOf("1:b"));
        SearchRequest request;
        request.kind = SearchKind::Get;
        request.target = targetOf(first);
        Search search(1, core::IpFamily::V4, request, fixture.now, fixture.asker);
        search.drive(fixture.now, fixture.asker, fixture.out);
        const auto asked = fixture.sent(krpc::Method::Get);
        QVERIFY(asked.size() >= 2);
        QVERIFY(search.handleReply(asked[0], replyWith(*asked[0].expected, first)).item == first);
        QVERIFY(!search.handleReply(asked[1], replyWith(*asked[1].expected, first)).item);
        krpc::Reply forged = replyWith(*asked[1].expected, second);
        forged.seq = 3;
        QVERIFY(!search.handleReply(asked[1], forged).item);
        QVERIFY(search.handleReply(asked[1], replyWith(*asked[1].expected, second)).item == second);
        QVERIFY(!search.handleReply(asked[0], replyWith(*asked[0].expected, first)).item);
    }

private:
    static krpc::Reply replyWith(const NodeId& sender, const Item& item)
    {
        krpc::Reply reply;
        reply.sender = sender;
        reply.value = item.value;
        reply.key = item.mutablePart->key;
        reply.signature = item.mutablePart->signature;
        reply.seq = item.mutablePart->seq;
        return reply;
    }
};

QTEST_APPLESS_MAIN(SearchTest)
#include "search_test.moc"
