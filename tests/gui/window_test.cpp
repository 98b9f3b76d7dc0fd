// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/main_window.cpp gui/room_view.cpp gui/room_header.cpp gui/members/members_panel.cpp
#include "gui/composer/composer.h"
#include "gui/composer/composer_edit.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/dialogs/create_room_dialog.h"
#include "gui/dialogs/join_dialog.h"
#include "gui/dialogs/quick_switcher.h"
#include "gui/dialogs/shortcut_sheet.h"
#include "gui/invites/share_sheet.h"
#include "gui/language.h"
#include "gui/members/members_panel.h"
#include "gui/room_header.h"
#include "gui/room_list/me_row.h"
#include "gui/room_list/room_panel.h"
#include "gui/search/search_panel.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/notice_bar.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTranslator>

using namespace gui;
using namespace gui::test;
using engine::Reason;

namespace {

/// Labels that would read markup in what they are given.
QStringList guessing(const QWidget& window)
{
    QStringList found;
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (label->textFormat() != Qt::PlainText) {
            found.append(label->text());
        }
    }
    return found;
}

} // namespace

class WindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void withoutRoomsItLeadsToOne()
    {
        Desk desk;
        desk.engine.rooms.clear();
        desk.open();
        QVERIFY(desk.window->showsWelcome());
        QVERIFY(!desk.window->members()->isVisible());
        QCOMPARE(desk.window->windowTitle(), QStringLiteral("Parlour"));
        QCOMPARE(nameless(*desk.window).join(QLatin1Char('\n')), QString());
    }

    /// From the first key to an invite on the clipboard.
    void creatingARoomEndsWithItsInvite()
    {
        Desk desk;
        desk.open();
        desk.engine.script = [&](const engine::Request& request) -> std::optional<engine::Answer> {
            if (std::holds_alternative<engine::CreateRoom>(request)) {
                desk.engine.rooms.push_back(roomOf(200, "New"));
            }
            return std::nullopt;
        };
        QTest::keyClick(desk.window.get(), Qt::Key_N, Qt::ControlModifier);
        auto* create = shown<CreateRoomDialog>(*desk.window);
        QVERIFY(create != nullptr);
        QTest::keyClicks(create->nameField(), QStringLiteral("New"));
        QTest::keyClick(create->nameField(), Qt::Key_Return);
        QTRY_VERIFY(shown<ShareSheet>(*desk.window) != nullptr);
        auto* sheet = shown<ShareSheet>(*desk.window);
        QTRY_VERIFY(!sheet->link().isEmpty());
        QTRY_COMPARE(desk.window->roomView()->room(), std::optional(idOf<core::RoomId>(200)));
        QCOMPARE(desk.engine.asked<engine::InviteToRoom>().at(0).room, idOf<core::RoomId>(200));
        sheet->close();
    }

    void joiningOpensTheRoom()
    {
        Desk desk;
        desk.open();
        desk.engine.script = [&](const engine::Request& request) -> std::optional<engine::Answer> {
            if (std::holds_alternative<engine::JoinRoom>(request)) {
                auto room = roomOf(77, "Joined one");
                room.state = engine::RoomState::Joining;
                desk.engine.rooms.push_back(room);
                return engine::RoomJoined{room.room, room.state};
            }
            return std::nullopt;
        };
        QTest::keyClick(desk.window.get(), Qt::Key_J, Qt::ControlModifier);
        auto* join = shown<JoinDialog>(*desk.window);
        QVERIFY(join != nullptr);
        join->linkField()->setText(QStringLiteral("parlour:AAEC"));
        join->mainButton()->click();
        const auto room = idOf<core::RoomId>(77);
        QTRY_COMPARE(desk.window->roomView()->room(), std::optional(room));
        join->close();
        // Until a member answers there is a sentence where the composer will be.
        QVERIFY(desk.window->roomView()->barrier().contains(QLatin1String("Looking for a member")));
        QVERIFY(!desk.window->roomView()->composer()->isVisible());
        const auto emptyWords = [&] {
            const auto* label = desk.window->members()->findChild<QLabel*>();
            return label != nullptr && label->isVisible();
        };
        QVERIFY(emptyWords());
        desk.engine.tell(engine::RoomNotice{room, engine::RoomState::Joining, Reason::Expired});
        QCOMPARE(desk.window->roomView()->barrier(), Words::joinSentence(Reason::Expired));
        desk.engine.rooms.back().state = engine::RoomState::Joined;
        desk.engine.members[room] = {memberOf(2, "Bea", 10, true)};
        desk.engine.tell(engine::RoomNotice{room, engine::RoomState::Joined, {}});
        QVERIFY(desk.window->roomView()->barrier().isEmpty());
        QVERIFY(desk.window->roomView()->composer()->isVisible());
        QTRY_VERIFY(!emptyWords());
    }

    /// What a second start of the program does to this one.
    void calledAgainItComesForward()
    {
        Desk desk;
        desk.open();
        desk.window->showMinimized();
        QTRY_VERIFY(desk.window->isMinimized());
        desk.window->comeForward({}, {});
        QTRY_VERIFY(!desk.window->isMinimized() && desk.window->isActiveWindow());
        QVERIFY(shown<JoinDialog>(*desk.window) == nullptr);
        desk.window->comeForward(QStringLiteral("parlour:1one"), {});
        desk.window->comeForward(QStringLiteral("parlour:1two"), {});
        const auto dialogs = desk.window->findChildren<JoinDialog*>();
        QCOMPARE(std::count_if(dialogs.begin(),
                               dialogs.end(),
                               [](const JoinDialog* each) { return each->isVisible(); }),
                 1);
        QCOMPARE(shown<JoinDialog>(*desk.window)->linkField()->text(),
                 QStringLiteral("parlour:1two"));
        QVERIFY(desk.engine.asked<engine::JoinRoom>().empty()); // offered, not used
    }

    void aSentMessageGrowsItsState()
    {
        Desk desk;
        desk.open(kitchen);
        auto own = messageOf(500, 1, "Ada", noonMs(), "hello");
        own.own = true;
        own.state = engine::MessageState::Stored;
        desk.engine.say(kitchen, own);
        QVERIFY(desk.newestWords().contains(QLatin1String("Stored here, being sent")));
        desk.engine.tell(
            engine::MessageStateNotice{kitchen, refOf(500), engine::MessageState::Sent, {}});
        QVERIFY(desk.newestWords().contains(QLatin1String("not yet confirmed")));
        desk.engine.tell(engine::MessageStateNotice{
            kitchen, refOf(500), engine::MessageState::Delivered, {idOf<core::IdentityId>(2)}});
        QVERIFY(desk.newestWords().contains(QLatin1String("stored by 1 member")));
        desk.engine.tell(
            engine::MessageStateNotice{kitchen, refOf(500), engine::MessageState::Read, {}});
        QVERIFY(desk.newestWords().endsWith(QLatin1String("Read")));
    }

    void unreadIsCountedShownAndTakenBack()
    {
        Desk desk;
        desk.open(kitchen);
        desk.engine.say(choir, messageOf(1, 2, "Bea", noonMs(), "psst"));
        desk.engine.say(choir, messageOf(2, 2, "Bea", noonMs() + 1, "hello?"));
        QCOMPARE(desk.window->windowTitle(), QStringLiteral("(2) Kitchen table — Parlour"));
        QListView* list = desk.window->rooms()->list();
        QCOMPARE(list->model()->index(0, 0).data(RoomListModel::UnreadRole).toInt(), 2);
        QCOMPARE(list->model()->index(0, 0).data(RoomListModel::NameRole).toString(),
                 QStringLiteral("Choir"));
        QTest::mouseClick(list->viewport(),
                          Qt::LeftButton,
                          {},
                          list->visualRect(list->model()->index(0, 0)).center());
        QCOMPARE(desk.window->roomView()->room(), std::optional(choir));
        QTRY_VERIFY(!desk.engine.asked<engine::MarkRead>().empty());
        QCOMPARE(desk.engine.asked<engine::MarkRead>().back().message, refOf(2));
        QTRY_COMPARE(desk.window->windowTitle(), QStringLiteral("Choir — Parlour"));
        QVERIFY(desk.timeline()->rowStartsNew(0));
    }

    /// A nickname, a room name, a topic and a file name with markup stay what they are, everywhere.
    void peerTextIsNeverMarkup()
    {
        const std::string evil = "<img src=x onerror=y><b>Bea</b>";
        Desk desk;
        desk.engine.rooms[0].name = evil;
        desk.engine.rooms[0].topic = evil;
        desk.engine.members[kitchen][1].name = evil;
        desk.open(kitchen);
        auto file = fileMessage(10);
        file.name = evil;
        file.file->name = evil;
        desk.engine.say(kitchen, messageOf(9, 2, evil, noonMs(), evil));
        desk.engine.say(kitchen, file);
        desk.engine.tell(engine::TypingNotice{kitchen, idOf<core::IdentityId>(2), true});
        const QString literal = QString::fromStdString(evil);
        QVERIFY(desk.window->roomView()->header()->title() == literal);
        QVERIFY(desk.window->roomView()->header()->line().contains(literal));
        QVERIFY(desk.window->roomView()->activity().contains(literal));
        QVERIFY(desk.timeline()->rowWords(0).contains(literal));
        QVERIFY(desk.window->roomView()->composer()->edit()->prompt().contains(literal));
        QVERIFY(desk.window->windowTitle().contains(literal));
        for (const QListView* list : desk.window->findChildren<QListView*>()) {
            for (int row = 0; row < list->model()->rowCount(); ++row) {
                const QString tip = list->model()->index(row, 0).data(Qt::ToolTipRole).toString();
                QVERIFY2(!tip.contains(QLatin1String("<img")), qPrintable(tip));
            }
        }
        desk.window->leaveRoom();
        auto* question = shown<ConfirmDialog>(*desk.window);
        QVERIFY(question != nullptr && question->windowTitle().contains(literal));
        QCOMPARE(guessing(*desk.window).join(QLatin1Char('\n')), QString());
        question->close();
    }

    void rightToLeftNamesAndTextsAreKeptApart()
    {
        Desk desk;
        desk.engine.rooms[0].name = "صداقة";
        desk.engine.members[kitchen][1].name = "مريم";
        desk.open(kitchen);
        desk.engine.tell(engine::TypingNotice{kitchen, idOf<core::IdentityId>(2), true});
        QVERIFY(desk.window->roomView()->activity().contains(QChar(0x2068)));
        desk.engine.say(kitchen, messageOf(9, 2, "مريم", noonMs(), "شكرا جزيلا 🙏"));
        QVERIFY(!desk.window->grab().isNull());
        desk.window->setLayoutDirection(Qt::RightToLeft);
        const QRect bubble = desk.timeline()->rowShape(0).bubble;
        QVERIFY(bubble.right() > desk.timeline()->viewport()->width() / 2);
    }

    // ---- links ----

    void aLinkIsShownBeforeItIsOpened()
    {
        Desk desk;
        desk.open(kitchen);
        desk.engine.say(kitchen, messageOf(1, 2, "Bea", noonMs(), "https://a.de/x"));
        QSignalSpy urls(desk.window.get(), &MainWindow::openUrlWanted);
        const QRect text = desk.timeline()->rowShape(0).text;
        const QPoint at(text.left() + 8, desk.timeline()->rowRect(0).top() + text.center().y());
        QTest::mouseClick(desk.timeline()->viewport(), Qt::LeftButton, {}, at);
        auto* question = shown<ConfirmDialog>(*desk.window);
        QVERIFY(question != nullptr);
        QCOMPARE(urls.count(), 0);
        QTest::mouseClick(question->mainButton(), Qt::LeftButton);
        QCOMPARE(urls.count(), 1);
        QCOMPARE(urls.at(0).at(0).toUrl(), QUrl(QStringLiteral("https://a.de/x")));
        desk.engine.say(kitchen, messageOf(2, 3, "Noor", noonMs() + 1, "parlour:AAEC"));
        const QRect invite = desk.timeline()->rowShape(1).text;
        QTest::mouseClick(
            desk.timeline()->viewport(),
            Qt::LeftButton,
            {},
            {invite.left() + 8, desk.timeline()->rowRect(1).top() + invite.center().y()});
        auto* join = shown<JoinDialog>(*desk.window);
        QVERIFY(join != nullptr);
        QCOMPARE(join->linkField()->text(), QStringLiteral("parlour:AAEC"));
        QVERIFY(desk.engine.asked<engine::JoinRoom>().empty());
        join->close();
    }

    // ---- the rest of the window ----

    void whatIsGoingOnIsSaidUnderTheMessages()
    {
        Desk desk;
        desk.open(kitchen);
        RoomView* room = desk.window->roomView();
        desk.engine.tell(engine::GapNotice{kitchen, 5, 2});
        QCOMPARE(room->activity(), QStringLiteral("5 messages missing, asking 2 peers"));
        desk.engine.tell(engine::MergedNotice{kitchen, 3, 0, 0});
        QCOMPARE(room->activity(), QStringLiteral("Caught up with the others: 3 messages"));
        const auto type = [&](int who) {
            desk.engine.tell(engine::TypingNotice{kitchen, idOf<core::IdentityId>(who), true});
            return room->activity();
        };
        QVERIFY(type(2).contains(QLatin1String("Bea")));
        QVERIFY(type(3).contains(QLatin1String(" and ")));
        QCOMPARE(type(9), QStringLiteral("3 people are writing…"));
    }

    void leavingAndForgettingAskFirst()
    {
        Desk desk;
        desk.open(kitchen);
        desk.window->leaveRoom();
        auto* question = shown<ConfirmDialog>(*desk.window);
        QVERIFY(question != nullptr && question->closeButton()->isDefault());
        QVERIFY(desk.engine.asked<engine::LeaveRoom>().empty());
        QTest::mouseClick(question->mainButton(), Qt::LeftButton);
        QCOMPARE(desk.engine.asked<engine::LeaveRoom>().at(0).room, kitchen);
        QTRY_VERIFY(shown<ConfirmDialog>(*desk.window) == nullptr);
        desk.window->forgetRoom();
        desk.engine.rooms.erase(desk.engine.rooms.begin());
        QTest::mouseClick(shown<ConfirmDialog>(*desk.window)->mainButton(), Qt::LeftButton);
        QCOMPARE(desk.engine.asked<engine::ForgetRoom>().at(0).room, kitchen);
        QTRY_VERIFY(desk.window->showsWelcome());
    }

    void aRefusedLeaveSaysWhy()
    {
        Desk desk;
        desk.open(kitchen);
        desk.refuse(Reason::Busy);
        desk.window->leaveRoom();
        QTest::mouseClick(shown<ConfirmDialog>(*desk.window)->mainButton(), Qt::LeftButton);
        const auto said = [&] {
            for (const auto* dialog : desk.window->findChildren<ConfirmDialog*>()) {
                for (const auto* label : dialog->findChildren<QLabel*>()) {
                    if (label->isVisible() && label->text() == Words::sentence(Reason::Busy)) {
                        return true;
                    }
                }
            }
            return false;
        };
        QTRY_VERIFY(said());
    }

    void warningsStandOnTop()
    {
        Desk desk;
        desk.open(kitchen);
        desk.engine.tell(engine::WarningNotice{engine::Warning::DiskFull, {}});
        desk.engine.tell(engine::WarningNotice{engine::Warning::KeyUnprotected, {}});
        QCOMPARE(desk.window->notices()->count(), 1);
        QCOMPARE(nameless(*desk.window).join(QLatin1Char('\n')), QString());
    }

    void everythingByKeys()
    {
        Desk desk;
        desk.open(kitchen);
        QWidget* window = desk.window.get();
        QTest::keyClick(window, Qt::Key_K, Qt::ControlModifier);
        auto* switcher = shown<QuickSwitcher>(*window);
        QVERIFY(switcher != nullptr);
        QTest::keyClicks(switcher->field(), QStringLiteral("cho"));
        QTest::keyClick(switcher->field(), Qt::Key_Return);
        QCOMPARE(desk.window->roomView()->room(), std::optional(choir));
        QTRY_VERIFY(window->isActiveWindow());
        const bool members = desk.window->members()->isVisible();
        QTest::keyClick(window, Qt::Key_F9);
        QCOMPARE(desk.window->members()->isVisible(), !members);
        QTest::keyClick(window, Qt::Key_I, Qt::ControlModifier);
        QVERIFY(shown<ShareSheet>(*window) != nullptr);
        shown<ShareSheet>(*window)->close();
        QTRY_VERIFY(window->isActiveWindow());
        QTest::keyClick(window, Qt::Key_F1);
        QVERIFY(shown<ShortcutSheet>(*window) != nullptr);
        shown<ShortcutSheet>(*window)->close();
        QTRY_VERIFY(window->isActiveWindow());
        QListView* list = desk.window->rooms()->list();
        list->setCurrentIndex(list->model()->index(0, 0));
        QTest::keyClick(window, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(list->currentIndex().row(), 1);
        QTest::keyClick(window, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(list->currentIndex().row(), 0);
        QSignalSpy quit(desk.window.get(), &MainWindow::quitWanted);
        QTest::keyClick(window, Qt::Key_Q, Qt::ControlModifier);
        QCOMPARE(quit.count(), 1);
    }

    void theWindowIsFoundAsItWasLeft()
    {
        Desk desk;
        desk.open(choir);
        desk.window->resize(1000, 700);
        QTest::keyClick(desk.window.get(), Qt::Key_F9);
        desk.restart();
        desk.open();
        QTRY_COMPARE(desk.window->roomView()->room(), std::optional(choir));
        QCOMPARE(desk.window->size(), QSize(1000, 700));
        QVERIFY(!desk.window->members()->isVisible());
    }

    void whatStandsForTheComposerHasRoom()
    {
        Desk desk;
        desk.open(kitchen);
        engine::RoomNotice left{kitchen, engine::RoomState::Left, std::nullopt};
        desk.engine.rooms[0].state = engine::RoomState::Left;
        desk.engine.tell(left);
        Desk::settleDown();
        const auto labels = desk.window->roomView()->findChildren<QLabel*>();
        const auto barrier = std::find_if(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible() && label->text().startsWith(QLatin1String("You left"));
        });
        QVERIFY(barrier != labels.end());
        QVERIFY((*barrier)->margin() >= 12 && (*barrier)->height() > 2 * (*barrier)->margin());
    }

    void theHeaderSaysWhoIsThere()
    {
        Desk desk;
        desk.engine.rooms[0].topic = "food\nand more";
        desk.open(kitchen);
        RoomHeader* header = desk.window->roomView()->header();
        QCOMPARE(header->title(), QStringLiteral("Kitchen table"));
        QVERIFY(header->line().startsWith(QLatin1String("2 online of 3 members")));
        QVERIFY(header->line().contains(QLatin1String("food and more")));
        QTest::mouseClick(header->inviteButton(), Qt::LeftButton);
        QVERIFY(shown<ShareSheet>(*desk.window) != nullptr);
        QTest::mouseClick(header->searchButton(), Qt::LeftButton);
        QTRY_VERIFY(desk.window->findChild<SearchPanel*>()->isVisible());
        desk.engine.tell(engine::RoomNotice{kitchen, engine::RoomState::Kicked, {}});
        QVERIFY(!header->inviteButton()->isEnabled());
        QVERIFY(!desk.window->roomView()->barrier().isEmpty());
    }

    /// Every widget of every screen that can be used has a name that a screen reader says.
    void everythingHasAName()
    {
        Desk desk;
        for (int number = 1; number < 80; ++number) {
            desk.engine.history[kitchen].push_back(
                messageOf(number, 2, "Bea", noonMs() + number, "text " + std::to_string(number)));
        }
        desk.open(kitchen);
        desk.window->rooms()->filter()->setText(QStringLiteral("k"));
        desk.timeline()->verticalScrollBar()->setValue(0);
        desk.window->roomView()->composer()->edit()->setPlainText(
            QStringLiteral("x\n").repeated(30));
        QCOMPARE(nameless(*desk.window).join(QLatin1Char('\n')), QString());
        desk.window->createRoom();
        desk.window->joinRoom();
        desk.window->inviteToRoom();
        desk.window->leaveRoom();
        desk.window->forgetRoom();
        desk.window->switchRoom();
        desk.window->editProfile();
        desk.window->showNetwork();
        Desk::settleDown();
        const auto dialogs = desk.window->findChildren<QDialog*>();
        QVERIFY(dialogs.size() >= 8);
        for (const QDialog* dialog : dialogs) {
            QVERIFY(!dialog->windowTitle().isEmpty());
            QCOMPARE(nameless(*dialog).join(QLatin1Char('\n')), QString());
        }
        for (const QMenu* menu : desk.window->findChildren<QMenu*>()) {
            for (const QAction* action : menu->actions()) {
                QVERIFY(action->isSeparator() || !action->text().isEmpty());
            }
        }
        QCOMPARE(guessing(*desk.window).join(QLatin1Char('\n')), QString());
    }

    /// Two entries under one letter: the letter only moves between them.
    void everyEntryOfAMenuHasALetterOfItsOwn()
    {
        for (const char* language : {"en", "de"}) {
            installLanguage(*QCoreApplication::instance(), QLatin1String(language));
            Desk desk;
            desk.engine.rooms[0].level = engine::levelFounder;
            desk.open(kitchen);
            for (QAction* top : desk.window->menuBar()->actions()) {
                std::map<QString, QString> taken;
                for (const QAction* action : top->menu()->actions()) {
                    const QString key = QKeySequence::mnemonic(action->text()).toString();
                    if (key.isEmpty()) {
                        continue;
                    }
                    QVERIFY2(taken.emplace(key, action->text()).second,
                             qPrintable(taken[key] + QStringLiteral(" and ") + action->text()));
                }
                QVERIFY(taken.size() > 1);
            }
            QVERIFY(desk.window->menuBar()->actions().size() >= 4);
            const bool german =
                desk.window->menuBar()->actions()[1]->text() == QLatin1String("&Raum");
            QCOMPARE(german, QLatin1String(language) == QLatin1String("de"));
            qDeleteAll(QCoreApplication::instance()->findChildren<QTranslator*>());
        }
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
