// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// covers: gui/search/search_panel.cpp gui/search/result_list.cpp gui/search/found_text.cpp
#include "gui/composer/composer.h"
#include "gui/composer/composer_edit.h"
#include "gui/search/found_text.h"
#include "gui/search/result_list.h"
#include "gui/search/search_panel.h"
#include "gui/timeline/room_history.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>

using namespace gui;
using namespace gui::test;

namespace {

QString marked(const QString& text, const QString& query)
{
    const FoundText found = foundText(text, query);
    QString out = found.text;
    for (auto mark = found.marks.rbegin(); mark != found.marks.rend(); ++mark) {
        out.insert(mark->first + mark->second, QLatin1Char(']'));
        out.insert(mark->first, QLatin1Char('['));
    }
    return out;
}

} // namespace

class SearchTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void theHitIsMarked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("wanted");
        const auto row =
            [](const char* name, const QString& text, const char* query, const QString& wanted) {
                QTest::newRow(name) << text << QString::fromUtf8(query) << wanted;
            };
        row("a word", QStringLiteral("some tea"), "TEA", QStringLiteral("some [tea]"));
        row("accents", QStringLiteral("le café noir"), "cafe", QStringLiteral("le [café] noir"));
        row("composed",
            QStringLiteral("cafe\u0301 noir"),
            "café",
            QStringLiteral("[cafe\u0301] noir"));
        row("twice and two words",
            QStringLiteral("tea milk tea"),
            "tea milk",
            QStringLiteral("[tea] [milk] [tea]"));
        row("overlapping", QStringLiteral("abcd"), "abc bcd", QStringLiteral("[abcd]"));
        row("two of one sign", QStringLiteral("日本語"), "本", QStringLiteral("日[本]語"));
        row("beyond the plane", QStringLiteral("x😀y"), "😀", QStringLiteral("x[😀]y"));
        row("lines", QStringLiteral("one\ntwo"), "two", QStringLiteral("one [two]"));
        row("no markup", QStringLiteral("<b>tea</b>"), "tea", QStringLiteral("<b>[tea]</b>"));
        row("nothing", QStringLiteral("tea"), "", QStringLiteral("tea"));
        row("far in",
            QString(QStringLiteral("word ")).repeated(40) + QStringLiteral("tea"),
            "tea",
            QStringLiteral("…") + QString(QStringLiteral("word ")).repeated(8)
                + QStringLiteral("[tea]"));
    }
    void theHitIsMarked()
    {
        QFETCH(QString, text);
        QFETCH(QString, query);
        QFETCH(QString, wanted);
        QCOMPARE(marked(text, query), wanted);
    }

    void aPieceIsShort()
    {
        const FoundText found = foundText(QString(5000, QLatin1Char('a')), QStringLiteral("aaa"));
        QVERIFY(found.text.size() < 200);
        for (const auto& [from, length] : found.marks) {
            QVERIFY(from >= 0 && from + length <= found.text.size());
        }
    }

    void ctrlFSearchesHereAfterAMoment()
    {
        Desk desk;
        prepare(desk);
        desk.open(kitchen);
        SearchPanel* panel = desk.window->search();
        QVERIFY(!panel->isVisible());
        QTest::keyClick(desk.window.get(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(panel->field()->hasFocus());
        QCOMPARE(panel->scope()->currentIndex(), 0);
        QTest::keyClicks(panel->field(), QStringLiteral("tea"));
        QCOMPARE(desk.engine.asked<engine::SearchMessages>().size(), 0U); // not with every key
        QTRY_COMPARE(panel->results()->count(), 3);
        QCOMPARE(desk.engine.asked<engine::SearchMessages>().size(), 1U);
        const auto asked = desk.engine.asked<engine::SearchMessages>().back();
        QVERIFY(asked.query == "tea" && asked.room == kitchen && !asked.from && !asked.before);
        QCOMPARE(panel->said(), QStringLiteral("3 messages"));
        const FoundText text = panel->results()->textAt(0);
        QCOMPARE(text.text, QStringLiteral("<b>tea</b> number 690"));
        QCOMPARE(text.marks.size(), 1U);
        QCOMPARE(nameless(*desk.window), QStringList());
        QTest::keyClick(panel->field(), Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
        QTRY_VERIFY(desk.window->roomView()->composer()->edit()->hasFocus());
    }

    void walkingShowsEachInItsPlace()
    {
        Desk desk;
        prepare(desk);
        desk.open(kitchen);
        SearchPanel* panel = desk.window->search();
        look(desk, QStringLiteral("tea"));
        QTest::keyClick(panel->field(), Qt::Key_Return);
        QCOMPARE(panel->results()->currentRow(), 0);
        QTRY_VERIFY(isShown(desk, 690));
        QVERIFY(panel->field()->hasFocus()); // the panel stays
        QVERIFY(desk.timeline()->marksCurrent());
        QTest::keyClick(panel->field(), Qt::Key_Return);
        QTRY_VERIFY(isShown(desk, 350)); // was not loaded
        QTest::keyClick(desk.window.get(), Qt::Key_F3);
        QTRY_VERIFY(isShown(desk, 10));
        QTest::keyClick(desk.window.get(), Qt::Key_F3);
        QCOMPARE(panel->results()->currentRow(), 2); // the last one
        QTest::keyClick(desk.window.get(), Qt::Key_F3, Qt::ShiftModifier);
        QTRY_VERIFY(isShown(desk, 350));
        QTest::keyClick(panel->field(), Qt::Key_Down);
        QTRY_VERIFY(panel->results()->hasFocus());
        QTest::keyClick(panel->results(), Qt::Key_Down);
        QTest::keyClick(panel->results(), Qt::Key_Return);
        QTRY_VERIFY(isShown(desk, 10));
    }

    void everywhereOpensTheRoomOfTheMessage()
    {
        Desk desk;
        prepare(desk);
        desk.open(choir);
        QTest::keyClick(desk.window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        SearchPanel* panel = desk.window->search();
        QCOMPARE(panel->scope()->currentIndex(), 1);
        panel->field()->setText(QStringLiteral("tea"));
        QTRY_COMPARE(panel->results()->count(), 3);
        QVERIFY(!desk.engine.asked<engine::SearchMessages>().back().room);
        QVERIFY(panel->results()
                    ->item(0)
                    ->data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("Kitchen table")));
        // The room is not loaded yet, and the message is far from its end.
        QTest::mouseClick(panel->results()->viewport(),
                          Qt::LeftButton,
                          {},
                          panel->results()->visualItemRect(panel->results()->item(1)).center());
        QTRY_COMPARE(desk.window->roomView()->room(), std::optional(kitchen));
        QTRY_VERIFY(isShown(desk, 350));
        QCOMPARE(panel->results()->count(), 3); // the results are still those of all rooms
    }

    void withoutARoomAllAreSearched()
    {
        Desk desk;
        prepare(desk);
        desk.open();
        QTest::keyClick(desk.window.get(), Qt::Key_F, Qt::ControlModifier);
        SearchPanel* panel = desk.window->search();
        QVERIFY(panel->isVisible() && !panel->scope()->isEnabled());
        QCOMPARE(panel->scope()->currentIndex(), 1);
    }

    void filtersNarrowIt()
    {
        Desk desk;
        prepare(desk);
        desk.open(kitchen);
        SearchPanel* panel = desk.window->search();
        look(desk, QStringLiteral("tea"));
        QTRY_COMPARE(panel->author()->count(), 4);
        panel->author()->setCurrentIndex(2);
        panel->period()->setCurrentIndex(2);
        panel->files()->setChecked(true);
        QTRY_COMPARE(desk.engine.asked<engine::SearchMessages>().size(), 2U);
        const auto asked = desk.engine.asked<engine::SearchMessages>().back();
        QVERIFY(asked.from.has_value() && asked.files);
        QCOMPARE(asked.sinceMs, QDate(2026, 11, 17).startOfDay().toMSecsSinceEpoch());
        // Members that change leave the choice alone, and nothing is asked for that.
        desk.session->refreshMembers(kitchen);
        Desk::settleDown();
        QCOMPARE(panel->author()->currentIndex(), 2);
        panel->scope()->setCurrentIndex(1);
        QVERIFY(!panel->author()->isEnabled());
        QTRY_COMPARE(desk.engine.asked<engine::SearchMessages>().size(), 3U);
        QVERIFY(!desk.engine.asked<engine::SearchMessages>().back().from);
    }

    void whatIsSaidOfTheResult()
    {
        Desk desk;
        prepare(desk);
        desk.open(kitchen);
        SearchPanel* panel = desk.window->search();
        look(desk, QString(), 0);
        QTRY_VERIFY(panel->said().startsWith(QStringLiteral("Words are found")));
        QCOMPARE(desk.engine.asked<engine::SearchMessages>().size(), 0U);
        m_indexed = false;
        look(desk, QStringLiteral("nowhere"), 0);
        QTRY_VERIFY(panel->said().startsWith(QStringLiteral("Nothing was found.")));
        QVERIFY(panel->said().contains(QStringLiteral("still being indexed")));
        m_indexed = true; // it asks again by itself
        QTRY_COMPARE(panel->said(), QStringLiteral("Nothing was found."));
        desk.engine.script = [](const engine::Request& request) -> std::optional<engine::Answer> {
            return std::holds_alternative<engine::SearchMessages>(request)
                       ? std::optional<engine::Answer>(
                             engine::Refusal{engine::Reason::TooLarge, "", 0})
                       : std::nullopt;
        };
        panel->field()->setText(QStringLiteral("x"));
        QTRY_VERIFY(!panel->said().isEmpty()
                    && !panel->said().startsWith(QStringLiteral("Nothing")));
    }

    void olderPagesComeAtTheEnd()
    {
        Desk desk;
        prepare(desk, 2);
        desk.open(kitchen);
        SearchPanel* panel = desk.window->search();
        look(desk, QStringLiteral("tea"), 2);
        QCOMPARE(panel->said(), QStringLiteral("The newest 2 messages"));
        QTest::keyClick(panel->field(), Qt::Key_Return);
        QTest::keyClick(panel->field(), Qt::Key_Return);
        QTRY_COMPARE(panel->results()->count(), 3);
        QCOMPARE(desk.engine.asked<engine::SearchMessages>().back().before,
                 std::optional(refOf(350)));
        QCOMPARE(panel->results()->currentRow(), 1);
        QCOMPARE(panel->said(), QStringLiteral("3 messages"));
    }

    void anAnswerToAnOlderQuestionIsThrownAway()
    {
        Desk desk;
        prepare(desk);
        desk.open(kitchen);
        SearchPanel* panel = desk.window->search();
        look(desk, QStringLiteral("tea"));
        desk.engine.silent = true;
        panel->field()->setText(QStringLiteral("number"));
        QTRY_COMPARE(desk.engine.asked<engine::SearchMessages>().size(), 2U);
        panel->field()->setText(QStringLiteral("nowhere"));
        QTRY_COMPARE(desk.engine.asked<engine::SearchMessages>().size(), 3U);
        const auto last = static_cast<engine::RequestId>(desk.engine.requests.size());
        emit desk.engine.answered(last, engine::SearchPage{{}, true, true, {}});
        QCOMPARE(panel->results()->count(), 0);
        engine::SearchPage stale{{{kitchen, desk.engine.history[kitchen][10]}}, true, true, {}};
        emit desk.engine.answered(last - 1, stale);
        QCOMPARE(panel->results()->count(), 0);
        QCOMPARE(panel->said(), QStringLiteral("Nothing was found."));
    }

private:
    /// Seven hundred messages in the kitchen, three of them about tea; the engine finds what it is asked for.
    void prepare(Desk& desk, std::size_t page = 50)
    {
        m_indexed = true;
        for (int number = 1; number <= 700; ++number) {
            const bool tea = number == 10 || number == 350 || number == 690;
            const std::string text =
                (tea ? "<b>tea</b> number " : "number ") + std::to_string(number);
            desk.engine.history[kitchen].push_back(
                messageOf(number, 2, "Bea", noonMs() + number * minute, text));
        }
        desk.engine.script =
            [this, page, &desk](const engine::Request& request) -> std::optional<engine::Answer> {
            const auto* search = std::get_if<engine::SearchMessages>(&request);
            if (search == nullptr) {
                return std::nullopt;
            }
            engine::SearchPage out{{}, true, m_indexed, {}};
            const auto& all = desk.engine.history[kitchen];
            for (auto one = all.rbegin(); one != all.rend(); ++one) {
                const bool older = !search->before || one->message.seq < search->before->seq;
                if (older && one->text.find(search->query) != std::string::npos) {
                    out.complete = out.found.size() < page;
                    if (!out.complete) {
                        break;
                    }
                    out.found.push_back({kitchen, *one});
                }
            }
            return out;
        };
    }

    void look(Desk& desk, const QString& query, int found = 3)
    {
        SearchPanel* panel = desk.window->search();
        panel->openHere();
        panel->field()->setText(query);
        QTRY_COMPARE(panel->results()->count(), found);
        Desk::settleDown();
    }

    /// The message of that number is in view, and it is the current one.
    [[nodiscard]] static bool isShown(const Desk& desk, int number)
    {
        const TimelineView* timeline = desk.timeline();
        const auto index = timeline->history()->indexOf(refOf(number));
        return index && timeline->current() == refOf(number)
               && timeline->viewport()->rect().contains(
                   timeline->rowRect(static_cast<int>(*index)).center());
    }

    bool m_indexed = true;
};

QTEST_MAIN(SearchTest)
#include "search_test.moc"
