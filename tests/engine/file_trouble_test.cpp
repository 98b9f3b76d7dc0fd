// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: file_downloads.cpp file_download_sources.cpp file_record.cpp
#include "engine/file_trio.h"
#include "transfer/transfer_wire.h"

#include <QTest>

using namespace engine;
using namespace fixture;

class FileTroubleTest : public QObject
{
    Q_OBJECT

private slots:
    void receiverGoesOnAfterACrash();
    void senderServesAgainAfterACrash();
    void crashBetweenRenameAndCommit();
    void lostHashesAreMadeAgain();
    void changedFileIsNoticed();
    void vanishedFileIsNoticed();
    void fullDiskFailsAndIsTriedAgain();
    void vanishedPartFails();
    void runningDownloadIsServed();
    void brokenLinksAreOpenedAgain();
    void liarIsLeft();
    void failedCommitIsMadeUpFor();
    void alteredPartIsMended();
    void partAlteredBetweenRunsIsMended();
};

void FileTroubleTest::receiverGoesOnAfterACrash()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ben().crash();
    const std::size_t before = trio.ben().host.writes;
    trio.ben().notices.clear();
    trio.world.runFor(std::chrono::seconds(2));
    trio.ben().start();
    trio.world.joinAll();
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
    QCOMPARE(trio.ben().heard<FileDoneNotice>().size(), std::size_t{1});
    QVERIFY(trio.ben().heard<FileProgressNotice>().front().bytesDone > bigBytes / 4);
    const std::size_t flushed = core::limits::tuning::fileFlushBytes / transfer::blockBytes;
    QVERIFY(trio.ben().host.writes < bigBytes / transfer::blockBytes + 2 * flushed);
    QVERIFY(before > 0);
    // It is whole after another restart as well.
    trio.ben().crash();
    trio.ben().start();
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Here);
}

void FileTroubleTest::senderServesAgainAfterACrash()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ann().crash();
    trio.world.runFor(std::chrono::seconds(30));
    QVERIFY(!trio.done(trio.ben()));
    QVERIFY(trio.ben().heard<FileFailedNotice>().empty());
    trio.ann().start();
    trio.world.joinAll();
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Shared);
}

void FileTroubleTest::crashBetweenRenameAndCommit()
{
    Trio trio;
    trio.ben().holdFinish = true;
    QVERIFY(trio.fetch());
    QVERIFY(trio.world.run([&] { return trio.arrived(trio.ben()); }));
    trio.ben().crash();
    QVERIFY(!trio.done(trio.ben()));
    trio.ben().holdFinish = false;
    trio.ben().start();
    QVERIFY(trio.runToEnd());
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Here);
    QVERIFY(trio.ben().heard<FileFailedNotice>().empty());
}

void FileTroubleTest::lostHashesAreMadeAgain()
{
    Trio trio(bigBytes, 3);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ben().crash();
    trio.ben().dropHashRecords();
    trio.ben().start();
    trio.world.joinAll();
    QVERIFY(trio.runToEnd());
    trio.world.runFor(std::chrono::seconds(1));
    trio.ann().crash();
    QVERIFY(isDone(trio.cem().ask(FetchFile{trio.file, target})));
    QVERIFY(trio.world.run([&] { return trio.done(trio.cem()); }));
    QVERIFY(trio.arrived(trio.cem()));
    // A share as well.
    trio.ann().dropHashRecords();
    trio.ann().start();
    trio.world.runFor(std::chrono::seconds(1));
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Shared);
}

