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
    void showPins();
    void showLog();
    void saveCopy();
    /// Of any room, also of one that is not here.
    void openCopy();
    void showInvites();
    void showKnocks();
    void showReports();
    void showRaid();
    /// In words, then another room is opened in which this one goes on.
    void showSuccession();

signals:
    /// A message is to be looked at where it stands.
    void revealWanted(const core::EventRef& message);
    void roomWanted(const core::RoomId& room);

private:
    /// Offered to whoever has that level in the room.
    QAction* add(const QString& words, int level, void (RoomDialogs::*show)());
    template<class Dialog>
    Dialog* open();
    void refresh();
    [[nodiscard]] bool isHeir() const;

    Session& m_session;
    QWidget* m_window = nullptr;
    std::optional<core::RoomId> m_room;
    std::vector<std::pair<QAction*, int>> m_actions;
    QAction* m_knocks = nullptr;
    QAction* m_reports = nullptr;
    QAction* m_succession = nullptr;
};

} // namespace gui
