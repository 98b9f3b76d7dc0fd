// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where members can be dialled, as members tell each other: hints, believed only of live members, the newer over the older.
// A link that comes up carries one's own addresses and a digest of the others'; only who holds others than that tells them,
// because most links that come up join two who know the same already. What is kept of very many says book_choice.h.

#include "engine/room/room.h"

#include <functional>

namespace engine::room {

class RoomAddresses
{
public:
    explicit RoomAddresses(Room& room)
        : m_room(room)
    {
    }

    /// One's own, and the digest for the member at the other end.
    [[nodiscard]] wire::Frame frameFor(Turn& turn, const Self& self, const RoomLink& link) const;
    void take(Turn& turn, RoomLink& link, const wire::Addresses& addresses);
    /// What one member told, the others may not have heard.
    void tellLearned(Turn& turn);

    /// One by lot that may go, as device ids are evenly spread; the end when all are kept.
    [[nodiscard]] static AddressMap::iterator
    anyBook(AddressMap& books,
            const std::function<bool(const AddressMap::value_type&)>& keeps,
            core::Rng& rng);

private:
    using Books = std::vector<AddressMap::const_iterator>;

    [[nodiscard]] Books books() const;
    void learn(Turn& turn, const core::DeviceId& device, AddressBook book, RoomLink& link);
    [[nodiscard]] bool forgetAny(Turn& turn);
    [[nodiscard]] core::Bytes digestFor(const core::DeviceId& other) const;
    [[nodiscard]] wire::Frame someBooks(Turn& turn) const;

    Room& m_room;
};

} // namespace engine::room
