// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/json_rpc.h"

#include <QJsonDocument>
#include <QTest>

#include <set>

using engine::Reason;
using node::Call;

namespace {

QJsonObject objectOf(const QByteArray& line)
{
    return QJsonDocument::fromJson(line).object();
}

} // namespace

class JsonRpcTest : public QObject
{
    Q_OBJECT

private slots:
    void parsesACall();
    void callWithoutIdWantsNoAnswer();
    void refuses_data();
    void refuses();
    void blankLinesAreNothing();
    void badUtf8IsAnsweredUnderItsId();
    void linesHaveOneLineFeed();
    void errorsCarryReasonAndCode();
    void codesAreDistinct();
};

void JsonRpcTest::parsesACall()
{
    const auto parsed =
        node::parseCall(R"({"jsonrpc":"2.0","id":"a\"b","method":"room.list","params":{"x":1}})");
    const auto* const call = std::get_if<Call>(&parsed);
    QVERIFY(call != nullptr);
    QCOMPARE(call->id, QJsonValue(QStringLiteral("a\"b")));
    QVERIFY(call->wantsAnswer);
    QCOMPARE(call->method, QStringLiteral("room.list"));
    QCOMPARE(call->params.value(QLatin1String("x")).toInt(), 1);
    QVERIFY(std::holds_alternative<Call>(
        node::parseCall("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"x\"}\r")));
}

void JsonRpcTest::callWithoutIdWantsNoAnswer()
{
    const auto parsed = node::parseCall(R"({"jsonrpc":"2.0","method":"net.changed"})");
    QVERIFY(!std::get<Call>(parsed).wantsAnswer);
    const auto null = node::parseCall(R"({"jsonrpc":"2.0","id":null,"method":"net.changed"})");
    QVERIFY(std::get<Call>(null).wantsAnswer);
}

void JsonRpcTest::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::addColumn<QJsonValue>("id");
    const QJsonValue null(QJsonValue::Null);
    QTest::newRow("garbage") << QByteArray("nonsense") << -32700 << null;
    QTest::newRow("cut") << QByteArray(R"({"jsonrpc":"2.0","id":1)") << -32700 << null;
    QTest::newRow("zero byte") << QByteArray("{\"a\":\"\0\"}", 9) << -32602 << null;
    QTest::newRow("not utf-8") << QByteArray("\xff\xfe") << -32700 << null;
    QTest::newRow("batch") << QByteArray(R"([{"jsonrpc":"2.0","id":1,"method":"x"}])") << -32600
                           << null;
    QTest::newRow("empty batch") << QByteArray("[]") << -32600 << null;
    QTest::newRow("version") << QByteArray(R"({"id":5,"method":"x"})") << -32600 << QJsonValue(5);
    QTest::newRow("method") << QByteArray(R"({"jsonrpc":"2.0","id":5,"method":3})") << -32600
                            << QJsonValue(5);
    QTest::newRow("id object") << QByteArray(R"({"jsonrpc":"2.0","id":{},"method":"x"})") << -32600
                               << null;
    QTest::newRow("params array") << QByteArray(
        R"({"jsonrpc":"2.0","id":5,"method":"x","params":[1]})")
                                  << -32602 << QJsonValue(5);
    QTest::newRow("params text") << QByteArray(
        R"({"jsonrpc":"2.0","id":5,"method":"x","params":"y"})")
                                 << -32602 << QJsonValue(5);
    QTest::newRow("deep") << QByteArray(5000, '[') << -32700 << null;
}

void JsonRpcTest::refuses()
{
    QFETCH(QByteArray, line);
    QFETCH(int, code);
    QFETCH(QJsonValue, id);
    const auto parsed = node::parseCall(line);
    QVERIFY(std::holds_alternative<QByteArray>(parsed));
    const QJsonObject answer = objectOf(std::get<QByteArray>(parsed));
    const QJsonObject error = answer.value(QLatin1String("error")).toObject();
    QCOMPARE(error.value(QLatin1String("code")).toInt(), code);
    QCOMPARE(answer.value(QLatin1String("id")), id);
    QCOMPARE(
        error.value(QLatin1String("data")).toObject().value(QLatin1String("reason")).toString(),
        QStringLiteral("bad_argument"));
}

