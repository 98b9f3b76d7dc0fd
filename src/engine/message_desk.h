// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is asked about messages that are there: the store is asked for them, then the room writes what is wished, and the
// answer comes once that is on disk.

#include "engine/room_book.h"
#include "engine/turn.h"

#include <functional>

namespace engine {

class MessageDesk
{
public:
    explicit MessageDesk(RoomBook& book)
        : m_book(book)
    {
    }

    /// False: not a request of ours. A change of a member that takes what he wrote along is one.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);

private:
    using WithMessage = std::function<void(Turn&, room::Room&, const EventRow&)>;

    void ask(Turn& turn, RequestId id, const EditMessage& wish);
    void ask(Turn& turn, RequestId id, const ReactToMessage& wish);
    void ask(Turn& turn, RequestId id, const PinMessage& wish);
    void ask(Turn& turn, RequestId id, const DeleteMessage& wish);
    void ask(Turn& turn, RequestId id, const PurgeMember& wish);
    void ask(Turn& turn, RequestId id, const ChangeMember& wish);
    void ask(Turn& turn, RequestId id, const ReportMessage& wish);

    /// Null: refused already.
    [[nodiscard]] std::shared_ptr<room::Room>
    roomFor(Turn& turn, RequestId id, const RoomId& room) const;
    /// Once the message has been read; refused when it is not shown.
    void withMessage(Turn& turn,
                     RequestId id,
                     const RoomId& room,
                     const core::EventRef& message,
                     WithMessage then);
    void eraseWithEdits(Turn& turn, RequestId id, const DeleteMessage& wish, const EventRow& row);

    RoomBook& m_book;
};

} // namespace engine
