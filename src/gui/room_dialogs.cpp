// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_dialogs.h"

#include "gui/copies/open_copy_dialog.h"
#include "gui/copies/save_copy_dialog.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/invites/invites_dialog.h"
#include "gui/messages/pins_dialog.h"
#include "gui/moderation/knocks_dialog.h"
#include "gui/moderation/log_dialog.h"
#include "gui/moderation/powers.h"
#include "gui/moderation/raid_dialog.h"
#include "gui/moderation/reports_dialog.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/rules/room_settings_dialog.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

namespace gui {

RoomDialogs::RoomDialogs(Session& session, QWidget* window)
    : QObject(window)
    , m_session(session)
    , m_window(window)
{
    add(tr("&Pinned messages…"), engine::levelObserver, &RoomDialogs::showPins);
    add(tr("Settings of the roo&m…"), engine::levelObserver, &RoomDialogs::showSettings);
    add(tr("I&nvites…"), engine::levelModerator, &RoomDialogs::showInvites);
    m_knocks = add(QString(), engine::levelModerator, &RoomDialogs::showKnocks);
    m_reports = add(QString(), engine::levelModerator, &RoomDialogs::showReports);
    add(tr("Clear o&ut a raid…"), engine::levelModerator, &RoomDialogs::showRaid);
    add(tr("Mo&deration log…"), engine::levelObserver, &RoomDialogs::showLog);
    add(tr("Save a &copy of this room…"), engine::levelObserver, &RoomDialogs::saveCopy);
    m_succession =
        add(tr("Go on in anot&her room…"), engine::levelAdmin, &RoomDialogs::showSuccession);
    connect(&session, &Session::roomsChanged, this, &RoomDialogs::refresh);
    connect(&session, &Session::roomChanged, this, &RoomDialogs::refresh);
    connect(&session, &Session::membersChanged, this, &RoomDialogs::refresh);
    refresh();
}

QAction* RoomDialogs::add(const QString& words, int level, void (RoomDialogs::*show)())
{
    auto* action = new QAction(words, this);
    connect(action, &QAction::triggered, this, show);
    m_actions.emplace_back(action, level);
    return action;
}

void RoomDialogs::addTo(QMenu* menu, QAction* before) const
{
    for (const auto& [action, level] : m_actions) {
        menu->insertAction(before, action);
    }
}

void RoomDialogs::setRoom(std::optional<core::RoomId> room)
{
    m_room = room;
    refresh();
}

void RoomDialogs::refresh()
{
    const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
    const int own = entry == nullptr ? engine::levelNone : levelIn(entry->snapshot);
    for (const auto& [action, level] : m_actions) {
        action->setEnabled(own != engine::levelNone);
        action->setVisible(own >= level || level == engine::levelObserver);
    }
    m_succession->setVisible(own >= engine::levelAdmin || isHeir());
    const std::uint32_t knocks = entry == nullptr ? 0 : entry->snapshot.knocks;
    const std::uint32_t reports = entry == nullptr ? 0 : entry->snapshot.reports;
    m_knocks->setText(knocks == 0 ? tr("&Who asks to come in…")
                                  : tr("&Who asks to come in (%1)…").arg(knocks));
    m_reports->setText(reports == 0 ? tr("R&eports…") : tr("R&eports (%1)…").arg(reports));
}

/// As far as the members were asked for: whoever looks at a room has.
bool RoomDialogs::isHeir() const
{
    if (!m_room) {
        return false;
    }
    const auto& members = m_session.members(*m_room);
    return std::any_of(members.begin(), members.end(), [](const auto& member) {
        return member.self && member.heir;
    });
}

void RoomDialogs::showSuccession()
{
    const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
    if (entry == nullptr) {
        return;
    }
    Question question;
    question.title = tr("Go on with %1 in another room?").arg(isolated(roomTitle(entry->snapshot)));
    question.sentence =
        tr("A new room with the same name and rules is opened, and it is yours. Whoever runs this "
           "one may run that one too. Its invite is posted here; nobody is moved, each decides "
           "alone. The owner or an heir can do this alone, admins when two thirds of them agree. "
           "The history stays here.");
    question.action = tr("Open the new room");
    engine::SucceedRoom request;
    request.room = *m_room;
    request.words = utf8Of(tr("This room goes on here:"));
    ConfirmDialog::ask(question, m_window, [this, request] {
        askOrSay(m_session, request, m_window, [this](const engine::Answer& answer) {
            if (const auto* made = std::get_if<engine::RoomSucceeded>(&answer)) {
                emit roomWanted(made->room);
            }
        });
    });
}

template<class Dialog>
Dialog* RoomDialogs::open()
{
    if (!m_room) {
        return nullptr;
    }
    auto* dialog = new Dialog(m_session, *m_room, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void RoomDialogs::showSettings()
{
    open<RoomSettingsDialog>();
}

void RoomDialogs::showPins()
{
    if (const auto* dialog = open<PinsDialog>()) {
        connect(dialog, &PinsDialog::showWanted, this, [this](const auto& message) {
            emit revealWanted(message.message);
        });
    }
}

void RoomDialogs::showLog()
{
    open<LogDialog>();
}

void RoomDialogs::saveCopy()
{
    open<SaveCopyDialog>();
}

void RoomDialogs::openCopy()
{
    auto* dialog = new OpenCopyDialog(m_session, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OpenCopyDialog::opened, this, &RoomDialogs::roomWanted);
    dialog->open();
}

void RoomDialogs::showKnocks()
{
    open<KnocksDialog>();
}

void RoomDialogs::showRaid()
{
    open<RaidDialog>();
}

void RoomDialogs::showReports()
{
    if (const auto* dialog = open<ReportsDialog>()) {
        connect(dialog, &ReportsDialog::showWanted, this, &RoomDialogs::revealWanted);
    }
}

void RoomDialogs::showInvites()
{
    open<InvitesDialog>();
}

} // namespace gui
