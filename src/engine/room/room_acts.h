// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What those of level 50 or more do to others and to the room. Each act is one event of the core or a few, and carries its
// reason. Whether it counts is for the roll of every member to say; here it is only refused early what could never count.

#include "engine/room/room.h"

namespace engine::room {

class RoomActs
{
public:
    using Written = core::Result<core::EventRef, Reason>;

    /// For the length of one turn.
    RoomActs(Room& room, Turn& turn, const Self& self)
        : m_room(room)
        , m_turn(turn)
        , m_self(self)
    {
    }

    /// Levels up and down, kicks, bans, mutes, and what takes them back.
    [[nodiscard]] Written change(const ChangeMember& wish);
    /// What is absent stays as it is.
    [[nodiscard]] Written setRules(const PolicyBody& rules);
    /// The room is theirs from now on, and ours no more: we stay an admin.
    [[nodiscard]] Written transfer(const core::IdentityId& newOwner);
    /// Members who may go on in another room when the founder is gone.
    [[nodiscard]] Written setHeirs(std::vector<core::IdentityId> heirs);
    /// Nobody comes in by it any more; who did stays.
    [[nodiscard]] core::Result<void, Reason> closeInvite(const core::EventId& invite);
    /// Another reach secret: whoever was removed finds the room no more.
    [[nodiscard]] Written resetReach();
    /// Name, topic, how one comes in, and whether it is listed. A room that was not born public never becomes it.
    [[nodiscard]] Written set(const SetRoom& wish);

    /// Why this person may not act here at all.
    [[nodiscard]] std::optional<Reason> silenced() const;

private:
    [[nodiscard]] int ownLevel() const;
    [[nodiscard]] std::optional<Reason> flawOf(const ChangeMember& wish) const;
    [[nodiscard]] std::optional<Reason> flawOfMute(const ChangeMember& wish) const;
    [[nodiscard]] std::optional<Reason> flawOfReset() const;
    [[nodiscard]] std::vector<LogCut> cutsOf(const std::vector<core::IdentityId>& people) const;
    [[nodiscard]] core::Result<core::FileRoot, Reason>
    pictureOf(const std::optional<core::EventRef>& file) const;
    Written mute(const ChangeMember& wish);
    void changeDoors(Access access, const std::optional<std::string>& password);
    void renewOpenDoors();
    bool closeDoors(DoorKind kind);
    core::EventRef write(const CoreBody& body) { return m_room.writeAct(m_turn, m_self, body); }

    Room& m_room;
    Turn& m_turn;
    const Self& m_self;
};

} // namespace engine::room
