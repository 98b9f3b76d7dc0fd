// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/database.h"

#include "engine/host/posix_file.h"
#include "engine/host/sealed_vfs.h"

#include <QFile>
#include <QSqlDriver>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <algorithm>
#include <fcntl.h>
#include <string_view>
#include <sys/statvfs.h>

namespace engine::host {

using core::fail;

namespace {

// Primary result codes of SQLite (sqlite.org/rescode.html); QtSql hands them out extended.
constexpr int sqliteReadOnly = 8;
constexpr int sqliteIoError = 10;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteNotADatabase = 26;
constexpr int sqliteNoSuchThing = 1; // a table, an index
constexpr int sqliteReadShort = sqliteIoError | (2 << 8);
constexpr int sqliteReadDamaged =
    sqliteIoError | (32 << 8); // what a seal does not fit (sealed_file.cpp)
constexpr std::string_view plainMagic("SQLite format 3\0", 16);
constexpr std::uint64_t bytesThatAreAsGoodAsNone = 64 * 1024;

bool isDiskFull(const std::string& path)
{
    struct statvfs space = {};
    return ::statvfs(folderOf(path).c_str(), &space) == 0
           && space.f_bavail * space.f_frsize < bytesThatAreAsGoodAsNone;
}

/// As a URI (sqlite.org/uri.html): what its grammar would read out of a path is escaped.
QString nameFor(const DatabasePlace& place)
{
    const QByteArray path = QByteArray::fromStdString(place.path).toPercentEncoding("/");
    QString uri = QStringLiteral("file:") + QString::fromLatin1(path);
    if (place.seal != nullptr) {
        uri += QStringLiteral("?vfs=") + QString::fromStdString(place.seal->name());
    }
    return uri;
}

} // namespace

bool isPlainDatabase(const std::string& path)
{
    const auto file = openFile(path, O_RDONLY);
    if (!file) {
        return false;
    }
    const auto start = readAt(*file, 0, plainMagic.size());
    return start && (start->empty() || core::textOf(*start) == plainMagic);
}

bool DatabasePlace::exists() const
{
    return seal == nullptr ? existsAt(path) : seal->exists(path);
}

Database::Database(std::string path, QString name)
    : m_path(std::move(path))
    , m_name(std::move(name))
    , m_connection(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name))
{
}

