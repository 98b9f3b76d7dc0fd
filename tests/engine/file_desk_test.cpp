// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: file_desk.cpp file_downloads.cpp file_download_sources.cpp file_links.cpp file_record.cpp file_shares.cpp
// covers: file_uploads.cpp
#include "engine/file_shares.h"
#include "engine/file_trio.h"
#include "transfer/transfer_wire.h"

#include <QTest>

using namespace engine;
using namespace fixture;

class FileDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void sharedFileArrives();
    void smallFilesArrive_data();
    void smallFilesArrive();
    void sharingCanFail();
    void answersWaitForTheCommit();
    void movedDownloadMayBeFetchedAgain();
    void cancelledDownloadLeavesNothing();
    void cancelledShareKeepsItsCard();
    void pausedStaysPaused();
    void stepsThatDoNotFit();
    void unknownFiles();
    void takenNameIsRefused();
    void strangersAreRefused();
    void brokenFramesAreABreach();
    void manySourcesServe();
    void copiesAreCountedOnce();
    void whoDoesNotReadIsNotServedMore();
    void forgottenRoomLeavesNothing();
    void idleLinksClose();
};

void FileDeskTest::sharedFileArrives()
{
    Trio trio;
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Shared);
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Offered);
    QCOMPARE(trio.ben().listed(trio.file).copies, 1U);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    const FileSnapshot half = trio.ben().listed(trio.file);
    QCOMPARE(half.stage, FileStage::Fetching);
    QVERIFY(half.bytesDone > 0 && half.bytesDone < bigBytes && !half.have);
    QVERIFY(!trio.ben().host.files.contains(target));
    QVERIFY(trio.runToEnd());
    trio.world.runFor(std::chrono::seconds(30));
    QVERIFY(trio.arrived(trio.ben()));
    const auto told = trio.ben().heard<FileDoneNotice>();
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told[0].path, target);
    const FileSnapshot here = trio.ben().listed(trio.file);
    QCOMPARE(here.stage, FileStage::Here);
    QCOMPARE(here.path, target);
    QCOMPARE(here.copies, 2U);
    QVERIFY(here.have);
    // Both are told of the second copy, the one who shared it as well.
    for (FileNode* node : {&trio.ann(), &trio.ben()}) {
        QCOMPARE(node->listed(trio.file).copies, 2U);
        QVERIFY(!node->heard<FileCopiesNotice>().empty());
        QCOMPARE(node->heard<FileCopiesNotice>().back().copies, 2U);
        QVERIFY(node->heard<FileCopiesNotice>().back().file == trio.file);
    }
    QCOMPARE(trio.ann().blocksSent, std::size_t{bigBytes / transfer::blockBytes + 1});
    QCOMPARE(trio.world.broken, std::size_t{0});
}

void FileDeskTest::smallFilesArrive_data()
{
    QTest::addColumn<int>("bytes");
    for (const int bytes : {0, 1, 16384, 16385, 40000}) {
        QTest::newRow(qPrintable(QString::number(bytes))) << bytes;
    }
}

void FileDeskTest::smallFilesArrive()
{
    QFETCH(int, bytes);
    Trio trio(static_cast<std::size_t>(bytes));
    QVERIFY(trio.fetch());
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
    // Nothing is owed on the link: an hour later nobody has been called stalled, and it goes when it is idle.
    trio.world.runFor(std::chrono::hours(1));
    QCOMPARE(trio.ben().heard<FileDoneNotice>().size(), std::size_t{1});
}

void FileDeskTest::sharingCanFail()
{
    Trio trio(1000);
    const RoomId room = trio.world.room->id();
    QCOMPARE(refusalOf(trio.ann().ask(ShareFile{room, "/none"})), Reason::FileGone);
    QCOMPARE(refusalOf(trio.ann().ask(ShareFile{room, ""})), Reason::BadArgument);
    QCOMPARE(refusalOf(trio.ann().ask(ShareFile{RoomId(), source})), Reason::UnknownRoom);
    QCOMPARE(refusalOf(trio.ann().ask(ListFiles{RoomId()})), Reason::UnknownRoom);
    QCOMPARE(refusalOf(trio.ann().ask(ListRooms{})), Reason::NotBuilt); // not of this desk
    for (std::size_t i = 0; i < hashingMost; ++i) {
        static_cast<void>(trio.ann().say(ShareFile{room, "/none"}));
    }
    QCOMPARE(refusalOf(trio.ann().ask(ShareFile{room, source})), Reason::Busy);
}

