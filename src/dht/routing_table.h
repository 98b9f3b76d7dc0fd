// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The routing table of one address family: buckets by the number of leading bits shared with our own id. Only the
// last bucket, the one our own id falls into, is split, so the table knows its own neighbourhood fully and the rest
// of the space by eight nodes a halving. It holds verified nodes alone: whoever answered our question from the
// endpoint we asked, under the id he was known by.

#include "dht/bucket.h"

#include <optional>

namespace dht {

class RoutingTable
{
public:
    explicit RoutingTable(const NodeId& own);

    [[nodiscard]] const NodeId& own() const { return m_own; }

    /// A node answered our question. Our own id is refused whoever claims it.
    Heard heard(core::MonoTime now, const Contact& contact);
    void silent(core::MonoTime now, const Contact& contact);
    void asked(core::MonoTime now, const Contact& contact);
    /// The node at `listed` answered under another id: it is dropped.
    void answeredUnderOtherId(const Contact& listed);
    /// Whether it is worth a question to find out if this contact is real.
    [[nodiscard]] bool wants(core::MonoTime now, const Contact& contact) const;

    /// The closest nodes we would vouch for: never bad ones, silent ones only when too few are left.
    [[nodiscard]] std::vector<Contact>
    closest(core::MonoTime now, const Target& target, std::size_t count) const;
    /// The questionable node that has waited longest for our question.
    [[nodiscard]] std::optional<Contact> nextToAsk(core::MonoTime now) const;
    /// How many bits a target of a bucket that has been idle too long shares with our id.
    [[nodiscard]] std::optional<unsigned> idleBucket(core::MonoTime now) const;
    void refreshed(core::MonoTime now, const Target& target) { bucketOf(target).refreshed(now); }

    [[nodiscard]] bool contains(const core::Endpoint& endpoint) const;
    /// Nodes and spares, the ones that answered last first.
    [[nodiscard]] std::vector<Contact> newestFirst() const;
    /// Good nodes, the longest known first: what an invite should carry.
    [[nodiscard]] std::vector<Contact> longestKnown(core::MonoTime now, std::size_t count) const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t spares() const;
    [[nodiscard]] std::size_t good(core::MonoTime now) const;
    [[nodiscard]] const std::vector<Bucket>& buckets() const { return m_buckets; }

    /// Another id of our own: all nodes find their place anew.
    void rebuild(const NodeId& own);
    /// The network has changed: silence so far says nothing about the nodes.
    void forgiveSilence();

private:
    [[nodiscard]] std::size_t indexOf(const NodeId& id) const;
    [[nodiscard]] Bucket& bucketOf(const NodeId& id) { return m_buckets[indexOf(id)]; }
    void splitLast();
    void place(const std::vector<Entry>& entries);

    NodeId m_own;
    std::vector<Bucket> m_buckets;
};

} // namespace dht
