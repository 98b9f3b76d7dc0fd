// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Histories of versions before 0.2 are plain SQLite files. One is read for the last time here: what it holds is copied into
// a sealed file beside it, counted and checked there, and only then does the sealed one take its place. The plain file and
// the copies that migrations kept of it are removed; what a disk keeps of removed files is beyond our reach.

#include "engine/host/store_schema.h"

namespace engine::host {

/// prepareDatabase for a place that is to be sealed, whatever lies there. What fails leaves a plain file as it was.
[[nodiscard]] core::Result<void, PrepareError> prepareHistory(const DatabasePlace& place,
                                                              const SchemaSteps& steps);

} // namespace engine::host
