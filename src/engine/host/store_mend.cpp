// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/store_mend.h"

#include "engine/host/forgotten_rooms.h"
#include "engine/host/posix_file.h"
#include "engine/host/row_salvage.h"
#include "engine/host/sealed_vfs.h"
#include "engine/room/event.h"
#include "engine/room/log_remains.h"
#include "engine/room/message_fold.h"
#include "engine/room/room_records.h"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace engine::host {

using core::fail;

namespace {

constexpr int kindsMost = 64; ///< of records

struct StoredLog {
    std::int64_t number = 0;
    std::int64_t room = 0;
    core::LogId id;
    std::optional<room::LogEntry> entry;
    bool holed = false;
};

/// From the attached database `damaged` into `main`, which has the shape and nothing in it.
class Mending
{
public:
    Mending(Database& to, bool lastResort)
        : m_to(to)
        , m_rows(to, lastResort)
        , m_lastResort(lastResort)
    {
    }

    [[nodiscard]] core::Result<Mended, StoreError> run();

private:
    /// Whether that was all.
    bool copyTableOfNumbers(const std::string& table, const std::string& column);
    void nameLogs();
    void copyRecords();
    void copyRelations();
    void copyReceipts();
    void copyEvents(StoredLog& log);
    [[nodiscard]] std::vector<std::int64_t> rooms();
    [[nodiscard]] std::vector<StoredLog> logs();
    void noteMissing(StoredLog& log);
    void dropRoomsWithoutRecord();
    /// The new file is read to its end, or nothing is taken from it: what it does not give would count as lost.
    [[nodiscard]] bool began(Statement& ours);
    void ended(const Statement& ours);
    void exec(const std::string& sql);
    [[nodiscard]] std::int64_t number(const std::string& sql);

