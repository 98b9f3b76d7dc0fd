// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_dialogs.h"

#include "gui/rules/room_settings_dialog.h"

#include <QAction>
#include <QMenu>

namespace gui {

RoomDialogs::RoomDialogs(Session& session, QWidget* window)
    : QObject(window)
    , m_session(session)
    , m_window(window)
{
    add(tr("&Settings of the room…"), &RoomDialogs::showSettings);
    connect(&session, &Session::roomsChanged, this, &RoomDialogs::refresh);
    connect(&session, &Session::roomChanged, this, &RoomDialogs::refresh);
    refresh();
}

QAction* RoomDialogs::add(const QString& words, void (RoomDialogs::*show)())
{
    auto* action = new QAction(words, this);
    connect(action, &QAction::triggered, this, show);
    m_actions.push_back(action);
    return action;
}

void RoomDialogs::addTo(QMenu* menu, QAction* before) const
{
    for (QAction* action : m_actions) {
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
    const bool inside = entry != nullptr && entry->snapshot.state == engine::RoomState::Joined;
    for (QAction* action : m_actions) {
        action->setEnabled(inside);
    }
}

template<class Dialog>
void RoomDialogs::open()
{
    if (m_room) {
        auto* dialog = new Dialog(m_session, *m_room, m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    }
}

void RoomDialogs::showSettings()
{
    open<RoomSettingsDialog>();
}

} // namespace gui
