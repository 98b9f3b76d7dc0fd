// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_set.h"

#include "engine/engine_types.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint64_t noChild = UINT64_MAX;

// What a level may do at all. Strictly downwards, so that nothing ever hangs on an equal.
bool actAllowed(const CoreNode& node, const core::IdentityId& author)
{
    const int own = node.level;
    const CoreEvent& event = node.event;
    if (event.as<OpenBody>() != nullptr || event.as<DeviceCutBody>() != nullptr) {
        return own >= 0;
    }
    if (const auto* grant = event.as<GrantBody>()) {
        return own >= levelModerator && own > grant->level;
    }
    if (const auto* door = event.as<DoorBody>()) {
        return own >= levelModerator && own > door->level;
    }
    if (const auto* revoke = event.as<RevokeBody>()) {
        return own >= levelModerator && (!revoke->then || own > *revoke->then);
    }
    if (const auto* transfer = event.as<TransferBody>()) {
        return own == levelFounder && transfer->newOwner != author;
    }
    if (event.as<ResetReachBody>() != nullptr) {
        return own >= levelAdmin;
    }
    return own >= levelModerator;
}

} // namespace

AuthoritySet::AuthoritySet(const core::RoomId& room, const std::vector<core::IdentityId>& founders)
{
    CoreNode genesis;
    genesis.event.id = core::EventId(room.bytes());
    genesis.level = levelFounder;
    m_nodes.push_back(genesis);
    m_childSeq.push_back(noChild);
    m_ids.emplace(genesis.event.id, coreGenesis);
    for (const core::IdentityId& founder : founders) {
        const CoreIndex identity = internIdentity(founder);
        m_founders.insert(identity);
        m_identities[static_cast<std::size_t>(identity)].standings.push_back(coreGenesis);
    }
}

CoreIndex AuthoritySet::internIdentity(const core::IdentityId& id)
{
    const auto [at, added] = m_identityIds.emplace(id, static_cast<CoreIndex>(m_identities.size()));
    if (added) {
        m_identities.emplace_back().id = id;
    }
    return at->second;
}

// What is refused leaves no trace, or strangers could fill the memory with names.
void AuthoritySet::forgetIdentitiesFrom(std::size_t count)
{
    while (m_identities.size() > count) {
        m_identityIds.erase(m_identities.back().id);
        m_identities.pop_back();
    }
}

CoreIndex AuthoritySet::internLog(const core::LogId& id)
{
    const auto [at, added] = m_logIds.emplace(id, static_cast<CoreIndex>(m_logs.size()));
    if (added) {
        m_logs.emplace_back().id = id;
    }
    return at->second;
}

CoreIndex AuthoritySet::find(const core::EventId& id) const
{
    const auto at = m_ids.find(id);
    return at == m_ids.end() ? coreNone : at->second;
}

CoreIndex AuthoritySet::findLog(const core::LogId& id) const
{
    const auto at = m_logIds.find(id);
    return at == m_logIds.end() ? coreNone : at->second;
}

CoreIndex AuthoritySet::findIdentity(const core::IdentityId& id) const
{
    const auto at = m_identityIds.find(id);
    return at == m_identityIds.end() ? coreNone : at->second;
}

std::optional<std::uint64_t> AuthoritySet::forkOf(const core::LogId& log) const
{
    const auto at = m_forks.find(log);
    return at == m_forks.end() ? std::nullopt : std::optional(at->second);
}

bool AuthoritySet::addFork(const core::LogId& log, std::uint64_t seq)
{
    const auto [at, added] = m_forks.emplace(log, seq);
    const bool lower = added || seq < at->second;
    at->second = std::min(at->second, seq);
    return lower;
}

std::vector<core::EventId> AuthoritySet::missing(const CoreEvent& event) const
{
    std::vector<core::EventId> wanted;
    for (const core::EventId& id : event.auth) {
        if (find(id) == coreNone) {
            wanted.push_back(id);
        }
    }
    if (find(event.grant) == coreNone) {
        wanted.push_back(event.grant);
    }
    return wanted;
}