void FileDeskTest::answersWaitForTheCommit()
{
    Trio trio(1000);
    trio.ann().refuseCommits = true;
    QCOMPARE(refusalOf(trio.ann().ask(ShareFile{trio.world.room->id(), source})), Reason::DiskFull);
    trio.ben().refuseCommits = true;
    QCOMPARE(refusalOf(trio.ben().ask(FetchFile{trio.file, target})), Reason::DiskFull);
    trio.world.runFor(std::chrono::seconds(60));
    QCOMPARE(trio.ben().records(), std::size_t{0});
    QVERIFY(!trio.done(trio.ben()));
}

void FileDeskTest::movedDownloadMayBeFetchedAgain()
{
    Trio trio(100'000, 3);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runToEnd());
    trio.ben().host.files.erase(target);
    trio.ann().crash();
    QVERIFY(isDone(trio.cem().ask(FetchFile{trio.file, target})));
    trio.world.runFor(std::chrono::seconds(30));
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Offered);
    QVERIFY(trio.ben().heard<FileFailedNotice>().empty());
    trio.ann().start();
    trio.world.joinAll();
    trio.ben().notices.clear();
    QVERIFY(trio.fetch());
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileDeskTest::cancelledDownloadLeavesNothing()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    QVERIFY(isDone(trio.ben().ask(CancelFile{trio.file})));
    trio.world.runFor(std::chrono::seconds(1));
    QVERIFY(trio.ben().host.files.empty());
    QCOMPARE(trio.ben().records(), std::size_t{0});
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Offered);
    trio.ben().crash();
    trio.ben().notices.clear();
    trio.ben().start();
    trio.world.joinAll();
    trio.world.runFor(std::chrono::seconds(60));
    QVERIFY(trio.ben().notices.empty());
    QVERIFY(trio.fetch());
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));

    // Before it has a place.
    const RequestId asked = trio.ben().say(FetchFile{trio.file, "/elsewhere"});
    QVERIFY(isDone(trio.ben().ask(CancelFile{trio.file})));
    trio.world.runFor(std::chrono::seconds(1));
    QCOMPARE(refusalOf(trio.ben().answers.at(asked)), Reason::Busy);
    QCOMPARE(trio.ben().host.files.size(), std::size_t{1});
}

void FileDeskTest::cancelledShareKeepsItsCard()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    QVERIFY(isDone(trio.ann().ask(CancelFile{trio.file})));
    QCOMPARE(trio.failure(trio.ben()), Reason::FileGone);
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Gone);
    QVERIFY(trio.ann().heard<FileFailedNotice>().empty());
    trio.ann().crash();
    trio.ann().start();
    trio.world.joinAll();
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Gone);
    QVERIFY(isDone(trio.ann().ask(ResumeFile{trio.file})));
    QVERIFY(isDone(trio.ben().ask(FetchFile{trio.file, target})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
    // A finished download is the person's own: nothing but the record goes.
    QVERIFY(isDone(trio.ben().ask(CancelFile{trio.file})));
    QVERIFY(trio.arrived(trio.ben()));
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Offered);
}

