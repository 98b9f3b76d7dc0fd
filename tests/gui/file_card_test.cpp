// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// A file's way through the whole window: the card is clicked, the engine answers, the card says so.

#include "gui/words.h"
#include "window_fixture.h"

#include <QSignalSpy>

using namespace gui;
using namespace gui::test;
using engine::Reason;

namespace {

void clickCard(const Desk& desk, CardAction action)
{
    TimelineView* view = desk.timeline();
    const QRect button = view->cardButton(view->rowCount() - 1, action);
    QVERIFY(!button.isNull() && view->viewport()->rect().contains(button));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, button.center());
}

} // namespace

class FileCardTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void aFileIsFetchedFollowedAndFound()
    {
        Desk desk;
        desk.open(kitchen);
        desk.engine.say(kitchen, fileMessage(10));
        clickCard(desk, CardAction::Download);
        QCOMPARE(desk.engine.asked<engine::FetchFile>().size(), 1U);
        QCOMPARE(desk.engine.asked<engine::FetchFile>()[0].file, refOf(10));
        QVERIFY(desk.engine.asked<engine::FetchFile>()[0].to.empty());
        Desk::settleDown();
        desk.engine.tell(engine::FileProgressNotice{refOf(10), 2000, 4000, 1000, 1});
        QVERIFY(desk.newestWords().contains(QLatin1String("/s")));
        clickCard(desk, CardAction::Pause);
        QTRY_VERIFY(desk.newestWords().contains(QLatin1String("paused")));
        clickCard(desk, CardAction::Resume);
        QCOMPARE(desk.engine.asked<engine::ResumeFile>().size(), 1U);
        Desk::settleDown();
        clickCard(desk, CardAction::Cancel);
        QCOMPARE(desk.engine.asked<engine::CancelFile>().size(), 1U);
        Desk::settleDown();
        clickCard(desk, CardAction::Download);
        Desk::settleDown();
        desk.engine.tell(engine::FileDoneNotice{refOf(10), "/tmp/downloads/plan.pdf"});
        QVERIFY(desk.newestWords().contains(QLatin1String("downloaded and verified")));
        // The folder is opened, never the file.
        QSignalSpy urls(desk.window.get(), &MainWindow::openUrlWanted);
        clickCard(desk, CardAction::OpenFolder);
        QCOMPARE(urls.count(), 1);
        QCOMPARE(urls.at(0).at(0).toUrl(), QUrl::fromLocalFile(QStringLiteral("/tmp/downloads")));
    }

    void aFailedDownloadSaysWhyAndCanBeTriedAgain()
    {
        Desk desk;
        desk.open(kitchen);
        desk.engine.say(kitchen, fileMessage(10));
        for (const Reason reason : allReasons()) {
            desk.engine.tell(engine::FileFailedNotice{refOf(10), reason});
            QVERIFY(desk.newestWords().contains(Words::fileSentence(reason)));
        }
        clickCard(desk, CardAction::Retry);
        QCOMPARE(desk.engine.asked<engine::FetchFile>().size(), 1U);
        QTRY_VERIFY(!desk.newestWords().contains(Words::fileSentence(Reason::Internal)));
    }

    void onesOwnFileCanBeTakenBack()
    {
        Desk desk;
        engine::FileSnapshot snapshot;
        snapshot.room = kitchen;
        snapshot.file = refOf(10);
        snapshot.stage = engine::FileStage::Shared;
        snapshot.copies = 2;
        snapshot.path = "/tmp/a";
        desk.engine.files[kitchen] = {snapshot};
        desk.engine.history[kitchen] = {fileMessage(10, true)};
        desk.open(kitchen);
        QTRY_VERIFY(desk.newestWords().contains(QLatin1String("2 members have it")));
        clickCard(desk, CardAction::StopSharing);
        QCOMPARE(desk.engine.asked<engine::CancelFile>().size(), 1U);
        QTRY_VERIFY(desk.newestWords().contains(QLatin1String("no longer shared by you")));
    }
};

QTEST_MAIN(FileCardTest)
#include "file_card_test.moc"
