// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The set of the authority core as a graph of small numbers: what was accepted, in an order in which everything comes after
// what it cites, with the level each event claims. Only shape is decided here, by what an event cites alone, so what is
// refused stays refused for everybody and for ever; whether an accepted event counts is for the judgement, which may change
// with every addition.
//
// Refused: a grant that is not its author's, an act that its level never allows, a chain that steps back. An event whose
// citations are not all here is not taken; its finder keeps it until they are.

#include "engine/room/core_event.h"

#include <set>

namespace engine::room {

/// A place in the set; those of the same set only.
using CoreIndex = std::int32_t;
constexpr CoreIndex coreNone = -1;
constexpr CoreIndex coreGenesis = 0;

struct CoreNode {
    CoreEvent event;
    std::vector<CoreIndex> auth;
    CoreIndex grant = coreNone;
    CoreIndex base = coreNone; ///< the previous core event of the same log
    CoreIndex log = coreNone;
    CoreIndex author = coreNone; ///< into identities()
    int level = -1;              ///< claimed
    bool admission = false;      ///< an opening through a door: a standing of its own
};

struct CoreLog {
    core::LogId id;
    core::DeviceId device;
    CoreIndex author = coreNone;
    std::vector<CoreIndex> openings; ///< more than one: forked at 0
    std::vector<CoreIndex> events;
    std::map<std::uint64_t, CoreIndex> bySeq;
    bool ambiguous = false; ///< opened for two identities at once: counts for neither
};

struct CoreIdentity {
    core::IdentityId id;
    std::vector<CoreIndex> logs;
    std::vector<CoreIndex> standings; ///< what he may act under: levels were given by these
    std::vector<CoreIndex> removals;  ///< REVOKEs that name him
    std::vector<CoreIndex> restrictions;
    std::vector<CoreIndex> transfers; ///< written by him
    std::vector<CoreIndex> deviceCuts;
};

enum class CoreAdded : std::uint8_t { Accepted, Known, Waiting, Refused };

class AuthoritySet
{
public:
    AuthoritySet(const core::RoomId& room, const std::vector<core::IdentityId>& founders);

    CoreAdded add(CoreEvent event);
    /// Two events of `log` with this seq exist: everything from there on is forked. True when that is news.
    bool addFork(const core::LogId& log, std::uint64_t seq);
    /// What the event cites and the set does not hold.
    [[nodiscard]] std::vector<core::EventId> missing(const CoreEvent& event) const;

    [[nodiscard]] CoreIndex size() const { return static_cast<CoreIndex>(m_nodes.size()); }
    [[nodiscard]] const CoreNode& at(CoreIndex index) const
    {
        return m_nodes[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] const CoreLog& log(CoreIndex index) const
    {
        return m_logs[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] const CoreIdentity& identity(CoreIndex index) const
    {
        return m_identities[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] const std::vector<CoreLog>& logs() const { return m_logs; }
    [[nodiscard]] const std::vector<CoreIdentity>& identities() const { return m_identities; }
    [[nodiscard]] CoreIndex find(const core::EventId& id) const;
    [[nodiscard]] CoreIndex findLog(const core::LogId& id) const;
    [[nodiscard]] CoreIndex findIdentity(const core::IdentityId& id) const;
    [[nodiscard]] const std::map<core::EventId, CoreIndex>& ids() const { return m_ids; }
    [[nodiscard]] const std::map<core::LogId, std::uint64_t>& forks() const { return m_forks; }
    [[nodiscard]] std::optional<std::uint64_t> forkOf(const core::LogId& log) const;

    /// The level that this standing gives this identity; -1 when none.
    [[nodiscard]] int standingLevel(CoreIndex standing, CoreIndex identity) const;
    /// Whether `later` has `earlier` in its ancestry, by walking: for single questions.
    [[nodiscard]] bool follows(CoreIndex later, CoreIndex earlier) const;
    /// Marks these and their ancestry down to `floor`, which is the first mark: one walk for many questions about few.
    [[nodiscard]] std::vector<bool> behind(const std::vector<CoreIndex>& these,
                                           CoreIndex floor) const;

private:
    [[nodiscard]] bool place(CoreNode& node);
    [[nodiscard]] int claimedLevel(const CoreNode& node) const;
    void link(CoreIndex index);
    void linkIdentities(CoreIndex index);
    void noteForks(CoreIndex index);
    CoreIndex internIdentity(const core::IdentityId& id);
    void forgetIdentitiesFrom(std::size_t count);
    CoreIndex internLog(const core::LogId& id);

    std::vector<CoreNode> m_nodes;
    std::vector<CoreLog> m_logs;
    std::vector<CoreIdentity> m_identities;
    std::map<core::EventId, CoreIndex> m_ids;
    std::map<core::LogId, CoreIndex> m_logIds;
    std::map<core::IdentityId, CoreIndex> m_identityIds;
    std::set<CoreIndex> m_founders;
    std::map<core::LogId, std::uint64_t> m_forks;
    std::vector<std::uint64_t> m_childSeq; ///< per node: lowest seq of what continues it in its log
    mutable std::vector<std::uint32_t> m_seen;
    mutable std::uint32_t m_walk = 0;
};

} // namespace engine::room
