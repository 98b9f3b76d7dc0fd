// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/lan_port.h"

#include <QNetworkDatagram>
#include <QNetworkInterface>
#include <QNetworkProxy>

#include <algorithm>

namespace engine::host {

namespace {

constexpr std::uint16_t defaultPort = 47771;
constexpr std::chrono::seconds second{1};
constexpr int receiveBufferBytes = 256 * 1024;

QHostAddress anyOf(core::IpFamily family)
{
    return family == core::IpFamily::V4 ? QHostAddress(QHostAddress::AnyIPv4)
                                        : QHostAddress(QHostAddress::AnyIPv6);
}

} // namespace

core::Endpoint LanPort::defaultGroup4()
{
    return {core::IpAddress::v4({239, 192, 77, 77}), defaultPort};
}

core::Endpoint LanPort::defaultGroup6()
{
    return {core::IpAddress::v6({0xff, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'p', 'a', 'r', 'l'}),
            defaultPort};
}

LanPort::LanPort(LanOptions options, LanEvents events, LinkLocalZones& zones)
    : m_options(options)
    , m_events(std::move(events))
    , m_zones(zones)
{
    QObject::connect(&m_second, &QTimer::timeout, &m_context, [this]() { beginSecond(); });
}

bool LanPort::start(std::vector<LocalInterface> interfaces)
{
    const std::vector<core::Endpoint> groups = m_options.group
                                                   ? std::vector{*m_options.group}
                                                   : std::vector{defaultGroup4(), defaultGroup6()};
    for (const core::Endpoint& group : groups) {
        Family family;
        family.group = group;
        if (bindFamily(family)) {
            m_families.push_back(std::move(family));
        }
    }
    return join(std::move(interfaces));
}

bool LanPort::bindFamily(Family& family)
{
    const QHostAddress any = anyOf(family.group.address.family());
    family.groupSocket = std::make_unique<QUdpSocket>();
    family.ownSocket = std::make_unique<QUdpSocket>();
    for (QUdpSocket* socket : {family.groupSocket.get(), family.ownSocket.get()}) {
        socket->setProxy(QNetworkProxy::NoProxy);
    }
    if (!family.groupSocket->bind(any,
                                  family.group.port,
                                  QAbstractSocket::ShareAddress | QAbstractSocket::ReuseAddressHint)
        || !family.ownSocket->bind(any, 0)) {
        return false;
    }
    family.ownSocket->setSocketOption(QAbstractSocket::MulticastTtlOption, 1);
    family.ownSocket->setSocketOption(QAbstractSocket::MulticastLoopbackOption, 1);
    for (QUdpSocket* socket : {family.groupSocket.get(), family.ownSocket.get()}) {
        socket->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, receiveBufferBytes);
        QObject::connect(socket, &QUdpSocket::readyRead, &m_context, [this]() { readAll(); });
    }
    return true;
}

bool LanPort::wanted(const LocalInterface& local, core::IpFamily family) const
{
    const bool here = std::any_of(
        local.addresses.begin(), local.addresses.end(), [family](const core::IpAddress& address) {
            return address.family() == family;
        });
    // Linux does not flag loopback as able to multicast; it is all the same.
    return here && (local.loopback ? m_options.loopback : local.multicast);
}

bool LanPort::join(std::vector<LocalInterface> interfaces)
{
    m_interfaces = std::move(interfaces);
    bool any = false;
    for (Family& family : m_families) {
        leaveGone(family);
        for (const LocalInterface& local : m_interfaces) {
            if (!wanted(local, family.group.address.family())
                || family.joined.contains(local.index)) {
                continue;
            }
            const auto interface = QNetworkInterface::interfaceFromIndex(local.index);
            if (family.groupSocket->joinMulticastGroup(toQt(family.group.address), interface)) {
                family.joined.emplace(local.index, true);
            }
        }
        any = any || !family.joined.empty();
    }
    return any;
}

void LanPort::leaveGone(Family& family)
{
    for (auto entry = family.joined.begin(); entry != family.joined.end();) {
        const int index = entry->first;
        const auto still =
            std::find_if(m_interfaces.begin(),
                         m_interfaces.end(),
                         [index](const LocalInterface& local) { return local.index == index; });
        if (still != m_interfaces.end() && wanted(*still, family.group.address.family())) {
            ++entry;
            continue;
        }
        const auto interface = QNetworkInterface::interfaceFromIndex(index);
        if (interface.isValid()) {
            family.groupSocket->leaveMulticastGroup(toQt(family.group.address), interface);
        }
        entry = family.joined.erase(entry);
    }
}

void LanPort::multicast(core::ByteView bytes)
{
    const QByteArray copy(reinterpret_cast<const char*>(bytes.data()),
                          static_cast<qsizetype>(bytes.size()));
    for (const Family& family : m_families) {
        for (const auto& [index, joined] : family.joined) {
            const auto interface = QNetworkInterface::interfaceFromIndex(index);
            if (interface.isValid()) {
                family.ownSocket->setMulticastInterface(interface);
                family.ownSocket->writeDatagram(
                    copy, toQt(family.group.address), family.group.port);
            }
        }
    }
}

void LanPort::send(const core::Endpoint& to, core::ByteView bytes)
{
    for (const Family& family : m_families) {
        if (family.group.address.family() == to.address.family()) {
            family.ownSocket->writeDatagram(reinterpret_cast<const char*>(bytes.data()),
                                            static_cast<qint64>(bytes.size()),
                                            m_zones.resolve(to.address),
                                            to.port);
        }
    }
}

void LanPort::readAll()
{
    if (!m_second.isActive()) {
        m_second.start(second);
    }
    for (const Family& family : m_families) {
        read(*family.groupSocket, &family.group);
        read(*family.ownSocket, nullptr);
    }
}

void LanPort::beginSecond()
{
    const bool quiet = m_reads.empty();
    m_reads.clear();
    m_takenFrom.clear();
    m_taken = 0;
    if (quiet) {
        m_second.stop();
    } else {
        readAll(); // what was left with the kernel is not announced again
    }
}

void LanPort::read(QUdpSocket& socket, const core::Endpoint* group)
{
    while (socket.hasPendingDatagrams()) {
        unsigned& reads = m_reads[&socket];
        if (++reads > readsPerSecond) {
            return;
        }
        const QNetworkDatagram datagram =
            socket.receiveDatagram(static_cast<qint64>(datagramBytesMost));
        const QByteArray bytes = datagram.data();
        const core::IpAddress source = fromQt(datagram.senderAddress());
        const bool elsewhere =
            group != nullptr && fromQt(datagram.destinationAddress()) != group->address;
        if (!datagram.isValid() || elsewhere || bytes.isEmpty() || !mayTake(source)) {
            continue;
        }
        m_zones.remember(datagram.senderAddress());
        const auto port = static_cast<std::uint16_t>(datagram.senderPort());
        m_events.datagram({source, port}, core::Bytes(bytes.begin(), bytes.end()));
    }
}

bool LanPort::mayTake(const core::IpAddress& source)
{
    if (m_taken >= taken) {
        return false;
    }
    unsigned& fromHere = m_takenFrom[source]; // at most readsPerSecond entries for each socket
    if (fromHere >= takenPerSource) {
        return false;
    }
    ++fromHere;
    ++m_taken;
    return true;
}

} // namespace engine::host
