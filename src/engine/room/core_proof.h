// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What an opening and a device cut prove by their own bytes: that the identity owns the device, that the door let it in,
// that the identity itself cuts its device. The rules (authority.h) never check a signature: whoever feeds them asks here
// first, once an event's own signature by its log's device has been verified.

#include "engine/room/core_event.h"

namespace engine::room {

enum class ProofError : std::uint8_t { Certificate, Door, Work, Signature };

/// `door` is the DOOR that the birth names, null when the birth is no door.
[[nodiscard]] core::Result<void, ProofError>
checkOpening(const core::RoomId& room, const OpenBody& open, const DoorBody* door);

/// Leading zero bits of BLAKE2b-256("parlour work 1" || room, door, identity, device, nonce).
[[nodiscard]] unsigned workBits(const core::RoomId& room,
                                const core::DoorId& door,
                                const core::IdentityId& identity,
                                const core::DeviceId& device,
                                const core::ByteArray<8>& nonce);

[[nodiscard]] core::Signature
signDeviceCut(const core::SigningKey& identity, const core::RoomId& room, const DeviceCutBody& cut);
[[nodiscard]] core::Result<void, ProofError> checkDeviceCut(const core::RoomId& room,
                                                            const core::IdentityId& identity,
                                                            const DeviceCutBody& cut);

} // namespace engine::room
