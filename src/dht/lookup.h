// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One iterative lookup: whom to ask next, and when to stop. It knows no messages; its owner asks for it.
//
// Candidates are kept in the order of their distance. Two windows decide: the eight closest that have not failed, and
// the eight closest of those whose id fits their address (BEP 42). Only window members are asked, four at a time and
// one more for each that has been silent for a second; the lookup ends when all members of both windows have
// answered. Where everybody holds to BEP 42 the windows are the same and the second costs nothing. Where somebody
// sits on the target with ids he chose, he fills the first window but not the second, so his lies end neither the
// search nor attract what is stored: storing goes to the second window first.
//
//     Fresh -> Asked -> Answered
//                    -> Slow (1 s) -> Answered
//                                  -> Silent (2 s) -> Answered, when late
//     any -> Failed, when it answers under another id or with an error
//
// Disjoint paths (S/Kademlia): a candidate belongs to the path it was first heard on; each path has its own windows,
// so a liar misleads one path only. Blurred lookups ask with a target that is true only in the bits the asked node
// shares with it, and three more; only the closest nodes ever see the true one.

#include "core/time.h"
#include "dht/limits.h"
#include "dht/node_id.h"

#include <map>
#include <optional>
#include <set>

namespace dht {

struct LookupOptions {
    std::size_t paths = 1;
    bool blurred = false;
    /// Start from the nodes of ours that are farthest away instead of the closest: those may know a neighbourhood of
    /// the target that ours do not.
    bool fromAfar = false;
};

struct LookupFigures {
    std::size_t asked = 0;
    std::size_t answered = 0;
    /// Steps from our own table to the closest node that answered.
    std::size_t hops = 0;
    core::Duration took{};
};

struct StoreTarget {
    Contact contact;
    core::Bytes token;
};

class Lookup
{
public:
    struct Ask {
        Contact to;
        Target target;
        /// The target is not the true one: ask a question that reveals nothing else either.
        bool blurred = false;
    };

    Lookup(const Target& target, const LookupOptions& options, const NodeId& own, core::Rng& rng);

    [[nodiscard]] const Target& target() const { return m_target; }

    /// From our own table. The n-th seed opens path n modulo paths.
    void addSeed(const Contact& contact);
    /// The next node to ask, marked as asked. Nothing: wait, or done.
    [[nodiscard]] std::optional<Ask> nextAsk();
    /// Whether `nextAsk` has one.
    [[nodiscard]] bool hasAsk();
    /// The question could not be sent yet; it will be offered again.
    void unask(const Contact& contact);
    /// A second question went to the same node, who may take its time again.
    void askedAgain(const Contact& contact);

    void handleReply(const Contact& from, const std::vector<Contact>& nodes, core::ByteView token);
    void handleSlow(const Contact& from);
    void handleTimeout(const Contact& from);
    void handleFailure(const Contact& from);

    /// True when nothing is left to ask or to wait for. A blurred lookup turns to the true target by itself.
    [[nodiscard]] bool isDone();
    /// The closest nodes that have answered.
    [[nodiscard]] std::vector<Contact> closest(std::size_t count) const;
    /// Where to store: the closest with a token, those whose id fits their address first.
    [[nodiscard]] std::vector<StoreTarget> storeTargets(std::size_t count) const;
    [[nodiscard]] LookupFigures figures() const;

private:
    enum class State : std::uint8_t { Fresh, Asked, Slow, Silent, Answered, Failed };

    struct Candidate {
        Contact contact;
        State state = State::Fresh;
        bool fits = false;
        bool askedExactly = false;
        std::uint8_t pending = 0;
        std::uint8_t path = 0;
        std::uint8_t depth = 0;
        core::Bytes token;
    };
    using Candidates = std::map<Distance, Candidate>;

    void add(const Contact& contact, std::uint8_t path, std::uint8_t depth);
    void makeRoom(const Candidate& added);
    [[nodiscard]] Candidate* find(const Contact& contact);
    /// The members of one window, closest first.
    [[nodiscard]] std::vector<Candidate*> window(std::size_t path, bool fitting);
    [[nodiscard]] bool isAskable(const Candidate& candidate) const;
    [[nodiscard]] Candidate* nextCandidate();
    [[nodiscard]] Ask askOf(Candidate& candidate);
    [[nodiscard]] std::size_t waitingFor(std::size_t path) const;
    [[nodiscard]] bool isSettled();
    [[nodiscard]] bool neighbourAnswered(const Candidate& candidate) const;

    Target m_target;
    LookupOptions m_options;
    NodeId m_own;
    core::Rng& m_rng;
    Candidates m_candidates;
    std::size_t m_seeds = 0;
    std::size_t m_asked = 0;
    std::size_t m_answered = 0;
    bool m_exact;
};

} // namespace dht
