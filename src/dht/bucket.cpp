// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/bucket.h"

#include "dht/prefix.h"

#include <algorithm>

namespace dht {

namespace {

template<class Entries>
auto findEndpoint(Entries& entries, const core::Endpoint& endpoint)
{
    return std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.contact.endpoint == endpoint;
    });
}

} // namespace

Health Entry::health(core::MonoTime now) const
{
    if (silences >= tuning::silentUntilBad) {
        return Health::Bad;
    }
    return silences == 0 && now - lastReply < spec::nodeGood ? Health::Good : Health::Questionable;
}

Heard Bucket::heard(core::MonoTime now, const Contact& contact)
{
    const auto known = findEndpoint(m_nodes, contact.endpoint);
    if (known != m_nodes.end() && known->contact.id == contact.id) {
        known->lastReply = now;
        known->silences = 0;
        return Heard::Refreshed;
    }
    if (known != m_nodes.end()) {
        m_nodes.erase(known);
    }
    const Entry entry{contact, now, now, now, 0};
    const auto spare = findEndpoint(m_spares, contact.endpoint);
    if (spare != m_spares.end()) {
        m_spares.erase(spare);
    }
    const auto bad = worstBad(now);
    if (isFull() && bad == m_nodes.end()) {
        keepAsSpare(entry);
        return Heard::Cached;
    }
    if (isFull()) {
        m_nodes.erase(bad);
    }
    if (!fitsPrefixRules(contact)) {
        return Heard::Refused;
    }
    m_nodes.push_back(entry);
    return Heard::Added;
}

void Bucket::silent(core::MonoTime now, const core::Endpoint& endpoint)
{
    const auto entry = findEndpoint(m_nodes, endpoint);
    if (entry == m_nodes.end()) {
        const auto spare = findEndpoint(m_spares, endpoint);
        if (spare != m_spares.end()) {
            m_spares.erase(spare);
        }
        return;
    }
    entry->silences = static_cast<std::uint8_t>(std::min<unsigned>(entry->silences + 1U, 200));
    if (entry->health(now) == Health::Bad && !m_spares.empty()) {
        remove(endpoint);
    }
}

void Bucket::asked(core::MonoTime now, const core::Endpoint& endpoint)
{
    const auto entry = findEndpoint(m_nodes, endpoint);
    if (entry != m_nodes.end()) {
        entry->lastAsked = now;
    }
}

bool Bucket::remove(const core::Endpoint& endpoint)
{
    const auto entry = findEndpoint(m_nodes, endpoint);
    if (entry == m_nodes.end()) {
        return false;
    }
    m_nodes.erase(entry);
    // The newest spare whose neighbourhood still has room here.
    for (auto spare = m_spares.end(); spare != m_spares.begin();) {
        --spare;
        if (fitsPrefixRules(spare->contact)) {
            m_nodes.push_back(*spare);
            m_spares.erase(spare);
            break;
        }
    }
    return true;
}

bool Bucket::contains(const core::Endpoint& endpoint) const
{
    return findEndpoint(m_nodes, endpoint) != m_nodes.end()
           || findEndpoint(m_spares, endpoint) != m_spares.end();
}

bool Bucket::wants(core::MonoTime now, const Contact& contact) const
{
    const bool hasBad = std::any_of(m_nodes.begin(), m_nodes.end(), [&](const Entry& entry) {
        return entry.health(now) == Health::Bad;
    });
    return !contains(contact.endpoint) && fitsPrefixRules(contact) && (!isFull() || hasBad);
}

std::vector<Entry> Bucket::takeAll()
{
    std::vector<Entry> out = std::move(m_nodes);
    out.insert(out.end(), m_spares.begin(), m_spares.end());
    m_nodes.clear();
    m_spares.clear();
    return out;
}

void Bucket::restore(const Entry& entry)
{
    if (!isFull() && fitsPrefixRules(entry.contact)) {
        m_nodes.push_back(entry);
    } else {
        keepAsSpare(entry);
    }
}

bool Bucket::fitsPrefixRules(const Contact& contact) const
{
    std::size_t wide = 0;
    for (const Entry& entry : m_nodes) {
        const core::IpAddress& other = entry.contact.endpoint.address;
        if (sameNarrowPrefix(other, contact.endpoint.address)) {
            return false;
        }
        wide += sameWidePrefix(other, contact.endpoint.address) ? 1U : 0U;
    }
    return wide < tuning::perWidePrefixInBucket;
}

std::vector<Entry>::iterator Bucket::worstBad(core::MonoTime now)
{
    const auto worst =
        std::max_element(m_nodes.begin(), m_nodes.end(), [](const Entry& left, const Entry& right) {
            return left.silences < right.silences;
        });
    return worst != m_nodes.end() && worst->health(now) == Health::Bad ? worst : m_nodes.end();
}

void Bucket::keepAsSpare(const Entry& entry)
{
    for (const Entry& spare : m_spares) {
        if (sameNarrowPrefix(spare.contact.endpoint.address, entry.contact.endpoint.address)) {
            return;
        }
    }
    if (m_spares.size() >= tuning::bucketCache) {
        m_spares.erase(m_spares.begin());
    }
    m_spares.push_back(entry);
}

} // namespace dht
