// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/answer_codec.h"
#include "node/json_rpc.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace engine;

namespace {

QJsonObject resultOf(const Answer& answer)
{
    const QByteArray line = node::answerLine({QStringLiteral("id"), false, 1000}, answer);
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    Q_ASSERT(object.value(QLatin1String("id")).toString() == QStringLiteral("id"));
    return object.value(QLatin1String("result")).toObject();
}

QStringList keysOf(const Answer& answer)
{
    return resultOf(answer).keys();
}

HistoryPage longPage()
{
    HistoryPage page;
    page.complete = true;
    for (std::uint64_t seq = 0; seq < 100; ++seq) {
        MessageSnapshot message;
        message.message.seq = seq;
        message.text = std::string(20'000, 'x');
        page.messages.push_back(message);
    }
    return page;
}

QString refAt(const QJsonArray& messages, qsizetype index)
{
    return messages.at(index).toObject().value(QLatin1String("message")).toString();
}

} // namespace

class AnswerCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void resultsHaveTheirFields();
    void refusalsAreErrors();
    void longHistoryIsCutToOneLine();
    void longSearchesAreCutAtTheOldEnd();
    void noticesHaveTheirFields_data();
    void noticesHaveTheirFields();
};

void AnswerCodecTest::resultsHaveTheirFields()
{
    QCOMPARE(keysOf(Done{}), QStringList());
    QCOMPARE(resultOf(SettingValue{true}).value(QLatin1String("value")), QJsonValue(true));
    QCOMPARE(resultOf(SettingValue{5U}).value(QLatin1String("value")), QJsonValue(5));
    QCOMPARE(keysOf(RoomCreated{}), QStringList{QStringLiteral("room")});
    QCOMPARE(keysOf(RoomImported{}), QStringList{QStringLiteral("room")});
    QCOMPARE(keysOf(InviteMade{}), QStringList({QStringLiteral("invite"), QStringLiteral("link")}));
    QCOMPARE(keysOf(RoomJoined{}), QStringList({QStringLiteral("room"), QStringLiteral("state")}));
    QCOMPARE(keysOf(RoomList{}), QStringList{QStringLiteral("rooms")});
    QCOMPARE(keysOf(MemberList{}), QStringList{QStringLiteral("members")});
    QCOMPARE(keysOf(MessageSent{}),
             QStringList({QStringLiteral("message"), QStringLiteral("state")}));
    QCOMPARE(keysOf(UnreadLeft{3}), QStringList{QStringLiteral("unread")});
    QCOMPARE(keysOf(HistoryPage{}),
             QStringList({QStringLiteral("complete"), QStringLiteral("messages")}));
    QCOMPARE(keysOf(SearchPage{}).join(QLatin1Char(' ')),
             QStringLiteral("complete indexed messages"));
    SearchPage searched{{{RoomId(), {}}}, false, false, EventRef()};
    QCOMPARE(keysOf(searched).join(QLatin1Char(' ')),
             QStringLiteral("complete indexed messages next"));
    QVERIFY(!resultOf(searched).value(QLatin1String("indexed")).toBool());
    const QJsonObject found =
        resultOf(searched).value(QLatin1String("messages")).toArray().at(0).toObject();
    QCOMPARE(found.value(QLatin1String("room")).toString(), QString(64, QLatin1Char('0')));
    QVERIFY(found.contains(QLatin1String("text")));
    QCOMPARE(keysOf(FileShared{}),
             QStringList({QStringLiteral("file"), QStringLiteral("message")}));
    QCOMPARE(keysOf(FileList{}), QStringList{QStringLiteral("files")});
    QCOMPARE(keysOf(PeerList{}), QStringList{QStringLiteral("peers")});
    QCOMPARE(keysOf(Digest{"a", "f", "b", true}).join(QLatin1Char(' ')),
             QStringLiteral("authority bodies frontier settled"));
    QCOMPARE(keysOf(RoomHealth{}).join(QLatin1Char(' ')),
             QStringLiteral("compared copies equal members missing online superpeers"));
    QCOMPARE(keysOf(DhtInfo{}).join(QLatin1Char(' ')),
             QStringLiteral("external id nodes nodes6 readOnly storedItems storedPeers"));
    QCOMPARE(keysOf(DhtPonged{}), QStringList{QStringLiteral("id")});
    QCOMPARE(keysOf(DhtPeerList{}), QStringList{QStringLiteral("peers")});
    QCOMPARE(keysOf(DhtAnnounced{}), QStringList{QStringLiteral("acks")});
    QCOMPARE(keysOf(DhtStored{}), QStringList({QStringLiteral("acks"), QStringLiteral("target")}));
    DhtStored stored;
    stored.key = core::ByteArray<32>{};
    QCOMPARE(keysOf(stored).join(QLatin1Char(' ')), QStringLiteral("acks k seq target"));
    const QJsonObject node = resultOf(DhtNodeList{{{DhtId(), {"10.0.0.1", 5}}}})
                                 .value(QLatin1String("nodes"))
                                 .toArray()
                                 .at(0)
                                 .toObject();
    QCOMPARE(node.keys().join(QLatin1Char(' ')), QStringLiteral("addr id port"));
    QCOMPARE(node.value(QLatin1String("addr")).toString(), QStringLiteral("10.0.0.1"));
    QVERIFY(resultOf(DhtValue{}).value(QLatin1String("v")).isNull());
    const DhtValue value{{'i', '1', 'e'}, core::ByteArray<32>{}, 3, core::Bytes(64, 1)};
    QCOMPARE(keysOf(value).join(QLatin1Char(' ')), QStringLiteral("k seq sig v"));
    QCOMPARE(resultOf(value).value(QLatin1String("v")).toString(), QStringLiteral("693165"));
    QCOMPARE(keysOf(NodeStats{}).join(QLatin1Char(' ')),
             QStringLiteral("dbBytes dhtPacketsIn dhtPacketsOut eventsStored indexLag links "
                            "roomsBytesIn roomsBytesOut rssBytes"));
    NodeInfo info;
    info.listen = {{"10.0.0.1", 4000}};
    info.rungs = {{Rung::Lan, RungState::Found, 1, 400}};
    QCOMPARE(
        keysOf(info).join(QLatin1Char(' ')),
        QStringLiteral("device dhtPort fingerprint identity listen name rungs uptimeMs version"));
    const QJsonObject result = resultOf(info);
    QCOMPARE(result.value(QLatin1String("listen")).toArray().at(0).toObject(),
             QJsonObject({{QStringLiteral("addr"), QStringLiteral("10.0.0.1")},
                          {QStringLiteral("port"), 4000}}));
    QCOMPARE(result.value(QLatin1String("rungs"))
                 .toArray()
                 .at(0)
                 .toObject()
                 .value(QLatin1String("lastMs"))
                 .toInt(),
             600);
    QCOMPARE(
        resultOf(RoomJoined{RoomId(), RoomState::Joined}).value(QLatin1String("state")).toString(),
        QStringLiteral("joined"));
}

