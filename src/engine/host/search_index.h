// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The writing side of the index over all texts. What is stored waits in `search_waiting`, put there by the transaction
// that stores it; `fill` takes the newest of it, a small batch at a time, when the writer has nothing else to do. A
// batch becomes a block (search_block.h) in one transaction with what it takes from the queue: after a crash
// everything is in exactly one of the two. Small blocks are put together into larger ones, so there are never many.
//
// What is erased leaves the index in the transaction that erases it, and so does a forgotten room. That is why the index
// is not one of FTS5: the SQLite of Debian 12 can take a text out of it only for whoever still knows the text, and
// leaves its words in the file until the whole index has been written anew.

#include "core/result.h"
#include "engine/host/database.h"
#include "engine/host/search_block.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace engine::host {

/// Whether the words of this kind of event are searched for.
[[nodiscard]] bool isSearched(std::uint8_t kind);

class SearchIndex
{
public:
    using Applied = core::Result<void, StoreError>;

    /// The database outlives this.
    explicit SearchIndex(Database& database);
    SearchIndex(const SearchIndex&) = delete;
    SearchIndex& operator=(const SearchIndex&) = delete;
    SearchIndex(SearchIndex&&) = delete;
    SearchIndex& operator=(SearchIndex&&) = delete;
    ~SearchIndex();

    // Parts of the caller's transaction.
    [[nodiscard]] Applied wait(std::int64_t logNo, std::int64_t seq);
    void forget(std::int64_t logNo, std::int64_t seq);
    /// Last thing before the commit: takes out what was forgotten, each block once.
    [[nodiscard]] Applied finish();
    void rolledBack() { m_forgotten.clear(); }

    /// Where an event is indexed.
    struct Place {
        std::int64_t logNo = 0;
        std::int64_t seq = 0;
        std::int64_t block = 0;
    };
    /// That event, and all others of these logs in the same block.
    [[nodiscard]] Applied takeLogsOut(const Place& any, const std::set<std::int64_t>& logs);

    /// One step inside a transaction of the caller's; false when there was nothing to do.
    [[nodiscard]] core::Result<bool, StoreError> fill();

private:
    struct Statements;
    struct Batch;
    using Chosen = std::function<bool(const SearchDoc&)>;

    [[nodiscard]] core::Result<Batch, StoreError> newestWaiting();
    void readWaiting(Batch& batch);
    [[nodiscard]] std::uint64_t clockOfTarget(std::int64_t roomNo, const core::EventRef& target);
    [[nodiscard]] Applied write(Batch& batch);
    [[nodiscard]] core::Result<bool, StoreError> mergeSmall();
    [[nodiscard]] Applied load(std::int64_t block, Batch& into);
    [[nodiscard]] Applied remove(std::int64_t block);
    [[nodiscard]] Applied takeOut(std::int64_t block, const Chosen& chosen);
    [[nodiscard]] Applied
    rewrite(std::int64_t block, const std::vector<SearchDoc>& docs, const std::vector<bool>& out);
    [[nodiscard]] core::Result<std::vector<SearchDoc>, StoreError> docsOf(std::int64_t block);

    Database& m_database;
    std::unique_ptr<Statements> m_statements;
    std::set<std::pair<std::int64_t, std::int64_t>> m_forgotten;
};

/// The pages of a block have neighbouring numbers.
[[nodiscard]] constexpr std::int64_t firstPage(std::int64_t block)
{
    return block << 16;
}

} // namespace engine::host
