// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Comparing two frontiers: {log -> highest seq and its hash, or where it forked}, by ranges of log ids. Equal frontiers
// cost one hash; a difference costs bytes per log that differs. The hashes are salted by who starts, so nobody can prepare
// logs whose hashes collide.
//
//   range hash = first 16 bytes of BLAKE2b-256("parlour frontier 1" || salt || entries in order)
//   entry      = log 32 | seq 8 | forked 1 | head 32, forked = 0 or 1, and 2 where its end is named, 4 where that is lacking

#include "core/ids.h"

#include "frames.pb.h"

#include <map>
#include <optional>
#include <vector>

namespace engine::room {

namespace wire = ::parlour::wire;

struct FrontierPoint {
    std::uint64_t seq = 0;
    core::EventId head; ///< when forked of the event below it, zero where that is not known
    bool forked = false;
    bool named = false; ///< forked, and head is the event that the proof names before that
    bool lacks = false; ///< named, and that event is not here

    bool operator==(const FrontierPoint&) const = default;
};

using FrontierMap = std::map<core::LogId, FrontierPoint>;

constexpr std::size_t frontierSplit = 16;
constexpr std::size_t frontierListBelow = 32;
constexpr std::size_t frontierRangesMost = 256;
constexpr std::size_t forksPerFrame = 64;

/// The opening move: one range over everything.
[[nodiscard]] wire::Frontier openFrontier(const FrontierMap& mine, core::ByteView salt);

/// Where the other one is ahead of, or differs from, what we hold.
struct FrontierDifference {
    core::LogId log;
    FrontierPoint theirs;
};

struct FrontierStep {
    std::optional<wire::Frontier> reply;
    std::vector<FrontierDifference> wanted;
    bool sound = true; ///< false: malformed or over limits; the link is to be closed
};

[[nodiscard]] FrontierStep stepFrontier(const FrontierMap& mine, const wire::Frontier& theirs);

[[nodiscard]] wire::FrontierEntry toWire(const core::LogId& log, const FrontierPoint& point);
[[nodiscard]] std::optional<FrontierDifference> fromWire(const wire::FrontierEntry& entry);

} // namespace engine::room
