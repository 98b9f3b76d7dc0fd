// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/node.h"
#include "sim/dht_network.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

/// What one node said, by kind.
struct Said {
    template<class Event>
    [[nodiscard]] std::vector<Event> all() const
    {
        std::vector<Event> out;
        for (const Output& output : outputs) {
            if (const auto* event = std::get_if<Event>(&output)) {
                out.push_back(*event);
            }
        }
        return out;
    }
    std::vector<Output> outputs;
};

/// A node by itself, spoken to by hand.
struct Alone {
    explicit Alone(bool reachable = true, std::string_view at = "93.184.216.34")
        : rng(5)
        , own(*core::IpAddress::parse(at))
        , node(now, Settings(), rng)
    {
        node.setReachable(reachable);
        Outbox out;
        node.handleStart(now, out);
    }

    /// Everything it sends to `from` in answer.
    std::vector<core::Bytes> say(std::string_view from, core::ByteView bytes)
    {
        const core::Endpoint endpoint = *core::Endpoint::parse(from);
        Outbox out;
        node.handleDatagram(now, endpoint, bytes, out);
        std::vector<core::Bytes> sent;
        for (Output& output : out) {
            auto* datagram = std::get_if<Datagram>(&output);
            if (datagram != nullptr && datagram->to == endpoint) {
                sent.push_back(std::move(datagram->bytes));
            }
        }
        return sent;
    }
    std::vector<core::Bytes> say(std::string_view from, krpc::Query query)
    {
        query.transaction = core::bytesOf("tt");
        query.readOnly = true; // so that it is not asked back
        return say(from, krpc::encode(query));
    }

    core::MonoTime now{1h};
    support::SeededRng rng;
    core::IpAddress own;
    Node node;
};

krpc::Query queryOf(krpc::Method method, support::SeededRng& rng)
{
    krpc::Query query;
    query.method = method;
    query.sender = randomId(rng);
    query.target = randomId(rng);
    return query;
}

/// Reply or error, kept together with what it borrows from.
struct Reading {
    explicit Reading(const core::Bytes& packet)
        : bytes(packet)
    {
        auto parsed = bencode::Document::parse(bytes);
        if (parsed) {
            document = std::move(*parsed);
            auto read = krpc::parse(*document);
            if (read) {
                message = *read;
            }
        }
    }
    [[nodiscard]] const krpc::Reply* reply() const
    {
        return message ? std::get_if<krpc::Reply>(&*message) : nullptr;
    }
    [[nodiscard]] std::int64_t errorCode() const
    {
        const auto* error = message ? std::get_if<krpc::Error>(&*message) : nullptr;
        return error == nullptr ? 0 : error->code;
    }
    core::Bytes bytes;
    std::optional<bencode::Document> document;
    std::optional<krpc::Message> message;
};

constexpr auto asker = "60.1.1.1:7000";

struct Net {
    explicit Net(std::uint64_t seed, int size)
        : network([&] {
            sim::NetworkOptions options;
            options.seed = seed;
            return options;
        }())
    {
        network.watch([this](sim::DhtNetwork::PeerId peer, const Output& output) {
            heard[peer].outputs.push_back(output);
        });
        for (int i = 0; i < size; ++i) {
            const auto introducer = i == 0 ? std::nullopt : std::optional(network.randomHonest());
            peers.push_back(network.add(introducer));
            network.runFor(200ms);
        }
        network.runFor(40s);
    }
    template<class Command>
    void command(sim::DhtNetwork::PeerId peer, Command command)
    {
        Outbox out;
        command(network.node(peer), out);
        network.flush(peer, out);
    }

    sim::DhtNetwork network;
    std::vector<sim::DhtNetwork::PeerId> peers;
    std::map<sim::DhtNetwork::PeerId, Said> heard;
};

} // namespace

