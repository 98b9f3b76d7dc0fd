// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Somebody on the LAN who is in no room: dials everybody, says nonsense, half a handshake or nothing, repeats beacons and
// counts what is said back to it. Nothing must be.

#include "sim/world.h"

#include <algorithm>

namespace sim {

class Stranger final : public NetworkHost
{
public:
    explicit Stranger(World& world)
        : m_world(world)
    {
        NodeTraits traits;
        traits.address = core::IpAddress::v4({192, 168, 77, 77});
        m_node = world.network().add(*this, traits);
        world.network().setUp(m_node, true);
    }

    void pester(core::Duration span)
    {
        constexpr std::size_t callsToEach = 20;
        for (SimPeer* peer : m_world.everybody()) {
            for (std::size_t i = 0; i < callsToEach; ++i) {
                const core::Duration when(static_cast<core::Duration::rep>(
                    m_world.rng().below(static_cast<std::uint64_t>(span.count()))));
                m_world.plan(when, [this, to = m_world.network().addressOf(peer->node())]() {
                    m_world.network().dial(m_node, m_nextLink++, to);
                });
            }
        }
    }
    /// Bytes said back on links that the stranger opened.
    [[nodiscard]] std::uint64_t heard() const { return m_heard; }

    std::optional<LinkId> accepted(const core::Endpoint&) override { return std::nullopt; }
    void adopted() override {}
    void connected(LinkId link) override
    {
        constexpr std::size_t firstMessageBytes = 48;
        const std::uint64_t dice = m_world.rng().below(4);
        const std::size_t size = dice == 0   ? 0
                                 : dice == 1 ? firstMessageBytes
                                             : m_world.rng().below(3000);
        core::Bytes noise(size);
        m_world.rng().fill(noise);
        if (size >= firstMessageBytes && dice != 2) {
            noise[0] = 0; // the length of a first message
            noise[1] = firstMessageBytes;
        }
        m_world.network().write(m_node, link, noise);
    }
    void dialFailed(LinkId) override {}
    void bytes(LinkId, const core::Bytes& bytes) override { m_heard += bytes.size(); }
    void closed(LinkId) override {}
    void drained(LinkId, std::size_t) override {}
    void datagram(const core::Endpoint&, const core::Bytes& bytes) override
    {
        // What was heard is said again, now and then with a bit turned.
        if (m_echoes < echoesMost && !bytes.empty()) {
            core::Bytes echo = bytes;
            echo[m_world.rng().below(echo.size())] ^= static_cast<std::uint8_t>(m_echoes % 2);
            ++m_echoes;
            m_world.network().multicast(m_node, echo);
        }
    }

private:
    static constexpr std::size_t echoesMost = 200;

    World& m_world;
    NodeId m_node = 0;
    LinkId m_nextLink = 1;
    std::uint64_t m_heard = 0;
    std::size_t m_echoes = 0;
};

} // namespace sim
