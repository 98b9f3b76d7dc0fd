// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The word that a judgement says about an event, and by which other event.

#include "engine/room/authority_set.h"

namespace engine::room {

enum class VoidReason : std::uint8_t {
    None, ///< valid
    Ambiguous,
    GrantVoid,
    DoorClosed,
    Revoked,
    ConflictingTransfer,
    Transferred,
    Muted,
    DeviceCut,
    Fork,
    // content only
    Unknown,
    NotAllowed,
    ClockStepsBack,
    HeadsStepBack,
    PostingLevel,
    TooLong,
    SlowMode,
};

struct CoreVerdict {
    VoidReason reason = VoidReason::None;
    CoreIndex by = coreNone;

    [[nodiscard]] bool valid() const { return reason == VoidReason::None; }
};

} // namespace engine::room
