// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/tcp_links.h"

#include "core/limits.h"

#include <QNetworkProxy>
#include <QTimer>

#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <sys/socket.h>

namespace engine::host {

using core::fail;
namespace tuning = core::limits::tuning;

namespace {

constexpr std::chrono::seconds dialTime{5};
constexpr std::chrono::seconds farewellTime{5};
constexpr std::chrono::seconds acceptPause{1}; ///< when the process has run out of descriptors
constexpr qint64 readBytes = 256 * 1024;
constexpr int backlog = 64;

socklen_t fill(sockaddr_storage& out, const core::Endpoint& endpoint)
{
    const core::ByteView bytes = endpoint.address.bytes();
    if (endpoint.address.family() == core::IpFamily::V4) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&out);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(endpoint.port);
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(&v4->sin_addr));
        return sizeof(sockaddr_in);
    }
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&out);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    std::copy(bytes.begin(), bytes.end(), &v6->sin6_addr.s6_addr[0]);
    return sizeof(sockaddr_in6);
}

std::uint16_t boundPort(int fd)
{
    sockaddr_storage storage = {};
    socklen_t length = sizeof(storage);
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        return 0;
    }
    return ntohs(storage.ss_family == AF_INET
                     ? reinterpret_cast<sockaddr_in*>(&storage)->sin_port
                     : reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port);
}

void setFlag(int fd, int level, int option, int value)
{
    static_cast<void>(::setsockopt(fd, level, option, &value, sizeof(value)));
}

/// The error is an errno value, EAFNOSUPPORT where there is no IPv6.
core::Result<ListeningSocket, int> listenOnce(const core::Endpoint& at)
{
    const bool v6 = at.address.family() == core::IpFamily::V6;
    Fd fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.isOpen()) {
        return fail(errno);
    }
    setFlag(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1); // not hindered by its own closed connections
    if (v6) {
        setFlag(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
    }
    sockaddr_storage storage = {};
    const socklen_t length = fill(storage, at);
    if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&storage), length) != 0
        || ::listen(fd.get(), backlog) != 0) {
        // Compiled in but switched off shows here.
        const bool noV6 = v6 && at.address.isUnspecified() && errno == EADDRNOTAVAIL;
        return fail(noV6 ? EAFNOSUPPORT : errno);
    }
    const std::uint16_t port = boundPort(fd.get());
    return ListeningSocket{std::move(fd), {at.address, port}};
}

} // namespace

core::Result<ListeningSocket, ListenError> listenOn(const core::Endpoint& at)
{
    auto listening = listenOnce(at);
    if (!listening && listening.error() == EAFNOSUPPORT && at.address.isUnspecified()) {
        listening = listenOnce({core::IpAddress::v4({0, 0, 0, 0}), at.port});
    }
    if (!listening) {
        return fail(listening.error() == EADDRINUSE ? ListenError::Taken : ListenError::Refused);
    }
    return std::move(*listening);
}

TcpLinks::TcpLinks(LinkEvents events, const LinkLocalZones& zones)
    : m_events(std::move(events))
    , m_zones(zones)
{
    QObject::connect(
        &m_server, &QTcpServer::newConnection, &m_context, [this]() { takePending(); });
    QObject::connect(&m_server, &QTcpServer::acceptError, &m_context, [this]() {
        QTimer::singleShot(acceptPause, &m_context, [this]() { m_server.resumeAccepting(); });
    });
}

TcpLinks::~TcpLinks()
{
    closeAll();
}

bool TcpLinks::serve(ListeningSocket socket)
{
    m_server.setProxy(QNetworkProxy::NoProxy);
    m_server.setMaxPendingConnections(static_cast<int>(tuning::handshakesHalfOpen));
    return m_server.setSocketDescriptor(socket.fd.release());
}

void TcpLinks::takePending()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        socket->setParent(&m_context);
        const core::Endpoint from{fromQt(socket->peerAddress()), socket->peerPort()};
        const auto link = m_events.accepted(from);
        if (!link) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        adopt(*link, socket, true);
        tune(*socket);
        m_events.adopted(*link);
        if (socket->bytesAvailable() > 0) {
            onReadable(*link);
        }
    }
}

void TcpLinks::tune(QTcpSocket& socket)
{
    socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket.setReadBufferSize(readBytes);
}

