// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/system_rng.h"

#include <QTest>

#include <set>

class SystemRngTest : public QObject
{
    Q_OBJECT

private slots:
    void neverGivesTheSameTwice()
    {
        engine::host::SystemRng rng;
        std::set<core::ByteArray<16>> seen;
        for (int i = 0; i < 1000; ++i) {
            seen.insert(rng.bytes<16>());
        }
        QCOMPARE(seen.size(), std::size_t{1000});
    }
};

QTEST_GUILESS_MAIN(SystemRngTest)
#include "system_rng_test.moc"
