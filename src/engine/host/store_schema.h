// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The shape of the database and how an older one becomes the present one. A migration never touches the original: the
// file is copied, the copy is migrated, checked and synced, and only then takes the original's place by rename. The
// original stays beside it as `<file>.v<version>` until the next migration. Whatever fails in between leaves the original as
// it was; a copy left by a crash is thrown away at the next start.

#include "core/result.h"
#include "engine/host/database.h"

#include <string>
#include <vector>

namespace engine::host {

/// Statements that take the database from version i to i + 1; step 0 starts from an empty file.
using SchemaSteps = std::vector<std::vector<std::string>>;
[[nodiscard]] const SchemaSteps& schemaSteps();

enum class PrepareError : std::uint8_t {
    Newer,   ///< made by a later version: not touched
    Damaged, ///< no database, or not one of ours
    NotWritable,
    DiskFull,
    Failed,
};

[[nodiscard]] PrepareError prepareError(StoreError error);

/// Puts every text that is there before the index of the search.
extern const char* const waitForIndex;
/// The file and what lies beside it.
void removeDatabase(const std::string& path);
/// Makes the file (mode 0600) when it is missing, migrates it when it is older.
[[nodiscard]] core::Result<void, PrepareError> prepareDatabase(const DatabasePlace& place,
                                                               const SchemaSteps& steps);

} // namespace engine::host
