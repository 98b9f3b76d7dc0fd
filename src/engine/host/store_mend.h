// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A database with pages that cannot be read any more: everything else of it goes into a new file, which takes its place.
// What a log has lost is written into its record as missing, so the room asks its members for it like for anything that it
// has not got. Words are indexed anew. Only who has the file to himself may mend it.
//
// Tables are copied as a whole; where that fails, the keys that can be read are looked for from both ends and from between,
// and what lies at them is copied in halves. The first pages name all others: without one nothing is mended or touched.

#include "engine/engine_notices.h"
#include "engine/host/store_schema.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace engine::host {

/// What a mended database has no more.
struct Mended {
    std::uint64_t events = 0; ///< held before
    std::uint64_t rooms = 0;  ///< without what opens them
};

/// What the person is told of it.
[[nodiscard]] std::vector<Warning> warningsOf(const Mended& mended);
/// Nothing when it is sound. An error leaves the file as it was; so does a disk that refuses to read something, except as a
/// last resort: then that counts as lost, too, and the old file is kept as `<file>.damaged`; so is one that held the key to
/// a room.
[[nodiscard]] core::Result<std::optional<Mended>, PrepareError>
mendDatabase(const DatabasePlace& place, bool lastResort);

} // namespace engine::host