void AnswerCodecTest::refusalsAreErrors()
{
    const QByteArray line = node::answerLine({3, false, 0}, Refusal{Reason::Expired, "", 0});
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    QVERIFY(!object.contains(QLatin1String("result")));
    QCOMPARE(object.value(QLatin1String("error"))
                 .toObject()
                 .value(QLatin1String("data"))
                 .toObject()
                 .value(QLatin1String("reason"))
                 .toString(),
             QStringLiteral("expired"));
}

void AnswerCodecTest::longHistoryIsCutToOneLine()
{
    const HistoryPage page = longPage();
    for (const bool forward : {false, true}) {
        const QByteArray line = node::answerLine({1, forward, 0}, page);
        QVERIFY(line.size() <= node::lineBytesMost + 1);
        QVERIFY(line.size() > node::lineBytesMost / 2);
        const QJsonObject result =
            QJsonDocument::fromJson(line).object().value(QLatin1String("result")).toObject();
        const QJsonArray messages = result.value(QLatin1String("messages")).toArray();
        QVERIFY(messages.size() < 100);
        // Cut at the end from which the caller goes on, and never called complete when older ones were cut.
        const QString first = QString::fromStdString(page.messages.front().message.text());
        const QString last = QString::fromStdString(page.messages.back().message.text());
        QCOMPARE(refAt(messages, 0) == first, forward);
        QCOMPARE(refAt(messages, messages.size() - 1) == last, !forward);
        QCOMPARE(result.value(QLatin1String("complete")).toBool(), forward);
    }
}

