// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/main_window.h"

#include "gui/composer/composer.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/dialogs/create_room_dialog.h"
#include "gui/dialogs/join_dialog.h"
#include "gui/dialogs/profile_dialog.h"
#include "gui/dialogs/quick_switcher.h"
#include "gui/dialogs/shortcut_sheet.h"
#include "gui/directory/room_browser.h"
#include "gui/invites/share_sheet.h"
#include "gui/local_settings.h"
#include "gui/members/members_panel.h"
#include "gui/network/network_dialog.h"
#include "gui/onboarding/welcome_page.h"
#include "gui/plain_text.h"
#include "gui/room_dialogs.h"
#include "gui/room_header.h"
#include "gui/room_list/room_panel.h"
#include "gui/room_view.h"
#include "gui/search/search_panel.h"
#include "gui/timeline/timeline_view.h"
#include "gui/widgets/notice_bar.h"
#include "gui/words.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int narrowBelow = 760; ///< from there on the rooms are pictures

template<class Dialog>
Dialog* opened(Dialog* dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

} // namespace

MainWindow::MainWindow(Session& session,
                       LocalSettings& settings,
                       Theme* theme,
                       const QString& version)
    : m_session(session)
    , m_settings(settings)
    , m_theme(theme)
    , m_notices(new NoticeBar(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_rooms(new RoomPanel(session, m_splitter))
    , m_pages(new QStackedWidget(m_splitter))
    , m_welcome(new WelcomePage(session, m_pages))
    , m_room(new RoomView(session, settings, m_pages))
    , m_members(new MembersPanel(session, m_splitter))
    , m_dialogs(new RoomDialogs(session, this))
    , m_search(new SearchPanel(session, this))
    , m_wanted(settings.lastRoom())
{
    setMinimumSize(640, 480);
    resize(1120, 720);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_room);
    m_pages->setMinimumWidth(400); // in a narrow window it is the sides that give way
    m_splitter->addWidget(m_rooms);
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(m_members);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setSizes({290, 620, 210});
    auto* whole = new QWidget(this);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notices);
    column->addWidget(m_splitter, 1);
    setCentralWidget(whole);
    addDockWidget(Qt::RightDockWidgetArea, m_search);
    makeMenus(version);

    wire();

    restoreGeometry(settings.geometry());
    m_splitter->restoreState(settings.splitter());
    m_wideSplitter = m_splitter->saveState();
    m_members->setVisible(false);
    showWelcome();
    onRoomsChanged();
}

void MainWindow::wire()
{
    connect(m_rooms, &RoomPanel::roomChosen, this, &MainWindow::openRoom);
    connect(m_rooms, &RoomPanel::createWanted, this, &MainWindow::createRoom);
    connect(m_rooms, &RoomPanel::joinWanted, this, &MainWindow::joinRoom);
    connect(m_rooms, &RoomPanel::profileWanted, this, &MainWindow::editProfile);
    connect(m_rooms, &RoomPanel::networkWanted, this, &MainWindow::showNetwork);
    connect(m_welcome, &WelcomePage::createWanted, this, &MainWindow::createRoom);
    connect(m_welcome, &WelcomePage::joinWanted, this, &MainWindow::joinRoom);
    connect(m_welcome, &WelcomePage::profileWanted, this, &MainWindow::editProfile);
    connect(m_room, &RoomView::inviteWanted, this, &MainWindow::inviteToRoom);
    connect(m_room, &RoomView::roomWanted, this, &MainWindow::openRoom);
    connect(m_dialogs, &RoomDialogs::roomWanted, this, &MainWindow::openRoom);
    connect(m_room, &RoomView::leaveWanted, this, &MainWindow::leaveRoom);
    connect(m_room, &RoomView::forgetWanted, this, &MainWindow::forgetRoom);
    connect(m_room, &RoomView::openUrlWanted, this, &MainWindow::openUrlWanted);
    connect(m_room, &RoomView::inviteLinkClicked, this, &MainWindow::offerInvite);
    connect(m_dialogs, &RoomDialogs::revealWanted, m_room->timeline(), &TimelineView::reveal);
    connect(m_search, &SearchPanel::closed, m_room->composer(), &Composer::focusEdit);
    connect(m_search, &SearchPanel::foundWanted, this, [this](const auto& room, const auto& found) {
        openRoom(room);
        m_room->timeline()->goTo(found, true);
    });
    connect(m_welcome, &WelcomePage::browseWanted, this, &MainWindow::browseRooms);
    connect(m_room, &RoomView::membersToggled, m_showMembers, &QAction::toggle);
    connect(&m_session, &Session::roomsChanged, this, &MainWindow::onRoomsChanged);
    connect(&m_session, &Session::roomChanged, this, &MainWindow::refreshTitle);
    connect(&m_session, &Session::warned, m_notices, &NoticeBar::warn);

    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        if (!m_rooms->isNarrow()) {
            m_wideSplitter = m_splitter->saveState();
        }
    });
}

