// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/powers.h"

namespace gui {

using engine::MemberState;

Powers powersOver(int own, const engine::MemberSnapshot& them)
{
    Powers powers;
    if (them.self) {
        return powers;
    }
    powers.block = true;
    const bool inside = them.state == MemberState::Joined || them.state == MemberState::Muted;
    const bool founder = own >= engine::levelFounder;
    powers.transfer = founder && inside;
    powers.heir = founder && (inside || them.heir);
    if (own < engine::levelModerator || (inside && them.level >= own)) {
        return powers;
    }
    powers.mute = inside;
    powers.unmute = them.state == MemberState::Muted;
    powers.kick = inside;
    powers.ban = them.state != MemberState::Banned;
    powers.unban = them.state == MemberState::Banned;
    powers.purge = true;
    for (const int level :
         {engine::levelAdmin, engine::levelModerator, engine::levelMember, engine::levelObserver}) {
        if (inside && level < own && level != them.level) {
            powers.levels.push_back(level);
        }
    }
    return powers;
}

int levelIn(const engine::RoomSnapshot& room)
{
    return room.state == engine::RoomState::Joined ? room.level : engine::levelNone;
}

} // namespace gui
