// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room_export.cpp engine/room_import.cpp engine/copy_desk.cpp
// Rooms as files between whole peers that are never on at the same time.
#include "core/text.h"
#include "engine/copy_desk.h"
#include "sim/world.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr auto path = "/usb/hall.parlour";

std::optional<Reason> reasonOf(const std::optional<Answer>& answer)
{
    const auto* refusal = answer ? std::get_if<Refusal>(&*answer) : nullptr;
    return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

/// Ann and Ben in a room, and from then on never both on.
struct Apart {
    explicit Apart(std::uint64_t seed)
        : world(RunOptions{seed})
        , ann(world.addPeer())
        , ben(world.addPeer())
        , room(world.roomOfEverybody())
    {
        ann.sendText(room, "together");
        world.run(seconds(3));
        ben.crash(false);
        world.run(seconds(1));
    }

    void swap()
    {
        SimPeer& up = ann.isUp() ? ann : ben;
        SimPeer& down = ann.isUp() ? ben : ann;
        up.crash(false);
        down.start();
        world.run(seconds(2));
    }
    std::optional<Answer> write(SimPeer& peer, std::vector<EventRef> files = {}, bool all = false)
    {
        return world.ask(peer, ExportRoom{room, path, all, std::move(files)});
    }
    std::optional<Answer> read(SimPeer& peer) { return world.ask(peer, ImportRoom{path}); }
    static void carry(SimPeer& from, SimPeer& to)
    {
        to.files().put(path, *from.files().find(path));
    }
    [[nodiscard]] std::vector<std::string> texts(SimPeer& peer) const
    {
        std::vector<std::string> out;
        for (const EventRow& row : peer.disk().store().visible(room)) {
            wire::TextMessage body;
            if (row.kind == 64
                && body.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))) {
                out.push_back(body.text());
            }
        }
        return out;
    }
    RoomState state(SimPeer& peer)
    {
        const auto answer = world.ask(peer, ListRooms{});
        for (const RoomSnapshot& each : std::get<RoomList>(*answer).rooms) {
            if (each.room == room) {
                return each.state;
            }
        }
        return RoomState::Banned; // stands for "not there"
    }
    EventRef share(SimPeer& peer, const std::string& at, core::Bytes bytes)
    {
        peer.files().put(at, std::move(bytes));
        return std::get<FileShared>(*world.ask(peer, ShareFile{room, at})).file;
    }
    bool has(SimPeer& peer, const EventRef& file)
    {
        const auto answer = world.ask(peer, ListFiles{room});
        for (const FileSnapshot& each : std::get<FileList>(*answer).files) {
            if (each.file == file) {
                return each.have;
            }
        }
        return false;
    }

    World world;
    SimPeer& ann;
    SimPeer& ben;
    RoomId room;
};

} // namespace

class CopyDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void aRoomTravelsWithoutANetwork()
    {
        Apart apart(1);
        for (int i = 0; i < 700; ++i) {
            apart.ann.sendText(apart.room, "alone " + std::to_string(i));
        }
        core::Bytes content(300'000);
        apart.world.rng().fill(content);
        const EventRef file = apart.share(apart.ann, "/shared/plan.bin", content);
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann, {file})));
        const auto wanted = apart.texts(apart.ann);
        QCOMPARE(wanted.size(), std::size_t{701});
        const auto ours = std::get<Digest>(*apart.world.ask(apart.ann, GetDigest{apart.room}));
        apart.swap();
        Apart::carry(apart.ann, apart.ben);
        const auto answer = apart.read(apart.ben);
        QVERIFY(std::holds_alternative<RoomImported>(*answer));
        QCOMPARE(std::get<RoomImported>(*answer).room, apart.room);
        QCOMPARE(apart.texts(apart.ben), wanted);
        QVERIFY(apart.world.runUntil(seconds(5), [&]() {
            return std::get<Digest>(*apart.world.ask(apart.ben, GetDigest{apart.room})).settled;
        }));
        const auto theirs = std::get<Digest>(*apart.world.ask(apart.ben, GetDigest{apart.room}));
        QCOMPARE(theirs.frontier, ours.frontier);
        QCOMPARE(theirs.authority, ours.authority);
        QCOMPARE(theirs.bodies, ours.bodies);
        QVERIFY(apart.has(apart.ben, file));
        QCOMPARE(*apart.ben.files().find("/downloads/plan.bin"), content);
        QVERIFY(apart.ben.person().filesDone.contains(file));
        // It is so after a restart, and both go on together.
        apart.ben.crash(false);
        apart.ben.start();
        apart.ann.start();
        QVERIFY(apart.has(apart.ben, file));
        apart.ben.sendText(apart.room, "I have read all");
        QVERIFY(apart.world.runUntil(
            seconds(60), [&]() { return apart.texts(apart.ann).back() == "I have read all"; }));
        QVERIFY(apart.ben.person().complaints.empty() && apart.ann.person().complaints.empty());
    }

    void oneWhoForgotItIsInAgain()
    {
        Apart apart(2);
        const EventRef file = apart.share(apart.ann, "/shared/a.txt", core::Bytes(20, 'a'));
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann, {}, true)));
        apart.swap();
        QVERIFY(std::holds_alternative<Done>(*apart.world.ask(apart.ben, ForgetRoom{apart.room})));
        Apart::carry(apart.ann, apart.ben);
        QVERIFY(std::holds_alternative<RoomImported>(*apart.read(apart.ben)));
        QCOMPARE(apart.state(apart.ben), RoomState::Joined);
        QCOMPARE(apart.texts(apart.ben), (std::vector<std::string>{"together"}));
        QVERIFY(apart.has(apart.ben, file));
        apart.ben.sendText(apart.room, "back again");
        apart.world.run(seconds(1));
        apart.ben.crash(false);
        apart.ben.start();
        QCOMPARE(apart.state(apart.ben), RoomState::Joined);
        // The door is open, and the members find each other.
        apart.ann.start();
        QVERIFY(apart.world.runUntil(
            seconds(90), [&]() { return apart.texts(apart.ann).back() == "back again"; }));
        QVERIFY(apart.ann.person().complaints.empty());
    }

    void oneWhoLeftComesBack()
    {
        Apart apart(3);
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann)));
        apart.swap();
        QVERIFY(std::holds_alternative<Done>(*apart.world.ask(apart.ben, LeaveRoom{apart.room})));
        QCOMPARE(apart.state(apart.ben), RoomState::Left);
        Apart::carry(apart.ann, apart.ben);
        QVERIFY(std::holds_alternative<RoomImported>(*apart.read(apart.ben)));
        QCOMPARE(apart.state(apart.ben), RoomState::Joined);
        QVERIFY(std::holds_alternative<MessageSent>(
            *apart.world.ask(apart.ben, SendMessage{apart.room, "x", {}})));
    }

    void strangersGarbageAndDamageChangeNothing()
    {
        Apart apart(4);
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann)));
        const core::Bytes good = *apart.ann.files().find(path);
        SimPeer& eve = apart.world.addPeer();
        const std::size_t records = eve.disk().store().records(apart.room);
        const auto tried = [&](SimPeer& who, core::Bytes bytes) {
            who.files().put(path, std::move(bytes));
            return reasonOf(apart.read(who));
        };
        QCOMPARE(tried(eve, good), std::optional(Reason::NotMember));
        QCOMPARE(eve.disk().store().records(apart.room), records);
        QVERIFY(!eve.disk().store().knowsRoom(apart.room));
        QCOMPARE(reasonOf(apart.world.ask(eve, ImportRoom{"/nothing/there"})),
                 std::optional(Reason::FileGone));
        QCOMPARE(reasonOf(apart.world.ask(eve, ImportRoom{""})),
                 std::optional(Reason::BadArgument));
        apart.swap();
        const auto before = apart.ben.disk().store().all(apart.room).size();
        QCOMPARE(tried(apart.ben, {}), std::optional(Reason::BadArgument));
        QCOMPARE(tried(apart.ben, core::Bytes(100'000, 'x')), std::optional(Reason::BadArgument));
        core::Bytes newer = good;
        newer[13] = 9;
        QCOMPARE(tried(apart.ben, newer), std::optional(Reason::BadArgument));
        for (const std::size_t at : {std::size_t{30}, good.size() / 2, good.size() - 1}) {
            core::Bytes flipped = good;
            flipped[at] ^= 4U;
            QCOMPARE(tried(apart.ben, flipped), std::optional(Reason::FileChanged));
            const auto cut = static_cast<std::ptrdiff_t>(at);
            QCOMPARE(tried(apart.ben, core::Bytes(good.begin(), good.begin() + cut)),
                     std::optional(at < 50 ? Reason::BadArgument : Reason::FileChanged));
        }
        core::Bytes longer = good;
        longer.push_back(0);
        QCOMPARE(tried(apart.ben, longer), std::optional(Reason::FileChanged));
        QCOMPARE(apart.ben.disk().store().all(apart.room).size(), before);
        QVERIFY(!tried(apart.ben, good));
    }

    void whatCannotBeWrittenLeavesNothing()
    {
        Apart apart(5);
        const EventRef file = apart.share(apart.ann, "/shared/a.bin", core::Bytes(100'000, 'a'));
        QCOMPARE(reasonOf(apart.world.ask(apart.ann, ExportRoom{RoomId(), path})),
                 std::optional(Reason::UnknownRoom));
        QCOMPARE(reasonOf(apart.write(apart.ann, {EventRef{}})),
                 std::optional(Reason::UnknownFile));
        QCOMPARE(reasonOf(apart.world.ask(apart.ann, ExportRoom{apart.room, ""})),
                 std::optional(Reason::BadArgument));
        // A file that was named has to be what its card says; among all it is left out.
        core::Bytes other(100'000, 'a');
        other[70'000] = 'b';
        apart.ann.files().put("/shared/a.bin", other);
        QCOMPARE(reasonOf(apart.write(apart.ann, {file})), std::optional(Reason::FileChanged));
        QVERIFY(apart.ann.files().find(path) == nullptr);
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann, {}, true)));
        apart.swap();
        Apart::carry(apart.ann, apart.ben);
        QVERIFY(std::holds_alternative<RoomImported>(*apart.read(apart.ben)));
        QCOMPARE(reasonOf(apart.write(apart.ben, {file})), std::optional(Reason::FileGone));
        QVERIFY(!apart.has(apart.ben, file));
        QVERIFY(apart.ben.files().find("/downloads/a.bin") == nullptr);
        QVERIFY(apart.ben.files().find("/downloads/a.bin.part") == nullptr);
    }

    void whoWasRemovedIsNotLetInByAFile()
    {
        Apart apart(6);
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann)));
        Apart::carry(apart.ann, apart.ben);
        apart.ben.start();
        apart.world.run(seconds(5));
        ChangeMember ban;
        ban.room = apart.room;
        ban.identity = apart.ben.identity();
        ban.change = MemberAct::Ban;
        QVERIFY(std::holds_alternative<Done>(*apart.world.ask(apart.ann, ban)));
        QVERIFY(apart.world.runUntil(
            seconds(20), [&]() { return apart.state(apart.ben) == RoomState::Banned; }));
        QCOMPARE(reasonOf(apart.read(apart.ben)), std::optional(Reason::Banned));
        QCOMPARE(apart.state(apart.ben), RoomState::Banned);
    }

    void whoIsRemovedMeanwhileCannotOpenIt()
    {
        Apart apart(9);
        for (int i = 0; i < 2000; ++i) {
            apart.ann.sendText(apart.room, "before " + std::to_string(i));
        }
        apart.world.run(seconds(2));
        std::optional<Answer> written;
        apart.ann.ask(ExportRoom{apart.room, path},
                      [&](const Answer& answer) { written = answer; });
        apart.world.run(milliseconds(8));
        QVERIFY(!written); // it is under way, and Ben has a place in it
        ChangeMember ban;
        ban.room = apart.room;
        ban.identity = apart.ben.identity();
        ban.change = MemberAct::Ban;
        QVERIFY(std::holds_alternative<Done>(*apart.world.ask(apart.ann, ban)));
        apart.ann.sendText(apart.room, "without Ben");
        QVERIFY(apart.world.runUntil(seconds(30), [&]() { return written.has_value(); }));
        QVERIFY(std::holds_alternative<Done>(*written));
        apart.swap();
        Apart::carry(apart.ann, apart.ben);
        QCOMPARE(reasonOf(apart.read(apart.ben)), std::optional(Reason::NotMember));
        QCOMPARE(apart.texts(apart.ben), (std::vector<std::string>{"together"}));
    }

    void aDiskThatFailsRefusesTheReader()
    {
        Apart apart(7);
        for (int i = 0; i < 400; ++i) {
            apart.ann.sendText(apart.room, "alone " + std::to_string(i));
        }
        apart.world.run(seconds(2));
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann)));
        apart.swap();
        Apart::carry(apart.ann, apart.ben);
        apart.ben.disk().setError(StoreError::DiskFull);
        QCOMPARE(reasonOf(apart.read(apart.ben)), std::optional(Reason::DiskFull));
        apart.ben.disk().setError(std::nullopt);
        apart.world.run(seconds(5));
        QVERIFY(std::holds_alternative<RoomImported>(*apart.read(apart.ben)));
        QCOMPARE(apart.texts(apart.ben).size(), std::size_t{401});
    }

    void onlySoManyAtOnce()
    {
        Apart apart(8);
        std::size_t busy = 0;
        std::size_t done = 0;
        const std::size_t most = core::limits::tuning::copiesAtOnce;
        for (std::size_t i = 0; i < most + 2; ++i) {
            apart.ann.ask(ExportRoom{apart.room, "/usb/" + std::to_string(i)},
                          [&](const Answer& answer) {
                              busy += reasonOf(answer) == Reason::Busy ? 1U : 0U;
                              done += std::holds_alternative<Done>(answer) ? 1U : 0U;
                          });
        }
        apart.world.run(seconds(5));
        QCOMPARE(busy, std::size_t{2});
        QCOMPARE(done, most);
        QVERIFY(std::holds_alternative<Done>(*apart.write(apart.ann)));
    }
};

QTEST_APPLESS_MAIN(CopyDeskTest)
#include "copy_desk_test.moc"
