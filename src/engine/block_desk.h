// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whom this person does not want to read. It is nobody else's business: a block is a record of this profile, goes into no
// event and over no wire, and what the blocked write is taken, kept and passed on like everything. It only is not shown: the
// notices are held back here, the pages leave it out in the store's reader.

#include "engine/room_book.h"
#include "engine/turn.h"

namespace engine {

class BlockDesk
{
public:
    static constexpr std::size_t blockedMost = 10'000;

    explicit BlockDesk(RoomBook& book)
        : m_book(book)
    {
    }

    void load(const StoredState& stored);
    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);
    /// Whether this is something that a blocked person wrote or is writing.
    [[nodiscard]] bool hides(const Notice& notice) const;

private:
    void block(Turn& turn, RequestId id, const BlockContact& wish);

    RoomBook& m_book;
};

} // namespace engine
