// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/block_desk.h"

namespace engine {

void BlockDesk::load(const StoredState& stored)
{
    for (const StoredRecord& record : stored.records) {
        const auto id = record.kind == RecordKind::Blocked ? IdentityId::from(record.key)
                                                           : std::optional<IdentityId>();
        if (id) {
            m_book.blocked.insert(*id);
        }
    }
}

bool BlockDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    if (const auto* wish = std::get_if<BlockContact>(&request)) {
        block(turn, id, *wish);
        return true;
    }
    if (std::holds_alternative<ListBlocked>(request)) {
        turn.answer(id, BlockedList{{m_book.blocked.begin(), m_book.blocked.end()}});
        return true;
    }
    return false;
}

void BlockDesk::block(Turn& turn, RequestId id, const BlockContact& wish)
{
    const bool itself = wish.identity == m_book.self.identityId;
    if (wish.block && (itself || m_book.blocked.size() >= blockedMost)) {
        Refusal refusal;
        refusal.reason = itself ? Reason::BadArgument : Reason::Quota;
        turn.answer(id, std::move(refusal));
        return;
    }
    const core::Bytes key = core::copyOf(wish.identity.view());
    if (wish.block) {
        m_book.blocked.insert(wish.identity);
        turn.persist(PutRecord{RoomId(), RecordKind::Blocked, key, {1}});
    } else {
        m_book.blocked.erase(wish.identity);
        turn.persist(DropRecord{RoomId(), RecordKind::Blocked, key});
    }
    turn.answerAfterCommit(id, Done{});
    // What is on the screens is read anew.
    for (const auto& [room, each] : m_book.rooms) {
        turn.afterCommit([room = room, who = wish.identity](Turn& later) {
            later.notice(HistoryNotice{room, 0});
            later.notice(RoomListNotice{room});
        });
    }
}

bool BlockDesk::hides(const Notice& notice) const
{
    if (const auto* message = std::get_if<MessageNotice>(&notice)) {
        return m_book.blocked.contains(message->message.author);
    }
    const auto* typing = std::get_if<TypingNotice>(&notice);
    return typing != nullptr && m_book.blocked.contains(typing->identity);
}

} // namespace engine
