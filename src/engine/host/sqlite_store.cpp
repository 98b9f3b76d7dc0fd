// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/sqlite_store.h"

#include "engine/host/bulk_statement.h"
#include "engine/room/event.h"

#include <algorithm>

namespace engine::host {

using core::fail;

namespace {

/// Enough for every room of a profile at once; beyond it the numbers are asked for again.
constexpr std::size_t numbersRemembered = 200'000;

std::int64_t toSql(RecordKind kind)
{
    return static_cast<std::int64_t>(kind);
}

std::int64_t toSql(Shown shown)
{
    return static_cast<std::int64_t>(shown);
}

} // namespace

const char* const eventColumns =
    " events.seq, events.kind, events.shown, events.late, events.has_body, events.sealed, "
    "events.core, events.arrived, events.order_key, events.author, events.header, "
    "events.signature, events.nonce, events.body, events.older_rules ";

EventRow eventRowFrom(const Statement& statement, const core::LogId& log)
{
    EventRow row;
    row.ref = {log, static_cast<std::uint64_t>(statement.number(0))};
    row.kind = static_cast<std::uint8_t>(statement.number(1));
    row.shown = static_cast<Shown>(statement.number(2));
    row.late = statement.number(3) != 0;
    row.hasBody = statement.number(4) != 0;
    row.sealed = statement.number(5) != 0;
    row.core = statement.number(6) != 0;
    row.arrivedMs = statement.number(7);
    const core::Bytes order = statement.bytes(8);
    std::copy_n(order.begin(), std::min(order.size(), row.order.size()), row.order.begin());
    row.author = statement.id<IdentityId>(9);
    row.header = statement.bytes(10);
    row.signature = statement.bytes(11);
    row.nonce = statement.bytes(12);
    row.body = statement.bytes(13);
    row.olderRules = statement.number(14) != 0;
    row.id = room::eventId(row.header);
    return row;
}

struct SqliteStore::Statements {
    explicit Statements(Database& db)
        : begin(db, "BEGIN IMMEDIATE")
        , commit(db, "COMMIT")
        , findRoom(db, "SELECT room_no FROM rooms WHERE room=?")
        , addRoom(db, "INSERT INTO rooms(room) VALUES(?) RETURNING room_no")
        , findLog(db, "SELECT log_no FROM logs WHERE room_no=? AND log=?")
        , addLog(db, "INSERT INTO logs(room_no, log) VALUES(?, ?) RETURNING log_no")
        , putEvent(db,
                   "INSERT OR REPLACE INTO events(log_no, seq, room_no, kind, shown, late, "
                   "has_body, sealed, core, arrived, order_key, author, header, signature, nonce, "
                   "body, older_rules) "
                   "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        // What has lost its body can be void or redacted, never visible again; what nobody here can open is judged then.
        , setShown(db,
                   "UPDATE events SET shown=CASE WHEN ?=1 AND kind IN (65, 66, 69) THEN 5 "
                   "ELSE ? END WHERE log_no=? AND seq BETWEEN ? AND ? "
                   "AND shown<>0 AND sealed=0 AND (shown<>3 OR ?) AND (has_body=1 OR ?<>1)")
        , setOlderRules(db, "UPDATE events SET older_rules=? WHERE log_no=? AND seq=?")
        , relate(db,
                 "INSERT OR REPLACE INTO relations(room_no, target_log, target_seq, kind, log_no, "
                 "seq) VALUES(?, ?, ?, ?, ?, ?)")
        , dropBody(db,
                   "UPDATE events SET body=x'', nonce=x'', has_body=0, sealed=0, "
                   "shown=CASE shown WHEN 0 THEN 0 ELSE 3 END WHERE log_no=? AND seq=?")
        , putRecord(db,
                    "INSERT OR REPLACE INTO records(room_no, kind, key, value) VALUES(?, ?, ?, ?)")
        , dropRecord(db, "DELETE FROM records WHERE room_no=? AND kind=? AND key=?")
        , putReceipt(db,
                     "INSERT INTO receipts(log_no, member, delivered_end, read_end) "
                     "VALUES(?, ?, ?, ?) ON CONFLICT(log_no, member) DO UPDATE SET "
                     "delivered_end=max(delivered_end, excluded.delivered_end), "
                     "read_end=max(read_end, excluded.read_end)")
    {
    }

    Statement begin;
    Statement commit;
    Statement findRoom;
    Statement addRoom;
    Statement findLog;
    Statement addLog;
    BulkStatement putEvent;
    Statement setShown;
    Statement setOlderRules;
    BulkStatement relate;
    Statement dropBody;
    Statement putRecord;
    Statement dropRecord;
    Statement putReceipt;
};

SqliteStore::SqliteStore(DatabasePlace place)
    : m_place(std::move(place))
{
}

SqliteStore::~SqliteStore()
{
    poison();
}

core::Result<std::unique_ptr<SqliteStore>, StoreError> SqliteStore::open(const DatabasePlace& place)
{
    std::unique_ptr<SqliteStore> store(new SqliteStore(place));
    if (const auto connected = store->connect(); !connected) {
        return fail(connected.error());
    }
    return store;
}

SqliteStore::Applied SqliteStore::connect()
{
    auto database = Database::open(m_place, Database::Mode::Write);
    if (!database) {
        return fail(database.error());
    }
    m_database = std::move(*database);
    m_statements = std::make_unique<Statements>(*m_database);
    m_index = std::make_unique<SearchIndex>(*m_database);
    m_forgotten = std::make_unique<ForgottenRooms>(*m_database, *m_index);
    return {};
}

void SqliteStore::poison()
{
    m_forgotten.reset();
    m_index.reset();
    m_statements.reset();
    m_database.reset();
    m_roomNo.clear();
    m_logNo.clear();
}

SqliteStore::Applied SqliteStore::reopen()
{
    poison();
    if (auto connected = connect(); !connected) {
        return connected;
    }
    // A full disk often still takes one small page: ask for as much as a busy second writes.
    auto probed = m_database->run("BEGIN IMMEDIATE");
    for (const char* sql : {"CREATE TABLE room_to_write(filler BLOB)",
                            "INSERT INTO room_to_write VALUES(randomblob(262144))",
                            "COMMIT",
                            "DROP TABLE room_to_write"}) {
        if (probed) {
            probed = m_database->run(sql);
        }
    }
    if (!probed || !m_database->isSound()) {
        const StoreError error = !probed ? probed.error() : StoreError::Failed;
        poison();
        return fail(error);
    }
    return {};
}

SqliteStore::Applied SqliteStore::apply(std::span<const Persist> batches)
{
    if (isPoisoned()) {
        return fail(StoreError::Failed);
    }
    auto applied = m_statements->begin.run();
    if (applied) {
        applied = applyAll(batches);
    }
    if (applied) {
        applied = m_index->finish();
    }
    if (applied) {
        applied = m_statements->commit.run();
    }
    if (!applied) {
        rollBack(applied.error());
    }
    return applied;
}

void SqliteStore::rollBack(StoreError error)
{
    static_cast<void>(m_database->run("ROLLBACK"));
    m_index->rolledBack();
    m_roomNo.clear(); // numbers that the rolled back transaction gave out
    m_logNo.clear();
    if (error == StoreError::Failed) {
        poison();
    }
}

core::Result<bool, StoreError> SqliteStore::tidy()
{
    if (isPoisoned()) {
        return fail(StoreError::Failed);
    }
    const std::string promised = std::string("PRAGMA synchronous=") + m_place.synchronous;
    auto began = m_database->run("PRAGMA synchronous=NORMAL");
    if (began) {
        began = m_statements->begin.run();
    }
    auto tidied = began ? m_forgotten->step() : core::Result<bool, StoreError>(fail(began.error()));
    if (tidied && !*tidied) {
        tidied = m_index->fill();
    }
    if (tidied) {
        if (const auto committed = m_statements->commit.run(); !committed) {
            tidied = fail(committed.error());
        }
    }
    if (!tidied) {
        rollBack(tidied.error());
    }
    if (!isPoisoned() && !m_database->run(promised)) {
        poison(); // never write on under a weaker promise
    }
    return tidied;
}

SqliteStore::Applied SqliteStore::applyAll(std::span<const Persist> batches)
{
    for (const Persist& batch : batches) {
        for (const StoreOp& op : batch.ops) {
            auto applied = std::visit([this](const auto& one) { return applyOp(one); }, op);
            if (!applied) {
                return applied;
            }
        }
    }
    return {};
}

core::Result<std::int64_t, StoreError> SqliteStore::roomNo(const RoomId& room)
{
    if (const auto known = m_roomNo.find(room); known != m_roomNo.end()) {
        return known->second;
    }
    for (Statement* statement : {&m_statements->findRoom, &m_statements->addRoom}) {
        if (const auto ran = statement->bind(room).run(); !ran) {
            return fail(ran.error());
        }
        if (statement->next()) {
            const std::int64_t number = statement->number(0);
            statement->finish();
            if (m_roomNo.size() >= numbersRemembered) {
                m_roomNo.clear();
            }
            m_roomNo.emplace(room, number);
            return number;
        }
        if (const auto error = statement->failed()) {
            return fail(*error);
        }
    }
    return fail(StoreError::Failed);
}

core::Result<std::int64_t, StoreError> SqliteStore::logNo(const RoomId& room,
                                                          const core::LogId& log)
{
    const auto key = std::pair(room, log);
    if (const auto known = m_logNo.find(key); known != m_logNo.end()) {
        return known->second;
    }
    const auto inRoom = roomNo(room);
    if (!inRoom) {
        return inRoom;
    }
    for (Statement* statement : {&m_statements->findLog, &m_statements->addLog}) {
        if (const auto ran = statement->bind(*inRoom).bind(log).run(); !ran) {
            return fail(ran.error());
        }
        if (statement->next()) {
            const std::int64_t number = statement->number(0);
            statement->finish();
            if (m_logNo.size() >= numbersRemembered) {
                m_logNo.clear();
            }
            m_logNo.emplace(key, number);
            return number;
        }
        if (const auto error = statement->failed()) {
            return fail(*error);
        }
    }
    return fail(StoreError::Failed);
}

SqliteStore::Applied SqliteStore::applyOp(const PutEvent& op)
{
    const auto inRoom = roomNo(op.room);
    const auto log = inRoom ? logNo(op.room, op.row.ref.log) : inRoom;
    if (!log) {
        return fail(log.error());
    }
    const EventRow& row = op.row;
    if (row.target) {
        auto related = m_statements->relate.bind(*inRoom)
                           .bind(row.target->log)
                           .bind(host::toSql(row.target->seq))
                           .bind(std::int64_t{row.kind})
                           .bind(*log)
                           .bind(host::toSql(row.ref.seq))
                           .run();
        if (!related) {
            return related;
        }
    }
    if (auto noted = noteWords(*log, row); !noted) {
        return noted;
    }
    return m_statements->putEvent.bind(*log)
        .bind(host::toSql(row.ref.seq))
        .bind(*inRoom)
        .bind(std::int64_t{row.kind})
        .bind(toSql(row.shown))
        .bind(row.late)
        .bind(row.hasBody)
        .bind(row.sealed)
        .bind(row.core)
        .bind(row.arrivedMs)
        .bind(core::ByteView(row.order))
        .bind(row.author)
        .bind(core::ByteView(row.header))
        .bind(core::ByteView(row.signature))
        .bind(core::ByteView(row.nonce))
        .bind(core::ByteView(row.body))
        .bind(row.olderRules)
        .run();
}

/// Sealed words come once more when they are opened.
SqliteStore::Applied SqliteStore::noteWords(std::int64_t log, const EventRow& row)
{
    if (!isSearched(row.kind)) {
        return {};
    }
    if (row.hasBody && !row.sealed) {
        return m_index->wait(log, host::toSql(row.ref.seq));
    }
    m_index->forget(log, host::toSql(row.ref.seq));
    return {};
}

SqliteStore::Applied SqliteStore::applyOp(const SetShown& op)
{
    const auto log = logNo(op.room, op.log);
    if (!log) {
        return fail(log.error());
    }
    return m_statements->setShown.bind(toSql(op.shown))
        .bind(toSql(op.shown))
        .bind(*log)
        .bind(host::toSql(op.fromSeq))
        .bind(host::toSql(op.toSeq))
        .bind(op.redactedToo)
        .bind(toSql(op.shown)) // QtSql knows no numbered places
        .run();
}

SqliteStore::Applied SqliteStore::applyOp(const SetOlderRules& op)
{
    const auto log = logNo(op.room, op.ref.log);
    if (!log) {
        return fail(log.error());
    }
    return m_statements->setOlderRules.bind(op.olderRules)
        .bind(*log)
        .bind(host::toSql(op.ref.seq))
        .run();
}

SqliteStore::Applied SqliteStore::applyOp(const DropBody& op)
{
    const auto log = logNo(op.room, op.ref.log);
    if (!log) {
        return fail(log.error());
    }
    m_index->forget(*log, host::toSql(op.ref.seq));
    return m_statements->dropBody.bind(*log).bind(host::toSql(op.ref.seq)).run();
}

SqliteStore::Applied SqliteStore::applyOp(const PutRecord& op)
{
    const auto inRoom = roomNo(op.room);
    if (!inRoom) {
        return fail(inRoom.error());
    }
    return m_statements->putRecord.bind(*inRoom)
        .bind(toSql(op.kind))
        .bind(core::ByteView(op.key))
        .bind(core::ByteView(op.value))
        .run();
}

SqliteStore::Applied SqliteStore::applyOp(const DropRecord& op)
{
    const auto inRoom = roomNo(op.room);
    if (!inRoom) {
        return fail(inRoom.error());
    }
    return m_statements->dropRecord.bind(*inRoom)
        .bind(toSql(op.kind))
        .bind(core::ByteView(op.key))
        .run();
}

SqliteStore::Applied SqliteStore::applyOp(const PutReceipt& op)
{
    const auto log = logNo(op.room, op.log);
    if (!log) {
        return fail(log.error());
    }
    return m_statements->putReceipt.bind(*log)
        .bind(op.member)
        .bind(host::toSql(op.deliveredEnd))
        .bind(host::toSql(op.readEnd))
        .run();
}

SqliteStore::Applied SqliteStore::applyOp(const DropRoom& op)
{
    const auto inRoom = roomNo(op.room);
    if (!inRoom) {
        return fail(inRoom.error());
    }
    if (auto forgotten = m_forgotten->forget(*inRoom); !forgotten) {
        return forgotten;
    }
    m_roomNo.erase(op.room);
    std::erase_if(m_logNo, [&op](const auto& entry) { return entry.first.first == op.room; });
    return {};
}

core::Result<StoredState, StoreError> SqliteStore::loadState()
{
    if (isPoisoned()) {
        return fail(StoreError::Failed);
    }
    StoredState state;
    Statement records(*m_database,
                      "SELECT room, kind, key, value FROM records JOIN rooms USING(room_no) "
                      "ORDER BY room, kind, key");
    Statement rows(*m_database,
                   (std::string("SELECT") + eventColumns
                    + ", room, log FROM events JOIN logs ON logs.log_no=events.log_no "
                      "JOIN rooms ON rooms.room_no=events.room_no WHERE core=1 AND "
                    + roomIsThere + " ORDER BY room, log, seq")
                       .c_str());
    Statement receipts(*m_database,
                       (std::string("SELECT room, log, member, delivered_end, read_end "
                                    "FROM receipts JOIN logs USING(log_no) "
                                    "JOIN rooms USING(room_no) WHERE ")
                        + roomIsThere + " ORDER BY room, log, member")
                           .c_str());
    for (Statement* statement : {&records, &rows, &receipts}) {
        if (const auto ran = statement->run(); !ran) {
            return fail(ran.error());
        }
    }
    while (records.next()) {
        state.records.push_back({records.id<RoomId>(0),
                                 static_cast<RecordKind>(records.number(1)),
                                 records.bytes(2),
                                 records.bytes(3)});
    }
    while (rows.next()) {
        state.core.push_back({rows.id<RoomId>(eventColumnCount),
                              eventRowFrom(rows, rows.id<core::LogId>(eventColumnCount + 1))});
    }
    while (receipts.next()) {
        state.receipts.push_back({receipts.id<RoomId>(0),
                                  receipts.id<core::LogId>(1),
                                  receipts.id<IdentityId>(2),
                                  static_cast<std::uint64_t>(receipts.number(3)),
                                  static_cast<std::uint64_t>(receipts.number(4))});
    }
    for (const Statement* statement : {&records, &rows, &receipts}) {
        if (const auto error = statement->failed()) {
            return fail(*error);
        }
    }
    return state;
}

} // namespace engine::host
