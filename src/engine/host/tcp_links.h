// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The TCP connections of the peer: one listening socket, one QTcpSocket for each link. Nothing here knows what the bytes
// mean. Nothing blocks, everything is bounded: what a link may have queued, how much is read at once, how long a dial or
// a farewell takes.
//
//     accepted --(peer gives it a number)--> open --bytes--> ... --closed
//     dial --> connected --> open        dial --(5 s, refused)--> dialFailed
//     close --> flushing --(written, or 5 s)--> gone, `closed` is not called: the peer knows
//
// Every event may come while a call into this object is under way: the owner queues them.

#include "core/endpoint.h"
#include "core/result.h"
#include "engine/host/addresses.h"
#include "engine/host/posix_file.h"
#include "engine/peer_io.h"

#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <map>
#include <optional>

namespace engine::host {

enum class ListenError : std::uint8_t { Taken, Refused };

struct ListeningSocket {
    Fd fd;
    core::Endpoint bound;
};
/// Binds and listens, on any thread. Port 0 picks one. The unspecified IPv6 address takes IPv4 too, and becomes the
/// unspecified IPv4 address on a machine without IPv6.
[[nodiscard]] core::Result<ListeningSocket, ListenError> listenOn(const core::Endpoint& at);

struct LinkEvents {
    /// Nothing: closed at once.
    std::function<std::optional<LinkId>(core::Endpoint from)> accepted;
    /// The accepted link can be written to from here on.
    std::function<void(LinkId)> adopted;
    std::function<void(LinkId)> connected;
    std::function<void(LinkId)> dialFailed;
    std::function<void(LinkId, core::Bytes)> bytes;
    std::function<void(LinkId)> closed;
    std::function<void(LinkId, std::size_t queuedBytes)> drained;
};

class TcpLinks
{
public:
    TcpLinks(LinkEvents events, const LinkLocalZones& zones);
    TcpLinks(const TcpLinks&) = delete;
    TcpLinks& operator=(const TcpLinks&) = delete;
    TcpLinks(TcpLinks&&) = delete;
    TcpLinks& operator=(TcpLinks&&) = delete;
    ~TcpLinks();

    /// From here on connections are accepted.
    bool serve(ListeningSocket socket);

    void dial(LinkId link, const core::Endpoint& to);
    /// A link whose queue outgrows limits::tuning::linkQueueBytesHard is cut: its reader has stopped reading.
    void write(LinkId link, core::ByteView bytes);
    void close(LinkId link);
    /// Without farewell: the process ends, or the peer starts again.
    void closeAll();

    [[nodiscard]] std::size_t count() const { return m_links.size(); }
    struct Traffic {
        std::uint64_t in = 0;
        std::uint64_t out = 0;
    };
    /// Of all links since the start.
    [[nodiscard]] const Traffic& total() const { return m_total; }
    [[nodiscard]] std::optional<Traffic> traffic(LinkId link) const;

private:
    struct Link {
        QTcpSocket* socket = nullptr; ///< child of m_context, deleted later
        Traffic traffic;
        bool open = false; ///< connected, whether dialled or accepted
    };
    void takePending();
    void adopt(LinkId link, QTcpSocket* socket, bool open);
    void onConnected(LinkId link);
    void onReadable(LinkId link);
    void onWritten(LinkId link, qint64 bytes);
    void onGone(LinkId link);
    QTcpSocket* forget(LinkId link);
    static void tune(QTcpSocket& socket);

    LinkEvents m_events;
    const LinkLocalZones& m_zones;
    QObject m_context;
    QTcpServer m_server;
    std::map<LinkId, Link> m_links;
    Traffic m_total;
};

} // namespace engine::host
