// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Whole peers whose room is given another reach secret: whom the old one still leads to, and how those who were away find
// the others again.
#include "sim/link_holder.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::seconds;

namespace wire = ::parlour::wire;

namespace {

IdentityId identityOf(World& world, SimPeer& peer)
{
    return std::get<NodeInfo>(*world.ask(peer, GetNodeInfo{})).identity;
}

/// Ann's room with Ben and Cat.
struct Stage {
    World world{RunOptions{}};
    SimPeer& ann = world.addPeer();
    SimPeer& ben = world.addPeer();
    SimPeer& cat = world.addPeer();
    RoomId room = world.roomOfEverybody();
    std::string oldLink = world.invite(ann, room);
    std::vector<std::unique_ptr<LinkHolder>> holders;

    void reset(SimPeer& by)
    {
        const auto done = world.ask(by, ResetReach{room});
        QVERIFY(done && std::holds_alternative<Done>(*done));
    }
    [[nodiscard]] std::size_t links(SimPeer& peer)
    {
        return std::get<PeerList>(*world.ask(peer, ListPeers{room})).peers.size();
    }
    /// Whether somebody who holds this link is answered by this peer at all.
    [[nodiscard]] bool isAnswered(SimPeer& peer, const std::string& link)
    {
        LinkHolder& holder = *holders.emplace_back(std::make_unique<LinkHolder>(
            world, link, static_cast<std::uint8_t>(holders.size() + 1)));
        holder.onOpen = [](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_MEMBER)); };
        holder.call(peer);
        world.run(seconds(5));
        const bool card = holder.heard(wire::Frame::kCard);
        CHECK(card == holder.open && card != holder.wasClosed);
        return card;
    }
};

} // namespace

class ReachResetTest : public QObject
{
    Q_OBJECT

private slots:
    void theOldOneLeadsToThoseWhoRunTheRoomAlone()
    {
        Stage stage;
        QVERIFY(stage.isAnswered(stage.ben, stage.oldLink));
        stage.reset(stage.ann);
        stage.world.run(seconds(2));
        QVERIFY(!stage.isAnswered(stage.ben, stage.oldLink));
        QVERIFY(!stage.isAnswered(stage.cat, stage.oldLink));
        QVERIFY(stage.isAnswered(stage.ann, stage.oldLink));
        const std::string link = stage.world.invite(stage.ann, stage.room);
        QVERIFY(stage.isAnswered(stage.ben, link));
        QVERIFY(stage.isAnswered(stage.ann, link));
        // So it is after they have started anew.
        for (SimPeer* peer : {&stage.ann, &stage.ben}) {
            peer->crash(false);
            peer->start();
        }
        stage.world.run(seconds(10));
        QVERIFY(!stage.isAnswered(stage.ben, stage.oldLink));
        QVERIFY(stage.isAnswered(stage.ben, link));
        QVERIFY(stage.isAnswered(stage.ann, stage.oldLink));
        QVERIFY(stage.world.findings().empty());
    }

    void whoWasAwayFindsTheOthersThroughThoseWhoRunIt()
    {
        Stage stage;
        stage.ben.crash(false);
        stage.reset(stage.ann);
        stage.world.run(seconds(2));
        stage.ann.crash(false);
        stage.ben.start();
        stage.world.run(seconds(60));
        QCOMPARE(stage.links(stage.ben), std::size_t(0)); // Cat does not answer him
        stage.ann.start();
        QVERIFY(stage.world.runUntil(seconds(60), [&] { return stage.links(stage.ben) == 2; }));
        // He needs nobody for it any more.
        stage.ann.crash(false);
        stage.ben.crash(false);
        stage.ben.start();
        QVERIFY(stage.world.runUntil(seconds(60), [&] { return stage.links(stage.ben) == 1; }));
    }

    /// Nobody can dial Ann: so she dials him, under the old one as well.
    void whoRunsItCallsThoseWhoWereAway()
    {
        World world{RunOptions{}};
        SimPeer& ben = world.addPeer(false, true); // it is his room
        SimPeer& ann = world.addPeer(false, false);
        const RoomId room = world.roomOfEverybody();
        ChangeMember wish;
        wish.room = room;
        wish.identity = identityOf(world, ann);
        wish.change = MemberAct::Grant;
        wish.level = levelAdmin;
        QVERIFY(std::holds_alternative<Done>(*world.ask(ben, wish)));
        world.run(seconds(5));
        ben.crash(false);
        QVERIFY(std::holds_alternative<Done>(*world.ask(ann, ResetReach{room})));
        ben.start();
        const auto linked = [&] {
            return std::get<PeerList>(*world.ask(ben, ListPeers{room})).peers.size() == 1;
        };
        QVERIFY(world.runUntil(seconds(90), linked));
        QVERIFY(world.findings().empty());
    }

    void aBanAndAnotherSecretAreOneAct()
    {
        Stage stage;
        ChangeMember wish;
        wish.room = stage.room;
        wish.identity = identityOf(stage.world, stage.ben);
        wish.change = MemberAct::Ban;
        wish.resetReach = true;
        const std::string before = stage.world.invite(stage.ann, stage.room);
        stage.ben.crash(false); // he does not hear of it
        QVERIFY(std::holds_alternative<Done>(*stage.world.ask(stage.ann, wish)));
        stage.world.run(seconds(5));
        stage.ben.start();
        stage.world.run(seconds(120));
        QCOMPARE(stage.links(stage.ben), std::size_t(0));
        QVERIFY(!stage.isAnswered(stage.cat, before));
        const auto log = std::get<ModerationLog>(*stage.world.ask(stage.cat, ReadLog{stage.room}));
        QVERIFY(log.entries.size() >= 2);
        QCOMPARE(log.entries.back().action, LogAction::Reach);
        QCOMPARE(log.entries[log.entries.size() - 2].action, LogAction::Ban);
    }
};

QTEST_APPLESS_MAIN(ReachResetTest)
#include "reach_reset_test.moc"
