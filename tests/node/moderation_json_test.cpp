// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/moderation_json.h"

#include <QJsonArray>
#include <QTest>

using namespace engine;

class ModerationJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhoMay();
    void writesTheLog();
    void wrapsLists();
};

void ModerationJsonTest::saysWhoMay()
{
    RoomPolicy policy;
    policy.postingLevel = levelModerator;
    const QJsonObject asIs = node::toJson(policy);
    QCOMPARE(asIs.value(QLatin1String("posting")), QJsonValue(QStringLiteral("moderator")));
    QCOMPARE(asIs.value(QLatin1String("files")), QJsonValue(true));
    policy.filesLevel = levelFounder + 1;
    policy.postingLevel = 60;
    const QJsonObject changed = node::toJson(policy);
    QCOMPARE(changed.value(QLatin1String("files")), QJsonValue(false));
    QCOMPARE(changed.value(QLatin1String("posting")), QJsonValue(60));
}

void ModerationJsonTest::writesTheLog()
{
    LogEntrySnapshot entry;
    entry.action = LogAction::Ban;
    entry.reason = "why";
    entry.why = {core::EventId()};
    const QJsonObject noTarget = node::toJson(entry);
    QVERIFY(noTarget.value(QLatin1String("target")).isNull());
    QVERIFY(!noTarget.contains(QLatin1String("untilMs")));
    entry.targets = {IdentityId()};
    entry.untilMs = 5;
    entry.level = levelMember;
    const QJsonObject object = node::toJson(entry);
    QCOMPARE(object.value(QLatin1String("action")), QJsonValue(QStringLiteral("ban")));
    QCOMPARE(object.value(QLatin1String("target")), QJsonValue(QString(64, QLatin1Char('0'))));
    QCOMPARE(object.value(QLatin1String("valid")), QJsonValue(false));
    QCOMPARE(object.value(QLatin1String("why")).toArray().size(), 1);
    QCOMPARE(object.value(QLatin1String("untilMs")), QJsonValue(5));
    QCOMPARE(object.value(QLatin1String("level")), QJsonValue(levelMember));
}

void ModerationJsonTest::wrapsLists()
{
    InviteSnapshot invite;
    invite.came = {IdentityId()};
    const QJsonArray invites =
        node::toJson(InviteList{{invite}}).value(QLatin1String("invites")).toArray();
    QCOMPARE(invites.size(), 1);
    QCOMPARE(invites[0].toObject().value(QLatin1String("came")).toArray().size(), 1);
    const QJsonArray rooms =
        node::toJson(Directory{{ListedRoom{}}}).value(QLatin1String("rooms")).toArray();
    QCOMPARE(rooms[0].toObject().value(QLatin1String("known")), QJsonValue(false));
    QCOMPARE(node::toJson(Purged{3}).value(QLatin1String("removed")), QJsonValue(3));
}

QTEST_APPLESS_MAIN(ModerationJsonTest)
#include "moderation_json_test.moc"
