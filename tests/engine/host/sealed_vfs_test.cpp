// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/host/sealed_file.cpp
#include "engine/host/database.h"
#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"
#include "support/seeded_rng.h"

#include <QTemporaryDir>
#include <QTest>

using engine::host::Database;
using engine::host::DatabasePlace;
using engine::host::SealedVfs;
using engine::host::Statement;

namespace {

constexpr std::string_view secretWord = "the quick brown fox jumps";

core::Bytes fileAt(const std::string& path)
{
    const auto bytes = engine::host::readWhole(path, 64U << 20U);
    return bytes ? *bytes : core::Bytes();
}

void flip(const std::string& path, std::size_t at)
{
    core::Bytes bytes = fileAt(path);
    QVERIFY(at < bytes.size());
    bytes[at] ^= 1;
    QVERIFY(engine::host::replaceFile(path, bytes));
}

bool holds(core::ByteView bytes, std::string_view word)
{
    return core::textOf(bytes).find(word) != std::string::npos;
}

} // namespace

class SealedVfsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void nothingPlainReachesTheDisk();
    void whatWasWrittenComesBack();
    void aReaderSeesWhatIsCommitted();
    void pagesThatAreSpilledTwiceKeepTheirMeaning();
    void anotherKeyIsRefusedAndLosesNothing();
    void aFlippedBitIsDetected();
    void aTornEndOfTheLogEndsIt();
    void aTornFirstPageComesBackFromTheLog();
    void filesShrink();
    void journalsAndTemporaryFilesAreRefused();

private:
    [[nodiscard]] std::unique_ptr<Database> open(Database::Mode mode = Database::Mode::Write);
    void fill(Database& database, int from, int to);
    [[nodiscard]] std::int64_t count(Database& database);
    [[nodiscard]] static bool isSound(Database& database);
    /// As a crash leaves them: the files of a moment, without what closing does.
    void crash(std::unique_ptr<Database>& database);

    support::SeededRng m_rng{1};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SealedVfs> m_vfs;
};

void SealedVfsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("a #?%.db")).toStdString();
    m_vfs = std::make_unique<SealedVfs>(core::Secret<32>(core::ByteArray<32>{7}), m_rng);
    QVERIFY(engine::host::replaceFile(m_path, m_vfs->emptyDatabase()));
}

void SealedVfsTest::cleanup()
{
    m_vfs.reset();
}

std::unique_ptr<Database> SealedVfsTest::open(Database::Mode mode)
{
    auto database = Database::open(DatabasePlace(m_path, *m_vfs), mode);
    return database ? std::move(*database) : nullptr;
}

void SealedVfsTest::fill(Database& database, int from, int to)
{
    QVERIFY(database.run("CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, b TEXT)"));
    QVERIFY(database.run("BEGIN IMMEDIATE"));
    for (int i = from; i < to; ++i) {
        QVERIFY(database.run("INSERT INTO t VALUES(" + std::to_string(i) + ", '"
                             + std::string(secretWord) + std::to_string(i) + "')"));
    }
    QVERIFY(database.run("COMMIT"));
}

std::int64_t SealedVfsTest::count(Database& database)
{
    const auto number = database.number("SELECT count(*) FROM t WHERE b LIKE 'the quick%'");
    return number ? *number : -1;
}

bool SealedVfsTest::isSound(Database& database)
{
    const auto fine =
        database.number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'");
    return fine && *fine == 1;
}

void SealedVfsTest::crash(std::unique_ptr<Database>& database)
{
    const core::Bytes pages = fileAt(m_path);
    const core::Bytes log = fileAt(m_path + "-wal");
    database.reset();
    QVERIFY(engine::host::replaceFile(m_path, pages));
    QVERIFY(engine::host::replaceFile(m_path + "-wal", log));
}

void SealedVfsTest::nothingPlainReachesTheDisk()
{
    auto database = open();
    QVERIFY(database);
    fill(*database, 0, 500);
    const core::Bytes log = fileAt(m_path + "-wal");
    QVERIFY(log.size() > 20000);
    QVERIFY(!holds(log, secretWord) && !holds(log, "CREATE TABLE"));
    QVERIFY(!engine::host::existsAt(m_path + "-shm"));
    QVERIFY(!engine::host::existsAt(m_path + "-journal"));
    database.reset();
    const core::Bytes pages = fileAt(m_path);
    QVERIFY(!engine::host::existsAt(m_path + "-wal"));
    QVERIFY(pages.size() > 20000 && pages.size() % 4096 == 0);
    QVERIFY(!holds(pages, secretWord) && !holds(pages, "CREATE TABLE")
            && !holds(pages, "SQLite format"));
}

void SealedVfsTest::whatWasWrittenComesBack()
{
    auto database = open();
    fill(*database, 0, 300);
    crash(database);
    database = open();
    QVERIFY(database);
    QCOMPARE(count(*database), 300);
    fill(*database, 300, 2000);
    QVERIFY(database->run("PRAGMA wal_checkpoint(TRUNCATE)"));
    fill(*database, 2000, 2100);
    database.reset();
    database = open();
    QCOMPARE(count(*database), 2100);
    QVERIFY(isSound(*database));
}

void SealedVfsTest::aReaderSeesWhatIsCommitted()
{
    auto writer = open();
    fill(*writer, 0, 10);
    auto reader = open(Database::Mode::Read);
    QVERIFY(reader);
    QCOMPARE(count(*reader), 10);
    QVERIFY(writer->run("BEGIN IMMEDIATE"));
    QVERIFY(writer->run("INSERT INTO t VALUES(10, 'the quick')"));
    QCOMPARE(count(*reader), 10);
    QVERIFY(writer->run("COMMIT"));
    QCOMPARE(count(*reader), 11);
    {
        Statement open(*reader, "SELECT n FROM t");
        QVERIFY(open.run() && open.next());
        fill(*writer, 11, 1000);
        QVERIFY(writer->run("PRAGMA wal_checkpoint(PASSIVE)"));
    }
    QCOMPARE(count(*reader), 1000);
    QVERIFY(!reader->run("INSERT INTO t VALUES(5000, '')"));
}

