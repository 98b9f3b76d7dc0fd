// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The secrets under which a room's words are sealed: when another one is opened, who is given which, and what is done
// about words whose secret is not here. An epoch carries the rule of its time: one of `all` is for every member, one of
// `joined` for those whom it names, one of `none` for those who are there while it serves.

#include "engine/room/room.h"

namespace engine::room {

class RoomKeys
{
public:
    /// Of the newest, what a neighbour is given when a link comes up; older ones he asks for.
    static constexpr std::size_t keysAtOnce = 64;
    static constexpr std::size_t namesInEpoch = 512;

    explicit RoomKeys(Room& room)
        : m_room(room)
    {
    }

    /// Under which the next words are sealed; none when a new one has to be opened.
    [[nodiscard]] std::optional<core::EpochId> current() const;
    /// One that all of today's members have, and nobody else.
    void open(Turn& turn, const Self& self);
    /// It has served long enough by the rules of the room.
    [[nodiscard]] bool isWorn(const core::EpochId& epoch, core::WallTime wall) const;
    /// For somebody who was let in, the one in use first.
    [[nodiscard]] std::vector<core::EpochId> forNewcomer(const core::IdentityId& identity) const;
    /// Of all that are held, those that this person is to have, newest first; of nobody, those that are every member's.
    [[nodiscard]] std::vector<core::EpochId> allFor(const core::IdentityId& identity) const;
    [[nodiscard]] wire::Frame frameOf(const std::vector<core::EpochId>& epochs) const;

    /// An EPOCH was taken; without a turn it comes from the disk.
    void note(Turn* turn, const CarriedEvent& event);
    void take(Turn& turn, const wire::Keys& keys, LinkId from);
    /// Before what the core says now is noted: a removal ends what was only said to be in use when we came in.
    void removalsCame(Turn& turn);
    void linkUp(Turn& turn, const RoomLink& link);
    /// False: it breaks the protocol.
    [[nodiscard]] bool
    handleWanted(Turn& turn, const RoomLink& link, const wire::KeysWanted& wanted) const;

    // ---- words whose secret is not here ----

    /// Something of that log is kept sealed until the secret comes.
    /// Words of a member name it: so its secret counts, even where its EPOCH lies beyond the end of a log and never
    /// comes. Null when it is not here.
    const EpochSecret* secretOf(Turn& turn, const core::EpochId& epoch);
    /// False: it cannot be kept.
    [[nodiscard]] bool lack(Turn& turn, const core::EpochId& epoch, const core::LogId& log);
    /// What is lacked and may come is asked of whoever sent it, and of every new neighbour.
    void askFor(Turn& turn, LinkId link, bool isNew);

private:
    [[nodiscard]] bool covers(const EpochEvent& event) const;
    [[nodiscard]] bool namesAllMembers(const EpochEvent& event) const;
    [[nodiscard]] EpochCover::Names openingsOf(const core::IdentityId& identity) const;
    [[nodiscard]] std::map<core::IdentityId, EpochCover::Names> openings() const;
    [[nodiscard]] bool knowsAncestry(const EpochEvent& event) const;
    [[nodiscard]] bool mayCome(const core::EpochId& epoch) const;
    [[nodiscard]] std::vector<core::EpochId> forMember(const core::IdentityId& identity,
                                                       std::vector<core::EpochId> epochs) const;
    core::EventId openOne(Turn& turn, const Self& self, const std::optional<core::EventId>& after);
    [[nodiscard]] std::vector<core::EventId>
    unnamed(const std::optional<core::EventId>& after) const;
    void pass(Turn& turn, const std::vector<core::EpochId>& epochs, LinkId from) const;
    void gained(Turn& turn, const std::vector<core::EpochId>& epochs, LinkId from);

    Room& m_room;
};

} // namespace engine::room
