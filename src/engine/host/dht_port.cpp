// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/dht_port.h"

#include <QHostInfo>
#include <QNetworkDatagram>
#include <QNetworkProxy>

#include <algorithm>
#include <fcntl.h>

namespace engine::host {

using core::fail;

namespace {

constexpr std::chrono::seconds second{1};

bool bindTo(QUdpSocket& socket, const core::Endpoint& at)
{
    if (!at.address.isUnspecified()) {
        return socket.bind(toQt(at.address), at.port, QAbstractSocket::DontShareAddress);
    }
    const bool both = at.address.family() == core::IpFamily::V6;
    return (both && socket.bind(QHostAddress::Any, at.port, QAbstractSocket::DontShareAddress))
           || socket.bind(QHostAddress::AnyIPv4, at.port, QAbstractSocket::DontShareAddress);
}

/// What is still being looked up, shared by the lookups of one call.
/// Qt forgets to free what waits for a lookup whose context object goes first, so each has one of its own that stays.
struct Lookups {
    QObject context;
    std::weak_ptr<const bool> port; ///< gone with the port, and then nobody is told
    DhtEntry entry = DhtEntry::Given;
    std::size_t open = 0;
    std::vector<core::Endpoint> endpoints;
    DhtPort::Resolved resolved;
};

} // namespace

core::Result<ListeningSocket, ListenError> bindUdp(const core::Endpoint& at)
{
    QUdpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    if (!bindTo(socket, at)) {
        const bool taken = socket.error() == QAbstractSocket::AddressInUseError;
        return fail(taken ? ListenError::Taken : ListenError::Refused);
    }
    // The socket object belongs to this thread; what is bound goes on to the one that will use it.
    Fd copy(::fcntl(static_cast<int>(socket.socketDescriptor()), F_DUPFD_CLOEXEC, 0));
    if (!copy.isOpen()) {
        return fail(ListenError::Refused);
    }
    return ListeningSocket{std::move(copy), {at.address, socket.localPort()}};
}

DhtPort::DhtPort(Heard heard)
    : m_heard(std::move(heard))
{
    QObject::connect(&m_second, &QTimer::timeout, &m_context, [this]() { beginSecond(); });
    QObject::connect(&m_socket, &QUdpSocket::readyRead, &m_context, [this]() { read(); });
}

DhtPort::~DhtPort() = default;

bool DhtPort::serve(ListeningSocket socket)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    const bool served =
        m_socket.setSocketDescriptor(socket.fd.release(), QAbstractSocket::BoundState);
    m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, receiveBufferBytes);
    m_port = served ? socket.bound.port : std::uint16_t{0};
    return served;
}

void DhtPort::send(const core::Endpoint& to, core::ByteView bytes)
{
    m_socket.writeDatagram(reinterpret_cast<const char*>(bytes.data()),
                           static_cast<qint64>(bytes.size()),
                           toQt(to.address),
                           to.port);
}

void DhtPort::read()
{
    if (!m_second.isActive()) {
        m_second.start(second);
    }
    while (m_socket.hasPendingDatagrams()) {
        if (m_taken >= takenPerSecond) {
            m_held = true;
            return;
        }
        ++m_taken;
        const QNetworkDatagram datagram =
            m_socket.receiveDatagram(static_cast<qint64>(datagramBytesMost));
        const QByteArray bytes = datagram.data();
        if (datagram.isValid() && !bytes.isEmpty() && datagram.senderPort() > 0) {
            m_heard({fromQt(datagram.senderAddress()),
                     static_cast<std::uint16_t>(datagram.senderPort())},
                    core::Bytes(bytes.begin(), bytes.end()));
        }
    }
}

void DhtPort::beginSecond()
{
    const bool quiet = m_taken == 0;
    m_taken = 0;
    if (std::exchange(m_held, false)) {
        read(); // what was left with the kernel is not announced again
    } else if (quiet) {
        m_second.stop();
    }
}

void DhtPort::resolve(const ResolveHosts& what, Resolved resolved)
{
    auto lookups = std::make_shared<Lookups>();
    lookups->port = m_alive;
    lookups->entry = what.entry;
    lookups->open = std::min(what.hosts.size(), hostsMost);
    lookups->resolved = std::move(resolved);
    for (std::size_t i = 0; i < std::min(what.hosts.size(), hostsMost); ++i) {
        const HostName& host = what.hosts[i];
        QHostInfo::lookupHost(QString::fromStdString(host.host),
                              &lookups->context,
                              [lookups, port = host.port](const QHostInfo& found) {
                                  const auto addresses = found.addresses();
                                  const auto most =
                                      std::min<qsizetype>(addresses.size(), addressesPerHost);
                                  for (qsizetype n = 0; n < most; ++n) {
                                      lookups->endpoints.push_back({fromQt(addresses[n]), port});
                                  }
                                  if (--lookups->open == 0 && !lookups->port.expired()) {
                                      lookups->resolved(lookups->entry, lookups->endpoints);
                                  }
                              });
    }
}

} // namespace engine::host