void SealedVfsTest::pagesThatAreSpilledTwiceKeepTheirMeaning()
{
    auto database = open();
    QVERIFY(database->run("PRAGMA cache_size=10"));
    fill(*database, 0, 3000);
    QVERIFY(database->run("BEGIN IMMEDIATE"));
    for (int round = 0; round < 3; ++round) {
        QVERIFY(database->run("UPDATE t SET b = b || 'x'"));
    }
    QVERIFY(database->run("COMMIT"));
    crash(database);
    database = open();
    QVERIFY(database);
    QCOMPARE(*database->number("SELECT count(*) FROM t WHERE b LIKE '%xxx'"), 3000);
    QVERIFY(isSound(*database));
}

void SealedVfsTest::anotherKeyIsRefusedAndLosesNothing()
{
    auto database = open();
    fill(*database, 0, 100);
    crash(database);
    const core::Bytes pages = fileAt(m_path);
    const core::Bytes log = fileAt(m_path + "-wal");
    SealedVfs other(core::Secret<32>(core::ByteArray<32>{8}), m_rng);
    QVERIFY(!Database::open(DatabasePlace(m_path, other), Database::Mode::Write));
    QVERIFY(!Database::open(DatabasePlace(m_path), Database::Mode::Write));
    QCOMPARE(fileAt(m_path), pages);
    QCOMPARE(fileAt(m_path + "-wal"), log);
    database = open();
    QVERIFY(database);
    QCOMPARE(count(*database), 100);
}

void SealedVfsTest::aFlippedBitIsDetected()
{
    auto database = open();
    fill(*database, 0, 500);
    database.reset();
    const core::Bytes whole = fileAt(m_path);
    const std::size_t pages = whole.size() / 4096;
    QVERIFY(pages > 5);
    for (std::size_t page = 0; page < pages; ++page) {
        QVERIFY(engine::host::replaceFile(m_path, whole));
        flip(m_path, page * 4096 + m_rng.below(4096));
        database = open();
        QVERIFY2(!database || !isSound(*database), std::to_string(page).c_str());
        database.reset();
        static_cast<void>(engine::host::replaceFile(m_path + "-wal", {}));
    }
    QVERIFY(engine::host::replaceFile(m_path, whole));
    database = open();
    QVERIFY(database && isSound(*database));
}

void SealedVfsTest::aTornEndOfTheLogEndsIt()
{
    auto database = open();
    fill(*database, 0, 100);
    const std::size_t committed = fileAt(m_path + "-wal").size();
    fill(*database, 100, 200);
    crash(database);
    const core::Bytes pages = fileAt(m_path);
    const core::Bytes log = fileAt(m_path + "-wal");
    QVERIFY(log.size() > committed + 4160);
    for (const std::size_t lost : {std::size_t{1}, std::size_t{40}, std::size_t{4000}}) {
        core::Bytes torn = log;
        if (lost == 40) {
            torn[committed + 100] ^= 1; // in the middle of the last transaction
        } else {
            torn.resize(log.size() - lost);
        }
        QVERIFY(engine::host::replaceFile(m_path, pages));
        QVERIFY(engine::host::replaceFile(m_path + "-wal", torn));
        database = open();
        QVERIFY(database);
        QCOMPARE(count(*database), 100);
        fill(*database, 100, 150);
        QVERIFY(isSound(*database));
        database.reset();
    }
}

void SealedVfsTest::aTornFirstPageComesBackFromTheLog()
{
    auto database = open();
    fill(*database, 0, 100); // the first page is in the log: the table is new
    crash(database);
    flip(m_path, 2000);
    database = open();
    QVERIFY(database);
    QCOMPARE(count(*database), 100);
    QVERIFY(isSound(*database));
    database.reset();
    flip(m_path, 2000); // and without a log there is nothing to mend it from
    QVERIFY(!open());
}

void SealedVfsTest::filesShrink()
{
    auto database = open();
    fill(*database, 0, 3000);
    QVERIFY(database->run("PRAGMA wal_checkpoint(TRUNCATE)"));
    QCOMPARE(fileAt(m_path + "-wal").size(), std::size_t{0});
    const std::size_t before = fileAt(m_path).size();
    QVERIFY(database->run("DELETE FROM t WHERE n >= 100"));
    QVERIFY(database->run("VACUUM"));
    QVERIFY(database->run("PRAGMA wal_checkpoint(TRUNCATE)"));
    QVERIFY(fileAt(m_path).size() < before / 4);
    QCOMPARE(count(*database), 100);
    QVERIFY(isSound(*database));
}

void SealedVfsTest::journalsAndTemporaryFilesAreRefused()
{
    auto database = open();
    fill(*database, 0, 10);
    QVERIFY(!database->run("PRAGMA journal_mode=DELETE"));
    QVERIFY(!engine::host::existsAt(m_path + "-journal"));
    QVERIFY(database->run("PRAGMA temp_store=FILE"));
    QVERIFY(database->run("PRAGMA cache_size=5"));
    QVERIFY(database->run("CREATE TEMP TABLE s(b)"));
    QVERIFY(!database->run("INSERT INTO s WITH RECURSIVE c(n) AS (VALUES(1) UNION ALL SELECT n+1 "
                           "FROM c WHERE n < 3000) SELECT randomblob(1000) FROM c"));
}

QTEST_GUILESS_MAIN(SealedVfsTest)
#include "sealed_vfs_test.moc"