void FileDeskTest::pausedStaysPaused()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    QVERIFY(isDone(trio.ben().ask(PauseFile{trio.file})));
    trio.world.runFor(std::chrono::seconds(1));
    const std::size_t writes = trio.ben().host.writes;
    trio.world.runFor(std::chrono::seconds(100));
    QCOMPARE(trio.ben().host.writes, writes);
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Paused);
    trio.ben().crash();
    trio.ben().start();
    trio.world.joinAll();
    trio.world.runFor(std::chrono::seconds(100));
    QCOMPARE(trio.ben().host.writes, writes);
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Paused);
    QVERIFY(trio.ben().listed(trio.file).bytesDone > bigBytes / 2);
    QVERIFY(isDone(trio.ben().ask(ResumeFile{trio.file})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
    QCOMPARE(trio.ben().host.writes, std::size_t{bigBytes / transfer::blockBytes + 1});
}

void FileDeskTest::stepsThatDoNotFit()
{
    Trio trio(100'000);
    const RequestId asked = trio.ben().say(FetchFile{trio.file, target});
    QCOMPARE(refusalOf(trio.ben().ask(PauseFile{trio.file})), Reason::Busy);
    QVERIFY(trio.world.run([&] { return trio.ben().answers.contains(asked); }));
    QCOMPARE(refusalOf(trio.ben().ask(FetchFile{trio.file, "/elsewhere"})), Reason::Busy);
    QVERIFY(trio.runToEnd());
    QCOMPARE(refusalOf(trio.ben().ask(PauseFile{trio.file})), Reason::BadArgument);
    QVERIFY(isDone(trio.ben().ask(ResumeFile{trio.file})));
    QCOMPARE(refusalOf(trio.ann().ask(FetchFile{trio.file, target})), Reason::FileExists);
    QCOMPARE(refusalOf(trio.ann().ask(PauseFile{trio.file})), Reason::BadArgument);
}

void FileDeskTest::unknownFiles()
{
    Trio trio(1000);
    const EventRef none{trio.file.log, 999};
    QCOMPARE(refusalOf(trio.ben().ask(FetchFile{none, ""})), Reason::UnknownFile);
    QCOMPARE(refusalOf(trio.ben().ask(PauseFile{none})), Reason::UnknownFile);
    QCOMPARE(refusalOf(trio.ben().ask(ResumeFile{none})), Reason::UnknownFile);
    QCOMPARE(refusalOf(trio.ben().ask(CancelFile{none})), Reason::UnknownFile);
    QCOMPARE(refusalOf(trio.ben().ask(CancelFile{trio.file})), Reason::BadArgument);
    QCOMPARE(refusalOf(trio.ben().ask(ResumeFile{trio.file})), Reason::BadArgument);
}

void FileDeskTest::takenNameIsRefused()
{
    Trio trio(1000);
    trio.ben().host.files[target] = {1, 2, 3};
    QCOMPARE(refusalOf(trio.ben().ask(FetchFile{trio.file, target})), Reason::FileExists);
    QCOMPARE(trio.ben().listed(trio.file).stage, FileStage::Offered);
    QVERIFY(trio.fetch() == false);
    QVERIFY(isDone(trio.ben().ask(FetchFile{trio.file, ""})));
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben(), "/downloads/big.bin"));
}

void FileDeskTest::strangersAreRefused()
{
    Trio trio(100'000, 3);
    const auto answerTo = [&](FileNode& node, const RoomId& room, const transfer::Message& asked) {
        const LinkId link = trio.world.nextLink++;
        node.input([&](FileDesk& desk, Turn& turn) {
            desk.bulkUp(turn, link, room, trio.cem().self.deviceId);
            QVERIFY(desk.handleFrame(turn, link, transfer::toFrame(asked)));
        });
        trio.world.runFor(std::chrono::seconds(1));
        return node.toNobody[link].empty() ? wire::Frame() : node.toNobody[link].front();
    };
    const RoomId other(core::ByteArray<32>{9});
    const RoomId room = trio.world.room->id();
    for (const transfer::Message& asked :
         {transfer::Message(transfer::HaveRequest{trio.file}),
          transfer::Message(transfer::HashRequest{trio.file, 0, 0, 8}),
          transfer::Message(transfer::BlockRequest{trio.file, 0})}) {
        QCOMPARE(answerTo(trio.ann(), other, asked).file_refuse().reason(),
                 std::string("not_allowed"));
        // In its room the same is answered.
        QVERIFY(!answerTo(trio.ann(), room, asked).has_file_refuse());
    }
    // A card that is not there at all; a file that this peer does not have, without a word of it being gone.
    const transfer::HaveRequest none{{trio.file.log, 77}};
    QCOMPARE(answerTo(trio.ann(), room, none).file_refuse().reason(), std::string("not_allowed"));
    const auto lacking = answerTo(trio.ben(), room, transfer::HaveRequest{trio.file});
    QVERIFY(lacking.has_file_refuse());
    QVERIFY(lacking.file_refuse().reason() != "file_gone");
}

void FileDeskTest::brokenFramesAreABreach()
{
    Trio trio(1000);
    const LinkId link = trio.world.nextLink++;
    trio.ann().input([&](FileDesk& desk, Turn& turn) {
        desk.bulkUp(turn, link, trio.world.room->id(), trio.ben().self.deviceId);
        wire::Frame frame;
        frame.mutable_file_block_request()->set_log("short");
        QVERIFY(!desk.handleFrame(turn, link, frame));
        wire::Frame ping;
        ping.mutable_ping()->set_number(1);
        QVERIFY(desk.handleFrame(turn, link, ping));
        // Answers that nobody asked for change nothing.
        transfer::Block block{trio.file, 0, {1, 2, 3}, {}};
        QVERIFY(desk.handleFrame(turn, link, transfer::toFrame(block)));
    });
    QCOMPARE(trio.ann().listed(trio.file).stage, FileStage::Shared);
}

void FileDeskTest::manySourcesServe()
{
    Trio trio(bigBytes, 3);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runToEnd());
    const std::size_t before = trio.ann().blocksSent;
    QVERIFY(isDone(trio.cem().ask(FetchFile{trio.file, target})));
    QVERIFY(trio.world.run([&] { return trio.done(trio.cem()); }));
    QVERIFY(trio.arrived(trio.cem()));
    QVERIFY(trio.ben().blocksSent > 500);
    QVERIFY(trio.ann().blocksSent > before + 500);
    QCOMPARE(trio.cem().listed(trio.file).copies, 3U);
    // Ben gave blocks to cem, so both of the others know that he has all of them now.
    QCOMPARE(trio.ann().listed(trio.file).copies, 3U);
    QCOMPARE(trio.ben().listed(trio.file).copies, 3U);
}