void TcpLinks::adopt(LinkId link, QTcpSocket* socket, bool open)
{
    m_links[link] = Link{socket, {}, open};
    QObject::connect(
        socket, &QTcpSocket::connected, &m_context, [this, link]() { onConnected(link); });
    QObject::connect(
        socket, &QTcpSocket::readyRead, &m_context, [this, link]() { onReadable(link); });
    QObject::connect(socket, &QTcpSocket::bytesWritten, &m_context, [this, link](qint64 bytes) {
        onWritten(link, bytes);
    });
    QObject::connect(
        socket, &QTcpSocket::disconnected, &m_context, [this, link]() { onGone(link); });
    QObject::connect(
        socket, &QTcpSocket::errorOccurred, &m_context, [this, link]() { onGone(link); });
}

void TcpLinks::dial(LinkId link, const core::Endpoint& to)
{
    auto* socket = new QTcpSocket(&m_context);
    socket->setProxy(QNetworkProxy::NoProxy);
    adopt(link, socket, false);
    QTimer::singleShot(dialTime, socket, [this, link]() {
        const auto found = m_links.find(link);
        if (found != m_links.end() && !found->second.open) {
            onGone(link);
        }
    });
    tune(*socket);
    socket->connectToHost(m_zones.resolve(to.address), to.port);
}

void TcpLinks::onConnected(LinkId link)
{
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return;
    }
    found->second.open = true;
    tune(*found->second.socket); // the option exists only now
    m_events.connected(link);
}

void TcpLinks::onReadable(LinkId link)
{
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return;
    }
    const QByteArray read = found->second.socket->read(readBytes);
    if (read.isEmpty()) {
        return;
    }
    const auto count = static_cast<std::uint64_t>(read.size());
    found->second.traffic.in += count;
    m_total.in += count;
    m_events.bytes(link, core::Bytes(read.begin(), read.end()));
}

void TcpLinks::onWritten(LinkId link, qint64 bytes)
{
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return;
    }
    found->second.traffic.out += static_cast<std::uint64_t>(bytes);
    m_total.out += static_cast<std::uint64_t>(bytes);
    m_events.drained(link, static_cast<std::size_t>(found->second.socket->bytesToWrite()));
}

void TcpLinks::onGone(LinkId link)
{
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return;
    }
    const bool wasOpen = found->second.open;
    if (wasOpen && found->second.socket->bytesAvailable() > 0) {
        onReadable(link); // the last words, in case the end came with them
    }
    QTcpSocket* socket = forget(link);
    if (socket == nullptr) {
        return;
    }
    socket->abort();
    socket->deleteLater();
    if (wasOpen) {
        m_events.closed(link);
    } else {
        m_events.dialFailed(link);
    }
}

QTcpSocket* TcpLinks::forget(LinkId link)
{
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return nullptr;
    }
    QTcpSocket* socket = found->second.socket;
    QObject::disconnect(socket, nullptr, &m_context, nullptr);
    m_links.erase(found);
    return socket;
}

void TcpLinks::write(LinkId link, core::ByteView bytes)
{
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return;
    }
    QTcpSocket* socket = found->second.socket;
    const bool wasIdle = socket->bytesToWrite() == 0;
    if (static_cast<std::size_t>(socket->bytesToWrite()) + bytes.size()
        > tuning::linkQueueBytesHard) {
        onGone(link);
        return;
    }
    socket->write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
    if (wasIdle && found->second.open) {
        socket->flush(); // as much as the kernel takes, now instead of on the next turn of the loop
    }
}

void TcpLinks::close(LinkId link)
{
    QTcpSocket* socket = forget(link);
    if (socket == nullptr) {
        return;
    }
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(farewellTime, socket, [socket]() {
        socket->abort();
        socket->deleteLater();
    });
    // What still comes is not read: the kernel throttles a talker, and the timer above ends it.
    socket->disconnectFromHost();
    if (socket->state() == QAbstractSocket::UnconnectedState) {
        socket->deleteLater();
    }
}

void TcpLinks::closeAll()
{
    while (!m_links.empty()) {
        QTcpSocket* socket = forget(m_links.begin()->first);
        socket->flush();
        socket->abort();
        socket->deleteLater();
    }
}

std::optional<TcpLinks::Traffic> TcpLinks::traffic(LinkId link) const
{
    const auto found = m_links.find(link);
    return found == m_links.end() ? std::nullopt : std::optional(found->second.traffic);
}

} // namespace engine::host
