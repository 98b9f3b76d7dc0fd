// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What others announced here: peers by infohash, each for 45 minutes. Full, the store forgets the infohash whose last
// announce is the oldest; nobody's neighbourhood holds more than a tenth of anything, so one network cannot flush it.

#include "core/rng.h"
#include "core/time.h"
#include "dht/node_id.h"

#include <map>
#include <set>
#include <string>

namespace dht {

class PeerStore
{
public:
    /// False when the neighbourhood of this peer has its share already.
    bool add(core::MonoTime now, const Target& infohash, const core::Endpoint& peer);
    /// Up to `count` live peers of one family, a random choice when there are more.
    [[nodiscard]] std::vector<core::Endpoint> peers(core::MonoTime now,
                                                    const Target& infohash,
                                                    core::IpFamily family,
                                                    std::size_t count,
                                                    core::Rng& rng) const;
    /// A random choice of infohashes (BEP 51).
    [[nodiscard]] std::vector<Target> sample(std::size_t count, core::Rng& rng) const;
    void expire(core::MonoTime now);

    [[nodiscard]] std::size_t infohashes() const { return m_swarms.size(); }
    [[nodiscard]] std::size_t peersOf(const Target& infohash) const;
    /// Peers under all infohashes.
    [[nodiscard]] std::size_t size() const;

private:
    struct Swarm {
        std::map<core::Endpoint, core::MonoTime> expiryOfPeer;
        core::MonoTime lastAnnounce{};
        /// Whose share of infohashes this one counts for: the neighbourhood that brought it.
        std::string opener;
    };
    using Swarms = std::map<Target, Swarm>;

    [[nodiscard]] bool open(core::MonoTime now, const Target& infohash, const core::Endpoint& peer);
    void touch(core::MonoTime now, Swarms::iterator swarm);
    void close(Swarms::iterator swarm);

    Swarms m_swarms;
    std::set<std::pair<core::MonoTime, Target>> m_byLastAnnounce;
    std::map<std::string, std::size_t> m_openedBy;
};

} // namespace dht
