// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/host/page_seal.cpp
// The sealed history on a disk that loses its power at every operation: what was acknowledged is there, what was not is
// there whole or not at all, and the file is sound. The same harness finds losses with synchronous=NORMAL and damage with
// OFF, or it could not tell.
//
//     PARLOUR_POWER_CUTS=N   cut points of each workload, 400 unless told
#include "engine/host/sealed_vfs.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_schema.h"
#include "store_rows.h"
#include "support/power_cut_disk.h"
#include "support/seeded_rng.h"

#include <QTest>

using engine::Persist;
using engine::PutRecord;
using engine::RecordKind;
using engine::RoomId;
using engine::host::Database;
using engine::host::DatabasePlace;
using engine::host::SealedVfs;
using engine::host::SqliteStore;
using support::idOf;

namespace {

const std::string path = "parlour.db";
const auto room = idOf<RoomId>(1);
const auto writer = idOf<core::LogId>(10);
const auto author = idOf<engine::IdentityId>(20);
constexpr int transactions = 60;

struct Outcome {
    int acknowledged = 0; ///< without a cut
    int cuts = 0;
    int lost = 0;    ///< acknowledged and not there
    int damaged = 0; ///< does not open, is not sound, or holds half a transaction
};

core::Bytes keyOf(int number)
{
    return core::copyOf(core::bytesOf(std::to_string(number)));
}

/// One disk and what was acknowledged on it.
class Bench
{
public:
    explicit Bench(std::uint64_t seed, const char* synchronous)
        : m_rng(seed)
        , m_vfs(core::Secret<32>(core::ByteArray<32>{3}), m_rng, m_disk.name())
        , m_place(path, m_vfs)
    {
        m_disk.put(path, m_vfs.emptyDatabase());
        auto database = Database::open(m_place, Database::Mode::Write);
        for (const auto& step : engine::host::schemaSteps()) {
            for (const std::string& statement : step) {
                static_cast<void>((*database)->run(statement));
            }
        }
        m_place.synchronous = synchronous;
    }

    /// Writes until the power goes or all is done; how many operations of the disk that took.
    std::uint64_t work(std::uint64_t cutAt)
    {
        m_disk.cutAt(m_disk.operations() + cutAt);
        const std::uint64_t before = m_disk.operations();
        auto store = SqliteStore::open(m_place);
        for (int i = 0; store && i < transactions; ++i) {
            if (!(*store)->apply(std::vector<Persist>{batch(i)})) {
                break;
            }
            m_acknowledged = i + 1;
            if (i % 10 == 9 && !(*store)->tidy()) {
                break;
            }
        }
        if (store) {
            store->reset();
        }
        return m_disk.operations() - before;
    }

    /// The power is back.
    void judge(Outcome& outcome)
    {
        m_disk.powerOn(m_rng);
        ++outcome.cuts;
        auto database = Database::open(m_place, Database::Mode::Write);
        const auto sound = database ? (*database)->number("SELECT count(*) FROM "
                                                          "pragma_integrity_check WHERE "
                                                          "integrity_check='ok'")
                                    : core::Result<std::int64_t, engine::StoreError>(0);
        if (!sound || *sound != 1) {
            ++outcome.damaged;
            return;
        }
        const auto records = (*database)->number("SELECT count(*) FROM records");
        const auto events = (*database)->number("SELECT count(*) FROM events");
        const auto inOrder = (*database)->number("SELECT count(*) FROM events WHERE seq < "
                                                 "(SELECT count(*) FROM events)");
        // In the index or waiting for it: that is not synced, and moves as a whole.
        const auto words = (*database)->number(
            "SELECT count(*) FROM (SELECT log_no, seq FROM search_docs UNION ALL "
            "SELECT log_no, seq FROM search_waiting) JOIN events USING(log_no, seq)");
        if (!records || !events || !inOrder || !words || *events != *records * 3
            || *inOrder != *events || *words != *events) {
            ++outcome.damaged;
            return;
        }
        outcome.lost += *records < m_acknowledged ? 1 : 0;
    }

    [[nodiscard]] int acknowledged() const { return m_acknowledged; }

private:
    /// Three events and a record: a transaction that is there whole or not at all. Some bodies are long, so that pages of
    /// all kinds are written and the log is folded into the pages on the way.
    static Persist batch(int number)
    {
        Persist out;
        for (int i = 0; i < 3; ++i) {
            const std::uint64_t seq =
                3 * static_cast<std::uint64_t>(number) + static_cast<std::uint64_t>(i);
            out.ops.emplace_back(
                support::textEvent(room,
                                   writer,
                                   seq,
                                   author,
                                   100 + number,
                                   std::string(number % 7 == 0 ? 30000 : 40, 'x')));
        }
        out.ops.emplace_back(PutRecord{room, RecordKind::Setting, keyOf(number), {1}});
        return out;
    }