int AuthoritySet::standingLevel(CoreIndex standing, CoreIndex identity) const
{
    const CoreNode& node = at(standing);
    if (standing == coreGenesis) {
        return m_founders.contains(identity) ? levelFounder : levelNone;
    }
    const core::IdentityId& name = this->identity(identity).id;
    if (const auto* grant = node.event.as<GrantBody>()) {
        return grant->identity == name ? grant->level : levelNone;
    }
    if (const auto* revoke = node.event.as<RevokeBody>()) {
        const bool named = std::binary_search(revoke->targets.begin(), revoke->targets.end(), name);
        return named && revoke->then ? *revoke->then : levelNone;
    }
    if (const auto* transfer = node.event.as<TransferBody>()) {
        return transfer->newOwner == name ? levelFounder
               : node.author == identity  ? levelAdmin
                                          : levelNone;
    }
    return node.admission && node.author == identity ? node.level : levelNone;
}

int AuthoritySet::claimedLevel(const CoreNode& node) const
{
    const CoreNode& grant = at(node.grant);
    const auto* door = grant.event.as<DoorBody>();
    if (node.grant != coreGenesis && door != nullptr) {
        return node.event.as<OpenBody>() != nullptr && door->kind != DoorKind::Ask ? door->level
                                                                                   : levelNone;
    }
    return standingLevel(node.grant, node.author);
}

// Whose it is and what it continues. An opening says so itself; everything else follows its log's previous core event.
bool AuthoritySet::place(CoreNode& node)
{
    if (const auto* open = node.event.as<OpenBody>()) {
        node.author = internIdentity(open->identity);
        return node.event.seq == 0;
    }
    const CoreIndex base = node.auth.empty() ? coreNone : node.auth[0];
    if (base == coreNone || base == coreGenesis) {
        return false;
    }
    const CoreNode& before = at(base);
    node.base = base;
    node.author = before.author;
    return before.event.log == node.event.log && before.event.seq < node.event.seq
           && before.event.clock <= node.event.clock;
}

CoreAdded AuthoritySet::add(CoreEvent event)
{
    if (find(event.id) != coreNone) {
        return CoreAdded::Known;
    }
    CoreNode node;
    node.auth.reserve(event.auth.size());
    for (const core::EventId& id : event.auth) {
        node.auth.push_back(find(id));
    }
    node.grant = find(event.grant);
    if (node.grant == coreNone
        || std::find(node.auth.begin(), node.auth.end(), coreNone) != node.auth.end()) {
        return CoreAdded::Waiting;
    }
    node.event = std::move(event);
    const std::size_t known = m_identities.size();
    const bool placed = place(node);
    node.level = placed ? claimedLevel(node) : levelNone;
    if (!placed || !actAllowed(node, identity(node.author).id)) {
        forgetIdentitiesFrom(known);
        return CoreAdded::Refused;
    }
    const CoreIndex index = size();
    node.admission = node.grant != coreGenesis && node.event.as<OpenBody>() != nullptr
                     && at(node.grant).event.as<DoorBody>() != nullptr;
    node.log = internLog(node.event.log);
    m_ids.emplace(node.event.id, index);
    m_nodes.push_back(std::move(node));
    m_childSeq.push_back(noChild);
    link(index);
    linkIdentities(index);
    noteForks(index);
    return CoreAdded::Accepted;
}

void AuthoritySet::link(CoreIndex index)
{
    const CoreNode& node = at(index);
    CoreLog& log = m_logs[static_cast<std::size_t>(node.log)];
    if (const auto* open = node.event.as<OpenBody>()) {
        if (log.openings.empty()) {
            log.author = node.author;
            log.device = open->device;
            m_identities[static_cast<std::size_t>(node.author)].logs.push_back(node.log);
        }
        log.ambiguous = log.ambiguous || log.author != node.author;
        log.openings.push_back(index);
    }
    log.events.push_back(index);
}

