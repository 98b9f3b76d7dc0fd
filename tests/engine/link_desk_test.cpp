// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/link_stages.cpp
//
// Who holds a link and is no member: how far he comes, and what he is told on the way.
#include "engine/link_desk.h"
#include "sim/link_holder.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::seconds;

namespace wire = ::parlour::wire;

namespace {

struct Stage {
    World world{RunOptions{}};
    SimPeer& ann = world.addPeer();
    RoomId room = world.createRoom(ann);
    LinkHolder holder{world, world.invite(ann, room), 1};

    Stage()
    {
        const auto sent = world.ask(ann, SendMessage{room, "inside", std::nullopt});
        CHECK(sent.has_value());
    }
    void play(std::function<void(LinkHolder&)> onOpen, LinkHolder::Say onFrame = {})
    {
        holder.onOpen = std::move(onOpen);
        holder.onFrame = std::move(onFrame);
        holder.call(ann);
        world.run(seconds(5));
    }
    [[nodiscard]] bool learntInside() const
    {
        return holder.heard(wire::Frame::kHello) || holder.heard(wire::Frame::kEvents)
               || holder.heard(wire::Frame::kKeys) || holder.heard(wire::Frame::kCoreState)
               || holder.heard(wire::Frame::kAddresses);
    }
    [[nodiscard]] std::size_t members()
    {
        return std::get<MemberList>(*world.ask(ann, ListMembers{room})).members.size();
    }
};

} // namespace

class LinkDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void aLinkHolderSeesTheCardAlone()
    {
        Stage stage;
        stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_MEMBER)); });
        QVERIFY(stage.holder.open);
        QVERIFY(stage.holder.heard(wire::Frame::kCard));
        QVERIFY(!stage.learntInside());
        QCOMPARE(stage.holder.frames.front().card().name(), std::string("Room"));
        // He says nothing more, and is not waited for.
        stage.world.run(seconds(40));
        QVERIFY(stage.holder.wasClosed);
    }

    void whatIsNotAHelloEndsTheLink_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("silence") << 0;
        QTest::newRow("garbage frame") << 1;
        QTest::newRow("another frame first") << 2;
        QTest::newRow("signature spoilt") << 3;
        QTest::newRow("certificate of somebody else") << 4;
        QTest::newRow("hello meant for the other role") << 5;
        QTest::newRow("identity missing") << 6;
        QTest::newRow("bulk") << 7;
        QTest::newRow("opening at once") << 8;
    }
    void whatIsNotAHelloEndsTheLink()
    {
        QFETCH(int, what);
        Stage stage;
        stage.play([what](LinkHolder& self) {
            wire::Frame hello =
                self.hello(what == 7 ? wire::LINK_MODE_BULK : wire::LINK_MODE_MEMBER);
            auto* body = hello.mutable_hello();
            if (what == 0) {
                return;
            }
            if (what == 1) {
                self.sayRaw(
                    core::Bytes{0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0});
                return;
            }
            if (what == 2 || what == 8) {
                wire::Frame other;
                if (what == 2) {
                    other.mutable_tail()->set_count(200);
                } else {
                    other.mutable_events()->add_events();
                }
                self.say(other);
                return;
            }
            if (what == 3) {
                body->mutable_signature()->at(5) ^= 1;
            } else if (what == 4) {
                body->set_identity(std::string(32, 'x'));
            } else if (what == 5) {
                const core::ByteArray<1> role{1};
                body->set_signature(core::textOf(self.device.sign(
                    "parlour hello 1", {core::Hash32{}, role, self.invite.room.view()})));
            } else if (what == 6) {
                body->clear_identity();
            }
            self.say(hello);
        });
        stage.world.run(seconds(40));
        QVERIFY(stage.holder.open);
        QVERIFY(stage.holder.wasClosed);
        QVERIFY(!stage.learntInside());
        QVERIFY(!stage.holder.heard(wire::Frame::kCard));
        QCOMPARE(stage.members(), std::size_t{1});
    }

    void aWrongProofIsRefused()
    {
        Stage stage;
        stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_ENTER)); },
                   [](LinkHolder& self, const wire::Frame& frame) {
                       if (frame.has_card()) {
                           self.say(self.enter(self.identity)); // not the door's key
                       }
                   });
        QVERIFY(stage.holder.heard(wire::Frame::kRefuse));
        QCOMPARE(stage.holder.frames.back().refuse().reason(), std::string("bad_invite"));
        QVERIFY(stage.holder.wasClosed);
        QVERIFY(!stage.learntInside());
    }

    void whoIsAdmittedAndSendsNoOpeningIsNoMember()
    {
        Stage stage;
        stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_ENTER)); },
                   [](LinkHolder& self, const wire::Frame& frame) {
                       if (frame.has_card()) {
                           self.say(self.enter(self.doorKey()));
                       } else if (frame.has_events() && frame.events().last()) {
                           wire::Frame out;
                           out.mutable_events()->add_events()->set_header("not a header");
                           self.say(out);
                       }
                   });
        QVERIFY(stage.holder.heard(wire::Frame::kEvents)); // the core is shown to who was admitted
        QVERIFY(!stage.holder.heard(wire::Frame::kKeys));  // the words are not
        QVERIFY(!stage.holder.heard(wire::Frame::kWelcome));
        QVERIFY(stage.holder.wasClosed);
        QCOMPARE(stage.members(), std::size_t{1});
        stage.world.run(seconds(30));
        QVERIFY(stage.world.findings().empty());
    }

    void whoIsShownOutWhileHeGreetsGetsNoKeys()
    {
        Stage stage;
        stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_ENTER)); },
                   [](LinkHolder& self, const wire::Frame& frame) {
                       if (frame.has_card()) {
                           self.say(self.enter(self.doorKey()));
                       } else if (frame.has_events() && frame.events().last()) {
                           self.say(self.opening());
                       }
                   });
        QVERIFY(stage.holder.heard(wire::Frame::kKeys));
        QCOMPARE(stage.members(), std::size_t{2});
        // Again, as a member, and he waits with the word that would make the link a live one.
        stage.holder.frames.clear();
        stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_MEMBER)); });
        QVERIFY(stage.holder.heard(wire::Frame::kHello));
        QVERIFY(!stage.holder.heard(wire::Frame::kKeys));
        ChangeMember wish;
        wish.room = stage.room;
        wish.identity = core::IdentityId(stage.holder.identity.publicKey());
        wish.change = MemberAct::Ban;
        const auto banned = stage.world.ask(stage.ann, wish);
        QVERIFY(banned.has_value() && !std::holds_alternative<Refusal>(*banned));
        wire::Frame word;
        word.mutable_ping()->set_number(1);
        stage.holder.wasClosed = false;
        stage.holder.say(word);
        stage.world.run(seconds(5));
        QVERIFY(stage.holder.wasClosed);
        QVERIFY(!stage.holder.heard(wire::Frame::kKeys));
    }

    void whoBreaksTheProtocolAgainAndAgainIsNotLinkedForAWhile()
    {
        Stage stage;
        stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_ENTER)); },
                   [](LinkHolder& self, const wire::Frame& frame) {
                       if (frame.has_card()) {
                           self.say(self.enter(self.doorKey()));
                       } else if (frame.has_events() && frame.events().last()) {
                           self.say(self.opening());
                       }
                   });
        QCOMPARE(stage.members(), std::size_t{2});
        const auto becomesLive = [&stage] {
            stage.holder.frames.clear();
            stage.play([](LinkHolder& self) { self.say(self.hello(wire::LINK_MODE_MEMBER)); });
            wire::Frame word;
            word.mutable_ping()->set_number(1);
            stage.holder.say(word);
            stage.world.run(seconds(5));
            return stage.holder.heard(wire::Frame::kCoreState);
        };
        for (int i = 0; i < 2; ++i) {
            QVERIFY(becomesLive());
            stage.holder.wasClosed = false;
            wire::Frame malformed;
            malformed.mutable_events()->add_events()->set_header("no header");
            stage.holder.say(malformed);
            stage.world.run(seconds(5));
            QVERIFY(stage.holder.wasClosed);
        }
        QVERIFY(!becomesLive());
        stage.world.run(std::chrono::minutes(30));
        QVERIFY(becomesLive());
    }

    void aFalseHostIsPassedOver_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("hello without genesis") << 0;
        QTest::newRow("hello with another genesis") << 1;
        QTest::newRow("welcome at once") << 2;
        QTest::newRow("says nothing") << 3;
        QTest::newRow("says it expired") << 4;
    }
    void aFalseHostIsPassedOver()
    {
        QFETCH(int, what);
        Stage stage;
        SimPeer& ben = stage.world.addPeer();
        // He stands before the real address in the invite.
        auto invite = stage.holder.invite;
        invite.addresses.insert(invite.addresses.begin(), stage.holder.address());
        stage.holder.onFrame = [what](LinkHolder& self, const wire::Frame& frame) {
            if (!frame.has_hello() || what == 3) {
                return;
            }
            wire::Frame out;
            if (what == 2) {
                out.mutable_welcome();
            } else if (what == 4) {
                out.mutable_refuse()->set_reason("expired");
            } else {
                out = self.hello(wire::LINK_MODE_MEMBER);
                if (what == 1) {
                    out.mutable_hello()->set_genesis("something else");
                }
            }
            self.say(out);
        };
        const auto answer = stage.world.ask(ben, JoinRoom{room::encodeLink(invite)});
        const auto* joined = answer ? std::get_if<RoomJoined>(&*answer) : nullptr;
        QVERIFY(joined != nullptr);
        QCOMPARE(joined->state, RoomState::Joined);
        QVERIFY(stage.holder.callers > 0);
        QVERIFY(!stage.holder.heard(wire::Frame::kEvents));
    }

    void aSilentMemberIsGoneInTime()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        const auto links = [&]() {
            return std::get<PeerList>(*world.ask(ann, ListPeers{room})).peers.size();
        };
        QCOMPARE(links(), std::size_t{1});
        ben.crash(true);
        world.run(seconds(30));
        world.run(seconds(20));
        QCOMPARE(links(), std::size_t{0});
        ben.start();
        QVERIFY(world.runUntil(seconds(5), [&]() { return links() == 1; }));
    }

    void aChangedNetworkIsNoticedSooner()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        ben.crash(true);
        ann.networkChanged();
        world.run(seconds(6));
        QVERIFY(std::get<PeerList>(*world.ask(ann, ListPeers{room})).peers.empty());
    }
};

QTEST_APPLESS_MAIN(LinkDeskTest)
#include "link_desk_test.moc"
