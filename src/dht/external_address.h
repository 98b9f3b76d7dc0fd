// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Our own address as others see it (BEP 42). Nodes we asked tell it in their replies; an address is believed when
// three nodes from three different /16, answering in three different lookups, said the same, and the belief does not
// change more often than every ten minutes: it decides our node id, and whoever could flip it could keep us homeless.

#include "core/time.h"
#include "dht/limits.h"
#include "dht/node_id.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace dht {

class ExternalAddress
{
public:
    /// A reply to our own question, sent by `voter`, says that we are `seen`. `lookup` names the lookup it belonged
    /// to. Returns the new belief when this vote changed it.
    std::optional<core::IpAddress> vote(core::MonoTime now,
                                        const core::IpAddress& voter,
                                        const core::IpAddress& seen,
                                        std::uint64_t lookup);
    [[nodiscard]] const std::optional<core::IpAddress>& believed() const { return m_believed; }
    /// Another network: votes so far are about another address. The belief may change at once.
    void forget();
    void restore(const core::IpAddress& believed) { m_believed = believed; }

private:
    struct Votes {
        std::set<std::string> neighbourhoods;
        std::set<std::uint64_t> lookups;
        core::MonoTime first{};
    };

    std::map<core::IpAddress, Votes> m_votes;
    std::optional<core::IpAddress> m_believed;
    std::optional<core::MonoTime> m_changed;
};

} // namespace dht
