// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The genesis names a room: room id = BLAKE2b-256("parlour genesis 1" || genesis). It needs no signature, because who
// holds the room id holds its hash; it is the first element of the authority core and the `grant` of every founder.
//
//   version 1 | flags 1 (bit 0: born public) | n 1 (1..3) | founder identities n x 32, sorted, distinct | salt 16

#include "core/ids.h"
#include "core/result.h"

#include <vector>

namespace engine::room {

struct Genesis {
    bool bornPublic = false;
    std::vector<core::IdentityId> founders;
    core::ByteArray<16> salt{};

    bool operator==(const Genesis&) const = default;
};

constexpr std::size_t foundersMost = 3;

enum class GenesisError : std::uint8_t { Malformed };

[[nodiscard]] core::Bytes encodeGenesis(const Genesis& genesis);
[[nodiscard]] core::Result<Genesis, GenesisError> decodeGenesis(core::ByteView bytes);
[[nodiscard]] core::RoomId roomIdOf(core::ByteView genesis);
/// The genesis as an element of the core: the same 32 bytes.
[[nodiscard]] inline core::EventId genesisEvent(const core::RoomId& room)
{
    return core::EventId(room.bytes());
}

} // namespace engine::room
