// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/host/posix_file.h"
#include "search_bench.h"

#include <csignal>
#include <random>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using engine::DropBody;
using engine::DropRoom;
using engine::Persist;
using engine::PutRecord;
using engine::Reason;
using engine::RecordKind;
using engine::RoomId;
using engine::SearchMessages;
using engine::SetShown;
using engine::Shown;
using engine::host::Database;
using engine::host::SqliteStore;
using engine::host::StoreReader;
using support::attic;
using support::card;
using support::edit;
using support::hall;
using support::idOf;
using support::logA;
using support::logC;
using support::self;
using support::text;

namespace tuning = core::limits::tuning;

class SearchIndexTest : public QObject, protected support::SearchBench
{
    Q_OBJECT

private slots:
    void init() { startAnew(); }
    void cleanup() { end(); }

    /// Before the index has them, when it has them, and half of each.
    void whatIsStoredIsFoundAtOnce()
    {
        apply({text(1, 1000, "One cup of t\u00c9a"), text(2, 2000, "and another")});
        QCOMPARE(found("tea"), QStringLiteral("A1"));
        fill();
        QCOMPARE(waiting(), 0);
        QCOMPARE(found("tea"), QStringLiteral("A1"));
        apply({text(3, 3000, "no more t\u00e9a")});
        QCOMPARE(found("tea"), QStringLiteral("A3 A1"));
        QCOMPARE(waiting(), 1);
        QVERIFY(page({"tea"}).indexed && page({"tea"}).complete);
        fill();
        QCOMPARE(found("tea"), QStringLiteral("A3 A1"));
        QCOMPARE(found("milk"), QString());
    }

    void sealedWordsAreFoundOnceTheyAreOpened()
    {
        auto sealed = text(1, 1000, "tea");
        const core::Bytes words = sealed.row.body;
        sealed.row.sealed = true;
        sealed.row.shown = Shown::Held;
        sealed.row.body = core::Bytes(40, 0x5a);
        apply({sealed});
        fill();
        QCOMPARE(found("tea"), QString());
        sealed.row.sealed = false;
        sealed.row.shown = Shown::Visible;
        sealed.row.body = words;
        apply({sealed});
        QCOMPARE(found("tea"), QStringLiteral("A1"));
        fill();
        apply({sealed}); // once more: it is in the index once
        fill();
        QCOMPARE(found("tea"), QStringLiteral("A1"));
        QCOMPARE(count("search_docs"), 1);
        apply({DropBody{hall, {logA, 1}}});
        QCOMPARE(count("search_blocks"), 0);
    }

    /// Not only not found: nothing of it is left in the file, sealed as it is at home.
    void whatIsErasedLeavesTheFile_data()
    {
        QTest::addColumn<bool>("indexed");
        QTest::addColumn<bool>("room");
        QTest::newRow("a text that waits") << false << false;
        QTest::newRow("a text") << true << false;
        QTest::newRow("a room that waits") << false << true;
        QTest::newRow("a room") << true << true;
    }

    void whatIsErasedLeavesTheFile()
    {
        QFETCH(bool, indexed);
        QFETCH(bool, room);
        // Grams lie in the file one by one. These two share none with anything else.
        const std::string secret = "\u4e00\u4e01\u4e03\u4e07\u4e08\u4e09\u4e0a\u4e0b";
        std::vector<engine::StoreOp> ops;
        for (std::uint64_t i = 0; i < 300; ++i) {
            ops.emplace_back(text(100 + i,
                                  1000 + static_cast<std::int64_t>(i),
                                  "message number " + std::to_string(i)));
        }
        ops.emplace_back(support::textEvent(attic, logC, 1, self, 1100, secret + " secret"));
        apply(std::move(ops));
        if (indexed) {
            fill();
        }
        QVERIFY(grams().contains(gram(secret)) == indexed);
        apply({room ? engine::StoreOp(DropRoom{attic})
                    : engine::StoreOp(DropBody{attic, {logC, 1}})});
        QCOMPARE(found("secret"), QString());
        QVERIFY(room || !grams().contains(gram(secret)));
        fill();
        QVERIFY(!grams().contains(gram(secret)));
        QCOMPARE(found("number 7").split(u' ').size(), 11 /* 7 and 70 to 79 */);
        reopen(); // nothing is left in a log file
        const core::Bytes file = *engine::host::readWhole(m_path, 1U << 30U);
        const std::string bytes(file.begin(), file.end());
        QVERIFY(bytes.find(secret) == std::string::npos);
        QVERIFY(bytes.find("message number 7") != std::string::npos);
    }

    void aBacklogIsFilledFromTheNewEnd()
    {
        // Texts beyond what is read without an index.
        constexpr std::uint64_t many = tuning::searchScanned + 600;
        std::vector<engine::StoreOp> ops;
        for (std::uint64_t i = 1; i <= many; ++i) {
            ops.emplace_back(
                text(i, 1000 + static_cast<std::int64_t>(i), i % 500 == 1 ? "tea" : "milk"));
        }
        apply(std::move(ops));
        QCOMPARE(waiting(), static_cast<qint64>(many));
        const auto before = page({"tea"});
        QVERIFY(!before.indexed);
        QCOMPARE(before.found.size(), 4U); // of 6
        QCOMPARE(m_reader->figures().waiting, many);
        reopen(); // what waits is on the disk
        QVERIFY(*m_store->tidy());
        QCOMPARE(waiting(), static_cast<qint64>(many - tuning::searchBatch));
        QCOMPARE(number("SELECT max(seq) FROM search_waiting s"),
                 static_cast<qint64>(many - tuning::searchBatch));
        QCOMPARE(page({"tea"}).found.size(), 5U);
        QVERIFY(*m_store->tidy());
        QVERIFY(page({"tea"}).indexed);
        QCOMPARE(page({"tea"}).found.size(), 6U);
        fill();
        QCOMPARE(m_reader->figures().waiting, 0U);
        QCOMPARE(page({"tea"}).found.size(), 6U);
    }

