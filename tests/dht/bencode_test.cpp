// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/bencode.h"

#include <QTest>

using namespace dht;
using bencode::Document;
using bencode::Flaw;

namespace {

std::optional<Flaw> flawOf(std::string_view text)
{
    const auto document = Document::parse(core::bytesOf(text));
    return document ? std::nullopt : std::optional(document.error());
}

} // namespace

class BencodeTest : public QObject
{
    Q_OBJECT

private slots:
    void reads()
    {
        const std::string_view text = "d1:ad2:id3:abce1:ni-42e1:vl1:x2:yyi0eee";
        const auto document = Document::parse(core::bytesOf(text));
        QVERIFY(document);
        const auto root = document->root();
        QVERIFY(root.isDict());
        QVERIFY(root.canonical());
        QCOMPARE(core::textOf(*root.find("a").find("id").string()), std::string("abc"));
        QCOMPARE(*root.find("n").integer(), -42);
        QVERIFY(!root.find("zz"));
        QVERIFY(!root.find("n").find("zz").string());
        const auto list = root.find("v");
        QVERIFY(list.isList());
        QCOMPARE(core::textOf(*list.first().string()), std::string("x"));
        QCOMPARE(core::textOf(*list.first().next().string()), std::string("yy"));
        QCOMPARE(*list.first().next().next().integer(), 0);
        QVERIFY(!list.first().next().next().next());
        QCOMPARE(core::textOf(list.raw()), std::string("l1:x2:yyi0ee"));
        QCOMPARE(core::textOf(root.raw()), std::string(text));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("flaw");
        const auto row = [](const char* text, Flaw flaw) {
            QTest::newRow(text) << QByteArray(text) << int(flaw);
        };
        row("", Flaw::Truncated);
        row("i-0e", Flaw::Malformed);
        row("i01e", Flaw::Malformed);
        row("i-01e", Flaw::Malformed);
        row("ie", Flaw::Malformed);
        row("i-e", Flaw::Malformed);
        row("i1", Flaw::Truncated);
        row("i 1e", Flaw::Malformed);
        row("i9223372036854775808e", Flaw::NumberTooBig);
        row("i99999999999999999999999e", Flaw::NumberTooBig);
        row("01:a", Flaw::Malformed);
        row("2:a", Flaw::Truncated);
        row("18446744073709551615:a", Flaw::Truncated);
        row("18446744073709551616:a", Flaw::NumberTooBig);
        row("-1:a", Flaw::Malformed);
        row("d1:ae", Flaw::Malformed);
        row("di1e1:ae", Flaw::Malformed);
        row("dlei1ee", Flaw::Malformed);
        row("d1:ai1e1:ai2ee", Flaw::DuplicateKey);
        row("d1:bi1e1:ai2e1:bi3ee", Flaw::DuplicateKey);
        row("d1:a", Flaw::Truncated);
        row("l", Flaw::Truncated);
        row("e", Flaw::Malformed);
        row("x", Flaw::Malformed);
        row("i1ei2e", Flaw::Trailing);
        row("de ", Flaw::Trailing);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, flaw);
        const auto found =
            flawOf(std::string_view(text.data(), static_cast<std::size_t>(text.size())));
        QVERIFY(found.has_value());
        QCOMPARE(int(*found), flaw);
    }

    void depthAndTokensAreBounded()
    {
        const auto nested = [](std::size_t depth) {
            return std::string(depth, 'l') + std::string(depth, 'e');
        };
        QVERIFY(!flawOf(nested(bencode::depthMost)));
        QCOMPARE(*flawOf(nested(bencode::depthMost + 1)), Flaw::TooDeep);
        const auto many = [](std::size_t count) {
            std::string text = "l";
            for (std::size_t i = 0; i < count; ++i) {
                text += "0:";
            }
            return text + "e";
        };
        QVERIFY(!flawOf(many(bencode::tokensMost - 1)));
        QCOMPARE(*flawOf(many(bencode::tokensMost)), Flaw::TooManyTokens);
    }

    void unsortedIsTakenButNotCanonical()
    {
        const auto document = Document::parse(core::bytesOf("d1:ad1:zi1e1:yi2ee1:bi1ee"));
        QVERIFY(document);
        QVERIFY(!document->root().canonical());
        QVERIFY(!document->root().find("a").canonical());
        QVERIFY(document->root().find("b").canonical());
        QCOMPARE(*document->root().find("a").find("y").integer(), 2);
    }

    void extremes()
    {
        const auto document =
            Document::parse(core::bytesOf("li9223372036854775807ei-9223372036854775807e0:e"));
        QVERIFY(document);
        QCOMPARE(*document->root().first().integer(), INT64_MAX);
        QCOMPARE(*document->root().first().next().integer(), -INT64_MAX);
        QCOMPARE(document->root().first().next().next().string()->size(), std::size_t(0));
    }

    void writesWhatItReads()
    {
        core::Bytes out;
        bencode::Writer writer(out);
        writer.dict();
        writer.field("a", core::bytesOf("xyz"));
        writer.field("b", -7);
        writer.string("c");
        writer.list();
        writer.raw(core::bytesOf("de"));
        writer.end();
        writer.end();
        QCOMPARE(core::textOf(out), std::string("d1:a3:xyz1:bi-7e1:cldeee"));
        QVERIFY(!flawOf(core::textOf(out)));
    }
};

QTEST_APPLESS_MAIN(BencodeTest)
#include "bencode_test.moc"
