// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/codec.h"
#include "core/limits.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

namespace tuning = core::limits::tuning;

/// Ada says something; Bob hears it only over the links on which the test speaks for others.
struct Scene {
    explicit Scene(std::uint64_t seed, std::size_t links = 4)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        const LinkId adaBob = net.enter(bob, ada, net.invite(ada));
        ready = adaBob != 0 && net.enter(eve, ada, net.invite(ada)) != 0 && net.settle();
        const LinkId bobEve = net.link(bob, eve);
        ready = net.settle() && ready;
        net.cut(bobEve);
        net.cut(adaBob);
        for (std::size_t i = 0; i < links; ++i) {
            speakers.push_back(
                net.mute(bob, Self(core::Seed::random(net.rng), core::Seed::random(net.rng))));
            net.pass(1ms);
        }
        net.pass(1s); // presence is told
    }

    /// As Ada floods it.
    wire::Frame says(const std::string& text)
    {
        const std::size_t before = net.sent.size();
        net.send(ada, text);
        net.deliver();
        for (std::size_t i = before; i < net.sent.size(); ++i) {
            if (net.sent[i].from == &ada && net.sent[i].frame.has_events()) {
                return net.sent[i].frame;
            }
        }
        return {};
    }
    void present(LinkId at, const Person& with)
    {
        wire::Frame frame;
        frame.mutable_presence()->add_online(core::textOf(with.self.deviceId.view()));
        QVERIFY(net.feed(bob, at, frame));
    }
    void wantNames(LinkId at)
    {
        wire::Frame frame;
        frame.mutable_push()->set_whole(false);
        QVERIFY(net.feed(bob, at, frame));
    }
    [[nodiscard]] std::vector<wire::Frame> to(LinkId link, wire::Frame::KindCase kind) const
    {
        std::vector<wire::Frame> out;
        for (const SentFrame& one : net.sent) {
            if (one.link == link && one.from == &bob && one.frame.kind_case() == kind) {
                out.push_back(one.frame);
            }
        }
        return out;
    }
    [[nodiscard]] std::size_t count(wire::Frame::KindCase kind) const
    {
        std::size_t out = 0;
        for (const LinkId link : speakers) {
            out += to(link, kind).size();
        }
        return out;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    std::vector<LinkId> speakers;
    bool ready = false;
};

} // namespace

class RoomGossipTest : public QObject
{
    Q_OBJECT

private slots:
    static void whatComesAgainWholeIsAskedForByNameOnly()
    {
        Scene scene(1);
        QVERIFY(scene.ready);
        const wire::Frame text = scene.says("once is enough");
        for (const LinkId link : scene.speakers) {
            QVERIFY(scene.net.feed(scene.bob, link, text));
        }
        // The first and one more go on; the others name.
        QVERIFY(scene.to(scene.speakers[0], wire::Frame::kPush).empty());
        QCOMPARE(scene.count(wire::Frame::kPush), scene.speakers.size() - tuning::wholeFrom);
        for (const LinkId link : scene.speakers) {
            for (const wire::Frame& frame : scene.to(link, wire::Frame::kPush)) {
                QVERIFY(!frame.push().whole());
            }
        }
        // And they are not asked a second time.
        const wire::Frame next = scene.says("really");
        for (const LinkId link : scene.speakers) {
            QVERIFY(scene.net.feed(scene.bob, link, next));
        }
        QCOMPARE(scene.count(wire::Frame::kPush), scene.speakers.size() - tuning::wholeFrom);
    }

    static void whoWantsNamesGetsThemLater()
    {
        Scene scene(2, 2);
        QVERIFY(scene.ready);
        scene.wantNames(scene.speakers[1]);
        QVERIFY(scene.net.feed(scene.bob, scene.speakers[0], scene.says("hear hear")));
        QVERIFY(scene.to(scene.speakers[1], wire::Frame::kEvents).empty());
        scene.net.pass(tuning::nameDelay - 1ms);
        QVERIFY(scene.to(scene.speakers[1], wire::Frame::kAnnounce).empty());
        scene.net.pass(2ms);
        QCOMPARE(scene.to(scene.speakers[1], wire::Frame::kAnnounce).size(), std::size_t(1));
    }