MainWindow::~MainWindow()
{
    saveState();
}

// ---- menus ----

void MainWindow::makeMenus(const QString& version)
{
    QMenu* app = menuBar()->addMenu(tr("&Parlour"));
    app->addAction(tr("&Create a room…"),
                   QKeySequence(QStringLiteral("Ctrl+N")),
                   this,
                   &MainWindow::createRoom);
    app->addAction(tr("&Join with an invite…"),
                   QKeySequence(QStringLiteral("Ctrl+J")),
                   this,
                   &MainWindow::joinRoom);
    app->addAction(tr("Public &rooms…"),
                   QKeySequence(QStringLiteral("Ctrl+Shift+B")),
                   this,
                   &MainWindow::browseRooms);
    app->addAction(tr("&Open a copy of a room…"), m_dialogs, &RoomDialogs::openCopy);
    app->addSeparator();
    app->addAction(tr("&Your name…"), this, &MainWindow::editProfile);
    app->addAction(tr("&How we find people…"), this, &MainWindow::showNetwork);
    app->addSeparator();
    app->addAction(
        tr("&Quit"), QKeySequence(QStringLiteral("Ctrl+Q")), this, &MainWindow::quitWanted);
    makeRoomMenu();
    makeViewMenu();
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(
        tr("&Keys"), QKeySequence(Qt::Key_F1), this, [this] { opened(new ShortcutSheet(this)); });
    help->addAction(
        tr("&About Parlour"), this, [this, version] { opened(new AboutSheet(version, this)); });
}

void MainWindow::makeRoomMenu()
{
    QMenu* room = menuBar()->addMenu(tr("&Room"));
    room->addAction(tr("&Go to a room…"),
                    QKeySequence(QStringLiteral("Ctrl+K")),
                    this,
                    &MainWindow::switchRoom);
    const auto step = [this](int by) { return [this, by] { m_rooms->step(by); }; };
    room->addAction(tr("Pre&vious room"), QKeySequence(Qt::ALT | Qt::Key_Up), this, step(-1));
    room->addAction(tr("Ne&xt room"), QKeySequence(Qt::ALT | Qt::Key_Down), this, step(1));
    room->addSeparator();
    m_search->addTo(room);
    connect(m_room->header(), &RoomHeader::searchWanted, m_search, &SearchPanel::openHere);
    room->addSeparator();
    m_roomActions = {
        room->addAction(tr("&Invite people…"),
                        QKeySequence(QStringLiteral("Ctrl+I")),
                        this,
                        &MainWindow::inviteToRoom),
        room->addAction(tr("Share &files…"),
                        QKeySequence(QStringLiteral("Ctrl+O")),
                        m_room,
                        &RoomView::chooseFiles),
    };
    room->addSeparator();
    m_dialogs->addTo(room, nullptr);
    m_dialogs->addTo(m_room->header()->menu(), m_room->header()->menu()->actions().value(1));
    room->addSeparator();
    m_roomActions.push_back(room->addAction(tr("&Leave the room…"), this, &MainWindow::leaveRoom));
    m_roomActions.push_back(
        room->addAction(tr("F&orget the room…"), this, &MainWindow::forgetRoom));
}

