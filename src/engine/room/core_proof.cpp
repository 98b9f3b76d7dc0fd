// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/core_proof.h"

#include <bit>

namespace engine::room {

namespace {

constexpr std::string_view deviceCutContext = "parlour device cut 1";

// What the signature of a device cut covers of its cuts: a body with everything else left out.
core::Bytes cutsAlone(const DeviceCutBody& cut)
{
    return encodeCoreBody(PinBody{cut.cuts});
}

} // namespace

unsigned workBits(const core::RoomId& room,
                  const core::DoorId& door,
                  const core::IdentityId& identity,
                  const core::DeviceId& device,
                  const core::ByteArray<8>& nonce)
{
    const core::Hash32 hash = core::hashOf(
        "parlour work 1", {room.view(), door.view(), identity.view(), device.view(), nonce});
    unsigned bits = 0;
    for (const std::uint8_t byte : hash) {
        bits += static_cast<unsigned>(std::countl_zero(byte));
        if (byte != 0) {
            break;
        }
    }
    return bits;
}

core::Result<void, ProofError>
checkOpening(const core::RoomId& room, const OpenBody& open, const DoorBody* door)
{
    if (!verifyDevice(open.identity, open.device, open.certificate)) {
        return core::fail(ProofError::Certificate);
    }
    const bool keyed =
        door != nullptr && (door->kind == DoorKind::Key || door->kind == DoorKind::Password);
    if (keyed != open.doorProof.has_value()) {
        return core::fail(ProofError::Door);
    }
    if (keyed && !verifyEntry(door->id, room, open.identity, *open.doorProof)) {
        return core::fail(ProofError::Door);
    }
    const bool worked = door != nullptr && door->workBits > 0;
    if (worked != open.work.has_value()) {
        return core::fail(ProofError::Work);
    }
    if (worked
        && workBits(room, door->id, open.identity, open.device, *open.work) < door->workBits) {
        return core::fail(ProofError::Work);
    }
    return {};
}

core::Signature
signDeviceCut(const core::SigningKey& identity, const core::RoomId& room, const DeviceCutBody& cut)
{
    return identity.sign(deviceCutContext, {room.view(), cut.device.view(), cutsAlone(cut)});
}

core::Result<void, ProofError>
checkDeviceCut(const core::RoomId& room, const core::IdentityId& identity, const DeviceCutBody& cut)
{
    if (!core::verify(identity.view(),
                      deviceCutContext,
                      {room.view(), cut.device.view(), cutsAlone(cut)},
                      cut.signature)) {
        return core::fail(ProofError::Signature);
    }
    return {};
}

} // namespace engine::room
