// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/plain_history.h"
#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"
#include "engine/host/sqlite_store.h"
#include "store_rows.h"
#include "support/seeded_rng.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using engine::Persist;
using engine::PutRecord;
using engine::RecordKind;
using engine::RoomId;
using engine::host::Database;
using engine::host::DatabasePlace;
using engine::host::isPlainDatabase;
using engine::host::prepareDatabase;
using engine::host::prepareHistory;
using engine::host::schemaSteps;
using engine::host::SealedVfs;
using engine::host::SqliteStore;
using support::idOf;

class PlainHistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        m_vfs = std::make_unique<SealedVfs>(core::Secret<32>(core::ByteArray<32>{5}), m_rng);
        QVERIFY(prepareDatabase(m_path, schemaSteps()).hasValue());
        const auto store = SqliteStore::open(m_path);
        Persist batch;
        for (std::uint64_t seq = 0; seq < 300; ++seq) {
            batch.ops.emplace_back(support::textEvent(idOf<RoomId>(1),
                                                      idOf<core::LogId>(2),
                                                      seq,
                                                      idOf<engine::IdentityId>(3),
                                                      5,
                                                      "what nobody else reads"));
        }
        batch.ops.emplace_back(PutRecord{idOf<RoomId>(1), RecordKind::Room, {}, {1, 2, 3}});
        QVERIFY((*store)->apply(std::vector<Persist>{batch}));
    }

    void aPlainHistoryIsSealedWhole()
    {
        QVERIFY(isPlainDatabase(m_path));
        const DatabasePlace place(m_path, *m_vfs);
        QVERIFY(prepareHistory(place, schemaSteps()).hasValue());
        QVERIFY(!isPlainDatabase(m_path));
        const auto store = SqliteStore::open(place);
        QVERIFY(store.hasValue());
        const auto state = (*store)->loadState();
        QCOMPARE(state->records.size(), std::size_t{1});
        QCOMPARE(state->records[0].value, (core::Bytes{1, 2, 3}));
        const auto database = Database::open(place, Database::Mode::Read);
        QCOMPARE(*(*database)->number("SELECT count(*) FROM events WHERE length(body) > 20"), 300);
        // A second start finds it as it is.
        QVERIFY(prepareHistory(place, schemaSteps()).hasValue());
    }

    void nothingPlainIsLeftBeside()
    {
        const std::string kept = m_path + ".v1"; // as a migration leaves it
        const auto whole = engine::host::readWhole(m_path, 64U << 20U);
        QVERIFY(engine::host::replaceFile(kept, *whole));
        QVERIFY(prepareHistory(DatabasePlace(m_path, *m_vfs), schemaSteps()).hasValue());
        const QDir folder(m_folder->path());
        const QStringList left = folder.entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(left, QStringList(QStringLiteral("parlour.db")));
        const auto bytes = engine::host::readWhole(m_path, 64U << 20U);
        QVERIFY(core::textOf(*bytes).find("nobody else") == std::string::npos);
    }

    void whatIsLeftOfAnInterruptedStartIsThrownAway()
    {
        QVERIFY(engine::host::replaceFile(m_path + ".sealing", core::Bytes(5000, 9)));
        QVERIFY(prepareHistory(DatabasePlace(m_path, *m_vfs), schemaSteps()).hasValue());
        QVERIFY(!engine::host::existsAt(m_path + ".sealing"));
    }

    void aNewerPlainHistoryIsNotTouched()
    {
        {
            const auto database = Database::open(m_path, Database::Mode::Write);
            QVERIFY((*database)->run("PRAGMA user_version=99"));
        }
        const auto refused = prepareHistory(DatabasePlace(m_path, *m_vfs), schemaSteps());
        QVERIFY(!refused && refused.error() == engine::host::PrepareError::Newer);
        QVERIFY(isPlainDatabase(m_path));
    }

    void aSealedHistoryMigrates()
    {
        const DatabasePlace place(m_path, *m_vfs);
        QVERIFY(prepareHistory(place, schemaSteps()).hasValue());
        auto steps = schemaSteps();
        steps.push_back({"CREATE TABLE more(x)", "INSERT INTO more VALUES(7)"});
        QVERIFY(prepareHistory(place, steps).hasValue());
        const auto database = Database::open(place, Database::Mode::Read);
        QCOMPARE(*(*database)->number("SELECT x FROM more"), 7);
        QCOMPARE(*(*database)->number("SELECT count(*) FROM events"), 300);
        QVERIFY(!isPlainDatabase(m_path + ".v" + std::to_string(schemaSteps().size())));
    }

private:
    support::SeededRng m_rng{1};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SealedVfs> m_vfs;
};

QTEST_GUILESS_MAIN(PlainHistoryTest)
#include "plain_history_test.moc"
