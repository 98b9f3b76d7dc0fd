// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/descriptor_pair.h"
#include "node/line_server.h"
#include "node/scripted_engine.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace engine;
using node::LineServer;
using tests::Far;
using AtEnd = LineServer::AtEnd;

namespace {

/// One test client: what it was sent so far, line by line.
struct Listener {
    explicit Listener(int fd)
        : far(fd)
    {
    }

    QList<QJsonObject> lines()
    {
        closed = far.readInto(text) || closed;
        QList<QJsonObject> all;
        for (const QByteArray& line : text.split('\n')) {
            if (!line.isEmpty()) {
                all.append(QJsonDocument::fromJson(line).object());
            }
        }
        return all;
    }
    QStringList kinds()
    {
        QStringList all;
        for (const QJsonObject& line : lines()) {
            const QString method = line.value(QLatin1String("method")).toString();
            all.append(method.isEmpty() ? QStringLiteral("answer") : method);
        }
        return all;
    }
    bool isClosed()
    {
        closed = far.readInto(text) || closed;
        return closed;
    }
    void call(const char* method, int id, const QByteArray& params = "{}") const
    {
        far.write(R"({"jsonrpc":"2.0","id":)" + QByteArray::number(id) + R"(,"method":")" + method
                  + R"(","params":)" + params + "}\n");
    }

    Far far;
    QByteArray text;
    bool closed = false;
};

MessageNotice messageOf(std::size_t bytes)
{
    MessageNotice notice;
    notice.message.text = std::string(bytes, 'm');
    return notice;
}

} // namespace

class LineServerTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void readyComesFirstAndRequestsWait();
    void answersGoToTheAskerNoticesToAll();
    void answersMayComeOutOfOrder();
    void requestsWithoutIdAreSilent();
    void badLinesAreAnsweredAndSkipped();
    void lateClientGetsReady();
    void greedyAskerIsNotReadFurther();
    void slowListenerIsDroppedOthersAreNot();
    void halfClosedSocketGetsItsAnswers();
    void endOfStdinStopsAfterWhatIsOwed();
    void endOfStdinKeepsRunningWithControl();
    void stopMethodAnswersThenFinishes();
    void stopIsAskedOnce();
    void goneStdoutStops();

private:
    std::unique_ptr<Listener> socketClient();
    std::unique_ptr<Listener> pairClient(AtEnd atEnd);

    std::unique_ptr<tests::ScriptedEngine> m_engine;
    std::unique_ptr<LineServer> m_server;
    std::vector<int> m_near;
};

void LineServerTest::init()
{
    m_engine = std::make_unique<tests::ScriptedEngine>();
    m_server = std::make_unique<LineServer>(*m_engine, [] { return 1000; });
}

void LineServerTest::cleanup()
{
    m_server.reset();
    m_engine.reset();
    for (const int fd : m_near) {
        ::close(fd);
    }
    m_near.clear();
}

std::unique_ptr<Listener> LineServerTest::socketClient()
{
    const auto pair = tests::connectedPair();
    m_server->serveSocket(pair.near);
    return std::make_unique<Listener>(pair.far);
}

std::unique_ptr<Listener> LineServerTest::pairClient(AtEnd atEnd)
{
    const auto pair = tests::connectedPair();
    m_near.push_back(pair.near);
    m_server->servePair(pair.near, pair.near, atEnd);
    return std::make_unique<Listener>(pair.far);
}

void LineServerTest::readyComesFirstAndRequestsWait()
{
    QSignalSpy becameReady(m_server.get(), &LineServer::becameReady);
    const auto client = socketClient();
    client->call("room.list", 1);
    m_engine->notice(RungNotice{});
    QTest::qWait(20);
    QVERIFY(m_engine->requests().empty());
    QVERIFY(client->lines().isEmpty());
    m_engine->becomeReady();
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    m_engine->answer(1, RoomList{});
    m_engine->becomeReady(); // a second one is only remembered
    QTRY_COMPARE(client->kinds(), QStringList({QStringLiteral("ready"), QStringLiteral("answer")}));
    QCOMPARE(becameReady.count(), 1);
}

