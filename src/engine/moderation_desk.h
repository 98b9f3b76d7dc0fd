// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is asked by those who run a room: each wish goes to the room in question, and is answered once what it wrote is on
// disk.

#include "engine/room_book.h"
#include "engine/turn.h"

namespace engine {

class ModerationDesk
{
public:
    explicit ModerationDesk(RoomBook& book)
        : m_book(book)
    {
    }

    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);

private:
    void ask(Turn& turn, RequestId id, const SetPolicy& wish);
    void ask(Turn& turn, RequestId id, const SetRoom& wish);
    void ask(Turn& turn, RequestId id, const ListInvites& wish);
    void ask(Turn& turn, RequestId id, const RevokeInvite& wish);
    void ask(Turn& turn, RequestId id, const ClearRaid& wish);
    void ask(Turn& turn, RequestId id, const ResetReach& wish);
    void ask(Turn& turn, RequestId id, const TransferRoom& wish);
    void ask(Turn& turn, RequestId id, const SetHeirs& wish);
    void ask(Turn& turn, RequestId id, const ReadLog& wish);
    void ask(Turn& turn, RequestId id, const ExportLog& wish);
    void ask(Turn& turn, RequestId id, const ListKnocks& wish);
    void ask(Turn& turn, RequestId id, const AnswerKnock& wish);
    void ask(Turn& turn, RequestId id, const ListReports& wish);

    /// Null: refused already.
    [[nodiscard]] std::shared_ptr<room::Room>
    roomFor(Turn& turn, RequestId id, const RoomId& room) const;

    RoomBook& m_book;
};

} // namespace engine
