// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whom one search of the table of all rooms asks: computers of this network, and strangers that the DHT named. Each kind has
// places of its own, an address and a prefix only a few of them, and strangers are drawn by lot, so that nobody who names
// himself often is all that is asked.

#include "core/rng.h"
#include "engine/directory/listing_search.h"

#include <set>

namespace engine {

class DirectoryRound
{
public:
    static constexpr std::size_t asksMost = 24; ///< of each kind
    static constexpr std::size_t asksAtOnce = 4;
    static constexpr std::size_t candidatesMost = 128;
    static constexpr std::size_t perAddress = 4;
    static constexpr std::size_t perPrefix = 4; ///< of public addresses

    struct Candidate {
        core::Endpoint at;
        directory::Trust trust = directory::Trust::Stranger;
        directory::Wanted wanted;
    };

    /// `trust` Lan or Stranger.
    void offer(const Candidate& candidate);
    /// The next to be asked; nothing while enough are being asked, or when there is nobody.
    [[nodiscard]] std::optional<Candidate> next(core::Rng& rng);
    /// One that next() gave has answered, or never will.
    void ended(directory::Trust trust);
    /// Somebody is being asked, or still could be.
    [[nodiscard]] bool isBusy() const;

private:
    struct Kind {
        std::vector<Candidate> waiting;
        std::set<core::Endpoint> known;
        std::map<core::IpAddress, std::size_t> perAddress;
        std::map<std::string, std::size_t> perPrefix;
        std::size_t asked = 0;
        std::size_t asking = 0;
    };

    [[nodiscard]] Kind& kindOf(directory::Trust trust)
    {
        return trust == directory::Trust::Lan ? m_lan : m_strangers;
    }

    Kind m_lan;
    Kind m_strangers;
};

} // namespace engine
