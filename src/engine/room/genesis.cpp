// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/genesis.h"

#include "core/codec.h"
#include "core/hash.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint8_t genesisVersion = 1;
constexpr std::uint8_t flagPublic = 1;

} // namespace

core::Bytes encodeGenesis(const Genesis& genesis)
{
    core::Bytes out;
    core::Writer writer(out);
    writer.u8(genesisVersion);
    writer.u8(genesis.bornPublic ? flagPublic : 0);
    writer.u8(static_cast<std::uint8_t>(genesis.founders.size()));
    for (const core::IdentityId& founder : genesis.founders) {
        writer.id(founder);
    }
    writer.bytes(genesis.salt);
    return out;
}

core::Result<Genesis, GenesisError> decodeGenesis(core::ByteView bytes)
{
    core::Reader reader(bytes);
    const std::uint8_t version = reader.u8();
    const std::uint8_t flags = reader.u8();
    const std::size_t count = reader.u8();
    if (version != genesisVersion || flags > flagPublic || count < 1 || count > foundersMost) {
        return core::fail(GenesisError::Malformed);
    }
    Genesis genesis;
    genesis.bornPublic = flags == flagPublic;
    for (std::size_t i = 0; i < count; ++i) {
        genesis.founders.push_back(reader.id<core::IdentityId>());
    }
    genesis.salt = reader.array<16>();
    const bool ordered =
        std::adjacent_find(genesis.founders.begin(), genesis.founders.end(), std::greater_equal<>())
        == genesis.founders.end();
    if (!reader.atEnd() || !ordered) {
        return core::fail(GenesisError::Malformed);
    }
    return genesis;
}

core::RoomId roomIdOf(core::ByteView genesis)
{
    return core::RoomId(core::hashOf("parlour genesis 1", {genesis}));
}

} // namespace engine::room
