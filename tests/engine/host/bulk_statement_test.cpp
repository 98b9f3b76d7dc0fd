// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/bulk_statement.h"
#include "engine/host/posix_file.h"

#include <QTemporaryDir>
#include <QTest>

using engine::StoreError;
using engine::host::BulkStatement;
using engine::host::Database;
using engine::host::Statement;

class BulkStatementTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("a.db")).toStdString();
        QVERIFY(engine::host::replaceFile(m_path, {}));
        m_database = std::move(*Database::open(m_path, Database::Mode::Write));
        QVERIFY(m_database->run("CREATE TABLE t(n INTEGER PRIMARY KEY, b BLOB NOT NULL)"));
    }
    void cleanup() { m_database.reset(); }

    void writesWhatStatementReads()
    {
        const core::Bytes withZeros{0, 1, 0, 255};
        {
            BulkStatement put(*m_database, "INSERT INTO t VALUES(?, ?)");
            QVERIFY(put.bind(std::int64_t{INT64_MIN}).bind(core::ByteView(withZeros)).run());
            QVERIFY(put.bind(true).bind(core::ByteView()).run()); // empty is not NULL
        }
        Statement get(*m_database, "SELECT n, b, typeof(b) FROM t ORDER BY n");
        QVERIFY(get.run());
        QVERIFY(get.next());
        QCOMPARE(get.number(0), std::int64_t{INT64_MIN});
        QCOMPARE(get.bytes(1), withZeros);
        QVERIFY(get.next());
        QCOMPARE(get.number(0), std::int64_t{1});
        QVERIFY(get.bytes(1).empty());
        QCOMPARE(get.bytes(2), (core::Bytes{'b', 'l', 'o', 'b'}));
    }

    void aFailureIsToldAndTheNextRunIsGood()
    {
        BulkStatement put(*m_database, "INSERT INTO t VALUES(?, ?)");
        QVERIFY(put.bind(std::int64_t{7}).bind(core::ByteView()).run());
        const auto twice = put.bind(std::int64_t{7}).bind(core::ByteView()).run();
        QVERIFY(!twice && twice.error() == StoreError::Failed);
        QVERIFY(!put.bind(std::int64_t{8}).run()); // what was bound before is not there any more
        QVERIFY(!put.bind(std::int64_t{8}).bind(core::ByteView()).bind(true).run());
        QVERIFY(put.bind(std::int64_t{9}).bind(core::ByteView()).run());
        QCOMPARE(*m_database->number("SELECT count(*) FROM t"), std::int64_t{2});
        BulkStatement wrong(*m_database, "INSERT INTO nowhere VALUES(?)");
        QVERIFY(!wrong.bind(true).run());
    }

    void aFullDiskAndAReaderAreToldApart()
    {
        QVERIFY(m_database->run("PRAGMA max_page_count=4"));
        BulkStatement put(*m_database, "INSERT INTO t VALUES(?, ?)");
        const core::Bytes large(100'000, 1);
        const auto full = put.bind(std::int64_t{1}).bind(core::ByteView(large)).run();
        QVERIFY(!full && full.error() == StoreError::DiskFull);
        const auto reader = Database::open(m_path, Database::Mode::Read);
        QVERIFY(reader.hasValue());
        BulkStatement forbidden(**reader, "INSERT INTO t VALUES(?, ?)");
        const auto wrote = forbidden.bind(std::int64_t{1}).bind(core::ByteView()).run();
        QVERIFY(!wrote && wrote.error() == StoreError::ReadOnly);
    }

    void itGoesTogetherWithStatements()
    {
        BulkStatement put(*m_database, "INSERT INTO t VALUES(?, ?)");
        Statement begin(*m_database, "BEGIN IMMEDIATE");
        Statement rollback(*m_database, "ROLLBACK");
        QVERIFY(begin.run());
        QVERIFY(put.bind(std::int64_t{1}).bind(core::ByteView()).run());
        QVERIFY(rollback.run());
        QCOMPARE(*m_database->number("SELECT count(*) FROM t"), std::int64_t{0});
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<Database> m_database;
};

QTEST_GUILESS_MAIN(BulkStatementTest)
#include "bulk_statement_test.moc"