    support::SeededRng m_rng;
    support::PowerCutDisk m_disk;
    SealedVfs m_vfs;
    DatabasePlace m_place;
    int m_acknowledged = 0;
};

/// Transactions that do not fit into the cache: their pages go to the log before the end, some of them twice, and are
/// overwritten there in place. Every row has the number of the last transaction.
class SpillBench
{
public:
    explicit SpillBench(std::uint64_t seed)
        : m_rng(seed)
        , m_vfs(core::Secret<32>(core::ByteArray<32>{3}), m_rng, m_disk.name())
        , m_place(path, m_vfs)
    {
        m_disk.put(path, m_vfs.emptyDatabase());
        auto database = Database::open(m_place, Database::Mode::Write);
        static_cast<void>((*database)->run("CREATE TABLE t(n INTEGER PRIMARY KEY, v, b)"));
        static_cast<void>((*database)->run(
            "INSERT INTO t WITH RECURSIVE c(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM c WHERE "
            "n < 150) SELECT n, 0, zeroblob(700) FROM c"));
    }

    std::uint64_t work(std::uint64_t cutAt)
    {
        m_disk.cutAt(m_disk.operations() + cutAt);
        const std::uint64_t before = m_disk.operations();
        auto database = Database::open(m_place, Database::Mode::Write);
        bool going = database && (*database)->run("PRAGMA cache_size=10");
        for (int i = 1; going && i <= 8; ++i) {
            going = (*database)->run("BEGIN IMMEDIATE") && (*database)->run("UPDATE t SET v = -1")
                    && (*database)->run("UPDATE t SET v = " + std::to_string(i))
                    && (*database)->run("COMMIT");
            m_acknowledged = going ? i : m_acknowledged;
        }
        if (database) {
            database->reset();
        }
        return m_disk.operations() - before;
    }

    void judge(Outcome& outcome)
    {
        m_disk.powerOn(m_rng);
        ++outcome.cuts;
        auto database = Database::open(m_place, Database::Mode::Write);
        if (!database) {
            ++outcome.damaged;
            return;
        }
        const auto sound = (*database)->number(
            "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'");
        const auto rows = (*database)->number("SELECT count(*) FROM t");
        const auto low = (*database)->number("SELECT min(v) FROM t");
        const auto high = (*database)->number("SELECT max(v) FROM t");
        if (!sound || *sound != 1 || !rows || *rows != 150 || !low || !high || *low != *high) {
            ++outcome.damaged;
            return;
        }
        outcome.lost += *low < m_acknowledged ? 1 : 0;
    }

private:
    support::SeededRng m_rng;
    support::PowerCutDisk m_disk;
    SealedVfs m_vfs;
    DatabasePlace m_place;
    int m_acknowledged = 0;
};

Outcome campaign(const char* synchronous, int cuts, std::uint64_t seed)
{
    Outcome outcome;
    std::uint64_t all = 0;
    {
        Bench whole(seed, synchronous);
        all = whole.work(UINT64_MAX / 2);
        outcome.acknowledged = whole.acknowledged();
    }
    support::SeededRng rng(seed);
    for (int i = 0; i < cuts; ++i) {
        Bench bench(seed + static_cast<std::uint64_t>(i), synchronous);
        static_cast<void>(bench.work(1 + rng.below(all)));
        bench.judge(outcome);
    }
    return outcome;
}

int cutPoints()
{
    const int wished = qEnvironmentVariableIntValue("PARLOUR_POWER_CUTS");
    return wished > 0 ? wished : 400;
}

void tell(const char* what, const Outcome& outcome)
{
    qInfo("%s: %d cuts, %d lost, %d damaged", what, outcome.cuts, outcome.lost, outcome.damaged);
}

} // namespace

class PowerCutTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingAcknowledgedIsLost()
    {
        const Outcome outcome = campaign("FULL", cutPoints(), 1);
        tell("FULL", outcome);
        QCOMPARE(outcome.acknowledged, transactions);
        QCOMPARE(outcome.lost, 0);
        QCOMPARE(outcome.damaged, 0);
    }

    void spilledTransactionsAreWhole()
    {
        std::uint64_t all = 0;
        {
            SpillBench whole(1);
            all = whole.work(UINT64_MAX / 2);
        }
        support::SeededRng rng(1);
        Outcome outcome;
        for (int i = 0; i < cutPoints(); ++i) {
            SpillBench bench(5000 + static_cast<std::uint64_t>(i));
            static_cast<void>(bench.work(1 + rng.below(all)));
            bench.judge(outcome);
        }
        tell("spilled", outcome);
        QCOMPARE(outcome.lost, 0);
        QCOMPARE(outcome.damaged, 0);
    }

    void theHarnessCanTell()
    {
        const Outcome normal = campaign("NORMAL", cutPoints() / 4, 1000);
        tell("NORMAL", normal);
        QVERIFY(normal.lost > 0);
        const Outcome off = campaign("OFF", cutPoints() / 4, 2000);
        tell("OFF", off);
        QVERIFY(off.lost > 0 && off.damaged > 0);
    }
};

QTEST_GUILESS_MAIN(PowerCutTest)
#include "power_cut_test.moc"
