// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/value_json.h"

#include <QSet>
#include <QTest>

class ValueJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void messageHasEveryField();
    void othersHaveEveryField();
    void rungsCountFromNow();
};

namespace {

QSet<QString> keysOf(const QJsonObject& object)
{
    const QStringList keys = object.keys();
    return {keys.begin(), keys.end()};
}

bool hasAll(const QJsonObject& object, const QString& names)
{
    const QStringList wanted = names.split(QLatin1Char(' '));
    return keysOf(object).contains(QSet<QString>(wanted.begin(), wanted.end()));
}

} // namespace

void ValueJsonTest::messageHasEveryField()
{
    engine::MessageSnapshot message;
    message.text = "<b>\xc3\xa4</b>";
    message.state = engine::MessageState::Delivered;
    message.deliveredTo = {engine::IdentityId()};
    message.reactions = {{"+", {engine::IdentityId()}}};
    const QJsonObject plain = node::toJson(message);
    QVERIFY(
        hasAll(plain,
               QStringLiteral("message author name timeMs text edited deleted replyTo reactions "
                              "state deliveredTo late olderRules")));
    QVERIFY(!plain.value(QLatin1String("olderRules")).toBool());
    message.olderRules = true;
    QVERIFY(node::toJson(message).value(QLatin1String("olderRules")).toBool());
    QVERIFY(!plain.contains(QLatin1String("file")));
    QVERIFY(plain.value(QLatin1String("replyTo")).isNull());
    QCOMPARE(plain.value(QLatin1String("text")).toString(), QStringLiteral("<b>\u00e4</b>"));
    QCOMPARE(plain.value(QLatin1String("state")).toString(), QStringLiteral("delivered"));
    QCOMPARE(plain.value(QLatin1String("reactions"))
                 .toArray()
                 .at(0)
                 .toObject()
                 .value(QLatin1String("emoji"))
                 .toString(),
             QStringLiteral("+"));

    message.replyTo = core::EventRef{core::LogId(), 4};
    message.file = engine::FileSummary{{core::LogId(), 9}, "f.txt", 1ULL << 40U, true};
    const QJsonObject withFile = node::toJson(message);
    QVERIFY(withFile.value(QLatin1String("replyTo")).toString().endsWith(QStringLiteral("-4")));
    const QJsonObject file = withFile.value(QLatin1String("file")).toObject();
    QVERIFY(hasAll(file, QStringLiteral("file name bytes have")));
    QCOMPARE(file.value(QLatin1String("bytes")).toInteger(), qint64(1) << 40);
}

void ValueJsonTest::othersHaveEveryField()
{
    QVERIFY(hasAll(node::toJson(engine::RoomSnapshot()),
                   QStringLiteral("room name topic access level members online unread state")));
    QVERIFY(hasAll(node::toJson(engine::MemberSnapshot()),
                   QStringLiteral("identity name level state online superpeer path")));
    QVERIFY(hasAll(node::toJson(engine::PeerSnapshot()),
                   QStringLiteral("identity addr path rttMs bytesIn bytesOut sinceMs")));
    engine::FileSnapshot file;
    QVERIFY(
        hasAll(node::toJson(file), QStringLiteral("file name bytes author timeMs have copies")));
    QVERIFY(!node::toJson(file).contains(QLatin1String("path")));
    file.path = "/x";
    QCOMPARE(node::toJson(file).value(QLatin1String("path")).toString(), QStringLiteral("/x"));
}

void ValueJsonTest::rungsCountFromNow()
{
    const engine::RungSnapshot never{engine::Rung::Dht, engine::RungState::Off, 0, 0};
    const QJsonObject off = node::toJson(never, 5000);
    QCOMPARE(off.value(QLatin1String("lastMs")).toInt(), 0);
    QCOMPARE(off.value(QLatin1String("rung")).toString(), QStringLiteral("dht"));
    QCOMPARE(off.value(QLatin1String("state")).toString(), QStringLiteral("off"));
    const engine::RungSnapshot before{engine::Rung::Lan, engine::RungState::Found, 2, 4000};
    QCOMPARE(node::toJson(before, 5000).value(QLatin1String("lastMs")).toInt(), 1000);
    QCOMPARE(node::toJson(before, 4000).value(QLatin1String("lastMs")).toInt(), 1);
}

QTEST_APPLESS_MAIN(ValueJsonTest)
#include "value_json_test.moc"