    Database& m_to;
    RowSalvage m_rows; ///< keeps the error, too
    bool m_lastResort;
    Mended m_mended;
};

/// Rooms and logs lie in the file twice: as rows, and in the index over their ids.
bool Mending::copyTableOfNumbers(const std::string& table, const std::string& column)
{
    const bool twin = m_to.run("INSERT OR IGNORE INTO main." + table + " SELECT * FROM damaged."
                               + table + " INDEXED BY sqlite_autoindex_" + table + "_1")
                          .hasValue();
    const bool rows = m_rows.copyReadable({table, column, column + ">0", true});
    return twin || rows;
}

/// Whose row is lost, the headers of its events name it.
void Mending::nameLogs()
{
    for (const std::int64_t log : m_rows.readableNumbers({"events", "log_no", "1", true})) {
        const std::string number = std::to_string(log);
        if (this->number("SELECT count(*) FROM main.logs WHERE log_no=" + number) > 0) {
            continue;
        }
        Statement any(m_to, "SELECT room_no, header FROM damaged.events WHERE log_no=? LIMIT 1");
        const auto header = any.bind(log).run() && any.next() ? room::decodeHeader(any.bytes(1))
                                                              : fail(room::EventError::Length);
        if (!header) {
            continue;
        }
        const std::string room = std::to_string(any.number(0));
        any.finish();
        std::string sql = "INSERT OR IGNORE INTO main.rooms VALUES(";
        sql.append(room).append(", x'").append(header->room.hex()).append("')");
        exec(sql);
        sql = "INSERT OR IGNORE INTO main.logs VALUES(";
        sql.append(number).append(", ").append(room).append(", x'");
        sql.append(header->log.hex()).append("')");
        exec(sql);
    }
}

void Mending::copyRecords()
{
    for (const std::int64_t room : rooms()) {
        const std::string ofRoom = "room_no=" + std::to_string(room);
        if (m_rows.copy("records", ofRoom)) {
            continue;
        }
        for (int kind = 0; kind < kindsMost && !m_rows.error(); ++kind) {
            static_cast<void>(m_rows.copyReadable(
                {"records", "key", ofRoom + " AND kind=" + std::to_string(kind)}));
        }
    }
}

/// What a lost row said, the body of the edit, the reaction or the pin says, too.
void Mending::copyRelations()
{
    bool whole = true;
    for (const std::int64_t room : rooms()) {
        const std::string ofRoom = "room_no=" + std::to_string(room);
        whole = m_rows.copyReadable({"relations", "target_log", ofRoom}) && whole;
    }
    if (whole) {
        return;
    }
    Statement bare(m_to,
                   "SELECT log_no, seq, room_no, kind, body FROM main.events e WHERE kind IN (65, "
                   "66, 69) AND core=0 AND has_body=1 AND sealed=0 AND NOT EXISTS(SELECT 1 FROM "
                   "main.relations r WHERE r.room_no=e.room_no AND r.log_no=e.log_no AND "
                   "r.seq=e.seq)");
    if (!began(bare)) {
        return;
    }
    std::vector<std::string> missing;
    while (bare.next()) {
        const auto target =
            room::relatedTo(static_cast<std::uint8_t>(bare.number(3)), bare.bytes(4));
        if (target) {
            std::string sql = "INSERT OR IGNORE INTO main.relations VALUES(";
            sql.append(std::to_string(bare.number(2))).append(", x'");
            sql.append(target->log.hex()).append("', ");
            sql.append(std::to_string(toSql(target->seq))).append(", ");
            sql.append(std::to_string(bare.number(3))).append(", ");
            sql.append(std::to_string(bare.number(0))).append(", ");
            sql.append(std::to_string(bare.number(1))).append(")");
            missing.push_back(std::move(sql));
        }
    }
    ended(bare);
    bare.finish();
    for (const std::string& each : missing) {
        exec(each);
    }
}

void Mending::copyReceipts()
{
    if (m_rows.copy("receipts", "1")) {
        return;
    }
    for (const StoredLog& log : logs()) { // what is lost of them the members say again
        static_cast<void>(m_rows.copy("receipts", "log_no=" + std::to_string(log.number)));
    }
}

std::vector<std::int64_t> Mending::rooms()
{
    std::vector<std::int64_t> out;
    Statement all(m_to, "SELECT room_no FROM main.rooms ORDER BY room_no");
    if (!began(all)) {
        return out;
    }
    while (all.next()) {
        out.push_back(all.number(0));
    }
    ended(all);
    return out;
}

std::vector<StoredLog> Mending::logs()
{
    std::vector<StoredLog> out;
    Statement all(m_to,
                  "SELECT log_no, logs.room_no, log, value FROM main.logs LEFT JOIN main.records r "
                  "ON r.room_no=logs.room_no AND r.kind=? AND r.key=log ORDER BY log_no");
    if (!began(all.bind(static_cast<std::int64_t>(RecordKind::LogState)))) {
        return out;
    }
    while (all.next()) {
        StoredLog log;
        log.number = all.number(0);
        log.room = all.number(1);
        log.id = all.id<core::LogId>(2);
        log.entry = room::logFromRecord(all.bytes(3));
        out.push_back(std::move(log));
    }
    ended(all);
    return out;
}

void Mending::copyEvents(StoredLog& log)
{
    log.holed =
        !m_rows.copyReadable({"events", "seq", "log_no=" + std::to_string(log.number), true});
}

/// What the log holds is what is here of what it held.
void Mending::noteMissing(StoredLog& log)
{
    Statement rows(m_to, "SELECT seq, header FROM main.events WHERE log_no=? ORDER BY seq");
    if (!began(rows.bind(log.number))) {
        return;
    }
    room::LogRemains remains(log.entry);
    while (rows.next()) {
        remains.add(static_cast<std::uint64_t>(rows.number(0)), rows.bytes(1));
    }
    ended(rows);
    rows.finish();
    m_mended.events += remains.lost();
    if (remains.isEmpty() && !log.entry) {
        return;
    }
    if (!log.entry) {
        // Where it forked was in its record; the proof comes again, and says it again.
        exec("DELETE FROM main.records WHERE room_no=" + std::to_string(log.room)
             + " AND kind=" + std::to_string(static_cast<int>(RecordKind::ForkProof))
             + " AND key=x'" + log.id.hex() + "'");
    }
    const PutRecord record = room::logRecord(core::RoomId(), log.id, remains.entry());
    Statement put(
        m_to, "INSERT OR REPLACE INTO main.records(room_no, kind, key, value) VALUES(?, ?, ?, ?)");
    if (const auto done = put.bind(log.room)
                              .bind(static_cast<std::int64_t>(record.kind))
                              .bind(record.key)
                              .bind(record.value)
                              .run();
        !done) {
        m_rows.stop(done.error());
    }
}

void Mending::dropRoomsWithoutRecord()
{
    const std::string lost =
        "SELECT room_no FROM main.rooms WHERE room<>zeroblob(32) AND room_no NOT IN "
        "(SELECT room_no FROM main.records WHERE kind="
        + std::to_string(static_cast<int>(RecordKind::Room)) + ")";
    // One that is on its way out is not lost.
    m_mended.rooms = static_cast<std::uint64_t>(
        number("SELECT count(*) FROM (" + lost + " AND " + roomIsThere + ")"));
    const std::string lostLogs =
        "SELECT log_no FROM main.logs WHERE room_no NOT IN (SELECT room_no FROM main.rooms) OR "
        "room_no IN ("
        + lost + ")";
    for (const char* table : {"events", "receipts"}) {
        exec(std::string("DELETE FROM main.") + table + " WHERE log_no IN (" + lostLogs + ")");
    }
    exec("DELETE FROM main.logs WHERE log_no IN (" + lostLogs + ")");
    for (const char* table : {"events", "receipts"}) {
        exec(std::string("DELETE FROM main.") + table
             + " WHERE log_no NOT IN (SELECT log_no FROM main.logs)");
    }
    exec("DELETE FROM main.relations WHERE room_no IN (" + lost + ")");
    // The record of the room last: it is what says which are lost.
    exec("CREATE TEMP TABLE gone AS " + lost);
    exec("DELETE FROM main.records WHERE room_no IN (SELECT room_no FROM gone)");
    exec("DELETE FROM main.rooms WHERE room_no IN (SELECT room_no FROM gone)");
    exec("DROP TABLE gone");
}

void Mending::exec(const std::string& sql)
{
    if (m_rows.error()) {
        return;
    }
    if (const auto done = m_to.run(sql); !done) {
        m_rows.stop(done.error());
    }
}

bool Mending::began(Statement& ours)
{
    if (m_rows.error()) {
        return false;
    }
    if (const auto ran = ours.run(); !ran) {
        m_rows.stop(ran.error());
    }
    return !m_rows.error();
}

void Mending::ended(const Statement& ours)
{
    if (const auto failed = ours.failed()) {
        m_rows.stop(*failed);
    }
}

std::int64_t Mending::number(const std::string& sql)
{
    const auto out = m_to.number(sql);
    if (!out) {
        m_rows.stop(out.error());
    }
    return out ? *out : 0;
}

core::Result<Mended, StoreError> Mending::run()
{
    exec("PRAGMA foreign_keys=OFF"); // until it is whole
    const bool rooms = copyTableOfNumbers("rooms", "room_no");
    if (!copyTableOfNumbers("logs", "log_no") || !rooms) {
        nameLogs();
    }
    copyRecords();
    std::vector<StoredLog> all = logs();
    for (StoredLog& log : all) {
        copyEvents(log);
    }
    copyRelations();
    copyReceipts();
    for (StoredLog& log : all) {
        if (!m_rows.error() && (log.holed || !log.entry)) {
            noteMissing(log);
        }
    }
    dropRoomsWithoutRecord();
    // Of a log that nothing names any more nothing is held.
    exec("DELETE FROM main.records WHERE kind="
         + std::to_string(static_cast<int>(RecordKind::LogState))
         + " AND NOT EXISTS(SELECT 1 FROM main.logs WHERE logs.room_no=records.room_no AND "
           "log=key)");
    exec(waitForIndex);
    if (m_rows.error()) {
        return fail(*m_rows.error());
    }
    if (m_to.sawRefusal() && !m_lastResort) {
        return fail(StoreError::Failed);
    }
    const auto orphans = m_to.number("SELECT count(*) FROM pragma_foreign_key_check");
    if (!orphans || *orphans != 0) {
        return fail(StoreError::Failed);
    }
    return m_mended;
}

/// Its shape is the present one, and could be read: what else was not found would count as lost.
bool saysWhatItHolds(Database& database)
{
    const auto version = database.number("PRAGMA damaged.user_version");
    const auto tables =
        database.number("SELECT count(*) FROM damaged.sqlite_master WHERE type='table' AND name IN "
                        "('rooms', 'logs', 'events', 'records', 'receipts', 'relations')");
    return version && *version == static_cast<std::int64_t>(schemaSteps().size()) && tables
           && *tables == 6;
}

core::Result<Mended, PrepareError>
mendInto(const DatabasePlace& fresh, const DatabasePlace& damaged, bool lastResort)
{
    if (auto made = prepareDatabase(fresh, schemaSteps()); !made) {
        return fail(made.error());
    }
    Mended out;
    {
        auto to = Database::open(fresh, Database::Mode::Write);
        if (!to) {
            return fail(prepareError(to.error()));
        }
        // With this a file that is shorter than it says is read as far as it goes.
        if (!(*to)->run("PRAGMA writable_schema=ON") || !(*to)->attach(damaged, "damaged")
            || !saysWhatItHolds(**to)) {
            return fail(PrepareError::Damaged);
        }
        auto mended = Mending(**to, lastResort).run();
        if (!mended) {
            return fail(prepareError(mended.error()));
        }
        out = *mended;
        // Its own log only: that of the other is nobody's any more.
        if (!(*to)->run("PRAGMA main.wal_checkpoint(TRUNCATE)") || !(*to)->run("DETACH damaged")
            || !(*to)->isSound()) {
            return fail(PrepareError::Failed);
        }
    }
    const auto file = openFile(fresh.path, O_RDWR | O_NOFOLLOW);
    if (!file || !syncFile(*file) || existsAt(fresh.path + "-wal")) {
        return fail(PrepareError::Failed);
    }
    return out;
}

} // namespace

