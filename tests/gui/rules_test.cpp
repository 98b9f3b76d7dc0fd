// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/rules/access_form.cpp gui/rules/policy_form.cpp gui/rules/room_settings_dialog.cpp gui/rules/rule_words.cpp
// covers: gui/widgets/labelled.cpp gui/room_dialogs.cpp
#include "gui/dialogs/confirm_dialog.h"
#include "gui/dialogs/create_room_dialog.h"
#include "gui/rules/access_form.h"
#include "gui/rules/policy_form.h"
#include "gui/rules/room_settings_dialog.h"
#include "gui/rules/rule_words.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenuBar>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTabWidget>

using namespace gui;
using namespace gui::test;
using engine::Access;
using engine::Reason;

namespace {

/// A desk whose kitchen is looked at by somebody of that level.
void seat(Desk& desk, int level)
{
    desk.engine.rooms[0].level = level;
    auto& policy = desk.engine.policies[kitchen];
    policy.slowModeSeconds = 7;
    policy.maxFileBytes = 12'345;
}

std::unique_ptr<RoomSettingsDialog> settingsOf(Desk& desk)
{
    auto dialog = std::make_unique<RoomSettingsDialog>(*desk.session, kitchen, desk.window.get());
    dialog->open();
    Desk::settleDown();
    return dialog;
}

} // namespace

class RulesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void everyRuleHasItsSentence()
    {
        for (const auto access :
             {Access::Public, Access::Invite, Access::Knock, Access::Password}) {
            QVERIFY(!RuleWords::access(access).isEmpty());
            QVERIFY(RuleWords::accessMeans(access).endsWith(QLatin1Char('.')));
        }
        for (const auto history : {engine::HistoryAccess::All,
                                   engine::HistoryAccess::Joined,
                                   engine::HistoryAccess::None}) {
            QVERIFY(!RuleWords::history(history).isEmpty());
            QVERIFY(RuleWords::historyMeans(history).endsWith(QLatin1Char('.')));
        }
        QCOMPARE(RuleWords::span(30), QStringLiteral("30 seconds"));
        QCOMPARE(RuleWords::span(60), QStringLiteral("1 minute"));
        QCOMPARE(RuleWords::span(7200), QStringLiteral("2 hours"));
        QCOMPARE(RuleWords::span(90), QStringLiteral("90 seconds"));
        QCOMPARE(RuleWords::fromLevel(101), QStringLiteral("Nobody"));
        QCOMPARE(RuleWords::fromLevel(100), QStringLiteral("Only the founder"));
        QCOMPARE(RuleWords::fromLevel(50), QStringLiteral("Moderators and above"));
        QCOMPARE(RuleWords::fromLevel(10), QStringLiteral("All members"));
    }

    /// What belongs to one way in is only there with it.
    void aRoomIsCreatedWithItsDoor()
    {
        Desk desk;
        desk.open();
        CreateRoomDialog dialog(*desk.session, desk.window.get());
        dialog.open();
        QVERIFY(nameless(dialog).isEmpty());
        QTest::keyClicks(dialog.nameField(), QStringLiteral("Cellar"));
        QVERIFY(!dialog.access()->listedBox()->isVisible());
        dialog.access()->ways().at(Access::Password)->click();
        QVERIFY(dialog.access()->passwordField()->isVisible());
        QVERIFY(!dialog.mainButton()->isEnabled());
        QCOMPARE(dialog.said(), QStringLiteral("Give the room a password."));
        QTest::keyClicks(dialog.access()->passwordField(), QStringLiteral("s3same"));
        QVERIFY(dialog.mainButton()->isEnabled());
        dialog.access()->ways().at(Access::Public)->click();
        dialog.access()->listedBox()->click();
        QVERIFY(!dialog.history()->isEnabled()); // everybody has its keys, by its id
        dialog.mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::CreateRoom>().size(), std::size_t(1));
        const auto asked = desk.engine.asked<engine::CreateRoom>().front();
        QCOMPARE(asked.access, Access::Public);
        QVERIFY(asked.listed && asked.password.empty());
        QCOMPARE(asked.history, engine::HistoryAccess::All);
    }

    void aRoomMayKeepItsPastFromNewcomers()
    {
        Desk desk;
        desk.open();
        CreateRoomDialog dialog(*desk.session, desk.window.get());
        dialog.open();
        QTest::keyClicks(dialog.nameField(), QStringLiteral("Cellar"));
        dialog.history()->setCurrentIndex(1);
        dialog.mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::CreateRoom>().size(), std::size_t(1));
        QCOMPARE(desk.engine.asked<engine::CreateRoom>().front().history,
                 engine::HistoryAccess::Joined);
    }

    /// For admins and the founder, after one question; what comes of it is said.
    void theAddressIsChangedAfterAQuestion()
    {
        for (const auto& [level, bornPublic, offered] : {std::tuple(50, false, false),
                                                         std::tuple(80, true, false),
                                                         std::tuple(80, false, true)}) {
            Desk desk;
            seat(desk, level);
            desk.engine.policies[kitchen].bornPublic = bornPublic;
            desk.open(kitchen);
            QCOMPARE(settingsOf(desk)->addressButton()->isVisible(), offered);
        }
        Desk desk;
        seat(desk, 100);
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        const auto question = [&] { return dialog->findChild<ConfirmDialog*>(); };
        dialog->addressButton()->click();
        QVERIFY(question() != nullptr && question()->closeButton()->isDefault());
        question()->closeButton()->click();
        QTRY_VERIFY(question() == nullptr);
        QVERIFY(desk.engine.asked<engine::ResetReach>().empty());
        dialog->addressButton()->click();
        question()->mainButton()->click();
        QVERIFY(!dialog->addressButton()->isEnabled());
        QTRY_COMPARE(dialog->said(), QStringLiteral("The room has a new address."));
        QVERIFY(dialog->isVisible() && dialog->addressButton()->isEnabled());
        QCOMPARE(desk.engine.asked<engine::ResetReach>().size(), std::size_t(1));
        QCOMPARE(desk.engine.asked<engine::ResetReach>()[0].room, kitchen);
        desk.engine.script = [](const engine::Request& request) {
            return std::holds_alternative<engine::ResetReach>(request)
                       ? std::optional<engine::Answer>(engine::Refusal{Reason::Muted, "", 0})
                       : std::nullopt;
        };
        QTRY_VERIFY(question() == nullptr);
        dialog->addressButton()->click();
        question()->mainButton()->click();
        QTRY_COMPARE(dialog->said(), Words::sentence(Reason::Muted));
    }

    /// Saving asks for what was changed and for nothing else, odd values of others included.
    void onlyWhatWasChangedIsAskedFor()
    {
        Desk desk;
        seat(desk, 50);
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        QCOMPARE(nameless(*dialog), QStringList());
        QCOMPARE(dialog->policy()->slowMode()->currentText(), QStringLiteral("7 seconds"));
        QVERIFY(!dialog->policy()->change().maxFileBytes);
        desk.engine.requests.clear();
        dialog->nameField()->setText(QStringLiteral("Long table"));
        dialog->policy()->slowMode()->setCurrentIndex(2);
        dialog->policy()->links()->click();
        dialog->mainButton()->click();
        QTRY_VERIFY(!dialog->isVisible());
        const auto rooms = desk.engine.asked<engine::SetRoom>();
        QCOMPARE(rooms.size(), std::size_t(1));
        QCOMPARE(rooms[0].name, std::optional<std::string>("Long table"));
        QVERIFY(!rooms[0].topic && !rooms[0].access && !rooms[0].password && !rooms[0].listed);
        const auto rules = desk.engine.asked<engine::SetPolicy>();
        QCOMPARE(rules.size(), std::size_t(1));
        QCOMPARE(rules[0].change.slowModeSeconds, std::optional<std::uint32_t>(10));
        QCOMPARE(rules[0].change.linksAllowed, std::optional<bool>(false));
        QVERIFY(!rules[0].change.maxFileBytes && !rules[0].change.postingLevel
                && !rules[0].change.history && !rules[0].change.retentionDays);
    }

    void whatComesOfARuleAboutAgeIsSaid()
    {
        Desk desk;
        seat(desk, 50);
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        const PolicyForm* form = dialog->policy();
        QCOMPARE(form->retentionMeans()->text(),
                 QStringLiteral("Messages stay until somebody deletes them."));
        form->retention()->setCurrentIndex(form->retention()->findData(30));
        const QString said = form->retentionMeans()->text();
        QVERIFY2(said.startsWith(QLatin1String("What is older than 30 day"))
                     && said.contains(QLatin1String("vanishes for everybody at once"))
                     && said.contains(QLatin1String("erased for good after a week")),
                 qPrintable(said));
    }

    void nothingChangedAsksNothing()
    {
        Desk desk;
        seat(desk, 100);
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        desk.engine.requests.clear();
        dialog->mainButton()->click();
        QTRY_VERIFY(!dialog->isVisible());
        QVERIFY(desk.engine.asked<engine::SetRoom>().empty());
        QVERIFY(desk.engine.asked<engine::SetPolicy>().empty());
    }

    void whoMayNotChangeTheRulesMayReadThem()
    {
        Desk desk;
        seat(desk, 10);
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        QVERIFY(dialog->mainButton() == nullptr);
        QVERIFY(!dialog->nameField()->isEnabled() && !dialog->policy()->slowMode()->isEnabled());
        QCOMPARE(dialog->policy()->slowMode()->currentText(), QStringLiteral("7 seconds"));
        QVERIFY(dialog->said().contains(QLatin1String("Moderators")));
    }

    /// The reason is said, the dialog stays, and what the room took already is not asked for again.
    void whatTheRoomRefusesIsSaid()
    {
        Desk desk;
        seat(desk, 50);
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        for (const Reason reason : allReasons()) {
            desk.engine.script =
                [reason](const engine::Request& request) -> std::optional<engine::Answer> {
                return std::holds_alternative<engine::SetPolicy>(request)
                           ? std::optional<engine::Answer>(engine::Refusal{reason, "x", 0})
                           : std::nullopt;
            };
            dialog->topicField()->setText(QStringLiteral("Soup"));
            dialog->policy()->retention()->setCurrentIndex(2);
            dialog->mainButton()->click();
            Desk::settleDown();
            QVERIFY(dialog->isVisible());
            QCOMPARE(dialog->said(), Words::sentence(reason));
        }
        QCOMPARE(desk.engine.asked<engine::SetRoom>().size(), std::size_t(1));
        dialog->nameField()->clear();
        QVERIFY(!dialog->mainButton()->isEnabled());
        QCOMPARE(dialog->said(), QStringLiteral("Give the room a name."));
    }

    /// A room that has a password keeps it unless a new one is given.
    void thePasswordStaysUnlessANewOneIsGiven()
    {
        Desk desk;
        seat(desk, 100);
        desk.engine.rooms[0].access = Access::Password;
        desk.open(kitchen);
        auto dialog = settingsOf(desk);
        QVERIFY(dialog->mainButton()->isEnabled());
        dialog->access()->passwordField()->setText(QStringLiteral("n3w"));
        dialog->mainButton()->click();
        QTRY_VERIFY(!dialog->isVisible());
        const auto asked = desk.engine.asked<engine::SetRoom>();
        QCOMPARE(asked.size(), std::size_t(1));
        QCOMPARE(asked[0].password, std::optional<std::string>("n3w"));
        QVERIFY(!asked[0].access);
    }

    void theMenusLeadToTheSettings()
    {
        Desk desk;
        seat(desk, 50);
        desk.open(kitchen);
        QAction* found = nullptr;
        for (QAction* action : desk.window->menuBar()->actions()) {
            for (QAction* inside : action->menu()->actions()) {
                if (inside->text() == QStringLiteral("Settings of the roo&m…")) {
                    found = inside;
                }
            }
        }
        QVERIFY(found != nullptr && found->isEnabled());
        found->trigger();
        QVERIFY(shown<RoomSettingsDialog>(*desk.window) != nullptr);
        shown<RoomSettingsDialog>(*desk.window)->close();
        desk.engine.rooms[0].state = engine::RoomState::Kicked;
        desk.engine.tell(engine::RoomListNotice{kitchen});
        QTRY_VERIFY(!found->isEnabled());
    }

    void onlyWhatWasBornPublicCanBePublic()
    {
        Desk desk;
        seat(desk, engine::levelFounder);
        desk.open(kitchen);
        auto shut = settingsOf(desk);
        QRadioButton* open = shut->access()->ways().at(Access::Public);
        QVERIFY(!open->isEnabled() && !open->toolTip().isEmpty());
        QVERIFY(shut->access()->ways().at(Access::Knock)->isEnabled());
        desk.engine.policies[kitchen].bornPublic = true;
        auto square = settingsOf(desk);
        QVERIFY(square->access()->ways().at(Access::Public)->isEnabled());
    }
};

QTEST_MAIN(RulesTest)
#include "rules_test.moc"
