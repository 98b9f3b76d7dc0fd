// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/krpc.h"
#include "dht/vector_file.h"
#include "support/seeded_rng.h"

using namespace dht;
using bencode::Document;

namespace {

core::Bytes bytesOf(const QJsonValue& text)
{
    return core::copyOf(core::bytesOf(text.toString().toLatin1().toStdString()));
}

core::Bytes encoded(const krpc::Message& message)
{
    return std::visit([](const auto& kind) { return krpc::encode(kind); }, message);
}

struct Parsed {
    core::Bytes bytes;
    std::optional<Document> document;
    std::optional<krpc::Message> message;
    std::optional<krpc::Refusal> refusal;
};

void parseInto(Parsed& out, std::string_view text)
{
    out.bytes = core::copyOf(core::bytesOf(text));
    auto document = Document::parse(out.bytes);
    if (!document) {
        return;
    }
    out.document = std::move(*document);
    auto message = krpc::parse(*out.document);
    if (message) {
        out.message = *message;
    } else {
        out.refusal = message.error();
    }
}

constexpr std::string_view id = "abcdefghij0123456789";

} // namespace

class KrpcTest : public QObject
{
    Q_OBJECT

public:
    explicit KrpcTest(QString file)
        : m_file(std::move(file))
    {
    }

private slots:
    /// Every packet of BEP 5 parses, and those without placeholders encode to the same bytes again.
    void bep5Vectors()
    {
        const QJsonArray vectors = support::readVectors(m_file)[QLatin1String("vectors")].toArray();
        QVERIFY(!vectors.isEmpty());
        for (const auto& entry : vectors) {
            const QJsonObject row = entry.toObject();
            const core::Bytes packet = bytesOf(row[QLatin1String("bencoded")]);
            const auto document = Document::parse(packet);
            const QByteArray label = row[QLatin1String("label")].toString().toUtf8();
            if (!document) {
                qInfo("%s: not bencode (flaw %d)",
                      label.constData(),
                      static_cast<int>(document.error()));
                QFAIL("every example of BEP 5 is bencode");
            }
            const auto message = krpc::parse(*document);
            QVERIFY2(message, label.constData());
            const bool same = encoded(*message) == packet;
            qInfo("%s: kind %zu, encodes %s",
                  label.constData(),
                  message->index(),
                  same ? "the same" : "differently");
            const bool placeholder = core::textOf(packet).find("def456...") != std::string::npos;
            QCOMPARE(same, !placeholder);
        }
    }

    void fullQueryRoundTrip()
    {
        support::SeededRng rng(3);
        const auto token = rng.bytes<8>();
        const auto key = rng.bytes<32>();
        const auto signature = rng.bytes<64>();
        krpc::Query query;
        query.transaction = core::bytesOf("abcd");
        query.method = krpc::Method::Put;
        query.sender = randomId(rng);
        query.readOnly = true;
        query.token = token;
        query.seq = 5;
        query.cas = 4;
        query.key = key;
        query.salt = core::bytesOf("salt");
        query.signature = signature;
        query.value = core::bytesOf("12:Hello World!");
        query.version = core::bytesOf("PL01");
        const core::Bytes bytes = krpc::encode(query);
        const auto document = Document::parse(bytes);
        QVERIFY(document && document->root().canonical());
        const auto message = krpc::parse(*document);
        QVERIFY(message);
        const auto& back = std::get<krpc::Query>(*message);
        QVERIFY(back.readOnly && back.method == krpc::Method::Put && back.sender == query.sender);
        QCOMPARE(*back.cas, 4);
        QCOMPARE(core::textOf(back.value), std::string("12:Hello World!"));
        QCOMPARE(core::textOf(back.salt), std::string("salt"));
        QVERIFY(krpc::encode(back) == bytes);
    }

    void fullReplyRoundTrip()
    {
        support::SeededRng rng(4);
        const auto token = rng.bytes<8>();
        krpc::Reply reply;
        reply.transaction = core::bytesOf("zz");
        reply.sender = randomId(rng);
        reply.seen = core::Endpoint::parse("203.0.113.5:6881");
        reply.nodes = {{randomId(rng), *core::Endpoint::parse("198.51.100.7:1")}};
        reply.nodes6 = {{randomId(rng), *core::Endpoint::parse("[2001:db8::7]:65535")}};
        reply.values = {*core::Endpoint::parse("192.0.2.1:9"),
                        *core::Endpoint::parse("192.0.2.2:10")};
        reply.token = token;
        reply.interval = 21600;
        reply.count = 1;
        reply.samples = {randomId(rng)};
        const core::Bytes bytes = krpc::encode(reply);
        const auto document = Document::parse(bytes);
        QVERIFY(document && document->root().canonical());
        const auto message = krpc::parse(*document);
        QVERIFY(message);
        const auto& back = std::get<krpc::Reply>(*message);
        QVERIFY(back.nodes == reply.nodes && back.nodes6 == reply.nodes6
                && back.values == reply.values);
        QVERIFY(back.seen == reply.seen && back.samples == reply.samples);
        QVERIFY(krpc::encode(back) == bytes);
    }

