// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The policy of a room, or of the view that an event cites. A POLICY names fields; per field what follows replaces what it
// follows, and of what nobody replaced the highest issuer's value counts, then the stricter one, then the one of the smaller
// id. So two admins who change the slow mode at once get the slower of the two, on every peer.
//
// A view may lack what it should have: a rule that is older than the grace everybody has to hear of it. `missed` says from
// when on that is so of a view, and `behind` with a time adds what was due by then.

#include "engine/room/authority_judgement.h"

namespace engine::room {

class PolicyMerge
{
public:
    PolicyMerge(const AuthoritySet& set, const Judgement& judgement);

    /// Of everything that counts now.
    [[nodiscard]] PolicyBody current() const;
    /// Of what lies at or behind these places, and of what was made until then and all that this follows.
    [[nodiscard]] PolicyBody behind(std::vector<CoreIndex> heads,
                                    std::optional<HybridClock> until = std::nullopt) const;
    /// When the first POLICY was made that says what may be written and does not lie at or behind these places; never:
    /// there is none.
    [[nodiscard]] HybridClock missed(const std::vector<CoreIndex>& heads) const;
    /// How many were made until then.
    [[nodiscard]] std::size_t made(HybridClock until) const;
    /// A policy was added that counts.
    void extend(CoreIndex index);

private:
    [[nodiscard]] PolicyBody merge(std::vector<bool> view, CoreIndex last) const;

    const AuthoritySet& m_set;
    std::vector<CoreIndex> m_policies; ///< valid ones, ascending
};

/// Whether it names a field that decides what may be written.
[[nodiscard]] bool saysWhatMayBeWritten(const PolicyBody& body);

/// What a field that nobody set means.
struct PolicyDefaults {
    static constexpr std::uint32_t postingLevel = 10;
    static constexpr std::uint32_t filesLevel = 10;
};

} // namespace engine::room
