// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is left of rooms that were forgotten. A room of a million messages takes many seconds to delete, and nothing else
// could be written meanwhile; so at once go its records, keys included, and its name: nobody finds it any more. Its rows
// follow in small steps while there is nothing to write, also after a restart.
//
// The name of a room has 32 bytes. One that is on its way out is called by its number, which is shorter.

#include "core/result.h"
#include "engine/host/database.h"
#include "engine/host/search_index.h"

namespace engine::host {

class ForgottenRooms
{
public:
    using Applied = core::Result<void, StoreError>;

    /// Both outlive this.
    ForgottenRooms(Database& database, SearchIndex& index)
        : m_database(database)
        , m_index(index)
    {
    }

    /// Part of the caller's transaction.
    [[nodiscard]] Applied forget(std::int64_t roomNo);
    /// One step inside a transaction of the caller's; false when nothing is left of any.
    [[nodiscard]] core::Result<bool, StoreError> step();

private:
    [[nodiscard]] core::Result<bool, StoreError> stepIndex(std::int64_t roomNo);
    [[nodiscard]] core::Result<bool, StoreError> stepRows(std::int64_t roomNo);

    Database& m_database;
    SearchIndex& m_index;
    bool m_none = false; ///< as the last look found
};

/// For questions that join rooms: those that are there.
inline constexpr const char* roomIsThere = "length(rooms.room)=32";

} // namespace engine::host
