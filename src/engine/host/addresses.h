// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Between core::IpAddress and Qt's addresses, the interfaces of this machine, and the one thing that an IpAddress cannot
// carry: on which interface a link-local IPv6 address was seen.

#include "core/endpoint.h"

#include <QHostAddress>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace engine::host {

[[nodiscard]] core::IpAddress fromQt(const QHostAddress& address);
[[nodiscard]] QHostAddress toQt(const core::IpAddress& address);

/// One interface that is up, as far as anybody here cares.
struct LocalInterface {
    int index = 0;
    std::string name;
    bool multicast = false;
    bool loopback = false;
    std::vector<core::IpAddress> addresses;

    bool operator==(const LocalInterface&) const = default;
};
/// Ordered by index; equal lists mean that nothing has changed.
[[nodiscard]] std::vector<LocalInterface> localInterfaces();

/// Where a peer that listens on `bound` can be dialled. Any address: every one of this machine except loopback and
/// link-local ones, which mean nothing to anybody else.
[[nodiscard]] std::vector<core::Endpoint>
reachableEndpoints(const core::Endpoint& bound, const std::vector<LocalInterface>& interfaces);

/// Remembers the zone of link-local addresses that were heard from, the latest `most` of them.
class LinkLocalZones
{
public:
    static constexpr std::size_t most = 256;

    void remember(const QHostAddress& address);
    /// With its zone, when the address is link-local and was heard from.
    [[nodiscard]] QHostAddress resolve(const core::IpAddress& address) const;

private:
    std::deque<std::pair<core::IpAddress, QString>> m_zones;
};

} // namespace engine::host
