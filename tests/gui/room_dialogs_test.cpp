// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/room_dialogs.cpp gui/moderation/log_words.cpp gui/moderation/log_dialog.cpp gui/invites/share_sheet.cpp
// covers: gui/invites/invites_dialog.cpp gui/directory/room_browser.cpp gui/messages/pins_dialog.cpp
// covers: gui/widgets/long_list.cpp gui/moderation/knocks_dialog.cpp gui/moderation/reports_dialog.cpp
// covers: gui/moderation/raid_dialog.cpp
#include "gui/dialogs/confirm_dialog.h"
#include "gui/dialogs/join_dialog.h"
#include "gui/directory/room_browser.h"
#include "gui/invites/invites_dialog.h"
#include "gui/invites/share_sheet.h"
#include "gui/messages/pins_dialog.h"
#include "gui/moderation/knocks_dialog.h"
#include "gui/moderation/log_dialog.h"
#include "gui/moderation/log_words.h"
#include "gui/moderation/moderate_dialog.h"
#include "gui/moderation/raid_dialog.h"
#include "gui/moderation/reports_dialog.h"
#include "gui/room_header.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace gui;
using namespace gui::test;
using engine::LogAction;
using engine::Reason;
using engine::VoidWhy;

namespace {

constexpr std::int64_t hour = 60 * minute;
constexpr int lastAction = static_cast<int>(LogAction::Reach);

engine::LogEntrySnapshot entryOf(int number, LogAction action, int actor, int target)
{
    engine::LogEntrySnapshot entry;
    entry.event = idOf<core::EventId>(number);
    entry.action = action;
    entry.actor = idOf<core::IdentityId>(actor);
    entry.targets = {idOf<core::IdentityId>(target)};
    entry.level = engine::levelModerator;
    entry.timeMs = noonMs() + number * minute;
    entry.valid = true;
    entry.why = {entry.event};
    return entry;
}

/// Ada made Bea moderator, Bea banned Noor by it, and Noor's own ban of Bea has no effect.
void fillLog(Desk& desk)
{
    auto grant = entryOf(1, LogAction::Grant, 1, 2);
    auto ban = entryOf(2, LogAction::Ban, 2, 3);
    ban.reason = "ads <b>bold</b>";
    ban.why = {ban.event, grant.event};
    auto revenge = entryOf(3, LogAction::Ban, 3, 2);
    revenge.valid = false;
    revenge.voidWhy = VoidWhy::Removed;
    revenge.why = {ban.event};
    desk.engine.log = {grant, ban, revenge};
}

engine::InviteSnapshot inviteOf(int number, const std::string& link)
{
    engine::InviteSnapshot invite;
    invite.invite = idOf<core::EventId>(number);
    invite.link = link;
    invite.author = idOf<core::IdentityId>(1);
    return invite;
}

void seat(Desk& desk, int own)
{
    for (auto& room : desk.engine.rooms) {
        room.level = own;
    }
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

template<class Dialog>
std::unique_ptr<Dialog> opened(Desk& desk)
{
    auto dialog = std::make_unique<Dialog>(*desk.session, kitchen, nullptr);
    dialog->show();
    Desk::settleDown();
    return dialog;
}

QStringList linesOf(const QListWidget& list)
{
    QStringList lines;
    for (int row = 0; row < list.count(); ++row) {
        lines.append(list.item(row)->text());
    }
    return lines;
}

/// Without the marks around names.
QString bare(QString words)
{
    return words.remove(QChar(0x2068)).remove(QChar(0x2069));
}

} // namespace

class RoomDialogsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void everyActAndEveryVoidHasItsOwnWords()
    {
        const auto nameOf = [](const core::IdentityId& who) {
            return who == idOf<core::IdentityId>(1) ? QStringLiteral("Ada") : QStringLiteral("Bea");
        };
        QSet<QString> seen;
        for (int action = 0; action <= lastAction; ++action) {
            const auto entry = entryOf(1, static_cast<LogAction>(action), 1, 2);
            const QString words = LogWords::sentence(entry, nameOf, noon.date());
            QVERIFY2(words.startsWith(QStringLiteral("Ada ")), qPrintable(words));
            QVERIFY(!seen.contains(words));
            seen.insert(words);
        }
        auto mute = entryOf(1, LogAction::Mute, 1, 2);
        mute.untilMs = noonMs() + hour;
        QVERIFY(LogWords::sentence(mute, nameOf, noon.date())
                    .startsWith(QStringLiteral("Ada muted Bea until ")));
        seen.clear();
        for (int why = 1; why < static_cast<int>(VoidWhy::Other); ++why) {
            auto entry = entryOf(1, LogAction::Ban, 1, 2);
            entry.valid = false;
            entry.voidWhy = static_cast<VoidWhy>(why);
            const QString words = LogWords::why(entry, {}, nameOf, noon.date());
            QVERIFY(words.startsWith(QStringLiteral("It has no effect: ")));
            QVERIFY(!seen.contains(words));
            seen.insert(words);
        }
    }

