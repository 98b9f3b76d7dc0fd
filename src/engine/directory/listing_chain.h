// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// By which right somebody speaks for a room, for readers who hold nothing of it: a founder by the genesis, others by the
// signed acts that lead to them, which travel with the listing.

#include "engine/room/genesis.h"
#include "engine/room/run_codec.h"

#include <functional>
#include <optional>

namespace engine::directory {

/// Who runs a room may list it.
constexpr int listingLevel = 50;

/// Whether `chain` leads from a founder to `issuer`, who is then of level 50 or more. An empty one leads to founders.
[[nodiscard]] bool leadsTo(const core::RoomId& room,
                           const room::Genesis& genesis,
                           const std::vector<room::CarriedEvent>& chain,
                           const core::IdentityId& issuer);

/// An authentic core event of the room by its id; null when it is not held.
using FindEvent = std::function<const room::CarriedEvent*(const core::EventId&)>;
/// The opening of a log; null when it is not held.
using FindOpening = std::function<const room::CarriedEvent*(const core::LogId&)>;

/// The chain for somebody who acts under `standing`. Nothing when there is none of at most `spec::chainEvents`.
[[nodiscard]] std::optional<std::vector<room::CarriedEvent>> chainFor(const core::RoomId& room,
                                                                      const core::EventId& standing,
                                                                      const FindEvent& event,
                                                                      const FindOpening& opening);

} // namespace engine::directory
