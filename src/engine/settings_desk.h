// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the person has set, by key and value, kept as records and obeyed at once:
//
//     announce            bool    whether rooms are announced in the DHT at all (true)
//     announce.<room>     bool    whether this one is, as far as the first allows it (true)
//     typing              bool    whether others see that one is writing (true)
//     online              bool    whether one says in large rooms that one is here; neighbours see it anyway (true)
//     read                bool    whether others are told how far one has read (true)
//     fetchKbPerMinute    number  how much history each room fetches, at most 4,000,000; 0: as much as comes (0)
//
// Forbidding to announce costs being found, never finding: rooms are looked for all the same.

#include "engine/room_book.h"
#include "engine/turn.h"

#include <functional>
#include <set>

namespace engine {

class SettingsDesk
{
public:
    static constexpr std::uint32_t fetchKbMost = 4'000'000;

    /// `announceChanged`: one of the first two has another value than before.
    SettingsDesk(RoomBook& book, std::function<void(Turn&)> announceChanged);

    void load(const StoredState& stored);
    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);
    void forgetRoom(const RoomId& room);

    [[nodiscard]] bool mayAnnounce() const { return !m_silent.contains(RoomId()); }
    [[nodiscard]] bool mayAnnounce(const RoomId& room) const { return !m_silent.contains(room); }

private:
    struct Place {
        RoomId room; ///< all zero: of all of them
        std::string key;
    };
    [[nodiscard]] core::Result<Place, Refusal> placeOf(const std::string& key) const;
    [[nodiscard]] SettingWord value(const Place& place) const;
    /// False: not a value for this key.
    [[nodiscard]] bool set(const Place& place, const SettingWord& value);

    RoomBook& m_book; ///< whose Self obeys
    std::function<void(Turn&)> m_announceChanged;
    std::set<RoomId> m_silent; ///< not announced; the zero id stands for every room
};

} // namespace engine