    void theLogSaysWhyAnActCounts()
    {
        Desk desk;
        fillLog(desk);
        desk.open(kitchen);
        auto dialog = opened<LogDialog>(desk);
        QCOMPARE(nameless(*dialog), QStringList());
        QTRY_COMPARE(dialog->list()->count(), 3);
        const QStringList lines = linesOf(*dialog->list());
        QCOMPARE(bare(lines[0]).section(QLatin1Char('\n'), 0, 0),
                 QStringLiteral("Noor banned Bea (without effect)"));
        QVERIFY(bare(lines[1]).contains(QStringLiteral("Bea banned Noor")));
        QVERIFY(bare(lines[1]).endsWith(QStringLiteral(" · ads <b>bold</b>")));
        QVERIFY(dialog->why().contains(QStringLiteral("its author was removed")));
        QVERIFY(bare(dialog->why()).contains(QStringLiteral("Bea banned Noor")));
        dialog->list()->setCurrentRow(1);
        QVERIFY(dialog->why().startsWith(QStringLiteral("It counts")));
        QVERIFY(bare(dialog->why()).contains(QStringLiteral("Ada gave Bea the role: Moderator")));
        QVERIFY(!bare(dialog->why()).contains(QStringLiteral("Bea banned Noor")));
        QTest::keyClicks(dialog->filter(), QStringLiteral("role"));
        QCOMPARE(dialog->list()->count(), 1);
        dialog->filter()->setText(QStringLiteral("nobody"));
        QCOMPARE(dialog->list()->count(), 0);
        QVERIFY(!dialog->why().isEmpty());
    }

    void aNewActIsInTheLogAtOnceAndTheChoiceStays()
    {
        Desk desk;
        fillLog(desk);
        desk.open(kitchen);
        auto dialog = opened<LogDialog>(desk);
        QTRY_COMPARE(dialog->list()->count(), 3);
        dialog->list()->setCurrentRow(1);
        desk.engine.log.push_back(entryOf(9, LogAction::Unban, 2, 3));
        desk.engine.tell(engine::ModerationNotice{kitchen, desk.engine.log.back()});
        QTRY_COMPARE(dialog->list()->count(), 4);
        QCOMPARE(dialog->list()->currentRow(), 2);
    }

