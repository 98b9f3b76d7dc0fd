// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where members can be dialled, as members tell each other: hints, believed only of live members, the newer over the older.
// A link that comes up carries one's own addresses and a digest of the others'; only who holds others than that tells them,
// because most links that come up join two who know the same already.

#include "engine/room/room.h"

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

private:
    using Books = std::vector<AddressMap::const_iterator>;

    [[nodiscard]] Books books() const;
    void learn(Turn& turn, const core::DeviceId& device, AddressBook book);
    [[nodiscard]] core::Bytes digestFor(const core::DeviceId& other) const;
    [[nodiscard]] wire::Frame someBooks(Turn& turn) const;

    Room& m_room;
};

} // namespace engine::room
