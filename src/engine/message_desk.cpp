// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/message_desk.h"

#include "engine/room/room_acts.h"
#include "engine/room/room_content.h"
#include "engine/room/room_letters.h"

namespace engine {

namespace {

void refuse(Turn& turn, RequestId id, Reason reason)
{
    Refusal out;
    out.reason = reason;
    turn.answer(id, std::move(out));
}

template<class Written>
void answerDone(Turn& turn, RequestId id, const Written& written)
{
    if (written) {
        turn.answerAfterCommit(id, Done{});
    } else {
        refuse(turn, id, written.error());
    }
}

} // namespace

bool MessageDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    if (const auto* change = std::get_if<ChangeMember>(&request);
        change != nullptr && !change->purgeSinceMs) {
        return false;
    }
    return std::visit(
        [&](const auto& wish) {
            if constexpr (requires { ask(turn, id, wish); }) {
                ask(turn, id, wish);
                return true;
            }
            return false;
        },
        request);
}

std::shared_ptr<room::Room> MessageDesk::roomFor(Turn& turn, RequestId id, const RoomId& room) const
{
    auto found = m_book.find(room);
    if (!found || found->roll() == nullptr) {
        refuse(turn, id, found ? Reason::NotMember : Reason::UnknownRoom);
        return nullptr;
    }
    return found;
}

void MessageDesk::withMessage(
    Turn& turn, RequestId id, const RoomId& room, const core::EventRef& message, WithMessage then)
{
    if (!roomFor(turn, id, room)) {
        return;
    }
    const auto found = [this, id, room, then = std::move(then)](Turn& later,
                                                                const std::vector<EventRow>& rows) {
        if (rows.empty() || rows.front().shown != Shown::Visible) {
            refuse(later, id, Reason::UnknownMessage);
        } else if (const auto still = roomFor(later, id, room)) {
            then(later, *still, rows.front());
        }
    };
    turn.readRows(ReadRows{0, room, message.log, message.seq, message.seq, 1}, found);
}

void MessageDesk::ask(Turn& turn, RequestId id, const EditMessage& wish)
{
    withMessage(turn,
                id,
                wish.room,
                wish.message,
                [this, id, text = wish.text](Turn& later, room::Room& room, const EventRow& row) {
                    answerDone(
                        later, id, room::RoomContent(room, later, m_book.self).edit(row, text));
                });
}

void MessageDesk::ask(Turn& turn, RequestId id, const ReactToMessage& wish)
{
    withMessage(turn,
                id,
                wish.room,
                wish.message,
                [this, id, wish](Turn& later, room::Room& room, const EventRow& row) {
                    room::RoomContent content(room, later, m_book.self);
                    answerDone(later, id, content.react(row, wish.emoji, wish.remove));
                });
}

void MessageDesk::ask(Turn& turn, RequestId id, const PinMessage& wish)
{
    withMessage(
        turn,
        id,
        wish.room,
        wish.message,
        [this, id, remove = wish.remove](Turn& later, room::Room& room, const EventRow& row) {
            answerDone(later, id, room::RoomContent(room, later, m_book.self).pin(row, remove));
        });
}

void MessageDesk::ask(Turn& turn, RequestId id, const DeleteMessage& wish)
{
    withMessage(turn,
                id,
                wish.room,
                wish.message,
                [this, id, wish](Turn& later, room::Room&, const EventRow& row) {
                    eraseWithEdits(later, id, wish, row);
                });
}

void MessageDesk::eraseWithEdits(Turn& turn,
                                 RequestId id,
                                 const DeleteMessage& wish,
                                 const EventRow& row)
{
    const auto found = [this, id, wish, row](Turn& later, const std::vector<EventRow>& edits) {
        if (const auto room = roomFor(later, id, wish.room)) {
            room::RoomContent content(*room, later, m_book.self);
            answerDone(later, id, content.erase(row, edits, wish.reason));
        }
    };
    const auto kind = static_cast<std::uint8_t>(room::Kind::EditMessage);
    turn.readRelated(ReadRelated{0, wish.room, row.ref, kind, row.author}, found);
}

void MessageDesk::ask(Turn& turn, RequestId id, const PurgeMember& wish)
{
    const auto room = roomFor(turn, id, wish.room);
    if (!room) {
        return;
    }
    const auto planned = [this, id, wish](Turn& later, const room::PurgePlan& plan) {
        const auto still = roomFor(later, id, wish.room);
        if (!still) {
            return;
        }
        room::RoomContent content(*still, later, m_book.self);
        const auto purged = content.purge(wish.identity, plan, wish.reason);
        if (purged) {
            later.answerAfterCommit(id, Purged{plan.messages});
        } else {
            refuse(later, id, purged.error());
        }
    };
    room::RoomContent(*room, turn, m_book.self)
        .planPurge(wish.identity, wish.sinceMs, false, planned);
}

/// In one batch: whoever sees him go sees what he wrote go.
void MessageDesk::ask(Turn& turn, RequestId id, const ChangeMember& wish)
{
    const auto room = roomFor(turn, id, wish.room);
    if (!room) {
        return;
    }
    const auto planned = [this, id, wish](Turn& later, const room::PurgePlan& plan) {
        const auto still = roomFor(later, id, wish.room);
        if (!still) {
            return;
        }
        const auto act = room::RoomActs(*still, later, m_book.self).change(wish);
        if (!act) {
            refuse(later, id, act.error());
            return;
        }
        room::RoomContent content(*still, later, m_book.self);
        answerDone(later, id, content.purge(wish.identity, plan, wish.reason));
    };
    const bool leaves = wish.change == MemberAct::Kick || wish.change == MemberAct::Ban;
    room::RoomContent(*room, turn, m_book.self)
        .planPurge(wish.identity, *wish.purgeSinceMs, leaves, planned);
}

void MessageDesk::ask(Turn& turn, RequestId id, const ReportMessage& wish)
{
    withMessage(
        turn,
        id,
        wish.room,
        wish.message,
        [this, id, reason = wish.reason](Turn& later, room::Room& room, const EventRow& row) {
            answerDone(later, id, room::RoomLetters(room, later).report(m_book.self, row, reason));
        });
}

} // namespace engine
