// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/session.cpp gui/timeline/room_history.cpp gui/room_list/room_list_model.cpp
// covers: gui/members/member_list_model.cpp
#include "gui/members/member_list_model.h"
#include "gui/room_list/room_list_model.h"
#include "gui/timeline/room_history.h"
#include "window_fixture.h"

#include <QSignalSpy>

using namespace gui;
using namespace gui::test;

namespace {

/// A history over a list of its own, answered at once.
struct Book {
    std::vector<engine::MessageSnapshot> all;
    int asked = 0;
    QObject context;
    RoomHistory history{[this](const engine::ReadHistory& request,
                               QObject* /*context*/,
                               const std::function<void(const engine::Answer&)>& take) {
                            ++asked;
                            FakeEngine engine;
                            engine.history[kitchen] = all;
                            take(engine.pageOf(request));
                        },
                        kitchen};

    explicit Book(int count)
    {
        for (int number = 1; number <= count; ++number) {
            all.push_back(messageOf(number, 2, "Bea", number * 1000, "m" + std::to_string(number)));
        }
    }
    [[nodiscard]] std::string first() const { return history.messages().front().text; }
    [[nodiscard]] std::string last() const { return history.messages().back().text; }
};

} // namespace

class SessionTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void startAsksForWhatTheFirstScreenNeeds()
    {
        Desk desk;
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        QCOMPARE(desk.session->node().name, std::string("Ada"));
        QCOMPARE(desk.session->rooms().size(), 3U);
        QVERIFY(desk.session->room(kitchen) != nullptr);
        QVERIFY(desk.session->room(idOf<core::RoomId>(99)) == nullptr);
    }

    void aStormOfNoticesCostsTwoLists()
    {
        Desk desk;
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        desk.engine.requests.clear();
        for (int count = 0; count < 500; ++count) {
            desk.engine.tell(engine::RoomListNotice{kitchen});
        }
        Desk::settleDown();
        QCOMPARE(desk.engine.asked<engine::ListRooms>().size(), 2U);
    }

    void anAnswerForSomebodyGoneIsDropped()
    {
        Desk desk;
        auto context = std::make_unique<QObject>();
        bool called = false;
        desk.session->ask(engine::GetDigest{kitchen}, context.get(), [&](const engine::Answer&) {
            called = true;
        });
        context.reset();
        Desk::settleDown();
        QVERIFY(!called);
    }

    void unreadCountsOthersOnceAndIsTakenBack()
    {
        Desk desk;
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        auto message = messageOf(100, 2, "Bea", noonMs(), "hello");
        desk.engine.say(kitchen, message);
        desk.engine.tell(engine::MessageNotice{kitchen, message});
        QCOMPARE(desk.session->unread(), 1U);
        message.message = refOf(101);
        message.own = true;
        desk.engine.say(kitchen, message);
        QCOMPARE(desk.session->unread(), 1U);
        QCOMPARE(desk.session->room(kitchen)->last->message, refOf(101));
        desk.session->markRead(kitchen, refOf(101));
        QTRY_COMPARE(desk.session->unread(), 0U);
    }

    void typingFadesByItself()
    {
        Desk desk;
        const auto bea = idOf<core::IdentityId>(2);
        desk.engine.tell(engine::TypingNotice{kitchen, bea, true});
        QCOMPARE(desk.session->typing(kitchen).size(), 1U);
        desk.engine.tell(engine::TypingNotice{kitchen, bea, false});
        QCOMPARE(desk.session->typing(kitchen).size(), 0U);
        desk.engine.tell(engine::TypingNotice{kitchen, bea, true});
        holdWallClock(noon.addSecs(60));
        QTRY_COMPARE_WITH_TIMEOUT(desk.session->typing(kitchen).size(), 0U, 4000);
        holdWallClock(noon);
        desk.engine.tell(engine::TypingNotice{kitchen, bea, true});
        desk.engine.tell(
            engine::MessageNotice{kitchen, messageOf(7, 2, "Bea", noonMs(), "said it")});
        QCOMPARE(desk.session->typing(kitchen).size(), 0U);
    }

    void roomsAreOrderedByWhatHappenedLast()
    {
        Desk desk;
        RoomListModel model(*desk.session);
        desk.session->start();
        QTRY_COMPARE(model.rowCount(), 3);
        desk.engine.say(hikers, messageOf(1, 2, "Bea", noonMs(), "first"));
        desk.engine.say(choir, messageOf(2, 3, "Noor", noonMs() + 1, "second\nline"));
        QCOMPARE(model.roomAt(model.index(0, 0)), std::optional(choir));
        QCOMPARE(model.roomAt(model.index(1, 0)), std::optional(hikers));
        const QModelIndex top = model.indexOf(choir);
        QCOMPARE(top.data(RoomListModel::UnreadRole).toInt(), 1);
        QVERIFY(
            top.data(RoomListModel::PreviewRole).toString().contains(QLatin1String("second line")));
        QVERIFY(top.data(Qt::AccessibleTextRole)
                    .toString()
                    .startsWith(QLatin1String("Choir, 1 unread")));
        QCOMPARE(top.data(RoomListModel::TimeRole).toString(), QStringLiteral("12:00"));
        // What is kept by index follows its room.
        const QPersistentModelIndex kept(model.indexOf(hikers));
        desk.engine.say(hikers, messageOf(3, 2, "Bea", noonMs() + 2, "third"));
        QCOMPARE(kept.row(), 0);
    }

    void previewsOfFilesAndStates()
    {
        Desk desk;
        RoomListModel model(*desk.session);
        desk.session->start();
        QTRY_COMPARE(model.rowCount(), 3);
        auto file = messageOf(1, 2, "Bea", noonMs(), "");
        file.file = engine::FileSummary{refOf(1), "a.pdf", 10, false};
        desk.engine.say(kitchen, file);
        const auto preview = [&] {
            return model.indexOf(kitchen).data(RoomListModel::PreviewRole).toString();
        };
        QVERIFY(preview().contains(QLatin1String("a.pdf")));
        file.deleted = true;
        desk.engine.tell(engine::MessageNotice{kitchen, file});
        QVERIFY(preview().contains(QLatin1String("message removed")));
        desk.engine.tell(engine::RoomNotice{kitchen, engine::RoomState::Banned, {}});
        QCOMPARE(preview(), QStringLiteral("Banned"));
        engine::RoomSnapshot nameless;
        QCOMPARE(roomTitle(nameless), QStringLiteral("Room without a name"));
    }

    void filesGoThroughTheirStages()
    {
        Desk desk;
        const auto file = refOf(50);
        QVERIFY(!desk.session->file(file).stage);
        desk.session->fetchFile(file);
        QTRY_VERIFY(desk.session->file(file).stage == engine::FileStage::Fetching);
        desk.engine.tell(engine::FileProgressNotice{file, 40, 100, 10, 2});
        QCOMPARE(desk.session->file(file).done, 40U);
        desk.session->pauseFile(file);
        QTRY_VERIFY(desk.session->file(file).stage == engine::FileStage::Paused);
        desk.session->resumeFile(file);
        QTRY_VERIFY(desk.session->file(file).stage == engine::FileStage::Fetching);
        desk.session->cancelFile(file);
        QTRY_VERIFY(desk.session->file(file).stage == engine::FileStage::Offered);
        QCOMPARE(desk.session->file(file).done, 0U);
        desk.engine.tell(engine::FileDoneNotice{file, "/tmp/x"});
        QVERIFY(desk.session->file(file).stage == engine::FileStage::Here);
        desk.engine.tell(engine::FileCopiesNotice{file, 3});
        QCOMPARE(desk.session->file(file).copies, 3U);
        desk.engine.tell(engine::FileFailedNotice{file, engine::Reason::DiskFull});
        QVERIFY(desk.session->file(file).failure == engine::Reason::DiskFull);
        desk.refuse(engine::Reason::UnknownFile);
        desk.session->fetchFile(file);
        QTRY_VERIFY(desk.session->file(file).failure == engine::Reason::UnknownFile);
    }

    void warningsAndMergesPassThrough()
    {
        Desk desk;
        QSignalSpy warned(desk.session.get(), &Session::warned);
        QSignalSpy merged(desk.session.get(), &Session::merged);
        QSignalSpy hashing(desk.session.get(), &Session::hashingProgress);
        desk.engine.tell(engine::WarningNotice{engine::Warning::DiskFull, "x"});
        desk.engine.tell(engine::MergedNotice{kitchen, 3, 0, 1});
        desk.engine.tell(engine::FileHashingNotice{"/tmp/a", 1, 2});
        QCOMPARE(warned.count() + merged.count() + hashing.count(), 3);
    }

    // ---- the loaded part of a history ----

    void pagesGrowAtBothEnds()
    {
        Book book(450);
        book.history.loadNewest(0);
        QCOMPARE(book.history.messages().size(), std::size_t(RoomHistory::pageRows));
        QCOMPARE(book.last(), std::string("m450"));
        QVERIFY(book.history.atEnd() && !book.history.complete());
        while (!book.history.complete()) {
            book.history.loadOlder();
        }
        QCOMPARE(book.history.messages().size(), 450U);
        QCOMPARE(book.first(), std::string("m1"));
        const int asked = book.asked;
        book.history.loadOlder();
        QCOMPARE(book.asked, asked);
    }

    void enoughIsLoadedForTheUnread()
    {
        Book book(450);
        book.history.loadNewest(300);
        QCOMPARE(book.history.messages().size(), 400U);
    }

    void theFarEndIsGivenBack()
    {
        Book book(600);
        book.history.setRowsMost(250);
        book.history.loadNewest(0);
        book.history.loadOlder();
        book.history.loadOlder();
        QCOMPARE(book.history.messages().size(), 250U);
        QVERIFY(!book.history.atEnd());
        // What is said meanwhile is not stuck to the wrong end.
        book.history.takeMessage(messageOf(9000, 2, "Bea", 9'000'000, "new"));
        QVERIFY(book.last() != "new");
        while (!book.history.atEnd()) {
            book.history.loadNewer();
        }
        QCOMPARE(book.last(), std::string("m600"));
        QCOMPARE(book.history.messages().size(), 250U);
    }

    void messagesStandInTheOrderOfTheScreen()
    {
        Book book(3);
        book.history.loadNewest(0);
        QSignalSpy arrived(&book.history, &RoomHistory::arrived);
        book.history.takeMessage(messageOf(50, 2, "Bea", 1500, "between"));
        QCOMPARE(book.history.messages()[1].text, std::string("between"));
        auto late = messageOf(51, 2, "Bea", 10, "late");
        late.late = true;
        book.history.takeMessage(late);
        QCOMPARE(book.last(), std::string("late"));
        book.history.takeMessage(messageOf(52, 2, "Bea", 2500, "after the late one"));
        QCOMPARE(book.last(), std::string("after the late one"));
        QCOMPARE(arrived.count(), 3);
        // The same again is an edit, not a second row.
        book.history.takeMessage(messageOf(52, 2, "Bea", 2500, "edited"));
        QCOMPARE(book.history.messages().size(), 6U);
        QCOMPARE(book.last(), std::string("edited"));
    }

    void statesOnlyGrow()
    {
        Book book(3);
        book.history.loadNewest(0);
        book.history.takeState({kitchen, refOf(2), engine::MessageState::Read, {}});
        book.history.takeState({kitchen, refOf(2), engine::MessageState::Sent, {}});
        QVERIFY(book.history.messages()[1].state == engine::MessageState::Read);
        book.history.takeState({kitchen, refOf(77), engine::MessageState::Sent, {}});
    }

    void syncedMessagesAreMerged()
    {
        Book book(120);
        book.history.loadNewest(0);
        const auto middle = messageOf(500, 3, "Noor", 100'500, "from the island");
        book.all.insert(book.all.begin() + 100, middle);
        QSignalSpy reset(&book.history, &RoomHistory::reset);
        book.history.takeSync(1);
        QCOMPARE(reset.count(), 1);
        const auto index = book.history.indexOf(refOf(500));
        QVERIFY(index.has_value());
        QCOMPARE(book.history.messages()[*index - 1].text, std::string("m100"));
        QCOMPARE(book.last(), std::string("m120"));
    }

    // ---- members ----

    void membersAreGroupedByRoleOnlineFirst()
    {
        Desk desk;
        MemberListModel model(*desk.session);
        auto& people = desk.engine.members[kitchen];
        people.push_back(memberOf(9, "Zoe", 50, true));
        people.push_back(memberOf(10, "Gone", 10, false));
        people.back().state = engine::MemberState::Banned;
        people[2].state = engine::MemberState::Muted;
        model.setRoom(kitchen);
        desk.session->refreshMembers(kitchen);
        QTRY_COMPARE(model.rowCount(), 7);
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            rows.append(model.index(row, 0).data(Qt::DisplayRole).toString());
        }
        const QStringList wanted{QStringLiteral("Founders · 1/1"),
                                 QStringLiteral("Ada"),
                                 QStringLiteral("Moderators · 1/1"),
                                 QStringLiteral("Zoe"),
                                 QStringLiteral("Members · 1/2"),
                                 QStringLiteral("Bea"),
                                 QStringLiteral("Noor")};
        QCOMPARE(rows, wanted);
        QVERIFY(!(model.index(0, 0).flags() & Qt::ItemIsSelectable));
        QVERIFY(model.index(6, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QLatin1String("muted")));
        QVERIFY(model.index(5, 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QLatin1String("linked directly")));
        model.setRoom(std::nullopt);
        QCOMPARE(model.rowCount(), 0);
    }

    void comingAndGoingAsksAgain()
    {
        Desk desk;
        desk.session->refreshMembers(kitchen);
        QTRY_COMPARE(desk.session->members(kitchen).size(), 3U);
        desk.engine.members[kitchen].pop_back();
        desk.engine.tell(
            engine::MemberNotice{kitchen, idOf<core::IdentityId>(3), engine::MemberChange::Left});
        QTRY_COMPARE(desk.session->members(kitchen).size(), 2U);
        QVERIFY(desk.session->member(kitchen, idOf<core::IdentityId>(2)) != nullptr);
        QVERIFY(desk.session->member(kitchen, idOf<core::IdentityId>(3)) == nullptr);
    }
};

QTEST_MAIN(SessionTest)
#include "session_test.moc"
