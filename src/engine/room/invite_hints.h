// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Which addresses an invite carries. It is read days after it was made, mostly from another network, while its maker
// sleeps: so it names machines that are likely to be there still, and not him alone.

#include "core/endpoint.h"
#include "core/time.h"

#include <chrono>
#include <vector>

namespace engine::room {

struct HintCandidate {
    std::vector<core::Endpoint> addresses; ///< the best first
    bool superpeer = false;                ///< moderates the room, so is meant to be always on
    std::int64_t sinceMs = 0;              ///< when these addresses were first known
    std::int64_t seenMs = 0;               ///< when somebody last spoke with him there
};

/// Somebody not seen for this long comes after everybody who was.
constexpr std::chrono::days hintFreshFor{14};
/// Places of an invite that others have before our own further addresses.
constexpr std::size_t hintsForOthers = 3;

/// At most limits::spec::linkAddresses, no address twice: our own, then of each other member one address: superpeers first,
/// among equals who has been at the same address for longest. An address that the whole internet reaches goes before a
/// private one.
[[nodiscard]] std::vector<core::Endpoint> chooseHints(const std::vector<core::Endpoint>& own,
                                                      const std::vector<HintCandidate>& others,
                                                      core::WallTime now);

} // namespace engine::room
