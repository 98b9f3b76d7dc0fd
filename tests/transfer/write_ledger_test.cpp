// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/write_ledger.h"

#include <QTest>

using namespace transfer;

class WriteLedgerTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyFlushedBlocksAreDurable()
    {
        const fixture::File file = fixture::randomFile(1, 3 * blockBytes + 10);
        WriteLedger ledger(file.manifest(), Bitmap(4));
        QVERIFY(!ledger.written(0));
        ledger.begin(0);
        ledger.begin(3);
        QVERIFY(ledger.isWriting(3));
        QVERIFY(ledger.written(3));
        QVERIFY(!ledger.written(3));
        QCOMPARE(ledger.looseBytes(), 10U);
        ledger.beginFlush();
        QVERIFY(ledger.written(0)); // after the flush began: not covered
        ledger.flushed();
        QVERIFY(ledger.durable().test(3) && !ledger.durable().test(0));
        QCOMPARE(ledger.bytesWritten(), blockBytes + 10);
        QCOMPARE(ledger.looseBytes(), blockBytes);
        ledger.beginFlush();
        QVERIFY(ledger.flushing());
        ledger.flushed();
        QCOMPARE(ledger.durable().count(), 2U);
    }

    void forgettingAndAdopting()
    {
        const fixture::File file = fixture::randomFile(1, 3 * blockBytes + 10);
        Bitmap held(4);
        held.fill();
        WriteLedger ledger(file.manifest(), held);
        QCOMPARE(ledger.bytesWritten(), file.bytes.size());
        ledger.forget(3);
        QCOMPARE(ledger.bytesWritten(), 3 * blockBytes);
        QVERIFY(!ledger.durable().test(3));
        ledger.adopt(3);
        QCOMPARE(ledger.bytesWritten(), file.bytes.size());
        ledger.beginFlush();
        ledger.forget(3);
        ledger.flushed();
        QVERIFY(!ledger.durable().test(3));
        QCOMPARE(ledger.bytesWritten(), 3 * blockBytes);
    }
};

QTEST_APPLESS_MAIN(WriteLedgerTest)
#include "write_ledger_test.moc"
