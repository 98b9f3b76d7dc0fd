// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/members/member_menu.h"

#include "gui/members/member_acts.h"
#include "gui/moderation/moderation_words.h"
#include "gui/moderation/powers.h"
#include "gui/words.h"

#include <QApplication>
#include <QClipboard>

namespace gui {

MemberMenu::MemberMenu(Session& session,
                       const core::RoomId& room,
                       const engine::MemberSnapshot& member,
                       QWidget* window)
    : QMenu(window)
    , m_session(session)
    , m_room(room)
    , m_member(member)
    , m_window(window)
{
    const QString name = Words::person(member.name, member.identity);
    setAccessibleName(tr("Menu of %1").arg(name));
    const RoomEntry* entry = session.room(room);
    const int own = entry == nullptr ? engine::levelNone : levelIn(entry->snapshot);
    const Powers powers = powersOver(own, member);
    addAction(tr("Copy name"), this, [name] { QApplication::clipboard()->setText(name); });
    addRoles(powers);
    addModeration(powers);
    addOwnership(powers);
    if (powers.block) {
        addSeparator();
        const MemberActs acts(m_session, m_room, m_member, m_window);
        addAction(
            m_member.blocked ? tr("Unblock") : tr("Block for me…"), this, [acts] { acts.block(); });
    }
}

void MemberMenu::addRoles(const Powers& powers)
{
    if (powers.levels.empty()) {
        return;
    }
    addSeparator();
    const MemberActs acts(m_session, m_room, m_member, m_window);
    QMenu* roles = addMenu(tr("Role"));
    for (const int level : powers.levels) {
        roles->addAction(ModerationWords::giveRole(level) + QStringLiteral("…"),
                         this,
                         [acts, level] { acts.giveLevel(level); });
    }
}

void MemberMenu::addModeration(const Powers& powers)
{
    if (!powers.moderates()) {
        return;
    }
    addSeparator();
    const MemberActs acts(m_session, m_room, m_member, m_window);
    if (powers.unmute) {
        addAction(tr("Lift the mute"), this, [acts] { acts.unmute(); });
    }
    if (powers.unban) {
        addAction(tr("Lift the ban…"), this, [acts] { acts.unban(); });
    }
    const std::tuple<bool, ModerateAct, QString> offers[] = {
        {powers.mute, ModerateAct::Mute, tr("Mute…")},
        {powers.kick, ModerateAct::Kick, tr("Remove from the room…")},
        {powers.ban, ModerateAct::Ban, tr("Ban…")},
        {powers.purge, ModerateAct::Purge, tr("Delete what they wrote…")},
    };
    for (const auto& [may, act, words] : offers) {
        if (may) {
            addAction(words, this, [acts, chosen = act] { acts.moderate(chosen); });
        }
    }
}

void MemberMenu::addOwnership(const Powers& powers)
{
    if (!powers.transfer && !powers.heir) {
        return;
    }
    addSeparator();
    const MemberActs acts(m_session, m_room, m_member, m_window);
    if (powers.heir) {
        addAction(m_member.heir ? tr("Is no longer an heir") : tr("Make an heir…"), this, [acts] {
            acts.makeHeir();
        });
    }
    if (powers.transfer) {
        addAction(tr("Hand the room over…"), this, [acts] { acts.transfer(); });
    }
}

} // namespace gui
