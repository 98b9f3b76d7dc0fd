// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room's small records: one a log, one a device with its addresses. What the store gives back is read as carefully as
// what comes off the wire; a record that is none is left out.

#include "engine/room/reach_ring.h"
#include "engine/room/room_parts.h"

namespace parlour::wire {
class RoomRecord;
}

namespace engine::room {

[[nodiscard]] PutRecord
logRecord(const core::RoomId& room, const core::LogId& log, const LogEntry& entry);
[[nodiscard]] std::optional<LogEntry> logFromRecord(core::ByteView value);
[[nodiscard]] std::optional<AddressBook> addressesFromRecord(core::ByteView value);

[[nodiscard]] PutRecord
doorRecord(const core::RoomId& room, const core::EventId& door, const DoorSecret& secret);
[[nodiscard]] std::optional<DoorSecret> doorFromRecord(core::ByteView value);

[[nodiscard]] PutRecord
lackedRecord(const core::RoomId& room, const core::EpochId& epoch, const Lacked& lacked);
[[nodiscard]] std::optional<Lacked> lackedFromRecord(core::ByteView value);

void storeReach(const ReachRing& ring, wire::RoomRecord& record);
/// Those besides the present one.
void loadReach(ReachRing& ring, const wire::RoomRecord& record);

} // namespace engine::room
