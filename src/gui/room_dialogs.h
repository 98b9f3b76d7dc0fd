// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What can be looked at and set in the open room, as actions for the menus that offer them: each opens its dialog. They
// follow the room: whoever may not do something is not offered it.

#include "gui/session.h"

class QAction;
class QMenu;

namespace gui {

class RoomDialogs : public QObject
{
    Q_OBJECT

public:
    /// Dialogs open on `window`.
    RoomDialogs(Session& session, QWidget* window);

    void setRoom(std::optional<core::RoomId> room);
    /// Before that entry of the menu, or at its end.
    void addTo(QMenu* menu, QAction* before) const;

    void showSettings();

private:
    QAction* add(const QString& words, void (RoomDialogs::*show)());
    template<class Dialog>
    void open();
    void refresh();

    Session& m_session;
    QWidget* m_window = nullptr;
    std::optional<core::RoomId> m_room;
    std::vector<QAction*> m_actions;
};

} // namespace gui
