// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/moderation/powers.cpp gui/moderation/moderation_words.cpp gui/moderation/moderate_dialog.cpp
// covers: gui/members/member_menu.cpp gui/members/member_acts.cpp gui/members/member_list_model.cpp
#include "gui/dialogs/confirm_dialog.h"
#include "gui/members/member_list_model.h"
#include "gui/members/member_menu.h"
#include "gui/members/members_panel.h"
#include "gui/moderation/moderate_dialog.h"
#include "gui/moderation/moderation_words.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QRadioButton>

using namespace gui;
using namespace gui::test;
using engine::MemberAct;
using engine::MemberState;
using engine::Reason;

namespace {

constexpr std::int64_t hour = 60 * minute;
const int everyLevel[] = {100, 80, 50, 10, 0};

engine::MemberSnapshot person(int level, MemberState state = MemberState::Joined)
{
    engine::MemberSnapshot member = memberOf(2, "Bea", level, true);
    member.state = state;
    return member;
}

/// A desk at which Ada, of that level, looks at Bea.
void seat(Desk& desk, int own, const engine::MemberSnapshot& bea)
{
    for (auto& room : desk.engine.rooms) {
        room.level = own;
    }
    auto& members = desk.engine.members[kitchen];
    members[0].level = own;
    members[1] = bea;
}

/// The words of a menu and of those inside it, in order.
QStringList wordsOf(const QMenu& menu)
{
    QStringList words;
    for (const QAction* action : menu.actions()) {
        if (action->menu() != nullptr) {
            words += wordsOf(*action->menu());
        } else if (!action->isSeparator()) {
            words.append(action->text());
        }
    }
    return words;
}

void choose(const QMenu& menu, const QString& words)
{
    for (QAction* action : menu.actions()) {
        if (action->menu() != nullptr) {
            choose(*action->menu(), words);
        } else if (action->text() == words) {
            action->trigger();
        }
    }
}

} // namespace

class ModerationTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    /// Of all pairs of levels: only whoever is above acts, and gives no level as high as the own one.
    void nobodyIsOfferedWhatTheRoomRefuses()
    {
        for (const int own : everyLevel) {
            for (const int level : everyLevel) {
                const Powers powers = powersOver(own, person(level));
                const bool above = own >= 50 && own > level;
                QCOMPARE(powers.mute, above);
                QCOMPARE(powers.kick, above);
                QCOMPARE(powers.ban, above);
                QCOMPARE(powers.purge, above);
                QVERIFY(!powers.unmute && !powers.unban);
                QCOMPARE(powers.transfer, own == 100);
                QVERIFY(powers.block);
                QCOMPARE(powers.levels.empty(), !above);
                for (const int given : powers.levels) {
                    QVERIFY(given < own && given != level);
                }
            }
        }
        auto self = person(10);
        self.self = true;
        QVERIFY(!powersOver(100, self).moderates() && !powersOver(100, self).block);
        QVERIFY(powersOver(50, person(10, MemberState::Muted)).unmute);
        const Powers banned = powersOver(50, person(-1, MemberState::Banned));
        QVERIFY(banned.unban && banned.purge && !banned.ban && !banned.kick && !banned.mute);
        QVERIFY(powersOver(50, person(-1, MemberState::Kicked)).ban);
        auto room = roomOf(3, "x");
        room.level = 100;
        QCOMPARE(levelIn(room), 100);
        room.state = engine::RoomState::Kicked;
        QCOMPARE(levelIn(room), engine::levelNone);
    }

    void theMenuOffersWhatMayBeDone()
    {
        Desk desk;
        seat(desk, 50, person(10));
        desk.open(kitchen);
        const auto* bea = desk.session->member(kitchen, idOf<core::IdentityId>(2));
        const MemberMenu moderator(*desk.session, kitchen, *bea, desk.window.get());
        QCOMPARE(wordsOf(moderator).join(QLatin1Char('|')),
                 QStringLiteral("Copy name|Make observer…|Mute…|Remove from the room…|Ban…|Delete "
                                "what they wrote…|Block for me…"));
        auto founder = person(100);
        const MemberMenu above(*desk.session, kitchen, founder, desk.window.get());
        QCOMPARE(wordsOf(above), QStringLiteral("Copy name|Block for me…").split(QLatin1Char('|')));
        auto banned = person(-1, MemberState::Banned);
        banned.blocked = true;
        const MemberMenu away(*desk.session, kitchen, banned, desk.window.get());
        QCOMPARE(wordsOf(away),
                 QStringLiteral("Copy name|Lift the ban…|Delete what they wrote…|Unblock")
                     .split(QLatin1Char('|')));
    }

    /// From the keyboard alone: a person in the list, the menu, the dialog, the ban.
    void aMemberIsBannedWithKeys()
    {
        Desk desk;
        seat(desk, 100, person(10));
        desk.open(kitchen);
        MembersPanel* panel = desk.window->members();
        const QModelIndex bea = panel->model()->indexOf(idOf<core::IdentityId>(2));
        panel->list()->setCurrentIndex(bea);
        panel->list()->setFocus();
        QTest::keyClick(panel->list(), Qt::Key_Return);
        auto* menu = shown<MemberMenu>(*desk.window);
        QVERIFY(menu != nullptr);
        choose(*menu, QStringLiteral("Ban…"));
        menu->close();
        auto* dialog = shown<ModerateDialog>(*desk.window);
        QVERIFY(dialog != nullptr);
        QVERIFY(nameless(*dialog).isEmpty());
        QVERIFY(dialog->closeButton()->isDefault());
        QVERIFY(!dialog->duration()->isVisible());
        dialog->purge()->setCurrentIndex(2);
        QVERIFY(dialog->outcome().contains(QLatin1String("cannot come back")));
        QVERIFY(dialog->outcome().contains(QLatin1String("in the last day disappears")));
        QTest::keyClicks(dialog->reasonField(), QStringLiteral("spam"));
        dialog->mainButton()->setFocus();
        QTest::keyClick(dialog->mainButton(), Qt::Key_Space);
        QTRY_VERIFY(shown<ModerateDialog>(*desk.window) == nullptr);
        const auto asked = desk.engine.asked<engine::ChangeMember>();
        QCOMPARE(asked.size(), 1U);
        QVERIFY(asked[0].change == MemberAct::Ban);
        QCOMPARE(asked[0].identity, idOf<core::IdentityId>(2));
        QCOMPARE(asked[0].reason, std::string("spam"));
        QCOMPARE(asked[0].purgeSinceMs, std::optional(noonMs() - 24 * hour));
        QCOMPARE(asked[0].untilMs, std::int64_t(0));
    }

    void theSentenceFollowsEveryChoice()
    {
        Desk desk;
        seat(desk, 100, person(10));
        desk.open(kitchen);
        ModerateDialog dialog(*desk.session, kitchen, person(10), ModerateAct::Mute, nullptr);
        dialog.show();
        QVERIFY(dialog.duration()->isVisible());
        QSet<QString> sentences;
        for (int index = 0; index < dialog.duration()->count(); ++index) {
            dialog.duration()->setCurrentIndex(index);
            sentences.insert(dialog.outcome());
        }
        QCOMPARE(sentences.size(), 5);
        dialog.duration()->setCurrentIndex(0);
        QVERIFY(dialog.outcome().contains(QLatin1String("until 12:10")));
        for (const auto& [act, button] : dialog.acts()) {
            button->setChecked(true);
            QCOMPARE(dialog.duration()->isVisible(), act == ModerateAct::Mute);
            QVERIFY(dialog.outcome().contains(QLatin1String("Bea")));
            sentences.insert(dialog.outcome());
            QVERIFY(!dialog.mainButton()->text().isEmpty());
        }
        QCOMPARE(sentences.size(), 5 + 3);
        dialog.reasonField()->setText(QString(reasonBytesMost + 1, QLatin1Char('x')));
        QVERIFY(!dialog.mainButton()->isEnabled());
        QVERIFY(dialog.said().contains(QLatin1String("too long")));
    }

    void eachActAsksForItself()
    {
        const std::pair<ModerateAct, MemberAct> acts[] = {{ModerateAct::Mute, MemberAct::Mute},
                                                          {ModerateAct::Kick, MemberAct::Kick},
                                                          {ModerateAct::Ban, MemberAct::Ban}};
        for (const auto& [act, asked] : acts) {
            Desk desk;
            seat(desk, 50, person(10));
            desk.open(kitchen);
            ModerateDialog dialog(*desk.session, kitchen, person(10), act, nullptr);
            dialog.show();
            dialog.mainButton()->click();
            QTRY_VERIFY(!dialog.isVisible());
            const auto change = desk.engine.asked<engine::ChangeMember>().at(0);
            QVERIFY(change.change == asked);
            QVERIFY(!change.purgeSinceMs.has_value());
            QCOMPARE(change.untilMs, act == ModerateAct::Mute ? noonMs() + hour : 0);
        }
        Desk desk;
        seat(desk, 50, person(10));
        desk.open(kitchen);
        ModerateDialog dialog(*desk.session, kitchen, person(10), ModerateAct::Purge, nullptr);
        dialog.show();
        QCOMPARE(dialog.purge()->count(), 3);
        dialog.purge()->setCurrentIndex(2);
        dialog.mainButton()->click();
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(desk.engine.asked<engine::PurgeMember>().at(0).sinceMs, std::int64_t(0));
        QVERIFY(desk.engine.asked<engine::ChangeMember>().empty());
    }

    /// Only with a ban, for whoever may, and where the address is a secret at all.
    void aBanMayChangeTheAddress()
    {
        const auto offered = [](int own, bool bornPublic, ModerateAct act) {
            Desk desk;
            seat(desk, own, person(10));
            desk.engine.policies[kitchen].bornPublic = bornPublic;
            desk.open(kitchen);
            ModerateDialog dialog(*desk.session, kitchen, person(10), act, nullptr);
            dialog.show();
            Desk::settleDown();
            return dialog.newAddress()->isVisible();
        };
        QVERIFY(offered(80, false, ModerateAct::Ban));
        QVERIFY(!offered(50, false, ModerateAct::Ban));
        QVERIFY(!offered(100, true, ModerateAct::Ban));
        QVERIFY(!offered(100, false, ModerateAct::Kick));
        for (const bool wanted : {false, true}) {
            Desk desk;
            seat(desk, 80, person(10));
            desk.open(kitchen);
            ModerateDialog dialog(*desk.session, kitchen, person(10), ModerateAct::Ban, nullptr);
            dialog.show();
            Desk::settleDown();
            QVERIFY(nameless(dialog).isEmpty());
            QVERIFY(!dialog.newAddress()->isChecked());
            const QString before = dialog.outcome();
            dialog.newAddress()->setChecked(true);
            QVERIFY(dialog.outcome().startsWith(before));
            QVERIFY(dialog.outcome().contains(ModerationWords::newAddress()));
            dialog.acts().at(ModerateAct::Kick)->setChecked(true);
            QVERIFY(!dialog.outcome().contains(ModerationWords::newAddress()));
            dialog.acts().at(ModerateAct::Ban)->setChecked(true);
            dialog.newAddress()->setChecked(wanted);
            dialog.mainButton()->click();
            QTRY_VERIFY(!dialog.isVisible());
            QCOMPARE(desk.engine.asked<engine::ChangeMember>().at(0).resetReach, wanted);
        }
    }

    void aRefusalIsSaidWhereItHappened()
    {
        for (const Reason reason : allReasons()) {
            Desk desk;
            seat(desk, 50, person(10));
            desk.open(kitchen);
            desk.engine.script = [&](const engine::Request& request) {
                return std::holds_alternative<engine::ChangeMember>(request)
                           ? std::optional<engine::Answer>(engine::Refusal{reason, "detail", 0})
                           : std::nullopt;
            };
            ModerateDialog dialog(*desk.session, kitchen, person(10), ModerateAct::Kick, nullptr);
            dialog.show();
            dialog.mainButton()->click();
            QTRY_COMPARE(dialog.said(), Words::sentence(reason));
            QVERIFY(dialog.isVisible() && dialog.mainButton()->isEnabled());
        }
    }

    void aRoleIsGivenAfterAQuestion()
    {
        Desk desk;
        seat(desk, 100, person(10));
        desk.open(kitchen);
        const MemberMenu menu(*desk.session, kitchen, person(10), desk.window.get());
        choose(menu, QStringLiteral("Make moderator…"));
        auto* question = shown<ConfirmDialog>(*desk.window);
        QVERIFY(question != nullptr);
        QVERIFY(desk.engine.asked<engine::ChangeMember>().empty());
        QTest::keyClicks(question->reasonField(), QStringLiteral("helps"));
        question->mainButton()->click();
        const auto asked = desk.engine.asked<engine::ChangeMember>();
        QCOMPARE(asked.size(), 1U);
        QVERIFY(asked[0].change == MemberAct::Grant);
        QCOMPARE(asked[0].level, 50);
        QCOMPARE(asked[0].reason, std::string("helps"));
    }

    void ownershipHeirsAndBlocks()
    {
        Desk desk;
        seat(desk, 100, person(10));
        desk.engine.members[kitchen][2].heir = true;
        desk.open(kitchen);
        const auto agree = [&] {
            auto* question = shown<ConfirmDialog>(*desk.window);
            QVERIFY(question != nullptr && question->closeButton()->isDefault());
            question->mainButton()->click();
        };
        const MemberMenu menu(*desk.session, kitchen, person(10), desk.window.get());
        choose(menu, QStringLiteral("Hand the room over…"));
        agree();
        QCOMPARE(desk.engine.asked<engine::TransferRoom>().at(0).identity,
                 idOf<core::IdentityId>(2));
        choose(menu, QStringLiteral("Make an heir…"));
        agree();
        QCOMPARE(desk.engine.asked<engine::SetHeirs>().at(0).identities.size(), 2U);
        choose(menu, QStringLiteral("Block for me…"));
        agree();
        QVERIFY(desk.engine.asked<engine::BlockContact>().at(0).block);
        auto noor = desk.engine.members[kitchen][2];
        noor.blocked = true;
        const MemberMenu other(*desk.session, kitchen, noor, desk.window.get());
        choose(other, QStringLiteral("Is no longer an heir"));
        QVERIFY(desk.engine.asked<engine::SetHeirs>().at(1).identities.empty());
        choose(other, QStringLiteral("Unblock"));
        QVERIFY(!desk.engine.asked<engine::BlockContact>().at(1).block);
    }

    void whatTheRoomRefusesIsSaid()
    {
        Desk desk;
        seat(desk, 100, person(10, MemberState::Muted));
        desk.open(kitchen);
        desk.engine.script = [](const engine::Request& request) {
            return std::holds_alternative<engine::ChangeMember>(request)
                       ? std::optional<engine::Answer>(engine::Refusal{Reason::NotAllowed, "", 0})
                       : std::nullopt;
        };
        const MemberMenu menu(
            *desk.session, kitchen, person(10, MemberState::Muted), desk.window.get());
        choose(menu, QStringLiteral("Lift the mute"));
        QTRY_VERIFY(shown<ConfirmDialog>(*desk.window) != nullptr);
        const auto* said = shown<ConfirmDialog>(*desk.window);
        QVERIFY(said->mainButton() == nullptr);
        bool found = false;
        for (const QLabel* label : said->findChildren<QLabel*>()) {
            found = found || label->text() == Words::sentence(Reason::NotAllowed);
        }
        QVERIFY(found);
    }

    /// Who was removed is listed for those who may let them back in, and for nobody else.
    void theListShowsStatesAndWhoWasRemoved()
    {
        for (const int own : {10, 50}) {
            Desk desk;
            auto bea = person(10, MemberState::Muted);
            bea.mutedUntilMs = noonMs() + hour;
            bea.blocked = true;
            seat(desk, own, bea);
            auto gone = memberOf(9, "Gone", engine::levelNone, false);
            gone.state = MemberState::Banned;
            desk.engine.members[kitchen].push_back(gone);
            desk.open(kitchen);
            MemberListModel* model = desk.window->members()->model();
            const QModelIndex row = model->indexOf(bea.identity);
            QCOMPARE(row.data(MemberListModel::StandingRole).toString(),
                     QStringLiteral("muted until 13:00 · blocked by you"));
            QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(QLatin1String("muted")));
            const QModelIndex banned = model->indexOf(gone.identity);
            QCOMPARE(banned.isValid(), own == 50);
            if (own == 50) {
                QCOMPARE(banned.data(Qt::AccessibleTextRole).toString(),
                         QStringLiteral("Gone, banned"));
                QCOMPARE(model->index(banned.row() - 1).data(Qt::DisplayRole).toString(),
                         QStringLiteral("Removed · 1"));
            }
        }
    }

    void anActOfSomebodyElseIsSeen()
    {
        Desk desk;
        seat(desk, 10, person(10));
        desk.open(kitchen);
        const auto before = desk.engine.asked<engine::ListMembers>().size();
        engine::ModerationNotice notice;
        notice.room = kitchen;
        desk.engine.members[kitchen][1].state = MemberState::Muted;
        desk.engine.tell(notice);
        QTRY_VERIFY(desk.engine.asked<engine::ListMembers>().size() > before);
        QTRY_VERIFY(desk.session->member(kitchen, idOf<core::IdentityId>(2))->state
                    == MemberState::Muted);
        desk.engine.tell(engine::KnocksNotice{kitchen, 2, 1});
        QCOMPARE(desk.session->room(kitchen)->snapshot.knocks, 2U);
        QCOMPARE(desk.session->room(kitchen)->snapshot.reports, 1U);
    }
};

QTEST_MAIN(ModerationTest)
#include "moderation_test.moc"
