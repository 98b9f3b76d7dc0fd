// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/plain_history.h"

#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace engine::host {

using core::fail;

namespace {

const char* const ownTables = "type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

std::vector<std::string> tablesOf(Database& database)
{
    std::vector<std::string> out;
    const std::string sql =
        std::string("SELECT name FROM sqlite_master WHERE ") + ownTables
        + " ORDER BY rowid"; // as they were made: what is referred to comes first
    Statement names(database, sql.c_str());
    if (names.run()) {
        while (names.next()) {
            out.push_back(core::textOf(names.bytes(0)));
        }
    }
    return out;
}

core::Result<std::int64_t, StoreError> rowsOf(Database& database, const std::string& table)
{
    return database.number("SELECT count(*) FROM " + table);
}

/// Every row of every table, in one transaction; then both sides are counted.
core::Result<void, StoreError> copyRows(Database& from, Database& to)
{
    const std::vector<std::string> tables = tablesOf(from);
    if (tables.empty() || tables != tablesOf(to)) {
        return fail(StoreError::Failed);
    }
    const auto attached = to.attach(from.path(), "plain");
    if (!attached) {
        return attached;
    }
    auto done = to.run("BEGIN IMMEDIATE");
    for (const std::string& table : tables) {
        std::string copy = "INSERT INTO main.";
        copy.append(table).append(" SELECT * FROM plain.").append(table);
        done = done ? to.run(copy) : done;
    }
    done = done ? to.run("COMMIT") : done;
    for (const std::string& table : tables) {
        const auto ours = rowsOf(to, "main." + table);
        const auto theirs = rowsOf(to, "plain." + table);
        if (done && (!ours || !theirs || *ours != *theirs)) {
            done = fail(StoreError::Failed);
        }
    }
    const auto sound = to.number("SELECT count(*) FROM pragma_quick_check WHERE quick_check='ok'");
    if (done && (!sound || *sound != 1)) {
        done = fail(StoreError::Failed);
    }
    return done;
}

core::Result<void, PrepareError>
copyInto(const std::string& plain, const DatabasePlace& sealed, const SchemaSteps& steps)
{
    if (auto made = prepareDatabase(sealed, steps); !made) {
        return made;
    }
    {
        auto from = Database::open(plain, Database::Mode::Read);
        auto to = Database::open(sealed, Database::Mode::Write);
        if (!from || !to) {
            return fail(PrepareError::Failed);
        }
        if (const auto copied = copyRows(**from, **to); !copied) {
            return fail(prepareError(copied.error()));
        }
    }
    // Closing folded the log of each into its file and took it away.
    const auto file = openFile(sealed.path, O_RDWR | O_NOFOLLOW);
    return file && syncFile(*file) && !existsAt(sealed.path + "-wal") && !existsAt(plain + "-wal")
               ? core::Result<void, PrepareError>()
               : fail(PrepareError::Failed);
}

core::Result<void, PrepareError> sealHistory(const DatabasePlace& place, const SchemaSteps& steps)
{
    const std::string& plain = place.path;
    if (auto current = prepareDatabase(plain, steps); !current) {
        return current;
    }
    DatabasePlace sealed = place;
    sealed.path += ".sealing";
    removeDatabase(sealed.path);
    auto done = copyInto(plain, sealed, steps);
    if (done && std::rename(sealed.path.c_str(), plain.c_str()) != 0) {
        done = fail(PrepareError::NotWritable);
    }
    if (!done) {
        removeDatabase(sealed.path);
        return done;
    }
    if (!syncFolderOf(plain)) {
        return fail(PrepareError::NotWritable);
    }
    static_cast<void>(::unlink((plain + "-shm").c_str()));
    for (std::size_t version = 0; version <= steps.size(); ++version) {
        removeDatabase(plain + ".v" + std::to_string(version));
    }
    return {};
}

} // namespace

core::Result<void, PrepareError> prepareHistory(const DatabasePlace& place,
                                                const SchemaSteps& steps)
{
    return isPlainDatabase(place.path) ? sealHistory(place, steps) : prepareDatabase(place, steps);
}

} // namespace engine::host
