// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/fingerprint.h"

#include "core/hash.h"

#include <QTest>

class FingerprintTest : public QObject
{
    Q_OBJECT

private slots:
    /// The examples of the proquint paper (Wilkerson 2009): 127.0.0.1 is lusab-babad.
    void wordsOfThePaper()
    {
        QCOMPARE(core::proquint(0x7f00), std::string("lusab"));
        QCOMPARE(core::proquint(0x0001), std::string("babad"));
        QCOMPARE(core::proquint(0x3f54), std::string("gutih"));
        QCOMPARE(core::proquint(0xdcc1), std::string("tugad"));
        QCOMPARE(core::proquint(0xffff), std::string("zuzuz"));
    }

    void fourWordsOfTheHash()
    {
        const core::Bytes key(32, 7);
        const core::Hash32 hash = core::hashOf("parlour fingerprint 1", {key});
        std::string expected;
        for (std::size_t i = 0; i < 8; i += 2) {
            const auto word = static_cast<std::uint16_t>(hash[i] << 8U | hash[i + 1]);
            expected += (i == 0 ? "" : " ") + core::proquint(word);
        }
        QCOMPARE(core::fingerprintWords(key), expected);
        QCOMPARE(expected.size(), std::size_t{23});
        QVERIFY(core::fingerprintWords(core::Bytes(32, 8)) != expected);
    }
};

QTEST_APPLESS_MAIN(FingerprintTest)
#include "fingerprint_test.moc"
