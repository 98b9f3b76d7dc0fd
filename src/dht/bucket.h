// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One k-bucket: up to eight nodes that have answered us themselves, and a cache of spares that have, too. Old nodes
// are kept (they are the likeliest to stay), newcomers wait in the cache and take the place of one that went bad.
//
//     Good          answered within 15 minutes
//     Questionable  did not, or was silent to our last question; asked again before it is trusted
//     Bad           silent to three questions in a row; kept only while there is no spare
//
// Only answers to our own questions and our own unanswered questions change a state. Nothing unsolicited does, so no
// forged datagram can evict or lower anybody.

#include "core/time.h"
#include "dht/limits.h"
#include "dht/node_id.h"

#include <vector>

namespace dht {

enum class Health : std::uint8_t { Good, Questionable, Bad };

struct Entry {
    Contact contact;
    /// Since when we know it: the longest known are the likeliest to stay.
    core::MonoTime since;
    core::MonoTime lastReply;
    core::MonoTime lastAsked;
    std::uint8_t silences = 0;

    [[nodiscard]] Health health(core::MonoTime now) const;
};

enum class Heard : std::uint8_t { Added, Refreshed, Cached, Refused };

class Bucket
{
public:
    /// A node has answered. Refused when its neighbourhood has its share here already.
    Heard heard(core::MonoTime now, const Contact& contact);
    /// A node has not answered a question of ours.
    void silent(core::MonoTime now, const core::Endpoint& endpoint);
    /// Marks the node as asked, so that maintenance goes on to the next.
    void asked(core::MonoTime now, const core::Endpoint& endpoint);
    /// Drops the node at this endpoint, and puts a spare in its place.
    bool remove(const core::Endpoint& endpoint);

    [[nodiscard]] bool contains(const core::Endpoint& endpoint) const;
    /// Would `heard` take this contact as a node that is missing?
    [[nodiscard]] bool wants(core::MonoTime now, const Contact& contact) const;
    [[nodiscard]] bool isFull() const { return m_nodes.size() >= spec::bucketNodes; }
    [[nodiscard]] const std::vector<Entry>& nodes() const { return m_nodes; }
    [[nodiscard]] const std::vector<Entry>& spares() const { return m_spares; }
    [[nodiscard]] core::MonoTime lastRefresh() const { return m_lastRefresh; }
    void refreshed(core::MonoTime now) { m_lastRefresh = now; }

    /// Takes out all nodes and spares: the bucket is about to be split or rebuilt.
    [[nodiscard]] std::vector<Entry> takeAll();
    /// Puts an entry back as it was, where rules and room allow.
    void restore(const Entry& entry);

    /// At most one node of its /24 and two of its /16.
    [[nodiscard]] bool fitsPrefixRules(const Contact& contact) const;

private:
    [[nodiscard]] std::vector<Entry>::iterator worstBad(core::MonoTime now);
    void keepAsSpare(const Entry& entry);

    std::vector<Entry> m_nodes;
    std::vector<Entry> m_spares;
    core::MonoTime m_lastRefresh = core::MonoTime::min();
};

} // namespace dht
