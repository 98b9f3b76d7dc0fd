// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: block_desk.cpp
#include "engine/message_desk.h"
#include "sim/world.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::seconds;

namespace {

std::optional<Reason> reasonOf(const std::optional<Answer>& answer)
{
    const auto* refusal = answer ? std::get_if<Refusal>(&*answer) : nullptr;
    return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

bool isDone(const std::optional<Answer>& answer)
{
    return answer && std::holds_alternative<Done>(*answer);
}

core::EventRef say(World& world, SimPeer& peer, const RoomId& room, const std::string& text)
{
    return std::get<MessageSent>(*world.ask(peer, SendMessage{room, text, {}})).message;
}

std::size_t shownAt(SimPeer& peer, const RoomId& room)
{
    return peer.disk().store().visible(room).size();
}

std::vector<MemberSnapshot> membersAt(World& world, SimPeer& peer, const RoomId& room)
{
    return std::get<MemberList>(*world.ask(peer, ListMembers{room})).members;
}

} // namespace

class MessageDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyWhatIsShownIsSpokenOf()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const auto said = say(world, ann, room, "helo");
        QVERIFY(isDone(world.ask(ann, EditMessage{room, said, "hello"})));
        QVERIFY(isDone(world.ask(ann, ReactToMessage{room, said, "+", false})));
        QVERIFY(isDone(world.ask(ann, PinMessage{room, said, false})));
        const core::EventRef none{said.log, said.seq + 50};
        const core::EventRef edit{said.log, said.seq + 1};
        for (const core::EventRef& ref : {none, edit}) {
            QCOMPARE(reasonOf(world.ask(ann, EditMessage{room, ref, "x"})),
                     std::optional(Reason::UnknownMessage));
            QCOMPARE(reasonOf(world.ask(ann, DeleteMessage{room, ref, ""})),
                     std::optional(Reason::UnknownMessage));
        }
        QCOMPARE(reasonOf(world.ask(ann, PinMessage{RoomId(), said, false})),
                 std::optional(Reason::UnknownRoom));
        QVERIFY(isDone(world.ask(ann, DeleteMessage{room, said, ""})));
        QVERIFY(world.runUntil(seconds(5), [&] { return shownAt(ann, room) == 0; }));
        QCOMPARE(reasonOf(world.ask(ann, ReactToMessage{room, said, "+", false})),
                 std::optional(Reason::UnknownMessage));
    }

    void aKickTakesAlongWhatWasWritten()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        for (int i = 0; i < 300; ++i) { // more than one step of looking through
            say(world, ben, room, "spam");
        }
        say(world, ann, room, "stop that");
        QVERIFY(world.runUntil(
            seconds(20), [&] { return shownAt(ann, room) == 301 && shownAt(ben, room) == 301; }));
        ChangeMember wish{room, ben.identity(), MemberAct::Kick, levelMember, "raid", 0, 0};
        QCOMPARE(reasonOf(world.ask(ben, PurgeMember{room, ann.identity(), 0, ""})),
                 std::optional(Reason::NotAllowed));
        QVERIFY(isDone(world.ask(ann, wish)));
        QVERIFY(world.runUntil(seconds(10), [&] { return shownAt(ann, room) == 1; }));
        // Who crashes at any point of it comes back to the same.
        ann.crash(false);
        ann.start();
        QVERIFY(world.runUntil(seconds(10), [&] { return shownAt(ann, room) == 1; }));
    }

    void blockingIsKeptAndTellsNobody()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        QVERIFY(isDone(world.ask(ann, BlockContact{ben.identity(), true})));
        QCOMPARE(reasonOf(world.ask(ann, BlockContact{ann.identity(), true})),
                 std::optional(Reason::BadArgument));
        ann.crash(false);
        ann.start();
        const auto list = std::get<BlockedList>(*world.ask(ann, ListBlocked{}));
        QCOMPARE(list.identities, std::vector{ben.identity()});
        for (const MemberSnapshot& member : membersAt(world, ann, room)) {
            QCOMPARE(member.blocked, member.identity == ben.identity());
        }
        for (const MemberSnapshot& member : membersAt(world, ben, room)) {
            QVERIFY(!member.blocked);
        }
        QVERIFY(isDone(world.ask(ann, BlockContact{ben.identity(), false})));
        QVERIFY(std::get<BlockedList>(*world.ask(ann, ListBlocked{})).identities.empty());
    }

    void aPurgeSaysHowManyWent()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        say(world, ben, room, "one");
        say(world, ben, room, "two");
        QVERIFY(world.runUntil(seconds(10), [&] { return shownAt(ann, room) == 2; }));
        const auto purged =
            std::get<Purged>(*world.ask(ann, PurgeMember{room, ben.identity(), 0, "both"}));
        QCOMPARE(purged.removed, std::uint64_t{2});
        QVERIFY(world.runUntil(seconds(10),
                               [&] { return shownAt(ann, room) == 0 && shownAt(ben, room) == 0; }));
    }
};

QTEST_APPLESS_MAIN(MessageDeskTest)
#include "message_desk_test.moc"
