// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/bulk_statement.h"

#include <sqlite3.h>

namespace engine::host {

BulkStatement::BulkStatement(Database& database, const char* sql)
    : m_database(database)
{
    sqlite3* connection = database.native();
    if (connection != nullptr) {
        sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr);
    }
}

BulkStatement::~BulkStatement()
{
    sqlite3_finalize(m_statement);
}

BulkStatement& BulkStatement::bind(std::int64_t value)
{
    m_sound = sqlite3_bind_int64(m_statement, ++m_bound, value) == SQLITE_OK && m_sound;
    return *this;
}

BulkStatement& BulkStatement::bind(core::ByteView value)
{
    // Nothing at all is an empty blob, not NULL.
    const void* start = value.empty() ? static_cast<const void*>("") : value.data();
    m_sound =
        sqlite3_bind_blob64(m_statement, ++m_bound, start, value.size(), SQLITE_STATIC) == SQLITE_OK
        && m_sound;
    return *this;
}

core::Result<void, StoreError> BulkStatement::run()
{
    int code = SQLITE_MISUSE;
    if (m_statement != nullptr) {
        const bool complete = m_sound && m_bound == sqlite3_bind_parameter_count(m_statement);
        code = complete ? sqlite3_step(m_statement) : SQLITE_MISUSE;
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
    m_bound = 0;
    m_sound = true;
    if (code != SQLITE_DONE) {
        return core::fail(m_database.mapped(code));
    }
    return {};
}

} // namespace engine::host
