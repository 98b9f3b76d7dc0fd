// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/param_reader.h"

#include <QTest>

using node::ParamReader;

class ParamReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void firstFailureIsKept();
    void wholeNumbers();
    void paths();
};

void ParamReaderTest::firstFailureIsKept()
{
    const QJsonObject params{{QStringLiteral("room"), QStringLiteral("x")},
                             {QStringLiteral("text"), 5}};
    ParamReader reader(params);
    static_cast<void>(reader.room());
    static_cast<void>(reader.text(QLatin1String("text")));
    QVERIFY(reader.failure().has_value());
    QCOMPARE(reader.failure()->reason, engine::Reason::UnknownRoom);
}

void ParamReaderTest::wholeNumbers()
{
    const QJsonObject params{{QStringLiteral("one"), 1.0},
                             {QStringLiteral("big"), qint64(9007199254740993)},
                             {QStringLiteral("half"), 0.5}};
    ParamReader reader(params);
    QCOMPARE(reader.integerMaybe(QLatin1String("one"), 0, 10, 7), 1);
    QCOMPARE(reader.integerMaybe(QLatin1String("none"), 0, 10, 7), 7);
    QCOMPARE(reader.integerMaybe(QLatin1String("big"), 0, 9007199254740999, 7), 9007199254740993);
    QVERIFY(!reader.failure());
    QCOMPARE(reader.integerMaybe(QLatin1String("half"), 0, 10, 7), 7);
    QVERIFY(reader.failure().has_value());
}

void ParamReaderTest::paths()
{
    const QJsonObject params{{QStringLiteral("fine"), QStringLiteral("/a b/\u00e4")},
                             {QStringLiteral("long"), QString(5000, QLatin1Char('x'))}};
    ParamReader reader(params);
    QCOMPARE(reader.path(QLatin1String("fine")), "/a b/\xc3\xa4");
    QVERIFY(!reader.failure());
    static_cast<void>(reader.path(QLatin1String("long")));
    QVERIFY(reader.failure().has_value());
}

QTEST_APPLESS_MAIN(ParamReaderTest)
#include "param_reader_test.moc"
