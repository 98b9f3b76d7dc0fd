// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/host/wal_shape.h
#include "engine/host/shared_index.h"
#include "engine/host/wal_shape.h"

#include <QTest>

using engine::host::SharedIndex;

class SharedIndexTest : public QObject
{
    Q_OBJECT

private slots:
    void locksExcludeEachOther()
    {
        SharedIndex index;
        SharedIndex::Holder one;
        SharedIndex::Holder two;
        index.attach(one);
        index.attach(two);
        QVERIFY(index.lockShared(one, 3) && index.lockShared(two, 3));
        QVERIFY(!index.lockExclusive(one, 3, 1));
        index.unlock(two, 3, 1);
        QVERIFY(index.lockExclusive(one, 3, 2));
        QVERIFY(!index.lockShared(two, 4));
        QVERIFY(index.lockShared(two, 5));
        index.detach(one); // and whatever it held
        QVERIFY(index.lockExclusive(two, 3, 2));
        index.detach(two);
    }

    void regionsAreSharedAndForgotten()
    {
        SharedIndex index;
        SharedIndex::Holder one;
        SharedIndex::Holder two;
        index.attach(one);
        index.attach(two);
        QVERIFY(index.region(0, 100, false) == nullptr);
        auto* const bytes = static_cast<volatile char*>(index.region(1, 100, true));
        bytes[5] = 7;
        QVERIFY(index.region(1, 100, false) == bytes);
        index.detach(one);
        QVERIFY(index.region(1, 100, false) == bytes);
        index.detach(two);
        QVERIFY(index.region(0, 100, false) == nullptr);
    }

    void theLogIsLongerOnTheDisk()
    {
        namespace wal = engine::host::wal;
        QCOMPARE(wal::placeOf(31).part, 0);
        QCOMPARE(wal::placeOf(32).part, 1);
        QCOMPARE(wal::placeOf(32 + 4120).part, 2);
        QCOMPARE(wal::placeOf(32 + 4120 + 24).within, 24);
        QCOMPARE(wal::onDisk(1), 72);
        QCOMPARE(wal::onDisk(3), 72 + 2 * 4160);
        for (std::int64_t frames = 0; frames < 5; ++frames) {
            const std::int64_t seen = 32 + frames * 4120;
            QCOMPARE(wal::lengthSeen(wal::lengthOnDisk(seen)), seen);
            QCOMPARE(wal::lengthSeen(wal::lengthOnDisk(seen) + 4159),
                     seen); // a torn one does not count
        }
        QCOMPARE(wal::lengthSeen(71), 0);
        QCOMPARE(wal::lengthOnDisk(0), 0);
    }
};

QTEST_APPLESS_MAIN(SharedIndexTest)
#include "shared_index_test.moc"