class NodeTest : public QObject
{
    Q_OBJECT

private slots:
    void answersPing()
    {
        Alone alone;
        const auto sent = alone.say(asker, queryOf(krpc::Method::Ping, alone.rng));
        QCOMPARE(sent.size(), std::size_t(1));
        const Reading reading(sent[0]);
        QVERIFY(reading.reply() != nullptr);
        QVERIFY(reading.reply()->sender == alone.node.id(core::IpFamily::V4));
        QCOMPARE(reading.reply()->seen->text(), std::string(asker));
        QCOMPARE(core::textOf(reading.reply()->transaction), std::string("tt"));
    }

    void readOnlyAnswersNobody()
    {
        Alone alone(false);
        for (const auto method :
             {krpc::Method::Ping, krpc::Method::FindNode, krpc::Method::GetPeers}) {
            QVERIFY(alone.say(asker, queryOf(method, alone.rng)).empty());
        }
        QVERIFY(alone.say(asker, core::bytesOf("d1:ade1:q4:ping1:t2:aa1:y1:qe")).empty());
    }

    void announceNeedsAToken()
    {
        Alone alone;
        krpc::Query query = queryOf(krpc::Method::GetPeers, alone.rng);
        const Target hash = *query.target;
        const Reading first(alone.say(asker, query).at(0));
        const core::Bytes token = core::copyOf(first.reply()->token);
        QCOMPARE(token.size(), std::size_t(8));
        krpc::Query announce = queryOf(krpc::Method::AnnouncePeer, alone.rng);
        announce.target = hash;
        announce.port = 4242;
        QCOMPARE(Reading(alone.say(asker, announce).at(0)).errorCode(), 203);
        announce.token = token;
        QCOMPARE(Reading(alone.say("60.1.1.2:7000", announce).at(0)).errorCode(), 203);
        QVERIFY(Reading(alone.say(asker, announce).at(0)).reply() != nullptr);
        const Reading after(alone.say("61.1.1.1:7000", query).at(0));
        QCOMPARE(after.reply()->values.at(0).text(), std::string("60.1.1.1:4242"));
        alone.now += 11min;
        QCOMPARE(Reading(alone.say(asker, announce).at(0)).errorCode(), 203);
        QCOMPARE(alone.node.stores().peers().infohashes(), std::size_t(1));
    }

    /// A4: whatever a forged source asks for, what it is sent stays below three and a half times the question.
    void amplificationIsCapped()
    {
        Alone alone;
        krpc::Query query = queryOf(krpc::Method::GetPeers, alone.rng);
        for (int i = 0; i < 100; ++i) {
            const std::string from =
                std::to_string(60 + i % 50) + "." + std::to_string(i) + ".1.1:7000";
            const Reading first(alone.say(from, query).at(0));
            krpc::Query announce = queryOf(krpc::Method::AnnouncePeer, alone.rng);
            announce.target = query.target;
            announce.port = 1;
            announce.token = first.reply()->token;
            QVERIFY(Reading(alone.say(from, announce).at(0)).reply() != nullptr);
            alone.now += 300ms;
        }
        for (const auto method : {krpc::Method::Ping,
                                  krpc::Method::FindNode,
                                  krpc::Method::GetPeers,
                                  krpc::Method::Get,
                                  krpc::Method::SampleInfohashes,
                                  krpc::Method::Unknown}) {
            query.method = method;
            query.transaction = core::bytesOf("tt");
            query.readOnly = true;
            const core::Bytes question = krpc::encode(query);
            const auto sent = alone.say("120.1.1.1:9", question);
            QCOMPARE(sent.size(), std::size_t(1));
            QVERIFY(sent[0].size() * 10 <= question.size() * 35);
            alone.now += 1s;
        }
        query.method = krpc::Method::GetPeers;
        QVERIFY(!Reading(alone.say("120.1.1.1:9", query).at(0)).reply()->values.empty());
    }

    /// A flood from anywhere costs us no more than the cap.
    void floodIsAnsweredAtThePace()
    {
        Alone alone;
        std::size_t bytes = 0;
        const krpc::Query query = queryOf(krpc::Method::FindNode, alone.rng);
        for (int i = 0; i < 20'000; ++i) {
            const std::string from =
                "62." + std::to_string(i / 250 % 250) + "." + std::to_string(i % 250) + ".1:7";
            for (const auto& packet : alone.say(from, query)) {
                bytes += packet.size();
            }
            alone.now += 100us;
        }
        QVERIFY(bytes <= 2 * tuning::bytesPerSecond + tuning::bytesBurst);
    }