void JsonRpcTest::blankLinesAreNothing()
{
    QCOMPARE(std::get<QByteArray>(node::parseCall(" \t\r")), QByteArray());
    QCOMPARE(std::get<QByteArray>(node::parseCall("")), QByteArray());
}

void JsonRpcTest::badUtf8IsAnsweredUnderItsId()
{
    for (const char* const bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
        const QByteArray line =
            QByteArray(R"({"jsonrpc":"2.0","id":9,"method":"room.send","params":{"text":")") + bad
            + "\"}}";
        const QJsonObject answer = objectOf(std::get<QByteArray>(node::parseCall(line)));
        QCOMPARE(answer.value(QLatin1String("id")).toInt(), 9);
        QCOMPARE(
            answer.value(QLatin1String("error")).toObject().value(QLatin1String("code")).toInt(),
            -32602);
    }
}

void JsonRpcTest::linesHaveOneLineFeed()
{
    const QString nasty = QStringLiteral("a\nb\r\u2028\x01");
    const QByteArray line = node::resultLine(1, QJsonObject{{QStringLiteral("text"), nasty}});
    QCOMPARE(line.count('\n'), 1);
    QVERIFY(line.endsWith('\n'));
    QCOMPARE(objectOf(line).value(QLatin1String("result")).toObject().value(QLatin1String("text")),
             QJsonValue(nasty));
}

void JsonRpcTest::errorsCarryReasonAndCode()
{
    const QJsonObject limited =
        objectOf(node::errorLine(1, {Reason::RateLimited, "slow down", 250}))
            .value(QLatin1String("error"))
            .toObject();
    QCOMPARE(limited.value(QLatin1String("message")).toString(), QStringLiteral("slow down"));
    const QJsonObject data = limited.value(QLatin1String("data")).toObject();
    QCOMPARE(data.value(QLatin1String("reason")).toString(), QStringLiteral("rate_limited"));
    QCOMPARE(data.value(QLatin1String("retryMs")).toInt(), 250);
    const QJsonObject plain = objectOf(node::errorLine(1, {Reason::NotMember, "", 0}))
                                  .value(QLatin1String("error"))
                                  .toObject();
    QVERIFY(!plain.value(QLatin1String("message")).toString().isEmpty());
    QVERIFY(!plain.value(QLatin1String("data")).toObject().contains(QLatin1String("retryMs")));
    QVERIFY(!plain.value(QLatin1String("data")).toObject().contains(QLatin1String("code")));
    const QJsonObject refusedByAll = objectOf(node::errorLine(1, {Reason::TooLarge, "", 0, 205}))
                                         .value(QLatin1String("error"))
                                         .toObject();
    QCOMPARE(
        refusedByAll.value(QLatin1String("data")).toObject().value(QLatin1String("code")).toInt(),
        205);
    QCOMPARE(node::errorCode(Reason::BadArgument), -32602);
    QCOMPARE(node::errorCode(Reason::NotBuilt), -32601);
    QCOMPARE(node::errorCode(Reason::Internal), -32603);
}

void JsonRpcTest::codesAreDistinct()
{
    std::set<int> codes;
    int reasons = 0;
    for (int value = 0; value <= static_cast<int>(Reason::Locked); ++value) {
        const int code = node::errorCode(static_cast<Reason>(value));
        QVERIFY2(code > 1000 && code < 2000, qPrintable(QString::number(code)));
        codes.insert(code);
        ++reasons;
    }
    QCOMPARE(codes.size(), static_cast<std::size_t>(reasons));
}

QTEST_APPLESS_MAIN(JsonRpcTest)
#include "json_rpc_test.moc"
