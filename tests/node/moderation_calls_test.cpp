// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: node/moderation_calls.cpp
// covers: node/method_table.h
#include "node/request_codec.h"

#include <QJsonDocument>
#include <QTest>

using namespace engine;

namespace {

core::Result<Request, Refusal> decode(const char* method, QByteArray params)
{
    params.replace("ROOM", QByteArray(64, 'a'));
    params.replace("MESSAGE", QByteArray(64, 'b') + "-7");
    params.replace("WHO", QByteArray(64, 'c'));
    const QJsonDocument document = QJsonDocument::fromJson(params);
    Q_ASSERT(document.isObject());
    return node::toRequest(QString::fromLatin1(method), document.object());
}

template<class Kind>
Kind decoded(const char* method, const QByteArray& params)
{
    const auto request = decode(method, params);
    return std::get<Kind>(*request);
}

} // namespace

class ModerationCallsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsActsOnPeople();
    void readsRules();
    void readsMessages();
    void refuses_data();
    void refuses();
};

void ModerationCallsTest::readsActsOnPeople()
{
    const auto mute = decoded<ChangeMember>(
        "room.mute", R"({"room":"ROOM","identity":"WHO","untilMs":9,"reason":"r"})");
    QCOMPARE(mute.change, MemberAct::Mute);
    QCOMPARE(mute.untilMs, 9);
    QCOMPARE(mute.reason, "r");
    QVERIFY(!mute.purgeSinceMs);
    const auto all =
        decoded<ChangeMember>("room.ban", R"({"room":"ROOM","identity":"WHO","purge":true})");
    QCOMPARE(all.change, MemberAct::Ban);
    QCOMPARE(all.purgeSinceMs, std::optional<std::int64_t>(0));
    const auto since =
        decoded<ChangeMember>("room.kick", R"({"room":"ROOM","identity":"WHO","purge":12})");
    QCOMPARE(since.purgeSinceMs, std::optional<std::int64_t>(12));
    const auto none =
        decoded<ChangeMember>("room.kick", R"({"room":"ROOM","identity":"WHO","purge":false})");
    QVERIFY(!none.purgeSinceMs);
    QVERIFY(!all.resetReach);
    const auto moves =
        decoded<ChangeMember>("room.ban", R"({"room":"ROOM","identity":"WHO","resetReach":true})");
    QVERIFY(moves.resetReach && moves.change == MemberAct::Ban);
    QVERIFY(decoded<ResetReach>("room.resetReach", R"({"room":"ROOM"})").room == moves.room);
    QVERIFY(decoded<AnswerKnock>("room.admit", R"({"room":"ROOM","identity":"WHO"})").admit);
    QVERIFY(!decoded<AnswerKnock>("room.refuse", R"({"room":"ROOM","identity":"WHO"})").admit);
    QCOMPARE(decoded<SetHeirs>("room.heirs", R"({"room":"ROOM","identities":["WHO","WHO"]})")
                 .identities.size(),
             std::size_t{2});
    QVERIFY(!decoded<BlockContact>("contact.unblock", R"({"identity":"WHO"})").block);
}

