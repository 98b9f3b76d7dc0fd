// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Public rooms and their listings, made from a seed: whoever runs one, and whoever was made a moderator by signed acts.

#include "engine/directory/listing_chain.h"
#include "engine/directory/listing_work.h"
#include "engine/room/core_event.h"
#include "engine/room/genesis.h"
#include "support/seeded_rng.h"

namespace fixture {

namespace room = engine::room;
using engine::directory::Listing;
using engine::directory::ListingRule;

/// Little enough that a test may make thousands.
constexpr ListingRule easy{2};
constexpr core::WallTime noon{1'790'000'000'000};

struct Issuer {
    core::SigningKey identity;
    core::SigningKey device;
    core::IdentityId id;
    core::DeviceId deviceId;

    explicit Issuer(core::Rng& rng)
        : identity(core::Seed::random(rng))
        , device(core::Seed::random(rng))
        , id(identity.publicKey())
        , deviceId(device.publicKey())
    {
    }
};

struct PublicRoom {
    Issuer founder;
    core::Bytes genesis;
    core::RoomId id;

    explicit PublicRoom(core::Rng& rng)
        : founder(rng)
    {
        room::Genesis made;
        made.bornPublic = true;
        made.founders = {founder.id};
        made.salt = rng.bytes<16>();
        genesis = room::encodeGenesis(made);
        id = room::roomIdOf(genesis);
    }
};

inline room::CarriedEvent
event(const PublicRoom& in, const Issuer& by, const room::CoreBody& body, room::Header header)
{
    room::CarriedEvent out;
    out.body = room::encodeCoreBody(body);
    out.header = std::move(header);
    out.header.kind = static_cast<std::uint8_t>(room::kindOf(body));
    out.header.room = in.id;
    out.header.clock = {static_cast<std::uint64_t>(noon.milliseconds) << 16U};
    out.header.bodyLength = static_cast<std::uint32_t>(out.body.size());
    out.header.bodyHash = room::bodyHash(out.body);
    out.headerBytes = room::encodeHeader(out.header);
    out.id = room::eventId(out.headerBytes);
    out.signature = core::copyOf(room::signEvent(by.device, out.id));
    return out;
}

inline room::CarriedEvent
opening(const PublicRoom& in, const Issuer& by, const core::EventId& birth)
{
    room::OpenBody body;
    body.identity = by.id;
    body.device = by.deviceId;
    body.certificate = room::certifyDevice(by.identity, by.deviceId);
    body.birth = birth;
    room::Header header;
    header.log = room::logId(in.id, by.deviceId, birth, 0);
    header.grant = birth;
    return event(in, by, body, header);
}

inline room::CarriedEvent act(const PublicRoom& in,
                              const Issuer& by,
                              const room::CarriedEvent& open,
                              const core::EventId& standing,
                              const room::CoreBody& body)
{
    room::Header header;
    header.log = open.header.log;
    header.seq = 1;
    header.prev = open.id;
    header.grant = standing;
    header.auth = {open.id};
    return event(in, by, body, header);
}

inline Listing unsignedListing(const PublicRoom& in, const Issuer& by, core::WallTime issued = noon)
{
    Listing out;
    out.room = in.id;
    out.genesis = in.genesis;
    out.title = "Radio repair";
    out.topic = "Old radios #radio";
    out.tags = {"radio"};
    out.language = "de";
    out.members = 12;
    out.door = core::EventId(core::hashOf("door", {in.id.view()}));
    out.addresses = {*core::Endpoint::parse("192.0.2.7:4000")};
    out.issued = issued;
    out.expires = issued.plus(engine::directory::spec::listingLife);
    out.issuer = by.id;
    out.device = by.deviceId;
    out.certificate = room::certifyDevice(by.identity, by.deviceId);
    return out;
}

inline void
finish(Listing& listing, const Issuer& by, core::Rng& rng, const ListingRule& rule = easy)
{
    engine::directory::signListing(listing, by.device);
    engine::directory::ListingWork work(engine::directory::listingDigest(listing), rng, rule);
    auto nonce = work.step();
    while (!nonce) {
        nonce = work.step();
    }
    listing.nonce = *nonce;
}

inline Listing listingOf(core::Rng& rng, core::WallTime issued = noon)
{
    const PublicRoom in(rng);
    Listing out = unsignedListing(in, in.founder, issued);
    finish(out, in.founder, rng);
    return out;
}

} // namespace fixture
