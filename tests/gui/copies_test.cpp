// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/copies/save_copy_dialog.cpp gui/copies/open_copy_dialog.cpp
#include "gui/copies/open_copy_dialog.h"
#include "gui/copies/save_copy_dialog.h"
#include "gui/room_dialogs.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QAction>
#include <QCheckBox>
#include <QFileDialog>
#include <QSignalSpy>

using namespace gui;
using namespace gui::test;
using engine::Reason;

namespace {

engine::FileSnapshot fileOf(int number, std::uint64_t bytes, bool have)
{
    engine::FileSnapshot file;
    file.room = kitchen;
    file.file = refOf(number);
    file.bytes = bytes;
    file.have = have;
    return file;
}

template<class Asked>
void refuse(Desk& desk, Reason reason)
{
    desk.engine.script = [reason](const engine::Request& request) -> std::optional<engine::Answer> {
        return std::holds_alternative<Asked>(request)
                   ? std::optional<engine::Answer>(engine::Refusal{reason, {}, 0})
                   : std::nullopt;
    };
}

QAction* actionOf(const QWidget& window, const QString& words)
{
    for (QAction* action : window.findChildren<QAction*>()) {
        if (action->text() == words) {
            return action;
        }
    }
    return nullptr;
}

} // namespace

class CopiesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void aRoomIsSavedWithItsFiles()
    {
        Desk desk;
        desk.engine.files[kitchen] = {
            fileOf(1, 1024 * 1024, true), fileOf(2, 2 * 1024 * 1024, true), fileOf(3, 900, false)};
        desk.open(kitchen);
        QAction* action = actionOf(*desk.window, QStringLiteral("Save a &copy of this room…"));
        QVERIFY(action != nullptr && action->isEnabled() && action->isVisible());
        action->trigger();
        auto* dialog = shown<SaveCopyDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QCOMPARE(nameless(*dialog), QStringList());
        QTRY_VERIFY(dialog->withFiles()->isVisible());
        QVERIFY(!dialog->withFiles()->isChecked());
        QVERIFY2(dialog->withFiles()->text().contains(QStringLiteral("2 files"))
                     && dialog->withFiles()->text().contains(Words::size(3 * 1024 * 1024)),
                 qPrintable(dialog->withFiles()->text()));
        dialog->withFiles()->setChecked(true);
        dialog->mainButton()->click();
        auto* chooser = shown<QFileDialog>(*dialog);
        QVERIFY(chooser != nullptr);
        chooser->close();
        dialog->saveTo(QStringLiteral("/usb/kitchen.parlour"));
        QVERIFY(!dialog->mainButton()->isEnabled());
        QTRY_VERIFY(dialog->said().startsWith(QStringLiteral("Saved.")));
        const auto asked = desk.engine.asked<engine::ExportRoom>();
        QCOMPARE(asked.size(), 1U);
        QCOMPARE(asked[0].room, kitchen);
        QCOMPARE(asked[0].path, std::string("/usb/kitchen.parlour"));
        QVERIFY(asked[0].allFiles);
        QVERIFY(dialog->mainButton()->isHidden());
    }

    void whereNoFileIsHereNoneIsOffered()
    {
        Desk desk;
        desk.engine.files[kitchen] = {fileOf(3, 900, false)};
        desk.open(kitchen);
        SaveCopyDialog dialog(*desk.session, kitchen, nullptr);
        dialog.show();
        Desk::settleDown();
        QVERIFY(dialog.withFiles()->isHidden());
        dialog.saveTo(QStringLiteral("/usb/x"));
        QTRY_COMPARE(desk.engine.asked<engine::ExportRoom>().size(), 1U);
        QVERIFY(!desk.engine.asked<engine::ExportRoom>()[0].allFiles);
    }

    void whatCannotBeSavedIsSaidAndTriedAgain()
    {
        Desk desk;
        desk.open(kitchen);
        SaveCopyDialog dialog(*desk.session, kitchen, nullptr);
        dialog.show();
        refuse<engine::ExportRoom>(desk, Reason::DiskFull);
        dialog.saveTo(QStringLiteral("/usb/x"));
        QTRY_COMPARE(dialog.said(), Words::saveCopySentence(Reason::DiskFull));
        QVERIFY(dialog.mainButton()->isEnabled() && !dialog.mainButton()->isHidden());
        desk.engine.script = {};
        dialog.saveTo(QStringLiteral("/usb/x"));
        QTRY_VERIFY(dialog.said().startsWith(QStringLiteral("Saved.")));
    }

    void aNameOfARoomBecomesOneOfAFile()
    {
        QCOMPARE(copyNameOf(QStringLiteral("Kitchen table")),
                 QStringLiteral("Kitchen table.parlour"));
        QCOMPARE(copyNameOf(QStringLiteral("../../etc/pass:wd\n")),
                 QStringLiteral("etc pass wd.parlour"));
        QCOMPARE(copyNameOf(QStringLiteral("صداقة")), QStringLiteral("صداقة.parlour"));
        QCOMPARE(copyNameOf(QStringLiteral("***")), QStringLiteral("room.parlour"));
        QCOMPARE(copyNameOf(QString(500, QLatin1Char('x'))).size(), 60 + 8);
    }

    void aCopyIsOpenedAndTheRoomShown()
    {
        Desk desk;
        desk.open(kitchen);
        const core::RoomId other = idOf<core::RoomId>(77);
        desk.engine.script =
            [other](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::ImportRoom>(request)
                       ? std::optional<engine::Answer>(engine::RoomImported{other})
                       : std::nullopt;
        };
        QAction* action = actionOf(*desk.window, QStringLiteral("&Open a copy of a room…"));
        QVERIFY(action != nullptr && action->isEnabled());
        action->trigger();
        auto* dialog = shown<OpenCopyDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QCOMPARE(nameless(*dialog), QStringList());
        QSignalSpy opened(dialog, &OpenCopyDialog::opened);
        dialog->mainButton()->click();
        auto* chooser = shown<QFileDialog>(*dialog);
        QVERIFY(chooser != nullptr);
        chooser->close();
        auto room = roomOf(77, "From the stick");
        desk.engine.rooms.push_back(room);
        dialog->openFrom(QStringLiteral("/usb/kitchen.parlour"));
        QVERIFY(dialog->said().startsWith(QStringLiteral("Reading")));
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(desk.engine.asked<engine::ImportRoom>().at(0).path,
                 std::string("/usb/kitchen.parlour"));
        QTRY_COMPARE(desk.window->roomView()->room(), std::optional(other));
    }

    void whatIsNoCopySaysWhy()
    {
        Desk desk;
        desk.open(kitchen);
        OpenCopyDialog dialog(*desk.session, nullptr);
        dialog.show();
        QSet<QString> seen;
        for (const Reason reason :
             {Reason::BadArgument, Reason::FileChanged, Reason::NotMember, Reason::FileGone}) {
            refuse<engine::ImportRoom>(desk, reason);
            dialog.openFrom(QStringLiteral("/usb/x"));
            QTRY_COMPARE(dialog.said(), Words::openCopySentence(reason));
            QVERIFY(dialog.mainButton()->isEnabled());
            seen.insert(dialog.said());
        }
        QCOMPARE(seen.size(), 4);
    }
};

QTEST_MAIN(CopiesTest)
#include "copies_test.moc"