void LineServerTest::answersGoToTheAskerNoticesToAll()
{
    const auto one = socketClient();
    const auto two = pairClient(AtEnd::Stop);
    m_engine->becomeReady();
    one->call("room.list", 7);
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    m_engine->answer(1, RoomList{});
    m_engine->notice(HistoryNotice{});
    QTRY_COMPARE(
        one->kinds(),
        QStringList(
            {QStringLiteral("ready"), QStringLiteral("answer"), QStringLiteral("history")}));
    QTRY_COMPARE(two->kinds(), QStringList({QStringLiteral("ready"), QStringLiteral("history")}));
    QCOMPARE(one->lines().at(1).value(QLatin1String("id")).toInt(), 7);
}

void LineServerTest::answersMayComeOutOfOrder()
{
    const auto client = socketClient();
    m_engine->becomeReady();
    client->call("room.list", 10);
    client->call("node.stats", 11);
    QTRY_COMPARE(m_engine->requests().size(), 2U);
    m_engine->answer(2, NodeStats{});
    m_engine->answer(1, RoomList{});
    m_engine->answer(1, RoomList{}); // not ours any more
    QTRY_COMPARE(client->lines().size(), 3);
    QCOMPARE(client->lines().at(1).value(QLatin1String("id")).toInt(), 11);
    QCOMPARE(client->lines().at(2).value(QLatin1String("id")).toInt(), 10);
}

void LineServerTest::requestsWithoutIdAreSilent()
{
    const auto client = socketClient();
    m_engine->becomeReady();
    client->far.write("{\"jsonrpc\":\"2.0\",\"method\":\"net.changed\"}\n"
                      "{\"jsonrpc\":\"2.0\",\"method\":\"no.such\"}\n");
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    m_engine->answer(1, Done{});
    QTest::qWait(20);
    QCOMPARE(client->lines().size(), 1);
}