void ModerationCallsTest::readsRules()
{
    QCOMPARE(decoded<SetPolicy>("room.policy", R"({"room":"ROOM"})").change.postingLevel,
             std::nullopt);
    const auto set = decoded<SetPolicy>(
        "room.policy",
        R"({"room":"ROOM","set":{"slowModeSeconds":30,"posting":"moderator","files":false,"links":false,
            "maxFileBytes":5,"retentionDays":7,"quarantineMessages":3,"powBits":20,"history":"joined"}})");
    QCOMPARE(set.change.slowModeSeconds, std::optional<std::uint32_t>(30));
    QCOMPARE(set.change.postingLevel, std::optional<int>(levelModerator));
    QCOMPARE(set.change.filesLevel, std::optional<int>(levelFounder + 1));
    QCOMPARE(set.change.linksAllowed, std::optional<bool>(false));
    QCOMPARE(set.change.maxFileBytes, std::optional<std::uint64_t>(5));
    QCOMPARE(set.change.retentionDays, std::optional<std::uint32_t>(7));
    QCOMPARE(set.change.quarantineMessages, std::optional<std::uint32_t>(3));
    QCOMPARE(set.change.workBits, std::optional<std::uint32_t>(20));
    QCOMPARE(set.change.history, std::optional<HistoryAccess>(HistoryAccess::Joined));
    const auto room = decoded<SetRoom>("room.set", R"({"room":"ROOM","topic":"t","listed":false})");
    QVERIFY(!room.name);
    QCOMPARE(room.topic, std::optional<std::string>("t"));
    QCOMPARE(room.listed, std::optional<bool>(false));
    QVERIFY(!room.access && !room.picture);
    const std::string file = core::EventRef{core::LogId(), 7}.text();
    const auto pictured = decoded<SetRoom>(
        "room.set", R"({"room":"ROOM","picture":")" + QByteArray::fromStdString(file) + R"("})");
    QCOMPARE(pictured.picture.value().value().seq, std::uint64_t(7));
    const auto bare = decoded<SetRoom>("room.set", R"({"room":"ROOM","picture":""})");
    QVERIFY(bare.picture.has_value() && !bare.picture->has_value());
    const QByteArray close = R"({"room":"ROOM","invite":"WHO"})";
    QVERIFY(!decoded<RevokeInvite>("room.revokeInvite", close).invite.isZero());
}

void ModerationCallsTest::readsMessages()
{
    const auto react = decoded<ReactToMessage>(
        "room.react", R"({"room":"ROOM","message":"MESSAGE","emoji":"x","remove":true})");
    QVERIFY(react.remove);
    QCOMPARE(react.message.seq, std::uint64_t{7});
    QCOMPARE(
        decoded<EditMessage>("room.edit", R"({"room":"ROOM","message":"MESSAGE","text":"n"})").text,
        "n");
    QVERIFY(!decoded<PinMessage>("room.pin", R"({"room":"ROOM","message":"MESSAGE"})").remove);
    QCOMPARE(decoded<SearchDirectory>("directory.search", R"({"query":"q"})").query, "q");
}

void ModerationCallsTest::refuses_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<Reason>("reason");
    const auto row = [](const char* method, const char* params, Reason reason) {
        QTest::addRow("%s %s", method, params)
            << QByteArray(method) << QByteArray(params) << reason;
    };
    row("room.ban", R"({"room":"ROOM","identity":"WHO","untilMs":5})", Reason::BadArgument);
    row("room.grant", R"({"room":"ROOM","identity":"WHO"})", Reason::BadArgument);
    row("room.kick", R"({"room":"ROOM","identity":"WHO","resetReach":true})", Reason::BadArgument);
    row("room.kick", R"({"room":"ROOM","identity":"WHO","purge":"all"})", Reason::BadArgument);
    row("room.policy", R"({"room":"ROOM","set":[]})", Reason::BadArgument);
    row("room.policy", R"({"room":"ROOM","set":{"posting":"some"}})", Reason::BadArgument);
    row("room.policy", R"({"room":"ROOM","set":{"slowModeSeconds":-1}})", Reason::BadArgument);
    row("room.set", R"({"room":"ROOM","access":"ajar"})", Reason::BadArgument);
    row("room.set", R"({"room":"ROOM","picture":"nowhere"})", Reason::UnknownFile);
    row("room.revokeInvite", R"({"room":"ROOM","invite":"x"})", Reason::BadInvite);
    row("room.succeed", R"({"room":"ROOM","successor":"x"})", Reason::UnknownRoom);
    row("room.heirs", R"({"room":"ROOM"})", Reason::BadArgument);
    row("room.heirs", R"({"room":"ROOM","identities":["x"]})", Reason::UnknownIdentity);
}

void ModerationCallsTest::refuses()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, params);
    QFETCH(Reason, reason);
    const auto request = decode(method.constData(), params);
    QVERIFY(!request);
    QCOMPARE(request.error().reason, reason);
}

QTEST_APPLESS_MAIN(ModerationCallsTest)
#include "moderation_calls_test.moc"
