// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/routing_table.h"

#include <algorithm>
#include <numeric>

namespace dht {

RoutingTable::RoutingTable(const NodeId& own)
    : m_own(own)
    , m_buckets(1)
{
}

Heard RoutingTable::heard(core::MonoTime now, const Contact& contact)
{
    if (contact.id == m_own) {
        return Heard::Refused;
    }
    const Bucket& own = bucketOf(contact.id);
    const bool isNew = !own.contains(contact.endpoint) && own.fitsPrefixRules(contact);
    // One entry per address in the whole table: an address that shows up under another id lost the old one.
    if (isNew) {
        for (Bucket& bucket : m_buckets) {
            bucket.remove(contact.endpoint);
        }
    }
    while (isNew && indexOf(contact.id) + 1 == m_buckets.size() && m_buckets.back().isFull()
           && m_buckets.size() < idBits) {
        splitLast();
    }
    return bucketOf(contact.id).heard(now, contact);
}

void RoutingTable::silent(core::MonoTime now, const Contact& contact)
{
    bucketOf(contact.id).silent(now, contact.endpoint);
}

void RoutingTable::asked(core::MonoTime now, const Contact& contact)
{
    bucketOf(contact.id).asked(now, contact.endpoint);
}

void RoutingTable::answeredUnderOtherId(const Contact& listed)
{
    bucketOf(listed.id).remove(listed.endpoint);
}

bool RoutingTable::wants(core::MonoTime now, const Contact& contact) const
{
    const std::size_t index = indexOf(contact.id);
    const Bucket& bucket = m_buckets[index];
    const bool splits = index + 1 == m_buckets.size() && m_buckets.size() < idBits;
    const bool fits = !bucket.contains(contact.endpoint) && bucket.fitsPrefixRules(contact);
    return contact.id != m_own && (bucket.wants(now, contact) || (splits && fits));
}

std::vector<Contact>
RoutingTable::closest(core::MonoTime now, const Target& target, std::size_t count) const
{
    std::vector<const Entry*> sound;
    std::vector<const Entry*> silent;
    for (const Bucket& bucket : m_buckets) {
        for (const Entry& entry : bucket.nodes()) {
            if (entry.health(now) != Health::Bad) {
                (entry.silences <= tuning::silencesPardoned ? sound : silent).push_back(&entry);
            }
        }
    }
    std::vector<Contact> out;
    for (auto* group : {&sound, &silent}) {
        const std::size_t taken = std::min(count - out.size(), group->size());
        const auto end = group->begin() + static_cast<std::ptrdiff_t>(taken);
        std::partial_sort(
            group->begin(), end, group->end(), [&](const Entry* left, const Entry* right) {
                return isCloser(left->contact.id, right->contact.id, target);
            });
        std::for_each(
            group->begin(), end, [&](const Entry* entry) { out.push_back(entry->contact); });
    }
    return out;
}

std::optional<Contact> RoutingTable::nextToAsk(core::MonoTime now) const
{
    const Entry* oldest = nullptr;
    for (const Bucket& bucket : m_buckets) {
        for (const Entry& entry : bucket.nodes()) {
            // A node that was just silent is asked again soon, one that is bad only as seldom as a good one.
            const bool silent = entry.silences > 0 && entry.health(now) != Health::Bad;
            const core::Duration rest =
                silent ? core::Duration(tuning::lateAnswer) : core::Duration(spec::nodeGood);
            const bool due = entry.health(now) != Health::Good && now - entry.lastAsked >= rest;
            if (due && (oldest == nullptr || entry.lastAsked < oldest->lastAsked)) {
                oldest = &entry;
            }
        }
    }
    return oldest == nullptr ? std::nullopt : std::optional(oldest->contact);
}

std::optional<unsigned> RoutingTable::idleBucket(core::MonoTime now) const
{
    std::optional<unsigned> found;
    core::MonoTime oldest = now - tuning::bucketIdle;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        if (m_buckets[i].lastRefresh() <= oldest) {
            oldest = m_buckets[i].lastRefresh();
            found = static_cast<unsigned>(i);
        }
    }
    return found;
}

bool RoutingTable::contains(const core::Endpoint& endpoint) const
{
    return std::any_of(m_buckets.begin(), m_buckets.end(), [&](const Bucket& bucket) {
        const auto& nodes = bucket.nodes();
        return std::any_of(nodes.begin(), nodes.end(), [&](const Entry& entry) {
            return entry.contact.endpoint == endpoint;
        });
    });
}

