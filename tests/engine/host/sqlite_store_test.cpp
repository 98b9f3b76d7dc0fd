// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/host/forgotten_rooms.cpp
//
#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_schema.h"
#include "store_rows.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using engine::DropBody;
using engine::DropRecord;
using engine::DropRoom;
using engine::Persist;
using engine::PutReceipt;
using engine::PutRecord;
using engine::RecordKind;
using engine::RoomId;
using engine::SetShown;
using engine::Shown;
using engine::host::SqliteStore;
using engine::host::StoreReader;
using support::idOf;
using support::textEvent;

namespace {

const auto room = idOf<RoomId>(1);
const auto otherRoom = idOf<RoomId>(2);
const auto logId = idOf<core::LogId>(10);
const auto author = idOf<engine::IdentityId>(20);

core::Bytes text(std::string_view value)
{
    return core::copyOf(core::bytesOf(value));
}

} // namespace

class SqliteStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        reopen();
    }
    void cleanup() { m_store.reset(); }

    void whatWasPutIsLoadedAgain()
    {
        auto opening = textEvent(room, logId, 0, author, 5, "");
        opening.row.core = true;
        opening.row.shown = Shown::Never;
        opening.row.nonce.clear();
        apply({PutRecord{room, RecordKind::Room, {}, text("state")},
               PutRecord{RoomId(), RecordKind::Profile, text("k"), {}},
               PutRecord{room, RecordKind::MemberName, text("m"), text("Ada")},
               opening,
               textEvent(room, logId, 1, author, 6, "not core"),
               PutReceipt{room, logId, author, 3, 1}});
        reopen();
        const auto state = m_store->loadState();
        QVERIFY(state.hasValue());
        QCOMPARE(state->records.size(), std::size_t{3});
        QVERIFY(state->records[0].room.isZero() && state->records[0].value.empty());
        QVERIFY(state->records[1].kind == RecordKind::Room);
        QCOMPARE(state->records[1].value, text("state"));
        QCOMPARE(state->records[2].value, text("Ada"));
        QCOMPARE(state->core.size(), std::size_t{1});
        const auto& row = state->core[0].row;
        QVERIFY(state->core[0].room == room && row.ref == opening.row.ref);
        QVERIFY(row.id == opening.row.id && row.header == opening.row.header);
        QVERIFY(row.signature == opening.row.signature && row.nonce.empty());
        QVERIFY(row.body == opening.row.body && row.hasBody && !row.sealed && row.core
                && !row.late);
        QVERIFY(row.author == author && row.order == opening.row.order);
        QCOMPARE(row.arrivedMs, opening.row.arrivedMs);
        QCOMPARE(row.shown, Shown::Never);
        QCOMPARE(state->receipts.size(), std::size_t{1});
        QCOMPARE(state->receipts[0].deliveredEnd, std::uint64_t{3});
        QCOMPARE(state->receipts[0].readEnd, std::uint64_t{1});
    }

    void recordsAreReplacedAndDropped()
    {
        apply({PutRecord{room, RecordKind::Epoch, text("a"), text("1")},
               PutRecord{room, RecordKind::Epoch, text("b"), text("2")},
               PutRecord{room, RecordKind::Epoch, text("a"), text("3")},
               DropRecord{room, RecordKind::Epoch, text("b")}});
        const auto state = m_store->loadState();
        QCOMPARE(state->records.size(), std::size_t{1});
        QCOMPARE(state->records[0].value, text("3"));
    }

    void receiptsOnlyGrow()
    {
        apply({PutReceipt{room, logId, author, 5, 2}, PutReceipt{room, logId, author, 3, 4}});
        const auto state = m_store->loadState();
        QCOMPARE(state->receipts[0].deliveredEnd, std::uint64_t{5});
        QCOMPARE(state->receipts[0].readEnd, std::uint64_t{4});
    }

    void voidRowsComeBackAndRedactedOnesDoNot()
    {
        for (std::uint64_t seq = 1; seq <= 4; ++seq) {
            apply({textEvent(room, logId, seq, author, 100, "x")});
        }
        apply({SetShown{room, logId, 2, UINT64_MAX, Shown::Void},
               DropBody{room, {logId, 3}},
               DropBody{room, {logId, 99}}});
        QCOMPARE(visibleSeqs(), (std::vector<std::uint64_t>{1}));
        apply({SetShown{room, logId, 2, 4, Shown::Visible}});
        QCOMPARE(visibleSeqs(), (std::vector<std::uint64_t>{1, 2, 4}));
        const auto rows = reader()->rows({1, room, logId, 3, 3, 10});
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(rows[0].body.empty() && rows[0].nonce.empty() && !rows[0].hasBody);
        QCOMPARE(rows[0].shown, Shown::Redacted);
        QVERIFY(!rows[0].header.empty() && !rows[0].signature.empty());
    }

    void whatIsNoContentIsNeverShown()
    {
        auto act = textEvent(room, logId, 1, author, 100, "x");
        act.row.shown = Shown::Never;
        apply({act, SetShown{room, logId, 0, 5, Shown::Visible}});
        QVERIFY(visibleSeqs().empty());
    }

    void whatNobodyHereCanOpenIsNeverShown()
    {
        auto event = textEvent(room, logId, 1, author, 100, "x");
        event.row.sealed = true;
        event.row.shown = Shown::Held;
        apply({event, SetShown{room, logId, 0, 5, Shown::Void}});
        apply({SetShown{room, logId, 0, 5, Shown::Visible}});
        QVERIFY(visibleSeqs().empty());
        QCOMPARE(reader()->rows({1, room, logId, 1, 1, 10})[0].shown, Shown::Held);
        // Once it is open it is an event like any other.
        apply({textEvent(room, logId, 1, author, 100, "x")});
        QCOMPARE(visibleSeqs(), (std::vector<std::uint64_t>{1}));
    }

    void aDroppedRoomIsGoneAndItsNeighbourStays()
    {
        const auto otherLog = idOf<core::LogId>(11);
        apply({textEvent(room, logId, 1, author, 1, "a"),
               PutRecord{room, RecordKind::Room, {}, text("s")},
               PutReceipt{room, logId, author, 1, 1},
               textEvent(otherRoom, otherLog, 1, author, 1, "b"),
               PutRecord{otherRoom, RecordKind::Room, {}, text("t")}});
        apply({DropRoom{room}});
        const auto state = m_store->loadState();
        QCOMPARE(state->records.size(), std::size_t{1});
        QVERIFY(state->records[0].room == otherRoom && state->receipts.empty());
        while (*m_store->tidy()) {
        }
        QCOMPARE(reader()->figures().events, std::uint64_t{1});
        apply(
            {textEvent(room, logId, 7, author, 1, "again")}); // its numbers are not reused wrongly
        QCOMPARE(visibleSeqs(), (std::vector<std::uint64_t>{7}));
    }

    void aLargeRoomGoesInSmallSteps()
    {
        const auto otherLog = idOf<core::LogId>(11);
        constexpr std::uint64_t many = 2'300;
        std::vector<engine::StoreOp> ops;
        for (std::uint64_t seq = 1; seq <= many; ++seq) {
            auto event = textEvent(room, logId, seq, author, static_cast<std::int64_t>(seq), "a");
            event.row.core = seq % 100 == 0;
            ops.emplace_back(event);
        }
        ops.emplace_back(PutRecord{room, RecordKind::Room, {}, text("s")});
        ops.emplace_back(PutReceipt{room, logId, author, 1, 1});
        ops.emplace_back(textEvent(otherRoom, otherLog, 1, author, 1, "b"));
        ops.emplace_back(PutRecord{otherRoom, RecordKind::Room, {}, text("t")});
        apply(std::move(ops));
        while (*m_store->tidy()) {
        }
        apply({DropRoom{room}});
        const auto noneOfIt = [&] {
            const auto state = m_store->loadState();
            return state->core.empty() && state->receipts.empty() && state->records.size() == 1
                   && visibleSeqs().empty();
        };
        QVERIFY(noneOfIt());
        std::uint64_t before = many + 1;
        QCOMPARE(reader()->figures().events, before);
        int steps = 0;
        while (reader()->figures().events > 1) {
            QVERIFY(*m_store->tidy());
            const std::uint64_t now = reader()->figures().events;
            QVERIFY(before - now <= 500);
            before = now;
            // Writing goes on, the program may end, and somebody may come back into the room.
            if (++steps == 3) {
                reopen();
                QVERIFY(noneOfIt());
                apply({textEvent(room, logId, 7, author, 1, "again")});
                before += 1;
            }
            QVERIFY(steps < 100);
            if (steps >= 3 && now == 2) {
                break;
            }
        }
        while (*m_store->tidy()) {
        }
        QCOMPARE(reader()->figures().events, std::uint64_t{2});
        QCOMPARE(visibleSeqs(), (std::vector<std::uint64_t>{7}));
        QCOMPARE(m_store->loadState()->records.size(), std::size_t{1});
    }

    void batchesOfOneTransactionStandOrFallTogether()
    {
        Persist good{1, {PutRecord{room, RecordKind::Room, {}, text("s")}}};
        Persist bad{2, {textEvent(otherRoom, logId, 1, author, 1, "b")}};
        {
            auto raw = engine::host::Database::open(m_path, engine::host::Database::Mode::Write);
            QVERIFY((*raw)->run("CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN "
                                "SELECT RAISE(ABORT, 'no'); END"));
        }
        const std::vector<Persist> both{good, bad};
        const auto applied = m_store->apply(both);
        QVERIFY(!applied && applied.error() == engine::StoreError::Failed);
        QVERIFY(m_store->isPoisoned());
        QVERIFY(!m_store->apply(std::span(&good, 1)));
        QVERIFY(m_store->reopen());
        QVERIFY(m_store->loadState()->records.empty());
        QVERIFY(m_store->apply(std::span(&good, 1)));
        QCOMPARE(m_store->loadState()->records.size(), std::size_t{1});
    }

    void whatWasCommittedSurvivesAKill()
    {
        m_store.reset();
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = SqliteStore::open(m_path);
            const Persist batch{1, {textEvent(room, logId, 1, author, 1, "kept")}};
            const bool ok = store && (*store)->apply(std::span(&batch, 1)).hasValue();
            ::kill(::getpid(), ok ? SIGKILL : SIGTERM);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        reopen();
        QCOMPARE(visibleSeqs(), (std::vector<std::uint64_t>{1}));
    }

    void thousandsOfEventsASecondAreStored()
    {
        constexpr std::uint64_t batches = 20;
        constexpr std::uint64_t each = 1000;
        std::vector<Persist> work(batches);
        for (std::uint64_t i = 0; i < batches * each; ++i) {
            work[i / each].ops.emplace_back(textEvent(room,
                                                      logId,
                                                      i,
                                                      author,
                                                      static_cast<std::int64_t>(i),
                                                      "twelve words of text are what people write "
                                                      "to each other all day"));
        }
        QElapsedTimer timer;
        timer.start();
        for (const Persist& batch : work) {
            QVERIFY(m_store->apply(std::span(&batch, 1)));
        }
        const double rate =
            static_cast<double>(batches * each) * 1e9 / static_cast<double>(timer.nsecsElapsed());
        qInfo("%.0f events a second in batches of %d", rate, int{each});
        QCOMPARE(reader()->figures().events, batches * each);
        QVERIFY(rate > 2000); // far below what any machine does: notices a commit for each event
    }

private:
    void reopen()
    {
        m_store.reset();
        auto store = SqliteStore::open(m_path);
        QVERIFY(store.hasValue());
        m_store = std::move(*store);
    }
    void apply(std::vector<engine::StoreOp> ops)
    {
        const Persist batch{++m_token, std::move(ops)};
        QVERIFY(m_store->apply(std::span(&batch, 1)));
    }
    [[nodiscard]] std::unique_ptr<StoreReader> reader() const
    {
        auto opened = StoreReader::open(m_path);
        return opened ? std::move(*opened) : nullptr;
    }
    [[nodiscard]] std::vector<std::uint64_t> visibleSeqs() const
    {
        std::vector<std::uint64_t> seqs;
        for (const auto& row : reader()->tail({1, room, 100})) {
            seqs.push_back(row.ref.seq);
        }
        std::sort(seqs.begin(), seqs.end());
        return seqs;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SqliteStore> m_store;
    engine::CommitToken m_token = 0;
};

QTEST_GUILESS_MAIN(SqliteStoreTest)
#include "sqlite_store_test.moc"
