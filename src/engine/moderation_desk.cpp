// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/moderation_desk.h"

#include "engine/room/room_acts.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_letters.h"
#include "engine/room/room_log.h"
#include "engine/room/room_raid.h"
#include "engine/room/room_rules.h"

namespace engine {

namespace {

Refusal refusal(Reason reason)
{
    Refusal out;
    out.reason = reason;
    return out;
}

template<class Written>
void answerDone(Turn& turn, RequestId id, const Written& written)
{
    if (written) {
        turn.answerAfterCommit(id, Done{});
    } else {
        turn.answer(id, refusal(written.error()));
    }
}

} // namespace

bool ModerationDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
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

std::shared_ptr<room::Room>
ModerationDesk::roomFor(Turn& turn, RequestId id, const RoomId& room) const
{
    auto found = m_book.find(room);
    if (!found) {
        turn.answer(id, refusal(Reason::UnknownRoom));
    } else if (found->roll() == nullptr) {
        turn.answer(id, refusal(Reason::NotMember));
        found.reset();
    }
    return found;
}

void ModerationDesk::ask(Turn& turn, RequestId id, const SetPolicy& wish)
{
    const auto room = roomFor(turn, id, wish.room);
    if (!room) {
        return;
    }
    const auto body = room::policyBodyOf(wish.change);
    if (!body) {
        turn.answer(id, refusal(Reason::BadArgument));
        return;
    }
    if (*body != room::PolicyBody()) {
        const auto written = room::RoomActs(*room, turn, m_book.self).setRules(*body);
        if (!written) {
            turn.answer(id, refusal(written.error()));
            return;
        }
    }
    PolicyAnswer answer{room::rulesOf(room->roll()->rules().merged)};
    answer.policy.bornPublic = room->roll()->genesis().bornPublic;
    turn.answerAfterCommit(id, std::move(answer));
}

void ModerationDesk::ask(Turn& turn, RequestId id, const SetRoom& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        answerDone(turn, id, room::RoomActs(*room, turn, m_book.self).set(wish));
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ListInvites& wish)
{
    const auto room = roomFor(turn, id, wish.room);
    if (room && room->roll()->level(m_book.self.identityId) < levelModerator) {
        turn.answer(id, refusal(Reason::NotAllowed));
    } else if (room) {
        turn.answer(id, InviteList{room::RoomInvites(*room, turn, m_book.self).list()});
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const RevokeInvite& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        answerDone(turn, id, room::RoomActs(*room, turn, m_book.self).closeInvite(wish.invite));
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ClearRaid& wish)
{
    const auto room = roomFor(turn, id, wish.room);
    if (!room) {
        return;
    }
    room::RoomRaid raid(*room, turn, m_book.self);
    if (const auto flaw = raid.flaw()) {
        turn.answer(id, refusal(*flaw));
        return;
    }
    raid.plan(wish.sinceMs, [this, id, wish](Turn& later, const room::RaidPlan& plan) {
        const auto still = roomFor(later, id, wish.room);
        if (!still) {
            return;
        }
        if (!wish.onlyAsk) {
            const auto done = room::RoomRaid(*still, later, m_book.self).clear(plan, wish.reason);
            if (!done) {
                later.answer(id, refusal(done.error()));
                return;
            }
        }
        later.answerAfterCommit(id, RaidAnswer{plan.people, plan.doors.size()});
    });
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ResetReach& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        answerDone(turn, id, room::RoomActs(*room, turn, m_book.self).resetReach());
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const TransferRoom& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        answerDone(turn, id, room::RoomActs(*room, turn, m_book.self).transfer(wish.identity));
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const SetHeirs& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        answerDone(turn, id, room::RoomActs(*room, turn, m_book.self).setHeirs(wish.identities));
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ListKnocks& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        auto knocks = room::RoomLetters(*room, turn).knocks();
        if (knocks) {
            turn.answer(id, KnockList{std::move(*knocks)});
        } else {
            turn.answer(id, refusal(knocks.error()));
        }
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const AnswerKnock& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        answerDone(turn, id, room::RoomLetters(*room, turn).answer(m_book.self, wish));
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ListReports& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        auto reports = room::RoomLetters(*room, turn).reports();
        if (reports) {
            turn.answer(id, ReportList{std::move(*reports)});
        } else {
            turn.answer(id, refusal(reports.error()));
        }
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ReadLog& wish)
{
    if (const auto room = roomFor(turn, id, wish.room)) {
        turn.answer(id, ModerationLog{room::RoomLog(*room).entries()});
    }
}

void ModerationDesk::ask(Turn& turn, RequestId id, const ExportLog& wish)
{
    if (wish.path.empty()) {
        turn.answer(id, refusal(Reason::BadArgument));
    } else if (const auto room = roomFor(turn, id, wish.room)) {
        core::Bytes bytes = room::RoomLog(*room).file(m_book.self, turn.now.wall);
        turn.output(WriteFile{id, wish.path, std::move(bytes)});
    }
}

} // namespace engine