    static void whatHeShowsToHaveIsNotNamedToHim()
    {
        Scene scene(3, 2);
        QVERIFY(scene.ready);
        scene.wantNames(scene.speakers[1]);
        const wire::Frame text = scene.says("old hat");
        QVERIFY(scene.net.feed(scene.bob, scene.speakers[0], text));
        QVERIFY(scene.net.feed(scene.bob, scene.speakers[1], text));
        scene.net.pass(tuning::nameDelay * 3);
        QVERIFY(scene.to(scene.speakers[1], wire::Frame::kAnnounce).empty());
    }

    static void whoIsLinkedToTheAuthorIsToldByHim()
    {
        Scene scene(4, 3);
        QVERIFY(scene.ready);
        scene.present(scene.speakers[1], scene.ada);
        scene.present(scene.speakers[2], scene.ada);
        QVERIFY(scene.net.feed(scene.bob, scene.speakers[0], scene.says("directly")));
        scene.net.pass(tuning::nameDelay + 1ms);
        QCOMPARE(scene.count(wire::Frame::kEvents), std::size_t(0));
        // One of them hears its name, in case his link to her is dead.
        QCOMPARE(scene.count(wire::Frame::kAnnounce), std::size_t(1));
    }

    static void aNameThatIsNewsMendsTheTree()
    {
        Scene scene(5);
        QVERIFY(scene.ready);
        for (const LinkId link : scene.speakers) {
            QVERIFY(scene.net.feed(scene.bob, link, scene.says("first")));
        }
        const wire::Frame again = scene.says("second");
        for (const LinkId link : scene.speakers) {
            QVERIFY(scene.net.feed(scene.bob, link, again));
        }
        LinkId names = 0;
        for (const LinkId link : scene.speakers) {
            names = scene.to(link, wire::Frame::kPush).empty() ? names : link;
        }
        QVERIFY(names != 0);
        const core::EventRef unheard = scene.net.send(scene.ada, "third");
        wire::Frame frame;
        *frame.mutable_announce()->add_events() = toWire(unheard.log, {unheard.seq, {}, false});
        QVERIFY(scene.net.feed(scene.bob, names, frame));
        QVERIFY(scene.to(names, wire::Frame::kPush).back().push().whole());
        QVERIFY(!scene.to(names, wire::Frame::kWant).empty());
    }

    static void anotherTakesThePlaceOfALinkThatDies()
    {
        Scene scene(6, 3);
        QVERIFY(scene.ready);
        const wire::Frame text = scene.says("who else");
        for (const LinkId link : scene.speakers) {
            QVERIFY(scene.net.feed(scene.bob, link, text));
        }
        LinkId names = 0;
        for (const LinkId link : scene.speakers) {
            names = scene.to(link, wire::Frame::kPush).empty() ? names : link;
        }
        QVERIFY(names != 0);
        scene.net.cut(names == scene.speakers[0] ? scene.speakers[1] : scene.speakers[0]);
        QVERIFY(scene.to(names, wire::Frame::kPush).back().push().whole());
    }

    static void theLastWhoCanDoWithoutGoFirst()
    {
        Scene scene(7, tuning::linksPerRoom + 2);
        QVERIFY(scene.ready);
        QVERIFY(
            RoomGossip::spare(*scene.bob.room, scene.net.now.mono).empty()); // they have just come
        scene.net.pass(tuning::linkSpareAfter);
        // Nobody has said that he has others: any two of the later half.
        auto spare = RoomGossip::spare(*scene.bob.room, scene.net.now.mono);
        QCOMPARE(spare.size(), std::size_t(2));
        // The third of all and the third last one have enough. The third has been there long.
        const LinkId early = scene.speakers[2];
        const LinkId late = scene.speakers[scene.speakers.size() - 3];
        wire::Frame frame;
        for (std::size_t i = 0; i <= tuning::meshMembers; ++i) {
            frame.mutable_presence()->add_online(
                core::textOf(core::DeviceId(scene.net.rng.bytes<32>()).view()));
        }
        QVERIFY(scene.net.feed(scene.bob, early, frame));
        QVERIFY(scene.net.feed(scene.bob, late, frame));
        spare = RoomGossip::spare(*scene.bob.room, scene.net.now.mono);
        QCOMPARE(spare.size(), std::size_t(2));
        QCOMPARE(spare.front(), late);
        QVERIFY(spare.back() != early);
    }
};

QTEST_GUILESS_MAIN(RoomGossipTest)
#include "room_gossip_test.moc"
