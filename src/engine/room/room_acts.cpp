// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What somebody of level 50 or more does to others' standing. Each act is one event of the core and carries its reason.
// Whether it counts is for the roll of every member to say; here it is only refused early what could never count.
#include "core/text.h"
#include "engine/room/room.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t reasonBytes = 500;

} // namespace

/// Of all logs of a person, what this peer has seen of them stays.
std::vector<LogCut> Room::cutsOf(const core::IdentityId& identity) const
{
    std::vector<LogCut> out;
    for (const core::LogId& log : m_roll->logsOf(identity)) {
        const auto entry = m_logs.find(log);
        if (entry == m_logs.end() || entry->second.held.empty()) {
            continue;
        }
        const HeldLog& held = entry->second.held;
        out.push_back({log, held.topId(), m_roll->lastCoreOf(log), held.topSeq()});
    }
    std::sort(
        out.begin(), out.end(), [](const LogCut& a, const LogCut& b) { return a.log < b.log; });
    return out;
}

std::optional<Reason> Room::mayActOn(const core::IdentityId& identity) const
{
    if (m_state != RoomState::Joined || !m_roll) {
        return Reason::NotMember;
    }
    const int own = m_roll->level(m_selfIdentity);
    if (own < levelModerator || m_roll->level(identity) >= own) {
        return Reason::NotAllowed;
    }
    return std::nullopt;
}

core::Result<core::EventRef, Reason>
Room::grant(Turn& turn, const Self& self, const GrantLevel& wish)
{
    const int level = m_roll ? m_roll->level(wish.identity) : levelNone;
    if (const auto refused = mayActOn(wish.identity)) {
        return core::fail(*refused);
    }
    if (wish.level >= m_roll->level(m_selfIdentity)) {
        return core::fail(Reason::NotAllowed);
    }
    if (level == levelNone && m_roll->logsOf(wish.identity).empty()) {
        return core::fail(Reason::UnknownIdentity);
    }
    if (wish.level < levelObserver || level == wish.level || wish.reason.size() > reasonBytes
        || !core::isUtf8(wish.reason)) {
        return core::fail(Reason::BadArgument);
    }
    prepareToWrite(turn, self);
    if (level > wish.level) { // taking away is a removal that leaves something
        RevokeBody body{{wish.identity}, cutsOf(wish.identity), false, wish.level, wish.reason};
        return appendOwn(turn, self, Kind::Revoke, encodeCoreBody(body));
    }
    return appendOwn(
        turn, self, Kind::Grant, encodeCoreBody(GrantBody{wish.identity, wish.level, wish.reason}));
}

core::Result<core::EventRef, Reason>
Room::remove(Turn& turn, const Self& self, const RemoveMember& wish)
{
    if (const auto refused = mayActOn(wish.identity)) {
        return core::fail(*refused);
    }
    const bool isMember = m_roll->level(wish.identity) != levelNone;
    if (m_roll->logsOf(wish.identity).empty() || (!isMember && !wish.ban)) {
        return core::fail(Reason::UnknownIdentity);
    }
    if (wish.reason.size() > reasonBytes || !core::isUtf8(wish.reason)) {
        return core::fail(Reason::BadArgument);
    }
    prepareToWrite(turn, self);
    const RevokeBody body{
        {wish.identity}, cutsOf(wish.identity), wish.ban, std::nullopt, wish.reason};
    const core::EventRef ref = appendOwn(turn, self, Kind::Revoke, encodeCoreBody(body));
    // In the same batch: nothing is ever sealed for those who stay that the removed one could open.
    prepareToWrite(turn, self);
    return ref;
}

core::Result<core::EventRef, Reason>
Room::readmit(Turn& turn, const Self& self, const ReadmitMember& wish)
{
    if (const auto refused = mayActOn(wish.identity)) {
        return core::fail(*refused);
    }
    if (!m_roll->isBanned(wish.identity)) {
        return core::fail(Reason::UnknownIdentity);
    }
    prepareToWrite(turn, self);
    return appendOwn(turn,
                     self,
                     Kind::Grant,
                     encodeCoreBody(GrantBody{wish.identity, levelMember, wish.reason}));
}

} // namespace engine::room
