// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One connection to the profile's SQLite file through QtSql, and prepared statements on it. A connection belongs to the
// thread that opened it. Errors come back as StoreError: a full disk is told apart from a read-only one, and both from
// everything after which the connection must not be trusted again.

#include "core/bytes.h"
#include "core/ids.h"
#include "core/result.h"
#include "engine/peer_io.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <string>

struct sqlite3;

namespace engine::host {

class SealedVfs;

/// The file is there and not sealed; an empty one counts as plain.
[[nodiscard]] bool isPlainDatabase(const std::string& path);

/// Where a database is: its file, and the layer that seals it. A file without one is plain: what earlier versions made.
struct DatabasePlace {
    DatabasePlace() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a plain file is only a path
    DatabasePlace(std::string file)
        : path(std::move(file))
    {
    }
    DatabasePlace(std::string file, const SealedVfs& vfs)
        : path(std::move(file))
        , seal(&vfs)
    {
    }

    std::string path;
    const SealedVfs* seal = nullptr; ///< outlives every connection
    /// What is acknowledged is on the disk with FULL only; tests show what the others would cost.
    const char* synchronous = "FULL";

    [[nodiscard]] bool exists() const;
};

class Database
{
public:
    enum class Mode { Write, Read };

    /// The file must exist. WAL, synchronous=FULL, foreign keys on.
    [[nodiscard]] static core::Result<std::unique_ptr<Database>, StoreError>
    open(const DatabasePlace& place, Mode mode);

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    Database(Database&&) = delete;
    Database& operator=(Database&&) = delete;
    ~Database();

    [[nodiscard]] core::Result<void, StoreError> run(const std::string& sql);
    /// The first column of the first row, 0 when there is none.
    [[nodiscard]] core::Result<std::int64_t, StoreError> number(const std::string& sql);
    /// Another file beside this one, under a name of its own.
    [[nodiscard]] core::Result<void, StoreError> attach(const DatabasePlace& place,
                                                        const std::string& name);
    /// Whether every page can be read and says what it should; reads all of them.
    [[nodiscard]] bool isSound();
    [[nodiscard]] const std::string& path() const { return m_path; }
    /// Something that was read is not what was written.
    [[nodiscard]] bool sawDamage() const { return m_damaged; }
    /// Something could not be read that may be sound: the disk said no.
    [[nodiscard]] bool sawRefusal() const { return m_refused; }

private:
    friend class BulkStatement;
    friend class Statement;
    Database(std::string path, QString name);

    [[nodiscard]] StoreError mapped(const QSqlError& error) const;
    /// Of a result code of SQLite, plain or extended.
    [[nodiscard]] StoreError mapped(int extended) const;
    /// What QtSql works on; null when it is closed.
    [[nodiscard]] sqlite3* native() const;

    std::string m_path;
    QString m_name;
    QSqlDatabase m_connection;
    mutable bool m_damaged = false;
    mutable bool m_refused = false;
};

/// A prepared statement. Bound bytes are borrowed until `run` returns. Must go before its Database.
class Statement
{
public:
    Statement(Database& database, const char* sql);

    Statement& bind(std::int64_t value);
    Statement& bind(bool value) { return bind(std::int64_t{value ? 1 : 0}); }
    Statement& bind(core::ByteView value);
    template<class Tag, std::size_t N>
    Statement& bind(const core::Id<Tag, N>& value)
    {
        return bind(value.view());
    }
    /// Binding starts again at the first place afterwards.
    [[nodiscard]] core::Result<void, StoreError> run();

    /// False at the end, and after an error (see `failed`).
    [[nodiscard]] bool next();
    [[nodiscard]] std::optional<StoreError> failed() const;
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] core::Bytes bytes(int column) const;
    template<class IdType>
    [[nodiscard]] IdType id(int column) const
    {
        return IdType::from(bytes(column)).value_or(IdType());
    }
    /// Gives the read snapshot back; needed after reading less than all rows.
    void finish() { m_query.finish(); }

private:
    const Database& m_database;
    QSqlQuery m_query;
    bool m_prepared;
    int m_bound = 0;
};

/// SQLite integers are signed; a sequence number beyond that is one that no log reaches.
[[nodiscard]] std::int64_t toSql(std::uint64_t value);

} // namespace engine::host