void MainWindow::makeViewMenu()
{
    QMenu* view = menuBar()->addMenu(tr("&View"));
    m_showMembers = view->addAction(tr("&Members"));
    m_showMembers->setCheckable(true);
    m_showMembers->setChecked(m_settings.membersShown());
    m_showMembers->setShortcut(QKeySequence(Qt::Key_F9));
    connect(m_showMembers, &QAction::toggled, this, &MainWindow::toggleMembers);
    view->addSeparator();
    auto* schemes = new QActionGroup(this);
    const std::pair<Scheme, QString> choices[] = {
        {Scheme::Follow, tr("Colours of the &desktop")},
        {Scheme::Light, tr("&Light colours")},
        {Scheme::Dark, tr("Dar&k colours")},
    };
    for (const auto& [scheme, words] : choices) {
        QAction* action = view->addAction(words);
        action->setCheckable(true);
        action->setChecked(m_settings.scheme() == scheme);
        schemes->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = scheme] {
            m_settings.setScheme(chosen);
            if (m_theme != nullptr) {
                m_theme->setScheme(chosen);
            }
        });
    }
}

// ---- rooms ----

void MainWindow::showWelcome()
{
    m_room->setRoom(std::nullopt);
    m_members->setRoom(std::nullopt);
    m_dialogs->setRoom(std::nullopt);
    m_search->setRoom(std::nullopt);
    m_members->hide();
    m_pages->setCurrentWidget(m_welcome);
    m_welcome->setFocus();
    m_rooms->clearChoice();
    refreshActions();
}

bool MainWindow::showsWelcome() const
{
    return m_pages->currentWidget() == m_welcome;
}

void MainWindow::openRoom(const core::RoomId& room)
{
    if (m_session.room(room) == nullptr) {
        m_wanted = room;
        m_session.refreshRooms();
        return;
    }
    m_wanted.reset();
    if (m_room->room() != room) {
        m_room->setRoom(room);
        m_members->setRoom(room);
        m_dialogs->setRoom(room);
        m_search->setRoom(room);
        m_settings.setLastRoom(room);
    }
    m_members->setVisible(m_showMembers->isChecked());
    m_pages->setCurrentWidget(m_room);
    m_rooms->choose(room);
    m_room->setAttentive(isActiveWindow());
    refreshActions();
    refreshTitle();
}

void MainWindow::openWanted()
{
    if (m_wanted && m_session.room(*m_wanted) != nullptr) {
        openRoom(core::RoomId(*m_wanted));
    }
}

void MainWindow::onRoomsChanged()
{
    openWanted();
    if (m_room->room() && m_session.roomsKnown() && m_session.room(*m_room->room()) == nullptr) {
        showWelcome();
    }
    refreshTitle();
    refreshActions();
}

void MainWindow::refreshActions()
{
    const bool open = m_room->room().has_value();
    for (QAction* action : m_roomActions) {
        action->setEnabled(open);
    }
}

void MainWindow::refreshTitle()
{
    const int unread = static_cast<int>(m_session.unread());
    const RoomEntry* entry = m_room->room() ? m_session.room(*m_room->room()) : nullptr;
    QString title = entry == nullptr ? tr("Parlour")
                                     : tr("%1 — Parlour", "room").arg(roomTitle(entry->snapshot));
    if (unread > 0) {
        title = tr("(%1) %2", "unread count, title").arg(unread).arg(title);
    }
    setWindowTitle(title);
}

void MainWindow::createRoom()
{
    const auto* dialog = opened(new CreateRoomDialog(m_session, this));
    connect(dialog, &CreateRoomDialog::created, this, [this](const core::RoomId& room) {
        openRoom(room);
        shareRoom(room); // the next thing that anybody wants from a new room is somebody in it
    });
}

void MainWindow::joinRoom()
{
    offerInvite({});
}

void MainWindow::browseRooms()
{
    auto* browser = opened(new RoomBrowser(m_session, this));
    connect(browser, &RoomBrowser::joinWanted, this, &MainWindow::offerInvite);
    connect(browser, &RoomBrowser::createWanted, browser, [this, browser] {
        browser->close();
        createRoom();
    });
    connect(browser, &RoomBrowser::pasteWanted, browser, [this, browser] {
        browser->close();
        joinRoom();
    });
}

