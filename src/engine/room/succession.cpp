// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/succession.h"

#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace {

/// In one SUCCEED.
constexpr std::size_t membersMost = 800;
/// Who is beyond this many is promoted by hand.
constexpr std::size_t grantsMost = 128;

bool isHeir(const Roll& roll, const core::IdentityId& who)
{
    const auto& heirs = roll.rules().merged.heirs;
    return heirs && std::find(heirs->begin(), heirs->end(), who) != heirs->end()
           && roll.level(who) != levelNone;
}

} // namespace

bool mayProposeSuccessor(const Roll& predecessor, const core::IdentityId& who)
{
    return predecessor.level(who) >= levelAdmin || isHeir(predecessor, who);
}

SuccessionStanding successionBy(const Roll& predecessor, const std::set<core::IdentityId>& signers)
{
    SuccessionStanding out;
    std::uint32_t admins = 0;
    for (const auto& [identity, level] : predecessor.members()) {
        const bool signs = signers.contains(identity);
        if (level >= levelFounder || isHeir(predecessor, identity)) {
            out.settled = out.settled || signs;
        }
        if (level >= levelAdmin && level < levelFounder) {
            admins += 1;
            out.agreed += signs ? 1 : 0;
        }
    }
    out.needed = std::max(1U, (2 * admins + 2) / 3);
    out.settled = out.settled || out.agreed >= out.needed;
    return out;
}

CreateRoom successorOf(const Roll& predecessor)
{
    const RoomRules& rules = predecessor.rules();
    const PolicyBody& merged = rules.merged;
    CreateRoom out;
    out.name = rules.name;
    out.topic = rules.topic;
    out.access = rules.access == Access::Password ? Access::Invite : rules.access;
    out.history = out.access == Access::Public ? HistoryAccess::All : rules.history;
    out.listed = out.access == Access::Public && merged.listed.value_or(false);
    out.policy.history = out.history;
    out.policy.slowModeSeconds = merged.slowModeSeconds;
    out.policy.linksAllowed = merged.linksAllowed;
    out.policy.maxFileBytes = merged.maxFileBytes;
    out.policy.retentionDays = merged.retentionDays;
    out.policy.quarantineMessages = merged.quarantineMessages;
    out.policy.workBits = merged.workBits;
    if (merged.postingLevel) {
        out.policy.postingLevel = static_cast<int>(*merged.postingLevel);
    }
    if (merged.filesLevel) {
        out.policy.filesLevel = static_cast<int>(*merged.filesLevel);
    }
    return out;
}

SucceedBody succeedBodyOf(const core::RoomId& room, const Roll& predecessor)
{
    SucceedBody out;
    out.predecessor = room;
    out.coreHeads = predecessor.heads();
    std::sort(out.coreHeads.begin(), out.coreHeads.end());
    for (const auto& [identity, level] : predecessor.members()) {
        if (out.members.size() < membersMost) {
            out.members.push_back(identity); // in the order of their ids
        }
    }
    return out;
}

std::vector<GrantBody> grantsInSuccessor(const Roll& predecessor, const core::IdentityId& owner)
{
    std::vector<GrantBody> out;
    for (const auto& [identity, level] : predecessor.members()) {
        if (level >= levelModerator && identity != owner && out.size() < grantsMost) {
            out.push_back({identity, std::min(level, levelAdmin), {}});
        }
    }
    return out;
}

} // namespace engine::room