Database::~Database()
{
    m_connection.close();
    m_connection = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

core::Result<std::unique_ptr<Database>, StoreError> Database::open(const DatabasePlace& place,
                                                                   Mode mode)
{
    const std::string& path = place.path;
    if (!place.exists()) {
        return fail(StoreError::Failed); // QSQLITE would quietly make an empty one
    }
    if (place.seal == nullptr && !isPlainDatabase(path)) {
        return fail(
            StoreError::Failed); // SQLite would throw away the log of a file that it does not know
    }
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    std::unique_ptr<Database> database(new Database(path, name));
    auto& connection = database->m_connection;
    connection.setDatabaseName(nameFor(place));
    connection.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000;QSQLITE_OPEN_URI"));
    if (!connection.open()) {
        return fail(database->mapped(connection.lastError()));
    }
    const bool reads = mode == Mode::Read;
    const std::string synchronous = std::string("PRAGMA synchronous=") + place.synchronous;
    for (const char* pragma : {"PRAGMA journal_mode=WAL",
                               synchronous.c_str(),
                               "PRAGMA foreign_keys=ON",
                               "PRAGMA temp_store=MEMORY",
                               "PRAGMA secure_delete=ON",
                               "PRAGMA cache_size=-16000",
                               "PRAGMA mmap_size=0",
                               reads ? "PRAGMA query_only=ON" : "PRAGMA query_only=OFF"}) {
        if (const auto ran = database->run(pragma); !ran) {
            return fail(ran.error());
        }
    }
    return database;
}

core::Result<void, StoreError> Database::run(const std::string& sql)
{
    QSqlQuery query(m_connection);
    if (!query.exec(QString::fromStdString(sql))) {
        return fail(mapped(query.lastError()));
    }
    while (query.next()) {
        // A pragma such as wal_checkpoint works while it is stepped.
    }
    return {};
}

core::Result<void, StoreError> Database::attach(const DatabasePlace& place, const std::string& name)
{
    QSqlQuery query(m_connection);
    query.prepare(QStringLiteral("ATTACH ? AS ") + QString::fromStdString(name));
    query.bindValue(
        0, place.seal == nullptr ? nameFor(place) + QStringLiteral("?vfs=unix") : nameFor(place));
    if (!query.exec()) {
        return fail(mapped(query.lastError()));
    }
    return {};
}

core::Result<std::int64_t, StoreError> Database::number(const std::string& sql)
{
    QSqlQuery query(m_connection);
    query.setForwardOnly(true);
    if (!query.exec(QString::fromStdString(sql))) {
        return fail(mapped(query.lastError()));
    }
    return query.next() ? std::int64_t{query.value(0).toLongLong()} : std::int64_t{0};
}

bool Database::isSound()
{
    const auto sound = number("SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check='ok'");
    return sound && *sound == 1;
}

StoreError Database::mapped(const QSqlError& error) const
{
    return mapped(error.nativeErrorCode().toInt());
}

sqlite3* Database::native() const
{
    const QVariant handle = m_connection.isOpen() ? m_connection.driver()->handle() : QVariant();
    return qstrcmp(handle.typeName(), "sqlite3*") == 0
               ? *static_cast<sqlite3* const*>(handle.constData())
               : nullptr;
}

StoreError Database::mapped(int extended) const
{
    const int code = extended & 0xff;
    const bool damage = code == sqliteCorrupt || code == sqliteNotADatabase
                        || extended == sqliteReadShort || extended == sqliteReadDamaged;
    m_damaged = m_damaged || damage;
    m_refused = m_refused || (!damage && code != sqliteNoSuchThing);
    if (code == sqliteFull) {
        return StoreError::DiskFull;
    }
    if (code == sqliteReadOnly) {
        return StoreError::ReadOnly;
    }
    if ((code == sqliteIoError || code == sqliteCannotOpen) && isDiskFull(m_path)) {
        return StoreError::DiskFull; // the -wal or -shm file could not be made or grown
    }
    return StoreError::Failed;
}

Statement::Statement(Database& database, const char* sql)
    : m_database(database)
    , m_query(database.m_connection)
{
    m_query.setForwardOnly(true);
    m_prepared = m_query.prepare(QString::fromUtf8(sql));
}

Statement& Statement::bind(std::int64_t value)
{
    m_query.bindValue(m_bound++, QVariant(qlonglong{value}));
    return *this;
}

Statement& Statement::bind(core::ByteView value)
{
    const char* start = value.empty() ? "" : reinterpret_cast<const char*>(value.data());
    m_query.bindValue(m_bound++,
                      QByteArray::fromRawData(start, static_cast<qsizetype>(value.size())));
    return *this;
}

core::Result<void, StoreError> Statement::run()
{
    m_bound = 0;
    if (!m_prepared || !m_query.exec()) {
        return fail(m_database.mapped(m_query.lastError()));
    }
    return {};
}

bool Statement::next()
{
    const bool more = m_query.next();
    if (!more) {
        static_cast<void>(failed()); // so that the database has seen it
    }
    return more;
}

std::optional<StoreError> Statement::failed() const
{
    const QSqlError error = m_query.lastError();
    return error.isValid() ? std::optional(m_database.mapped(error)) : std::nullopt;
}

std::int64_t Statement::number(int column) const
{
    return m_query.value(column).toLongLong();
}

core::Bytes Statement::bytes(int column) const
{
    const QByteArray value = m_query.value(column).toByteArray();
    return {value.begin(), value.end()};
}

std::int64_t toSql(std::uint64_t value)
{
    return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

} // namespace engine::host
