// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_acts.h"

#include "core/text.h"
#include "engine/room/room_door.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_letters.h"
#include "engine/room/room_reach.h"
#include "engine/room/room_rules.h"

#include <algorithm>

namespace engine::room {

std::optional<Reason> RoomActs::silenced() const
{
    if (m_room.state() != RoomState::Joined || m_room.roll() == nullptr) {
        return Reason::NotMember;
    }
    if (m_room.isVoiceless()) {
        return Reason::Busy;
    }
    const auto& mutes = m_room.roll()->mutes();
    const auto mute = mutes.find(m_self.identityId);
    const bool muted = mute != mutes.end() && HybridClock::at(m_turn.now.wall) < mute->second;
    return muted ? std::optional(Reason::Muted) : std::nullopt;
}

int RoomActs::ownLevel() const
{
    return m_room.roll()->level(m_self.identityId);
}

/// Of all logs of these people, what this peer has seen of them stays. A cut holds a bounded number, and what is not in it
/// is cut at nothing: of somebody who has opened very many, those written last.
std::vector<LogCut> RoomActs::cutsOf(const std::vector<core::IdentityId>& people) const
{
    const Roll& roll = *m_room.roll();
    std::vector<std::pair<HybridClock, core::LogId>> held;
    for (const core::IdentityId& person : people) {
        for (const core::LogId& log : roll.logsOf(person)) {
            const auto entry = m_room.logs().find(log);
            if (entry != m_room.logs().end() && !entry->second.held.empty()) {
                held.emplace_back(entry->second.lastClock, log);
            }
        }
    }
    std::sort(held.rbegin(), held.rend());
    held.resize(std::min(held.size(), core::limits::spec::cutsInEvent));
    std::vector<LogCut> out;
    for (const auto& [clock, log] : held) {
        const HeldLog& kept = m_room.logs().at(log).held;
        out.push_back({log, kept.topId(), roll.lastCoreOf(log), kept.topSeq()});
    }
    std::sort(
        out.begin(), out.end(), [](const LogCut& a, const LogCut& b) { return a.log < b.log; });
    return out;
}

/// Why this can never count; nothing when it can.
std::optional<Reason> RoomActs::flawOf(const ChangeMember& wish) const
{
    const Roll& roll = *m_room.roll();
    const int own = ownLevel();
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
    if (wish.resetReach) {
        const auto flaw = flawOfReset();
        if (flaw || wish.change != MemberAct::Ban) {
            return flaw.value_or(Reason::BadArgument);
        }
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
        return flawOfMute(wish);
    }
    return Reason::BadArgument;
}

std::optional<Reason> RoomActs::flawOfMute(const ChangeMember& wish) const
{
    constexpr std::int64_t lastMs = (std::int64_t{1} << 47) - 1; // of a hybrid clock, by far
    const Roll& roll = *m_room.roll();
    if (roll.level(wish.identity) == levelNone) {
        return Reason::UnknownIdentity;
    }
    if (wish.change == MemberAct::Unmute) {
        return roll.mutes().contains(wish.identity) ? std::nullopt
                                                    : std::optional(Reason::BadArgument);
    }
    const bool ends = wish.untilMs != 0;
    const bool over = ends && wish.untilMs <= m_turn.now.wall.milliseconds;
    return over || wish.untilMs > lastMs ? std::optional(Reason::BadArgument) : std::nullopt;
}

RoomActs::Written RoomActs::mute(const ChangeMember& wish)
{
    const std::vector<LogCut> cuts = cutsOf({wish.identity});
    RestrictBody body{wish.identity, cuts, {}, wish.reason};
    if (wish.change == MemberAct::Unmute) {
        return write(body);
    }
    body.until = wish.untilMs == 0 ? HybridClock::never() : HybridClock::at({wish.untilMs});
    const auto& mutes = m_room.roll()->mutes();
    const auto before = mutes.find(wish.identity);
    if (before != mutes.end() && body.until < before->second) {
        // Of two that are in force the longer one counts, so that one is taken back first.
        write(RestrictBody{wish.identity, cuts, {}, wish.reason});
    }
    return write(body);
}

RoomActs::Written RoomActs::change(const ChangeMember& wish)
{
    if (const auto silence = silenced()) {
        return core::fail(*silence);
    }
    if (const auto flaw = flawOf(wish)) {
        return core::fail(*flaw);
    }
    if (wish.change == MemberAct::Mute || wish.change == MemberAct::Unmute) {
        return mute(wish);
    }
    const bool unban = wish.change == MemberAct::Unban;
    const bool grants = unban || wish.change == MemberAct::Grant;
    const int level = unban ? levelMember : wish.level;
    if (grants && m_room.roll()->level(wish.identity) < level) {
        return write(GrantBody{wish.identity, level, wish.reason});
    }
    const bool ran = m_room.roll()->level(wish.identity) >= levelModerator;
    // Taking a level away is a removal that leaves something.
    const Written written = write(RevokeBody{{wish.identity},
                                             cutsOf({wish.identity}),
                                             wish.change == MemberAct::Ban,
                                             grants ? std::optional(level) : std::nullopt,
                                             wish.reason});
    if (ran && (!grants || level < levelModerator)) {
        RoomLetters(m_room, m_turn).renewKey(m_self); // he has the one that there was
    }
    if (wish.resetReach) {
        RoomReach(m_room).reset(m_turn, m_self); // follows the ban, so that he is not given it
    }
    return written;
}

RoomActs::Written RoomActs::setRules(const PolicyBody& rules)
{
    if (const auto silence = silenced()) {
        return core::fail(*silence);
    }
    if (ownLevel() < levelModerator) {
        return core::fail(Reason::NotAllowed);
    }
    if (rules.history && m_room.roll()->genesis().bornPublic) {
        return core::fail(Reason::BadArgument); // its keys follow from its id
    }
    const Written written = write(rules);
    if (rules.workBits) {
        renewOpenDoors();
    }
    return written;
}

/// A door says itself how much work it asks for. Who came in by the old one stays.
void RoomActs::renewOpenDoors()
{
    if (closeDoors(DoorKind::Open)) {
        RoomDoor(m_room).makeOpenDoor(m_turn, m_self);
    }
}

/// Who came in by one of them stays; nobody comes in by it any more. False: none was open.
bool RoomActs::closeDoors(DoorKind kind)
{
    bool closed = false;
    for (const AuthorityDoor& each : m_room.roll()->authority().doors()) {
        if (each.open && each.door.kind == kind) {
            closed = !RoomInvites(m_room, m_turn, m_self).close(each.event, {}) || closed;
        }
    }
    return closed;
}

RoomActs::Written RoomActs::transfer(const core::IdentityId& newOwner)
{
    if (const auto silence = silenced()) {
        return core::fail(*silence);
    }
    if (ownLevel() < levelFounder) {
        return core::fail(Reason::NotAllowed);
    }
    const int level = m_room.roll()->level(newOwner);
    if (level == levelNone) {
        return core::fail(Reason::UnknownIdentity);
    }
    if (level >= levelFounder) {
        return core::fail(Reason::BadArgument);
    }
    std::vector<core::IdentityId> founders;
    for (const auto& [identity, each] : m_room.roll()->members()) {
        if (each == levelFounder) {
            founders.push_back(identity);
        }
    }
    return write(TransferBody{newOwner, cutsOf(founders)});
}

/// Why nobody, or not this person, gives the room another reach secret.
std::optional<Reason> RoomActs::flawOfReset() const
{
    if (m_room.roll()->genesis().bornPublic) {
        return Reason::BadArgument; // it follows from the room's id
    }
    return ownLevel() < levelAdmin ? std::optional(Reason::NotAllowed) : std::nullopt;
}

RoomActs::Written RoomActs::resetReach()
{
    if (const auto silence = silenced()) {
        return core::fail(*silence);
    }
    if (const auto flaw = flawOfReset()) {
        return core::fail(*flaw);
    }
    return RoomReach(m_room).reset(m_turn, m_self);
}

RoomActs::Written RoomActs::setHeirs(std::vector<core::IdentityId> heirs)
{
    if (m_room.roll() != nullptr && ownLevel() < levelFounder) {
        return core::fail(Reason::NotAllowed);
    }
    std::sort(heirs.begin(), heirs.end());
    heirs.erase(std::unique(heirs.begin(), heirs.end()), heirs.end());
    const bool strangers = std::any_of(heirs.begin(), heirs.end(), [this](const auto& heir) {
        return m_room.roll() != nullptr && m_room.roll()->level(heir) == levelNone;
    });
    if (strangers) {
        return core::fail(Reason::UnknownIdentity);
    }
    PolicyBody body;
    body.heirs = std::move(heirs);
    return setRules(body);
}

core::Result<void, Reason> RoomActs::closeInvite(const core::EventId& invite)
{
    if (const auto silence = silenced()) {
        return core::fail(*silence);
    }
    if (ownLevel() < levelModerator) {
        return core::fail(Reason::NotAllowed);
    }
    const auto flaw = RoomInvites(m_room, m_turn, m_self).close(invite, {});
    return flaw ? core::Result<void, Reason>(core::fail(*flaw)) : core::Result<void, Reason>();
}

/// All zero: none any more.
core::Result<core::FileRoot, Reason>
RoomActs::pictureOf(const std::optional<core::EventRef>& file) const
{
    if (!file) {
        return core::FileRoot();
    }
    const auto card = m_room.files().find(*file);
    if (card == m_room.files().end()) {
        return core::fail(Reason::UnknownFile);
    }
    if (card->second.bytes > roomPictureBytesMost) {
        return core::fail(Reason::TooLarge);
    }
    return card->second.root;
}

RoomActs::Written RoomActs::set(const SetRoom& wish)
{
    PolicyBody body;
    if (const auto flaw = setNames(body, wish.name, wish.topic)) {
        return core::fail(*flaw);
    }
    const Access access = m_room.roll() != nullptr ? m_room.roll()->rules().access : Access::Invite;
    const Access wanted = wish.access.value_or(access);
    const bool changed = wanted != access || wish.password;
    if (changed && wanted == Access::Public && !m_room.roll()->genesis().bornPublic) {
        return core::fail(Reason::NotAllowed); // its keys are its members' alone
    }
    if (changed && !isPassword(wish.password.value_or(std::string()), wanted)) {
        return core::fail(Reason::BadArgument);
    }
    if (wish.listed.value_or(false) && wanted != Access::Public) {
        return core::fail(Reason::NotAllowed);
    }
    body.listed = wish.listed;
    if (wish.picture) {
        const auto root = pictureOf(*wish.picture);
        if (!root) {
            return core::fail(root.error());
        }
        body.picture = *root;
    }
    if (!changed) {
        return body == PolicyBody() ? core::fail(Reason::BadArgument) : setRules(body);
    }
    body.access = static_cast<std::uint32_t>(wanted);
    if (wanted != Access::Public && m_room.roll()->rules().merged.listed.value_or(false)) {
        body.listed = false;
    }
    if (wanted == Access::Knock && !m_room.roll()->rules().merged.moderatorsKey) {
        body.moderatorsKey = RoomLetters(m_room, m_turn).newKey();
    }
    const Written written = setRules(body);
    if (written) {
        changeDoors(wanted, wish.password);
    }
    return written;
}

void RoomActs::changeDoors(Access access, const std::optional<std::string>& password)
{
    static_cast<void>(closeDoors(DoorKind::Open));
    static_cast<void>(closeDoors(DoorKind::Password));
    if (access == Access::Public) {
        RoomDoor(m_room).makeOpenDoor(m_turn, m_self);
    } else if (access == Access::Password && password) {
        static_cast<void>(RoomDoor(m_room).makePasswordDoor(m_turn, m_self, *password));
    }
}

} // namespace engine::room
