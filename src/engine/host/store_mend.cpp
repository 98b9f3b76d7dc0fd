// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/store_mend.h"

#include "core/codec.h"
#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"
#include "engine/room/event.h"
#include "engine/room/room_records.h"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace engine::host {

using core::fail;

namespace {

/// Statements that may fail before the rest is given up: thousands of lost pages, some minutes.
constexpr std::size_t failuresMost = 200'000;
/// Seqs above the highest that anything knows of.
constexpr std::int64_t seqsBeyond = 4096;
constexpr std::int64_t numbersMost = 1'000'000; ///< of rooms and logs, where the file does not say
constexpr int kindsMost = 64;                   ///< of records
constexpr std::size_t prefixMost = 3;           ///< bytes of a key by which it is looked for

std::string blobText(core::ByteView bytes)
{
    return "x'" + core::toHex(bytes) + "'";
}

/// All that starts with the prefix.
std::string startsWith(const std::string& column, const core::Bytes& prefix)
{
    std::string out = column + ">=" + blobText(prefix);
    core::Bytes after = prefix;
    while (!after.empty() && after.back() == 0xff) {
        after.pop_back();
    }
    if (!after.empty()) {
        ++after.back();
        out += " AND " + column + "<" + blobText(after);
    }
    return out;
}

struct StoredLog {
    std::int64_t number = 0;
    std::int64_t room = 0;
    core::LogId id;
    std::uint64_t top = 0;
    std::optional<room::LogEntry> entry;
    bool holed = false;
};

/// From the attached database `damaged` into `main`, which has the shape and nothing in it.
class Mending
{
public:
    explicit Mending(Database& to)
        : m_to(to)
    {
    }

    [[nodiscard]] core::Result<Mended, StoreError> run();

private:
    /// False: something there cannot be read, and nothing of it was copied.
    bool copy(const std::string& table, const std::string& where);
    /// In halves; false when any was lost.
    bool copyNumbers(const std::string& table,
                     const std::string& column,
                     const std::string& where,
                     std::int64_t from,
                     std::int64_t to);
    bool copyKeys(const std::string& table,
                  const std::string& column,
                  const std::string& where,
                  const core::Bytes& prefix);
    void copyTableOfNumbers(const std::string& table, const std::string& column);
    void copyRecords();
    void copyRelations();
    void copyReceipts();
    void copyEvents(StoredLog& log);
    [[nodiscard]] std::vector<std::int64_t> rooms();
    [[nodiscard]] std::vector<StoredLog> logs();
    void noteMissing(StoredLog& log);
    void dropRoomsWithoutRecord();
    void exec(const std::string& sql);
    [[nodiscard]] std::int64_t number(const std::string& sql);

    Database& m_to;
    Mended m_mended;
    std::size_t m_failures = 0;
    std::optional<StoreError> m_error; ///< of the new file
};

bool Mending::copy(const std::string& table, const std::string& where)
{
    if (m_error || m_failures >= failuresMost) {
        return false;
    }
    std::string sql = "INSERT OR IGNORE INTO main.";
    sql.append(table).append(" SELECT * FROM damaged.").append(table);
    sql.append(" WHERE ").append(where);
    const auto done = m_to.run(sql);
    if (done) {
        return true;
    }
    if (done.error() == StoreError::Failed) {
        ++m_failures;
    } else {
        m_error = done.error();
    }
    return false;
}

bool Mending::copyNumbers(const std::string& table,
                          const std::string& column,
                          const std::string& where,
                          std::int64_t from,
                          std::int64_t to)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges{{from, to}};
    bool whole = true;
    while (!ranges.empty() && !m_error) {
        const auto [low, high] = ranges.back();
        ranges.pop_back();
        const std::string range =
            " AND " + column + " BETWEEN " + std::to_string(low) + " AND " + std::to_string(high);
        if (copy(table, where + range)) {
            continue;
        }
        if (low == high) {
            whole = false;
            continue;
        }
        const std::int64_t middle = low + (high - low) / 2;
        ranges.emplace_back(middle + 1, high);
        ranges.emplace_back(low, middle);
    }
    return whole;
}

bool Mending::copyKeys(const std::string& table,
                       const std::string& column,
                       const std::string& where,
                       const core::Bytes& prefix)
{
    if (copy(table, where + " AND " + startsWith(column, prefix))) {
        return true;
    }
    if (m_error || prefix.size() == prefixMost) {
        return false;
    }
    std::string alone = where;
    alone.append(" AND ").append(column).append("=").append(blobText(prefix));
    bool whole = copy(table, alone);
    for (unsigned byte = 0; byte < 256; ++byte) {
        core::Bytes longer = prefix;
        longer.push_back(static_cast<std::uint8_t>(byte));
        whole = copyKeys(table, column, where, longer) && whole;
    }
    return whole;
}