void LineServerTest::badLinesAreAnsweredAndSkipped()
{
    const auto client = socketClient();
    m_engine->becomeReady();
    client->far.write("garbage\n\n[]\n");
    QTRY_COMPARE(client->lines().size(), 3);
    QByteArray huge(3 * 1024 * 1024, 'x');
    huge += '\n';
    qsizetype sent = 0;
    QTRY_VERIFY([&] {
        const qsizetype count = client->far.write(huge.mid(sent, 100'000));
        sent += count > 0 ? count : 0;
        return sent == huge.size();
    }());
    client->call("room.list", 1);
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    const auto lines = client->lines();
    QCOMPARE(lines.size(), 4);
    QCOMPARE(
        lines.at(3).value(QLatin1String("error")).toObject().value(QLatin1String("code")).toInt(),
        -32700);
}

void LineServerTest::lateClientGetsReady()
{
    m_engine->becomeReady();
    const auto client = socketClient();
    QTRY_COMPARE(client->kinds(), QStringList{QStringLiteral("ready")});
    QCOMPARE(m_server->clientCount(), 1U);
    client->far.close();
    QTRY_COMPARE(m_server->clientCount(), 0U);
}

void LineServerTest::greedyAskerIsNotReadFurther()
{
    const auto client = socketClient();
    m_engine->becomeReady();
    QByteArray calls;
    for (int i = 0; i < 1200; ++i) {
        calls += R"({"jsonrpc":"2.0","id":1,"method":"room.list"})"
                 "\n";
    }
    QTRY_VERIFY([&] {
        const qsizetype count = client->far.write(calls);
        calls.remove(0, count > 0 ? count : 0);
        return calls.isEmpty() || m_engine->requests().size() >= 1024;
    }());
    QTest::qWait(50);
    QCOMPARE(m_engine->requests().size(), 1024U);
    for (RequestId request = 1; request <= 1200; ++request) {
        QTRY_VERIFY([&] {
            const qsizetype count = calls.isEmpty() ? 0 : client->far.write(calls);
            calls.remove(0, count > 0 ? count : 0);
            client->far.readInto(client->text);
            return m_engine->requests().size() >= request;
        }());
        m_engine->answer(request, RoomList{});
    }
    QTRY_COMPARE(client->lines().size(), 1201);
}

void LineServerTest::slowListenerIsDroppedOthersAreNot()
{
    const auto slow = socketClient();
    const auto quick = socketClient();
    m_engine->becomeReady();
    for (int i = 0; i < 12; ++i) {
        m_engine->notice(messageOf(1000 * 1000));
        QTRY_VERIFY(quick->kinds().count(QStringLiteral("message")) == i + 1);
    }
    QTRY_COMPARE(m_server->clientCount(), 1U);
    QTRY_VERIFY(slow->isClosed());
    QVERIFY(!quick->isClosed());
}

void LineServerTest::halfClosedSocketGetsItsAnswers()
{
    const auto client = socketClient();
    m_engine->becomeReady();
    client->call("room.list", 1);
    client->far.endWriting();
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    QTest::qWait(20);
    QVERIFY(!client->isClosed());
    m_engine->answer(1, RoomList{});
    QTRY_VERIFY(client->isClosed());
    QCOMPARE(client->kinds().last(), QStringLiteral("answer"));
    QTRY_COMPARE(m_server->clientCount(), 0U);
}

void LineServerTest::endOfStdinStopsAfterWhatIsOwed()
{
    QSignalSpy finished(m_server.get(), &LineServer::finished);
    const auto client = pairClient(AtEnd::Stop);
    m_engine->becomeReady();
    client->call("room.list", 1);
    client->far.endWriting();
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    QTest::qWait(20);
    QCOMPARE(m_engine->requests().size(), 1U);
    m_engine->answer(1, RoomList{});
    QTRY_COMPARE(m_engine->requests().size(), 2U);
    QVERIFY(std::holds_alternative<StopNode>(m_engine->requests().at(1).second));
    QCOMPARE(finished.count(), 0);
    m_engine->answer(2, Done{});
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(client->kinds().last(), QStringLiteral("answer"));
}

void LineServerTest::endOfStdinKeepsRunningWithControl()
{
    const auto client = pairClient(AtEnd::KeepRunning);
    m_engine->becomeReady();
    client->far.endWriting();
    QTest::qWait(30);
    QVERIFY(m_engine->requests().empty());
    m_engine->notice(HistoryNotice{});
    QTRY_COMPARE(client->kinds().last(), QStringLiteral("history"));
}

void LineServerTest::stopMethodAnswersThenFinishes()
{
    QSignalSpy finished(m_server.get(), &LineServer::finished);
    const auto client = socketClient();
    m_engine->becomeReady();
    client->call("node.stop", 5);
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    QCOMPARE(finished.count(), 0);
    m_engine->answer(1, Done{});
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(client->lines().last().value(QLatin1String("id")).toInt(), 5);
}

void LineServerTest::stopIsAskedOnce()
{
    QSignalSpy finished(m_server.get(), &LineServer::finished);
    m_engine->becomeReady();
    m_server->stop();
    m_server->stop();
    QCOMPARE(m_engine->requests().size(), 1U);
    m_engine->answer(1, Refusal{Reason::DiskFull, "", 0});
    m_engine->answer(1, Done{});
    QCOMPARE(finished.count(), 1); // even a refusal ends it: nothing acknowledged waits for this
}

void LineServerTest::goneStdoutStops()
{
    const auto client = pairClient(AtEnd::Stop);
    m_engine->becomeReady();
    client->far.close();
    QTRY_COMPARE(m_engine->requests().size(), 1U);
    QVERIFY(std::holds_alternative<StopNode>(m_engine->requests().at(0).second));
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    LineServerTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "line_server_test.moc"
