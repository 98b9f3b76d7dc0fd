// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rooms are founded here: new ones, and those in which others go on. The list of rooms says which leads where.

#include "engine/engine_answers.h"
#include "engine/finder.h"
#include "engine/link_desk.h"
#include "engine/room_book.h"
#include "engine/turn.h"

namespace engine {

class SuccessionDesk
{
public:
    SuccessionDesk(RoomBook& book, LinkDesk& links, Finder& finder)
        : m_book(book)
        , m_links(links)
        , m_finder(finder)
    {
    }

    /// Null: there are as many rooms as there may be.
    std::shared_ptr<room::Room> found(Turn& turn, const CreateRoom& wish);
    void ask(Turn& turn, RequestId id, const SucceedRoom& wish);
    /// Which of the rooms goes on in which, and where that is proposed.
    void mark(RoomList& list) const;

private:
    void open(Turn& turn, RequestId id, room::Room& predecessor, const SucceedRoom& wish);
    void
    agree(Turn& turn, RequestId id, const room::Room& predecessor, room::Room& successor) const;

    RoomBook& m_book;
    LinkDesk& m_links;
    Finder& m_finder;
};

} // namespace engine
