// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/messages/message_powers.cpp gui/messages/message_acts.cpp gui/messages/versions_dialog.cpp
// covers: gui/composer/about_bar.cpp gui/timeline/row_hangings.cpp
#include "gui/composer/about_bar.h"
#include "gui/composer/composer.h"
#include "gui/composer/composer_edit.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/messages/message_acts.h"
#include "gui/messages/message_powers.h"
#include "gui/messages/versions_dialog.h"
#include "gui/timeline/row_hangings.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QListWidget>
#include <QMenu>

using namespace gui;
using namespace gui::test;
using engine::Reason;

namespace {

engine::MessageSnapshot from(int author, int number, const std::string& text)
{
    auto message = messageOf(number,
                             author,
                             author == 1 ? "Ada" : "Bea",
                             noonMs() - 30 * minute + number * minute,
                             text);
    message.own = author == 1;
    return message;
}

/// Ada, of that level, reads a message of Bea (1) and one of her own (2).
void seat(Desk& desk, int level)
{
    desk.engine.rooms[0].level = level;
    desk.engine.members[kitchen][0].level = level;
    desk.engine.history[kitchen] = {from(2, 1, "Who has the pot?"), from(1, 2, "It is here")};
    desk.open(kitchen);
}

engine::ReactionSnapshot reaction(const std::string& emoji, std::initializer_list<int> authors)
{
    engine::ReactionSnapshot made{emoji, {}};
    for (const int author : authors) {
        made.authors.push_back(idOf<core::IdentityId>(author));
    }
    return made;
}

QMenu* menuOf(Desk& desk, int row)
{
    desk.timeline()->setFocus();
    for (int up = desk.timeline()->rowCount(); up > 0; --up) {
        QTest::keyClick(desk.timeline(), Qt::Key_Up);
    }
    for (int down = 0; down < row; ++down) {
        QTest::keyClick(desk.timeline(), Qt::Key_Down);
    }
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), QPoint(5, 5));
    QApplication::sendEvent(desk.timeline()->viewport(), &event);
    return shown<QMenu>(*desk.timeline());
}

QStringList wordsOf(const QMenu& menu)
{
    QStringList words;
    for (const QAction* action : menu.actions()) {
        if (!action->isSeparator()) {
            words.append(action->text());
        }
    }
    return words;
}

void choose(QMenu& menu, const QString& words)
{
    for (QAction* action : menu.actions()) {
        if (action->text() == words && action->menu() == nullptr) {
            action->trigger();
            menu.close();
            return;
        }
        if (action->menu() != nullptr) {
            for (QAction* inside : action->menu()->actions()) {
                if (inside->text() == words) {
                    inside->trigger();
                    menu.close();
                    return;
                }
            }
        }
    }
    QFAIL("there is no such entry");
}

} // namespace

class MessagesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void nothingIsOfferedThatTheRoomWouldNotTake()
    {
        auto theirs = from(2, 1, "x");
        auto own = from(1, 2, "y");
        for (const int level : {100, 80, 50, 10}) {
            for (const int author : {100, 80, 50, 10, -1}) {
                const auto powers = messagePowers(level, author, true, theirs);
                QCOMPARE(powers.removeOther, level >= 50 && author < level);
                QCOMPARE(powers.pin, level >= 50);
                QCOMPARE(powers.report, level < 50);
                QVERIFY(powers.reply && powers.react && !powers.edit && !powers.removeOwn);
            }
            const auto mine = messagePowers(level, level, true, own);
            QVERIFY(mine.edit && mine.removeOwn && !mine.removeOther && !mine.report);
        }
        const auto silent = messagePowers(10, 10, false, own);
        QVERIFY(!silent.reply && !silent.react && !silent.edit && silent.removeOwn);
        own.file = engine::FileSummary{};
        QVERIFY(!messagePowers(10, 10, true, own).edit);
        own.deleted = true;
        QVERIFY(!messagePowers(100, 100, true, own).removeOwn);
        const auto gone = messagePowers(engine::levelNone, 10, false, theirs);
        QVERIFY(!gone.report && !gone.react && !gone.pin);
    }

    void theMenuFollowsTheLevel()
    {
        Desk desk;
        seat(desk, 10);
        QCOMPARE(wordsOf(*menuOf(desk, 0)),
                 QStringLiteral("Copy text|Reply|React|Report…").split(QLatin1Char('|')));
        Desk other;
        seat(other, 50);
        QCOMPARE(wordsOf(*menuOf(other, 0)),
                 QStringLiteral("Copy text|Reply|React|Pin|Delete…").split(QLatin1Char('|')));
    }

    void aReplySaysWhatItAnswers()
    {
        Desk desk;
        seat(desk, 10);
        choose(*menuOf(desk, 0), QStringLiteral("Reply"));
        Composer* composer = desk.window->roomView()->composer();
        QVERIFY(composer->about()->words().contains(QLatin1String("Who has the pot?")));
        QVERIFY(composer->edit()->hasFocus());
        QCOMPARE(nameless(*desk.window), QStringList());
        QTest::keyClicks(composer->edit(), QStringLiteral("Me"));
        QTest::keyClick(composer->edit(), Qt::Key_Return);
        const auto sent = desk.engine.asked<engine::SendMessage>();
        QCOMPARE(sent.size(), std::size_t(1));
        QCOMPARE(sent[0].replyTo, std::optional(refOf(1)));
        QVERIFY(composer->about()->words().isEmpty());
        auto answer = from(1, 3, "Me");
        answer.replyTo = refOf(1);
        desk.engine.say(kitchen, answer);
        QTRY_COMPARE(desk.timeline()->rowCount(), 3);
        QVERIFY(!desk.timeline()->rowShape(2).quote.isNull());
        QVERIFY(desk.timeline()->rowShape(1).quote.isNull());
        desk.timeline()->grab();
    }

    /// Up in the empty field takes the last own message; Escape gives the draft back.
    void upEditsTheLastOwnMessage()
    {
        Desk desk;
        seat(desk, 10);
        Composer* composer = desk.window->roomView()->composer();
        QTest::keyClick(composer->edit(), Qt::Key_Up);
        QCOMPARE(composer->edit()->toPlainText(), QStringLiteral("It is here"));
        QTest::keyClicks(composer->edit(), QStringLiteral(" now"));
        QTest::keyClick(composer->edit(), Qt::Key_Return);
        const auto edits = desk.engine.asked<engine::EditMessage>();
        QCOMPARE(edits.size(), std::size_t(1));
        QCOMPARE(edits[0].text, std::string("It is here now"));
        QVERIFY(desk.engine.asked<engine::SendMessage>().empty());
        QVERIFY(composer->edit()->toPlainText().isEmpty());

        QTest::keyClicks(composer->edit(), QStringLiteral("half a thought"));
        choose(*menuOf(desk, 1), QStringLiteral("Edit"));
        QCOMPARE(composer->edit()->toPlainText(), QStringLiteral("It is here"));
        QTest::keyClick(composer->edit(), Qt::Key_Escape);
        QCOMPARE(composer->edit()->toPlainText(), QStringLiteral("half a thought"));
        choose(*menuOf(desk, 1), QStringLiteral("Edit"));
        desk.window->openRoom(choir);
        desk.window->openRoom(kitchen);
        QCOMPARE(composer->edit()->toPlainText(), QStringLiteral("half a thought"));
    }

    void aRefusedEditComesBack()
    {
        Desk desk;
        seat(desk, 10);
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::EditMessage>(request)
                       ? std::optional<engine::Answer>(engine::Refusal{Reason::SlowMode, "", 0})
                       : std::nullopt;
        };
        Composer* composer = desk.window->roomView()->composer();
        QTest::keyClick(composer->edit(), Qt::Key_Up);
        QTest::keyClicks(composer->edit(), QStringLiteral("!"));
        QTest::keyClick(composer->edit(), Qt::Key_Return);
        QTRY_VERIFY(composer->complaint().contains(Words::sentence(Reason::SlowMode)));
        QCOMPARE(composer->edit()->toPlainText(), QStringLiteral("It is here!"));
        QVERIFY(composer->about()->edits());
    }

    void aClickOnAReactionTogglesIt()
    {
        Desk desk;
        seat(desk, 10);
        auto message = from(2, 1, "Who has the pot?");
        const int bare = desk.timeline()->rowShape(0).height;
        message.reactions = {reaction("👍", {2, 3}), reaction("🎉", {1, 2, 3})};
        desk.engine.tell(engine::MessageNotice{kitchen, message});
        QTRY_COMPARE(desk.timeline()->rowShape(0).chips.size(), std::size_t(2));
        QVERIFY(desk.timeline()->rowShape(0).height > bare);
        QVERIFY(desk.timeline()->rowWords(0).contains(QStringLiteral("Reactions: 👍 2, 🎉 3")));
        const auto click = [&desk](int which) {
            QTest::mouseClick(desk.timeline()->viewport(),
                              Qt::LeftButton,
                              {},
                              desk.timeline()->chip(0, which).center());
        };
        click(0);
        click(1);
        const auto asked = desk.engine.asked<engine::ReactToMessage>();
        QCOMPARE(asked.size(), std::size_t(2));
        QVERIFY(asked[0].emoji == "🎉"
                && asked[0].remove); // most given comes first, and is one's own
        QVERIFY(asked[1].emoji == "👍" && !asked[1].remove);
        choose(*menuOf(desk, 0), QStringLiteral("😮"));
        QCOMPARE(desk.engine.asked<engine::ReactToMessage>().back().emoji, std::string("😮"));
    }

    /// However many somebody gives, a row stays a row.
    void reactionsAreBounded()
    {
        auto message = from(2, 1, "x");
        for (int number = 0; number < 500; ++number) {
            message.reactions.push_back(reaction(std::string(64, 'w'), {2}));
        }
        const auto style = TimelineStyle::of(QFont());
        const auto chips = chipsOf(message, {}, style);
        QCOMPARE(chips.size(), chipsMost);
        for (const auto& chip : chips) {
            QVERIFY(chip.width < 140);
        }
        message.deleted = true;
        QVERIFY(chipsOf(message, {}, style).empty());
    }

    void moderatorsDeleteWithAReasonAndPin()
    {
        Desk desk;
        seat(desk, 50);
        choose(*menuOf(desk, 0), QStringLiteral("Pin"));
        const auto pins = desk.engine.asked<engine::PinMessage>();
        QVERIFY(pins.size() == 1 && pins[0].message == refOf(1) && !pins[0].remove);
        choose(*menuOf(desk, 0), QStringLiteral("Delete…"));
        auto* dialog = shown<ConfirmDialog>(*desk.window);
        QVERIFY(dialog != nullptr && dialog->closeButton()->isDefault());
        dialog->reasonField()->setText(QStringLiteral("spam"));
        dialog->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::DeleteMessage>().size(), std::size_t(1));
        QCOMPARE(desk.engine.asked<engine::DeleteMessage>()[0].reason, std::string("spam"));
    }

    /// What was refused is said, in a dialog of its own.
    void aReportGoesToThoseWhoRunTheRoom()
    {
        Desk desk;
        seat(desk, 10);
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::ReportMessage>(request)
                       ? std::optional<engine::Answer>(engine::Refusal{Reason::NotBuilt, "", 0})
                       : std::nullopt;
        };
        choose(*menuOf(desk, 0), QStringLiteral("Report…"));
        auto* dialog = shown<ConfirmDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        dialog->reasonField()->setText(QStringLiteral("rude"));
        dialog->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::ReportMessage>().size(), std::size_t(1));
        QCOMPARE(desk.engine.asked<engine::ReportMessage>()[0].reason, std::string("rude"));
        QTRY_VERIFY(shown<ConfirmDialog>(*desk.window) != nullptr);
    }

    void whatAnEditedMessageSaidBeforeCanBeRead()
    {
        Desk desk;
        seat(desk, 10);
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::ReadEdits>(request)
                       ? std::optional<engine::Answer>(engine::EditList{
                             {{"Who has <b>it</b>?", noonMs()}, {"Who has the pot?", noonMs()}}})
                       : std::nullopt;
        };
        auto message = from(2, 1, "Who has the pot?");
        message.edited = true;
        desk.engine.tell(engine::MessageNotice{kitchen, message});
        Desk::settleDown();
        choose(*menuOf(desk, 0), QStringLiteral("Earlier versions…"));
        auto* dialog = shown<VersionsDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QCOMPARE(nameless(*dialog), QStringList());
        QTRY_COMPARE(dialog->list()->count(), 2);
        QVERIFY(dialog->list()->item(0)->text().endsWith(QLatin1String("Who has <b>it</b>?")));
    }
};

QTEST_MAIN(MessagesTest)
#include "messages_test.moc"
