// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/line_splitter.h"

#include <QTest>

using node::LineSplitter;

class LineSplitterTest : public QObject
{
    Q_OBJECT

private slots:
    void splitsHoweverItArrives();
    void skipsWhatIsTooLong();
    void handsOutTheRest();
};

void LineSplitterTest::splitsHoweverItArrives()
{
    const QByteArray input = "one\n\ntwo three\nfour\n";
    for (qsizetype step = 1; step <= input.size(); ++step) {
        LineSplitter splitter(100);
        QByteArrayList lines;
        for (qsizetype at = 0; at < input.size(); at += step) {
            splitter.feed(input.constData() + at, std::min(step, input.size() - at));
            while (const auto line = splitter.next()) {
                QVERIFY(!line->tooLong);
                lines.append(line->text);
            }
        }
        QCOMPARE(lines, QByteArrayList({"one", "", "two three", "four"}));
    }
}

void LineSplitterTest::skipsWhatIsTooLong()
{
    const QByteArray input = "12345\n123456\nok\n" + QByteArray(1000, 'x') + "\nend\n";
    for (const qsizetype step : {qsizetype(1), qsizetype(7), input.size()}) {
        LineSplitter splitter(5);
        QByteArrayList lines;
        for (qsizetype at = 0; at < input.size(); at += step) {
            splitter.feed(input.constData() + at, std::min(step, input.size() - at));
            while (const auto line = splitter.next()) {
                lines.append(line->tooLong ? QByteArray("!") : line->text);
            }
        }
        QCOMPARE(lines, QByteArrayList({"12345", "!", "ok", "!", "end"}));
    }
}

void LineSplitterTest::handsOutTheRest()
{
    LineSplitter splitter(10);
    splitter.feed("a\nb", 3);
    QCOMPARE(splitter.next()->text, QByteArray("a"));
    QVERIFY(!splitter.next());
    QCOMPARE(splitter.rest()->text, QByteArray("b"));
    QVERIFY(!splitter.rest());
    LineSplitter skipping(3);
    skipping.feed("12345", 5);
    QVERIFY(skipping.next()->tooLong);
    QVERIFY(!skipping.rest());
}

QTEST_APPLESS_MAIN(LineSplitterTest)
#include "line_splitter_test.moc"
