// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/members/member_acts.h"

#include "gui/dialogs/confirm_dialog.h"
#include "gui/moderation/moderate_dialog.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/words.h"

#include <algorithm>

namespace gui {

MemberActs::MemberActs(Session& session,
                       const core::RoomId& room,
                       engine::MemberSnapshot member,
                       QWidget* window)
    : m_session(session)
    , m_room(room)
    , m_member(std::move(member))
    , m_window(window)
{
}

QString MemberActs::name() const
{
    return isolated(Words::person(m_member.name, m_member.identity));
}

void MemberActs::send(engine::Request request) const
{
    askOrSay(m_session,
             std::move(request),
             m_window,
             [&session = m_session, room = m_room](const engine::Answer&) {
                 session.refreshMembers(room);
                 session.refreshRooms();
             });
}

void MemberActs::moderate(ModerateAct act) const
{
    auto* dialog = new ModerateDialog(m_session, m_room, m_member, act, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MemberActs::giveLevel(int level) const
{
    Question question;
    const bool down = level < m_member.level;
    question.title = ModerationWords::giveRoleTo(level, name());
    question.sentence =
        ModerationWords::roleMeans(level, Words::person(m_member.name, m_member.identity));
    question.action = ModerationWords::giveRole(level);
    question.dangerous = down;
    question.reasonLabel = tr("Reason (optional, stands in the moderation log)");
    ConfirmDialog::askWhy(question, m_window, [acts = *this, level](const std::string& reason) {
        engine::ChangeMember change;
        change.room = acts.m_room;
        change.identity = acts.m_member.identity;
        change.change = engine::MemberAct::Grant;
        change.level = level;
        change.reason = reason;
        acts.send(change);
    });
}

void MemberActs::unmute() const
{
    engine::ChangeMember change;
    change.room = m_room;
    change.identity = m_member.identity;
    change.change = engine::MemberAct::Unmute;
    send(change);
}

void MemberActs::unban() const
{
    Question question;
    question.title = tr("Lift the ban on %1?").arg(name());
    question.sentence = tr("They may come into the room again and are a member like others.");
    question.action = tr("Lift the ban");
    question.reasonLabel = tr("Reason (optional, stands in the moderation log)");
    ConfirmDialog::askWhy(question, m_window, [acts = *this](const std::string& reason) {
        engine::ChangeMember change;
        change.room = acts.m_room;
        change.identity = acts.m_member.identity;
        change.change = engine::MemberAct::Unban;
        change.reason = reason;
        acts.send(change);
    });
}

void MemberActs::transfer() const
{
    const RoomEntry* entry = m_session.room(m_room);
    Question question;
    question.title = entry == nullptr ? tr("Hand the room over to %1?").arg(name())
                                      : tr("Hand %1 over to %2?", "room, name")
                                            .arg(isolated(roomTitle(entry->snapshot)), name());
    question.sentence = tr("%1 becomes the founder and you become an admin. Only they could give "
                           "the room back to you.")
                            .arg(name());
    question.action = tr("Hand it over");
    question.dangerous = true;
    ConfirmDialog::ask(question, m_window, [acts = *this] {
        acts.send(engine::TransferRoom{acts.m_room, acts.m_member.identity});
    });
}

void MemberActs::makeHeir() const
{
    engine::SetHeirs request;
    request.room = m_room;
    for (const engine::MemberSnapshot& each : m_session.members(m_room)) {
        if (each.heir && each.identity != m_member.identity) {
            request.identities.push_back(each.identity);
        }
    }
    if (m_member.heir) {
        send(request);
        return;
    }
    request.identities.push_back(m_member.identity);
    Question question;
    question.title = tr("Make %1 an heir?").arg(name());
    question.sentence = tr("When you are gone for good, an heir can open a room in which this one "
                           "goes on, with its members. You can take this back at any time.");
    question.action = tr("Make an heir");
    ConfirmDialog::ask(question, m_window, [acts = *this, request] { acts.send(request); });
}

void MemberActs::block() const
{
    if (m_member.blocked) {
        send(engine::BlockContact{m_member.identity, false});
        return;
    }
    Question question;
    question.title = tr("Block %1?").arg(name());
    question.sentence = tr("You see nothing of them any more, in any room, from now on. It is only "
                           "for you: nobody is told, and they stay in the room.");
    question.action = tr("Block");
    question.dangerous = true;
    ConfirmDialog::ask(question, m_window, [acts = *this] {
        acts.send(engine::BlockContact{acts.m_member.identity, true});
    });
}

} // namespace gui
