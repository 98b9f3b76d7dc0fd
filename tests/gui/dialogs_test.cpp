// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/dialogs/form_dialog.cpp gui/dialogs/create_room_dialog.cpp gui/dialogs/join_dialog.cpp
// covers: gui/invites/share_sheet.cpp gui/dialogs/confirm_dialog.cpp gui/dialogs/profile_dialog.cpp
// covers: gui/dialogs/shortcut_sheet.cpp gui/dialogs/quick_switcher.cpp gui/network/network_dialog.cpp
// covers: gui/network/rung_list.cpp gui/dialogs/privacy_box.cpp
#include "gui/dialogs/confirm_dialog.h"
#include "gui/dialogs/create_room_dialog.h"
#include "gui/dialogs/join_dialog.h"
#include "gui/dialogs/privacy_box.h"
#include "gui/dialogs/profile_dialog.h"
#include "gui/dialogs/quick_switcher.h"
#include "gui/dialogs/shortcut_sheet.h"
#include "gui/invites/share_sheet.h"
#include "gui/network/network_dialog.h"
#include "gui/network/network_words.h"
#include "gui/network/rung_list.h"
#include "gui/plain_text.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace gui;
using namespace gui::test;
using engine::Reason;

namespace {

/// No visible text of a dialog is cut off below.
bool everythingFits(const QDialog& dialog)
{
    for (const QLabel* label : dialog.findChildren<QLabel*>()) {
        if (label->isVisible() && label->wordWrap()
            && label->height() < label->heightForWidth(label->width())) {
            qWarning("cut: %s", qPrintable(label->text()));
            return false;
        }
    }
    return true;
}

} // namespace

class DialogsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }
    void init() { QApplication::clipboard()->clear(); }

    void creatingARoom()
    {
        Desk desk;
        CreateRoomDialog dialog(*desk.session, nullptr);
        dialog.show();
        QSignalSpy created(&dialog, &CreateRoomDialog::created);
        QVERIFY(!dialog.mainButton()->isEnabled());
        QTest::keyClicks(dialog.nameField(), QStringLiteral("  Kitchen  "));
        QTest::keyClicks(dialog.topicField(), QStringLiteral("food"));
        QVERIFY(everythingFits(dialog));
        QTest::keyClick(dialog.topicField(), Qt::Key_Return);
        QTRY_COMPARE(created.count(), 1);
        const auto asked = desk.engine.asked<engine::CreateRoom>();
        QCOMPARE(asked.size(), 1U);
        QCOMPARE(asked[0].name, std::string("Kitchen"));
        QCOMPARE(asked[0].topic, std::string("food"));
        QVERIFY(asked[0].access == engine::Access::Invite);
        QVERIFY(!dialog.isVisible());
    }

    void tooLongIsSaidBeforeAsking()
    {
        Desk desk;
        CreateRoomDialog dialog(*desk.session, nullptr);
        dialog.show();
        dialog.nameField()->setText(QString(nameBytesMost / 2 + 1, QChar(0x00E4)));
        QVERIFY(dialog.said().contains(QLatin1String("name is too long")));
        QVERIFY(!dialog.mainButton()->isEnabled());
        dialog.nameField()->setText(QStringLiteral("ok"));
        dialog.topicField()->setText(QString(topicBytesMost + 1, QLatin1Char('x')));
        QVERIFY(dialog.said().contains(QLatin1String("topic is too long")));
        dialog.topicField()->clear();
        QVERIFY(dialog.said().isEmpty() && dialog.mainButton()->isEnabled());
    }

    /// Each refusal stands in the dialog that was refused, as its sentence and without the detail.
    void everyRefusalIsShownWhereItHappened()
    {
        for (const Reason reason : allReasons()) {
            Desk desk;
            desk.refuse(reason);
            CreateRoomDialog create(*desk.session, nullptr);
            create.show();
            create.nameField()->setText(QStringLiteral("x"));
            create.mainButton()->click();
            QTRY_COMPARE(create.said(), Words::sentence(reason));
            QVERIFY(create.isVisible() && create.mainButton()->isEnabled());
            JoinDialog join(*desk.session, QStringLiteral("parlour:AAEC"), nullptr);
            join.show();
            join.mainButton()->click();
            if (reason != Reason::BadPassword) { // that one is asked for first
                QTRY_COMPARE(join.said(), Words::joinSentence(reason));
            }
            QVERIFY(!join.said().contains(QLatin1String("detail 17")));
            QCOMPARE(join.linkField()->text(), QStringLiteral("parlour:AAEC"));
            ShareSheet share(*desk.session, kitchen, nullptr);
            share.show();
            QTRY_COMPARE(share.said(), Words::sentence(reason));
            ProfileDialog profile(*desk.session, nullptr);
            profile.show();
            profile.nameField()->setText(QStringLiteral("x"));
            profile.mainButton()->click();
            QTRY_COMPARE(profile.said(), Words::sentence(reason));
            QVERIFY(everythingFits(create) && everythingFits(join) && everythingFits(share));
        }
    }

    void joiningWithAPastedText()
    {
        Desk desk;
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::JoinRoom>(request)
                       ? std::optional<engine::Answer>(
                             engine::RoomJoined{choir, engine::RoomState::Joined})
                       : std::nullopt;
        };
        JoinDialog dialog(*desk.session, {}, nullptr);
        dialog.show();
        QSignalSpy joined(&dialog, &JoinDialog::joined);
        QVERIFY(!dialog.mainButton()->isEnabled());
        dialog.linkField()->setText(QStringLiteral("Come in! parlour:AAEC_-9 (works till Friday)"));
        QTest::keyClick(dialog.linkField(), Qt::Key_Return);
        QVERIFY(!dialog.mainButton()->isEnabled());
        QVERIFY(dialog.said().startsWith(QStringLiteral("Joining…")));
        QTRY_COMPARE(joined.count(), 1);
        QCOMPARE(desk.engine.asked<engine::JoinRoom>().at(0).link, std::string("parlour:AAEC_-9"));
        QVERIFY(!dialog.isVisible());
    }

    void joiningThatTakesItsTimeSaysSo()
    {
        for (const auto state : {engine::RoomState::Joining, engine::RoomState::Knocking}) {
            Desk desk;
            desk.engine.script =
                [state](const engine::Request& request) -> std::optional<engine::Answer> {
                return std::holds_alternative<engine::JoinRoom>(request)
                           ? std::optional<engine::Answer>(engine::RoomJoined{choir, state})
                           : std::nullopt;
            };
            JoinDialog dialog(*desk.session, QStringLiteral("parlour:AAEC"), nullptr);
            dialog.show();
            dialog.mainButton()->click();
            QTRY_VERIFY(dialog.said().contains(state == engine::RoomState::Knocking
                                                   ? QLatin1String("moderator")
                                                   : QLatin1String("keeps looking")));
            QVERIFY(dialog.isVisible() && !dialog.mainButton()->isVisible());
            QCOMPARE(dialog.closeButton()->text(), QStringLiteral("Close"));
        }
    }

    void aPasswordIsAskedForWhenTheRoomWantsOne()
    {
        Desk desk;
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            const auto* join = std::get_if<engine::JoinRoom>(&request);
            if (join == nullptr) {
                return std::nullopt;
            }
            return join->password == "lantern"
                       ? engine::Answer(engine::RoomJoined{choir, engine::RoomState::Joined})
                       : engine::Answer(engine::Refusal{Reason::BadPassword, {}});
        };
        JoinDialog dialog(*desk.session, QStringLiteral("parlour:AAEC"), nullptr);
        dialog.show();
        QVERIFY(!dialog.passwordField()->isVisible());
        dialog.mainButton()->click();
        QTRY_VERIFY(dialog.passwordField()->isVisible());
        QVERIFY(dialog.said().contains(QLatin1String("has a password")));
        QVERIFY(!dialog.mainButton()->isEnabled()); // first it has to be typed
        QCOMPARE(dialog.passwordField()->echoMode(), QLineEdit::Password);
        dialog.passwordField()->setText(QStringLiteral("torch"));
        dialog.mainButton()->click();
        QTRY_COMPARE(dialog.said(), Words::joinSentence(Reason::BadPassword));
        dialog.passwordField()->setText(QStringLiteral("lantern"));
        dialog.mainButton()->click();
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(desk.engine.asked<engine::JoinRoom>().back().password, std::string("lantern"));
        // Another link is another room.
        JoinDialog other(*desk.session, QStringLiteral("parlour:AAEC"), nullptr);
        other.show();
        other.mainButton()->click();
        QTRY_VERIFY(other.passwordField()->isVisible());
        other.linkField()->setText(QStringLiteral("parlour:ZZZ1"));
        QVERIFY(!other.passwordField()->isVisible() && other.passwordField()->text().isEmpty());
    }

    void theClipboardIsOfferedAndNeverUsedUnasked()
    {
        Desk desk;
        QApplication::clipboard()->setText(QStringLiteral("here: parlour:ZZZ1 bye"));
        JoinDialog dialog(*desk.session, {}, nullptr);
        dialog.show();
        QVERIFY(dialog.linkField()->text().isEmpty());
        QVERIFY(dialog.clipboardButton()->isVisible());
        QTest::mouseClick(dialog.clipboardButton(), Qt::LeftButton);
        QCOMPARE(dialog.linkField()->text(), QStringLiteral("parlour:ZZZ1"));
        QVERIFY(desk.engine.asked<engine::JoinRoom>().empty());
        QApplication::clipboard()->setText(QStringLiteral("nothing of the kind"));
        JoinDialog other(*desk.session, {}, nullptr);
        other.show();
        QVERIFY(!other.clipboardButton()->isVisible());
        dialog.linkField()->setText(QString(linkCharactersMost + 1, QLatin1Char('x')));
        dialog.mainButton()->click();
        QCOMPARE(dialog.said(), Words::joinSentence(Reason::TooLarge));
        QVERIFY(desk.engine.asked<engine::JoinRoom>().empty());
    }

    void theInviteIsCopied()
    {
        Desk desk;
        ShareSheet sheet(*desk.session, kitchen, nullptr);
        sheet.show();
        QVERIFY(!sheet.mainButton()->isEnabled());
        QTRY_COMPARE(sheet.link(), QStringLiteral("parlour:AAECAwQFBgcICQoLDA0ODw"));
        QCOMPARE(sheet.findChild<QPlainTextEdit*>()->toPlainText(), sheet.link());
        QTest::mouseClick(sheet.mainButton(), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), sheet.link());
        QVERIFY(sheet.said().startsWith(QLatin1String("Copied")));
        QCOMPARE(desk.engine.asked<engine::InviteToRoom>().back().expiresMs, std::int64_t(0));
        sheet.expiry()->setCurrentIndex(2);
        QVERIFY(sheet.link().isEmpty());
        Desk::settleDown();
        QCOMPARE(desk.engine.asked<engine::InviteToRoom>().size(), 1U);
        sheet.mainButton()->click();
        QTRY_COMPARE(desk.engine.asked<engine::InviteToRoom>().size(), 2U);
        QCOMPARE(desk.engine.asked<engine::InviteToRoom>().back().expiresMs,
                 noonMs() + 24 * 60 * minute);
        QTRY_VERIFY(sheet.mainButton()->isEnabled());
    }

    void confirmingIsNeverTheDefault()
    {
        Question question;
        question.title = QStringLiteral("Forget <b>x</b>?");
        question.sentence = QStringLiteral("It is gone.");
        question.plain = QStringLiteral("https://a.de/");
        question.action = QStringLiteral("Forget");
        question.dangerous = true;
        QWidget window;
        window.show();
        int agreed = 0;
        auto* dialog = ConfirmDialog::ask(question, &window, [&agreed] { ++agreed; });
        QVERIFY(dialog->closeButton()->isDefault());
        QCOMPARE(dialog->findChild<QPlainTextEdit*>()->toPlainText(), question.plain);
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(agreed, 0);
        dialog = ConfirmDialog::ask(question, &window, [&agreed] { ++agreed; });
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(agreed, 0);
        dialog = ConfirmDialog::ask(question, &window, [&agreed] { ++agreed; });
        QTest::mouseClick(dialog->mainButton(), Qt::LeftButton);
        QCOMPARE(agreed, 1);
    }

    void oneselfCanBeRenamed()
    {
        Desk desk;
        desk.session->start();
        QTRY_COMPARE(desk.session->node().name, std::string("Ada"));
        ProfileDialog dialog(*desk.session, nullptr);
        dialog.show();
        QCOMPARE(dialog.nameField()->text(), QStringLiteral("Ada"));
        bool words = false;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            words = words || label->text() == QLatin1String("amber cradle violin summit");
        }
        QVERIFY(words);
        dialog.nameField()->setText(QString(nameBytesMost + 1, QLatin1Char('x')));
        QVERIFY(!dialog.mainButton()->isEnabled());
        dialog.nameField()->setText(QStringLiteral("Ada L."));
        QTest::keyClick(dialog.nameField(), Qt::Key_Return);
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(desk.engine.asked<engine::SetProfile>().at(0).name,
                 std::optional<std::string>("Ada L."));
    }

    void whatOthersAreToldIsOnesOwnChoice()
    {
        Desk desk;
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            const auto* get = std::get_if<engine::GetSetting>(&request);
            if (get == nullptr) {
                return std::nullopt;
            }
            return get->key == "fetchKbPerMinute" ? engine::SettingValue{500U}
                                                  : engine::SettingValue{get->key != "read"};
        };
        desk.session->start();
        QTRY_COMPARE(desk.session->node().name, std::string("Ada"));
        ProfileDialog dialog(*desk.session, nullptr);
        dialog.show();
        const PrivacyBox* box = dialog.privacy();
        QVERIFY(!box->typing()->isEnabled()); // nothing is known yet
        QTRY_VERIFY(box->typing()->isEnabled() && box->pace()->isEnabled());
        QVERIFY(box->typing()->isChecked() && box->online()->isChecked());
        QVERIFY(box->announce()->isChecked());
        QVERIFY(!box->read()->isChecked());
        QCOMPARE(box->pace()->currentData().toInt(), 500);
        QVERIFY(nameless(dialog).isEmpty() && everythingFits(dialog));
        box->read()->setChecked(true);
        box->typing()->setChecked(false);
        box->typing()->setChecked(true);
        box->online()->setChecked(false);
        box->pace()->setCurrentIndex(box->pace()->findData(1'000));
        QTest::mouseClick(dialog.mainButton(), Qt::LeftButton);
        QTRY_VERIFY(!dialog.isVisible());
        std::map<std::string, engine::SettingWord> set;
        for (const engine::SetSetting& one : desk.engine.asked<engine::SetSetting>()) {
            set[one.key] = one.value;
        }
        QCOMPARE(set.size(), std::size_t(3));
        QVERIFY(set["read"] == engine::SettingWord(true));
        QVERIFY(set["online"] == engine::SettingWord(false));
        QVERIFY(set["fetchKbPerMinute"] == engine::SettingWord(1'000U));
    }

    void keysAndAboutAreComplete()
    {
        ShortcutSheet keys(nullptr);
        keys.show();
        QVERIFY(everythingFits(keys));
        QCOMPARE(keys.mainButton(), nullptr);
        AboutSheet about(QStringLiteral("0.1.0"), nullptr);
        about.show();
        QVERIFY(everythingFits(about));
        QVERIFY(nameless(keys).isEmpty() && nameless(about).isEmpty());
        QString words;
        for (const QLabel* label : about.findChildren<QLabel*>()) {
            words += label->text();
        }
        QVERIFY(words.contains(QLatin1String("Parlour 0.1.0")));
        QVERIFY(words.contains(QLatin1String("history on this disk is sealed")));
        QTest::mouseClick(about.closeButton(), Qt::LeftButton);
        QVERIFY(!about.isVisible());
    }

    void theSwitcherFindsByAPart()
    {
        Desk desk;
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        QuickSwitcher switcher(*desk.session, nullptr);
        switcher.show();
        QSignalSpy chosen(&switcher, &QuickSwitcher::chosen);
        QTest::keyClicks(switcher.field(), QStringLiteral("HIK"));
        QTest::keyClick(switcher.field(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.at(0).at(0).value<core::RoomId>(), hikers);
        switcher.show();
        switcher.field()->clear();
        QTest::keyClick(switcher.field(), Qt::Key_Down);
        QTest::keyClick(switcher.field(), Qt::Key_Up);
        QTest::keyClicks(switcher.field(), QStringLiteral("no such room"));
        QTest::keyClick(switcher.field(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QTest::keyClick(switcher.field(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(!switcher.isVisible());
    }

    // ---- how people are found ----

    void theFiveWaysAreListedAndFollowTheEngine()
    {
        Desk desk;
        desk.engine.node.rungs = {{engine::Rung::Lan, engine::RungState::Found, 2, noonMs()}};
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        NetworkDialog dialog(*desk.session, choir, nullptr);
        dialog.show();
        QVERIFY(everythingFits(dialog));
        const auto& rows = dialog.rungs()->rows();
        QCOMPARE(rows.size(), 5U);
        QCOMPARE(rows[1]->words(), QStringLiteral("found 2 people · last found somebody: 12:00"));
        const QImage found = rows[1]->grab().toImage();
        for (const auto state : {engine::RungState::Off,
                                 engine::RungState::Idle,
                                 engine::RungState::Trying,
                                 engine::RungState::Failed}) {
            desk.engine.tell(engine::RungNotice{{engine::Rung::Lan, state, 0, 0}});
            QVERIFY(!rows[1]->words().contains(QLatin1String("found 2")));
            QVERIFY(rows[1]->accessibleName().contains(rows[1]->words()));
            QVERIFY(rows[1]->grab().toImage() != found);
        }
        QVERIFY(dialog.summary().contains(QLatin1String("keeps looking")));
    }

    void howCompleteTheChosenRoomIsIsSaid()
    {
        Desk desk;
        engine::RoomHealth& health = desk.engine.health[choir];
        health.online = 2;
        health.equal = 2;
        health.copies = 3;
        health.superpeers = 1;
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        NetworkDialog dialog(*desk.session, choir, nullptr);
        dialog.show();
        QTRY_VERIFY(dialog.health().contains(QLatin1String("3 computers online hold all")));
        QVERIFY(dialog.health().contains(QLatin1String("Choir")));
        QVERIFY(dialog.health().contains(QLatin1String("1 of those who keep")));
        QTRY_VERIFY(everythingFits(dialog));
        const auto says = [&](const engine::RoomHealth& now, const char* words) {
            return NetworkWords::health(QStringLiteral("Choir"), now)
                .contains(QLatin1String(words));
        };
        health.missing = 7;
        QVERIFY(says(health, "7 message"));
        health = {};
        QVERIFY(says(health, "only copy"));
        health.online = 1;
        QVERIFY(says(health, "being compared") && says(health, "None of those"));
        // Another room is chosen.
        desk.engine.requests.clear();
        dialog.roomChoice()->setCurrentIndex(dialog.roomChoice()->currentIndex() == 0 ? 1 : 0);
        QTRY_COMPARE(desk.engine.asked<engine::GetHealth>().size(), 1U);
        QVERIFY(desk.engine.asked<engine::GetHealth>().front().room != choir);
    }

    void anAddressIsTriedForARoom()
    {
        Desk desk;
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        NetworkDialog dialog(*desk.session, choir, nullptr);
        dialog.show();
        QVERIFY(!dialog.mainButton()->isEnabled());
        QCOMPARE(dialog.roomChoice()->currentText(), QStringLiteral("Choir"));
        QTest::keyClicks(dialog.addressField(), QStringLiteral(" 192.0.2.7:40123 "));
        QTest::keyClick(dialog.addressField(), Qt::Key_Return);
        QTRY_VERIFY(dialog.said().startsWith(QLatin1String("Parlour calls it")));
        const auto asked = desk.engine.asked<engine::DialPeer>();
        QCOMPARE(asked.size(), 1U);
        QCOMPARE(asked[0].room, choir);
        QCOMPARE(asked[0].addr, std::string("192.0.2.7:40123"));
        for (const Reason reason : allReasons()) {
            desk.refuse(reason);
            dialog.mainButton()->click();
            QTRY_COMPARE(dialog.said(), Words::dialSentence(reason));
        }
        QVERIFY(everythingFits(dialog));
    }

    void withoutARoomNobodyCanBeCalled()
    {
        Desk desk;
        desk.engine.rooms.clear();
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        NetworkDialog dialog(*desk.session, std::nullopt, nullptr);
        dialog.show();
        dialog.addressField()->setText(QStringLiteral("192.0.2.7:1"));
        QVERIFY(!dialog.mainButton()->isEnabled() && !dialog.addressField()->isEnabled());
        QVERIFY(dialog.summary().contains(QLatin1String("no room yet")));
    }
};

QTEST_MAIN(DialogsTest)
#include "dialogs_test.moc"
