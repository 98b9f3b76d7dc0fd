// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/descriptor_pair.h"
#include "node/line_client.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using node::LineClient;
using Kind = LineClient::Kind;
using tests::Far;

class LineClientTest : public QObject
{
    Q_OBJECT

private slots:
    void handsLinesOut();
    void keepsWhatWasReadWhilePaused();
    void endsAfterTheLastLine();
    void writesInOrderWithoutBlocking();
    void losesPassingNoticesFirst();
    void breaksOffBehindTheLimit();
    void answersAreNeverDropped();
    void closedReaderBreaks();
    void givesTheFlagsBack();
};

namespace {

/// Reads everything that is owed; the client writes on as its buffer empties.
QByteArray drain(const Far& far, LineClient& client)
{
    QByteArray text;
    static_cast<void>(QTest::qWaitFor([&] {
        far.readInto(text);
        return client.backlog() == 0;
    }));
    far.readInto(text);
    return text;
}

} // namespace

void LineClientTest::handsLinesOut()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    const Far far(pair.far);
    QSignalSpy lines(&client, &LineClient::lineCame);
    far.write("one\ntwo\nthr");
    QTest::qWait(20);
    QCOMPARE(lines.count(), 0); // not read before it is told to
    client.setReading(true);
    QTRY_COMPARE(lines.count(), 2);
    far.write("ee\n");
    QTRY_COMPARE(lines.count(), 3);
    QCOMPARE(lines.at(2).at(0).toByteArray(), QByteArray("three"));
}

void LineClientTest::keepsWhatWasReadWhilePaused()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    Far far(pair.far);
    QByteArrayList lines;
    QObject::connect(&client, &LineClient::lineCame, &client, [&](const QByteArray& line, bool) {
        lines.append(line);
        client.setReading(false);
    });
    QSignalSpy ended(&client, &LineClient::ended);
    far.write("one\ntwo\nthree");
    far.close();
    for (const qsizetype count : {1, 2, 3}) {
        client.setReading(true);
        QTRY_COMPARE(lines.size(), count);
        QTest::qWait(5);
        QCOMPARE(lines.size(), count);
        QCOMPARE(ended.count(), 0);
    }
    client.setReading(true);
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(lines, QByteArrayList({"one", "two", "three"}));
}

void LineClientTest::endsAfterTheLastLine()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    const Far far(pair.far);
    QSignalSpy lines(&client, &LineClient::lineCame);
    QSignalSpy ended(&client, &LineClient::ended);
    client.setReading(true);
    far.write("last without a line feed");
    far.endWriting();
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(lines.count(), 1);
    QVERIFY(client.hasEnded());
    client.send("still\n", Kind::Answer);
    QCOMPARE(drain(far, client), QByteArray("still\n"));
}

void LineClientTest::writesInOrderWithoutBlocking()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    const Far far(pair.far);
    QByteArray expected;
    for (int i = 0; i < 5000; ++i) {
        const QByteArray line = QByteArray::number(i) + QByteArray(300, 'x') + '\n';
        expected += line;
        client.send(line, i % 2 == 0 ? Kind::Answer : Kind::Notice);
    }
    QVERIFY(client.backlog() > 0);
    QCOMPARE(drain(far, client), expected);
}

void LineClientTest::losesPassingNoticesFirst()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    const Far far(pair.far);
    QSignalSpy broken(&client, &LineClient::broken);
    const QByteArray megabyte = QByteArray(1024 * 1024 - 2, 'x') + '\n';
    for (int i = 0; i < 20; ++i) {
        client.send('p' + megabyte, Kind::Passing);
    }
    for (int i = 0; i < 7; ++i) {
        client.send('n' + megabyte, Kind::Notice);
    }
    QCOMPARE(broken.count(), 0);
    const QByteArray text = drain(far, client);
    QCOMPARE(text.count('n'), 7);
    QVERIFY(text.count('p') <= 1); // at most the one that was being written
}

void LineClientTest::breaksOffBehindTheLimit()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    const Far far(pair.far);
    QSignalSpy broken(&client, &LineClient::broken);
    const QByteArray line = QByteArray(1024, 'n') + '\n';
    for (int i = 0; i < 7 * 1024; ++i) {
        client.send(line, Kind::Notice);
    }
    QCOMPARE(broken.count(), 0);
    for (int i = 0; i < 3 * 1024; ++i) {
        client.send(line, Kind::Notice);
    }
    QCOMPARE(broken.count(), 1);
    QCOMPARE(client.backlog(), 0);
}

void LineClientTest::answersAreNeverDropped()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    const Far far(pair.far);
    const QByteArray line = QByteArray(1024 * 1024, 'a') + '\n';
    for (int i = 0; i < 20; ++i) {
        client.send(line, Kind::Answer);
    }
    client.send("n\n", Kind::Notice);
    const QByteArray text = drain(far, client);
    QCOMPARE(text.size(), 20 * line.size() + 2);
    QVERIFY(text.endsWith("n\n"));
}

void LineClientTest::closedReaderBreaks()
{
    const auto pair = tests::connectedPair();
    LineClient client(pair.near, pair.near, LineClient::Owns::Descriptors, nullptr);
    Far far(pair.far);
    QSignalSpy broken(&client, &LineClient::broken);
    far.close();
    client.send("x\n", Kind::Answer);
    client.send("x\n", Kind::Answer);
    QCOMPARE(broken.count(), 1);
}

void LineClientTest::givesTheFlagsBack()
{
    const auto pair = tests::connectedPair();
    const Far far(pair.far);
    const Far near(::dup(pair.near));
    static_cast<void>(::fcntl(pair.near, F_SETFL, 0));
    {
        const LineClient client(pair.near, pair.near, LineClient::Owns::Nothing, nullptr);
        QVERIFY((::fcntl(pair.near, F_GETFL) & O_NONBLOCK) != 0);
    }
    QVERIFY((::fcntl(pair.near, F_GETFL) & O_NONBLOCK) == 0);
    ::close(pair.near);
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    LineClientTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "line_client_test.moc"
