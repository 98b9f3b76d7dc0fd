// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The local network: UDP multicast to and from a group of our own, and plain datagrams beside it.
//
//     IPv4 239.192.77.77:47771    organisation-local scope, no group of anybody else
//     IPv6 [ff15::7061:726c]:47771    transient, site-local scope; the last 32 bits spell "parl"
//
// For each family two sockets: one bound to the group's port, shared with other peers of this machine, which only hears
// the group; and one on a port of its own, from which everything is sent and to which answers come. TTL 1: nothing
// leaves the link. The group is joined, and sent to, on every interface that is up and can multicast; whoever watches the
// interfaces calls `join` again when they change. Joining loopback is asked for by whoever listens there.
//
// Intake is bounded before anything is parsed: a flood costs a few thousand reads a second, and one source at a time can
// only use up its own share.

#include "core/endpoint.h"
#include "engine/host/addresses.h"

#include <QObject>
#include <QTimer>
#include <QUdpSocket>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace engine::host {

struct LanOptions {
    /// Instead of both default groups: only this one.
    std::optional<core::Endpoint> group;
    bool loopback = false;
};

struct LanEvents {
    std::function<void(core::Endpoint from, core::Bytes)> datagram;
};

class LanPort
{
public:
    LanPort(LanOptions options, LanEvents events, LinkLocalZones& zones);
    LanPort(const LanPort&) = delete;
    LanPort& operator=(const LanPort&) = delete;
    LanPort(LanPort&&) = delete;
    LanPort& operator=(LanPort&&) = delete;
    ~LanPort() = default;

    /// Binds and joins; false when nothing could be joined.
    bool start(std::vector<LocalInterface> interfaces);
    /// Joins what is new, forgets what is gone; false when nothing is joined now.
    bool join(std::vector<LocalInterface> interfaces);
    void multicast(core::ByteView bytes);
    void send(const core::Endpoint& to, core::ByteView bytes);

    static constexpr std::size_t datagramBytesMost = 1500;
    static constexpr unsigned readsPerSecond =
        2000;                              ///< for each socket; the rest stays with the kernel
    static constexpr unsigned taken = 200; ///< handed on, in a second, in all
    static constexpr unsigned takenPerSource = 20;

    [[nodiscard]] static core::Endpoint defaultGroup4();
    [[nodiscard]] static core::Endpoint defaultGroup6();

private:
    struct Family {
        core::Endpoint group;
        std::unique_ptr<QUdpSocket> groupSocket;
        std::unique_ptr<QUdpSocket> ownSocket;
        std::map<int, bool> joined; ///< interface index
    };
    bool bindFamily(Family& family);
    void leaveGone(Family& family);
    void beginSecond();
    void read(QUdpSocket& socket, const core::Endpoint* group);
    [[nodiscard]] bool mayTake(const core::IpAddress& source);
    void readAll();
    [[nodiscard]] bool wanted(const LocalInterface& local, core::IpFamily family) const;

    LanOptions m_options;
    LanEvents m_events;
    LinkLocalZones& m_zones;
    QObject m_context;
    QTimer m_second;
    std::vector<Family> m_families;
    std::vector<LocalInterface> m_interfaces;
    std::map<core::IpAddress, unsigned> m_takenFrom;
    std::map<const QUdpSocket*, unsigned> m_reads;
    unsigned m_taken = 0;
};

} // namespace engine::host
