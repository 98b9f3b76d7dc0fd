// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Runs of one log on the wire: the header is left out and rebuilt, because in a run only kind, clock and body usually
// change. A rebuilt header that differs by a bit gives another id, and the signature at the end of the run refuses it.

#include "core/result.h"
#include "engine/room/event.h"

#include "frames.pb.h"

#include <vector>

namespace engine::room {

namespace wire = ::parlour::wire;

/// An event as it travels, decoded but not yet judged.
struct CarriedEvent {
    Header header;
    core::Bytes headerBytes;
    core::EventId id;
    core::Bytes signature; ///< 64 bytes or empty
    core::Bytes body;      ///< as the header hashes it; empty with `bodiless`
    bool bodiless = false;
};

enum class RunError : std::uint8_t { Malformed, TooLong, BodyHash };

/// Consecutive events of one log, ascending. Signatures are kept where the rule keeps them: the last one and every seq
/// divisible by 64.
[[nodiscard]] wire::Run encodeRun(const std::vector<CarriedEvent>& events);
[[nodiscard]] core::Result<std::vector<CarriedEvent>, RunError> decodeRun(const wire::Run& run,
                                                                          const core::RoomId& room);

[[nodiscard]] wire::SignedEvent encodeSigned(const CarriedEvent& event);
[[nodiscard]] core::Result<CarriedEvent, RunError> decodeSigned(const wire::SignedEvent& event);

} // namespace engine::room