    void onlyQueriesAreAnswered_data()
    {
        QTest::addColumn<QByteArray>("packet");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& packet, int code) {
            QTest::newRow(name) << QByteArray::fromStdString(packet) << code;
        };
        const std::string good = "2:id20:" + std::string(id);
        row("id of 19 bytes", "d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t2:aa1:y1:qe", 203);
        row("no a", "d1:q4:ping1:t2:aa1:y1:qe", 203);
        row("a is a list", "d1:ale1:q4:ping1:t2:aa1:y1:qe", 203);
        row("q is a number", "d1:ad" + good + "e1:qi1e1:t2:aa1:y1:qe", 203);
        row("no target", "d1:ad" + good + "e1:q9:find_node1:t2:aa1:y1:qe", 203);
        row("short infohash",
            "d1:ad" + good + "9:info_hash3:abce1:q9:get_peers1:t2:aa1:y1:qe",
            203);
        row("unknown method", "d1:ad" + good + "e1:q4:vote1:t2:aa1:y1:qe", 204);
        row("unsorted put", "d1:ad" + good + "1:v1:x5:token1:te1:q3:put1:t2:aa1:y1:qe", 203);
        row("put with unsorted value",
            "d1:ad" + good + "5:token1:t1:vd1:b0:1:a0:ee1:q3:put1:t2:aa1:y1:qe",
            203);
        row("t is a number", "d1:ad" + good + "e1:q4:ping1:ti7e1:y1:qe", 0);
        row("t of 21 bytes",
            "d1:ad" + good
                + "e1:q4:ping1:t21:123456789012345678901"
                  "1:y1:qe",
            0);
        row("empty t", "d1:ad" + good + "e1:q4:ping1:t0:1:y1:qe", 0);
        row("y unknown", "d1:ad" + good + "e1:q4:ping1:t2:aa1:y1:xe", 0);
        row("reply without id", "d1:rde1:t2:aa1:y1:re", 0);
        row("reply r is a list", "d1:rle1:t2:aa1:y1:re", 0);
        row("error without list", "d1:ei1e1:t2:aa1:y1:ee", 0);
        row("list at the top", "l1:ae", 0);
        row("number at the top", "i7e", 0);
    }
    void onlyQueriesAreAnswered()
    {
        QFETCH(QByteArray, packet);
        QFETCH(int, code);
        Parsed parsed;
        parseInto(parsed, std::string_view(packet.data(), static_cast<std::size_t>(packet.size())));
        QVERIFY(parsed.document.has_value());
        QVERIFY(parsed.refusal.has_value());
        QCOMPARE(parsed.refusal->code ? static_cast<int>(*parsed.refusal->code) : 0, code);
        if (code != 0) {
            QCOMPARE(core::textOf(parsed.refusal->transaction), std::string("aa"));
        }
    }

    void lenientWhereTheNetworkIs()
    {
        Parsed unsorted;
        parseInto(unsorted, "d1:y1:q1:t2:aa1:q4:ping1:ad2:id20:abcdefghij0123456789ee");
        QVERIFY(unsorted.message
                && std::get<krpc::Query>(*unsorted.message).method == krpc::Method::Ping);
        Parsed future;
        parseInto(future,
                  "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q4:vote1:t2:"
                  "aa1:y1:qe");
        QVERIFY(future.message
                && std::get<krpc::Query>(*future.message).method == krpc::Method::Unknown);
    }

    void listsAreCapped()
    {
        std::string packet = "d1:rd2:id20:" + std::string(id) + "5:nodes"
                             + std::to_string(26 * 40 + 3) + ":" + std::string(26 * 40 + 3, 'n')
                             + "5:token65:" + std::string(65, 't') + "6:valuesl";
        for (int i = 0; i < 120; ++i) {
            packet += "6:abcdef";
        }
        packet += "5:abcdeee1:t2:aa1:y1:re";
        Parsed parsed;
        parseInto(parsed, packet);
        QVERIFY(parsed.message.has_value());
        const auto& reply = std::get<krpc::Reply>(*parsed.message);
        QCOMPARE(reply.nodes.size(), krpc::nodesMost);
        QCOMPARE(reply.values.size(), krpc::valuesMost);
        QVERIFY(reply.token.empty());
    }

private:
    QString m_file;
};

int main(int argc, char** argv)
{
    const auto run = support::vectorRun(argc, argv, "bep5_krpc_examples.json");
    KrpcTest test(run.file);
    return QTest::qExec(&test, run.arguments);
}
#include "krpc_test.moc"
