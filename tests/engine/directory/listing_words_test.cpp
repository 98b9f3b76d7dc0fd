// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/limits.h"
#include "engine/directory/listing_words.h"

#include <QTest>

using namespace engine::directory;

class ListingWordsTest : public QObject
{
    Q_OBJECT

private slots:
    void folds()
    {
        QCOMPARE(fold("RaDiO 42"), "radio 42");
        QCOMPARE(fold("ÄÖÜ ×ß"), "äöü ×ß");
        QCOMPARE(fold("ΑΘΗΝΑ"), "αθηνα");
        QCOMPARE(fold("МОСКВА Ё"), "москва ё");
        QCOMPARE(fold("日本"), "日本");
        QCOMPARE(fold("\xc3").size(), 1U); // half a character is left alone
    }

    void aTopicSaysItsTags()
    {
        const TopicWords words =
            wordsOf("Old #Radio, repair (#berlin) #lang-de #radio ## #\n#\xff #lang-pt x#y");
        QVERIFY((words.tags == std::vector<std::string>{"berlin", "radio"}));
        QCOMPARE(words.language, "de");
        QVERIFY(wordsOf("").tags.empty());
        std::string many;
        for (int i = 0; i < 20; ++i) {
            many += " #t" + std::to_string(i);
        }
        QCOMPARE(wordsOf(many).tags.size(), spec::listingTags);
    }

    void tagsAsTyped()
    {
        QCOMPARE(tagFrom(" #Radio ").value_or(""), "radio");
        QVERIFY(!tagFrom("two words"));
        QVERIFY(!tagFrom(""));
        QVERIFY(!tagFrom(std::string(spec::tagBytes + 1, 'a')));
        QVERIFY(isTag(std::string(spec::tagBytes, 'a')));
        QVERIFY(!isTag("Radio") && !isTag("a b") && !isTag("a#") && !isTag("\xff"));
    }

    void languages()
    {
        QVERIFY(isLanguage("") && isLanguage("de") && isLanguage("pt-br"));
        QVERIFY(!isLanguage("d") && !isLanguage("DE") && !isLanguage("1a") && !isLanguage("de_"));
        QVERIFY(!isLanguage("abcdefghijklmnopq"));
    }
};

QTEST_GUILESS_MAIN(ListingWordsTest)
#include "listing_words_test.moc"
