// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// This person on this device: the keys that every room of the peer signs with, and what is told about ourselves.

#include "core/endpoint.h"
#include "core/keys.h"
#include "engine/room/event.h"

#include <string>
#include <vector>

namespace engine::room {

struct Self {
    core::SigningKey identity;
    core::SigningKey device;
    core::IdentityId identityId;
    core::DeviceId deviceId;
    core::Signature certificate{};
    core::ByteArray<8> run{}; ///< drawn at start
    std::string name;
    std::string status;
    std::vector<core::Endpoint> listening; ///< where others can dial us
    std::vector<core::Bytes> dhtNodes;     ///< good ones for invites, compact
    bool tellsTyping = true;
    bool tellsOnline = true;               ///< to all, in a large room; neighbours see it anyway
    bool tellsRead = true;                 ///< how far one has read
    std::uint64_t fetchBytesPerMinute = 0; ///< of history, for each room; 0: as much as comes

    Self(core::Seed identitySeed, core::Seed deviceSeed)
        : identity(std::move(identitySeed))
        , device(std::move(deviceSeed))
        , identityId(identity.publicKey())
        , deviceId(device.publicKey())
        , certificate(certifyDevice(identity, deviceId))
    {
    }
};

} // namespace engine::room
