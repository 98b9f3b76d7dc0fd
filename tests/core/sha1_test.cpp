// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/ids.h"
#include "core/sha1.h"

#include <QTest>

class Sha1Test : public QObject
{
    Q_OBJECT

private slots:
    void knownAnswers()
    {
        QCOMPARE(core::toHex(core::sha1({})),
                 std::string("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
        QCOMPARE(core::toHex(core::sha1({core::bytesOf("abc")})),
                 std::string("a9993e364706816aba3e25717850c26c9cd0d89d"));
    }
    void partsAreJoined()
    {
        QCOMPARE(core::sha1({core::bytesOf("a"), core::bytesOf("bc")}),
                 core::sha1({core::bytesOf("abc")}));
    }
};

QTEST_APPLESS_MAIN(Sha1Test)
#include "sha1_test.moc"
