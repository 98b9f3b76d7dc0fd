// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/search_block.h"

#include <QTest>

#include <algorithm>
#include <random>

using engine::host::decodeDocs;
using engine::host::decodePage;
using engine::host::decodeStarts;
using engine::host::docsWith;
using engine::host::encodeDocs;
using engine::host::encodePage;
using engine::host::encodePages;
using engine::host::encodeStarts;
using engine::host::Gram;
using engine::host::GramDoc;
using engine::host::pageOf;
using engine::host::SearchDoc;

namespace {

std::vector<GramDoc> someGrams()
{
    std::mt19937_64 random(11); // NOLINT(cert-msc51-cpp): the same each time
    std::vector<GramDoc> grams;
    for (std::uint16_t doc = 0; doc < 3000; ++doc) {
        grams.push_back({1, doc}); // in all of them: more than a page of its own
        for (int i = 0; i < 20; ++i) {
            grams.push_back({(random() % 3000) << (random() % 50), doc});
        }
    }
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    return grams;
}

} // namespace

class SearchBlockTest : public QObject
{
    Q_OBJECT

private slots:
    void pagesGiveBackWhatWasPut()
    {
        const auto grams = someGrams();
        const auto pages = encodePages(grams);
        QCOMPARE(pages.pages.size(), pages.starts.size());
        QVERIFY(pages.pages.size() > 10);
        std::vector<GramDoc> back;
        for (const core::Bytes& page : pages.pages) {
            const auto part = decodePage(page);
            QCOMPARE(encodePage(part), page);
            back.insert(back.end(), part.begin(), part.end());
        }
        QVERIFY(back == grams);
        QVERIFY(decodeStarts(encodeStarts(pages.starts)) == pages.starts);
    }

    void eachGramIsFoundOnItsPage()
    {
        const auto grams = someGrams();
        const auto pages = encodePages(grams);
        for (std::size_t at = 0; at < grams.size();) {
            engine::host::DocNumbers wanted;
            const Gram gram = grams[at].gram;
            for (; at < grams.size() && grams[at].gram == gram; ++at) {
                wanted.push_back(grams[at].doc);
            }
            const auto page = pageOf(pages.starts, gram);
            QVERIFY(page.has_value());
            QVERIFY(docsWith(pages.pages[*page], gram) == wanted);
        }
        QVERIFY(docsWith(pages.pages.back(), UINT64_MAX).empty());
        QVERIFY(!pageOf({5, 9}, 4));
        QCOMPARE(*pageOf({5, 9}, 8), 0U);
        QCOMPARE(*pageOf({5, 9}, 9), 1U);
    }

    void theListOfMessages()
    {
        const std::vector<SearchDoc> docs{{7, 3, INT64_MAX, true, false},
                                          {1, INT64_MAX >> 3U, 5000, false, true},
                                          {2, 0, 5000, false, false},
                                          {2, 1, 0, true, true}};
        QVERIFY(decodeDocs(encodeDocs(docs)) == docs);
        QVERIFY(decodeDocs(encodeDocs({})).empty());
        QVERIFY(decodeDocs({}).empty());
    }

    void bytesThatMakeNoSenseAreNoCrash()
    {
        std::mt19937_64 random(13); // NOLINT(cert-msc51-cpp): the same each time
        for (int round = 0; round < 2000; ++round) {
            core::Bytes bytes(random() % 200);
            for (std::uint8_t& byte : bytes) {
                byte = static_cast<std::uint8_t>(random());
            }
            QVERIFY(decodePage(bytes).size() <= bytes.size());
            QVERIFY(decodeDocs(bytes).size() <= bytes.size());
            QVERIFY(decodeStarts(bytes).size() <= bytes.size());
            QVERIFY(docsWith(bytes, random()).size() <= bytes.size());
        }
    }
};

QTEST_APPLESS_MAIN(SearchBlockTest)
#include "search_block_test.moc"