JoinDialog* MainWindow::offerInvite(const QString& link)
{
    if (m_invite) {
        m_invite->close(); // a page that opens links in a loop fills no screen
    }
    m_invite = opened(new JoinDialog(m_session, link, this));
    connect(m_invite, &JoinDialog::joined, this, &MainWindow::openRoom);
    return m_invite;
}

void MainWindow::inviteToRoom()
{
    if (m_room->room()) {
        shareRoom(*m_room->room());
    }
}

void MainWindow::shareRoom(const core::RoomId& room)
{
    auto* sheet = opened(new ShareSheet(m_session, room, this));
    connect(sheet, &ShareSheet::listWanted, sheet, [this, sheet] {
        sheet->close();
        m_dialogs->showInvites();
    });
}

void MainWindow::actOnRoom(engine::Request request, const core::RoomId& room, bool close)
{
    askOrSay(m_session, std::move(request), this, [this, room, close](const engine::Answer&) {
        if (close && m_room->room() == room) {
            showWelcome();
        }
        m_session.refreshRooms();
    });
}

void MainWindow::leaveRoom()
{
    const RoomEntry* entry = m_room->room() ? m_session.room(*m_room->room()) : nullptr;
    if (entry == nullptr) {
        return;
    }
    const core::RoomId room = *m_room->room();
    Question question;
    question.title = tr("Leave %1?").arg(isolated(roomTitle(entry->snapshot)));
    question.sentence = tr("You stop receiving what is written there, and you need a new invite to "
                           "come back. What you have read stays on this computer.");
    question.action = tr("Leave");
    question.dangerous = true;
    ConfirmDialog::ask(
        question, this, [this, room] { actOnRoom(engine::LeaveRoom{room}, room, false); });
}

void MainWindow::forgetRoom()
{
    const RoomEntry* entry = m_room->room() ? m_session.room(*m_room->room()) : nullptr;
    if (entry == nullptr) {
        return;
    }
    const core::RoomId room = *m_room->room();
    Question question;
    question.title = tr("Forget %1?").arg(isolated(roomTitle(entry->snapshot)));
    question.sentence = tr("You leave the room, and its whole history is deleted from this "
                           "computer. The other members keep theirs. This cannot be undone.");
    question.action = tr("Delete the history");
    question.dangerous = true;
    ConfirmDialog::ask(
        question, this, [this, room] { actOnRoom(engine::ForgetRoom{room}, room, true); });
}

void MainWindow::switchRoom()
{
    if (m_switcher) {
        m_switcher->close();
        return;
    }
    m_switcher = opened(new QuickSwitcher(m_session, this));
    connect(m_switcher, &QuickSwitcher::chosen, this, &MainWindow::openRoom);
}

void MainWindow::editProfile()
{
    opened(new ProfileDialog(m_session, this));
}

void MainWindow::showNetwork()
{
    opened(new NetworkDialog(m_session, m_room->room(), this));
}

// ---- the window itself ----

void MainWindow::comeForward(const QString& link, const QByteArray& token)
{
    if (!token.isEmpty() && QGuiApplication::platformName().startsWith(QLatin1String("wayland"))) {
        qputenv("XDG_ACTIVATION_TOKEN", token); // where Qt looks for it when it activates a window
    }
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
    if (!link.isEmpty()) {
        offerInvite(link);
    }
}

void MainWindow::toggleMembers(bool shown)
{
    m_settings.setMembersShown(shown);
    m_members->setVisible(shown && m_room->room().has_value());
}

void MainWindow::saveState()
{
    m_settings.setWindow(saveGeometry(),
                         m_rooms->isNarrow() ? m_wideSplitter : m_splitter->saveState());
    m_settings.sync();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    const bool narrow = width() < narrowBelow;
    if (narrow != m_rooms->isNarrow()) {
        m_rooms->setNarrow(narrow);
        if (narrow) {
            // By itself the splitter would leave the panel its old place.
            QList<int> sizes = m_splitter->sizes();
            sizes[1] += sizes[0] - m_rooms->minimumWidth();
            sizes[0] = m_rooms->minimumWidth();
            m_splitter->setSizes(sizes);
        } else {
            m_splitter->restoreState(m_wideSplitter);
        }
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveState();
    event->accept();
    emit quitWanted();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange) {
        m_room->setAttentive(isActiveWindow());
    }
}

} // namespace gui
