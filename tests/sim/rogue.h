// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A member who speaks by hand. He came into the room as everybody does; then his program was stopped, and he goes on with
// its keys and its disk: every frame is his to invent, and so is every event of his log. He keeps the secrets that he is
// given, so that a test can see what he could read.

#include "engine/room/body_seal.h"
#include "engine/room/core_event.h"
#include "engine/room/room.h"
#include "engine/session/secure_link.h"
#include "sim/world.h"

#include "frames.pb.h"

#include <functional>

namespace sim {

namespace wire = ::parlour::wire;

class Rogue final : public NetworkHost
{
public:
    using Frames = std::vector<wire::Frame>;
    /// What is said to one of those called, by his number.
    using Said = std::function<Frames(std::size_t)>;
    using Spoil = std::function<void(engine::room::Header&)>;

    /// The seat's program is stopped here.
    Rogue(World& world, SimPeer& seat, const engine::RoomId& room, std::uint8_t number);

    /// A new link to each; when it is live, these frames.
    void callAll(const std::vector<SimPeer*>& peers, Said said);
    void hangUp();
    /// Any bytes in the place of a frame, to all live links.
    void saySealed(core::ByteView plain);
    void sayRaw(const core::Bytes& bytes);

    // ---- his log ----

    /// The next event of it, and the one after follows it.
    engine::room::CarriedEvent
    write(engine::room::Kind kind, const core::Bytes& plain, const Spoil& spoil = {});
    /// The next event of it, as if it had not been written.
    [[nodiscard]] engine::room::CarriedEvent
    make(engine::room::Kind kind, const core::Bytes& plain, const Spoil& spoil = {});
    engine::room::CarriedEvent writeText(const std::string& text, const Spoil& spoil = {});
    [[nodiscard]] engine::room::CarriedEvent writeAct(const engine::room::CoreBody& body);
    /// Signed again after its header was changed.
    void sign(engine::room::CarriedEvent& event) const;
    [[nodiscard]] static wire::Frame frameOf(const engine::room::CarriedEvent& event);
    /// The same to everybody.
    [[nodiscard]] static Said toAll(Frames frames);

    [[nodiscard]] const engine::room::Room& room() const { return *m_room; }
    [[nodiscard]] const engine::room::Self& self() const { return m_self; }
    [[nodiscard]] const core::LogId& log() const { return m_log; }
    [[nodiscard]] std::uint64_t nextSeq() const { return m_seq; }
    /// Of everything that he can open, by what he was given so far.
    [[nodiscard]] const std::set<core::EpochId>& epochs() const { return m_epochs; }
    [[nodiscard]] std::size_t timesLive() const { return m_timesLive; }
    [[nodiscard]] core::Now now() const;
    [[nodiscard]] World& world() { return m_world; }

    std::optional<LinkId> accepted(const core::Endpoint&) override { return std::nullopt; }
    void adopted() override {}
    void connected(LinkId link) override;
    void dialFailed(LinkId link) override { m_lines.erase(link); }
    void bytes(LinkId link, const core::Bytes& bytes) override;
    void closed(LinkId link) override { m_lines.erase(link); }
    void drained(LinkId, std::size_t) override {}
    void datagram(const core::Endpoint&, const core::Bytes&) override {}

private:
    struct Line {
        std::unique_ptr<engine::session::SecureLink> wire;
        Frames toSay;
        bool live = false;
    };

    void say(LinkId link, const wire::Frame& frame);
    void hear(LinkId link, const wire::Frame& frame);
    [[nodiscard]] wire::Frame hello(const engine::session::SecureLink& wire) const;

    World& m_world;
    engine::room::Self m_self;
    std::shared_ptr<engine::room::Room> m_room;
    core::LogId m_log;
    std::uint64_t m_seq = 0;
    core::EventId m_head;
    core::EventId m_coreHead;
    std::optional<engine::room::EpochSecret> m_secret; ///< of the epoch in use when he went over
    std::set<core::EpochId> m_epochs;
    NodeId m_node = 0;
    LinkId m_nextLink = 1;
    std::map<LinkId, Line> m_lines;
    engine::session::DoorSet m_doors;
    std::size_t m_timesLive = 0;
};

} // namespace sim