std::vector<Warning> warningsOf(const Mended& mended)
{
    std::vector<Warning> out{Warning::HistoryMended};
    if (mended.rooms > 0) {
        out.push_back(Warning::RoomsLost);
    }
    return out;
}

core::Result<std::optional<Mended>, PrepareError> mendDatabase(const DatabasePlace& place,
                                                               bool lastResort)
{
    if (!place.exists()) {
        return fail(PrepareError::Failed); // attached, it would be made, and empty
    }
    {
        const auto database = Database::open(place, Database::Mode::Write);
        if (!database && database.error() != StoreError::Failed) {
            return fail(prepareError(database.error()));
        }
        if (database && (*database)->isSound()) {
            return std::optional<Mended>();
        }
    }
    DatabasePlace fresh = place;
    fresh.path += ".mending";
    fresh.synchronous = "OFF"; // nothing counts until all of it is on the disk
    removeDatabase(fresh.path);
    auto mended = mendInto(fresh, place, lastResort);
    if (!mended) {
        removeDatabase(fresh.path);
        return fail(mended.error());
    }
    // What opens a room cannot be asked for, and what the disk refused may be there: somebody may still get it out of the
    // old file.
    const std::string kept = place.path + ".damaged";
    if ((mended->rooms > 0 || lastResort) && !existsAt(kept)
        && ::link(place.path.c_str(), kept.c_str()) != 0) {
        removeDatabase(fresh.path);
        return fail(PrepareError::NotWritable);
    }
    // A log left beside it would be read as that of the new file.
    static_cast<void>(::unlink((place.path + "-wal").c_str()));
    if (!syncFolderOf(place.path) || std::rename(fresh.path.c_str(), place.path.c_str()) != 0
        || !syncFolderOf(place.path)) {
        return fail(PrepareError::NotWritable);
    }
    return std::optional(*mended);
}

} // namespace engine::host
