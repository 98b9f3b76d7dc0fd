// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/room_list/room_panel.cpp gui/room_list/room_delegate.cpp gui/room_list/me_row.cpp
// covers: gui/network/network_pill.cpp
#include "gui/colours.h"
#include "gui/dialogs/profile_dialog.h"
#include "gui/network/network_dialog.h"
#include "gui/network/network_pill.h"
#include "gui/room_list/me_row.h"
#include "gui/room_list/room_panel.h"
#include "gui/widgets/card_button.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>

using namespace gui;
using namespace gui::test;

/// The left side, in a window as wide as it likes or less.
class RoomPanelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void aBadgeIsDrawn()
    {
        Desk desk;
        desk.open(kitchen);
        QListView* list = desk.window->rooms()->list();
        const auto picture = [&] {
            const QModelIndex index = list->model()->index(0, 0);
            return list->viewport()->grab(list->visualRect(index)).toImage();
        };
        auto own = messageOf(1, 1, "Ada", noonMs(), "x");
        own.own = true;
        desk.engine.say(choir, own);
        const QImage read = picture();
        own.own = false;
        own.message = refOf(2);
        desk.engine.say(choir, own);
        const QImage unread = picture();
        QVERIFY(read != unread);
        bool accent = false;
        for (int y = 0; y < unread.height() && !accent; ++y) {
            for (int x = unread.width() / 2; x < unread.width() && !accent; ++x) {
                accent = unread.pixelColor(x, y) == lightColours().accent;
            }
        }
        QVERIFY(accent);
    }

    /// In the smallest window it is the sides that give way, and what they say is not squeezed.
    void aNarrowWindowLeavesRoomToRead()
    {
        Desk desk;
        desk.open(kitchen);
        desk.window->resize(desk.window->minimumSize());
        Desk::settleDown();
        QCOMPARE(desk.window->width(), 640);
        QVERIFY2(desk.timeline()->width() >= 400,
                 qPrintable(QString::number(desk.timeline()->width())));
        desk.engine.rooms.clear();
        desk.restart();
        desk.open();
        for (const QLabel* label : desk.window->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().startsWith(QLatin1String("No rooms yet"))) {
                QVERIFY(label->width() > 160);
            }
        }
        QVERIFY(desk.window->showsWelcome());
        // The way on is one key away.
        QVERIFY(qobject_cast<CardButton*>(QApplication::focusWidget()) != nullptr);
    }

    /// Below 760 pixels the rooms are their pictures, and all comes back as it was.
    void theRoomsOfANarrowWindowArePictures()
    {
        Desk desk;
        desk.open(kitchen);
        desk.window->resize(1100, 700);
        Desk::settleDown();
        RoomPanel* rooms = desk.window->rooms();
        const int wide = rooms->width();
        QVERIFY(!rooms->isNarrow() && wide > 200 && rooms->filter()->isVisible());
        rooms->filter()->setText(QStringLiteral("choir"));
        desk.window->resize(760, 600);
        Desk::settleDown();
        QVERIFY(!rooms->isNarrow());
        desk.window->resize(759, 600);
        Desk::settleDown();
        QVERIFY(rooms->isNarrow() && rooms->width() < 80 && !rooms->filter()->isVisible());
        QVERIFY(desk.window->roomView()->mapTo(desk.window.get(), QPoint()).x() < 80);
        QCOMPARE(rooms->list()->model()->rowCount(), 3); // no filter that cannot be seen
        QCOMPARE(rooms->list()->visualRect(rooms->list()->model()->index(0, 0)).width(),
                 rooms->list()->viewport()->width());
        QVERIFY(rooms->me()->pill()->geometry().right() < rooms->width());
        QVERIFY(nameless(*desk.window).isEmpty());
        QTest::keyClick(desk.window.get(), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(desk.window->roomView()->room() != std::optional(kitchen));
        desk.window->resize(1100, 700);
        Desk::settleDown();
        QVERIFY(!rooms->isNarrow() && rooms->filter()->isVisible());
        QCOMPARE(rooms->width(), wide);
        // Closed while narrow, the next window is as wide inside as the last wide one was.
        desk.window->resize(700, 600);
        Desk::settleDown();
        desk.restart();
        desk.open();
        Desk::settleDown();
        QVERIFY(desk.window->rooms()->isNarrow());
        QVERIFY(desk.window->roomView()->mapTo(desk.window.get(), QPoint()).x() < 80);
        desk.window->resize(1100, 700);
        Desk::settleDown();
        QCOMPARE(desk.window->rooms()->width(), wide);
    }

    /// A line that fits is not cut, whatever its width rounds to.
    void theNetworkLineIsWhole()
    {
        Desk desk;
        desk.open(kitchen);
        NetworkPill* pill = desk.window->rooms()->me()->pill();
        for (const QString& words : {QStringLiteral("1 Person online"),
                                     QStringLiteral("Gerade niemand online"),
                                     QStringLiteral("Nobody online right now")}) {
            pill->setText(words);
            const int room = pill->sizeHint().width() - 28;
            QCOMPARE(QFontMetrics(pill->font()).elidedText(words, Qt::ElideRight, room), words);
        }
    }

    void theFilterKeepsWhatFits()
    {
        Desk desk;
        desk.open(kitchen);
        RoomPanel* panel = desk.window->rooms();
        QTest::keyClicks(panel->filter(), QStringLiteral("CHO"));
        QCOMPARE(panel->list()->model()->rowCount(), 1);
        QCOMPARE(desk.window->roomView()->room(), std::optional(kitchen));
        QTest::keyClicks(panel->filter(), QStringLiteral("zzz"));
        QCOMPARE(panel->list()->model()->rowCount(), 0);
        panel->filter()->clear();
        QCOMPARE(panel->list()->model()->rowCount(), 3);
    }

    void whoIAmAndTheNetworkHaveTheirButtons()
    {
        Desk desk;
        desk.open();
        MeRow* me = desk.window->rooms()->me();
        QTRY_COMPARE(me->accessibleName(), QStringLiteral("You: Ada"));
        QTest::mouseClick(me, Qt::LeftButton, {}, QPoint(30, 30));
        QVERIFY(shown<ProfileDialog>(*desk.window) != nullptr);
        shown<ProfileDialog>(*desk.window)->close();
        const QImage alone = me->pill()->grab().toImage();
        engine::PeerSnapshot peer;
        peer.identity = idOf<core::IdentityId>(2);
        desk.engine.peers = {peer};
        desk.engine.tell(
            engine::MemberNotice{kitchen, peer.identity, engine::MemberChange::Online});
        QTRY_COMPARE(me->pill()->text(), QStringLiteral("1 person online"));
        QCOMPARE(me->pill()->accessibleName(), QStringLiteral("Network: 1 person online"));
        QVERIFY(me->pill()->grab().toImage() != alone);
        QVERIFY(me->rect().contains(me->pill()->geometry()));
        QTest::mouseClick(me->pill(), Qt::LeftButton);
        QVERIFY(shown<NetworkDialog>(*desk.window) != nullptr);
        QVERIFY(shown<ProfileDialog>(*desk.window) == nullptr);
    }
};

QTEST_MAIN(RoomPanelTest)
#include "room_panel_test.moc"
