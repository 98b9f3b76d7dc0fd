// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What the person is shown of the room itself: its name and picture, how many are here, who its members are.
#include "engine/room/room_presence.h"

#include <algorithm>
#include <tuple>

namespace engine::room {

namespace {

/// Of the cards of that file one by somebody who runs the room, or else the oldest: anybody may make another one, of which
/// nobody has anything.
std::optional<core::EventRef> pictureOf(const std::map<core::EventRef, FileCardInfo>& files,
                                        const Roll& roll)
{
    const auto& root = roll.rules().merged.picture;
    std::optional<std::tuple<bool, std::int64_t, core::EventRef>> best;
    for (const auto& [ref, card] : files) {
        if (root && card.root == *root && card.bytes <= roomPictureBytesMost) {
            const std::tuple one(roll.level(card.author) < levelModerator, card.timeMs, ref);
            best = best ? std::min(*best, one) : one;
        }
    }
    return best ? std::optional(std::get<2>(*best)) : std::nullopt;
}

} // namespace

RoomSnapshot Room::snapshot() const
{
    RoomSnapshot out;
    out.room = m_id;
    out.state = m_state;
    out.lastOnlineMs = m_lastOnlineMs;
    out.name = m_nameHint;
    if (m_roll) {
        const RoomRules& rules = m_roll->rules();
        out.name = rules.name.empty() ? m_nameHint : rules.name;
        out.topic = rules.topic;
        out.access = rules.access;
        out.level = m_state == RoomState::Joined ? m_roll->level(m_own.identity) : levelNone;
        if (out.level >= levelModerator) {
            const LetterBox& letters = m_after.letters;
            out.knocks = static_cast<std::uint32_t>(letters.countOpen(LetterKind::Knock));
            out.reports = static_cast<std::uint32_t>(letters.countOpen(LetterKind::Report));
        }
        out.picture = pictureOf(m_files, *m_roll);
        const auto members = m_roll->members();
        out.members = static_cast<std::uint32_t>(members.size());
        out.online = static_cast<std::uint32_t>(
            std::count_if(members.begin(), members.end(), [&](const auto& member) {
                return member.first != m_own.identity
                       && RoomPresence::isOnline(*this, member.first);
            }));
    }
    return out;
}

std::vector<MemberSnapshot> Room::members() const
{
    std::vector<MemberSnapshot> out;
    if (!m_roll) {
        return out;
    }
    const auto& heirs = m_roll->rules().merged.heirs;
    for (const auto& [identity, level] : m_roll->members()) {
        MemberSnapshot member;
        member.identity = identity;
        member.name = nameOf(identity);
        member.level = level;
        member.self = identity == m_own.identity;
        member.online = member.self || RoomPresence::isOnline(*this, identity);
        member.superpeer = level >= levelModerator;
        const bool direct =
            std::any_of(m_links.begin(), m_links.end(), [&id = identity](const auto& link) {
                return link.second.who.identity == id;
            });
        member.path = direct ? Path::Direct : Path::None;
        if (const auto mute = m_verdicts.mutes.find(identity); mute != m_verdicts.mutes.end()) {
            const bool ends = mute->second != HybridClock::never();
            member.state = MemberState::Muted;
            member.mutedUntilMs = ends ? mute->second.milliseconds() : 0;
        }
        member.heir = heirs && std::binary_search(heirs->begin(), heirs->end(), identity);
        out.push_back(std::move(member));
    }
    for (const auto& [identity, banned] : m_roll->removed()) {
        MemberSnapshot gone;
        gone.identity = identity;
        gone.name = nameOf(identity);
        gone.self = identity == m_own.identity;
        gone.state = banned ? MemberState::Banned : MemberState::Kicked;
        out.push_back(std::move(gone));
    }
    return out;
}

std::string Room::nameOf(const core::IdentityId& identity) const
{
    const auto it = m_names.find(identity);
    return it == m_names.end() ? std::string() : it->second.second;
}

} // namespace engine::room
