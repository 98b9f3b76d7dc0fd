// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/rogue.h"

#include "core/text.h"

#include "events.pb.h"

namespace sim {

using namespace engine;
using namespace engine::room;

Rogue::Rogue(World& world, SimPeer& seat, const RoomId& room, std::uint8_t number)
    : m_world(world)
    , m_self(seat.identitySeed(), seat.deviceSeed())
{
    seat.crash(false);
    const StoredState stored = seat.disk().store().loadState();
    m_room = Room::load(m_self, room, stored);
    for (const StoredRecord& record : stored.records) {
        if (record.room == room && record.kind == RecordKind::Epoch) {
            m_epochs.insert(*core::EpochId::from(record.key));
        }
    }
    for (const EventRow& row : seat.disk().store().visible(room)) {
        const auto header = decodeHeader(row.header);
        for (const StoredRecord& record : stored.records) {
            if (record.room == room && record.kind == RecordKind::Epoch
                && header->epoch == *core::EpochId::from(record.key)) {
                m_secret = EpochSecret::from(record.value);
            }
        }
    }
    const auto opening = decodeSigned(*m_room->ownOpening());
    m_log = opening->header.log;
    m_coreHead = opening->id;
    const HeldLog& held = m_room->logs().at(m_log).held;
    m_seq = held.topSeq() + 1;
    m_head = held.topId();
    NodeTraits traits;
    traits.address = core::IpAddress::v4({192, 168, 79, number});
    m_node = world.network().add(*this, traits);
    world.network().setUp(m_node, true);
}

core::Now Rogue::now() const
{
    return {m_world.schedule().now(), m_world.peer(0).wallNow()};
}

void Rogue::hangUp()
{
    for (const auto& [link, line] : m_lines) {
        m_world.network().close(m_node, link);
    }
    m_lines.clear();
}

void Rogue::callAll(const std::vector<SimPeer*>& peers, Said said)
{
    hangUp();
    for (std::size_t i = 0; i < peers.size(); ++i) {
        const LinkId link = m_nextLink++;
        m_lines[link].toSay = said(i);
        m_world.network().dial(m_node, link, m_world.network().addressOf(peers[i]->node()));
    }
}

void Rogue::connected(LinkId link)
{
    core::Bytes first;
    m_lines[link].wire = std::make_unique<session::SecureLink>(
        session::SecureLink::dial(m_world.schedule().now(),
                                  linkPsk(m_room->reach().current()),
                                  core::AgreementKey(core::Seed::random(m_world.rng())),
                                  m_world.rng(),
                                  first));
    m_world.network().write(m_node, link, first);
}

wire::Frame Rogue::hello(const session::SecureLink& wire) const
{
    wire::Frame frame;
    auto* out = frame.mutable_hello();
    out->set_mode(wire::LINK_MODE_MEMBER);
    out->set_identity(core::textOf(m_self.identityId.view()));
    out->set_device(core::textOf(m_self.deviceId.view()));
    out->set_device_cert(core::textOf(m_self.certificate));
    *out->mutable_log_open() = *m_room->ownOpening();
    const core::ByteArray<1> role{0};
    out->set_signature(core::textOf(
        m_self.device.sign("parlour hello 1", {wire.handshakeHash(), role, m_room->id().view()})));
    out->set_wall_ms(now().wall.milliseconds);
    out->set_version(1);
    out->set_run("rogue run");
    out->mutable_run()->resize(8);
    return frame;
}

void Rogue::bytes(LinkId link, const core::Bytes& bytes)
{
    const auto line = m_lines.find(link);
    if (line == m_lines.end()) {
        return;
    }
    session::Received got;
    const auto result = line->second.wire->handleBytes(
        m_world.schedule().now(), bytes, m_doors, m_world.rng(), got);
    static_cast<void>(result);
    if (!got.write.empty()) {
        m_world.network().write(m_node, link, got.write);
    }
    if (got.established) {
        say(link, hello(*line->second.wire));
    }
    for (const core::Bytes& plain : got.frames) {
        wire::Frame frame;
        if (frame.ParseFromArray(plain.data(), static_cast<int>(plain.size()))) {
            hear(link, frame);
        }
    }
}

void Rogue::hear(LinkId link, const wire::Frame& frame)
{
    const auto line = m_lines.find(link);
    if (line == m_lines.end()) {
        return;
    }
    if (frame.has_ping()) {
        wire::Frame pong;
        pong.mutable_pong()->set_number(frame.ping().number());
        say(link, pong);
    }
    for (const std::string& bytes : frame.keys().epoch_secrets()) {
        if (const auto secret = EpochSecret::from(core::bytesOf(bytes))) {
            m_epochs.insert(epochIdOf(*secret));
        }
    }
    if (frame.has_hello() && !line->second.live) {
        line->second.live = true;
        ++m_timesLive;
        for (const wire::Frame& each : std::exchange(line->second.toSay, {})) {
            say(link, each);
        }
    }
}

void Rogue::say(LinkId link, const wire::Frame& frame)
{
    const auto line = m_lines.find(link);
    const std::string plain = frame.SerializeAsString();
    if (line != m_lines.end() && !plain.empty()
        && plain.size() <= core::limits::spec::framePlainBytes) {
        m_world.network().write(
            m_node, link, line->second.wire->seal(m_world.schedule().now(), core::bytesOf(plain)));
    }
}

void Rogue::saySealed(core::ByteView plain)
{
    for (const auto& [link, line] : m_lines) {
        if (line.live) {
            m_world.network().write(m_node, link, line.wire->seal(m_world.schedule().now(), plain));
        }
    }
}

void Rogue::sayRaw(const core::Bytes& bytes)
{
    for (const auto& [link, line] : m_lines) {
        if (line.live) {
            m_world.network().write(m_node, link, bytes);
        }
    }
}

CarriedEvent Rogue::make(Kind kind, const core::Bytes& plain, const Spoil& spoil)
{
    CarriedEvent out;
    Header& header = out.header;
    header.kind = static_cast<std::uint8_t>(kind);
    header.room = m_room->id();
    header.log = m_log;
    header.seq = m_seq;
    header.prev = m_head;
    header.grant = m_room->roll()->standingOf(m_log);
    header.auth = m_room->roll()->heads();
    if (isAct(header.kind)) {
        std::erase(header.auth, m_coreHead);
        header.auth.insert(header.auth.begin(), m_coreHead);
        header.auth.resize(std::min(header.auth.size(), core::limits::spec::authHeads));
    }
    header.clock = HybridClock::at(now().wall);
    if (isContent(header.kind)) {
        header.epoch = epochIdOf(*m_secret);
    }
    if (spoil) {
        spoil(header);
    }
    out.body = isContent(header.kind)
                   ? sealBody(*m_secret, header, m_world.rng().bytes<24>(), plain)
                   : plain;
    header.bodyLength = static_cast<std::uint32_t>(out.body.size());
    header.bodyHash = bodyHash(out.body);
    sign(out);
    return out;
}

void Rogue::sign(CarriedEvent& event) const
{
    event.headerBytes = encodeHeader(event.header);
    event.id = eventId(event.headerBytes);
    event.signature = core::copyOf(signEvent(m_self.device, event.id));
}

CarriedEvent Rogue::write(Kind kind, const core::Bytes& plain, const Spoil& spoil)
{
    CarriedEvent out = make(kind, plain, spoil);
    m_seq = out.header.seq + 1;
    m_head = out.id;
    return out;
}

CarriedEvent Rogue::writeText(const std::string& text, const Spoil& spoil)
{
    wire::TextMessage body;
    body.set_text(text);
    return write(Kind::TextMessage, core::copyOf(core::bytesOf(body.SerializeAsString())), spoil);
}

CarriedEvent Rogue::writeAct(const CoreBody& body)
{
    CarriedEvent out = write(kindOf(body), encodeCoreBody(body));
    m_coreHead = out.id;
    return out;
}

wire::Frame Rogue::frameOf(const CarriedEvent& event)
{
    wire::Frame frame;
    *frame.mutable_events()->add_events() = encodeSigned(event);
    return frame;
}

Rogue::Said Rogue::toAll(Frames frames)
{
    return [frames = std::move(frames)](std::size_t) { return frames; };
}

} // namespace sim
