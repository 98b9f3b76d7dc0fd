// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whose an epoch is. Its hash stands in the EPOCH that announces it, so every member could announce it again in his own
// log, as covering more or less than it does. Therefore a secret is made for one log:
//
//   secret = HKDF(seed, "parlour epoch secret 1" || log)
//   origin = seed XOR HKDF(secret, "parlour epoch origin 1")
//
// EPOCH carries the origin. Whoever holds the secret opens it and sees for which log the secret was made; for another log
// nobody can find a seed that gives the same secret. Without the secret it says nothing.

#include "engine/room/body_seal.h"

namespace engine::room {

using EpochOrigin = core::Hash32;

struct DrawnEpoch {
    EpochSecret secret;
    EpochOrigin origin{};
};

[[nodiscard]] DrawnEpoch drawEpoch(core::Rng& rng, const core::LogId& log);
/// The secret was made to be announced in this log.
[[nodiscard]] bool
isOriginOf(const EpochSecret& secret, const core::LogId& log, const EpochOrigin& origin);

} // namespace engine::room
