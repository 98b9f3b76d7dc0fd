// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/composer/composer.cpp gui/composer/composer_edit.cpp gui/transfers/attachment_bar.cpp
// covers: gui/transfers/drop_overlay.cpp
#include "gui/composer/composer.h"
#include "gui/composer/composer_edit.h"
#include "gui/plain_text.h"
#include "gui/transfers/attachment_bar.h"
#include "gui/transfers/drop_overlay.h"
#include "gui/widgets/action_button.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QProgressBar>
#include <QSignalSpy>

using namespace gui;
using namespace gui::test;
using engine::Reason;

namespace {

std::vector<engine::SendMessage> sent(const Desk& desk)
{
    return desk.engine.asked<engine::SendMessage>();
}

/// A drag of these paths over the middle of the messages, as the desktop would send it.
struct Drag {
    Desk& desk;
    QMimeData mime;
    bool entered = false;

    Drag(Desk& on, const QStringList& paths)
        : desk(on)
    {
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls.append(QUrl::fromLocalFile(path));
        }
        mime.setUrls(urls);
        QDragEnterEvent enter(
            QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target(), &enter);
        entered = enter.isAccepted();
    }
    [[nodiscard]] QWidget* target() const { return desk.timeline()->viewport(); }
    [[nodiscard]] bool move() const
    {
        QDragMoveEvent event(QPoint(60, 60), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target(), &event);
        return event.isAccepted();
    }
    void leave() const
    {
        QDragLeaveEvent event;
        QApplication::sendEvent(target(), &event);
    }
    void drop() const
    {
        QDropEvent event(QPointF(60, 60), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target(), &event);
    }
};

} // namespace

class ComposerTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void enterSends()
    {
        Desk desk;
        desk.open(kitchen);
        auto* edit = desk.window->roomView()->composer()->edit();
        QVERIFY(edit->hasFocus());
        QTest::keyClicks(edit, QStringLiteral("hello"));
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(edit, QStringLiteral("there"));
        QVERIFY(sent(desk).empty());
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(sent(desk).size(), 1U);
        QCOMPARE(sent(desk)[0].text, std::string("hello\nthere"));
        QCOMPARE(sent(desk)[0].room, kitchen);
        QVERIFY(edit->toPlainText().isEmpty());
        QTest::keyClick(edit, Qt::Key_Return);
        QTest::keyClicks(edit, QStringLiteral("  "));
        QTest::keyClick(edit, Qt::Key_Enter, Qt::KeypadModifier);
        QCOMPARE(sent(desk).size(), 1U);
    }

    void severalPastedLinesStayOneMessage()
    {
        Desk desk;
        desk.open(kitchen);
        auto* edit = desk.window->roomView()->composer()->edit();
        const int one = edit->height();
        QApplication::clipboard()->setText(QStringLiteral("a\nb\nc <b>d</b>"));
        edit->paste();
        QVERIFY(sent(desk).empty());
        QVERIFY(edit->height() > one);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(sent(desk).at(0).text, std::string("a\nb\nc <b>d</b>"));
        edit->setPlainText(QStringLiteral("x\n").repeated(40));
        QVERIFY(edit->height() < 9 * edit->fontMetrics().lineSpacing() + 20);
    }

    void emojiAndRightToLeftGoThrough()
    {
        Desk desk;
        desk.open(kitchen);
        auto* edit = desk.window->roomView()->composer()->edit();
        const QString text = QStringLiteral("شكرا 👍🏽 👨‍👩‍👧");
        edit->setPlainText(text);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(sent(desk).at(0).text, text.toStdString());
    }

    void aLongPromptStaysOnOneLine()
    {
        ComposerEdit edit;
        edit.resize(200, 40);
        edit.show();
        edit.setPrompt(QString(300, QLatin1Char('m')));
        QVERIFY(edit.placeholderText().size() < 60);
        QSignalSpy focus(&edit, &ComposerEdit::focusChanged);
        edit.activateWindow();
        edit.setFocus();
        QTRY_VERIFY(focus.count() > 0);
        edit.resize(9000, 40);
        QCOMPARE(edit.placeholderText(), edit.prompt());
    }

    void tabLeavesTheField()
    {
        Desk desk;
        desk.open(kitchen);
        auto* edit = desk.window->roomView()->composer()->edit();
        QTest::keyClick(edit, Qt::Key_Tab);
        QVERIFY(!edit->hasFocus());
        QVERIFY(edit->toPlainText().isEmpty());
    }

    /// Nothing typed is lost, and why it was not sent stands under the field.
    void aRefusedMessageComesBackWithTheReason()
    {
        for (const Reason reason : allReasons()) {
            Desk desk;
            desk.open(kitchen);
            desk.refuse(reason);
            auto* composer = desk.window->roomView()->composer();
            QTest::keyClicks(composer->edit(), QStringLiteral("first"));
            QTest::keyClick(composer->edit(), Qt::Key_Return);
            QTest::keyClicks(composer->edit(), QStringLiteral("more"));
            QTRY_COMPARE(composer->edit()->toPlainText(), QStringLiteral("first\nmore"));
            QVERIFY(composer->complaint().contains(Words::sentence(reason)));
            QVERIFY(!composer->complaint().contains(QLatin1String("detail 17")));
        }
    }

    void aRefusalForAnotherRoomBecomesItsDraft()
    {
        Desk desk;
        desk.open(kitchen);
        desk.refuse(Reason::RateLimited);
        QTest::keyClicks(desk.window->roomView()->composer()->edit(), QStringLiteral("text"));
        QTest::keyClick(desk.window->roomView()->composer()->edit(), Qt::Key_Return);
        desk.window->openRoom(choir);
        QTRY_COMPARE(desk.settings->draft(kitchen), QStringLiteral("text"));
        QVERIFY(desk.window->roomView()->composer()->edit()->toPlainText().isEmpty());
    }

    void tooLongIsSaidAndNotSent()
    {
        Desk desk;
        desk.open(kitchen);
        auto* composer = desk.window->roomView()->composer();
        composer->edit()->setPlainText(QString(messageBytesMost + 1, QLatin1Char('x')));
        QVERIFY(composer->complaint().contains(QLatin1String("too long")));
        QTest::keyClick(composer->edit(), Qt::Key_Return);
        QVERIFY(sent(desk).empty());
        QVERIFY(!composer->edit()->toPlainText().isEmpty());
        composer->edit()->setPlainText(QStringLiteral("short"));
        QVERIFY(composer->complaint().isEmpty());
    }

    void draftsBelongToTheirRoomAndSurviveARestart()
    {
        Desk desk;
        desk.open(kitchen);
        QTest::keyClicks(desk.window->roomView()->composer()->edit(),
                         QStringLiteral("for the kitchen"));
        desk.window->openRoom(choir);
        auto* edit = desk.window->roomView()->composer()->edit();
        QVERIFY(edit->toPlainText().isEmpty());
        QTest::keyClicks(edit, QStringLiteral("for the choir"));
        desk.window->openRoom(kitchen);
        QCOMPARE(edit->toPlainText(), QStringLiteral("for the kitchen"));
        // Within a second it is on the disk, without anything being closed.
        QTest::keyClicks(edit, QStringLiteral("!"));
        QTRY_COMPARE(LocalSettings(desk.profile.path()).draft(kitchen),
                     QStringLiteral("for the kitchen!"));
        desk.restart();
        desk.open(choir);
        QCOMPARE(desk.window->roomView()->composer()->edit()->toPlainText(),
                 QStringLiteral("for the choir"));
    }

    void typingIsToldOnceAndTakenBack()
    {
        Desk desk;
        desk.open(kitchen);
        auto* edit = desk.window->roomView()->composer()->edit();
        QTest::keyClicks(edit, QStringLiteral("several keys"));
        auto told = desk.engine.asked<engine::SetTyping>();
        QCOMPARE(told.size(), 1U);
        QVERIFY(told[0].on && told[0].room == kitchen);
        edit->clear();
        told = desk.engine.asked<engine::SetTyping>();
        QCOMPARE(told.size(), 2U);
        QVERIFY(!told[1].on);
        QTest::keyClicks(edit, QStringLiteral("x"));
        desk.window->openRoom(choir);
        told = desk.engine.asked<engine::SetTyping>();
        QVERIFY(!told.back().on && told.back().room == kitchen);
    }

    // ---- files on their way in ----

    void aDroppedFileIsStagedAndThenShared()
    {
        Desk desk;
        desk.open(kitchen);
        const QString path = desk.file(QStringLiteral("<b>plan.pdf"));
        const Drag drag(desk, {path});
        QVERIFY(drag.entered);
        DropOverlay* overlay = desk.window->roomView()->overlay();
        QVERIFY(overlay->isVisible());
        QVERIFY(overlay->title().contains(QLatin1String("Kitchen table")));
        const QImage allowed = overlay->grab().toImage();
        QVERIFY(drag.move());
        drag.drop();
        QVERIFY(!overlay->isVisible());
        AttachmentBar* bar = desk.window->roomView()->attachments();
        QVERIFY(bar->isVisible() && bar->waiting());
        QVERIFY(desk.engine.asked<engine::ShareFile>().empty());
        // Enter in the composer sends what is staged, too.
        QTest::keyClick(desk.window->roomView()->composer()->edit(), Qt::Key_Return);
        QCOMPARE(desk.engine.asked<engine::ShareFile>().size(), 1U);
        QCOMPARE(desk.engine.asked<engine::ShareFile>()[0].path, path.toStdString());
        QCOMPARE(desk.engine.asked<engine::ShareFile>()[0].room, kitchen);
        QTRY_VERIFY(!bar->isVisible());
        overlay->say(QStringLiteral("no"), QString(), false);
        QVERIFY(overlay->grab().toImage() != allowed);
    }

    void aDragThatLeavesLeavesNothing()
    {
        Desk desk;
        desk.open(kitchen);
        const Drag drag(desk, {desk.file(QStringLiteral("a"))});
        drag.leave();
        QVERIFY(!desk.window->roomView()->overlay()->isVisible());
        QCOMPARE(desk.window->roomView()->attachments()->rowCount(), 0);
    }

    void whereNothingCanBeSharedTheDropIsRefusedWithTheReason()
    {
        Desk desk;
        desk.engine.rooms[0].level = engine::levelObserver;
        desk.open(kitchen);
        const Drag drag(desk, {desk.file(QStringLiteral("a"))});
        DropOverlay* overlay = desk.window->roomView()->overlay();
        QVERIFY(overlay->isVisible());
        QVERIFY(overlay->title().startsWith(QLatin1String("Nothing can be shared")));
        QVERIFY(!drag.move());
        drag.leave();
        QVERIFY(!overlay->isVisible());
        drag.drop();
        QCOMPARE(desk.window->roomView()->attachments()->rowCount(), 0);
        // Links and texts are not files.
        QMimeData text;
        text.setUrls({QUrl(QStringLiteral("https://a.de/"))});
        QVERIFY(localFilesIn(&text).isEmpty());
    }

    void pastedAndPickedFilesTakeTheSameWay()
    {
        Desk desk;
        desk.open(kitchen);
        const QString path = desk.file(QStringLiteral("a.txt"));
        auto* mime = new QMimeData;
        mime->setUrls({QUrl::fromLocalFile(path)});
        QApplication::clipboard()->setMimeData(mime);
        desk.window->roomView()->composer()->edit()->paste();
        AttachmentBar* bar = desk.window->roomView()->attachments();
        QCOMPARE(bar->rowCount(), 1);
        QVERIFY(desk.window->roomView()->composer()->edit()->toPlainText().isEmpty());
        desk.window->roomView()->chooseFiles();
        auto* dialog = desk.window->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        emit dialog->filesSelected({path, desk.file(QStringLiteral("b.txt"))});
        dialog->close();
        QCOMPARE(bar->rowCount(), 2);
    }

    void whatCannotBeSharedStaysWithASentence()
    {
        Desk desk;
        desk.open(kitchen);
        AttachmentBar* bar = desk.window->roomView()->attachments();
        bar->stage({desk.profile.path(), QStringLiteral("/no/such/file")});
        QVERIFY(!bar->waiting());
        QCOMPARE(bar->complaints().size(), 2);
        QVERIFY(bar->complaints().at(0).contains(QLatin1String("archive")));
        QCOMPARE(bar->complaints().at(1), Words::fileSentence(Reason::FileGone));
        for (auto* button : bar->findChildren<IconButton*>()) {
            if (button->isVisible()) {
                QTest::mouseClick(button, Qt::LeftButton);
                break;
            }
        }
        QCOMPARE(bar->rowCount(), 1);
        for (auto* button : bar->findChildren<ActionButton*>()) {
            if (button->isVisible()) {
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QCOMPARE(bar->rowCount(), 0);
    }

    void everyRefusedShareSaysWhy()
    {
        Desk desk;
        desk.open(kitchen);
        AttachmentBar* bar = desk.window->roomView()->attachments();
        const QString path = desk.file(QStringLiteral("a.txt"));
        for (const Reason reason : allReasons()) {
            desk.refuse(reason);
            bar->stage({path});
            bar->share();
            QTRY_COMPARE(bar->complaints().value(bar->complaints().size() - 1),
                         Words::fileSentence(reason));
        }
        QCOMPARE(bar->rowCount(), static_cast<int>(allReasons().size()));
    }

    void preparingIsShown()
    {
        Desk desk;
        desk.open(kitchen);
        AttachmentBar* bar = desk.window->roomView()->attachments();
        const QString path = desk.file(QStringLiteral("a.txt"));
        bar->stage({path, path});
        QCOMPARE(bar->rowCount(), 1);
        desk.engine.silent = true;
        bar->share();
        desk.engine.tell(engine::FileHashingNotice{path.toStdString(), 30, 100});
        auto* progress = bar->findChild<QProgressBar*>();
        QVERIFY(progress != nullptr && progress->value() == 30);
        QVERIFY(progress->accessibleName().contains(QLatin1String("a.txt")));
        // Another room shows none of it.
        desk.window->openRoom(choir);
        QVERIFY(!bar->isVisible());
        desk.window->openRoom(kitchen);
        QCOMPARE(bar->rowCount(), 1);
    }
};

QTEST_MAIN(ComposerTest)
#include "composer_test.moc"