/// Rooms and logs lie in the file twice: as rows, and in the index over their ids.
void Mending::copyTableOfNumbers(const std::string& table, const std::string& column)
{
    if (copy(table, "1")) {
        return;
    }
    const auto twin = m_to.run("INSERT OR IGNORE INTO main." + table + " SELECT * FROM damaged."
                               + table + " INDEXED BY sqlite_autoindex_" + table + "_1");
    if (!twin) {
        const std::int64_t top =
            std::min(number("SELECT max(" + column + ") FROM damaged." + table), numbersMost);
        static_cast<void>(copyNumbers(table, column, "1", 1, top > 0 ? top : numbersMost));
    }
}

void Mending::copyRecords()
{
    for (const std::int64_t room : rooms()) {
        const std::string ofRoom = "room_no=" + std::to_string(room);
        if (copy("records", ofRoom)) {
            continue;
        }
        for (int kind = 0; kind < kindsMost && !m_error; ++kind) {
            static_cast<void>(
                copyKeys("records", "key", ofRoom + " AND kind=" + std::to_string(kind), {}));
        }
    }
}

/// An edit, a reaction or a pin of which nobody knows any more what it hangs on comes again, and says so itself.
void Mending::copyRelations()
{
    bool whole = true;
    for (const std::int64_t room : rooms()) {
        const std::string ofRoom = "room_no=" + std::to_string(room);
        whole =
            (copy("relations", ofRoom) || copyKeys("relations", "target_log", ofRoom, {})) && whole;
    }
    if (!whole) {
        exec("DELETE FROM main.events WHERE kind IN (65, 66, 69) AND core=0 AND has_body=1 AND "
             "sealed=0 AND NOT EXISTS(SELECT 1 FROM main.relations r WHERE "
             "r.room_no=events.room_no AND r.log_no=events.log_no AND r.seq=events.seq)");
    }
}

void Mending::copyReceipts()
{
    if (copy("receipts", "1")) {
        return;
    }
    for (const StoredLog& log : logs()) { // what is lost of them the members say again
        static_cast<void>(copy("receipts", "log_no=" + std::to_string(log.number)));
    }
}

std::vector<std::int64_t> Mending::rooms()
{
    std::vector<std::int64_t> out;
    Statement all(m_to, "SELECT room_no FROM main.rooms ORDER BY room_no");
    if (all.run()) {
        while (all.next()) {
            out.push_back(all.number(0));
        }
    }
    return out;
}

std::vector<StoredLog> Mending::logs()
{
    std::vector<StoredLog> out;
    Statement all(m_to,
                  "SELECT log_no, logs.room_no, log, value FROM main.logs LEFT JOIN main.records r "
                  "ON r.room_no=logs.room_no AND r.kind=? AND r.key=log ORDER BY log_no");
    if (!all.bind(static_cast<std::int64_t>(RecordKind::LogState)).run()) {
        return out;
    }
    while (all.next()) {
        StoredLog log;
        log.number = all.number(0);
        log.room = all.number(1);
        log.id = all.id<core::LogId>(2);
        log.entry = room::logFromRecord(all.bytes(3));
        if (log.entry && !log.entry->held.empty()) {
            log.top = log.entry->held.topSeq();
        }
        out.push_back(std::move(log));
    }
    return out;
}

void Mending::copyEvents(StoredLog& log)
{
    const std::string ofLog = "log_no=" + std::to_string(log.number);
    if (copy("events", ofLog)) {
        return;
    }
    const std::int64_t known =
        std::max(toSql(log.top), number("SELECT max(seq) FROM damaged.events WHERE " + ofLog));
    log.holed = !copyNumbers("events", "seq", ofLog, 0, known + seqsBeyond);
}

