// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/store_schema.h"

#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::host {

using core::fail;

namespace {

constexpr std::int64_t applicationId = 0x5041524c; // "PARL"
constexpr std::size_t copyBytes = 1024 * 1024;

PrepareError fileError(Errno error)
{
    switch (error.value) {
    case ENOSPC:
    case EDQUOT:
        return PrepareError::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
        return PrepareError::NotWritable;
    default:
        return PrepareError::Failed;
    }
}

core::Result<void, PrepareError> runAll(Database& database,
                                        const std::vector<std::string>& statements)
{
    for (const std::string& statement : statements) {
        if (const auto ran = database.run(statement); !ran) {
            return fail(prepareError(ran.error()));
        }
    }
    return {};
}

/// All steps from `version` on, in one transaction.
core::Result<void, PrepareError>
takeSteps(Database& database, std::size_t version, const SchemaSteps& steps)
{
    auto done = runAll(database, {"BEGIN IMMEDIATE"});
    for (std::size_t i = version; done && i < steps.size(); ++i) {
        done = runAll(database, steps[i]);
    }
    if (done) {
        done = runAll(database,
                      {"PRAGMA application_id=" + std::to_string(applicationId),
                       "PRAGMA user_version=" + std::to_string(steps.size()),
                       "COMMIT"});
    }
    if (!done) {
        static_cast<void>(database.run("ROLLBACK"));
    }
    return done;
}

core::Result<void, PrepareError> copyFile(const std::string& from, const std::string& to)
{
    const auto source = openFile(from, O_RDONLY | O_NOFOLLOW);
    if (!source) {
        return fail(fileError(source.error()));
    }
    static_cast<void>(::unlink(to.c_str()));
    const auto target = openFile(to, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (!target) {
        return fail(fileError(target.error()));
    }
    for (std::uint64_t offset = 0;;) {
        const auto piece = readAt(*source, offset, copyBytes);
        if (!piece) {
            return fail(fileError(piece.error()));
        }
        if (const auto put = writeAt(*target, offset, *piece); !put) {
            return fail(fileError(put.error()));
        }
        offset += piece->size();
        if (piece->size() < copyBytes) {
            break;
        }
    }
    if (const auto synced = syncFile(*target); !synced) {
        return fail(fileError(synced.error()));
    }
    return {};
}

core::Result<void, PrepareError>
migrateCopy(const DatabasePlace& copy, std::size_t version, const SchemaSteps& steps)
{
    {
        auto database = Database::open(copy, Database::Mode::Write);
        if (!database) {
            return fail(prepareError(database.error()));
        }
        if (auto taken = takeSteps(**database, version, steps); !taken) {
            return taken;
        }
        const auto sound =
            (*database)->number("SELECT count(*) FROM pragma_quick_check WHERE quick_check='ok'");
        const auto orphans = (*database)->number("SELECT count(*) FROM pragma_foreign_key_check");
        if (!sound || !orphans || *sound != 1 || *orphans != 0) {
            return fail(PrepareError::Failed);
        }
        if (auto folded = runAll(**database, {"PRAGMA wal_checkpoint(TRUNCATE)"}); !folded) {
            return folded;
        }
    }
    const auto file = openFile(copy.path, O_RDWR | O_NOFOLLOW);
    if (!file || !syncFile(*file) || existsAt(copy.path + "-wal")) {
        return fail(PrepareError::Failed);
    }
    return {};
}

/// The migrated copy takes the place of the original, which keeps a second name.
core::Result<void, PrepareError>
swapIn(const std::string& path, const std::string& copy, std::size_t version)
{
    const std::string kept = path + ".v" + std::to_string(version);
    static_cast<void>(::unlink(kept.c_str()));
    if (::link(path.c_str(), kept.c_str()) != 0) {
        // No hard links here: a second copy does as well.
        if (auto copied = copyFile(path, kept); !copied) {
            return copied;
        }
    }
    if (const auto synced = syncFolderOf(path); !synced) {
        return fail(fileError(synced.error()));
    }
    if (::rename(copy.c_str(), path.c_str()) != 0) {
        return fail(fileError(Errno{errno}));
    }
    if (const auto synced = syncFolderOf(path); !synced) {
        return fail(fileError(synced.error()));
    }
    return {};
}

core::Result<void, PrepareError>
migrate(const DatabasePlace& place, std::size_t version, const SchemaSteps& steps)
{
    const std::string& path = place.path;
    // The connection that folded the log into the file is closed by now, and took the log with it; a log that is still
    // there would be read as part of whatever file comes to lie beside it.
    if (existsAt(path + "-wal")) {
        return fail(PrepareError::Failed);
    }
    const std::string copy = path + ".migrating";
    removeDatabase(copy);
    auto done = copyFile(path, copy);
    if (done) {
        DatabasePlace copied = place;
        copied.path = copy;
        done = migrateCopy(copied, version, steps);
    }
    if (done) {
        done = swapIn(path, copy, version);
    }
    if (!done) {
        removeDatabase(copy);
    }
    return done;
}

/// The version of an existing file, 0 when it is empty. Leaves everything in the file itself, none in its log.
core::Result<std::size_t, PrepareError> versionOf(const DatabasePlace& place,
                                                  const SchemaSteps& steps)
{
    auto database = Database::open(place, Database::Mode::Write);
    if (!database) {
        const PrepareError error = prepareError(database.error());
        return fail(error == PrepareError::Failed ? PrepareError::Damaged : error);
    }
    const auto version = (*database)->number("PRAGMA user_version");
    const auto owner = (*database)->number("PRAGMA application_id");
    const auto tables = (*database)->number("SELECT count(*) FROM sqlite_master");
    if (!version || !owner || !tables || *version < 0) {
        return fail(PrepareError::Damaged);
    }
    const bool empty = *version == 0 && *tables == 0;
    if (!empty && *owner != applicationId) {
        return fail(PrepareError::Damaged);
    }
    const auto found = static_cast<std::size_t>(*version);
    if (found > steps.size()) {
        return fail(PrepareError::Newer);
    }
    if (empty) {
        if (auto made = takeSteps(**database, 0, steps); !made) {
            return fail(made.error());
        }
        return steps.size();
    }
    if (found < steps.size()) {
        if (auto folded = runAll(**database, {"PRAGMA wal_checkpoint(TRUNCATE)"}); !folded) {
            return fail(folded.error());
        }
    }
    return found;
}

} // namespace

PrepareError prepareError(StoreError error)
{
    switch (error) {
    case StoreError::DiskFull:
        return PrepareError::DiskFull;
    case StoreError::ReadOnly:
        return PrepareError::NotWritable;
    case StoreError::Failed:
        break;
    }
    return PrepareError::Failed;
}

void removeDatabase(const std::string& path)
{
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        static_cast<void>(::unlink((path + suffix).c_str()));
    }
}

