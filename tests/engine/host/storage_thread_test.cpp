// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/storage_thread.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_schema.h"
#include "store_rows.h"
#include "support/seeded_rng.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cstdio>

using engine::CommitToken;
using engine::Persist;
using engine::StoreError;
using engine::host::CommitTarget;
using engine::host::DatabasePlace;
using engine::host::StorageEvents;
using engine::host::StorageThread;
using support::idOf;

namespace {

const auto room = idOf<engine::RoomId>(1);
const auto logId = idOf<core::LogId>(2);
const auto author = idOf<engine::IdentityId>(3);

Persist batch(CommitToken token, bool probe = false)
{
    return {token, {support::textEvent(room, logId, token, author, 1, "x")}, probe};
}

/// Read by the test, written by the writer's thread.
struct Script {
    std::atomic<bool> fails{false};
    std::atomic<int> transactions{0};
    std::atomic<int> recoveries{0};
    std::atomic<int> delayMs{0};
    std::atomic<int> tidying{0}; ///< steps left
    std::atomic<int> tidied{0};
    std::atomic<int> tidiedBefore{0}; ///< when the last transaction came
};

class ScriptedTarget final : public CommitTarget
{
public:
    explicit ScriptedTarget(Script& script)
        : m_script(script)
    {
    }
    core::Result<void, StoreError> apply(std::span<const Persist>) override
    {
        QThread::msleep(static_cast<unsigned long>(m_script.delayMs.load()));
        ++m_script.transactions;
        m_script.tidiedBefore = m_script.tidied.load();
        return answer();
    }
    core::Result<bool, StoreError> tidy() override
    {
        QThread::msleep(10);
        ++m_script.tidied;
        return --m_script.tidying > 0;
    }
    core::Result<void, StoreError> recover() override
    {
        ++m_script.recoveries;
        return answer();
    }
    core::Result<engine::StoredState, StoreError> loadState() override
    {
        return engine::StoredState();
    }

private:
    [[nodiscard]] core::Result<void, StoreError> answer() const
    {
        if (m_script.fails) {
            return core::fail(StoreError::DiskFull);
        }
        return {};
    }
    Script& m_script;
};

} // namespace

class StorageThreadTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        m_committed.clear();
        m_failed.clear();
        m_troubles = 0;
        m_mended = 0;
        m_script = std::make_unique<Script>();
    }

    void batchesAreReportedInOrderAndReadBack()
    {
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        StorageThread storage(m_path, events());
        for (CommitToken token = 1; token <= 50; ++token) {
            storage.persist(batch(token));
        }
        QTRY_COMPARE(m_committed.size(), std::size_t{50});
        QVERIFY(std::is_sorted(m_committed.begin(), m_committed.end()));
        std::size_t seen = 0;
        storage.read([&seen](engine::host::StoreReader* reader) -> StorageThread::Then {
            const std::size_t count = reader ? reader->tail({1, room, 100}).size() : 0;
            return [&seen, count]() { seen = count; };
        });
        QTRY_COMPARE(seen, std::size_t{50});
    }

    void whatIsQueuedDuringACommitGoesTogether()
    {
        m_script->delayMs = 30;
        StorageThread storage(m_path, events(), scripted());
        for (CommitToken token = 1; token <= 200; ++token) {
            storage.persist(batch(token));
        }
        QTRY_COMPARE(m_committed.size(), std::size_t{200});
        QVERIFY2(m_script->transactions <= 5, "each batch paid for its own transaction");
    }

    void afterAFailureOnlyAProbeOpensTheStoreAgain()
    {
        StorageThread storage(m_path, events(), scripted());
        m_script->fails = true;
        storage.persist(batch(1));
        QTRY_COMPARE(m_failed.size(), std::size_t{1});
        QCOMPARE(m_troubles, 1);
        m_script->fails = false;
        storage.persist(batch(2)); // on disk there is a hole below it
        QTRY_COMPARE(m_failed, (std::vector<CommitToken>{1, 2}));
        QCOMPARE(m_troubles, 1);
        QVERIFY(m_committed.empty());
        m_script->fails = true;
        storage.persist(batch(3, true));
        QTRY_COMPARE(m_failed, (std::vector<CommitToken>{1, 2, 3}));
        QCOMPARE(m_troubles, 2);
        m_script->fails = false;
        storage.persist(batch(4, true));
        storage.persist(batch(5));
        QTRY_COMPARE(m_committed, (std::vector<CommitToken>{4, 5}));
        QCOMPARE(m_script->recoveries.load(), 2);
        QCOMPARE(m_lastError, StoreError::DiskFull);
    }

    void aFullDatabaseFailsAndRecovers()
    {
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        QVERIFY(sqlite("CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN "
                       "SELECT RAISE(ABORT, 'no'); END"));
        StorageThread storage(m_path, events());
        storage.persist(batch(1));
        QTRY_COMPARE(m_failed.size(), std::size_t{1});
        QVERIFY(sqlite("DROP TRIGGER refuse"));
        storage.persist(batch(2, true));
        QTRY_COMPARE(m_committed, (std::vector<CommitToken>{2}));
        std::optional<std::size_t> records;
        storage.loadState([&records](const std::optional<engine::StoredState>& state) {
            records = state ? state->records.size() : 99;
        });
        QTRY_COMPARE(records, std::optional<std::size_t>(0));
    }

    void flushAnswersAfterWhatWasAskedBefore()
    {
        m_script->delayMs = 20;
        StorageThread storage(m_path, events(), scripted());
        storage.persist(batch(1));
        storage.persist(batch(2));
        std::optional<std::size_t> whenDone;
        storage.flush([this, &whenDone]() { whenDone = m_committed.size(); });
        QTRY_VERIFY(whenDone.has_value());
        QCOMPARE(*whenDone, std::size_t{2});
    }

    void whatCanWaitIsDoneBetweenTheCommits()
    {
        m_script->tidying = 1000;
        StorageThread storage(m_path, events(), scripted());
        QTRY_VERIFY(m_script->tidied > 5); // also without a commit: an older profile has some
        // A commit never waits for more than the step that is under way, and steps keep a distance to commits.
        const int before = m_script->tidied;
        QElapsedTimer timer;
        timer.start();
        for (CommitToken token = 1; token <= 30; ++token) {
            const int tidied = m_script->tidied;
            storage.persist(batch(token));
            QTRY_COMPARE_WITH_TIMEOUT(m_committed.size(), std::size_t{token}, 1000);
            QVERIFY(m_script->tidiedBefore - tidied <= 2);
            QTest::qWait(10);
        }
        const qint64 spentMs = (m_script->tidied - before) * qint64{10};
        QVERIFY2(spentMs < timer.elapsed() / 2, qPrintable(QString::number(spentMs)));
        m_script->tidying = 3;
        QTRY_COMPARE(m_script->tidying.load(), 0);
        QTest::qWait(300);
        QCOMPARE(m_script->tidying.load(), 0); // and not again and again
    }

    void nothingIsTidiedOnADiskThatFails()
    {
        StorageThread storage(m_path, events(), scripted());
        QTRY_COMPARE(m_script->tidied.load(), 1);
        m_script->fails = true;
        storage.persist(batch(1));
        QTRY_COMPARE(m_failed.size(), std::size_t{1});
        QTest::qWait(300);
        QCOMPARE(m_script->tidied.load(), 1);
        m_script->fails = false;
        storage.persist(batch(2, true));
        QTRY_COMPARE(m_script->tidied.load(), 2);
    }

    void theIndexIsFilledBehind()
    {
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        StorageThread storage(m_path, events());
        storage.persist(batch(1));
        QTRY_COMPARE(m_committed.size(), std::size_t{1});
        const auto lag = [&storage]() {
            std::optional<std::uint64_t> waiting;
            storage.read([&waiting](engine::host::StoreReader* reader) -> StorageThread::Then {
                const auto count = reader->figures().waiting;
                return [&waiting, count]() { waiting = count; };
            });
            [&waiting]() { QTRY_VERIFY(waiting.has_value()); }();
            return waiting.value_or(99);
        };
        QCOMPARE(lag(), 1U);
        QTRY_COMPARE(lag(), 0U);
    }

    void endingWritesWhatIsQueued()
    {
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        {
            StorageThread storage(m_path, events());
            for (CommitToken token = 1; token <= 20; ++token) {
                storage.persist(batch(token));
            }
        }
        const auto reader = engine::host::StoreReader::open(m_path);
        QCOMPARE((*reader)->figures().events, std::uint64_t{20});
        QVERIFY(m_committed.empty()); // nobody is there to be told
    }

    /// Nobody writes on top of it, the next probes mend it, and the reader sees the new file.
    void whatIsFoundDamagedWhileReadingIsMended()
    {
        const Damaged files(*this);
        StorageThread storage(files.place, events());
        QVERIFY(rowsIn(storage) < manyEvents);
        QTRY_COMPARE(m_failed, std::vector<CommitToken>{0});
        QCOMPARE(m_lastError, StoreError::Failed);
        storage.persist(batch(5000));
        QTRY_COMPARE(m_failed, (std::vector<CommitToken>{0, 5000}));
        rowsIn(storage); // is there again when the file is to be replaced
        for (CommitToken token = 6000; m_committed.empty() && token < 6010; ++token) {
            storage.persist({token, {}, true});
            QTRY_VERIFY(!m_committed.empty() || m_failed.back() == token);
        }
        QCOMPARE(m_committed.size(), std::size_t{1});
        QCOMPARE(m_mended, 1);
        const std::size_t left = rowsIn(storage);
        QVERIFY2(left > manyEvents / 2 && left < manyEvents, qPrintable(QString::number(left)));
        storage.persist(batch(5000));
        QTRY_COMPARE(m_committed.size(), std::size_t{2});
        QCOMPARE(rowsIn(storage), left + 1);
    }

    /// The reader is asked out before a file is mended. When the next probe finds it sound, he comes in again.
    void theReaderComesBackWhenThereWasNothingToMend()
    {
        const Damaged files(*this);
        StorageThread storage(files.place, events());
        QVERIFY(rowsIn(storage) < manyEvents);
        QTRY_COMPARE(m_failed, std::vector<CommitToken>{0});
        bool asked = false;
        storage.read([&asked](engine::host::StoreReader* reader) -> StorageThread::Then {
            const bool there =
                reader != nullptr && reader->unread(idOf<engine::RoomId>(9), author) == 0;
            return [&asked, there]() { asked = there; };
        });
        QTRY_VERIFY(asked); // he has it open
        QVERIFY(std::rename(m_path.c_str(), (m_path + ".away").c_str()) == 0);
        storage.persist({7000, {}, true});
        QTRY_COMPARE(m_failed.back(), CommitToken{7000});
        QVERIFY(engine::host::replaceFile(m_path, files.sound));
        storage.persist({7001, {}, true});
        QTRY_COMPARE(m_committed, std::vector<CommitToken>{7001});
        QCOMPARE(m_mended, 0);
        QCOMPARE(rowsIn(storage), manyEvents);
    }

