// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The door of a room, from both sides: what somebody outside is shown and what lets him in; what he has to do for it, and
// how he writes his opening once he was shown the core. A door that asks for work is answered when that is done: the room
// works in small steps by its timer and says so (takeReady), wherever the link is by then.

#include "core/cpace.h"
#include "engine/room/room.h"

namespace engine::room {

/// Of the open doors of that kind without an end the oldest, so that all who stand at the door name the same one.
[[nodiscard]] std::optional<core::EventId> standingDoor(const Roll& roll, DoorKind kind);

/// A room with a password has one, of a bounded length, and no other room has.
[[nodiscard]] bool isPassword(const std::string& password, Access access);

/// A door that everybody can open who does the work that the rules ask for.
[[nodiscard]] DoorBody openDoor(core::Rng& rng, const PolicyBody& rules);

class RoomDoor
{
public:
    static constexpr std::chrono::milliseconds stepEvery{5};

    explicit RoomDoor(Room& room)
        : m_room(room)
    {
    }

    // ---- whoever stands at the door ----

    /// Why somebody with this proof does not get in; nothing when he does.
    [[nodiscard]] std::optional<Reason> admits(core::Now now,
                                               const wire::Enter& enter,
                                               const core::IdentityId& identity,
                                               const core::DeviceId& device) const;
    [[nodiscard]] wire::Card card() const;
    /// The next event of the own log: a door without a key.
    void makeOpenDoor(Turn& turn, const Self& self);
    /// The link of a public room, which is the same for everybody.
    [[nodiscard]] std::optional<InviteLink> publicLink() const;

    // ---- whoever wants to come in ----

    /// What the door wants. False: nobody may ask for so much.
    [[nodiscard]] bool takeCard(Turn& turn, const Self& self, const wire::Card& card);
    /// What lets us in; nothing as long as something is still to be done for it.
    [[nodiscard]] std::optional<wire::Enter> enterProof(const Self& self) const;
    /// Our opening, once the core has come, or the one written before. False: this core does not let us in.
    [[nodiscard]] bool openOwnLog(Turn& turn, const Self& self);
    /// A step of the work for an open door, when it is due.
    void handleTimer(Turn& turn);
    /// True once after everything was done for the door: those who wait at it may enter now.
    [[nodiscard]] bool takeReady();

    // ---- a door at which one asks (room_knock.cpp) ----

    /// The link of a room at whose door one asks, which is the same for everybody and opens nothing by itself.
    [[nodiscard]] std::optional<InviteLink> knockLink() const;
    /// What the person says at the door.
    void useMessage(Turn& turn, const std::string& message);
    /// Whether what the link holds is not enough there.
    [[nodiscard]] bool wantsKnock(const wire::Card& card) const;
    /// Nothing: the card names no key that anybody could read it with.
    [[nodiscard]] std::optional<wire::Knock>
    knock(Turn& turn, const Self& self, const wire::Card& card) const;
    /// It is kept inside: we wait, and ask again later.
    void knocked(Turn& turn);
    /// From inside: somebody let this person in by name.
    [[nodiscard]] bool isLetIn(const core::IdentityId& identity) const;

    // ---- a door with a password (room_password.cpp) ----

    /// The next event of the own log: a door that opens to this password.
    core::EventRef makePasswordDoor(Turn& turn, const Self& self, const std::string& password);
    /// The link of a room with a password, which is the same for everybody and opens nothing by itself.
    [[nodiscard]] std::optional<InviteLink> passwordLink() const;
    /// What the person says that it is.
    void usePassword(Turn& turn, const std::string& password);
    /// Whether what the link holds is not enough there.
    [[nodiscard]] bool wantsPassword(const wire::Card& card) const;
    [[nodiscard]] bool hasPassword() const { return m_room.m_pending.password.has_value(); }
    /// Our half of the exchange. Nothing: we know no password, or the one inside cannot open.
    [[nodiscard]] std::optional<core::Cpace>
    beginPassword(core::Rng& rng, core::ByteView handshake, const wire::Card& card) const;
    /// The answer from inside. False: not the same password, and ours is not tried again.
    [[nodiscard]] bool
    takePassword(const core::Cpace& ours, core::ByteView handshake, const wire::Password& answer);
    /// From inside: the answer, whether the password is right or not. Nothing: there is no such door here.
    [[nodiscard]] std::optional<wire::Password>
    answerPassword(core::Rng& rng, core::ByteView handshake, const wire::Password& ask) const;
    /// Whoever came in by the password lets others in by it.
    void keepPassword(Turn& turn);

private:
    [[nodiscard]] bool provesEntry(const DoorStanding& door,
                                   const wire::Enter& enter,
                                   const core::IdentityId& identity,
                                   const core::DeviceId& device) const;
    [[nodiscard]] bool holdsTag(const InviteLink& link) const;

    Room& m_room;
};

} // namespace engine::room
