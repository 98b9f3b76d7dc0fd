// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The simulated network itself: what it promises and what it breaks, or every scenario on it would prove nothing.
#include "sim/network.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace sim;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

class Listener final : public NetworkHost
{
public:
    std::optional<LinkId> accepted(const core::Endpoint&) override
    {
        return refuses ? std::nullopt : std::optional(nextLink++);
    }
    void adopted() override {}
    void connected(LinkId link) override { up.push_back(link); }
    void dialFailed(LinkId link) override { failed.push_back(link); }
    void bytes(LinkId, const core::Bytes& bytes) override
    {
        core::append(heard, bytes);
        ++pieces;
    }
    void closed(LinkId link) override { down.push_back(link); }
    void drained(LinkId, std::size_t queued) override { left = queued; }
    void datagram(const core::Endpoint&, const core::Bytes&) override { ++datagrams; }

    bool refuses = false;
    LinkId nextLink = 100;
    std::vector<LinkId> up;
    std::vector<LinkId> failed;
    std::vector<LinkId> down;
    core::Bytes heard;
    std::size_t pieces = 0;
    std::size_t left = 0;
    std::size_t datagrams = 0;
};

/// Two nodes on one LAN, or behind NAT apart from each other.
struct Pair {
    explicit Pair(unsigned lossPercent, bool lan = true, bool dialable = true)
        : rng(lossPercent + 1)
        , network(schedule, rng, traits(lossPercent))
    {
        for (std::uint8_t i = 0; i < 2; ++i) {
            NodeTraits node;
            node.address = core::IpAddress::v4({10, 0, 0, i});
            node.lan = lan ? 0 : -1;
            node.dialable = dialable;
            nodes[i] = network.add(listeners[i], node);
            network.setUp(nodes[i], true);
        }
    }
    static NetworkTraits traits(unsigned lossPercent)
    {
        NetworkTraits out;
        out.lossPercent = lossPercent;
        out.resetPermille = 0;
        return out;
    }
    void run(core::Duration span) { schedule.run(schedule.now() + span); }
    void connect()
    {
        network.dial(nodes[0], 1, network.addressOf(nodes[1]));
        run(seconds(60));
    }

    Schedule schedule;
    support::SeededRng rng;
    Network network;
    Listener listeners[2];
    NodeId nodes[2] = {};
};

} // namespace

class NetworkTest : public QObject
{
    Q_OBJECT

private slots:
    void bytesArriveInOrderWhateverIsLost_data()
    {
        QTest::addColumn<unsigned>("loss");
        QTest::newRow("none") << 0U;
        QTest::newRow("ten") << 10U;
        QTest::newRow("thirty") << 30U;
    }
    void bytesArriveInOrderWhateverIsLost()
    {
        QFETCH(unsigned, loss);
        Pair pair(loss);
        pair.connect();
        QCOMPARE(pair.listeners[0].up, std::vector<LinkId>{1});
        core::Bytes said;
        for (int i = 0; i < 300; ++i) {
            core::Bytes piece(1 + pair.rng.below(500));
            pair.rng.fill(piece);
            core::append(said, piece);
            pair.network.write(pair.nodes[0], 1, piece);
        }
        QCOMPARE(pair.network.longestQueue(), said.size());
        pair.run(std::chrono::minutes(60));
        QVERIFY(pair.listeners[1].heard == said);
        QVERIFY(pair.listeners[1].pieces > 300);
        QCOMPARE(pair.listeners[0].left, std::size_t{0});
        QVERIFY((pair.network.traffic().at({pair.nodes[0], pair.nodes[1]}) == said.size()));
    }

    void closingComesAfterTheBytes()
    {
        Pair pair(0);
        pair.connect();
        pair.network.write(pair.nodes[1], 100, core::Bytes(10, 7));
        pair.network.close(pair.nodes[1], 100);
        pair.network.write(pair.nodes[1], 100, core::Bytes(10, 7));
        pair.run(seconds(1));
        QCOMPARE(pair.listeners[0].heard.size(), std::size_t{10});
        QCOMPARE(pair.listeners[0].down, std::vector<LinkId>{1});
        QVERIFY(pair.listeners[1].down.empty());
        QCOMPARE(pair.network.openLinks(), std::size_t{0});
    }