/// What the log holds is what is here of what it held.
void Mending::noteMissing(StoredLog& log)
{
    Statement rows(m_to, "SELECT seq, header FROM main.events WHERE log_no=? ORDER BY seq");
    if (!rows.bind(log.number).run()) {
        m_error = rows.failed().value_or(StoreError::Failed);
        return;
    }
    room::HeldLog held;
    std::uint64_t kept = 0;
    while (rows.next()) {
        const auto seq = static_cast<std::uint64_t>(rows.number(0));
        const core::Bytes header = rows.bytes(1);
        const auto decoded = room::decodeHeader(header);
        const core::EventId id = room::eventId(header);
        if (!decoded || (log.entry && !log.entry->held.has(seq)) || !held.hasRoomFor(seq)
            || held.fit(seq, decoded->prev, id) != room::Fit::New) {
            continue;
        }
        held.insert(seq, decoded->prev, id);
        ++kept;
    }
    rows.finish();
    if (kept == 0 && !log.entry) {
        return;
    }
    room::LogEntry entry = log.entry.value_or(room::LogEntry());
    for (const room::Stretch& stretch : entry.held.stretches()) {
        m_mended.events += stretch.to - stretch.from + 1;
    }
    m_mended.events -= std::min(m_mended.events, kept);
    entry.held = std::move(held);
    entry.trail = {};
    entry.toJudge = true;
    const PutRecord record = room::logRecord(core::RoomId(), log.id, entry);
    Statement put(
        m_to, "INSERT OR REPLACE INTO main.records(room_no, kind, key, value) VALUES(?, ?, ?, ?)");
    if (const auto done = put.bind(log.room)
                              .bind(static_cast<std::int64_t>(record.kind))
                              .bind(record.key)
                              .bind(record.value)
                              .run();
        !done) {
        m_error = done.error();
    }
}

void Mending::dropRoomsWithoutRecord()
{
    const std::string lost =
        "SELECT room_no FROM main.rooms WHERE room<>zeroblob(32) AND room_no NOT IN "
        "(SELECT room_no FROM main.records WHERE kind="
        + std::to_string(static_cast<int>(RecordKind::Room)) + ")";
    m_mended.rooms = static_cast<std::uint64_t>(number("SELECT count(*) FROM (" + lost + ")"));
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
    if (m_error) {
        return;
    }
    if (const auto done = m_to.run(sql); !done) {
        m_error = done.error();
    }
}

std::int64_t Mending::number(const std::string& sql)
{
    const auto out = m_to.number(sql);
    return out ? *out : 0;
}

core::Result<Mended, StoreError> Mending::run()
{
    exec("PRAGMA foreign_keys=OFF"); // until it is whole
    copyTableOfNumbers("rooms", "room_no");
    copyTableOfNumbers("logs", "log_no");
    copyRecords();
    std::vector<StoredLog> all = logs();
    for (StoredLog& log : all) {
        copyEvents(log);
    }
    const std::int64_t before = number("SELECT count(*) FROM main.events");
    copyRelations();
    const bool unrelated = number("SELECT count(*) FROM main.events") != before;
    copyReceipts();
    for (StoredLog& log : all) {
        if (!m_error && (log.holed || unrelated || !log.entry)) {
            noteMissing(log);
        }
    }
    dropRoomsWithoutRecord();
    exec(waitForIndex);
    if (m_error) {
        return fail(*m_error);
    }
    const auto orphans = m_to.number("SELECT count(*) FROM pragma_foreign_key_check");
    if (!orphans || *orphans != 0) {
        return fail(StoreError::Failed);
    }
    return m_mended;
}

core::Result<Mended, PrepareError> mendInto(const DatabasePlace& fresh,
                                            const DatabasePlace& damaged)
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
        if (auto attached = (*to)->attach(damaged, "damaged"); !attached) {
            return fail(PrepareError::Damaged);
        }
        auto mended = Mending(**to).run();
        if (!mended) {
            return fail(prepareError(mended.error()));
        }
        out = *mended;
        // Its own log only: that of the other is nobody's any more.
        if (!(*to)->run("PRAGMA main.wal_checkpoint(TRUNCATE)") || !(*to)->run("DETACH damaged")
            || !isSound(**to)) {
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

bool isSound(Database& database)
{
    const auto sound =
        database.number("SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check='ok'");
    return sound && *sound == 1;
}

core::Result<std::optional<Mended>, PrepareError> mendDatabase(const DatabasePlace& place)
{
    {
        const auto database = Database::open(place, Database::Mode::Write);
        if (!database) {
            return fail(prepareError(database.error()));
        }
        if (isSound(**database)) {
            return std::nullopt;
        }
    }
    DatabasePlace fresh = place;
    fresh.path += ".mending";
    fresh.synchronous = "OFF"; // nothing counts until all of it is on the disk
    removeDatabase(fresh.path);
    auto mended = mendInto(fresh, place);
    if (!mended) {
        removeDatabase(fresh.path);
        return fail(mended.error());
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
