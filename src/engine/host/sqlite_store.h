// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The writing side of the database: StoreOps in, committed or not. Several Persist batches go into one transaction, and
// `apply` returns after that transaction is on disk (synchronous=FULL), so a caller may acknowledge what it answers.
// After an error other than a full or read-only disk the connection is poisoned: nothing more is written until `reopen`
// has opened and checked the file again, because a kernel that failed an fsync once may call the same pages clean later.

#include "core/result.h"
#include "engine/host/database.h"
#include "engine/host/forgotten_rooms.h"
#include "engine/host/search_index.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace engine::host {

class SqliteStore
{
public:
    /// The file must have been prepared (store_schema.h).
    [[nodiscard]] static core::Result<std::unique_ptr<SqliteStore>, StoreError>
    open(const DatabasePlace& place);
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;
    SqliteStore(SqliteStore&&) = delete;
    SqliteStore& operator=(SqliteStore&&) = delete;
    ~SqliteStore();

    /// All of them or none.
    [[nodiscard]] core::Result<void, StoreError> apply(std::span<const Persist> batches);
    [[nodiscard]] bool isPoisoned() const { return m_statements == nullptr; }
    /// Opens the file again and checks it; also proves that something can be written.
    [[nodiscard]] core::Result<void, StoreError> reopen();

    [[nodiscard]] core::Result<StoredState, StoreError> loadState();
    /// One small step of what can wait, forgotten rooms and then the index over all texts; false when nothing is left to
    /// do. Not synced: what a power cut takes of it is done again.
    [[nodiscard]] core::Result<bool, StoreError> tidy();

private:
    struct Statements;
    using Applied = core::Result<void, StoreError>;

    explicit SqliteStore(DatabasePlace place);
    [[nodiscard]] Applied connect();
    void poison();
    [[nodiscard]] Applied applyAll(std::span<const Persist> batches);
    void rollBack(StoreError error);
    [[nodiscard]] Applied noteWords(std::int64_t log, const EventRow& row);

    [[nodiscard]] core::Result<std::int64_t, StoreError> roomNo(const RoomId& room);
    [[nodiscard]] core::Result<std::int64_t, StoreError> logNo(const RoomId& room,
                                                               const core::LogId& log);
    [[nodiscard]] Applied applyOp(const PutEvent& op);
    [[nodiscard]] Applied applyOp(const SetShown& op);
    [[nodiscard]] Applied applyOp(const SetOlderRules& op);
    [[nodiscard]] Applied applyOp(const DropBody& op);
    [[nodiscard]] Applied applyOp(const PutRecord& op);
    [[nodiscard]] Applied applyOp(const DropRecord& op);
    [[nodiscard]] Applied applyOp(const PutReceipt& op);
    [[nodiscard]] Applied applyOp(const DropRoom& op);

    DatabasePlace m_place;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Statements> m_statements;
    std::unique_ptr<SearchIndex> m_index;
    std::unique_ptr<ForgottenRooms> m_forgotten;
    std::map<RoomId, std::int64_t> m_roomNo;
    std::map<std::pair<RoomId, core::LogId>, std::int64_t> m_logNo;
};

/// The columns that `eventRowFrom` reads, in its order; the table is named `events`.
extern const char* const eventColumns;
[[nodiscard]] EventRow eventRowFrom(const Statement& statement, const core::LogId& log);
constexpr int eventColumnCount = 15;

} // namespace engine::host