    void dialsFailWhereNobodyAnswers()
    {
        Pair pair(0);
        pair.network.dial(pair.nodes[0], 1, {core::IpAddress::v4({10, 9, 9, 9}), 1});
        pair.network.setGroup(pair.nodes[1], 1);
        pair.network.dial(pair.nodes[0], 2, pair.network.addressOf(pair.nodes[1]));
        pair.run(seconds(20));
        QCOMPARE(pair.listeners[0].failed, (std::vector<LinkId>{1, 2}));
        pair.network.heal();
        pair.listeners[1].refuses = true;
        pair.network.dial(pair.nodes[0], 3, pair.network.addressOf(pair.nodes[1]));
        pair.run(seconds(1));
        QCOMPARE(pair.listeners[0].up, std::vector<LinkId>{3});
        QCOMPARE(pair.listeners[0].down, std::vector<LinkId>{3});
    }

    void natIsPassedOnOneLanOnly()
    {
        Pair apart(0, false, false);
        apart.connect();
        QCOMPARE(apart.listeners[0].failed, std::vector<LinkId>{1});
        Pair together(0, true, false);
        together.connect();
        QCOMPARE(together.listeners[0].up, std::vector<LinkId>{1});
    }

    void aPartitionHoldsBytesBackAndBreaksLinksInTime()
    {
        Pair pair(0);
        pair.connect();
        pair.network.setGroup(pair.nodes[1], 1);
        pair.network.write(pair.nodes[0], 1, core::Bytes(5, 1));
        pair.run(seconds(10));
        QVERIFY(pair.listeners[1].heard.empty());
        pair.network.heal();
        pair.run(seconds(5));
        QCOMPARE(pair.listeners[1].heard.size(), std::size_t{5});

        pair.network.setGroup(pair.nodes[1], 1);
        pair.network.write(pair.nodes[0], 1, core::Bytes(5, 1));
        pair.run(seconds(60));
        QCOMPARE(pair.listeners[0].down, std::vector<LinkId>{1});
        QVERIFY(pair.listeners[1].down.empty());
        pair.network.heal();
        pair.run(seconds(5));
        QCOMPARE(pair.listeners[1].down, std::vector<LinkId>{100});
        QCOMPARE(pair.listeners[1].heard.size(), std::size_t{5});
    }

    void aKilledNodeIsNoticedAndASilentOneOnlyWhenSpokenTo()
    {
        Pair killed(0);
        killed.connect();
        killed.network.crash(killed.nodes[1], false);
        killed.run(seconds(1));
        QCOMPARE(killed.listeners[0].down, std::vector<LinkId>{1});

        Pair silent(0);
        silent.connect();
        silent.network.crash(silent.nodes[1], true);
        silent.run(seconds(100));
        QVERIFY(silent.listeners[0].down.empty());
        silent.network.write(silent.nodes[0], 1, core::Bytes(5, 1));
        silent.run(seconds(100));
        QCOMPARE(silent.listeners[0].down, std::vector<LinkId>{1});
        QVERIFY(silent.listeners[1].heard.empty());
    }

    void datagramsAreLostAndDoubled()
    {
        Pair pair(30);
        for (int i = 0; i < 1000; ++i) {
            pair.network.multicast(pair.nodes[0], core::Bytes(10, 1));
        }
        pair.run(seconds(1));
        // 70 % arrive, 30 % of those twice.
        QVERIFY(pair.listeners[1].datagrams > 850 && pair.listeners[1].datagrams < 970);
        QVERIFY(pair.listeners[0].datagrams > 850);
        const std::size_t before = pair.listeners[1].datagrams;
        pair.network.setGroup(pair.nodes[1], 1);
        pair.network.multicast(pair.nodes[0], core::Bytes(10, 1));
        pair.network.datagram(
            pair.nodes[0], {core::IpAddress::v4({10, 0, 0, 1}), 5}, core::Bytes(10, 1));
        pair.run(seconds(1));
        QCOMPARE(pair.listeners[1].datagrams, before);
    }
};

QTEST_APPLESS_MAIN(NetworkTest)
#include "network_test.moc"
