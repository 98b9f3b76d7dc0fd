// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/posix_file.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_schema.h"
#include "store_rows.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using engine::Persist;
using engine::RoomId;
using engine::host::Database;
using engine::host::prepareDatabase;
using engine::host::PrepareError;
using engine::host::SchemaSteps;
using engine::host::schemaSteps;
using support::idOf;

namespace {

constexpr std::uint64_t eventCount = 300;

const std::size_t present = schemaSteps().size();

SchemaSteps withOneMore(const std::vector<std::string>& step)
{
    SchemaSteps steps = schemaSteps();
    steps.push_back(step);
    return steps;
}

std::int64_t number(const std::string& path, const std::string& sql)
{
    const auto database = Database::open(path, Database::Mode::Read);
    const auto value =
        database ? (*database)->number(sql)
                 : core::Result<std::int64_t, engine::StoreError>(core::fail(database.error()));
    return value ? *value : -1;
}

} // namespace

class StoreSchemaTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        QVERIFY(prepareDatabase(m_path, schemaSteps()).hasValue());
        const auto store = engine::host::SqliteStore::open(m_path);
        Persist batch{1, {}};
        for (std::uint64_t i = 0; i < eventCount; ++i) {
            batch.ops.emplace_back(support::textEvent(
                idOf<RoomId>(1), idOf<core::LogId>(2), i, idOf<engine::IdentityId>(3), 1, "text"));
        }
        QVERIFY((*store)->apply(std::span(&batch, 1)));
    }

    void aNewFileIsPrivateAndOfThePresentVersion()
    {
        struct stat status = {};
        QCOMPARE(::stat(m_path.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        QCOMPARE(number(m_path, "PRAGMA user_version"), static_cast<std::int64_t>(present));
        QVERIFY(prepareDatabase(m_path, schemaSteps()).hasValue());
    }

    void theFileIsWrittenAsSafelyAsPromised()
    {
        const auto database = Database::open(m_path, Database::Mode::Write);
        QCOMPARE(*(*database)->number("PRAGMA synchronous"), std::int64_t{2});
        QCOMPARE(*(*database)->number("SELECT journal_mode='wal' FROM pragma_journal_mode"),
                 std::int64_t{1});
        QCOMPARE(*(*database)->number("PRAGMA foreign_keys"), std::int64_t{1});
    }

    void anOlderFileIsMigratedAndKept()
    {
        const auto steps = withOneMore({"ALTER TABLE events ADD COLUMN extra INTEGER DEFAULT 7"});
        QVERIFY(prepareDatabase(m_path, steps).hasValue());
        QCOMPARE(number(m_path, "PRAGMA user_version"), static_cast<std::int64_t>(present + 1));
        QCOMPARE(number(m_path, "SELECT sum(extra) FROM events"), std::int64_t{7 * eventCount});
        const std::string kept = m_path + ".v" + std::to_string(present);
        QCOMPARE(number(kept, "PRAGMA user_version"), static_cast<std::int64_t>(present));
        QCOMPARE(number(kept, "SELECT count(*) FROM events"), std::int64_t{eventCount});
        QVERIFY(!engine::host::existsAt(m_path + ".migrating"));
        QVERIFY(prepareDatabase(m_path, steps).hasValue());
    }

    void whatTheFirstVersionWroteIsReadOn()
    {
        const std::string old = m_folder->filePath(QStringLiteral("old.db")).toStdString();
        QVERIFY(prepareDatabase(old, {schemaSteps().front()}).hasValue());
        {
            const auto database = Database::open(old, Database::Mode::Write);
            QVERIFY((*database)->run("INSERT INTO rooms(room) VALUES(x'01')"));
        }
        QVERIFY(prepareDatabase(old, schemaSteps()).hasValue());
        QCOMPARE(number(old, "SELECT count(*) FROM rooms"), std::int64_t{1});
        QCOMPARE(number(old, "SELECT count(*) FROM relations"), std::int64_t{0});
        QCOMPARE(number(old + ".v1", "PRAGMA user_version"), std::int64_t{1});
    }

    void whateverFailsLeavesTheOriginalAsItWas_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("no such table") << QStringLiteral("UPDATE nothing SET x=1");
        QTest::newRow("constraint")
            << QStringLiteral("INSERT INTO events SELECT * FROM events LIMIT 1");
        QTest::newRow("broken reference")
            << QStringLiteral("DELETE FROM rooms"); // refused while there are logs
    }
    void whateverFailsLeavesTheOriginalAsItWas()
    {
        QFETCH(QString, statement);
        const core::Bytes before = *engine::host::readWhole(m_path, 1U << 30U);
        const auto steps = withOneMore({"ALTER TABLE events ADD COLUMN extra INTEGER DEFAULT 7",
                                        "DELETE FROM events WHERE seq > 10",
                                        statement.toStdString()});
        QVERIFY(!prepareDatabase(m_path, steps));
        QCOMPARE(*engine::host::readWhole(m_path, 1U << 30U), before);
        QVERIFY(!engine::host::existsAt(m_path + ".migrating"));
        QVERIFY(!engine::host::existsAt(m_path + ".v1"));
        QVERIFY(prepareDatabase(m_path, schemaSteps()).hasValue());
        QCOMPARE(number(m_path, "SELECT count(*) FROM events"), std::int64_t{eventCount});
    }

    void aCopyLeftByACrashIsThrownAway()
    {
        QVERIFY(engine::host::replaceFile(m_path + ".migrating", core::bytesOf("half a copy")));
        QVERIFY(prepareDatabase(m_path, withOneMore({"CREATE TABLE more(x)"})).hasValue());
        QCOMPARE(number(m_path, "SELECT count(*) FROM events"), std::int64_t{eventCount});
        QVERIFY(!engine::host::existsAt(m_path + ".migrating"));
    }

    void aNewerFileIsNotTouched()
    {
        {
            const auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY((*database)->run("PRAGMA user_version=" + std::to_string(present + 1)));
        }
        const core::Bytes before = *engine::host::readWhole(m_path, 1U << 30U);
        const auto prepared = prepareDatabase(m_path, schemaSteps());
        QVERIFY(!prepared && prepared.error() == PrepareError::Newer);
        QCOMPARE(*engine::host::readWhole(m_path, 1U << 30U), before);
    }

    void whatIsNoDatabaseOfOursIsDamaged()
    {
        const std::string garbage(8192, 'x');
        QVERIFY(engine::host::replaceFile(m_path, core::bytesOf(garbage)));
        const auto prepared = prepareDatabase(m_path, schemaSteps());
        QVERIFY(!prepared && prepared.error() == PrepareError::Damaged);
        QCOMPARE(core::textOf(*engine::host::readWhole(m_path, 1U << 20U)), garbage);

        QVERIFY(engine::host::replaceFile(m_path, {}));
        {
            const auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY((*database)->run("CREATE TABLE foreign_one(x)"));
        }
        const auto foreign = prepareDatabase(m_path, schemaSteps());
        QVERIFY(!foreign && foreign.error() == PrepareError::Damaged);
    }

    void aFolderThatIsNotThere()
    {
        const auto prepared = prepareDatabase(m_path + "/below/parlour.db", schemaSteps());
        QVERIFY(!prepared);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

QTEST_GUILESS_MAIN(StoreSchemaTest)
#include "store_schema_test.moc"
