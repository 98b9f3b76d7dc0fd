// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The main window: rooms, the open room, its members, the menu bar and its keys. It routes: what is wanted goes to a
// dialog or to the session, and what comes back goes to the panel it concerns.

#include "gui/session.h"
#include "gui/theme.h"

#include <QMainWindow>

class QAction;
class QSplitter;
class QStackedWidget;

namespace gui {

class JoinDialog;
class LocalSettings;
class MembersPanel;
class NoticeBar;
class QuickSwitcher;
class RoomDialogs;
class RoomPanel;
class RoomView;
class SearchPanel;
class WelcomePage;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Session& session, LocalSettings& settings, Theme* theme, const QString& version);
    ~MainWindow() override;
    Q_DISABLE_COPY_MOVE(MainWindow)

    void openRoom(const core::RoomId& room);
    /// An invite from the command line or from a message: always asks first, in the place of an older one.
    JoinDialog* offerInvite(const QString& link);
    /// The program was started again: to the front, with the invite that it was given. `token` is the leave to do so.
    void comeForward(const QString& link, const QByteArray& token);

    [[nodiscard]] RoomPanel* rooms() const { return m_rooms; }
    [[nodiscard]] RoomView* roomView() const { return m_room; }
    [[nodiscard]] MembersPanel* members() const { return m_members; }
    [[nodiscard]] SearchPanel* search() const { return m_search; }
    [[nodiscard]] NoticeBar* notices() const { return m_notices; }
    [[nodiscard]] bool showsWelcome() const;

public slots:
    void createRoom();
    void joinRoom();
    void browseRooms();
    void inviteToRoom();
    void leaveRoom();
    void forgetRoom();
    void switchRoom();
    void editProfile();
    void showNetwork();

signals:
    void openUrlWanted(const QUrl& url);
    void quitWanted();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void wire();
    void makeMenus(const QString& version);
    void makeRoomMenu();
    void makeViewMenu();
    void onRoomsChanged();
    void showWelcome();
    void openWanted();
    void refreshTitle();
    void refreshActions();
    void shareRoom(const core::RoomId& room);
    void toggleMembers(bool shown);
    void saveState();
    void actOnRoom(engine::Request request, const core::RoomId& room, bool close);

    Session& m_session;
    LocalSettings& m_settings;
    Theme* m_theme = nullptr;
    NoticeBar* m_notices = nullptr;
    QSplitter* m_splitter = nullptr;
    QByteArray
        m_wideSplitter; ///< as the person left it; while the window is narrow it cannot show that
    RoomPanel* m_rooms = nullptr;
    QStackedWidget* m_pages = nullptr;
    WelcomePage* m_welcome = nullptr;
    RoomView* m_room = nullptr;
    MembersPanel* m_members = nullptr;
    RoomDialogs* m_dialogs = nullptr;
    SearchPanel* m_search = nullptr;
    QAction* m_showMembers = nullptr;
    std::vector<QAction*> m_roomActions;
    QPointer<QuickSwitcher> m_switcher;
    QPointer<JoinDialog> m_invite;
    std::optional<core::RoomId> m_wanted; ///< to be opened as soon as it is known
};

} // namespace gui
