// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room with its founder, made from a seed, and signed events of one log: what the tests of this room start from.

#include "core/codec.h"
#include "core/limits.h"
#include "engine/room/body_seal.h"
#include "engine/room/genesis.h"
#include "engine/room/run_codec.h"
#include "support/seeded_rng.h"

#include "events.pb.h"

#include <algorithm>

namespace fixture {

namespace wire = ::parlour::wire;
using namespace engine::room;

template<class IdType>
IdType randomId(core::Rng& rng)
{
    return IdType(rng.bytes<IdType::size>());
}

class LogFixture
{
public:
    explicit LogFixture(std::uint64_t seed)
        : rng(seed)
        , identity(core::Seed::random(rng))
        , device(core::Seed::random(rng))
        , epoch(EpochSecret::random(rng))
    {
        Genesis genesis;
        genesis.founders = {core::IdentityId(identity.publicKey())};
        genesis.salt = rng.bytes<16>();
        room = roomIdOf(encodeGenesis(genesis));
        log = logId(room, deviceId(), genesisEvent(room), 0);
        wire::LogOpen body;
        body.set_identity(core::textOf(identity.publicKey()));
        body.set_device(core::textOf(device.publicKey()));
        body.set_device_cert(core::textOf(certifyDevice(identity, deviceId())));
        body.set_birth(core::textOf(room.view()));
        append(Kind::LogOpen, body.SerializeAsString());
    }

    [[nodiscard]] core::DeviceId deviceId() const { return core::DeviceId(device.publicKey()); }

    /// Signs the next event: plain bodies for acts, sealed ones for content.
    const CarriedEvent& append(Kind kind, std::string_view plain)
    {
        CarriedEvent event;
        event.header.kind = static_cast<std::uint8_t>(kind);
        event.header.room = room;
        event.header.log = log;
        event.header.seq = events.size();
        event.header.prev = events.empty() ? core::EventId() : events.back().id;
        event.header.grant = genesisEvent(room);
        event.header.auth = auth;
        const bool act =
            !isContent(event.header.kind) && kind != Kind::LogOpen && kind != Kind::Epoch;
        if (act) { // it continues the log's core events
            event.header.auth.insert(event.header.auth.begin(), lastCore);
            event.header.auth.resize(
                std::min(event.header.auth.size(), core::limits::spec::authHeads));
        }
        event.header.clock = {(1'700'000'000'000ULL << 16U) + events.size()};
        event.body = core::copyOf(core::bytesOf(plain));
        if (isContent(event.header.kind)) {
            event.header.epoch = epochIdOf(epoch);
            event.body = sealBody(epoch, event.header, rng.bytes<24>(), core::bytesOf(plain));
        }
        events.push_back(finish(std::move(event)));
        if (act || kind == Kind::LogOpen) {
            lastCore = events.back().id;
        }
        return events.back();
    }

    /// Length, hash, id and signature of what the header and body say now.
    [[nodiscard]] CarriedEvent finish(CarriedEvent event) const
    {
        event.header.bodyLength = static_cast<std::uint32_t>(event.body.size());
        event.header.bodyHash = bodyHash(event.body);
        event.headerBytes = encodeHeader(event.header);
        event.id = eventId(event.headerBytes);
        const core::Signature signature = signEvent(device, event.id);
        event.signature = core::copyOf(signature);
        return event;
    }

    [[nodiscard]] std::vector<CarriedEvent> range(std::size_t from, std::size_t count) const
    {
        const auto begin = events.begin() + static_cast<std::ptrdiff_t>(from);
        return {begin, begin + static_cast<std::ptrdiff_t>(count)};
    }

    support::SeededRng rng;
    core::SigningKey identity;
    core::SigningKey device;
    EpochSecret epoch;
    core::RoomId room;
    core::LogId log;
    std::vector<core::EventId> auth; ///< what the next events cite
    core::EventId lastCore;          ///< and acts before it
    std::vector<CarriedEvent> events;
};

} // namespace fixture
