// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The DHT's UDP socket, IPv4 and IPv6 in one where this machine has both, and the looking up of host names for it.
//
// The receive buffer is large (a lookup's answers come in bursts), what is taken out of it in a second is not: the DHT
// forgets what gets lost, and a flood must not hold up the rooms. What is over stays with the kernel, which drops it.

#include "core/endpoint.h"
#include "core/result.h"
#include "engine/host/addresses.h"
#include "engine/host/posix_file.h"
#include "engine/host/tcp_links.h"
#include "engine/peer_io.h"

#include <QObject>
#include <QTimer>
#include <QUdpSocket>

#include <functional>
#include <memory>

namespace engine::host {

/// Binds, on any thread. The unspecified IPv6 address takes IPv4 too. Port 0 picks one.
[[nodiscard]] core::Result<ListeningSocket, ListenError> bindUdp(const core::Endpoint& at);

class DhtPort
{
public:
    using Heard = std::function<void(core::Endpoint from, core::Bytes)>;
    using Resolved = std::function<void(DhtEntry entry, std::vector<core::Endpoint>)>;

    static constexpr int receiveBufferBytes = 1024 * 1024;
    static constexpr std::size_t datagramBytesMost = 2048;
    static constexpr unsigned takenPerSecond = 4000;
    static constexpr std::size_t addressesPerHost = 4;
    static constexpr std::size_t hostsMost = 32;

    explicit DhtPort(Heard heard);
    DhtPort(const DhtPort&) = delete;
    DhtPort& operator=(const DhtPort&) = delete;
    DhtPort(DhtPort&&) = delete;
    DhtPort& operator=(DhtPort&&) = delete;
    ~DhtPort();

    bool serve(ListeningSocket socket);
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    void send(const core::Endpoint& to, core::ByteView bytes);
    /// Answers once, when every name is known or given up.
    void resolve(const ResolveHosts& what, Resolved resolved);

private:
    void read();
    void beginSecond();

    Heard m_heard;
    QObject m_context;
    std::shared_ptr<const bool> m_alive =
        std::make_shared<const bool>(true); ///< lookups look at it
    QUdpSocket m_socket;
    QTimer m_second;
    std::uint16_t m_port = 0;
    unsigned m_taken = 0;
    bool m_held = false;
};

} // namespace engine::host
