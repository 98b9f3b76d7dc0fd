// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is said to those who run a room: the knocks at its door and the reports of its members, kept by all and read by
// those who hold the moderators' key. Its public half stands in the rules; the secret goes from one of them to another over
// their links, and is another one once somebody who had it runs the room no more.

#include "engine/room/room.h"

namespace engine::room {

class RoomLetters
{
public:
    RoomLetters(Room& room, Turn& turn)
        : m_room(room)
        , m_turn(turn)
    {
    }

    // ---- between members ----

    void linkUp(const RoomLink& link);
    /// False: it breaks the protocol.
    [[nodiscard]] bool handle(RoomLink& link, const wire::Letters& letters);
    void handleKeys(const RoomLink& link, const wire::ModeratorsKeys& keys);
    /// Another pair, kept; its public half is for the rules.
    core::PublicKey newKey();
    /// Another pair, in the rules at once.
    void renewKey(const Self& self);
    /// Somebody's level changed: who was let in waits no more, who runs the room now gets the keys.
    void levelsChanged();

    // ---- at the door ----

    /// From somebody outside, whose link is proved to be his. Nothing: it is kept.
    [[nodiscard]] std::optional<Reason> takeKnock(const wire::Knock& knock,
                                                  const core::IdentityId& identity,
                                                  const core::DeviceId& device);

    /// Why this person is not let in, where somebody has said so or shown him out.
    [[nodiscard]] std::optional<Reason> refused(const core::IdentityId& identity) const;

    // ---- this person ----

    [[nodiscard]] core::Result<void, Reason>
    report(const Self& self, const EventRow& row, const std::string& reason);
    [[nodiscard]] core::Result<std::vector<KnockSnapshot>, Reason> knocks();
    [[nodiscard]] core::Result<std::vector<ReportSnapshot>, Reason> reports();
    [[nodiscard]] core::Result<void, Reason> answer(const Self& self, const AnswerKnock& wish);

private:
    bool keep(const wire::Letter& bytes, Letter letter, LinkId from);
    void drop(const LetterBox::Ids& ids);
    void send(LinkId link, const std::vector<core::Hash32>& ids) const;
    void sendKeys(LinkId link) const;
    void tellCounts();
    [[nodiscard]] bool isKey(const core::PublicKey& half) const;
    [[nodiscard]] bool runs(const core::IdentityId& identity) const;
    [[nodiscard]] std::optional<core::PublicKey> key() const;
    void expire();
    /// False: known already, or more than anybody needs.
    bool learn(const core::PublicKey& half, const core::Seed& secret);

    Room& m_room;
    Turn& m_turn;
};

} // namespace engine::room
