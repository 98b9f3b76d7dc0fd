// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/text.h"
#include "support/seeded_rng.h"

#include <QString>
#include <QTest>

class TextTest : public QObject
{
    Q_OBJECT

private slots:
    void wellFormedTextIsTaken()
    {
        for (const std::string_view good : {"",
                                            "plain",
                                            "\xc2\x80",
                                            "\xdf\xbf",
                                            "\xe0\xa0\x80",
                                            "\xed\x9f\xbf",
                                            "\xee\x80\x80",
                                            "\xef\xbf\xbf",
                                            "\xf0\x90\x80\x80",
                                            "\xf4\x8f\xbf\xbf",
                                            "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"}) {
            QVERIFY(core::isUtf8(good));
        }
    }

    void malformedTextIsRefused()
    {
        for (const std::string_view bad : {"\x80",
                                           "\xbf",
                                           "\xc0\x80",
                                           "\xc1\xbf",
                                           "\xe0\x9f\xbf",
                                           "\xed\xa0\x80",
                                           "\xed\xbf\xbf",
                                           "\xf0\x8f\xbf\xbf",
                                           "\xf4\x90\x80\x80",
                                           "\xf5\x80\x80\x80",
                                           "\xff",
                                           "\xfe",
                                           "\xc2",
                                           "\xe1\x80",
                                           "\xf1\x80\x80",
                                           "a\xc2",
                                           "\xe1\x80\x41",
                                           "\xc2\xc2"}) {
            QVERIFY(!core::isUtf8(bad));
        }
        QVERIFY(!core::isUtf8(std::string_view("a\0b", 3)));
    }

    /// Every text of one to four bytes near the edges is judged as Qt's own decoder judges it.
    void agreesWithQt()
    {
        support::SeededRng rng(1);
        static constexpr core::ByteArray<16> edges = {0x01,
                                                      0x41,
                                                      0x7f,
                                                      0x80,
                                                      0x8f,
                                                      0x90,
                                                      0x9f,
                                                      0xa0,
                                                      0xbf,
                                                      0xc2,
                                                      0xe0,
                                                      0xed,
                                                      0xef,
                                                      0xf0,
                                                      0xf4,
                                                      0xf5};
        int good = 0;
        for (int i = 0; i < 100'000; ++i) {
            std::string text;
            for (std::uint64_t left = 1 + rng.below(4); left > 0; --left) {
                text.push_back(static_cast<char>(edges[rng.below(edges.size())]));
            }
            const QString decoded = QString::fromStdString(text);
            const bool fine = !decoded.contains(QChar::ReplacementCharacter);
            QCOMPARE(core::isUtf8(text), fine);
            good += fine ? 1 : 0;
        }
        QVERIFY(good > 1000);
    }

    void cuttingNeverSplitsACharacter()
    {
        const std::string text = "a\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80";
        const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
        for (std::size_t most = 0; most < std::size(expected); ++most) {
            QCOMPARE(core::cutUtf8(text, most), text.substr(0, expected[most]));
        }
    }

    void aNameIsOneLineWithoutTricks()
    {
        QCOMPARE(core::oneLine("  Ada \n Lovelace\t"), std::string("Ada   Lovelace"));
        QCOMPARE(core::oneLine("a\xe2\x80\xae"
                               "fdp.exe"),
                 std::string("afdp.exe"));
        QCOMPARE(core::oneLine("a\xe2\x81\xa6"
                               "b\xe2\x81\xa9"),
                 std::string("ab"));
        QCOMPARE(core::oneLine("a\xc2\x85"
                               "b"),
                 std::string("a b"));
        QCOMPARE(core::oneLine("a\xff"
                               "b"),
                 std::string("ab"));
        QCOMPARE(core::oneLine("\n\n"), std::string());
        QCOMPARE(core::oneLine("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"),
                 std::string("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"));
    }

    /// RFC 4648, section 10, without padding, and the two letters that differ from plain base64.
    void base64KnownAnswers()
    {
        QCOMPARE(core::toBase64Url(core::bytesOf("")), std::string());
        QCOMPARE(core::toBase64Url(core::bytesOf("f")), std::string("Zg"));
        QCOMPARE(core::toBase64Url(core::bytesOf("fo")), std::string("Zm8"));
        QCOMPARE(core::toBase64Url(core::bytesOf("foo")), std::string("Zm9v"));
        QCOMPARE(core::toBase64Url(core::bytesOf("foobar")), std::string("Zm9vYmFy"));
        QCOMPARE(core::toBase64Url(core::Bytes{0xfb, 0xff}), std::string("-_8"));
    }

    void base64RoundTrip()
    {
        support::SeededRng rng(2);
        for (std::size_t size = 0; size < 100; ++size) {
            core::Bytes bytes(size);
            rng.fill(bytes);
            QVERIFY(core::fromBase64Url(core::toBase64Url(bytes)) == bytes);
        }
    }

    /// One valid encoding only: "Zh" would decode to the byte of "Zg" with a stray bit.
    void base64IsStrict()
    {
        for (const std::string_view bad :
             {"Z", "Zh", "Zm9", "Zm8=", "Zg==", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9vY"}) {
            QVERIFY2(!core::fromBase64Url(bad), std::string(bad).c_str());
        }
        QVERIFY(core::fromBase64Url("").has_value());
    }
};

QTEST_APPLESS_MAIN(TextTest)
#include "text_test.moc"
