// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Under which infohash a room is found in the DHT. It changes every day and follows from the room's DHT key alone, so
// that nobody outside can tell two days of one room, or two rooms, from any others. The day begins at another moment for
// each room: a change of many hashes at midnight would tell which belong to one computer.
//
//   infohash = first 20 bytes of HMAC-SHA256(DHT key, "mainline" || day 8)
//   day      = floor((seconds since 1970 + shift) / 86400)       shift = 4 bytes of HMAC-SHA256(DHT key, "day") mod 86400
//
// Clocks are wrong: members are looked for under yesterday's and tomorrow's hash as well.

#include "core/bytes.h"
#include "core/secret_bytes.h"
#include "core/time.h"

namespace engine::reach {

using Infohash = core::ByteArray<20>;

/// The day of this room at that time.
[[nodiscard]] std::int64_t announceDay(const core::Secret<32>& dhtKey, core::WallTime at);
/// When the room's next day begins.
[[nodiscard]] core::WallTime nextAnnounceDay(const core::Secret<32>& dhtKey, core::WallTime at);
[[nodiscard]] Infohash infohashOf(const core::Secret<32>& dhtKey, std::int64_t day);

} // namespace engine::reach
