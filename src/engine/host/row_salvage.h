// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rows of a database that is damaged, attached as `damaged`, into the tables of the same names in `main`: as a whole, and
// where that fails, as far as they can be read. The keys of those are looked for from both ends and from between; what lies
// at them is copied in halves.

#include "engine/host/database.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace engine::host {

class RowSalvage
{
public:
    /// Rows of a table that differ in one column; `where` says the rest.
    struct Rows {
        std::string table;
        std::string column;
        std::string where;
        bool numbers = false; ///< else blobs
    };

    /// Not as a last resort, what the disk refuses to read ends it: it may be sound, and read later.
    RowSalvage(Database& to, bool lastResort)
        : m_to(to)
        , m_lastResort(lastResort)
    {
    }

    /// False: something there cannot be read, and nothing of it was copied.
    bool copy(const std::string& table, const std::string& where);
    /// What can be read of it; false when that is not all.
    bool copyReadable(const Rows& rows);
    /// Of a column of numbers.
    [[nodiscard]] std::vector<std::int64_t> readableNumbers(const Rows& rows);

    /// Something else than damage: from then on nothing is copied.
    [[nodiscard]] const std::optional<StoreError>& error() const { return m_error; }
    void stop(StoreError error) { m_error = error; }

private:
    using Key = core::Bytes; ///< a blob, or a number in 8 bytes, big endian: in the order of SQLite
    /// Written out, because the compiler sees ghosts in the operator of vectors.
    struct KeyLess {
        bool operator()(const Key& one, const Key& other) const;
    };
    using Keys = std::set<Key, KeyLess>;

    [[nodiscard]] static Key between(const Key& low, const Key& high);
    [[nodiscard]] static std::string range(const Rows& rows, const Key& low, const Key& high);
    [[nodiscard]] std::vector<Key> readableKeys(const Rows& rows);
    /// Collects keys in one direction until something cannot be read; whether it came to the end.
    bool scan(const Rows& rows, const Key& low, const Key& high, bool upward, Keys& keys);
    void copyHalves(const Rows& rows, std::span<const Key> keys);
    void noteError(const core::Result<void, StoreError>& done);

    Database& m_to;
    bool m_lastResort;
    std::optional<StoreError> m_error;
};

} // namespace engine::host