/// A copy is counted once, for a card of the link's own room, and no longer when its holder says that it is gone.
void FileDeskTest::copiesAreCountedOnce()
{
    Trio trio(1000);
    const RoomId room = trio.world.room->id();
    const auto says = [&](const RoomId& where, transfer::Have have) {
        const LinkId link = trio.world.nextLink++;
        trio.ann().input([&](FileDesk& desk, Turn& turn) {
            desk.bulkUp(turn, link, where, trio.ben().self.deviceId);
            QVERIFY(desk.handleFrame(turn, link, transfer::toFrame(have)));
        });
        trio.world.runFor(std::chrono::seconds(1));
        return trio.ann().listed(trio.file).copies;
    };
    QCOMPARE(says(RoomId(core::ByteArray<32>{9}), {trio.file, true, false, {}}), 1U);
    QCOMPARE(says(room, {trio.file, true, false, {}}), 2U);
    QCOMPARE(says(room, {trio.file, true, false, {}}), 2U);
    QCOMPARE(trio.ann().heard<FileCopiesNotice>().size(), std::size_t{1});
    QCOMPARE(says(room, {trio.file, false, true, {}}), 1U);
}

void FileDeskTest::whoDoesNotReadIsNotServedMore()
{
    Trio trio;
    trio.ann().holdSent = true;
    QVERIFY(trio.fetch());
    trio.world.runFor(std::chrono::seconds(60));
    QVERIFY(trio.ann().blocksSent * transfer::blockBytes <= transfer::requesterWindowBytes);
    QVERIFY(trio.ann().blocksSent > 30);
    QVERIFY(trio.ann().closed.empty());
    trio.world.runFor(std::chrono::seconds(120));
    QVERIFY(!trio.ann().closed.empty()); // stalled
    trio.ann().holdSent = false;
    QVERIFY(trio.runToEnd());
    QVERIFY(trio.arrived(trio.ben()));
}

void FileDeskTest::forgottenRoomLeavesNothing()
{
    Trio trio;
    QVERIFY(trio.fetch());
    QVERIFY(trio.runHalf());
    const RequestId asked = trio.ann().say(ShareFile{trio.world.room->id(), source});
    for (FileNode* node : {&trio.ann(), &trio.ben()}) {
        node->input(
            [&](FileDesk& desk, Turn& turn) { desk.forgetRoom(turn, trio.world.room->id()); });
    }
    trio.world.runFor(std::chrono::seconds(60));
    QCOMPARE(refusalOf(trio.ann().answers.at(asked)), Reason::UnknownRoom);
    QCOMPARE(trio.ann().records(), std::size_t{0});
    QCOMPARE(trio.ben().records(), std::size_t{0});
    QVERIFY(trio.ben().host.files.empty());
    QVERIFY(trio.ann().host.files.contains(source));
    QCOMPARE(trio.world.linkCount(), std::size_t{0});
    QVERIFY(!trio.done(trio.ben()));
}

void FileDeskTest::idleLinksClose()
{
    Trio trio(100'000);
    QVERIFY(trio.fetch());
    QVERIFY(trio.runToEnd());
    QCOMPARE(trio.world.linkCount(), std::size_t{1});
    trio.world.runFor(std::chrono::seconds(120));
    QCOMPARE(trio.world.linkCount(), std::size_t{0});
}

QTEST_GUILESS_MAIN(FileDeskTest)
#include "file_desk_test.moc"