    void theLogIsSavedWhereOneWants()
    {
        Desk desk;
        desk.open(kitchen);
        auto dialog = opened<LogDialog>(desk);
        dialog->saveTo(QStringLiteral("/somewhere/log"));
        QTRY_VERIFY(dialog->said().startsWith(QStringLiteral("Saved.")));
        QCOMPARE(desk.engine.asked<engine::ExportLog>().at(0).path, std::string("/somewhere/log"));
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::ExportLog>(request)
                       ? std::optional<engine::Answer>(engine::Refusal{Reason::DiskFull, {}, 0})
                       : std::nullopt;
        };
        dialog->saveTo(QStringLiteral("/somewhere/log"));
        QTRY_COMPARE(dialog->said(), Words::fileSentence(Reason::DiskFull));
    }

    /// A look at the link leaves no trace in the room.
    void thePlainLinkIsNotMadeTwice()
    {
        Desk desk;
        seat(desk, 50);
        auto limited = inviteOf(1, "parlour:limited");
        limited.uses = 1;
        auto closed = inviteOf(2, "parlour:closed");
        closed.open = false;
        desk.engine.invites = {limited, closed, inviteOf(3, "parlour:plain")};
        desk.open(kitchen);
        auto sheet = opened<ShareSheet>(desk);
        QCOMPARE(nameless(*sheet), QStringList());
        QTRY_COMPARE(sheet->link(), QStringLiteral("parlour:plain"));
        sheet->uses()->setCurrentIndex(1);
        QVERIFY(sheet->link().isEmpty());
        sheet->uses()->setCurrentIndex(0);
        QCOMPARE(sheet->link(), QStringLiteral("parlour:plain"));
        QVERIFY(desk.engine.asked<engine::InviteToRoom>().empty());
        sheet->level()->setCurrentIndex(sheet->level()->findData(engine::levelObserver));
        sheet->uses()->setCurrentIndex(1);
        sheet->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::InviteToRoom>().size(), 1U);
        const auto asked = desk.engine.asked<engine::InviteToRoom>().front();
        QCOMPARE(asked.level, engine::levelObserver);
        QCOMPARE(asked.uses, 1U);
        QCOMPARE(sheet->level()->findData(engine::levelModerator), -1);
    }

    void membersHandOnWhatTheRoomHasForEverybody()
    {
        Desk desk;
        seat(desk, 10);
        desk.open(kitchen);
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::ListInvites>(request)
                       ? std::optional<engine::Answer>(engine::Refusal{Reason::NotAllowed, {}, 0})
                       : std::nullopt;
        };
        auto sheet = opened<ShareSheet>(desk);
        QTRY_VERIFY(!sheet->link().isEmpty());
        QVERIFY(sheet->expiry()->isHidden() && sheet->uses()->isHidden()
                && sheet->level()->isHidden());
        QVERIFY(actionOf(*desk.window, QStringLiteral("I&nvites…"))->isVisible() == false);
    }

    void anInviteIsCopiedAndClosed()
    {
        Desk desk;
        seat(desk, 50);
        auto came = inviteOf(1, "parlour:one");
        came.came = {idOf<core::IdentityId>(2), idOf<core::IdentityId>(3)};
        came.expiresMs = noonMs() + hour;
        auto foreign = inviteOf(2, "");
        foreign.uses = 5;
        auto above = inviteOf(3, "parlour:above");
        above.level = engine::levelModerator;
        auto over = inviteOf(4, "");
        over.expiresMs = noonMs() - hour;
        over.open = false;
        desk.engine.invites = {came, foreign, above, over};
        desk.open(kitchen);
        auto dialog = opened<InvitesDialog>(desk);
        QCOMPARE(nameless(*dialog), QStringList());
        QTRY_COMPARE(dialog->list()->count(), 4);
        const QStringList lines = linesOf(*dialog->list());
        QVERIFY(bare(lines[0]).startsWith(QStringLiteral("Works · made by Ada")));
        QVERIFY(bare(lines[0]).endsWith(QStringLiteral("Came by it: Bea, Noor")));
        QVERIFY(lines[1].contains(QStringLiteral("for 5 people")));
        QVERIFY(lines[3].startsWith(QStringLiteral("Expired")));
        dialog->copyButton()->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("parlour:one"));
        dialog->list()->setCurrentRow(1);
        QVERIFY(!dialog->copyButton()->isEnabled() && dialog->revokeButton()->isEnabled());
        dialog->list()->setCurrentRow(2);
        QVERIFY(!dialog->revokeButton()->isEnabled());
        dialog->list()->setCurrentRow(3);
        QVERIFY(!dialog->copyButton()->isEnabled() && !dialog->revokeButton()->isEnabled());
        dialog->list()->setCurrentRow(1);
        dialog->revokeButton()->click();
        auto* question = shown<ConfirmDialog>(*dialog);
        QVERIFY(question != nullptr && question->closeButton()->isDefault());
        question->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::RevokeInvite>().size(), 1U);
        QCOMPARE(desk.engine.asked<engine::RevokeInvite>().front().invite, foreign.invite);
    }

    void whoAsksIsLetInOrNot()
    {
        Desk desk;
        seat(desk, 50);
        desk.engine.knocks = {{idOf<core::IdentityId>(8), "Eve\u202e", "it is <b>me</b>", noonMs()},
                              {idOf<core::IdentityId>(9), "", "", noonMs() + minute}};
        desk.engine.rooms[0].knocks = 2;
        desk.engine.rooms[0].reports = 1;
        desk.open(kitchen);
        QVERIFY(desk.window->roomView()->header()->line().contains(
            QStringLiteral("2 ask to come in · 1 report")));
        QAction* action = actionOf(*desk.window, QStringLiteral("&Who asks to come in (2)…"));
        QVERIFY(action != nullptr && action->isEnabled() && action->isVisible());
        action->trigger();
        auto* dialog = shown<KnocksDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QTRY_COMPARE(dialog->list()->count(), 2);
        QCOMPARE(nameless(*dialog), QStringList());
        QVERIFY(bare(dialog->list()->item(0)->text()).startsWith(QStringLiteral("Eve · ")));
        QVERIFY(
            bare(dialog->list()->item(0)->text()).endsWith(QStringLiteral("\nit is <b>me</b>")));
        dialog->list()->setCurrentRow(1);
        dialog->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::AnswerKnock>().size(), 1U);
        QVERIFY(desk.engine.asked<engine::AnswerKnock>()[0].admit);
        QCOMPARE(desk.engine.asked<engine::AnswerKnock>()[0].identity, idOf<core::IdentityId>(9));
        desk.engine.knocks.pop_back();
        desk.engine.tell(engine::KnocksNotice{kitchen, 1, 1});
        QTRY_COMPARE(dialog->list()->count(), 1);
        dialog->refuseButton()->click();
        auto* question = shown<ConfirmDialog>(*dialog);
        QVERIFY(question != nullptr);
        QTest::keyClicks(question->reasonField(), QStringLiteral("unknown"));
        question->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::AnswerKnock>().size(), 2U);
        QVERIFY(!desk.engine.asked<engine::AnswerKnock>()[1].admit);
        QCOMPARE(desk.engine.asked<engine::AnswerKnock>()[1].reason, std::string("unknown"));
        desk.engine.knocks.clear();
        desk.engine.tell(engine::KnocksNotice{kitchen, 0, 1});
        QTRY_COMPARE(dialog->list()->count(), 0);
        QVERIFY(!dialog->mainButton()->isEnabled() && !dialog->said().isEmpty());
        QCOMPARE(action->text(), QStringLiteral("&Who asks to come in…"));
    }

    void aRaidIsClearedAtOnce()
    {
        Desk desk;
        seat(desk, 50);
        for (std::uint8_t i = 0; i < 205; ++i) {
            desk.engine.raiders.push_back(idOf<core::IdentityId>(i));
        }
        desk.open(kitchen);
        QAction* action = actionOf(*desk.window, QStringLiteral("Clear o&ut a raid…"));
        QVERIFY(action != nullptr && action->isEnabled() && action->isVisible());
        action->trigger();
        auto* dialog = shown<RaidDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QCOMPARE(nameless(*dialog), QStringList());
        QTRY_COMPARE(dialog->list()->count(), 201);
        QVERIFY(dialog->list()->item(200)->text().contains(QLatin1Char('5')));
        QVERIFY(dialog->outcome().startsWith(QStringLiteral("205 people will be banned")));
        QCOMPARE(dialog->mainButton()->text(), QStringLiteral("Ban 205 people"));
        QVERIFY(!dialog->mainButton()->isDefault());
        // Another time is looked at at once, and nothing is done by looking.
        desk.engine.raiders.clear();
        dialog->since()->setCurrentIndex(1);
        QTRY_COMPARE(dialog->list()->count(), 0);
        QVERIFY(!dialog->mainButton()->isEnabled());
        desk.engine.raiders = {idOf<core::IdentityId>(3)};
        dialog->since()->setCurrentIndex(3);
        QTRY_COMPARE(dialog->mainButton()->text(), QStringLiteral("Ban 1 person"));
        for (const engine::ClearRaid& asked : desk.engine.asked<engine::ClearRaid>()) {
            QVERIFY(asked.onlyAsk);
        }
        QTest::keyClicks(dialog->reasonField(), QStringLiteral("spam flood"));
        dialog->mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::ClearRaid>().size(), 4U);
        const engine::ClearRaid done = desk.engine.asked<engine::ClearRaid>().back();
        QVERIFY(!done.onlyAsk && done.room == kitchen);
        QCOMPARE(done.reason, std::string("spam flood"));
        QVERIFY(done.sinceMs > 0);
        QTRY_VERIFY(shown<RaidDialog>(*desk.window) == nullptr);
    }

    void reportsLeadToTheMessageAndItsAuthor()
    {
        Desk desk;
        seat(desk, 50);
        desk.engine.history[kitchen].push_back(messageOf(5, 2, "Bea", noonMs(), "buy"));
        desk.engine.reports = {{refOf(5),
                                idOf<core::IdentityId>(2),
                                "Bea",
                                "buy <i>this</i>",
                                idOf<core::IdentityId>(3),
                                "ads",
                                noonMs()},
                               {refOf(6),
                                idOf<core::IdentityId>(77),
                                "",
                                "gone",
                                idOf<core::IdentityId>(3),
                                "",
                                noonMs()}};
        desk.open(kitchen);
        auto dialog = opened<ReportsDialog>(desk);
        QTRY_COMPARE(dialog->list()->count(), 2);
        QCOMPARE(nameless(*dialog), QStringList());
        const QString first = bare(dialog->list()->item(0)->text());
        QVERIFY(first.startsWith(QStringLiteral("Noor reported a message of Bea")));
        QVERIFY(first.endsWith(QStringLiteral("\nReason: ads\nbuy <i>this</i>")));
        QVERIFY(dialog->moderateButton()->isEnabled());
        dialog->moderateButton()->click();
        QVERIFY(shown<ModerateDialog>(*dialog) != nullptr);
        shown<ModerateDialog>(*dialog)->close();
        dialog->list()->setCurrentRow(1);
        QVERIFY(!dialog->moderateButton()->isEnabled()); // nobody whom one could act upon
        desk.engine.members[kitchen].push_back(memberOf(77, "Mia", 10, true));
        desk.session->refreshMembers(kitchen);
        QTRY_VERIFY(dialog->moderateButton()->isEnabled()); // known meanwhile
        QCOMPARE(dialog->list()->currentRow(), 1);
        dialog->list()->setCurrentRow(0);
        QSignalSpy shows(dialog.get(), &ReportsDialog::showWanted);
        dialog->mainButton()->click();
        QCOMPARE(shows.count(), 1);
    }

    void theWordsAtTheDoorGoAlong()
    {
        Desk desk;
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::JoinRoom>(request)
                       ? std::optional<engine::Answer>(
                             engine::RoomJoined{choir, engine::RoomState::Knocking})
                       : std::nullopt;
        };
        JoinDialog dialog(*desk.session, QStringLiteral("parlour:AAEC_-9"), nullptr);
        dialog.show();
        QTest::keyClicks(dialog.messageField(), QStringLiteral("It is me"));
        dialog.mainButton()->click();
        QTRY_VERIFY(dialog.said().startsWith(QStringLiteral("You asked to come in.")));
        QCOMPARE(desk.engine.asked<engine::JoinRoom>()[0].message, std::string("It is me"));
    }

    void thePublicRoomsFillAndFilter()
    {
        Desk desk;
        desk.open();
        RoomBrowser browser(*desk.session, nullptr);
        browser.show();
        QCOMPARE(nameless(browser), QStringList());
        QCOMPARE(browser.card(), QStringLiteral("Listening…"));
        QTRY_VERIFY(browser.card().startsWith(QStringLiteral("No public rooms heard of yet.")));
        QVERIFY(!browser.mainButton()->isEnabled());
        engine::ListedRoom near{
            "parlour:near", "Bread & <b>butter</b>", "Baking", {"food"}, "en", 12, noonMs(), true};
        engine::ListedRoom far{
            "parlour:far", "Stars\u202e\n", "The night sky", {}, "", 3, 0, false};
        desk.engine.directory = {near, far};
        QTRY_COMPARE_WITH_TIMEOUT(browser.table()->topLevelItemCount(), 2, 9000);
        QCOMPARE(browser.table()->topLevelItem(0)->text(0),
                 QStringLiteral("Bread & <b>butter</b>"));
        QCOMPARE(browser.table()->topLevelItem(1)->text(0), QStringLiteral("Stars"));
        QVERIFY(browser.card().contains(QStringLiteral("#food")));
        QTest::keyClicks(browser.filter(), QStringLiteral("night"));
        QCOMPARE(browser.table()->topLevelItemCount(), 1);
        QVERIFY(browser.card().contains(QStringLiteral("nobody you know vouches")));
        Desk::settleDown();
        browser.filter()->setText(QStringLiteral("#food"));
        QTRY_COMPARE(desk.engine.asked<engine::SearchDirectory>().back().topic,
                     std::string("food"));
        QCOMPARE(browser.table()->topLevelItemCount(), 1);
        QSignalSpy joins(&browser, &RoomBrowser::joinWanted);
        browser.mainButton()->click();
        QCOMPARE(joins.count(), 1);
        QCOMPARE(joins.at(0).at(0).toString(), QStringLiteral("parlour:near"));
    }

    void aPublicRoomIsJoinedFromTheWindow()
    {
        Desk desk;
        desk.engine.directory = {{"parlour:AAEC_-9", "Bread", "", {}, "", 12, noonMs(), true}};
        desk.open();
        QTest::keyClick(desk.window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        auto* browser = shown<RoomBrowser>(*desk.window);
        QVERIFY(browser != nullptr);
        QTRY_VERIFY(browser->mainButton()->isEnabled());
        QTest::keyClick(browser->filter(), Qt::Key_Return);
        auto* join = shown<JoinDialog>(*desk.window);
        QVERIFY(join != nullptr);
        QCOMPARE(join->linkField()->text(), QStringLiteral("parlour:AAEC_-9"));
    }

    void pinsLeadToTheirPlaceInTheRoom()
    {
        Desk desk;
        seat(desk, 50);
        for (int number = 1; number <= 700; ++number) {
            desk.engine.history[kitchen].push_back(
                messageOf(number, 2, "Bea", noonMs() + number, "line " + std::to_string(number)));
        }
        desk.engine.pins = {desk.engine.history[kitchen][299], desk.engine.history[kitchen][698]};
        desk.open(kitchen);
        QVERIFY(!desk.session->history(kitchen).indexOf(refOf(300)));
        QAction* action = actionOf(*desk.window, QStringLiteral("&Pinned messages…"));
        QVERIFY(action != nullptr && action->isEnabled());
        action->trigger();
        auto* dialog = shown<PinsDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QTRY_COMPARE(dialog->list()->count(), 2);
        QCOMPARE(nameless(*dialog), QStringList());
        QVERIFY(bare(dialog->list()->item(0)->text()).endsWith(QStringLiteral("\nline 300")));
        dialog->mainButton()->click();
        QTRY_VERIFY(desk.session->history(kitchen).indexOf(refOf(300)).has_value());
        const auto index = desk.session->history(kitchen).indexOf(refOf(300));
        const QRect row = desk.timeline()->rowRect(static_cast<int>(*index));
        QVERIFY(row.top() > 0 && row.bottom() < desk.timeline()->viewport()->height());
        QVERIFY(!desk.session->history(kitchen).atEnd());
        desk.timeline()->reveal(refOf(350));
        const auto near = desk.session->history(kitchen).indexOf(refOf(350));
        QVERIFY(near.has_value());
        QVERIFY(desk.timeline()->rowRect(static_cast<int>(*near)).top() > 0);
        QVERIFY(desk.timeline()->rowRect(static_cast<int>(*near)).bottom()
                < desk.timeline()->viewport()->height());
    }

    void aMessageIsUnpinned()
    {
        Desk desk;
        seat(desk, 50);
        desk.engine.pins = {messageOf(5, 2, "Bea", noonMs(), "hello")};
        desk.open(kitchen);
        auto dialog = opened<PinsDialog>(desk);
        QTRY_COMPARE(dialog->list()->count(), 1);
        desk.engine.pins.clear();
        dialog->unpinButton()->click();
        QTRY_COMPARE(dialog->list()->count(), 0);
        const auto asked = desk.engine.asked<engine::PinMessage>();
        QVERIFY(asked.size() == 1 && asked[0].remove && asked[0].message == refOf(5));
        QVERIFY(!dialog->said().isEmpty());
        seat(desk, 10);
        desk.session->refreshRooms();
        Desk::settleDown();
        QVERIFY(opened<PinsDialog>(desk)->unpinButton() == nullptr);
    }
};

QTEST_MAIN(RoomDialogsTest)
#include "room_dialogs_test.moc"