std::vector<Contact> RoutingTable::newestFirst() const
{
    std::vector<Entry> all;
    for (const Bucket& bucket : m_buckets) {
        all.insert(all.end(), bucket.nodes().begin(), bucket.nodes().end());
        all.insert(all.end(), bucket.spares().begin(), bucket.spares().end());
    }
    std::sort(all.begin(), all.end(), [](const Entry& left, const Entry& right) {
        return std::pair(right.lastReply, left.contact) < std::pair(left.lastReply, right.contact);
    });
    std::vector<Contact> out;
    std::transform(all.begin(), all.end(), std::back_inserter(out), [](const Entry& entry) {
        return entry.contact;
    });
    return out;
}

std::vector<Contact> RoutingTable::longestKnown(core::MonoTime now, std::size_t count) const
{
    std::vector<Entry> all;
    for (const Bucket& bucket : m_buckets) {
        std::copy_if(bucket.nodes().begin(),
                     bucket.nodes().end(),
                     std::back_inserter(all),
                     [&](const Entry& entry) { return entry.health(now) == Health::Good; });
    }
    std::sort(all.begin(), all.end(), [](const Entry& left, const Entry& right) {
        return std::pair(left.since, left.contact) < std::pair(right.since, right.contact);
    });
    all.resize(std::min(count, all.size()));
    std::vector<Contact> out;
    std::transform(all.begin(), all.end(), std::back_inserter(out), [](const Entry& entry) {
        return entry.contact;
    });
    return out;
}

std::size_t RoutingTable::size() const
{
    return std::accumulate(
        m_buckets.begin(),
        m_buckets.end(),
        std::size_t(0),
        [](std::size_t sum, const Bucket& each) { return sum + each.nodes().size(); });
}

std::size_t RoutingTable::spares() const
{
    return std::accumulate(
        m_buckets.begin(),
        m_buckets.end(),
        std::size_t(0),
        [](std::size_t sum, const Bucket& each) { return sum + each.spares().size(); });
}

std::size_t RoutingTable::good(core::MonoTime now) const
{
    std::size_t count = 0;
    for (const Bucket& bucket : m_buckets) {
        count += static_cast<std::size_t>(
            std::count_if(bucket.nodes().begin(), bucket.nodes().end(), [&](const Entry& entry) {
                return entry.health(now) == Health::Good;
            }));
    }
    return count;
}

void RoutingTable::rebuild(const NodeId& own)
{
    std::vector<Entry> entries;
    for (Bucket& bucket : m_buckets) {
        const std::vector<Entry> taken = bucket.takeAll();
        entries.insert(entries.end(), taken.begin(), taken.end());
    }
    m_own = own;
    m_buckets.assign(1, Bucket());
    place(entries);
}

void RoutingTable::forgiveSilence()
{
    for (Bucket& bucket : m_buckets) {
        std::vector<Entry> entries = bucket.takeAll();
        for (Entry& entry : entries) {
            entry.silences = std::min<std::uint8_t>(entry.silences, 1);
            entry.lastAsked -= spec::nodeGood;
            bucket.restore(entry);
        }
    }
}

std::size_t RoutingTable::indexOf(const NodeId& id) const
{
    return std::min<std::size_t>(sharedBits(m_own, id), m_buckets.size() - 1);
}

void RoutingTable::splitLast()
{
    // What looked up our own neighbourhood has hardly looked at the half that is split off.
    const core::MonoTime refreshed = m_buckets.back().lastRefresh();
    std::vector<Entry> entries = m_buckets.back().takeAll();
    m_buckets.back().refreshed(core::MonoTime::min());
    m_buckets.emplace_back();
    m_buckets.back().refreshed(refreshed);
    for (const Entry& entry : entries) {
        bucketOf(entry.contact.id).restore(entry);
    }
}

void RoutingTable::place(const std::vector<Entry>& entries)
{
    for (const Entry& entry : entries) {
        if (entry.contact.id == m_own) {
            continue;
        }
        while (indexOf(entry.contact.id) + 1 == m_buckets.size() && m_buckets.back().isFull()
               && m_buckets.size() < idBits) {
            splitLast();
        }
        bucketOf(entry.contact.id).restore(entry);
    }
}

} // namespace dht