void FileTroubleTest::changedFileIsNoticed()
{
    Trio trio;
    trio.ann().host.files[source][bigBytes / 2] ^= 1U;
    QVERIFY(trio.fetch());
    QCOMPARE(trio.failure(trio.ben()), Reason::FileChanged);
    QCOMPARE(trio.failure(trio.ann()), Reason::FileChanged);
    QVERIFY(!trio.ben().host.files.contains(target));
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Gone);
    QCOMPARE(refusalOf(trio.ann().ask(ResumeFile{trio.file})), Reason::FileChanged);
    // Put right, it is served again, and the download goes on when it is told to.
    trio.ann().host.files[source] = trio.content;
    QVERIFY(isDone(trio.ann().ask(ResumeFile{trio.file})));
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Paused);
    QVERIFY(isDone(trio.ben().ask(ResumeFile{trio.file})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileTroubleTest::vanishedFileIsNoticed()
{
    Trio trio;
    trio.ann().host.files.erase(source);
    QVERIFY(trio.fetch());
    QCOMPARE(trio.failure(trio.ben()), Reason::FileGone);
    QCOMPARE(trio.failure(trio.ann()), Reason::FileGone);
    trio.world.runFor(std::chrono::seconds(1));
    QVERIFY(trio.ben().host.files.empty());
    QCOMPARE(trio.ben().records(), std::size_t{0});
    QCOMPARE(trio.ben().heard<FileFailedNotice>().size(), std::size_t{1});
    // Known after a restart as well.
    trio.ann().crash();
    trio.ann().start();
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Gone);
}

void FileTroubleTest::fullDiskFailsAndIsTriedAgain()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ben().host.full = true;
    QCOMPARE(trio.failure(trio.ben()), Reason::DiskFull);
    trio.world.runFor(std::chrono::seconds(60));
    QCOMPARE(trio.ben().heard<FileFailedNotice>().size(), std::size_t{1});
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Paused);
    trio.ben().host.full = false;
    QVERIFY(isDone(trio.ben().ask(ResumeFile{trio.file})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileTroubleTest::vanishedPartFails()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ben().crash();
    const core::Bytes part = trio.ben().host.files.at(target + ".part");
    trio.ben().host.files.erase(target + ".part");
    trio.ben().start();
    trio.world.joinAll();
    QCOMPARE(trio.failure(trio.ben()), Reason::FileGone);
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Paused);
    // Found again (the disk was not there), it goes on.
    trio.ben().host.files[target + ".part"] = part;
    QVERIFY(isDone(trio.ben().ask(ResumeFile{trio.file})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileTroubleTest::runningDownloadIsServed()
{
    Trio trio(bigBytes, 3);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ann().crash();
    QVERIFY(isDone(trio.cem().ask(FetchFile{trio.file, target})));
    trio.world.runFor(std::chrono::seconds(40));
    QVERIFY(trio.cem().host.writes > 512);
    trio.ann().start();
    trio.world.joinAll();
    QVERIFY(trio.world.run([&] { return trio.done(trio.ben()) && trio.done(trio.cem()); }));
    QVERIFY(trio.arrived(trio.ben()));
    QVERIFY(trio.arrived(trio.cem()));
}

void FileTroubleTest::brokenLinksAreOpenedAgain()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.world.closeLinksOf(trio.ben());
    trio.world.bulkWorks = false;
    trio.world.runFor(std::chrono::seconds(60));
    QVERIFY(!trio.done(trio.ben()));
    QVERIFY(trio.ben().heard<FileFailedNotice>().empty());
    trio.world.bulkWorks = true;
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileTroubleTest::liarIsLeft()
{
    Trio trio(100'000, 3);
    const LinkId link = trio.world.nextLink++;
    trio.world.bulkWorks = false;
    QVERIFY(trio.fetch());
    trio.ben().input([&](FileDesk& desk, Turn& turn) {
        desk.bulkUp(turn, link, trio.world.room->id(), trio.cem().self.deviceId);
        transfer::Have have{trio.file, true, false, {}};
        QVERIFY(desk.handleFrame(turn, link, transfer::toFrame(have)));
        transfer::Hashes lie{trio.file, 0, 0, std::vector<transfer::Hash32>(7), {}};
        QVERIFY(desk.handleFrame(turn, link, transfer::toFrame(lie)));
    });
    QVERIFY(trio.ben().closed.contains(link));
    trio.world.bulkWorks = true;
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileTroubleTest::failedCommitIsMadeUpFor()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ben().refuseCommits = true;
    trio.world.runFor(
        std::chrono::seconds(30)); // all blocks come, the record that says so does not
    QVERIFY(!trio.done(trio.ben()));
    trio.ben().refuseCommits = false;
    trio.ben().reload();
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));

    // A fetch whose record never came to the disk, and a share whose card did not.
    Trio again(100'000);
    again.ben().refuseCommits = true;
    QVERIFY(!again.fetch());
    again.ben().refuseCommits = false;
    again.ben().reload();
    again.world.runFor(std::chrono::seconds(1));
    QVERIFY(again.ben().host.files.empty());
    QCOMPARE(again.ben().listed(again.file).stage, FileStage::Offered);
}

void FileTroubleTest::alteredPartIsMended()
{
    Trio trio(bigBytes, 3);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    QVERIFY(isDone(trio.ben().ask(PauseFile{trio.file})));
    trio.world.runFor(std::chrono::seconds(1));
    // Cem asks ben as well, who does not pass it on.
    trio.ben().host.scribble(100, 3'000'000);
    QVERIFY(isDone(trio.cem().ask(FetchFile{trio.file, target})));
    QVERIFY(trio.world.run([&] { return trio.done(trio.cem()); }));
    QVERIFY(trio.arrived(trio.cem()));
    QVERIFY(trio.cem().closed.empty()); // nobody had to be blamed
    QVERIFY(isDone(trio.ben().ask(ResumeFile{trio.file})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
    QVERIFY(trio.ben().host.writes > bigBytes / transfer::blockBytes + 180);
    QVERIFY(trio.ben().heard<FileFailedNotice>().empty());
}

void FileTroubleTest::partAlteredBetweenRunsIsMended()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    trio.ben().crash();
    trio.ben().host.files.at(target + ".part")[5] ^= 1U;
    trio.ben().start();
    trio.world.joinAll();
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

QTEST_GUILESS_MAIN(FileTroubleTest)
#include "file_trouble_test.moc"
