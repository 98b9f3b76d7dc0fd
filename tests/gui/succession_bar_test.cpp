// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/confirm_dialog.h"
#include "gui/room_view.h"
#include "gui/succession_bar.h"
#include "gui/widgets/action_button.h"
#include "window_fixture.h"

#include <QAction>

using namespace gui;
using namespace gui::test;

namespace {

QAction* goOnAction(const QWidget& window)
{
    for (QAction* action : window.findChildren<QAction*>()) {
        if (action->text() == QStringLiteral("Go on in anot&her room…")) {
            return action;
        }
    }
    return nullptr;
}

/// Without the marks around names.
QString bare(QString words)
{
    return words.remove(QChar(0x2068)).remove(QChar(0x2069));
}

} // namespace

class SuccessionBarTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void aRoomGoesOnInAnotherAfterOneQuestion()
    {
        Desk desk;
        for (auto& room : desk.engine.rooms) {
            room.level = engine::levelModerator;
        }
        desk.open(kitchen);
        QAction* action = goOnAction(*desk.window);
        QVERIFY(action != nullptr && !action->isVisible());
        // An heir may, whatever the level.
        desk.engine.members[kitchen][0].heir = true;
        desk.engine.tell(
            engine::MemberNotice{kitchen, idOf<core::IdentityId>(1), engine::MemberChange::Level});
        QTRY_VERIFY(action->isVisible());
        action->trigger();
        auto* question = shown<ConfirmDialog>(*desk.window);
        QVERIFY(question != nullptr);
        QCOMPARE(nameless(*question), QStringList());
        QVERIFY(desk.engine.asked<engine::SucceedRoom>().empty());
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::SucceedRoom>(request)
                       ? std::optional<engine::Answer>(engine::RoomSucceeded{choir, "link", true})
                       : std::nullopt;
        };
        question->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::SucceedRoom>().size(), 1U);
        const engine::SucceedRoom asked = desk.engine.asked<engine::SucceedRoom>().front();
        QVERIFY(asked.room == kitchen && !asked.successor);
        QCOMPARE(asked.words, std::string("This room goes on here:"));
        QTRY_COMPARE(desk.window->roomView()->room(), std::optional(choir));
    }

    void theWayToTheOtherRoomIsShown()
    {
        Desk desk;
        desk.engine.rooms[0].successor = choir;
        desk.engine.rooms[1].predecessor = kitchen;
        desk.open(kitchen);
        RoomView* view = desk.window->roomView();
        QCOMPARE(bare(view->succession()->words()), QStringLiteral("This room goes on in Choir."));
        view->succession()->button()->click();
        QTRY_COMPARE(view->room(), std::optional(choir));
        QCOMPARE(bare(view->succession()->words()),
                 QStringLiteral("What began in Kitchen table goes on here."));
        view->succession()->button()->click();
        QTRY_COMPARE(view->room(), std::optional(kitchen));
        desk.window->openRoom(idOf<core::RoomId>(5));
        QTRY_COMPARE(view->succession()->words(), QString());
    }

    void anAdminAgreesToAProposal()
    {
        Desk desk;
        desk.engine.rooms[1].proposed = engine::SuccessionSnapshot{kitchen, 1, 2, true};
        desk.open(choir);
        SuccessionBar* bar = desk.window->roomView()->succession();
        QCOMPARE(
            bare(bar->words()),
            QStringLiteral(
                "It is proposed that Kitchen table goes on here: 1 of 2 admins needed agree."));
        QCOMPARE(bar->button()->text(), QStringLiteral("Agree"));
        bar->button()->click();
        QTRY_COMPARE(desk.engine.asked<engine::SucceedRoom>().size(), 1U);
        const engine::SucceedRoom asked = desk.engine.asked<engine::SucceedRoom>().front();
        QVERIFY(asked.room == kitchen && asked.successor == choir);
        // Who has, or may not, is not asked again.
        desk.engine.rooms[1].proposed->mayAgree = false;
        desk.engine.tell(engine::RoomListNotice{choir});
        QTRY_COMPARE(bar->button()->text(), QStringLiteral("Open the old room"));
    }
};

QTEST_MAIN(SuccessionBarTest)
#include "succession_bar_test.moc"
