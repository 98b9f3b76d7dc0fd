// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// A history of which a page cannot be read any more, page after page.
// covers: engine/host/row_salvage.cpp
#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/store_mend.h"
#include "engine/host/store_reader.h"
#include "engine/room/room_records.h"
#include "store_rows.h"
#include "support/seeded_rng.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>
#include <unistd.h>

using engine::Persist;
using engine::PutRecord;
using engine::RecordKind;
using engine::RoomId;
using engine::host::Database;
using engine::host::DatabasePlace;
using engine::host::mendDatabase;
using engine::host::SealedVfs;
using engine::host::SqliteStore;
using engine::host::Statement;
using support::idOf;

namespace {

constexpr std::size_t pageBytes = 4096;
constexpr std::uint64_t perLog = 160;
constexpr int logsOfRoom = 3;

core::LogId logOf(int room, int log)
{
    return idOf<core::LogId>(static_cast<std::uint8_t>(16 * room + log));
}

/// A log as its author writes it: each event names the one before.
std::vector<engine::StoreOp> wholeLog(const RoomId& room, const core::LogId& log)
{
    std::vector<engine::StoreOp> out;
    engine::room::LogEntry entry;
    core::EventId prev;
    for (std::uint64_t seq = 0; seq < perLog; ++seq) {
        engine::PutEvent op = support::textEvent(room,
                                                 log,
                                                 seq,
                                                 idOf<engine::IdentityId>(9),
                                                 static_cast<std::int64_t>(1'000 + seq),
                                                 "text " + std::to_string(seq));
        engine::room::Header header;
        header.kind = static_cast<std::uint8_t>(seq == 0 ? engine::room::Kind::LogOpen
                                                         : engine::room::Kind::TextMessage);
        header.room = room;
        header.log = log;
        header.seq = seq;
        header.prev = prev;
        header.epoch = seq == 0 ? core::EpochId() : idOf<core::EpochId>(5);
        op.row.header = engine::room::encodeHeader(header);
        op.row.id = engine::room::eventId(op.row.header);
        if (seq == 0) {
            op.row.kind = header.kind;
            op.row.core = true;
            op.row.shown = engine::Shown::Never;
        } else if (seq % 10 == 9) {
            op.row.kind = 66; // a reaction to the text before it
            parlour::wire::Reaction reaction;
            reaction.mutable_target()->set_log(core::textOf(log.view()));
            reaction.mutable_target()->set_seq(seq - 1);
            reaction.set_emoji("+");
            op.row.body = support::serialised(reaction);
            op.row.shown = engine::Shown::Related;
            op.row.target = core::EventRef{log, seq - 1};
        }
        entry.held.insert(seq, prev, op.row.id);
        prev = op.row.id;
        out.emplace_back(std::move(op));
    }
    out.emplace_back(engine::room::logRecord(room, log, entry));
    return out;
}

} // namespace

class StoreMendTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        m_vfs = std::make_unique<SealedVfs>(core::Secret<32>(core::ByteArray<32>{7}), m_rng);
        QVERIFY(engine::host::prepareDatabase(place(), engine::host::schemaSteps()).hasValue());
        auto store = SqliteStore::open(place());
        QVERIFY(store.hasValue());
        Persist batch;
        batch.ops.emplace_back(PutRecord{RoomId(), RecordKind::Profile, {}, core::Bytes(20, 1)});
        for (int room = 1; room <= 2; ++room) {
            const auto id = idOf<RoomId>(static_cast<std::uint8_t>(room));
            batch.ops.emplace_back(PutRecord{id, RecordKind::Room, {}, core::Bytes(200, 2)});
            for (std::uint8_t i = 0; i < 60; ++i) {
                core::Bytes key(32, i);
                batch.ops.emplace_back(
                    PutRecord{id, RecordKind::MemberName, key, core::Bytes(100, i)});
            }
            for (int log = 0; log < logsOfRoom; ++log) {
                for (engine::StoreOp& op : wholeLog(id, logOf(room, log))) {
                    batch.ops.push_back(std::move(op));
                }
            }
        }
        QVERIFY((*store)->apply({&batch, 1}).hasValue());
        while ((*store)->tidy().hasValue() && *(*store)->tidy()) {
        }
        store->reset();
        m_bytes = *engine::host::readWhole(m_path, 64U << 20U);
        QVERIFY(!engine::host::existsAt(m_path + "-wal"));
        QVERIFY(m_bytes.size() > 50 * pageBytes);
    }
    void cleanup()
    {
        m_vfs.reset();
        m_folder.reset();
    }

    void whatIsSoundIsLeftAlone()
    {
        const auto mended = mendDatabase(place(), false);
        QVERIFY(mended.hasValue() && !*mended);
        QCOMPARE(*engine::host::readWhole(m_path, 64U << 20U), m_bytes);
    }

    /// Whichever page it is: all that is left is consistent, and of leaves little is lost.
    void anyPageMayBeLost()
    {
        const std::size_t pages = m_bytes.size() / pageBytes;
        std::size_t whole = 0;
        std::size_t little = 0;
        std::size_t hopeless = 0;
        for (std::size_t page = 1; page < pages; ++page) {
            damage({page});
            const auto mended = mendDatabase(place(), false);
            if (!mended) {
                ++hopeless; // it named tables
                continue;
            }
            if (!*mended) {
                continue; // an unused page
            }
            check(**mended, page);
            whole += (*mended)->events == 0 ? 1U : 0U;
            little += (*mended)->events > 0 && (*mended)->events <= 64 ? 1U : 0U;
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        QVERIFY2(hopeless <= 3, qPrintable(QString::number(hopeless)));
        // Indexes and the search lose nothing; most pages hold some events of one log.
        QVERIFY2(whole >= 10, qPrintable(QString::number(whole)));
        QVERIFY2(little >= 50, qPrintable(QString::number(little)));
    }

    void manyPagesMayBeLost()
    {
        std::uint64_t left = 0;
        for (int round = 0; round < 10; ++round) {
            std::set<std::size_t> lost;
            while (lost.size() < 12) {
                lost.insert(5 + m_rng.below(m_bytes.size() / pageBytes - 5));
            }
            damage(lost);
            const auto mended = mendDatabase(place(), false);
            QVERIFY(mended.hasValue() && *mended);
            left += check(**mended, 0);
        }
        QVERIFY2(left > 10 * 2 * logsOfRoom * perLog / 2, qPrintable(QString::number(left)));
    }

    void aFileThatEndsTooSoonIsMended()
    {
        core::Bytes shorter = m_bytes;
        shorter.resize(m_bytes.size() * 3 / 4 / pageBytes * pageBytes);
        QVERIFY(engine::host::replaceFile(m_path, shorter));
        const auto mended = mendDatabase(place(), false);
        QVERIFY(mended.hasValue() && *mended);
        QVERIFY(check(**mended, 0) > 0);
    }

    /// What a room opens with is lost: the old file is kept, somebody may get it out of that.
    void aFileThatHeldAKeyIsKept()
    {
        for (std::size_t page = 1; page < m_bytes.size() / pageBytes; ++page) {
            damage({page});
            const core::Bytes damaged = *engine::host::readWhole(m_path, 64U << 20U);
            const auto mended = mendDatabase(place(), false);
            if (mended && *mended && (*mended)->rooms > 0) {
                QCOMPARE(*engine::host::readWhole(m_path + ".damaged", 64U << 20U), damaged);
                QCOMPARE(engine::host::warningsOf(**mended).size(), std::size_t(2));
                return;
            }
            QVERIFY(!engine::host::existsAt(m_path + ".damaged"));
        }
        QFAIL("no page held the record of a room");
    }

    void aFileThatIsNotThereIsNotMade()
    {
        QVERIFY(::unlink(m_path.c_str()) == 0);
        for (const bool lastResort : {false, true}) {
            QVERIFY(!mendDatabase(place(), lastResort).hasValue());
            QVERIFY(!engine::host::existsAt(m_path));
            QVERIFY(!engine::host::existsAt(m_path + ".damaged"));
        }
    }

    void withoutTheFirstPageNothingIsTouched()
    {
        damage({0});
        const auto before = *engine::host::readWhole(m_path, 64U << 20U);
        QVERIFY(!mendDatabase(place(), false).hasValue());
        QCOMPARE(*engine::host::readWhole(m_path, 64U << 20U), before);
        QVERIFY(!engine::host::existsAt(m_path + ".mending"));
    }

private:
    [[nodiscard]] DatabasePlace place() const { return {m_path, *m_vfs}; }

    void damage(const std::set<std::size_t>& pages)
    {
        core::Bytes bytes = m_bytes;
        for (const std::size_t page : pages) {
            bytes[page * pageBytes + 100] ^= 1;
        }
        QVERIFY(engine::host::replaceFile(m_path, bytes));
    }

    /// Of every log what its record says is held is what is there, and lost is what is not. How many are there.
    std::uint64_t check(const engine::host::Mended& mended, std::size_t page)
    {
        std::uint64_t held = 0;
        checkInto(held, mended, page);
        return held;
    }
    void checkInto(std::uint64_t& held, const engine::host::Mended& mended, std::size_t page)
    {
        const QByteArray where = "page " + QByteArray::number(static_cast<qulonglong>(page));
        auto opened = Database::open(place(), Database::Mode::Write);
        QVERIFY2(opened.hasValue(), where);
        Database& database = **opened;
        QVERIFY2(database.isSound(), where);
        QCOMPARE(*database.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        Statement records(database, "SELECT room_no, key, value FROM records WHERE kind=6");
        QVERIFY(records.run().hasValue());
        while (records.next()) {
            const auto entry = engine::room::logFromRecord(records.bytes(2));
            QVERIFY2(entry.has_value(), where);
            std::set<std::uint64_t> seqs;
            Statement rows(database,
                           "SELECT seq, header FROM events JOIN logs USING(log_no) WHERE log=?");
            const core::Bytes log = records.bytes(1);
            QVERIFY(rows.bind(core::ByteView(log)).run().hasValue());
            while (rows.next()) {
                seqs.insert(static_cast<std::uint64_t>(rows.number(0)));
            }
            for (std::uint64_t seq = 0; seq < perLog; ++seq) {
                QVERIFY2(entry->held.has(seq) == seqs.contains(seq), where);
            }
            for (const engine::room::Stretch& stretch : entry->held.stretches()) {
                QVERIFY2(headerAt(database, log, stretch.from).prev == stretch.before, where);
                QVERIFY2(idAt(database, log, stretch.to) == stretch.last, where);
            }
            held += seqs.size();
        }
        const auto rooms = static_cast<std::uint64_t>(
            *database.number("SELECT count(*) FROM records WHERE kind=2"));
        const std::uint64_t all = rooms * logsOfRoom * perLog;
        QVERIFY2(page == 0 || held + mended.events >= all, where);
        QCOMPARE(*database.number(
                     "SELECT count(*) FROM events WHERE kind=66 AND NOT EXISTS(SELECT 1 FROM "
                     "relations r WHERE r.log_no=events.log_no AND r.seq=events.seq)"),
                 0);
        QCOMPARE(*database.number("SELECT count(*) FROM search_waiting"),
                 *database.number("SELECT count(*) FROM events WHERE kind=64"));
    }

    static engine::room::Header
    headerAt(Database& database, const core::Bytes& log, std::uint64_t seq)
    {
        const auto header = engine::room::decodeHeader(rowAt(database, log, seq));
        return header ? *header : engine::room::Header();
    }
    static core::EventId idAt(Database& database, const core::Bytes& log, std::uint64_t seq)
    {
        return engine::room::eventId(rowAt(database, log, seq));
    }
    static core::Bytes rowAt(Database& database, const core::Bytes& log, std::uint64_t seq)
    {
        Statement row(database,
                      "SELECT header FROM events JOIN logs USING(log_no) WHERE log=? AND seq=?");
        const bool found =
            row.bind(core::ByteView(log)).bind(engine::host::toSql(seq)).run() && row.next();
        return found ? row.bytes(0) : core::Bytes();
    }

    support::SeededRng m_rng{1};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SealedVfs> m_vfs;
    core::Bytes m_bytes;
};

QTEST_GUILESS_MAIN(StoreMendTest)
#include "store_mend_test.moc"
