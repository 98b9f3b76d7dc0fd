// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Somebody in the simulated network who holds an invite and speaks the link protocol by hand: as a caller who says what a
// test tells him, or as a host who answers callers so. He keeps every frame that he hears.

#include "core/keys.h"
#include "engine/room/body_seal.h"
#include "engine/room/event.h"
#include "engine/room/invite_link.h"
#include "engine/session/secure_link.h"
#include "sim/world.h"

#include "events.pb.h"
#include "frames.pb.h"

#include <functional>

namespace sim {

namespace wire = ::parlour::wire;

class LinkHolder final : public sim::NetworkHost
{
public:
    using Say = std::function<void(LinkHolder&, const wire::Frame&)>;

    LinkHolder(sim::World& world, const std::string& link, std::uint8_t number)
        : invite(*engine::room::decodeLink(link))
        , identity(core::Seed::random(world.rng()))
        , device(core::Seed::random(world.rng()))
        , m_world(world)
    {
        sim::NodeTraits traits;
        traits.address = core::IpAddress::v4({192, 168, 78, number});
        m_node = world.network().add(*this, traits);
        world.network().setUp(m_node, true);
        static_cast<void>(m_doors.add(1, psk(), std::nullopt));
    }

    void call(sim::SimPeer& peer)
    {
        m_id = m_nextLink++;
        m_world.network().dial(m_node, m_id, m_world.network().addressOf(peer.node()));
    }

    /// A hello that is right, for a test to spoil.
    [[nodiscard]] wire::Frame hello(wire::LinkMode mode) const
    {
        wire::Frame frame;
        auto* out = frame.mutable_hello();
        out->set_mode(mode);
        const core::DeviceId deviceId(device.publicKey());
        out->set_identity(core::textOf(identity.publicKey()));
        out->set_device(core::textOf(deviceId.view()));
        out->set_device_cert(core::textOf(engine::room::certifyDevice(identity, deviceId)));
        const core::ByteArray<1> role{static_cast<std::uint8_t>(m_accepts ? 1 : 0)};
        out->set_signature(core::textOf(
            device.sign("parlour hello 1", {m_wire->handshakeHash(), role, invite.room.view()})));
        out->set_version(1);
        out->set_run("12345678");
        return frame;
    }
    [[nodiscard]] wire::Frame enter(const core::SigningKey& key) const
    {
        wire::Frame frame;
        const core::IdentityId self(identity.publicKey());
        frame.mutable_enter()->set_door(core::textOf(invite.door.view()));
        frame.mutable_enter()->set_proof(
            core::textOf(engine::room::signEntry(key, invite.room, self)));
        return frame;
    }
    /// What makes him a member, signed and all.
    [[nodiscard]] wire::Frame opening() const
    {
        const core::DeviceId deviceId(device.publicKey());
        const core::IdentityId self(identity.publicKey());
        wire::LogOpen body;
        body.set_identity(core::textOf(self.view()));
        body.set_device(core::textOf(deviceId.view()));
        body.set_device_cert(core::textOf(engine::room::certifyDevice(identity, deviceId)));
        body.set_birth(core::textOf(invite.door.view()));
        body.set_door_proof(core::textOf(engine::room::signEntry(doorKey(), invite.room, self)));
        const core::Bytes plain = core::copyOf(core::bytesOf(body.SerializeAsString()));
        engine::room::Header header;
        header.kind = static_cast<std::uint8_t>(engine::room::Kind::LogOpen);
        header.room = invite.room;
        header.log = engine::room::logId(invite.room, deviceId, invite.door, 0);
        header.grant = invite.door;
        header.auth = {invite.door};
        header.bodyLength = static_cast<std::uint32_t>(plain.size());
        header.bodyHash = engine::room::bodyHash(plain);
        const core::Bytes bytes = engine::room::encodeHeader(header);
        wire::Frame frame;
        auto* event = frame.mutable_events()->add_events();
        event->set_header(core::textOf(bytes));
        event->set_signature(
            core::textOf(engine::room::signEvent(device, engine::room::eventId(bytes))));
        event->set_body(core::textOf(plain));
        return frame;
    }
    [[nodiscard]] core::SigningKey doorKey() const
    {
        return core::SigningKey(core::Seed(*invite.doorSeed));
    }
    void say(const wire::Frame& frame)
    {
        const std::string plain = frame.SerializeAsString();
        saySealed(core::bytesOf(plain));
    }
    /// Any bytes in the place of a frame.
    void saySealed(core::ByteView plain)
    {
        if (!plain.empty() && plain.size() <= core::limits::spec::framePlainBytes && open) {
            m_world.network().write(m_node, m_id, m_wire->seal(m_world.schedule().now(), plain));
        }
    }
    void sayRaw(const core::Bytes& bytes) { m_world.network().write(m_node, m_id, bytes); }
    [[nodiscard]] bool heard(wire::Frame::KindCase kind) const
    {
        for (const wire::Frame& frame : frames) {
            if (frame.kind_case() == kind) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] sim::NodeId node() const { return m_node; }
    [[nodiscard]] core::Endpoint address() const { return m_world.network().addressOf(m_node); }

    engine::room::InviteLink invite;
    core::SigningKey identity;
    core::SigningKey device;
    std::function<void(LinkHolder&)> onOpen;
    Say onFrame;
    std::vector<wire::Frame> frames;
    bool open = false;
    bool wasClosed = false;
    std::size_t callers = 0;

    std::optional<sim::LinkId> accepted(const core::Endpoint&) override
    {
        m_accepts = true;
        ++callers;
        m_wire = engine::session::SecureLink::accept(m_world.schedule().now());
        m_id = m_nextLink++;
        return m_id;
    }
    void adopted() override {}
    void connected(sim::LinkId link) override
    {
        core::Bytes first;
        m_wire =
            engine::session::SecureLink::dial(m_world.schedule().now(),
                                              psk(),
                                              core::AgreementKey(core::Seed::random(m_world.rng())),
                                              m_world.rng(),
                                              first);
        m_world.network().write(m_node, link, first);
    }
    void dialFailed(sim::LinkId) override { wasClosed = true; }
    void bytes(sim::LinkId link, const core::Bytes& bytes) override
    {
        engine::session::Received got;
        const auto result =
            m_wire->handleBytes(m_world.schedule().now(), bytes, m_doors, m_world.rng(), got);
        static_cast<void>(result);
        if (!got.write.empty()) {
            m_world.network().write(m_node, link, got.write);
        }
        if (got.established) {
            open = true;
            if (onOpen) {
                onOpen(*this);
            }
        }
        for (const core::Bytes& plain : got.frames) {
            wire::Frame frame;
            if (frame.ParseFromArray(plain.data(), static_cast<int>(plain.size()))) {
                frames.push_back(frame);
                if (onFrame) {
                    onFrame(*this, frame);
                }
            }
        }
    }
    void closed(sim::LinkId) override { wasClosed = true; }
    void drained(sim::LinkId, std::size_t) override {}
    void datagram(const core::Endpoint&, const core::Bytes&) override {}

private:
    [[nodiscard]] core::Secret<32> psk() const
    {
        return engine::room::linkPsk(engine::room::ReachSecret(*invite.reach));
    }

    sim::World& m_world;
    sim::NodeId m_node = 0;
    sim::LinkId m_nextLink = 1;
    sim::LinkId m_id = 0;
    bool m_accepts = false;
    engine::session::DoorSet m_doors;
    std::optional<engine::session::SecureLink> m_wire;
};

} // namespace sim
