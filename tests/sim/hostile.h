// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rooms with people in them who mean harm (hostile.cpp), or into which many come at once (raid.cpp), and rooms in which
// somebody is removed while everything speaks against it (races.cpp).

#include "engine/room/room.h"
#include "sim/world.h"

namespace sim {

void playHostile(World& world, std::size_t peers);
void playRaces(World& world, std::size_t peers);
void playRaid(World& world, std::size_t peers);

/// Nobody shows a text with the word `never`, or anything of those who were removed that lies beyond their cuts.
void checkNothingForbidden(World& world,
                           const engine::RoomId& room,
                           const std::vector<SimPeer*>& members);

/// What each has of each log, for whoever looks for the reason of a finding.
void printLogs(World& world, const engine::RoomId& room, const std::vector<SimPeer*>& members);
/// As it would be loaded from the disk.
[[nodiscard]] std::shared_ptr<engine::room::Room> roomOf(SimPeer& peer, const engine::RoomId& room);
[[nodiscard]] std::string textOf(const engine::EventRow& row);

} // namespace sim
