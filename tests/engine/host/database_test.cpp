// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/database.h"
#include "engine/host/posix_file.h"

#include <QTemporaryDir>
#include <QTest>

using engine::host::Database;
using engine::host::Statement;

class DatabaseTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("a.db")).toStdString();
        QVERIFY(engine::host::replaceFile(m_path, {}));
        m_database = std::move(*Database::open(m_path, Database::Mode::Write));
        QVERIFY(m_database->run("CREATE TABLE t(n INTEGER, b BLOB NOT NULL)"));
    }
    void cleanup() { m_database.reset(); }

    void valuesComeBackAsTheyWere()
    {
        Statement put(*m_database, "INSERT INTO t VALUES(?, ?)");
        const core::Bytes withZeros{0, 1, 0, 255};
        QVERIFY(put.bind(std::int64_t{INT64_MIN}).bind(core::ByteView(withZeros)).run());
        QVERIFY(put.bind(true).bind(core::ByteView()).run()); // empty is not NULL
        Statement get(*m_database, "SELECT n, b FROM t ORDER BY n");
        QVERIFY(get.run());
        QVERIFY(get.next());
        QCOMPARE(get.number(0), std::int64_t{INT64_MIN});
        QCOMPARE(get.bytes(1), withZeros);
        QVERIFY(get.next());
        QCOMPARE(get.number(0), std::int64_t{1});
        QVERIFY(get.bytes(1).empty());
        QVERIFY(!get.next() && !get.failed());
    }

    void aMissingFileIsNotMadeQuietly()
    {
        const std::string path = m_path + ".other";
        QVERIFY(!Database::open(path, Database::Mode::Write));
        QVERIFY(!engine::host::existsAt(path));
    }

    void aReaderCannotWrite()
    {
        const auto reader = Database::open(m_path, Database::Mode::Read);
        QVERIFY(reader.hasValue());
        const auto wrote = (*reader)->run("INSERT INTO t VALUES(1, x'')");
        QVERIFY(!wrote && wrote.error() == engine::StoreError::ReadOnly);
    }

    void aFullDatabaseIsToldApart()
    {
        QVERIFY(m_database->run("PRAGMA max_page_count=5"));
        const auto wrote = m_database->run("INSERT INTO t VALUES(1, randomblob(1000000))");
        QVERIFY(!wrote && wrote.error() == engine::StoreError::DiskFull);
    }

    void wrongSqlFails()
    {
        QVERIFY(!m_database->run("SELECT * FROM nothing"));
        QVERIFY(!m_database->number("SELECT * FROM nothing"));
        Statement wrong(*m_database, "SELECT * FROM nothing");
        QVERIFY(!wrong.run());
        QCOMPARE(*m_database->number("SELECT n FROM t"), std::int64_t{0});
    }

    void sequenceNumbersAreCapped()
    {
        QCOMPARE(engine::host::toSql(UINT64_MAX), std::int64_t{INT64_MAX});
        QCOMPARE(engine::host::toSql(7), std::int64_t{7});
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<Database> m_database;
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
