// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/responder.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};

struct Fixture {
    explicit Fixture(bool answersSamples = true)
        : rng(1)
        , tables(randomId(rng), randomId(rng), true, true)
        , responder(start, tables, rng, answersSamples)
    {
        tables.of(core::IpFamily::V4)
            .heard(start, {randomId(rng), *core::Endpoint::parse("10.0.0.7:6881")});
        for (std::uint8_t i = 0; i < 30; ++i) {
            const auto six = *core::IpAddress::parse("2a00:" + std::to_string(i + 1) + "::1");
            tables.of(core::IpFamily::V4)
                .heard(start, {randomId(rng), {core::IpAddress::v4({30, i, 0, 1}), 6881}});
            tables.of(core::IpFamily::V6).heard(start, {randomId(rng), {six, 6881}});
        }
    }

    krpc::Reply ask(krpc::Query query, std::string_view from, bool proven, Answer* whole = nullptr)
    {
        query.transaction = core::bytesOf("tt");
        const std::size_t size = krpc::encode(query).size();
        Answer answer =
            responder.answer(start, {query, *core::Endpoint::parse(from), size, proven});
        bytes = answer.bytes;
        if (whole != nullptr) {
            *whole = answer;
        }
        auto parsed = bencode::Document::parse(bytes);
        if (!parsed) {
            return {};
        }
        document = std::move(*parsed);
        const auto message = krpc::parse(*document);
        const auto* reply = message ? std::get_if<krpc::Reply>(&*message) : nullptr;
        return reply == nullptr ? krpc::Reply() : *reply;
    }

    krpc::Query query(krpc::Method method)
    {
        krpc::Query out;
        out.method = method;
        out.sender = randomId(rng);
        out.target = randomId(rng);
        return out;
    }

    support::SeededRng rng;
    Tables tables;
    Responder responder;
    core::Bytes bytes;
    std::optional<bencode::Document> document;
};

} // namespace

class ResponderTest : public QObject
{
    Q_OBJECT

private slots:
    void familiesAsWanted()
    {
        Fixture fixture;
        krpc::Query query = fixture.query(krpc::Method::FindNode);
        krpc::Reply reply = fixture.ask(query, "60.0.0.1:7", true);
        QVERIFY(reply.nodes.size() == 8 && reply.nodes6.empty());
        reply = fixture.ask(query, "[2a01::1]:7", true);
        QVERIFY(reply.nodes.empty() && reply.nodes6.size() == 8);
        query.wantsV4 = true;
        query.wantsV6 = true;
        reply = fixture.ask(query, "60.0.0.1:7", true);
        QVERIFY(reply.nodes.size() == 8 && reply.nodes6.size() == 8);
        QVERIFY(fixture.bytes.size() <= krpc::sendBytesMost);
    }

    /// A10: private nodes are told to private askers only.
    void privateNodesStayHome()
    {
        Fixture fixture;
        krpc::Query query = fixture.query(krpc::Method::FindNode);
        for (const Contact& contact : fixture.tables.of(core::IpFamily::V4).newestFirst()) {
            if (contact.endpoint.address.isPrivate()) {
                query.target = contact.id;
            }
        }
        for (const Contact& contact : fixture.ask(query, "60.0.0.1:7", true).nodes) {
            QVERIFY(!contact.endpoint.address.isPrivate());
        }
        QVERIFY(fixture.ask(query, "10.0.0.9:7", true).nodes.front().endpoint.address.isPrivate());
    }

    void unprovenAskersGetLittle()
    {
        Fixture fixture;
        krpc::Query query = fixture.query(krpc::Method::FindNode);
        query.wantsV4 = true;
        query.wantsV6 = true;
        query.transaction = core::bytesOf("tt");
        const std::size_t size = krpc::encode(query).size();
        const krpc::Reply reply = fixture.ask(query, "60.0.0.1:7", false);
        QVERIFY(fixture.bytes.size() * 10 <= size * tuning::amplificationTimesTen);
        QVERIFY(reply.nodes.size() == 8);
    }

    void samplesCanBeSwitchedOff()
    {
        Fixture on(true);
        Fixture off(false);
        QVERIFY(on.ask(on.query(krpc::Method::SampleInfohashes), "60.0.0.1:7", true)
                    .interval.has_value());
        const krpc::Reply reply =
            off.ask(off.query(krpc::Method::SampleInfohashes), "60.0.0.1:7", true);
        QVERIFY(!reply.interval.has_value() && reply.nodes.size() == 8);
    }

    void announceWithoutPortIsRefused()
    {
        Fixture fixture;
        krpc::Query get = fixture.query(krpc::Method::GetPeers);
        const core::Bytes token = core::copyOf(fixture.ask(get, "60.0.0.1:7", true).token);
        krpc::Query announce = fixture.query(krpc::Method::AnnouncePeer);
        announce.target = get.target;
        announce.token = token;
        Answer answer;
        fixture.ask(announce, "60.0.0.1:7", true, &answer);
        QVERIFY(core::textOf(answer.bytes).find("i203e") != std::string::npos && !answer.proves);
        announce.impliedPort = true;
        fixture.ask(announce, "60.0.0.1:7", true, &answer);
        QVERIFY(answer.proves);
        QCOMPARE(fixture.ask(get, "61.0.0.1:7", true).values.at(0).text(),
                 std::string("60.0.0.1:7"));
        fixture.responder.expire(start + 1h);
        QCOMPARE(fixture.responder.peers().infohashes(), std::size_t(0));
    }
};

QTEST_APPLESS_MAIN(ResponderTest)
#include "responder_test.moc"
