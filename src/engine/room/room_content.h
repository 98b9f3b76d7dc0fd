// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What this person does to messages that are there: edits and deletes them, reacts to them, pins them; and what somebody of
// level >= 50 does to those of others. A message is looked at in the store first: what is not shown is not spoken of. What
// never could count is refused here; whether it counts is for every member to say.

#include "engine/room/room.h"

#include <functional>

namespace engine::room {

/// What of somebody's is to go, found by looking through his logs.
struct PurgePlan {
    std::vector<RedactRange> ranges; ///< one a log, sorted
    std::uint64_t messages = 0;      ///< that vanish
};

class RoomContent
{
public:
    using Written = core::Result<core::EventRef, Reason>;
    using Planned = std::function<void(Turn&, PurgePlan)>;

    /// For the length of one turn.
    RoomContent(Room& room, Turn& turn, const Self& self)
        : m_room(room)
        , m_turn(turn)
        , m_self(self)
    {
    }

    /// One's own text, or the caption of one's own file.
    [[nodiscard]] Written edit(const EventRow& message, const std::string& text);
    [[nodiscard]] Written react(const EventRow& message, const std::string& emoji, bool remove);
    [[nodiscard]] Written pin(const EventRow& message, bool remove);
    /// The message and its edits.
    [[nodiscard]] Written
    erase(const EventRow& message, const EventRows& edits, const std::string& reason);

    /// Looks through all that `author` wrote and finds what is shown as written at `sinceMs` or later: people name a time by
    /// what they see, and what came late is shown when it came. `toEnd`: what he may still write in these logs, too.
    void planPurge(const core::IdentityId& author, std::int64_t sinceMs, bool toEnd, Planned then);
    /// Nothing in the plan: nothing is written.
    [[nodiscard]] core::Result<void, Reason>
    purge(const core::IdentityId& author, const PurgePlan& plan, const std::string& reason);

private:
    [[nodiscard]] std::optional<Reason> flaw() const;
    [[nodiscard]] int ownLevel() const;
    Written write(Kind kind, const google::protobuf::MessageLite& body);
    Written redact(std::vector<RedactRange> ranges, const std::string& reason);

    Room& m_room;
    Turn& m_turn;
    const Self& m_self;
};

} // namespace engine::room
