// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/peer_store.h"

#include "dht/limits.h"
#include "dht/prefix.h"

#include <algorithm>

namespace dht {

namespace {

constexpr std::size_t infohashShare = tuning::infohashes * tuning::prefixSharePercent / 100;
constexpr std::size_t peerShare = tuning::peersPerInfohash * tuning::prefixSharePercent / 100;

template<class T>
void keepRandom(std::vector<T>& list, std::size_t count, core::Rng& rng)
{
    for (std::size_t i = 0; i < count && i < list.size(); ++i) {
        std::swap(list[i], list[i + static_cast<std::size_t>(rng.below(list.size() - i))]);
    }
    list.resize(std::min(count, list.size()));
}

} // namespace

bool PeerStore::add(core::MonoTime now, const Target& infohash, const core::Endpoint& peer)
{
    if (!m_swarms.contains(infohash) && !open(now, infohash, peer)) {
        return false;
    }
    const auto swarm = m_swarms.find(infohash);
    auto& peers = swarm->second.expiryOfPeer;
    if (!peers.contains(peer)) {
        const auto neighbours = std::count_if(peers.begin(), peers.end(), [&](const auto& known) {
            return sameNarrowPrefix(known.first.address, peer.address);
        });
        if (static_cast<std::size_t>(neighbours) >= peerShare) {
            return false;
        }
        if (peers.size() >= tuning::peersPerInfohash) {
            peers.erase(std::min_element(
                peers.begin(), peers.end(), [](const auto& left, const auto& right) {
                    return left.second < right.second;
                }));
        }
    }
    peers[peer] = now + tuning::peerLife;
    touch(now, swarm);
    return true;
}

std::vector<core::Endpoint> PeerStore::peers(core::MonoTime now,
                                             const Target& infohash,
                                             core::IpFamily family,
                                             std::size_t count,
                                             core::Rng& rng) const
{
    std::vector<core::Endpoint> out;
    const auto swarm = m_swarms.find(infohash);
    if (swarm == m_swarms.end()) {
        return out;
    }
    for (const auto& [peer, expiry] : swarm->second.expiryOfPeer) {
        if (peer.address.family() == family && expiry > now) {
            out.push_back(peer);
        }
    }
    keepRandom(out, count, rng);
    return out;
}

std::vector<Target> PeerStore::sample(std::size_t count, core::Rng& rng) const
{
    std::vector<Target> out;
    out.reserve(m_swarms.size());
    for (const auto& [infohash, swarm] : m_swarms) {
        out.push_back(infohash);
    }
    keepRandom(out, count, rng);
    return out;
}

void PeerStore::expire(core::MonoTime now)
{
    for (auto swarm = m_swarms.begin(); swarm != m_swarms.end();) {
        std::erase_if(swarm->second.expiryOfPeer,
                      [&](const auto& peer) { return peer.second <= now; });
        const auto here = swarm++;
        if (here->second.expiryOfPeer.empty()) {
            close(here);
        }
    }
}

std::size_t PeerStore::peersOf(const Target& infohash) const
{
    const auto swarm = m_swarms.find(infohash);
    return swarm == m_swarms.end() ? 0 : swarm->second.expiryOfPeer.size();
}

std::size_t PeerStore::size() const
{
    std::size_t peers = 0;
    for (const auto& [infohash, swarm] : m_swarms) {
        peers += swarm.expiryOfPeer.size();
    }
    return peers;
}

bool PeerStore::open(core::MonoTime now, const Target& infohash, const core::Endpoint& peer)
{
    const std::string opener = core::textOf(narrowPrefix(peer.address));
    std::size_t& opened = m_openedBy[opener];
    if (opened >= infohashShare && !peer.address.isPrivate()) {
        return false;
    }
    ++opened;
    if (m_swarms.size() >= tuning::infohashes) {
        close(m_swarms.find(m_byLastAnnounce.begin()->second));
    }
    m_swarms[infohash] = Swarm{{}, now, opener};
    m_byLastAnnounce.insert({now, infohash});
    return true;
}

void PeerStore::touch(core::MonoTime now, Swarms::iterator swarm)
{
    m_byLastAnnounce.erase({swarm->second.lastAnnounce, swarm->first});
    swarm->second.lastAnnounce = now;
    m_byLastAnnounce.insert({now, swarm->first});
}

void PeerStore::close(Swarms::iterator swarm)
{
    m_byLastAnnounce.erase({swarm->second.lastAnnounce, swarm->first});
    const auto opener = m_openedBy.find(swarm->second.opener);
    if (--opener->second == 0) {
        m_openedBy.erase(opener);
    }
    m_swarms.erase(swarm);
}

} // namespace dht
