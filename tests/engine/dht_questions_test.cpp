// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/expanded_key.h"
#include "desk_network.h"
#include "engine/dht_questions.h"

#include <QTest>

using namespace engine;
using namespace std::chrono_literals;
using support::DeskNetwork;

namespace {

core::Bytes bytesOf(std::string_view text)
{
    return core::copyOf(core::bytesOf(text));
}

DhtPut mutablePut(std::string_view value)
{
    DhtPut put;
    put.value = bytesOf(value);
    put.secretKey = core::Bytes(32, 5);
    return put;
}

/// Ten desks that know each other.
struct Settled : DeskNetwork {
    explicit Settled(std::uint64_t seed)
        : DeskNetwork(seed)
    {
        addMany(10);
        runFor(30s);
    }
    template<class Kind>
    Kind get(std::size_t index, const Request& request)
    {
        return std::get<Kind>(answer(index, request));
    }
};

} // namespace

class DhtQuestionsTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNoQuestionIsLeftToOthers()
    {
        Settled network(1);
        network.ask(1, GetNodeInfo{});
        QVERIFY(!network.taken());
        network.ask(1, GetDhtInfo{});
        QVERIFY(network.taken());
    }

    void infoSaysWhatIsKnown()
    {
        Settled network(2);
        const auto info = network.get<DhtInfo>(1, GetDhtInfo{});
        QCOMPARE(info.nodes, std::uint64_t{9});
        QCOMPARE(info.nodes6, std::uint64_t{0});
        QVERIFY(!info.readOnly);
        QCOMPARE(info.external, std::string("10.0.0.2"));
        QCOMPARE(info.id.hex(), network[1].desk->node()->id(core::IpFamily::V4).hex());
    }

    void pingAnswersWithTheId()
    {
        Settled network(3);
        const auto pong = network.get<DhtPonged>(1, DhtPing{"10.0.0.3", 7000});
        QCOMPARE(pong.id.hex(), network[2].desk->node()->id(core::IpFamily::V4).hex());
        QCOMPARE(network.get<Refusal>(1, DhtPing{"10.0.0.99", 7000}).reason, Reason::Unreachable);
        QCOMPARE(network.get<Refusal>(1, DhtPing{"a.example", 7000}).reason, Reason::BadArgument);
        QCOMPARE(network.get<Refusal>(1, DhtPing{"10.0.0.3", 0}).reason, Reason::BadArgument);
    }

    void lookupNamesTheClosest()
    {
        Settled network(4);
        const DhtId target(network[6].desk->node()->id(core::IpFamily::V4).bytes());
        const auto list = network.get<DhtNodeList>(1, DhtLookup{target});
        QCOMPARE(list.nodes.size(), std::size_t{8});
        QCOMPARE(list.nodes.front().id, target);
        QCOMPARE(list.nodes.front().at.addr, network[6].at.address.text());
        QCOMPARE(list.nodes.front().at.port, network[6].at.port);
    }

    void whatIsAnnouncedIsFound()
    {
        Settled network(5);
        const DhtId infohash(core::ByteArray<20>{1, 2, 3});
        QVERIFY(network.get<DhtPeerList>(4, DhtPeers{infohash}).peers.empty());
        QCOMPARE(network.get<DhtAnnounced>(1, DhtAnnounce{infohash, 4321}).acks, std::uint64_t{8});
        const auto found = network.get<DhtPeerList>(4, DhtPeers{infohash});
        QCOMPARE(found.peers.size(), std::size_t{1});
        QCOMPARE(found.peers.front().addr, network[1].at.address.text());
        QCOMPARE(found.peers.front().port, std::uint16_t{4321});
        // Without a port it is the one of our links.
        const DhtId other(core::ByteArray<20>{9});
        QCOMPARE(network.get<DhtAnnounced>(2, DhtAnnounce{other, 0}).acks, std::uint64_t{8});
        QCOMPARE(network.get<DhtPeerList>(4, DhtPeers{other}).peers.front().port,
                 std::uint16_t{7000});
    }

    void immutableItemsComeBack()
    {
        Settled network(6);
        DhtPut put;
        put.value = bytesOf("5:hello");
        const auto stored = network.get<DhtStored>(1, put);
        QCOMPARE(stored.acks, std::uint64_t{8});
        QVERIFY(!stored.key);
        const auto got = network.get<DhtValue>(8, DhtGet{stored.target, {}, {}});
        QCOMPARE(core::textOf(got.value), std::string("5:hello"));
        QVERIFY(!got.key);
        const DhtId nowhere(core::ByteArray<20>{1});
        QVERIFY(network.get<DhtValue>(8, DhtGet{nowhere, {}, {}}).value.empty());
    }

    void mutableItemsCountUpByThemselves()
    {
        Settled network(7);
        QCOMPARE(network.get<DhtStored>(1, mutablePut("1:a")).seq, std::int64_t{1});
        const auto second = network.get<DhtStored>(3, mutablePut("1:b"));
        QCOMPARE(second.seq, std::int64_t{2});
        QVERIFY(second.key.has_value());
        const auto got = network.get<DhtValue>(8, DhtGet{{}, second.key, {}});
        QCOMPARE(core::textOf(got.value), std::string("1:b"));
        QCOMPARE(got.seq, std::int64_t{2});
        QCOMPARE(got.signature.size(), std::size_t{64});
        // Another salt is another item, and the expanded form of the key is the same key.
        DhtPut salted = mutablePut("1:c");
        salted.salt = bytesOf("s");
        const auto seed = *core::Seed::from(salted.secretKey);
        QCOMPARE(network.get<DhtStored>(1, salted).seq, std::int64_t{1});
        const auto salty = network.get<DhtValue>(8, DhtGet{{}, second.key, bytesOf("s")});
        QCOMPARE(core::textOf(salty.value), std::string("1:c"));
        QCOMPARE(core::PublicKey(*second.key), core::ExpandedKey::fromSeed(seed).publicKey());
    }

    void whatAllNodesRefuseCarriesTheirCode()
    {
        Settled network(8);
        DhtPut put = mutablePut("1:a");
        put.seq = 5;
        QCOMPARE(network.get<DhtStored>(1, put).seq, std::int64_t{5});
        put.seq = 4;
        QCOMPARE(network.get<Refusal>(1, put).code, 302);
        put.seq = 6;
        put.cas = 3;
        QCOMPARE(network.get<Refusal>(1, put).code, 301);
        put.cas = 5;
        QCOMPARE(network.get<DhtStored>(1, put).acks, std::uint64_t{8});
    }

    void whatNobodyWouldTakeIsRefusedHere_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("keyBytes");
        QTest::addColumn<int>("saltBytes");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("reason");
        const int bad = static_cast<int>(Reason::BadArgument);
        const int large = static_cast<int>(Reason::TooLarge);
        QTest::newRow("not bencoded") << QByteArray("hello") << 0 << 0 << 0 << bad;
        QTest::newRow("empty") << QByteArray() << 0 << 0 << 0 << bad;
        QTest::newRow("unsorted") << QByteArray("d1:b0:1:a0:e") << 0 << 0 << 0 << bad;
        QTest::newRow("odd key") << QByteArray("1:a") << 33 << 0 << 0 << bad;
        QTest::newRow("too big") << QByteArray("997:") + QByteArray(997, 'x') << 32 << 0 << 205
                                 << large;
        QTest::newRow("salt too big") << QByteArray("1:a") << 32 << 65 << 207 << large;
    }
    void whatNobodyWouldTakeIsRefusedHere()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const int, keyBytes);
        QFETCH(const int, saltBytes);
        Settled network(9);
        DhtPut put;
        put.value.assign(value.begin(), value.end());
        put.secretKey.assign(static_cast<std::size_t>(keyBytes), 1);
        put.salt.assign(static_cast<std::size_t>(saltBytes), 's');
        const auto refusal = network.get<Refusal>(1, put);
        QTEST(refusal.code, "code");
        QTEST(static_cast<int>(refusal.reason), "reason");
    }

    void theLargestValueFits()
    {
        Settled network(10);
        DhtPut put;
        put.value = bytesOf("996:" + std::string(996, 'x'));
        const auto stored = network.get<DhtStored>(1, put);
        QCOMPARE(stored.acks, std::uint64_t{8});
        QCOMPARE(network.get<DhtValue>(8, DhtGet{stored.target, {}, {}}).value, put.value);
    }

    void everyQuestionIsAnsweredInTime()
    {
        DeskNetwork network(11);
        network.addMany(1); // nobody to ask
        const auto begun = network.now();
        const DhtId target(core::ByteArray<20>{1});
        const std::vector<RequestId> asked{network.ask(0, DhtLookup{target}),
                                           network.ask(0, DhtPeers{target}),
                                           network.ask(0, DhtAnnounce{target, 1}),
                                           network.ask(0, mutablePut("1:a")),
                                           network.ask(0, DhtGet{target, {}, {}})};
        network.runFor(30s);
        QCOMPARE(network.now() - begun, core::Duration(30s));
        for (const RequestId id : asked) {
            QVERIFY(network[0].answers.contains(id));
        }
        QCOMPARE(std::get<Refusal>(network.answer(0, DhtGet{{}, {}, {}})).reason,
                 Reason::BadArgument);
    }

    void tooManyAtOnceAreRefused()
    {
        DeskNetwork network(12);
        network.addMany(1);
        const DhtId target(core::ByteArray<20>{1});
        for (std::size_t i = 0; i < DhtQuestions::openMost; ++i) {
            network.ask(0, DhtLookup{target});
        }
        QCOMPARE(network[0].answers.size(), std::size_t{0});
        const RequestId last = network.ask(0, DhtLookup{target});
        QCOMPARE(std::get<Refusal>(network[0].answers.at(last)).reason, Reason::Busy);
        network.runFor(30s);
        QCOMPARE(network[0].answers.size(), DhtQuestions::openMost + 1);
    }
};

QTEST_GUILESS_MAIN(DhtQuestionsTest)
#include "dht_questions_test.moc"