    void itemRulesOnTheWire()
    {
        Alone alone;
        const core::SigningKey key(core::Seed::random(alone.rng));
        const Item item = signItem(key, core::bytesOf("salty"), 3, core::bytesOf("5:hello"));
        krpc::Query get = queryOf(krpc::Method::Get, alone.rng);
        get.target = targetOf(item);
        const core::Bytes token = core::copyOf(Reading(alone.say(asker, get).at(0)).reply()->token);
        krpc::Query put = queryOf(krpc::Method::Put, alone.rng);
        put.key = item.mutablePart->key;
        put.salt = item.mutablePart->salt;
        put.seq = 3;
        put.signature = item.mutablePart->signature;
        put.value = item.value;
        QCOMPARE(Reading(alone.say(asker, put).at(0)).errorCode(), 203);
        put.token = token;
        put.seq = 4;
        QCOMPARE(Reading(alone.say(asker, put).at(0)).errorCode(), 206);
        put.seq = 3;
        QVERIFY(Reading(alone.say(asker, put).at(0)).reply() != nullptr);
        alone.now += 5s;
        const Reading found(alone.say(asker, get).at(0));
        QCOMPARE(core::textOf(found.reply()->value), std::string("5:hello"));
        QCOMPARE(*found.reply()->seq, 3);
        get.seq = 3;
        const Reading notNewer(alone.say(asker, get).at(0));
        QVERIFY(notNewer.reply()->value.empty() && notNewer.reply()->key.empty());
        QCOMPARE(*notNewer.reply()->seq, 3);
    }

    /// A large item goes only to who answers a ping first.
    void largeItemsNeedProof()
    {
        Alone alone;
        core::Bytes value;
        bencode::Writer(value).string(std::string(900, 'x'));
        krpc::Query get = queryOf(krpc::Method::Get, alone.rng);
        get.target = immutableTarget(value);
        const core::Bytes token = core::copyOf(Reading(alone.say(asker, get).at(0)).reply()->token);
        krpc::Query put = queryOf(krpc::Method::Put, alone.rng);
        put.token = token;
        put.value = value;
        QVERIFY(Reading(alone.say(asker, put).at(0)).reply() != nullptr);
        alone.now += 5s;
        // The asker has brought a token back, so he is no forgery.
        QVERIFY(!Reading(alone.say(asker, get).at(0)).reply()->value.empty());
        const auto asked = alone.say("70.1.1.1:5", get);
        QCOMPARE(asked.size(), std::size_t(1));
        const Reading ping(asked[0]);
        const auto* question = std::get_if<krpc::Query>(&*ping.message);
        QVERIFY(question != nullptr && question->method == krpc::Method::Ping);
        krpc::Reply pong;
        pong.transaction = question->transaction;
        pong.sender = randomId(alone.rng);
        const auto answered = alone.say("70.1.1.1:5", krpc::encode(pong));
        QCOMPARE(answered.size(), std::size_t(1));
        QCOMPARE(core::textOf(Reading(answered[0]).reply()->value), core::textOf(value));
    }

    void samplesAndUnknownMethods()
    {
        Alone alone;
        krpc::Query query = queryOf(krpc::Method::SampleInfohashes, alone.rng);
        const Reading sample(alone.say(asker, query).at(0));
        QCOMPARE(*sample.reply()->interval, 21600);
        QCOMPARE(*sample.reply()->count, 0);
        query.method = krpc::Method::Unknown;
        QVERIFY(Reading(alone.say(asker, query).at(0)).reply() != nullptr);
        query.target.reset();
        QCOMPARE(Reading(alone.say(asker, query).at(0)).errorCode(), 204);
    }