private:
    static constexpr std::size_t manyEvents = 2000;

    /// A sealed history with a room, and a bit of a page in its middle turned over.
    struct Damaged {
        explicit Damaged(const StorageThreadTest& test)
            : vfs(core::Secret<32>(core::ByteArray<32>{7}), rng)
            , place(test.m_path, vfs)
        {
            static_cast<void>(engine::host::prepareDatabase(place, engine::host::schemaSteps()));
            {
                auto store = engine::host::SqliteStore::open(place);
                Persist all{1, {engine::PutRecord{room, engine::RecordKind::Room, {}, {1}}}, false};
                for (std::uint64_t seq = 0; seq < manyEvents; ++seq) {
                    all.ops.emplace_back(support::textEvent(room, logId, seq, author, 1, "text"));
                }
                static_cast<void>((*store)->apply({&all, 1}));
            }
            sound = *engine::host::readWhole(test.m_path, 64U << 20U);
            core::Bytes bytes = sound;
            bytes[bytes.size() / 2 / 4096 * 4096 + 100] ^= 1;
            static_cast<void>(engine::host::replaceFile(test.m_path, bytes));
        }
        support::SeededRng rng{1};
        engine::host::SealedVfs vfs;
        DatabasePlace place;
        core::Bytes sound;
    };

    /// Rows of the log that the reader gives, asked for one by one where not all come at once.
    std::size_t rowsIn(StorageThread& storage)
    {
        std::optional<std::size_t> seen;
        storage.read([&seen](engine::host::StoreReader* reader) -> StorageThread::Then {
            std::size_t count = 0;
            for (std::uint64_t from = 0; reader != nullptr && from <= 6000; from += 50) {
                engine::ReadRows some;
                some.room = room;
                some.log = logId;
                some.fromSeq = from;
                some.toSeq = from + 49;
                count += reader->rows(some).size();
            }
            return [&seen, count]() { seen = count; };
        });
        [&seen]() { QTRY_VERIFY(seen.has_value()); }();
        return seen.value_or(0);
    }

    [[nodiscard]] StorageEvents events()
    {
        StorageEvents out;
        out.committed = [this](CommitToken token) { m_committed.push_back(token); };
        out.failed = [this](CommitToken token, StoreError error) {
            m_failed.push_back(token);
            m_lastError = error;
        };
        out.trouble = [this](StoreError) { ++m_troubles; };
        out.mended = [this](const engine::host::Mended&) { ++m_mended; };
        return out;
    }
    [[nodiscard]] StorageThread::MakeTarget scripted()
    {
        return [script = m_script.get()]() { return std::make_unique<ScriptedTarget>(*script); };
    }
    [[nodiscard]] bool sqlite(const std::string& sql) const
    {
        const auto database =
            engine::host::Database::open(m_path, engine::host::Database::Mode::Write);
        return database && (*database)->run(sql).hasValue();
    }

    int m_mended = 0;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::vector<CommitToken> m_committed;
    std::vector<CommitToken> m_failed;
    int m_troubles = 0;
    StoreError m_lastError = StoreError::Failed;
    std::unique_ptr<Script> m_script;
};

QTEST_GUILESS_MAIN(StorageThreadTest)
#include "storage_thread_test.moc"
