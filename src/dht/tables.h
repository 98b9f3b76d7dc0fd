// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The two DHTs a node lives in (BEP 32): IPv4 and IPv6 share nothing but the code. BEP 42 ties ids to addresses, so
// each has an id of its own.

#include "dht/routing_table.h"

namespace dht {

class Tables
{
public:
    Tables(const NodeId& idV4, const NodeId& idV6, bool useV4, bool useV6)
        : m_v4(idV4)
        , m_v6(idV6)
        , m_useV4(useV4)
        , m_useV6(useV6)
    {
    }

    [[nodiscard]] RoutingTable& of(core::IpFamily family)
    {
        return family == core::IpFamily::V4 ? m_v4 : m_v6;
    }
    [[nodiscard]] const RoutingTable& of(core::IpFamily family) const
    {
        return family == core::IpFamily::V4 ? m_v4 : m_v6;
    }
    [[nodiscard]] RoutingTable& of(const core::Endpoint& endpoint)
    {
        return of(endpoint.address.family());
    }
    [[nodiscard]] bool uses(core::IpFamily family) const
    {
        return family == core::IpFamily::V4 ? m_useV4 : m_useV6;
    }
    [[nodiscard]] std::vector<core::IpFamily> families() const
    {
        std::vector<core::IpFamily> out;
        for (const auto family : {core::IpFamily::V4, core::IpFamily::V6}) {
            if (uses(family)) {
                out.push_back(family);
            }
        }
        return out;
    }

private:
    RoutingTable m_v4;
    RoutingTable m_v6;
    bool m_useV4;
    bool m_useV6;
};

} // namespace dht