    /// A5, A9: nothing unsolicited changes a table, and an answer must fit its question exactly.
    void forgeriesChangeNothing()
    {
        Net net(3, 12);
        const auto victim = net.peers[0];
        Node& node = net.network.node(victim);
        const auto family = core::IpFamily::V4;
        const auto before = node.tables().of(family).newestFirst();
        QVERIFY(!before.empty());
        for (int i = 0; i < 2000; ++i) {
            const Contact& good = before[static_cast<std::size_t>(i) % before.size()];
            krpc::Reply reply;
            const auto transaction = net.network.rng().bytes<4>();
            reply.transaction = transaction;
            reply.sender = i % 2 == 0 ? good.id : randomId(net.network.rng());
            Outbox out;
            node.handleDatagram(net.network.now(), good.endpoint, krpc::encode(reply), out);
            krpc::Error error;
            error.transaction = transaction;
            error.code = 203;
            node.handleDatagram(net.network.now(), good.endpoint, krpc::encode(error), out);
            krpc::Query query = queryOf(krpc::Method::Ping, net.network.rng());
            query.transaction = core::bytesOf("xx");
            node.handleDatagram(net.network.now(), good.endpoint, krpc::encode(query), out);
            node.handleDatagram(net.network.now(), good.endpoint, core::bytesOf("d1:y1:qe"), out);
        }
        QCOMPARE(node.tables().of(family).newestFirst(), before);
        QVERIFY(node.counters().unmatched >= 4000);
        // And it still asks and finds.
        net.command(victim, [&](Node& each, Outbox& out) {
            each.lookup(net.network.now(), randomId(net.network.rng()), {}, out);
        });
        net.network.runFor(10s);
        QVERIFY(net.heard[victim].all<LookupDone>().at(0).closest.size() >= 7);
    }

