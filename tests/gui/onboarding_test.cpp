// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/onboarding/start_window.cpp gui/onboarding/welcome_page.cpp
#include "gui/onboarding/start_window.h"
#include "gui/onboarding/welcome_page.h"
#include "gui/plain_text.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/card_button.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>

#include <set>

using namespace gui;
using namespace gui::test;

namespace {

QString visibleWords(const QWidget& window)
{
    QString words;
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (label->isVisible()) {
            words += label->text() + QLatin1Char('\n');
        }
    }
    return words;
}

} // namespace

class OnboardingTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    /// One field, already filled; Enter is enough.
    void theFirstRunIsOneKey()
    {
        StartWindow window(QStringLiteral("Ada"));
        window.askName();
        window.show();
        QSignalSpy goOn(&window, &StartWindow::goOn);
        FirstRunPage* page = window.firstRun();
        QCOMPARE(page->nameField()->text(), QStringLiteral("Ada"));
        QVERIFY(!page->unfolded() && !page->passphraseField()->isVisible());
        QTest::keyClick(page->nameField(), Qt::Key_Return);
        QCOMPARE(goOn.count(), 1);
        QCOMPARE(goOn.at(0).at(0).toString(), QStringLiteral("Ada"));
        QVERIFY(goOn.at(0).at(1).toString().isEmpty());
    }

    void theNameIsCleanedAndNeeded()
    {
        StartWindow window{QString()};
        window.show();
        FirstRunPage* page = window.firstRun();
        QVERIFY(!page->startButton()->isEnabled());
        QSignalSpy goOn(&window, &StartWindow::goOn);
        QTest::keyClick(page->nameField(), Qt::Key_Return);
        QCOMPARE(goOn.count(), 0);
        page->nameField()->setText(QStringLiteral("  Bea\u202E  "));
        QTest::mouseClick(page->startButton(), Qt::LeftButton);
        QCOMPARE(goOn.at(0).at(0).toString(), QStringLiteral("Bea"));
        page->nameField()->setText(QString(200, QLatin1Char('x')));
        QVERIFY(!page->startButton()->isEnabled());
        QVERIFY(visibleWords(window).contains(QLatin1String("too long")));
    }

    void aPassphraseIsTypedTwiceAndSaysWhatItMeans()
    {
        StartWindow window(QStringLiteral("Ada"));
        window.show();
        FirstRunPage* page = window.firstRun();
        QTest::mouseClick(page->foldButton(), Qt::LeftButton);
        QVERIFY(page->unfolded() && page->passphraseField()->isVisible());
        QVERIFY(visibleWords(window).contains(QLatin1String("Nobody can reset it")));
        QCOMPARE(page->passphraseField()->echoMode(), QLineEdit::Password);
        QTest::keyClicks(page->passphraseField(), QStringLiteral("secret"));
        QVERIFY(!page->startButton()->isEnabled());
        QTest::keyClicks(page->repeatField(), QStringLiteral("secre"));
        QVERIFY(visibleWords(window).contains(QLatin1String("differ")));
        QTest::keyClicks(page->repeatField(), QStringLiteral("t"));
        QSignalSpy goOn(&window, &StartWindow::goOn);
        QTest::keyClick(page->repeatField(), Qt::Key_Return);
        QCOMPARE(goOn.at(0).at(1).toString(), QStringLiteral("secret"));
        // Folded away again it does not count.
        QTest::mouseClick(page->foldButton(), Qt::LeftButton);
        QTest::mouseClick(page->startButton(), Qt::LeftButton);
        QVERIFY(goOn.at(1).at(1).toString().isEmpty());
    }

    /// What one is about to click or to type into stays where it is.
    void unfoldingAndComplainingMoveNothingAbove()
    {
        StartWindow window(QStringLiteral("Ada"));
        window.askName();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        FirstRunPage* page = window.firstRun();
        const auto places = [&] {
            Desk::settleDown();
            return std::pair(page->nameField()->mapTo(&window, QPoint()),
                             page->foldButton()->mapTo(&window, QPoint()));
        };
        const auto folded = places();
        QTest::mouseClick(page->foldButton(), Qt::LeftButton);
        QVERIFY(page->passphraseField()->hasFocus());
        QCOMPARE(places(), folded);
        QTest::keyClicks(page->passphraseField(), QStringLiteral("one"));
        QTest::keyClicks(page->repeatField(), QStringLiteral("two"));
        QVERIFY(visibleWords(window).contains(QLatin1String("differ")));
        QCOMPARE(places(), folded);
        const int start = page->startButton()->mapTo(&window, QPoint()).y();
        page->repeatField()->clear();
        QCOMPARE(places(), folded);
        QCOMPARE(page->startButton()->mapTo(&window, QPoint()).y(), start);
        QTest::mouseClick(page->foldButton(), Qt::LeftButton);
        QVERIFY(page->nameField()->hasFocus());
        QCOMPARE(places(), folded);
    }

    /// A sentence that needs two lines gets two.
    void aNarrowCardIsHigher()
    {
        const CardButton words(
            Glyph::Add, QStringLiteral("Title"), QStringLiteral("some words ").repeated(6));
        QVERIFY(words.sizePolicy().hasHeightForWidth());
        QVERIFY(words.heightForWidth(300) > words.heightForWidth(900));
        QCOMPARE(words.sizeHint().height(), words.heightForWidth(words.sizeHint().width()));
    }

    void thePlainHistoryIsSaidAtOnce()
    {
        StartWindow window(QStringLiteral("Ada"));
        window.show();
        QVERIFY(visibleWords(window).contains(QLatin1String("its key lies beside it")));
    }

    void unlockingAsksAgainAfterAMistake()
    {
        StartWindow window{QString()};
        window.show();
        window.askPassphrase(false);
        QVERIFY(window.unlock()->complaint().isEmpty());
        QSignalSpy goOn(&window, &StartWindow::goOn);
        QTest::keyClicks(window.unlock()->field(), QStringLiteral("wrong"));
        QTest::keyClick(window.unlock()->field(), Qt::Key_Return);
        QCOMPARE(goOn.at(0).at(1).toString(), QStringLiteral("wrong"));
        window.askPassphrase(true);
        QVERIFY(window.unlock()->complaint().contains(QLatin1String("Caps Lock")));
        QVERIFY(window.unlock()->field()->text().isEmpty());
        QTest::keyClick(window.unlock()->field(), Qt::Key_Return);
        QCOMPARE(goOn.count(), 1);
    }

    void everyProblemIsASentenceWithAWayOn()
    {
        StartWindow window{QString()};
        window.show();
        std::set<QString> different;
        for (int value = 0; value <= static_cast<int>(StartProblem::DiskFull); ++value) {
            window.showProblem(static_cast<StartProblem>(value));
            QVERIFY(window.problem().size() > 30);
            different.insert(window.problem());
        }
        QCOMPARE(different.size(), 8U);
        QSignalSpy goOn(&window, &StartWindow::goOn);
        for (auto* button : window.findChildren<ActionButton*>()) {
            if (button->isVisible() && button->text() == QLatin1String("Try again")) {
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QCOMPARE(goOn.count(), 1);
        window.askName();
        QVERIFY(window.problem().isEmpty());
    }

    void everythingHasAName()
    {
        StartWindow window(QStringLiteral("Ada"));
        window.show();
        const auto unnamed = [&] { return nameless(window).join(QLatin1Char('\n')); };
        window.askName();
        QTest::mouseClick(window.firstRun()->foldButton(), Qt::LeftButton);
        QCOMPARE(unnamed(), QString());
        window.askPassphrase(true);
        QCOMPARE(unnamed(), QString());
        window.showProblem(StartProblem::Damaged);
        QCOMPARE(unnamed(), QString());
    }

    void theWelcomePageLeadsOn()
    {
        Desk desk;
        WelcomePage page(*desk.session);
        page.resize(800, 600);
        page.show();
        desk.engine.node.name = "<b>Ada</b>";
        desk.session->start();
        QTRY_VERIFY(visibleWords(page).contains(QLatin1String("<b>Ada</b>")));
        QSignalSpy create(&page, &WelcomePage::createWanted);
        QSignalSpy join(&page, &WelcomePage::joinWanted);
        QSignalSpy profile(&page, &WelcomePage::profileWanted);
        for (auto* card : page.findChildren<CardButton*>()) {
            QTest::mouseClick(card, Qt::LeftButton);
        }
        QCOMPARE(create.count() + 10 * join.count() + 100 * profile.count(), 111);
        QVERIFY(!page.grab().isNull());
    }
};

QTEST_MAIN(OnboardingTest)
#include "onboarding_test.moc"
