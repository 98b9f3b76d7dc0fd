// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the person has set, by key and value, kept as records and obeyed at once:
//
//     announce           bool   whether rooms are announced in the DHT at all (true)
//     announce.<room>    bool   whether this one is, as far as the first allows it (true)
//
// Forbidding it costs being found, never finding: rooms are looked for all the same.

#include "engine/room_book.h"
#include "engine/turn.h"

#include <functional>
#include <set>

namespace engine {

class SettingsDesk
{
public:
    /// `announceChanged`: one of the two has another value than before.
    SettingsDesk(const RoomBook& book, std::function<void(Turn&)> announceChanged);

    void load(const StoredState& stored);
    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);
    void forgetRoom(const RoomId& room);

    [[nodiscard]] bool mayAnnounce() const { return !m_silent.contains(RoomId()); }
    [[nodiscard]] bool mayAnnounce(const RoomId& room) const { return !m_silent.contains(room); }

private:
    /// The room that the key speaks of, all zero for all of them.
    [[nodiscard]] core::Result<RoomId, Refusal> subjectOf(const std::string& key) const;

    const RoomBook& m_book;
    std::function<void(Turn&)> m_announceChanged;
    std::set<RoomId> m_silent; ///< not announced; the zero id stands for every room
};

} // namespace engine
