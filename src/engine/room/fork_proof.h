// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What shows by itself that somebody wrote two histories: two events that no chain holds both of (areTornApart), each
// vouched for by its writer. In a run only some events are signed, so a branch goes on from its event to the first one
// that is: the hashes between them leave no choice.

#include "engine/room/event.h"

#include "frames.pb.h"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace engine::room {

namespace wire = ::parlour::wire;

struct ForkBranch {
    /// Every 64th event of a run is signed, and so is its last.
    static constexpr std::size_t headersMost = 65;

    std::vector<core::Bytes> headers; ///< one after another
    core::Bytes signature;            ///< by the log's device, of the last
};

/// Nothing when they are no fork, or one of them is not vouched for. The order does not matter.
[[nodiscard]] std::optional<wire::ForkProof> makeForkProof(const ForkBranch& one,
                                                           const ForkBranch& other);

/// Where the log parts and the event before that, where both branches name the same; of a proof that was believed.
[[nodiscard]] std::optional<std::pair<std::uint64_t, core::EventId>>
lastBeforeFork(const wire::ForkProof& proof);

/// Of two proofs of one log that were believed, whether the first is the one to go by, for everybody the same: the lower
/// seq, at one seq what names the event before it, and of two such the smaller name.
[[nodiscard]] bool isBetterProof(const wire::ForkProof& one, const wire::ForkProof& other);

/// Whose log it is; nothing when that is not known.
using WriterOf = std::function<std::optional<core::DeviceId>(const core::LogId&)>;

/// Where the log parts; nothing when the proof proves nothing.
[[nodiscard]] std::optional<core::EventRef>
forkProvedBy(const wire::ForkProof& proof, const core::RoomId& room, const WriterOf& writerOf);

} // namespace engine::room
