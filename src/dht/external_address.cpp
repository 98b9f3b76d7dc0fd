// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/external_address.h"

#include "dht/prefix.h"

#include <algorithm>

namespace dht {

std::optional<core::IpAddress> ExternalAddress::vote(core::MonoTime now,
                                                     const core::IpAddress& voter,
                                                     const core::IpAddress& seen,
                                                     std::uint64_t lookup)
{
    // A node on our own network sees a private address; that is no news to anybody outside.
    const bool usable = voter.family() == seen.family() && isPlausible({seen, 1}, voter)
                        && (!voter.isPrivate() || seen.isPrivate());
    if (!usable || m_believed == seen) {
        return std::nullopt;
    }
    std::erase_if(m_votes,
                  [&](const auto& entry) { return now - entry.second.first >= tuning::voteLife; });
    if (m_votes.size() >= tuning::votedAddresses && !m_votes.contains(seen)) {
        return std::nullopt;
    }
    auto [entry, isNew] = m_votes.try_emplace(seen);
    Votes& votes = entry->second;
    if (isNew) {
        votes.first = now;
    }
    const std::string neighbourhood = core::textOf(widePrefix(voter));
    if (votes.neighbourhoods.size() < tuning::addressVotes
        && !votes.neighbourhoods.contains(neighbourhood) && !votes.lookups.contains(lookup)) {
        votes.neighbourhoods.insert(neighbourhood);
        votes.lookups.insert(lookup);
    }
    const bool settled = m_changed && now - *m_changed < tuning::addressSettled;
    if (votes.neighbourhoods.size() < tuning::addressVotes || settled) {
        return std::nullopt;
    }
    m_believed = seen;
    m_changed = now;
    m_votes.clear();
    return m_believed;
}

void ExternalAddress::forget()
{
    m_votes.clear();
    m_changed.reset();
}

} // namespace dht