    void longTextsMakeSmallBatches()
    {
        std::vector<engine::StoreOp> ops;
        std::mt19937 random(3); // NOLINT(cert-msc51-cpp): the same each time
        for (std::uint64_t i = 1; i <= 40; ++i) {
            std::string said;
            while (said.size() < 24'000) {
                said.push_back(static_cast<char>('!' + random() % 90));
            }
            ops.emplace_back(text(i, 1000 + static_cast<std::int64_t>(i), said + " tea"));
        }
        apply(std::move(ops));
        QVERIFY(*m_store->tidy());
        QVERIFY(waiting() > 20);
        fill();
        QCOMPARE(page({"tea"}).found.size(), 40U);
    }

    void anOlderProfileIsIndexedAfterItsMigration()
    {
        apply({text(1, 1000, "old tea"), text(2, 1000, "older"), card(1, 1200, "tea.pdf", "")});
        auto sealed = text(3, 1000, "x");
        sealed.row.sealed = true;
        apply({sealed, edit(4, 3000, {logA, 2}, "green tea")});
        m_reader.reset();
        m_store.reset();
        {
            const auto database = Database::open(m_path, Database::Mode::Write);
            for (const char* table : {"waiting", "docs", "blocks", "lists", "pages"}) {
                QVERIFY((*database)->run(std::string("DROP TABLE search_") + table));
            }
            QVERIFY((*database)->run("ALTER TABLE events DROP COLUMN older_rules"));
            QVERIFY((*database)->run("PRAGMA user_version=2"));
        }
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        reopen();
        QCOMPARE(waiting(), 4);
        QCOMPARE(found("tea"), QStringLiteral("B1 A2 A1"));
        fill();
        QCOMPARE(found("tea"), QStringLiteral("B1 A2 A1"));
        QCOMPARE(count("search_docs"), 4);
    }

    void aStepThatFailsLosesNothing()
    {
        apply({text(1, 1000, "tea")});
        {
            const auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY((*database)->run("ALTER TABLE search_pages RENAME TO elsewhere"));
        }
        QVERIFY(!m_store->tidy());
        QVERIFY(m_store->isPoisoned()); // as after every error that nobody foresaw
        QVERIFY(!m_store->tidy());
        {
            const auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY((*database)->run("ALTER TABLE elsewhere RENAME TO search_pages"));
        }
        QVERIFY(m_store->reopen().hasValue());
        QCOMPARE(waiting(), 1);
        apply({text(2, 1001, "tea")});
        fill();
        QCOMPARE(waiting(), 0);
        QCOMPARE(found("tea"), QStringLiteral("A2 A1"));
    }

    /// Killed at any moment: each text is in the index or waits for it, and is found once.
    void aKillLeavesNothingInBetween()
    {
        constexpr std::uint64_t many = 400;
        std::size_t seen = 0; // a busy machine starts a child late
        for (int round = 0; round < 4; ++round) {
            m_reader.reset();
            m_store.reset();
            const pid_t child = ::fork();
            if (child == 0) {
                auto store = std::move(*SqliteStore::open(m_path));
                for (std::uint64_t i = 1;; ++i) {
                    const std::uint64_t seq = 1 + i % many;
                    const Persist batch{1,
                                        {text(seq, 1000 + static_cast<std::int64_t>(seq), "tea"),
                                         DropBody{hall, {logA, 1 + (i * 7) % many}}}};
                    if (!store->apply(std::span(&batch, 1)) || !store->tidy()) {
                        ::_exit(1);
                    }
                }
            }
            QTest::qWait(200 + round * 70);
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            reopen();
            QCOMPARE(number("SELECT count(*) FROM events e WHERE has_body=1 AND NOT EXISTS "
                            "(SELECT 1 FROM search_docs d WHERE d.log_no=e.log_no AND d.seq=e.seq) "
                            "AND NOT EXISTS (SELECT 1 FROM search_waiting w "
                            "WHERE w.log_no=e.log_no AND w.seq=e.seq)"),
                     0);
            QCOMPARE(number("SELECT count(*) FROM search_docs d JOIN events e USING(log_no, seq) "
                            "WHERE has_body=0"),
                     0);
            SearchMessages ask{"tea"};
            ask.limit = 1000;
            QCOMPARE(static_cast<qint64>(page(ask).found.size()),
                     number("SELECT count(*) FROM events WHERE shown=1"));
            seen += page(ask).found.size();
        }
        QVERIFY(seen > 10);
    }

private:
    [[nodiscard]] static engine::host::Gram gram(const std::string& word)
    {
        return engine::host::gramsOf(engine::host::foldedText(word)).back();
    }
    /// Every gram of the index.
    [[nodiscard]] std::set<engine::host::Gram> grams() const
    {
        const auto database = Database::open(m_path, Database::Mode::Read);
        engine::host::Statement pages(**database, "SELECT grams FROM search_pages");
        std::set<engine::host::Gram> out;
        if (pages.run()) {
            while (pages.next()) {
                for (const auto& one : engine::host::decodePage(pages.bytes(0))) {
                    out.insert(one.gram);
                }
            }
        }
        return out;
    }
};

QTEST_GUILESS_MAIN(SearchIndexTest)
#include "search_index_test.moc"