const char* const waitForIndex =
    "INSERT INTO search_waiting(log_no, seq) SELECT log_no, seq FROM events "
    "WHERE kind IN (64, 65, 68) AND has_body = 1 AND sealed = 0 ORDER BY order_key";

const SchemaSteps& schemaSteps()
{
    static const SchemaSteps steps = {
        {
            "CREATE TABLE rooms(room_no INTEGER PRIMARY KEY, room BLOB NOT NULL UNIQUE)",
            "CREATE TABLE logs(log_no INTEGER PRIMARY KEY, room_no INTEGER NOT NULL REFERENCES "
            "rooms, "
            "log BLOB NOT NULL, UNIQUE(room_no, log))",
            // Clustered on the place in the log: a run is read and written as one stretch of pages. The id of an event is
            // the hash of its header and not kept.
            "CREATE TABLE events(log_no INTEGER NOT NULL REFERENCES logs, seq INTEGER NOT NULL, "
            "room_no INTEGER NOT NULL, kind INTEGER NOT NULL, shown INTEGER NOT NULL, "
            "late INTEGER NOT NULL, has_body INTEGER NOT NULL, sealed INTEGER NOT NULL, "
            "core INTEGER NOT NULL, arrived INTEGER NOT NULL, order_key BLOB NOT NULL, "
            "author BLOB NOT NULL, header BLOB NOT NULL, signature BLOB NOT NULL, "
            "nonce BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY(log_no, seq)) WITHOUT ROWID",
            "CREATE INDEX events_screen ON events(room_no, order_key) WHERE shown = 1",
            "CREATE INDEX events_core ON events(log_no, seq) WHERE core = 1",
            "CREATE TABLE records(room_no INTEGER NOT NULL REFERENCES rooms, kind INTEGER NOT "
            "NULL, "
            "key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY(room_no, kind, key)) WITHOUT "
            "ROWID",
            "CREATE TABLE receipts(log_no INTEGER NOT NULL REFERENCES logs, member BLOB NOT NULL, "
            "delivered_end INTEGER NOT NULL, read_end INTEGER NOT NULL, "
            "PRIMARY KEY(log_no, member)) WITHOUT ROWID",
        },
        {
            // What hangs on messages, whether the message is here or not. Edits come first: they are few.
            "CREATE TABLE relations(room_no INTEGER NOT NULL REFERENCES rooms, target_log BLOB NOT "
            "NULL, "
            "target_seq INTEGER NOT NULL, kind INTEGER NOT NULL, log_no INTEGER NOT NULL, "
            "seq INTEGER NOT NULL, PRIMARY KEY(room_no, target_log, target_seq, kind, log_no, "
            "seq)) "
            "WITHOUT ROWID",
            "CREATE INDEX relations_pins ON relations(room_no) WHERE kind = 69",
        },
        {
            // The index over all texts (search_index.h): what is not in it yet, newest last, and what is.
            "CREATE TABLE search_waiting(n INTEGER PRIMARY KEY, log_no INTEGER NOT NULL, "
            "seq INTEGER NOT NULL)",
            "CREATE TABLE search_docs(log_no INTEGER NOT NULL, seq INTEGER NOT NULL, "
            "block INTEGER NOT NULL, PRIMARY KEY(log_no, seq)) WITHOUT ROWID",
            "CREATE TABLE search_blocks(block INTEGER PRIMARY KEY, weight INTEGER NOT NULL, "
            "newest INTEGER NOT NULL, starts BLOB NOT NULL)",
            "CREATE INDEX search_newest ON search_blocks(newest)",
            "CREATE INDEX search_small ON search_blocks(weight) WHERE weight < 1024",
            "CREATE TABLE search_lists(block INTEGER PRIMARY KEY, docs BLOB NOT NULL)",
            "CREATE TABLE search_pages(page INTEGER PRIMARY KEY, grams BLOB NOT NULL)",
            waitForIndex,
        },
        {
            "ALTER TABLE events ADD COLUMN older_rules INTEGER NOT NULL DEFAULT 0",
        }};
    return steps;
}

core::Result<void, PrepareError> prepareDatabase(const DatabasePlace& place,
                                                 const SchemaSteps& steps)
{
    if (!existsAt(place.path)) {
        // Made by hand for its mode; the log takes its own from it.
        const core::Bytes nothing =
            place.seal == nullptr ? core::Bytes() : place.seal->emptyDatabase();
        if (const auto made = replaceFile(place.path, nothing); !made) {
            return fail(fileError(made.error()));
        }
    }
    const auto version = versionOf(place, steps);
    if (!version) {
        return fail(version.error());
    }
    if (*version == steps.size()) {
        return {};
    }
    return migrate(place, *version, steps);
}

} // namespace engine::host
