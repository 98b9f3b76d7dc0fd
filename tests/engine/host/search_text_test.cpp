// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/host/search_text.h"

#include <QTest>

#include <algorithm>
#include <random>

using engine::host::foldedText;
using engine::host::Gram;
using engine::host::gramsOf;
using engine::host::SearchWords;

namespace {

bool finds(const QString& query, const QString& text)
{
    const auto words = SearchWords::parse(query.toStdString());
    return words && words->matches(foldedText(text.toStdString()));
}

/// What the index would say.
bool mayFind(const QString& query, const QString& text)
{
    const auto has = gramsOf(foldedText(text.toStdString()));
    const auto wants = SearchWords::parse(query.toStdString())->grams();
    return std::includes(has.begin(), has.end(), wants.begin(), wants.end());
}

} // namespace

class SearchTextTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsFound_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        const auto row = [](const char* name, const char* query, const char* text, bool found) {
            QTest::newRow(name) << QString::fromUtf8(query) << QString::fromUtf8(text) << found;
        };
        row("a word", "tea", "Two cups of tea", true);
        row("another", "coffee", "Two cups of tea", false);
        row("case", "TEA", "two cups of Tea", true);
        row("inside a word", "arlou", "the parlour", true);
        row("every piece", "cups tea", "tea in two cups", true);
        row("one is missing", "cups tea milk", "tea in two cups", false);
        row("accents in the text", "cafe uber", "Caf\u00e9 \u00dcber", true);
        row("accents in the query", "caf\u00e9", "CAFE", true);
        row("composed or not", "caf\u00e9", "cafe\u0301", true);
        row("two accents", "viet", "Vi\u1ec7t Nam", true);
        row("strokes", "lodz", "\u0141\u00f3d\u017a", true);
        row("sharp s", "strasse", "Stra\u00dfe", true);
        row("sharp s the other way", "stra\u00dfe", "STRASSE", true);
        row("greek sigma",
            "\u03a3\u039f\u03a6\u039f\u03a3",
            "\u03c3\u03bf\u03c6\u03cc\u03c2",
            true);
        row("ligature", "file", "\ufb01le", true);
        row("full width", "abc", "\uff21\uff22\uff23", true);
        row("cyrillic case", "\u043c\u0438\u0440", "\u041c\u0418\u0420", true);
        row("arabic without points",
            "\u0643\u062a\u0628",
            "\u0643\u064e\u062a\u064e\u0628\u064e",
            true);
        row("hebrew without points",
            "\u05e9\u05dc\u05d5\u05dd",
            "\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd",
            true);
        row("one letter begins a word", "t", "two cups", true);
        row("one letter inside", "w", "two cups", false);
        row("two letters begin", "tw", "a two", true);
        row("two letters inside", "wo", "a two", false);
        row("three letters inside", "wos", "a twos", true);
        row("two letters behind a sign", "wo", "(wo)", true);
        row("one sign", "?", "really?", true);
        row("two signs", "?!", "really?!", true);
        row("a letter behind a digit", "b", "2b", false);
        row("two han", "\u672c\u8a9e", "\u65e5\u672c\u8a9e\u306e\u672c", true);
        row("one han", "\u8a9e", "\u65e5\u672c\u8a9e\u306e\u672c", true);
        row("han that is not there", "\u4e2d", "\u65e5\u672c\u8a9e\u306e\u672c", false);
        row("two han apart", "\u65e5\u8a9e", "\u65e5\u672c\u8a9e", false);
        row("kana", "\u30b9\u30c8", "\u30c6\u30b9\u30c8", true);
        row("voiced kana is another", "\u30ab\u30ab", "\u30ac\u30ac", false);
        row("half width kana", "\u30ac\u30b9", "\uff76\uff9e\uff7d", true);
        row("hangul", "\uad6d\uc5b4", "\ud55c\uad6d\uc5b4", true);
        row("thai", "\u0e20\u0e32\u0e29\u0e32", "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22", true);
        row("emoji", "\U0001f600", "well\U0001f600", true);
        row("with or without its look", "\u2764", "\u2764\ufe0f", true);
        row("no syntax: quotes", "\"tea\"", "tea", false);
        row("no syntax: what stands in quotes", "\"tea\"", "he said \"tea\"", true);
        row("no syntax: star", "te*", "tea", false);
        row("no syntax: or", "tea OR milk", "tea", false);
        row("no syntax: column", "grams:tea", "tea", false);
        row("no syntax: minus", "-milk", "tea", false);
        row("sql", "'; DROP TABLE events; --", "tea", false);
        row("percent is no wildcard", "t%a", "tea", false);
        row("punctuation as it stands", "don't", "I don't", true);
        row("line breaks are spaces", "cups tea", "cups\ntea", true);
        row("control characters are spaces", "cups", "a\tcups\x01milk", true);
        row("nothing fits everything", "   ", "tea", true);
        row("into an empty text", "t", "", false);
    }
    void whatIsFound()
    {
        QFETCH(QString, query);
        QFETCH(QString, text);
        QFETCH(bool, found);
        QCOMPARE(finds(query, text), found);
        QVERIFY(!found || mayFind(query, text));
    }

    /// The index must name whatever matches: every piece of random texts, in scripts of all sorts.
    void theIndexNeverMissesWhatMatches()
    {
        const std::u32string letters =
            U"abAB01 "
            U".!"
            U"\n\u00e9\u00df\u0301\u0131\u65e5\u672c\u30ac\u3099\u30fc\ud55c\u1112\u0e20\u05d0"
            U"\u05b8"
            U"\ufb03\ufdfa\U0001f600\u200d\ufe0f\uff21\u0130\u03a3\u0915\u094d";
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same texts each time
        for (int round = 0; round < 3000; ++round) {
            std::u32string text;
            const std::size_t length = 1 + random() % 24;
            for (std::size_t i = 0; i < length; ++i) {
                text.push_back(letters[random() % letters.size()]);
            }
            const std::u32string folded = foldedText(
                QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size())).toStdString());
            const auto has = gramsOf(folded);
            const std::size_t from = folded.empty() ? 0 : random() % folded.size();
            const auto query =
                QString::fromStdU32String(folded.substr(from, 1 + random() % 6)).toStdString();
            const auto words = SearchWords::parse(query);
            if (!words->matches(folded)) {
                continue; // begins inside a word
            }
            const auto wants = words->grams();
            QVERIFY2(std::includes(has.begin(), has.end(), wants.begin(), wants.end()),
                     qPrintable(QString::fromStdU32String(folded) + QLatin1Char('|')
                                + QString::fromStdString(query)));
        }
    }

    void aLongQueryAsksForSomeOfItsGrams()
    {
        std::string query;
        for (int i = 0; i < 60; ++i) {
            query += std::to_string(1000 + i) + ' ';
        }
        const auto words = SearchWords::parse(query);
        QCOMPARE(words->grams().size(), core::limits::tuning::searchGrams);
        QVERIFY(words->matches(foldedText(query)));
        QVERIFY(!SearchWords::parse(std::string(core::limits::tuning::searchQueryBytes + 1, 'x')));
    }

    void bytesThatAreNoTextAreNoCrash()
    {
        const std::string broken("\xff\xfe\xc3(\xed\xa0\x80 tea\0 more", 18);
        QVERIFY(SearchWords::parse("tea more")->matches(foldedText(broken)));
        static_cast<void>(gramsOf(foldedText(broken)));
    }

    void whatIsNoTextHasGramsOfItsOwn()
    {
        core::ByteArray<32> bytes{};
        bytes.fill(0xff);
        const Gram room = engine::host::roomGram(engine::RoomId(bytes));
        const Gram author = engine::host::authorGram(engine::IdentityId(bytes));
        QVERIFY(room != author && author != engine::host::fileGram());
        const auto highest = gramsOf(std::u32string(3, 0x10ffff));
        QVERIFY(highest.back() < engine::host::roomGram(engine::RoomId()));
    }
};

QTEST_APPLESS_MAIN(SearchTextTest)
#include "search_text_test.moc"
