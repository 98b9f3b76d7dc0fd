// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/timeline/timeline_view.cpp gui/timeline/timeline_input.cpp gui/timeline/timeline_paint.cpp
#include "gui/timeline/room_history.h"
#include "gui/widgets/action_button.h"
#include "window_fixture.h"

#include <QAccessible>
#include <QClipboard>
#include <QElapsedTimer>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>

using namespace gui;
using namespace gui::test;

namespace {

/// A timeline of its own over as many messages as wanted, without a window around it.
struct Reel {
    Desk desk;
    std::vector<engine::MessageSnapshot> all;
    RoomHistory history{[this](const engine::ReadHistory& request,
                               QObject* /*context*/,
                               const std::function<void(const engine::Answer&)>& take) {
                            if (whole) {
                                take(engine::HistoryPage{all, true});
                                return;
                            }
                            desk.engine.history[kitchen] = all;
                            take(desk.engine.pageOf(request));
                        },
                        kitchen};
    TimelineView view{*desk.session};
    bool whole = false; ///< everything is one page

    explicit Reel(int count, std::uint32_t unread = 0, bool wholePage = false)
        : whole(wholePage)
    {
        for (int number = 1; number <= count; ++number) {
            all.push_back(next(number));
        }
        view.resize(700, 500);
        view.show();
        view.setHistory(&history, unread);
        history.setRowsMost(50'000);
        history.loadNewest(unread);
    }

    static engine::MessageSnapshot next(int number)
    {
        // Different authors, lengths and times, so that rows differ in height.
        const std::string text = number % 7 == 0
                                     ? std::string(static_cast<std::size_t>(number % 300), 'w')
                                     : "message " + std::to_string(number);
        return messageOf(number, 2 + number % 3, "Bea", noonMs() + number * 20'000LL, text);
    }

    [[nodiscard]] int topOf(int number) const
    {
        const auto index = history.indexOf(refOf(number));
        return index ? view.rowRect(static_cast<int>(*index)).top() : -99'999;
    }
};

} // namespace

class TimelineTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void standsAtTheEndAndFollowsIt()
    {
        Reel reel(300);
        QVERIFY(reel.view.followsEnd());
        reel.history.takeMessage(Reel::next(301));
        QVERIFY(reel.view.followsEnd());
        const QRect last = reel.view.rowRect(reel.view.rowCount() - 1);
        QVERIFY(last.bottom() < reel.view.viewport()->height() && last.top() > 0);
    }

