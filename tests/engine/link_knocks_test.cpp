// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/link_knocks.cpp
//
// Who asks at the door, over the wire: what is kept, what ends the link, what he hears when somebody decides, and how a peer
// asks again until then.
#include "engine/link_desk.h"
#include "engine/room/letter.h"
#include "sim/link_holder.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::seconds;

namespace wire = ::parlour::wire;

namespace {

CreateRoom club()
{
    CreateRoom wish;
    wish.name = "Club";
    wish.access = Access::Knock;
    return wish;
}

struct Stage {
    World world{RunOptions{}};
    SimPeer& ann = world.addPeer();
    RoomId room = std::get<RoomCreated>(*world.ask(ann, club())).room;
    std::string link = world.invite(ann, room);
    LinkHolder holder{world, link, 1};

    /// The holder knocks `times` times, each time as `spoil` leaves it.
    void knock(int times, const std::function<void(wire::Letter&)>& spoil = {})
    {
        holder.onOpen = [](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_ENTER)); };
        holder.onFrame = [this, times, spoil](LinkHolder& self, const wire::Frame& frame) {
            if (!frame.has_card()) {
                return;
            }
            core::PublicKey key{};
            const std::string& bytes = frame.card().moderators_key();
            std::copy_n(bytes.begin(), std::min(bytes.size(), key.size()), key.begin());
            room::Self who(self.identity.seed().clone(), self.device.seed().clone());
            who.name = "Eve";
            for (int i = 0; i < times; ++i) {
                wire::Frame out;
                *out.mutable_knock()->mutable_letter() = room::makeKnock(
                    world.rng(), room, who, key, "let me in", core::WallTime{1'800'000'000'000});
                if (spoil) {
                    spoil(*out.mutable_knock()->mutable_letter());
                }
                self.say(out);
            }
        };
        holder.call(ann);
        world.run(seconds(3));
    }
    [[nodiscard]] std::vector<KnockSnapshot> waiting()
    {
        return std::get<KnockList>(*world.ask(ann, ListKnocks{room})).knocks;
    }
    void answer(bool admit)
    {
        const IdentityId identity(holder.identity.publicKey());
        CHECK(
            std::holds_alternative<Done>(*world.ask(ann, AnswerKnock{room, identity, admit, {}})));
        world.run(seconds(3));
    }
};

RoomState stateOf(World& world, SimPeer& peer)
{
    const auto rooms = std::get<RoomList>(*world.ask(peer, ListRooms{})).rooms;
    return rooms.empty() ? RoomState::Left : rooms.front().state;
}

} // namespace

class LinkKnocksTest : public QObject
{
    Q_OBJECT

private slots:
    void aKnockIsKeptAndTheLinkHeldForTheAnswer()
    {
        Stage stage;
        stage.knock(1);
        QVERIFY(stage.holder.heard(wire::Frame::kKnock));
        QVERIFY(!stage.holder.heard(wire::Frame::kHello) && !stage.holder.wasClosed);
        QCOMPARE(stage.waiting().size(), std::size_t(1));
        QCOMPARE(stage.waiting()[0].name, std::string("Eve"));
        stage.answer(true);
        QVERIFY(stage.holder.heard(wire::Frame::kHello));
        QVERIFY(stage.holder.heard(wire::Frame::kEvents));
        QVERIFY(!stage.holder.heard(wire::Frame::kKeys)); // the words come after his opening
        QVERIFY(stage.waiting().empty());
    }

    void whoIsRefusedHearsItOnTheLink()
    {
        Stage stage;
        stage.knock(1);
        stage.answer(false);
        QVERIFY(stage.holder.heard(wire::Frame::kRefuse));
        QCOMPARE(stage.holder.frames.back().refuse().reason(), std::string("not_allowed"));
        QVERIFY(stage.holder.wasClosed && !stage.holder.heard(wire::Frame::kHello));
    }

    void theLinkIsNotHeldForEver()
    {
        Stage stage;
        stage.knock(1);
        stage.world.run(seconds(70));
        QVERIFY(stage.holder.wasClosed);
        QCOMPARE(stage.waiting().size(), std::size_t(1));
    }

    void aSecondOrSpoiltKnockEndsTheLink()
    {
        Stage twice;
        twice.knock(2);
        QVERIFY(twice.holder.wasClosed);
        QCOMPARE(twice.waiting().size(), std::size_t(1));
        Stage spoilt;
        spoilt.knock(1, [](wire::Letter& letter) { letter.set_time_ms(letter.time_ms() + 1); });
        QVERIFY(spoilt.holder.wasClosed && spoilt.waiting().empty());
        QCOMPARE(spoilt.holder.frames.back().refuse().reason(), std::string("bad_invite"));
    }

    /// A peer that waits comes in when it asks again, also when nobody was there in between.
    void aPeerAsksAgainUntilItIsLetIn()
    {
        Stage stage;
        SimPeer& ben = stage.world.addPeer();
        const auto answer = stage.world.ask(ben, JoinRoom{stage.link, {}, "it is me"});
        QCOMPARE(std::get<RoomJoined>(*answer).state, RoomState::Knocking);
        stage.world.run(seconds(200)); // longer than any link is held
        QCOMPARE(stateOf(stage.world, ben), RoomState::Knocking);
        const auto knocks = stage.waiting();
        QCOMPARE(knocks.size(), std::size_t(1));
        QCOMPARE(knocks[0].text, std::string("it is me"));
        QVERIFY(std::holds_alternative<Done>(
            *stage.world.ask(stage.ann, AnswerKnock{stage.room, knocks[0].identity, true, {}})));
        stage.world.run(seconds(600));
        QCOMPARE(stateOf(stage.world, ben), RoomState::Joined);
        // Joining once more is no error, and asks nobody.
        QCOMPARE(std::get<RoomJoined>(*stage.world.ask(ben, JoinRoom{stage.link})).state,
                 RoomState::Joined);
    }
};

QTEST_GUILESS_MAIN(LinkKnocksTest)
#include "link_knocks_test.moc"
