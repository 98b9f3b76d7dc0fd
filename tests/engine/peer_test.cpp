// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/peer.cpp engine/peer_parts.cpp engine/peer_turns.cpp
// covers: engine/requests.cpp engine/finder.cpp engine/bulk_calls.cpp
#include "engine/peer.h"
#include "engine/room/invite_link.h"
#include "sim/checkers.h"
#include "sim/world.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::optional<Reason> reasonOf(const std::optional<Answer>& answer)
{
    const auto* refusal = answer ? std::get_if<Refusal>(&*answer) : nullptr;
    return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

RoomState stateOf(World& world, SimPeer& peer, const RoomId& room)
{
    const auto answer = world.ask(peer, ListRooms{});
    for (const RoomSnapshot& each : std::get<RoomList>(*answer).rooms) {
        if (each.room == room) {
            return each.state;
        }
    }
    return RoomState::Banned; // stands for "not there"
}

RungSnapshot rungOf(World& world, SimPeer& peer, Rung rung)
{
    const auto answer = world.ask(peer, GetNodeInfo{});
    for (const RungSnapshot& each : std::get<NodeInfo>(*answer).rungs) {
        if (each.rung == rung) {
            return each;
        }
    }
    return {};
}

std::uint32_t onlineIn(World& world, SimPeer& peer, const RoomId& room)
{
    const auto answer = world.ask(peer, ListRooms{});
    for (const RoomSnapshot& each : std::get<RoomList>(*answer).rooms) {
        if (each.room == room) {
            return each.online;
        }
    }
    return 0;
}

} // namespace

class PeerTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsItselfAndItsRooms()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const auto info = world.ask(ann, GetNodeInfo{});
        const auto& node = std::get<NodeInfo>(*info);
        QCOMPARE(node.identity, ann.identity());
        QCOMPARE(node.name, std::string("peer0"));
        QCOMPARE(node.rungs.size(), std::size_t{5});
        QVERIFY(!node.fingerprint.empty());
        QCOMPARE(node.listen.size(), std::size_t{1});

        const auto list = std::get<RoomList>(*world.ask(ann, ListRooms{}));
        QCOMPARE(list.rooms.size(), std::size_t{1});
        QCOMPARE(list.rooms[0].room, room);
        QCOMPARE(list.rooms[0].name, std::string("Room"));
        QCOMPARE(list.rooms[0].level, levelFounder);
        QVERIFY(std::get<Digest>(*world.ask(ann, GetDigest{room})).settled);
        QVERIFY(std::holds_alternative<NodeStats>(*world.ask(ann, GetNodeStats{})));
        QVERIFY(std::holds_alternative<PeerList>(*world.ask(ann, ListPeers{room})));
        QVERIFY(std::holds_alternative<FileList>(*world.ask(ann, ListFiles{room})));
        QVERIFY(std::holds_alternative<SettingValue>(*world.ask(ann, GetSetting{"announce"})));
    }

    void badRequestsAreRefusedAndChangeNothing()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const RoomId nowhere;
        const auto why = [&](Request request) {
            return reasonOf(world.ask(ann, std::move(request)));
        };
        QCOMPARE(why(SendMessage{nowhere, "x", {}}), Reason::UnknownRoom);
        QCOMPARE(why(SendMessage{room, "", {}}), Reason::BadArgument);
        QCOMPARE(why(SendMessage{room, "\xff", {}}), Reason::BadArgument);
        QCOMPARE(why(SendMessage{room, std::string(30'000, 'x'), {}}), Reason::TooLarge);
        QCOMPARE(why(CreateRoom{"", "", Access::Invite, HistoryAccess::All}), Reason::BadArgument);
        QCOMPARE(why(CreateRoom{"\n\t", "", Access::Invite, HistoryAccess::All}),
                 Reason::BadArgument);
        QCOMPARE(why(CreateRoom{std::string(10'000, 'x'), "", Access::Invite, HistoryAccess::All}),
                 Reason::TooLarge);
        QCOMPARE(why(CreateRoom{"x", "", Access::Password, HistoryAccess::All}),
                 Reason::BadArgument);
        QCOMPARE(why(CreateRoom{"x", "", Access::Invite, HistoryAccess::All, "pass"}),
                 Reason::BadArgument);
        QCOMPARE(why(CreateRoom{"x", "", Access::Invite, HistoryAccess::All, "", true}),
                 Reason::BadArgument);
        QCOMPARE(why(CreateRoom{"x", "", Access::Public, HistoryAccess::Joined}),
                 Reason::BadArgument);
        QCOMPARE(why(SetProfile{std::string(10'000, 'x'), {}}), Reason::TooLarge);
        QCOMPARE(why(SetProfile{std::string(" "), {}}), Reason::BadArgument);
        QCOMPARE(why(InviteToRoom{room, levelFounder, 0, 0}), Reason::NotAllowed);
        QCOMPARE(why(InviteToRoom{room, -5, 0, 0}), Reason::BadArgument);
        QCOMPARE(why(MarkRead{room, EventRef{}}), Reason::UnknownMessage);
        QCOMPARE(why(DialPeer{room, "nowhere"}), Reason::BadArgument);
        QCOMPARE(why(DialPeer{nowhere, "10.0.0.1:1"}), Reason::UnknownRoom);
        QCOMPARE(why(JoinRoom{"parlour:nonsense"}), Reason::BadInvite);
        QCOMPARE(why(FetchFile{EventRef{}, ""}), Reason::UnknownFile);
        QCOMPARE(why(LeaveRoom{nowhere}), Reason::UnknownRoom);
        QCOMPARE(ann.disk().store().visible(room).size(), std::size_t{0});
        QCOMPARE(std::get<RoomList>(*world.ask(ann, ListRooms{})).rooms.size(), std::size_t{1});
    }

    void theProfileIsKeptAndTold()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        QVERIFY(std::holds_alternative<Done>(*world.ask(ann, SetProfile{"Ann Other", {}})));
        const auto nameAtBen = [&]() {
            const auto answer = world.ask(ben, ListMembers{room});
            for (const MemberSnapshot& each : std::get<MemberList>(*answer).members) {
                if (each.identity == ann.identity()) {
                    return each.name;
                }
            }
            return std::string();
        };
        QVERIFY(world.runUntil(seconds(5), [&]() { return nameAtBen() == "Ann Other"; }));
        ann.crash(false);
        ann.start();
        QCOMPARE(std::get<NodeInfo>(*world.ask(ann, GetNodeInfo{})).name, std::string("Ann Other"));
    }

    void aMessageGoesFromStoredToRead()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        const auto sent = std::get<MessageSent>(*world.ask(ann, SendMessage{room, "hello", {}}));
        QCOMPARE(sent.state, MessageState::Stored);
        const auto state = [&]() { return ann.person().states[sent.message]; };
        QVERIFY(world.runUntil(seconds(5), [&]() { return state() == MessageState::Delivered; }));
        QVERIFY(ben.person().shown[room].contains(sent.message));
        QVERIFY(std::holds_alternative<UnreadLeft>(*world.ask(ben, MarkRead{room, sent.message})));
        QVERIFY(world.runUntil(seconds(5), [&]() { return state() == MessageState::Read; }));
    }

    void theLanAloneIsEnough()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.createRoom(ann);
        auto link = *room::decodeLink(world.invite(ann, room));
        link.addresses.clear();
        const core::MonoTime began = world.schedule().now();
        const auto answer = world.ask(ben, JoinRoom{room::encodeLink(link)});
        QCOMPARE(std::get<RoomJoined>(*answer).state, RoomState::Joined);
        QVERIFY(world.schedule().now() - began < seconds(2));
        const RungSnapshot rung = rungOf(world, ben, Rung::Lan);
        QCOMPARE(rung.state, RungState::Found);
        QCOMPARE(rung.peers, 1U);
        QVERIFY(rung.lastMs > 0);
    }

    void theInviteAloneIsEnough()
    {
        World world({});
        SimPeer& ann = world.addPeer(false);
        SimPeer& ben = world.addPeer(false);
        const RoomId room = world.createRoom(ann);
        const auto answer = world.ask(ben, JoinRoom{world.invite(ann, room)});
        QCOMPARE(std::get<RoomJoined>(*answer).state, RoomState::Joined);
        QCOMPARE(rungOf(world, ben, Rung::Invite).state, RungState::Found);
        QCOMPARE(rungOf(world, ben, Rung::Lan).state, RungState::Off);
        // Joining again is no error.
        const auto again = world.ask(ben, JoinRoom{world.invite(ann, room)});
        QCOMPARE(std::get<RoomJoined>(*again).state, RoomState::Joined);
    }

    void aPublicRoomTakesWorkAndNoSecret()
    {
        World world({});
        SimPeer& ann = world.addPeer(false);
        SimPeer& ben = world.addPeer(false);
        CreateRoom wish{"Square", "", Access::Public, HistoryAccess::All};
        wish.policy.workBits = 14;
        const RoomId room = std::get<RoomCreated>(*world.ask(ann, wish)).room;
        const std::string link = world.invite(ann, room);
        QVERIFY(!room::decodeLink(link)->reach);
        const auto answer = world.ask(ben, JoinRoom{link});
        QCOMPARE(std::get<RoomJoined>(*answer).state, RoomState::Joined);
        const auto sent = std::get<MessageSent>(*world.ask(ben, SendMessage{room, "hello", {}}));
        QVERIFY(world.runUntil(seconds(5),
                               [&]() { return ann.person().shown[room].contains(sent.message); }));
        // Whoever is interrupted at the work begins again.
        wish.policy.workBits = 17;
        const RoomId hard = std::get<RoomCreated>(*world.ask(ann, wish)).room;
        world.join(ben, world.invite(ann, hard));
        world.run(milliseconds(60));
        QCOMPARE(stateOf(world, ben, hard), RoomState::Joining);
        ben.crash(false);
        ben.start();
        QVERIFY(world.runUntil(std::chrono::minutes(2),
                               [&]() { return stateOf(world, ben, hard) == RoomState::Joined; }));
    }

    void aTypedAddressIsEnough()
    {
        World world({});
        SimPeer& ann = world.addPeer(false);
        SimPeer& ben = world.addPeer(false);
        const RoomId room = world.createRoom(ann);
        auto link = *room::decodeLink(world.invite(ann, room));
        link.addresses.clear();
        ben.ask(JoinRoom{room::encodeLink(link)});
        world.run(seconds(1));
        QCOMPARE(stateOf(world, ben, room), RoomState::Joining);
        world.ask(ben, DialPeer{room, world.network().addressOf(ann.node()).text()});
        world.run(seconds(1));
        QCOMPARE(stateOf(world, ben, room), RoomState::Joined);
        QCOMPARE(rungOf(world, ben, Rung::Typed).state, RungState::Found);
    }

    void membersWithoutLanLearnOfEachOther()
    {
        World world({});
        for (int i = 0; i < 4; ++i) {
            world.addPeer(false);
        }
        const RoomId room = world.roomOfEverybody();
        world.run(seconds(15));
        for (SimPeer* peer : world.everybody()) {
            QCOMPARE(onlineIn(world, *peer, room), 3U);
        }
        // The one whose addresses the invite carried goes away: the others stay together.
        world.peer(0).crash(true);
        world.run(seconds(60));
        for (std::size_t i = 1; i < 4; ++i) {
            QCOMPARE(onlineIn(world, world.peer(i), room), 2U);
        }
    }

    void joiningWaitsForSomebody()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const std::string link = world.invite(ann, room);
        ann.crash(false);
        const core::MonoTime began = world.schedule().now();
        const auto answer = world.ask(ben, JoinRoom{link});
        QCOMPARE(std::get<RoomJoined>(*answer).state, RoomState::Joining);
        QVERIFY(world.schedule().now() - began <= seconds(10));
        ben.crash(false);
        ben.start();
        QCOMPARE(stateOf(world, ben, room), RoomState::Joining);
        ann.start();
        QVERIFY(world.runUntil(seconds(90),
                               [&]() { return ben.person().rooms[room] == RoomState::Joined; }));
    }

    void doorsThatAreShutSayWhy()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        SimPeer& cat = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const auto once =
            std::get<InviteMade>(*world.ask(ann, InviteToRoom{room, levelMember, 0, 1}));
        QVERIFY(std::holds_alternative<RoomJoined>(*world.ask(ben, JoinRoom{once.link})));
        QCOMPARE(reasonOf(world.ask(cat, JoinRoom{once.link})), Reason::Expired);
        QCOMPARE(stateOf(world, cat, room), RoomState::Banned); // gone from the list
        QVERIFY(!cat.disk().store().knowsRoom(room));
    }

    void leftAndForgotten()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const std::string link = world.invite(ann, room);
        world.ask(ben, JoinRoom{link});
        ann.sendText(room, "one");
        world.run(seconds(1));
        QVERIFY(std::holds_alternative<Done>(*world.ask(ben, LeaveRoom{room})));
        QCOMPARE(stateOf(world, ben, room), RoomState::Left);
        QCOMPARE(reasonOf(world.ask(ben, SendMessage{room, "x", {}})), Reason::NotMember);
        world.run(seconds(1));
        QCOMPARE(onlineIn(world, ann, room), 0U);
        QVERIFY(ben.disk().store().knowsRoom(room));
        ann.sendText(room, "two");
        world.run(seconds(5));
        QCOMPARE(ben.disk().store().visible(room).size(), std::size_t{1});

        QVERIFY(std::holds_alternative<RoomJoined>(*world.ask(ben, JoinRoom{link})));
        world.run(seconds(15));
        QCOMPARE(ben.disk().store().visible(room).size(), std::size_t{2});

        QVERIFY(std::holds_alternative<Done>(*world.ask(ben, ForgetRoom{room})));
        QCOMPARE(reasonOf(world.ask(ben, GetDigest{room})), Reason::UnknownRoom);
        QVERIFY(!ben.disk().store().knowsRoom(room));
    }

    void aFullDiskRefusesAndHeals()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        ann.disk().setError(StoreError::DiskFull);
        QCOMPARE(reasonOf(world.ask(ann, SendMessage{room, "lost?", {}})), Reason::DiskFull);
        QCOMPARE(reasonOf(world.ask(ann, SendMessage{room, "lost too?", {}})), Reason::DiskFull);
        // What only reads is answered.
        QCOMPARE(stateOf(world, ann, room), RoomState::Joined);
        ann.disk().setError(std::nullopt);
        const auto sent = world.ask(ann, SendMessage{room, "written", {}});
        QVERIFY(std::holds_alternative<MessageSent>(*sent));
        checkAgreement(world, room, world.everybody());
        QCOMPARE(ben.disk().store().visible(room).size(), std::size_t{1});
        QVERIFY(world.findings().empty());
    }

    void aDiskThatFailsLeavesNoQuestionOpen()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const std::string link = world.invite(ann, room);
        ann.crash(false);
        std::optional<Answer> answer;
        ben.ask(JoinRoom{link}, [&](const Answer& said) { answer = said; });
        world.run(seconds(1));
        QVERIFY(!answer);
        ben.disk().setError(StoreError::DiskFull);
        QCOMPARE(reasonOf(world.ask(ben, SetProfile{"Benny", {}})), Reason::DiskFull);
        // The wish to join is on disk and goes on: he is told so at once.
        QVERIFY(answer);
        QCOMPARE(std::get<RoomJoined>(*answer).state, RoomState::Joining);
        ben.disk().setError(std::nullopt);
        ann.start();
        QVERIFY(world.runUntil(seconds(90),
                               [&]() { return ben.person().rooms[room] == RoomState::Joined; }));
        QCOMPARE(ben.openRequests(), std::size_t(0));
    }

    void aFileReachesWhoCannotBeDialled()
    {
        World world({});
        SimPeer& ann = world.addPeer(false, true);
        SimPeer& ben = world.addPeer(false, false);
        const RoomId room = world.roomOfEverybody();
        core::Bytes bytes(200'000);
        world.rng().fill(bytes);
        ben.files().put("/shared/a.bin", bytes);
        const auto shared = std::get<FileShared>(*world.ask(ben, ShareFile{room, "/shared/a.bin"}));
        world.run(seconds(2));
        // Ann cannot dial Ben: she calls him over the chat link, and he dials.
        QVERIFY(std::holds_alternative<Done>(*world.ask(ann, FetchFile{shared.file, ""})));
        QVERIFY(world.runUntil(seconds(30),
                               [&]() { return ann.person().filesDone.contains(shared.file); }));
        const core::Bytes* got = ann.files().find("/downloads/a.bin");
        QVERIFY(got != nullptr);
        QCOMPARE(*got, bytes);
    }

    void theSameSeedIsTheSameRun()
    {
        std::vector<std::uint64_t> traces;
        for (const std::uint64_t seed : std::vector<std::uint64_t>{5, 5, 6}) {
            RunOptions options;
            options.seed = seed;
            options.lossPercent = 10;
            World world(options);
            world.addPeer();
            world.addPeer();
            world.addPeer();
            const RoomId room = world.roomOfEverybody();
            world.chatter(room, world.everybody(), seconds(20), 40);
            world.run(seconds(30));
            traces.push_back(world.trace().hash());
        }
        QCOMPARE(traces[0], traces[1]);
        QVERIFY(traces[0] != traces[2]);
    }
};

QTEST_APPLESS_MAIN(PeerTest)
#include "peer_test.moc"
