// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Neighbourhoods of addresses. One operator easily has a whole /24 (IPv6: /64), less easily many /16 (/48): rules of
// diversity count by them. Private, link-local and loopback addresses are exempt, so there each address is its own.

#include "core/endpoint.h"

#include <algorithm>

namespace dht {

/// Bytes of an address that name its /24 (IPv6: /64) and its /16 (/48); all of them where diversity does not apply.
[[nodiscard]] inline core::ByteView narrowPrefix(const core::IpAddress& address)
{
    const bool v4 = address.family() == core::IpFamily::V4;
    return address.isPrivate() ? address.bytes() : address.bytes().first(v4 ? 3 : 8);
}

[[nodiscard]] inline core::ByteView widePrefix(const core::IpAddress& address)
{
    const bool v4 = address.family() == core::IpFamily::V4;
    return address.isPrivate() ? address.bytes() : address.bytes().first(v4 ? 2 : 6);
}

/// Never for private addresses: there each endpoint stands for itself.
[[nodiscard]] inline bool sameNarrowPrefix(const core::IpAddress& left,
                                           const core::IpAddress& right)
{
    const core::ByteView prefix = narrowPrefix(left);
    return left.family() == right.family() && !left.isPrivate()
           && std::equal(prefix.begin(), prefix.end(), right.bytes().begin());
}

[[nodiscard]] inline bool sameWidePrefix(const core::IpAddress& left, const core::IpAddress& right)
{
    const core::ByteView prefix = widePrefix(left);
    return left.family() == right.family() && !left.isPrivate()
           && std::equal(prefix.begin(), prefix.end(), right.bytes().begin());
}

/// Whether an endpoint told by `teller` is one a node may send to: no port 0, nothing unspecified, multicast or
/// broadcast, loopback only from loopback, private only from private.
[[nodiscard]] inline bool isPlausible(const core::Endpoint& told, const core::IpAddress& teller)
{
    const core::IpAddress& address = told.address;
    if (told.port == 0 || address.isUnspecified() || address.isMulticast()) {
        return false;
    }
    if (address.family() == core::IpFamily::V4
        && (address.bytes()[0] == 0 || address.bytes()[0] >= 240)) {
        return false;
    }
    if (address.isLoopback()) {
        return teller.isLoopback();
    }
    return !address.isPrivate() || teller.isPrivate();
}

} // namespace dht
