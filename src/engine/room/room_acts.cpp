// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What somebody of level 50 or more does to others' standing. Each act is one event of the core and carries its reason.
// Whether it counts is for the roll of every member to say; here it is only refused early what could never count.
#include "core/text.h"
#include "engine/room/room.h"

#include <algorithm>

namespace engine::room {

namespace {

/// Of all logs of a person, what this peer has seen of them stays. A cut holds a bounded number, and what is not in it is
/// cut at nothing: of somebody who has opened very many, those written last.
std::vector<LogCut> cutsOf(const core::IdentityId& identity,
                           const Roll& roll,
                           const std::map<core::LogId, LogEntry>& logs)
{
    std::vector<std::pair<HybridClock, core::LogId>> held;
    for (const core::LogId& log : roll.logsOf(identity)) {
        const auto entry = logs.find(log);
        if (entry != logs.end() && !entry->second.held.empty()) {
            held.emplace_back(entry->second.lastClock, log);
        }
    }
    std::sort(held.rbegin(), held.rend());
    held.resize(std::min(held.size(), core::limits::spec::cutsInEvent));
    std::vector<LogCut> out;
    for (const auto& [clock, log] : held) {
        const HeldLog& kept = logs.at(log).held;
        out.push_back({log, kept.topId(), roll.lastCoreOf(log), kept.topSeq()});
    }
    std::sort(
        out.begin(), out.end(), [](const LogCut& a, const LogCut& b) { return a.log < b.log; });
    return out;
}

/// Why this can never count; nothing when it can.
std::optional<Reason> flawOf(const ChangeMember& wish, const Roll& roll, int own)
{
    const int level = roll.level(wish.identity);
    if (own < levelModerator || level >= own) {
        return Reason::NotAllowed;
    }
    if (roll.logsOf(wish.identity).empty()) {
        return Reason::UnknownIdentity;
    }
    if (wish.reason.size() > core::limits::spec::reasonBytes || !core::isUtf8(wish.reason)) {
        return Reason::BadArgument;
    }
    switch (wish.change) {
    case MemberAct::Grant:
        if (wish.level >= own) {
            return Reason::NotAllowed;
        }
        return wish.level < levelObserver || wish.level == level
                   ? std::optional(Reason::BadArgument)
                   : std::nullopt;
    case MemberAct::Kick:
        return level == levelNone ? std::optional(Reason::UnknownIdentity) : std::nullopt;
    case MemberAct::Ban:
        return roll.isBanned(wish.identity) ? std::optional(Reason::BadArgument) : std::nullopt;
    case MemberAct::Unban:
        return roll.isBanned(wish.identity) ? std::nullopt : std::optional(Reason::UnknownIdentity);
    case MemberAct::Mute:
    case MemberAct::Unmute:
        return Reason::NotBuilt;
    }
    return Reason::BadArgument;
}

} // namespace

core::Result<core::EventRef, Reason>
Room::changeMember(Turn& turn, const Self& self, const ChangeMember& wish)
{
    if (m_state != RoomState::Joined || !m_roll) {
        return core::fail(Reason::NotMember);
    }
    if (const auto flaw = flawOf(wish, *m_roll, m_roll->level(m_own.identity))) {
        return core::fail(*flaw);
    }
    prepareToWrite(turn, self);
    const bool unban = wish.change == MemberAct::Unban;
    const bool grants = unban || wish.change == MemberAct::Grant;
    const int level = unban ? levelMember : wish.level;
    if (grants && m_roll->level(wish.identity) < level) {
        return appendOwn(
            turn, self, Kind::Grant, encodeCoreBody(GrantBody{wish.identity, level, wish.reason}));
    }
    // Taking a level away is a removal that leaves something.
    const RevokeBody body{{wish.identity},
                          cutsOf(wish.identity, *m_roll, m_logs),
                          wish.change == MemberAct::Ban,
                          grants ? std::optional(level) : std::nullopt,
                          wish.reason};
    const core::EventRef ref = appendOwn(turn, self, Kind::Revoke, encodeCoreBody(body));
    // In the same batch: nothing is ever sealed for those who stay that the removed one could open.
    prepareToWrite(turn, self);
    return ref;
}

} // namespace engine::room
