// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What must hold whatever happened. Each checker adds findings to the world; none means that the promises were kept.

#include "sim/world.h"

namespace sim {

/// Once nothing goes wrong any more, all members come to the same digests within `most`, and say that they are settled.
void checkAgreement(World& world,
                    const engine::RoomId& room,
                    const std::vector<SimPeer*>& members,
                    core::Duration most = std::chrono::seconds(90));
/// Every acknowledged text is on every member's disk, whole, and all members see the same ones.
void checkNothingLost(World& world,
                      const engine::RoomId& room,
                      const std::vector<SimPeer*>& members);
/// Nobody was shown anything twice or early, no question stayed open, no queue outgrew its limit.
void checkPromises(World& world);
/// Between these two not a byte of any room has passed: at most the first message of a handshake that was not answered.
void checkStrangers(World& world, const SimPeer& one, const SimPeer& other);
/// This room has left no trace on that disk.
void checkNotStored(World& world, SimPeer& peer, const engine::RoomId& room);

} // namespace sim