    void announcedIsFound()
    {
        Net net(1, 40);
        const Target hash = randomId(net.network.rng());
        const auto announcer = net.peers[7];
        const auto searcher = net.peers[31];
        net.command(announcer, [&](Node& node, Outbox& out) {
            node.announce(net.network.now(), hash, 5555, out);
        });
        net.network.runFor(10s);
        QCOMPARE(net.heard[announcer].all<AnnounceDone>().at(0).acks, std::size_t(8));
        net.command(searcher, [&](Node& node, Outbox& out) {
            node.getPeers(net.network.now(), hash, {}, out);
        });
        net.network.runFor(10s);
        const core::Endpoint expected{net.network.endpoint(announcer).address, 5555};
        const auto found = net.heard[searcher].all<PeersFound>();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].peers, std::vector{expected});
        const auto done = net.heard[searcher].all<LookupDone>();
        QCOMPARE(done.size(), std::size_t(1));
        QCOMPARE(done[0].peers, std::size_t(1));
        QCOMPARE(done[0].closest.size(), std::size_t(8));
        // Also blurred, and over two paths.
        for (const LookupOptions options :
             {LookupOptions{1, true, false}, LookupOptions{2, false, false}}) {
            const auto other = net.peers[options.paths];
            net.command(other, [&](Node& node, Outbox& out) {
                node.getPeers(net.network.now(), hash, options, out);
            });
            net.network.runFor(15s);
            QVERIFY(!net.heard[other].all<PeersFound>().empty());
        }
        // Re-announced as long as it is not withdrawn.
        net.network.runFor(2h);
        net.command(net.peers[3], [&](Node& node, Outbox& out) {
            node.getPeers(net.network.now(), hash, {}, out);
        });
        net.network.runFor(10s);
        QVERIFY(!net.heard[net.peers[3]].all<PeersFound>().empty());
        net.network.node(announcer).withdraw(hash);
        net.network.runFor(50min);
        net.command(net.peers[5], [&](Node& node, Outbox& out) {
            node.getPeers(net.network.now(), hash, {}, out);
        });
        net.network.runFor(10s);
        QVERIFY(net.heard[net.peers[5]].all<PeersFound>().empty());
    }

    void itemsAreFound()
    {
        Net net(2, 40);
        const Item plain{core::copyOf(core::bytesOf("5:plain")), std::nullopt};
        core::Bytes largeValue;
        bencode::Writer(largeValue).string(std::string(990, 'y'));
        const core::SigningKey key(core::Seed::random(net.network.rng()));
        const auto writer = net.peers[2];
        const auto reader = net.network.add(net.peers[9], false);
        net.network.runFor(30s);
        const auto put = [&](const Item& item, std::optional<std::int64_t> cas) {
            net.command(writer, [&](Node& node, Outbox& out) {
                node.put(net.network.now(), item, {cas, {}}, out);
            });
            net.network.runFor(15s);
            return net.heard[writer].all<PutDone>().back();
        };
        const auto get = [&](const Item& item) {
            const core::Bytes salt = item.mutablePart ? item.mutablePart->salt : core::Bytes();
            net.command(reader, [&](Node& node, Outbox& out) {
                node.get(net.network.now(), targetOf(item), salt, out);
            });
            net.network.runFor(15s);
            return net.heard[reader].all<GetDone>().back().item;
        };
        QCOMPARE(put(plain, {}).acks, std::size_t(8));
        QVERIFY(get(plain) == plain);
        const Item large = signItem(key, core::bytesOf("s"), 1, largeValue);
        QCOMPARE(put(large, {}).acks, std::size_t(8));
        QVERIFY(get(large) == large);
        const Item newer = signItem(key, core::bytesOf("s"), 2, core::bytesOf("3:new"));
        QCOMPARE(put(newer, 7).error.value_or(0), 301);
        QCOMPARE(put(newer, 1).acks, std::size_t(8));
        QVERIFY(get(large) == newer);
        QCOMPARE(put(large, {}).error.value_or(0), 302);
        QVERIFY(!get(Item{core::copyOf(core::bytesOf("4:none")), std::nullopt}).has_value());
    }

    /// Whoever counts a number up has just looked, and need not look again; with too few places it does.
    void aPutAfterAGetStoresAtOnce()
    {
        Net net(2, 40);
        const core::SigningKey key(core::Seed::random(net.network.rng()));
        const Item item = signItem(key, {}, 1, core::bytesOf("1:a"));
        const auto writer = net.peers[2];
        net.command(writer, [&](Node& node, Outbox& out) {
            node.get(net.network.now(), targetOf(item), {}, out);
        });
        net.network.runFor(15s);
        std::vector<StoreTarget> storeAt = net.heard[writer].all<GetDone>().back().storeAt;
        QCOMPARE(storeAt.size(), std::size_t(8));
        const auto put = [&] {
            net.command(writer, [&](Node& node, Outbox& out) {
                node.put(net.network.now(), item, {{}, storeAt}, out);
            });
            net.network.runFor(15s);
            return net.heard[writer].all<PutDone>().back();
        };
        const PutDone atOnce = put();
        QCOMPARE(atOnce.acks, std::size_t(8));
        QCOMPARE(atOnce.figures.asked, std::size_t(0));
        storeAt.pop_back();
        const PutDone looked = put();
        QCOMPARE(looked.acks, std::size_t(8));
        QVERIFY(looked.figures.asked >= 8);
    }

    void idsFollowTheAddress()
    {
        Net net(4, 20);
        for (const auto peer : net.peers) {
            const auto address = net.network.endpoint(peer).address;
            QCOMPARE(net.network.node(peer).externalAddress(core::IpFamily::V4),
                     std::optional(address));
            QVERIFY(idFitsAddress(net.network.node(peer).id(core::IpFamily::V4), address));
        }
        QVERIFY(!net.heard[net.peers[5]].all<ExternalAddressFound>().empty());
    }

    void warmRestart()
    {
        Net net(5, 60);
        const auto old = net.peers[10];
        const core::Bytes state = net.network.node(old).save();
        const NodeId oldId = net.network.node(old).id(core::IpFamily::V4);
        net.network.remove(old);
        support::SeededRng rng(77);
        Settings settings;
        settings.useV6 = false;
        Node again(net.network.now(), settings, rng);
        QVERIFY(again.load(state));
        QVERIFY(!again.load(core::ByteView(state).first(30)));
        QVERIFY(again.load(state));
        QCOMPARE(again.id(core::IpFamily::V4), oldId);
        QCOMPARE(again.tables().of(core::IpFamily::V4).size(), std::size_t(0));
        Outbox out;
        again.handleStart(net.network.now(), out);
        QCOMPARE(out.size(), tuning::warmPingsAtOnce);
    }

    /// The hosts everybody knows are asked while we know nobody, and never enter the table.
    void bootstrapHosts()
    {
        Net net(6, 20);
        const auto fresh = net.network.add(std::nullopt);
        const auto host = net.network.endpoint(net.peers[0]);
        net.command(fresh, [&](Node& node, Outbox& out) {
            node.addBootstrap(net.network.now(), {host}, out);
        });
        net.network.runFor(30s);
        const auto& table = net.network.node(fresh).tables().of(core::IpFamily::V4);
        QVERIFY(table.size() >= 8);
        QVERIFY(!table.contains(host));
    }

    void pingAndSilence()
    {
        Net net(7, 3);
        net.command(net.peers[0], [&](Node& node, Outbox& out) {
            node.ping(net.network.now(), net.network.endpoint(net.peers[1]), out);
            node.ping(net.network.now(), *core::Endpoint::parse("9.9.9.9:9"), out);
        });
        net.network.runFor(5s);
        const auto done = net.heard[net.peers[0]].all<PingDone>();
        QCOMPARE(done.size(), std::size_t(2));
        QVERIFY(done[0].id.has_value() && !done[1].id.has_value());
    }

    /// Without anybody there every command still ends.
    void aloneEverythingEnds()
    {
        Net net(8, 1);
        const auto peer = net.peers[0];
        const Item item{core::copyOf(core::bytesOf("1:x")), std::nullopt};
        net.command(peer, [&](Node& node, Outbox& out) {
            node.getPeers(net.network.now(), randomId(net.network.rng()), {}, out);
            node.announce(net.network.now(), randomId(net.network.rng()), 1, out);
            node.put(net.network.now(), item, {}, out);
            node.get(net.network.now(), targetOf(item), {}, out);
        });
        net.network.runFor(30s);
        QCOMPARE(net.heard[peer].all<LookupDone>().size(), std::size_t(1));
        QCOMPARE(net.heard[peer].all<AnnounceDone>().size(), std::size_t(1));
        QCOMPARE(net.heard[peer].all<PutDone>().size(), std::size_t(1));
        QCOMPARE(net.heard[peer].all<GetDone>().size(), std::size_t(1));
    }

    void sixWorksAlone()
    {
        sim::DhtNetwork network({});
        std::map<sim::DhtNetwork::PeerId, Said> heard;
        network.watch([&](sim::DhtNetwork::PeerId peer, const Output& output) {
            heard[peer].outputs.push_back(output);
        });
        std::vector<sim::DhtNetwork::PeerId> peers;
        for (int i = 0; i < 12; ++i) {
            peers.push_back(network.addAt(
                *core::Endpoint::parse("[2a00:" + std::to_string(i + 1) + "::1]:6881")));
            if (i > 0) {
                Outbox out;
                network.node(peers.back()).addNode(network.now(), network.endpoint(peers[0]), out);
                network.flush(peers.back(), out);
            }
            network.runFor(1s);
        }
        network.runFor(20s);
        const Target hash = randomId(network.rng());
        Outbox out;
        network.node(peers[3]).announce(network.now(), hash, 99, out);
        network.flush(peers[3], out);
        network.runFor(10s);
        network.node(peers[8]).getPeers(network.now(), hash, {}, out);
        network.flush(peers[8], out);
        network.runFor(10s);
        QCOMPARE(heard[peers[8]].all<PeersFound>().at(0).peers.at(0).text(),
                 std::string("[2a00:4::1]:99"));
    }

    void sameSeedSameRun()
    {
        Net first(42, 15);
        Net second(42, 15);
        Net third(43, 15);
        QCOMPARE(first.network.traceHash(), second.network.traceHash());
        QVERIFY(first.network.traceHash() != third.network.traceHash());
    }
};

QTEST_APPLESS_MAIN(NodeTest)
#include "node_test.moc"