void AnswerCodecTest::longSearchesAreCutAtTheOldEnd()
{
    SearchPage page;
    page.complete = true;
    for (const MessageSnapshot& message : longPage().messages) {
        page.found.push_back({RoomId(), message});
    }
    const QByteArray line = node::answerLine({1, false, 0}, page);
    QVERIFY(line.size() <= node::lineBytesMost + 1 && line.size() > node::lineBytesMost / 2);
    const QJsonObject result =
        QJsonDocument::fromJson(line).object().value(QLatin1String("result")).toObject();
    const QJsonArray messages = result.value(QLatin1String("messages")).toArray();
    QVERIFY(messages.size() < 100);
    QCOMPARE(refAt(messages, 0), QString::fromStdString(page.found.front().message.message.text()));
    QVERIFY(!result.value(QLatin1String("complete")).toBool());
}

void AnswerCodecTest::noticesHaveTheirFields_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("fields");
    QTest::addColumn<bool>("passing");
    const auto row = [](int index, const char* method, const char* fields, bool passing) {
        QTest::newRow(method) << index << QString::fromLatin1(method) << QString::fromLatin1(fields)
                              << passing;
    };
    row(0, "ready", "version identity listen dhtPort", false);
    row(1, "room", "room state reason", false);
    row(2, "member", "room identity change", true);
    row(3, "message", "room message author text state deliveredTo", false);
    row(4, "history", "room count", false);
    row(5, "messageState", "room message state deliveredTo", false);
    row(6, "typing", "room identity on", false);
    row(7, "file.hashing", "path bytesDone bytesTotal", true);
    row(8, "file.progress", "file bytesDone bytesTotal rate peers", true);
    row(9, "file.done", "file path", false);
    row(10, "file.failed", "file reason", false);
    row(11, "rung", "rung state peers", true);
    row(12, "gap", "room missing asking", false);
    row(13, "merged", "room messages bans files", false);
    row(14, "warning", "text", false);
    row(15, "file.copies", "file copies", true);
}

void AnswerCodecTest::noticesHaveTheirFields()
{
    const std::vector<Notice> notices = {ReadyNotice{},
                                         RoomNotice{RoomId(), RoomState::Left, Reason::Expired},
                                         MemberNotice{},
                                         MessageNotice{},
                                         HistoryNotice{},
                                         MessageStateNotice{},
                                         TypingNotice{},
                                         FileHashingNotice{},
                                         FileProgressNotice{},
                                         FileDoneNotice{},
                                         FileFailedNotice{},
                                         RungNotice{},
                                         GapNotice{},
                                         MergedNotice{},
                                         WarningNotice{},
                                         FileCopiesNotice{}};
    QFETCH(int, index);
    QFETCH(QString, method);
    QFETCH(QString, fields);
    QFETCH(bool, passing);
    const auto text = node::noticeText(notices.at(static_cast<std::size_t>(index)), 0);
    QCOMPARE(text.method, method);
    QCOMPARE(text.passing, passing);
    for (const QString& field : fields.split(QLatin1Char(' '))) {
        QVERIFY2(text.params.contains(field), qPrintable(field));
    }
    QVERIFY(!node::noticeText(RoomNotice{}, 0).params.contains(QLatin1String("reason")));
}

QTEST_APPLESS_MAIN(AnswerCodecTest)
#include "answer_codec_test.moc"
