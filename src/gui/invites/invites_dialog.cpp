// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/invites/invites_dialog.h"

#include "gui/dialogs/confirm_dialog.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QApplication>
#include <QClipboard>
#include <QVBoxLayout>

#include <algorithm>

namespace gui {

namespace {

constexpr std::size_t namesShown = 20;

} // namespace

InvitesDialog::InvitesDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(
          tr("Invites"),
          tr("Every link that was made for this room. Revoking one keeps others out; who came "
             "in by it stays."),
          parent)
    , m_session(session)
    , m_room(room)
    , m_list(new LongList(tr("Invites, the newest first"), this))
    , m_copy(new ActionButton(tr("Copy link"), ActionButton::Kind::Plain, this))
    , m_revoke(new ActionButton(tr("Revoke…"), ActionButton::Kind::Danger, this))
{
    setMinimumWidth(560);
    content()->addWidget(m_list, 1);
    addExtra(m_revoke);
    addExtra(m_copy);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(m_list, &QListWidget::currentRowChanged, this, &InvitesDialog::refresh);
    connect(m_copy, &ActionButton::clicked, this, &InvitesDialog::copy);
    connect(m_revoke, &ActionButton::clicked, this, &InvitesDialog::revoke);
    const auto again = [this](const core::RoomId& where) {
        if (where == m_room) {
            load();
        }
    };
    connect(&session, &Session::moderated, this, again);
    connect(&session, &Session::membersChanged, this, again);
    m_list->setFocus();
    session.refreshMembers(room);
    refresh();
    load();
}

void InvitesDialog::load()
{
    m_session.ask(engine::ListInvites{m_room}, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        } else if (const auto* list = std::get_if<engine::InviteList>(&answer)) {
            fill(*list);
        }
    });
}

QString InvitesDialog::cameBy(const engine::InviteSnapshot& invite) const
{
    if (invite.came.empty()) {
        return tr("Nobody came by it.");
    }
    QStringList names;
    const std::size_t shown = std::min(invite.came.size(), namesShown);
    for (std::size_t index = 0; index < shown; ++index) {
        names.append(m_session.nameOf(m_room, invite.came[index]));
    }
    if (shown < invite.came.size()) {
        names.append(tr("%n more", nullptr, static_cast<int>(invite.came.size() - shown)));
    }
    return tr("Came by it: %1").arg(names.join(QStringLiteral(", ")));
}

QString InvitesDialog::wordsOf(const engine::InviteSnapshot& invite) const
{
    QStringList facts;
    const bool expired = invite.expiresMs != 0 && invite.expiresMs < wallNow().toMSecsSinceEpoch();
    facts.append(invite.open ? tr("Works", "an invite")
                 : expired   ? tr("Expired", "an invite")
                             : tr("Revoked", "an invite"));
    facts.append(tr("made by %1").arg(m_session.nameOf(m_room, invite.author)));
    facts.append(tr("for the role: %1").arg(Words::role(invite.level)));
    if (invite.open && invite.expiresMs != 0) {
        facts.append(tr("until %1").arg(Words::moment(invite.expiresMs, today())));
    }
    if (invite.uses != 0) {
        facts.append(tr("for %n people", nullptr, static_cast<int>(invite.uses)));
    }
    return facts.join(QStringLiteral(" · ")) + QLatin1Char('\n') + cameBy(invite);
}

/// The chosen one stays chosen.
void InvitesDialog::fill(const engine::InviteList& list)
{
    const engine::InviteSnapshot* before = chosen();
    const auto wanted = before == nullptr ? core::EventId() : before->invite;
    m_invites = list.invites;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const engine::InviteSnapshot& invite : m_invites) {
        auto* item = new QListWidgetItem(wordsOf(invite), m_list);
        if (invite.invite == wanted) {
            m_list->setCurrentItem(item);
        }
    }
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    tell(m_invites.empty() ? tr("No invites have been made yet.") : QString());
    refresh();
}

const engine::InviteSnapshot* InvitesDialog::chosen() const
{
    const int row = m_list->currentRow();
    return row < 0 || static_cast<std::size_t>(row) >= m_invites.size()
               ? nullptr
               : &m_invites[static_cast<std::size_t>(row)];
}

void InvitesDialog::refresh()
{
    const engine::InviteSnapshot* invite = chosen();
    const RoomEntry* entry = m_session.room(m_room);
    const int own = entry == nullptr ? engine::levelNone : levelIn(entry->snapshot);
    m_copy->setEnabled(invite != nullptr && invite->open && !invite->link.empty());
    m_copy->setToolTip(invite != nullptr && invite->open && invite->link.empty()
                           ? tr("Only the device that made it knows the link.")
                           : QString());
    m_revoke->setEnabled(invite != nullptr && invite->open && invite->level < own
                         && own >= engine::levelModerator);
}

void InvitesDialog::copy()
{
    if (const engine::InviteSnapshot* invite = chosen()) {
        QApplication::clipboard()->setText(textFrom(invite->link));
        tell(tr("Copied. Paste it into a message, a mail or a note."));
    }
}

void InvitesDialog::revoke()
{
    const engine::InviteSnapshot* invite = chosen();
    if (invite == nullptr) {
        return;
    }
    Question question;
    question.title = tr("Revoke this invite?");
    question.sentence =
        tr("Its link lets nobody in any more, on each member's computer as soon as that hears of "
           "it. Who came in by it stays. It cannot be opened again; a new one can be made.");
    question.action = tr("Revoke");
    question.dangerous = true;
    ConfirmDialog::ask(question, this, [this, id = invite->invite] {
        askOrSay(m_session, engine::RevokeInvite{m_room, id}, this, [this](const engine::Answer&) {
            load();
        });
    });
}

} // namespace gui
