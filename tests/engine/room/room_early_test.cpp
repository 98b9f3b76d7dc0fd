// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/codec.h"
#include "core/limits.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_early.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

namespace tuning = core::limits::tuning;

/// Ada's room. What she does is heard by Eve; Bob has a link to Eve and one on which the test speaks.
struct Scene {
    explicit Scene(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        adaBob = net.enter(bob, ada, net.invite(ada));
        ready = adaBob != 0 && net.enter(eve, ada, net.invite(ada)) != 0 && net.settle();
        bobEve = net.link(bob, eve);
        ready = net.settle() && ready;
        net.cut(bobEve);
        net.cut(adaBob);
        speaker = net.mute(bob, ada.self);
    }

    /// Ada's act as it floods to Eve.
    wire::Frame slowMode(std::uint32_t seconds)
    {
        const std::size_t before = net.sent.size();
        net.turn(ada, [&](Turn& turn) {
            PolicyBody rules;
            rules.slowModeSeconds = seconds;
            static_cast<void>(RoomActs(*ada.room, turn, ada.self).setRules(rules));
        });
        net.deliver();
        const auto found = std::find_if(
            net.sent.begin() + static_cast<std::ptrdiff_t>(before),
            net.sent.end(),
            [&](const SentFrame& one) { return one.from == &ada && one.frame.has_events(); });
        return found == net.sent.end() ? wire::Frame() : found->frame;
    }
    [[nodiscard]] std::uint32_t slowModeAt(const Person& person) const
    {
        return person.room->roll()->rules().merged.slowModeSeconds.value_or(0);
    }
    [[nodiscard]] std::ptrdiff_t coreIdsSent(const Person& by) const
    {
        return std::count_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& one) {
            return one.from == &by && one.frame.has_core_ids();
        });
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    LinkId adaBob = 0;
    LinkId bobEve = 0;
    LinkId speaker = 0;
    bool ready = false;
};

} // namespace

class RoomEarlyTest : public QObject
{
    Q_OBJECT

private slots:
    static void anActThatOvertakesWhatItCitesIsTakenWithIt()
    {
        Scene scene(1);
        QVERIFY(scene.ready);
        const wire::Frame first = scene.slowMode(10);
        const wire::Frame second = scene.slowMode(20);
        QVERIFY(first.has_events() && second.has_events());

        QVERIFY(scene.net.feed(scene.bob, scene.speaker, second));
        QCOMPARE(scene.slowModeAt(scene.bob), 0U);
        QVERIFY(scene.net.feed(scene.bob, scene.speaker, first));
        QCOMPARE(scene.slowModeAt(scene.bob), 20U);
        QCOMPARE(scene.coreIdsSent(scene.bob), std::ptrdiff_t(0));
    }

    static void whoSentItIsAskedWhenTheRestDoesNotCome()
    {
        Scene scene(2);
        QVERIFY(scene.ready);
        scene.slowMode(10);
        const wire::Frame second = scene.slowMode(20);
        QVERIFY(scene.net.feed(scene.bob, scene.speaker, second));
        const std::ptrdiff_t before = scene.coreIdsSent(scene.bob);
        scene.net.pass(tuning::earlyActTime - 1ms);
        QCOMPARE(scene.coreIdsSent(scene.bob), before);
        scene.net.pass(2ms);
        QCOMPARE(scene.coreIdsSent(scene.bob), before + 1);
        scene.net.pass(5s);
        QCOMPARE(scene.coreIdsSent(scene.bob), before + 1); // once
    }

    static void noMoreAreKeptThanFit()
    {
        Scene scene(3);
        QVERIFY(scene.ready);
        const wire::Frame first = scene.slowMode(1);
        std::vector<wire::Frame> later;
        for (std::size_t i = 0; i < tuning::earlyActsPerLink + 5; ++i) {
            later.push_back(scene.slowMode(static_cast<std::uint32_t>(2 + i)));
        }
        for (const wire::Frame& frame : later) {
            QVERIFY(scene.net.feed(scene.bob, scene.speaker, frame));
        }
        QVERIFY(scene.net.feed(scene.bob, scene.speaker, first));
        QCOMPARE(scene.slowModeAt(scene.bob),
                 static_cast<std::uint32_t>(1 + tuning::earlyActsPerLink));
    }
};

QTEST_GUILESS_MAIN(RoomEarlyTest)
#include "room_early_test.moc"
