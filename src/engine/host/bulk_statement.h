// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A prepared statement that gives no rows and runs for every event that is stored, on the connection that QtSql opened.
// QtSql looks up a place to bind by a name that it makes for it: with sixteen places that took more than half of the time
// of the thread that writes while a room catches up. Everything else is asked through Statement.

#include "engine/host/database.h"

struct sqlite3_stmt;

namespace engine::host {

class BulkStatement
{
public:
    /// Must go before its Database. SQL that is not sound fails at each `run`.
    BulkStatement(Database& database, const char* sql);
    BulkStatement(const BulkStatement&) = delete;
    BulkStatement& operator=(const BulkStatement&) = delete;
    BulkStatement(BulkStatement&&) = delete;
    BulkStatement& operator=(BulkStatement&&) = delete;
    ~BulkStatement();

    BulkStatement& bind(std::int64_t value);
    BulkStatement& bind(bool value) { return bind(std::int64_t{value ? 1 : 0}); }
    /// Borrowed until `run` returns.
    BulkStatement& bind(core::ByteView value);
    template<class Tag, std::size_t N>
    BulkStatement& bind(const core::Id<Tag, N>& value)
    {
        return bind(value.view());
    }
    /// Binding starts again at the first place afterwards.
    [[nodiscard]] core::Result<void, StoreError> run();

private:
    const Database& m_database;
    sqlite3_stmt* m_statement = nullptr;
    int m_bound = 0;
    bool m_sound = true; ///< all of it could be bound
};

} // namespace engine::host