void AuthoritySet::linkIdentities(CoreIndex index)
{
    const CoreEvent& event = at(index).event;
    const CoreIndex author = at(index).author;
    const auto who = [this](CoreIndex identity) -> CoreIdentity& {
        return m_identities[static_cast<std::size_t>(identity)];
    };
    if (at(index).admission) {
        who(author).standings.push_back(index);
    } else if (const auto* grant = event.as<GrantBody>()) {
        who(internIdentity(grant->identity)).standings.push_back(index);
    } else if (const auto* revoke = event.as<RevokeBody>()) {
        for (const core::IdentityId& target : revoke->targets) {
            CoreIdentity& hit = who(internIdentity(target));
            hit.removals.push_back(index);
            if (revoke->then) {
                hit.standings.push_back(index);
            }
        }
    } else if (const auto* restriction = event.as<RestrictBody>()) {
        who(internIdentity(restriction->target)).restrictions.push_back(index);
    } else if (const auto* transfer = event.as<TransferBody>()) {
        who(author).transfers.push_back(index);
        who(author).standings.push_back(index);
        who(internIdentity(transfer->newOwner)).standings.push_back(index);
    } else if (event.as<DeviceCutBody>() != nullptr) {
        who(author).deviceCuts.push_back(index);
    }
}

// Equal seq, or two that continue the same event: the author wrote two histories.
void AuthoritySet::noteForks(CoreIndex index)
{
    const CoreNode& node = at(index);
    CoreLog& log = m_logs[static_cast<std::size_t>(node.log)];
    if (!log.bySeq.emplace(node.event.seq, index).second) {
        addFork(log.id, node.event.seq);
    }
    if (node.base == coreNone) {
        return;
    }
    std::uint64_t& sibling = m_childSeq[static_cast<std::size_t>(node.base)];
    if (sibling != noChild) {
        addFork(log.id, std::min(sibling, node.event.seq));
    }
    sibling = std::min(sibling, node.event.seq);
}

bool AuthoritySet::follows(CoreIndex later, CoreIndex earlier) const
{
    if (later <= earlier) {
        return false; // everything comes after what it cites
    }
    if (earlier == coreGenesis) {
        return true;
    }
    m_seen.resize(m_nodes.size(), 0);
    ++m_walk;
    std::vector<CoreIndex> open{later};
    while (!open.empty()) {
        const CoreNode& node = at(open.back());
        open.pop_back();
        const auto visit = [&](CoreIndex next) {
            if (next >= earlier && m_seen[static_cast<std::size_t>(next)] != m_walk) {
                m_seen[static_cast<std::size_t>(next)] = m_walk;
                open.push_back(next);
            }
        };
        for (const CoreIndex next : node.auth) {
            visit(next);
        }
        visit(node.grant);
        if (m_seen[static_cast<std::size_t>(earlier)] == m_walk) {
            return true;
        }
    }
    return false;
}

std::vector<bool> AuthoritySet::behind(const std::vector<CoreIndex>& these, CoreIndex floor) const
{
    std::vector<bool> marks(static_cast<std::size_t>(size() - floor), false);
    std::vector<CoreIndex> open;
    const auto visit = [&](CoreIndex next) {
        if (next >= floor && !marks[static_cast<std::size_t>(next - floor)]) {
            marks[static_cast<std::size_t>(next - floor)] = true;
            open.push_back(next);
        }
    };
    std::for_each(these.begin(), these.end(), visit);
    while (!open.empty()) {
        const CoreNode& node = at(open.back());
        open.pop_back();
        std::for_each(node.auth.begin(), node.auth.end(), visit);
        visit(node.grant);
    }
    return marks;
}

} // namespace engine::room