    /// What was in front of somebody's eyes stays there, whatever arrives above or below.
    void theViewportNeverJumps()
    {
        Reel reel(300);
        reel.view.verticalScrollBar()->setValue(reel.view.verticalScrollBar()->maximum() / 2);
        QVERIFY(!reel.view.followsEnd());
        constexpr int held = 250;
        const int before = reel.topOf(held);
        for (int number = 301; number < 330; ++number) {
            reel.history.takeMessage(Reel::next(number));
            QCOMPARE(reel.topOf(held), before);
        }
        reel.history.loadOlder();
        QVERIFY(reel.history.messages().size() > 200U);
        QCOMPARE(reel.topOf(held), before);
        // A message that belongs far above is put there.
        auto above = messageOf(5000, 4, "Noor", 0, "from an island");
        above.timeMs = reel.history.messages()[3].timeMs + 1;
        reel.history.takeMessage(above);
        QCOMPARE(reel.topOf(held), before);
        reel.all.push_back(messageOf(6000, 4, "Noor", noonMs() + 400 * 20'000LL, "merged"));
        reel.history.takeSync(1);
        QCOMPARE(reel.topOf(held), before);
        QVERIFY(reel.view.jumpButton()->isVisible());
    }

    void anAppendToTwentyThousandRowsStaysCheap()
    {
        Reel reel(20'000, 0, true);
        QCOMPARE(reel.view.rowCount(), 20'000);
        constexpr int appends = 100;
        QElapsedTimer clock;
        clock.start();
        for (int number = 0; number < appends; ++number) {
            reel.history.takeMessage(Reel::next(20'001 + number));
        }
        const double each = static_cast<double>(clock.nsecsElapsed()) / appends / 1e6;
        QVERIFY2(each < 5.0, qPrintable(QStringLiteral("%1 ms an append").arg(each)));
        clock.restart();
        reel.view.resize(640, 480);
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
    }

    void pagesAreAskedForNearTheTop()
    {
        Reel reel(300);
        QCOMPARE(reel.view.rowCount(), 100);
        reel.view.verticalScrollBar()->setValue(0);
        QVERIFY(reel.view.rowCount() >= 200);
        QVERIFY(reel.view.verticalScrollBar()->value() > 0);
    }

    void daysAndGroups()
    {
        Reel reel(0);
        const auto say = [&](int number, int author, std::int64_t time) {
            reel.history.takeMessage(messageOf(number, author, "x", time, "t"));
        };
        say(1, 2, noonMs() - 24 * 60 * minute);
        say(2, 2, noonMs());
        say(3, 2, noonMs() + minute);
        say(4, 3, noonMs() + 2 * minute);
        say(5, 3, noonMs() + 20 * minute);
        QCOMPARE(reel.view.rowCount(), 5);
        const bool days[] = {true, true, false, false, false};
        const bool groups[] = {true, true, false, true, true};
        for (int row = 0; row < 5; ++row) {
            QCOMPARE(reel.view.rowStartsDay(row), days[row]);
            QCOMPARE(reel.view.rowStartsGroup(row), groups[row]);
        }
        // An old message put in front takes the day line with it.
        say(6, 2, noonMs() - 24 * 60 * minute - minute);
        QVERIFY(reel.view.rowStartsDay(0) && !reel.view.rowStartsDay(1));
        // A late one stands where it arrived and starts no day.
        auto late = messageOf(7, 4, "x", noonMs() - 3 * 24 * 60 * minute, "late");
        late.late = true;
        reel.history.takeMessage(late);
        QVERIFY(!reel.view.rowStartsDay(6) && reel.view.rowStartsGroup(6));
        // Nor does it end one: what comes after it is measured by what came before it.
        say(8, 2, noonMs() + 30 * minute);
        QVERIFY(!reel.view.rowStartsDay(7));
        late = messageOf(9, 4, "x", noonMs() + 24 * 60 * minute, "late on the next day");
        late.late = true;
        reel.history.takeMessage(late);
        say(10, 2, noonMs() + 24 * 60 * minute + minute);
        QVERIFY(!reel.view.rowStartsDay(8) && reel.view.rowStartsDay(9));
    }

    /// It would cover what is read.
    void theDayFloatsOnlyWhileSomebodyScrolls()
    {
        const Reel reel(60);
        QTRY_VERIFY(reel.view.followsEnd());
        QVERIFY(!reel.view.floatsDay());
        reel.view.verticalScrollBar()->setValue(40);
        QVERIFY(reel.view.floatsDay());
        QTRY_VERIFY_WITH_TIMEOUT(!reel.view.floatsDay(), 5000);
    }

    void theNewLineStandsAboveTheUnread()
    {
        Reel reel(300, 40);
        const auto row = static_cast<int>(*reel.history.indexOf(refOf(261)));
        QVERIFY(reel.view.rowStartsNew(row));
        QVERIFY(!reel.view.followsEnd());
        const QRect box = reel.view.rowRect(row);
        QVERIFY(box.top() > 0 && box.top() < reel.view.viewport()->height());
        reel.view.clearNewLine();
        QVERIFY(!reel.view.rowStartsNew(row));
    }

    void seenIsSaidOnlyWhenSomebodyLooks()
    {
        Reel reel(100);
        QSignalSpy seen(&reel.view, &TimelineView::seen);
        reel.view.setAttentive(false);
        reel.history.takeMessage(Reel::next(101));
        QCOMPARE(seen.count(), 0);
        QCOMPARE(reel.view.unseen(), 1);
        reel.view.setAttentive(true);
        QCOMPARE(seen.count(), 1);
        QCOMPARE(reel.view.unseen(), 0);
        reel.view.verticalScrollBar()->setValue(0);
        reel.history.takeMessage(Reel::next(102));
        QCOMPARE(seen.count(), 1);
        QCOMPARE(reel.view.jumpButton()->text(), QStringLiteral("1 new"));
        QTest::mouseClick(reel.view.jumpButton(), Qt::LeftButton);
        QCOMPARE(seen.count(), 2);
        QVERIFY(reel.view.followsEnd() && !reel.view.jumpButton()->isVisible());
    }

    void selectingAndCopying()
    {
        Reel reel(0);
        reel.history.takeMessage(messageOf(1, 2, "Bea", noonMs(), "one two three"));
        reel.history.takeMessage(messageOf(2, 3, "Noor", noonMs() + minute, "four"));
        QWidget* canvas = reel.view.viewport();
        const auto at = [&](int row, int dx) {
            const RowShape shape = reel.view.rowShape(row);
            return QPoint(shape.text.left() + dx,
                          reel.view.rowRect(row).top() + shape.text.center().y());
        };
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, at(0, 5));
        QCOMPARE(reel.view.selectedText(), QStringLiteral("one"));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(0, 5));
        QTest::mousePress(canvas, Qt::LeftButton, {}, at(0, 0));
        QMouseEvent move(QEvent::MouseMove,
                         QPointF(at(1, 500)),
                         canvas->mapToGlobal(QPointF(at(1, 500))),
                         Qt::NoButton,
                         Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(canvas, &move);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(1, 500));
        QCOMPARE(reel.view.selectedText(),
                 QStringLiteral("Bea, 12:00: one two three\nNoor, 12:01: four"));
        QTest::keyClick(&reel.view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), reel.view.selectedText());
    }

    void linksAreOfferedAndNeverOpened()
    {
        Reel reel(0);
        reel.history.takeMessage(messageOf(1, 2, "Bea", noonMs(), "https://a.de/x"));
        reel.history.takeMessage(messageOf(2, 2, "Bea", noonMs() + 1, "parlour:AAEC"));
        QSignalSpy links(&reel.view, &TimelineView::linkActivated);
        for (int row = 0; row < 2; ++row) {
            const RowShape shape = reel.view.rowShape(row);
            const QPoint at(shape.text.left() + 8,
                            reel.view.rowRect(row).top() + shape.text.center().y());
            QTest::mouseClick(reel.view.viewport(), Qt::LeftButton, {}, at);
        }
        QCOMPARE(links.count(), 2);
        QCOMPARE(links.at(0).at(0).toString(), QStringLiteral("https://a.de/x"));
        QVERIFY(!links.at(0).at(1).toBool() && links.at(1).at(1).toBool());
    }

    /// What was sent under older rules is there, folded, until this person wants to read it.
    void olderRulesFoldAMessage()
    {
        Reel reel(0);
        const QString secret = QStringLiteral("buy at https://a.de/x");
        auto old = messageOf(1, 2, "Bea", noonMs(), secret.toStdString());
        reel.history.takeMessage(old);
        QVERIFY(!reel.view.isFolded(0));
        old.olderRules = true;
        reel.history.takeMessage(old); // the room has heard of the rule by now
        auto card = messageOf(2, 2, "Bea", noonMs() + 1, "");
        card.file = engine::FileSummary{refOf(2), "a.pdf", 10, false};
        card.olderRules = true;
        reel.history.takeMessage(card);
        auto answer = messageOf(3, 3, "Cat", noonMs() + 2, "what is this?");
        answer.replyTo = refOf(1);
        reel.history.takeMessage(answer);
        QVERIFY(reel.view.isFolded(0) && reel.view.isFolded(1) && !reel.view.isFolded(2));
        QVERIFY(reel.view.cardButton(1, CardAction::Download).isNull());
        QCOMPARE(reel.view.rowWords(0),
                 QStringLiteral("Bea, 12:00: sent under older rules, Return shows it"));
        QVERIFY(!reel.view.rowWords(1).contains(QLatin1String("a.pdf")));

        QSignalSpy links(&reel.view, &TimelineView::linkActivated);
        const auto click = [&](int row) {
            const QPoint inside = reel.view.rowShape(row).text.center();
            QTest::mouseClick(reel.view.viewport(),
                              Qt::LeftButton,
                              {},
                              inside + QPoint(0, reel.view.rowRect(row).top()));
        };
        click(0);
        QVERIFY(!reel.view.isFolded(0) && reel.view.isFolded(1));
        QVERIFY(reel.view.rowWords(0).contains(secret));
        QCOMPARE(links.count(), 0); // the click that unfolds follows no link

        // By the keyboard: up to the card, Return unfolds it and fetches nothing.
        QTest::keyClick(&reel.view, Qt::Key_Up);
        QTest::keyClick(&reel.view, Qt::Key_Up);
        QTest::keyClick(&reel.view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(!QApplication::clipboard()->text().contains(QLatin1String("a.pdf")));
        QTest::keyClick(&reel.view, Qt::Key_Return);
        QVERIFY(!reel.view.isFolded(1));
        QVERIFY(!reel.view.cardButton(1, CardAction::Download).isNull());
        QVERIFY(reel.view.accessibleDescription().contains(QLatin1String("a.pdf")));
        QVERIFY(reel.desk.engine.asked<engine::FetchFile>().empty());

        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(50, 50), QPoint(50, 50));
        QApplication::sendEvent(reel.view.viewport(), &event);
        auto* menu = shown<QMenu>(reel.view);
        QVERIFY(menu != nullptr);
        QCOMPARE(menu->actions().constFirst()->text(), QStringLiteral("Fold message again"));
        menu->actions().constFirst()->trigger();
        QVERIFY(reel.view.isFolded(1));
        menu->close();
    }

    void everythingByKeyboard()
    {
        Reel reel(50);
        QSignalSpy links(&reel.view, &TimelineView::linkActivated);
        reel.history.takeMessage(
            messageOf(99, 2, "Bea", noonMs() + 9'000'000, "see https://a.de/"));
        QTest::keyClick(&reel.view, Qt::Key_Up);
        QVERIFY(reel.view.accessibleDescription().contains(QLatin1String("see https://a.de/")));
        QTest::keyClick(&reel.view, Qt::Key_Return);
        QCOMPARE(links.count(), 1);
        QTest::keyClick(&reel.view, Qt::Key_Up);
        QVERIFY(reel.view.accessibleDescription().contains(QLatin1String("Bea")));
        QTest::keyClick(&reel.view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(!QApplication::clipboard()->text().isEmpty());
        QTest::keyClick(&reel.view, Qt::Key_Home);
        QVERIFY(!reel.view.followsEnd());
        QTest::keyClick(&reel.view, Qt::Key_PageDown);
        QTest::keyClick(&reel.view, Qt::Key_PageUp);
        QTest::keyClick(&reel.view, Qt::Key_End);
        QVERIFY(reel.view.followsEnd());
    }

    void theMenuOffersWhatTheMessageHas()
    {
        Reel reel(0);
        auto message = messageOf(1, 2, "Bea", noonMs(), "");
        message.file = engine::FileSummary{refOf(1), "a.pdf", 10, false};
        reel.history.takeMessage(message);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(50, 50), QPoint(50, 50));
        QApplication::sendEvent(reel.view.viewport(), &event);
        auto* menu = shown<QMenu>(reel.view);
        QVERIFY(menu != nullptr);
        QStringList actions;
        for (const QAction* action : menu->actions()) {
            actions.append(action->text());
        }
        QVERIFY(actions.contains(QStringLiteral("Copy file name")));
        QVERIFY(actions.contains(QStringLiteral("Download")));
        menu->actions().constLast()->trigger();
        QTRY_COMPARE(reel.desk.engine.asked<engine::FetchFile>().size(), 1U);
        menu->close();
    }

    void whatARowSaysAloud()
    {
        Reel reel(0);
        reel.desk.session->start();
        QTRY_VERIFY(reel.desk.session->roomsKnown());
        auto own = messageOf(1, 1, "Ada", noonMs(), "hi");
        own.own = true;
        own.state = engine::MessageState::Sent;
        reel.history.takeMessage(own);
        QCOMPARE(reel.view.rowWords(0),
                 QStringLiteral("You, 12:00: hi. Sent, not yet confirmed by anybody"));
        reel.history.takeState({kitchen, refOf(1), engine::MessageState::Read, {}});
        QVERIFY(reel.view.rowWords(0).endsWith(QLatin1String("Read")));
        own.message = refOf(2);
        own.deleted = true;
        own.own = false;
        reel.history.takeMessage(messageOf(2, 2, "", noonMs() + 1, "x"));
        QVERIFY(reel.view.rowWords(1).startsWith(QLatin1String("Someone (")));
        reel.history.takeMessage(own);
        QVERIFY(reel.view.rowWords(1).contains(QLatin1String("This message was removed")));
    }

    void emptyAndLoadingSayWhatIsGoingOn()
    {
        Reel reel(0);
        const QImage empty = reel.view.viewport()->grab().toImage();
        reel.view.setHistory(nullptr, 0);
        QVERIFY(empty != reel.view.viewport()->grab().toImage());
        QCOMPARE(reel.view.rowCount(), 0);
    }

    /// Light, dark, mirrored and with another font it draws, and the mirrored picture is another one.
    void drawsInEveryDress()
    {
        Reel reel(20);
        reel.history.takeMessage(messageOf(50, 2, "صداقة", noonMs() + 9'000'000, "شكرا 😅"));
        const QImage light = reel.view.viewport()->grab().toImage();
        reel.view.setPalette(paletteOf(darkColours()));
        const QImage dark = reel.view.viewport()->grab().toImage();
        QVERIFY(light.pixelColor(5, 5).lightness() > 200);
        QVERIFY(dark.pixelColor(5, 5).lightness() < 60);
        reel.view.setLayoutDirection(Qt::RightToLeft);
        QVERIFY(reel.view.viewport()->grab().toImage() != dark);
        QVERIFY(reel.view.followsEnd());
        QFont large = reel.view.font();
        large.setPointSize(18);
        const int before = reel.view.rowRect(reel.view.rowCount() - 1).height();
        reel.view.setFont(large);
        QVERIFY(reel.view.rowRect(reel.view.rowCount() - 1).height() > before);
    }
};

QTEST_MAIN(TimelineTest)
#include "timeline_test.moc"
