// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/addresses.h"

#include <QNetworkInterface>

#include <algorithm>

namespace engine::host {

core::IpAddress fromQt(const QHostAddress& address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 number = address.toIPv4Address();
        return core::IpAddress::v4({static_cast<std::uint8_t>(number >> 24U),
                                    static_cast<std::uint8_t>(number >> 16U),
                                    static_cast<std::uint8_t>(number >> 8U),
                                    static_cast<std::uint8_t>(number)});
    }
    const Q_IPV6ADDR raw = address.toIPv6Address();
    // An IPv4 address that arrived at a dual-stack socket becomes IPv4 again.
    return core::IpAddress::fromBytes(core::ByteView(raw.c, sizeof(raw.c)))
        .value_or(core::IpAddress());
}

QHostAddress toQt(const core::IpAddress& address)
{
    const core::ByteView bytes = address.bytes();
    if (address.family() == core::IpFamily::V4) {
        quint32 number = 0;
        for (const std::uint8_t byte : bytes) {
            number = (number << 8U) | byte;
        }
        return QHostAddress(number);
    }
    return QHostAddress(bytes.data());
}

std::vector<LocalInterface> localInterfaces()
{
    std::vector<LocalInterface> out;
    for (const QNetworkInterface& one : QNetworkInterface::allInterfaces()) {
        const auto flags = one.flags();
        if (!flags.testFlag(QNetworkInterface::IsUp)
            || !flags.testFlag(QNetworkInterface::IsRunning)) {
            continue;
        }
        LocalInterface local;
        local.index = one.index();
        local.name = one.name().toStdString();
        local.multicast = flags.testFlag(QNetworkInterface::CanMulticast);
        local.loopback = flags.testFlag(QNetworkInterface::IsLoopBack);
        for (const QNetworkAddressEntry& entry : one.addressEntries()) {
            local.addresses.push_back(fromQt(entry.ip()));
        }
        std::sort(local.addresses.begin(), local.addresses.end());
        out.push_back(std::move(local));
    }
    std::sort(out.begin(), out.end(), [](const LocalInterface& a, const LocalInterface& b) {
        return a.index < b.index;
    });
    return out;
}

std::vector<core::Endpoint> reachableEndpoints(const core::Endpoint& bound,
                                               const std::vector<LocalInterface>& interfaces)
{
    if (!bound.address.isUnspecified()) {
        return {bound};
    }
    std::vector<core::Endpoint> out;
    for (const LocalInterface& local : interfaces) {
        for (const core::IpAddress& address : local.addresses) {
            // 0.0.0.0 takes IPv4 only, :: takes both.
            const bool heard = bound.address.family() == core::IpFamily::V6
                               || address.family() == core::IpFamily::V4;
            if (heard && !local.loopback && !address.isLoopback() && !address.isLinkLocal()) {
                out.push_back({address, bound.port});
            }
        }
    }
    return out;
}

void LinkLocalZones::remember(const QHostAddress& address)
{
    if (address.scopeId().isEmpty()) {
        return;
    }
    const core::IpAddress plain = fromQt(address);
    std::erase_if(m_zones, [&plain](const auto& entry) { return entry.first == plain; });
    if (m_zones.size() >= most) {
        m_zones.pop_front();
    }
    m_zones.emplace_back(plain, address.scopeId());
}

QHostAddress LinkLocalZones::resolve(const core::IpAddress& address) const
{
    QHostAddress out = toQt(address);
    const auto known = std::find_if(m_zones.begin(), m_zones.end(), [&address](const auto& entry) {
        return entry.first == address;
    });
    if (known != m_zones.end()) {
        out.setScopeId(known->second);
    }
    return out;
}

} // namespace engine::host
