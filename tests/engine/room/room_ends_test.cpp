// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// A log that was cut counts as what leads up to the event that the cut names, and as nothing else.
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada founds; Bob and Mallory are members. What Mallory and the copy of his disk write is told to nobody by itself.
struct Scene {
    explicit Scene(std::uint64_t seed)
        : net(seed)
        , identity(core::Seed::random(net.rng))
        , device(core::Seed::random(net.rng))
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , mallory(net.copy(identity, device, "Mallory"))
        , twin(net.copy(identity, device, "Mallory"))
    {
        net.found(ada);
        ready = net.enter(bob, ada, net.invite(ada)) != 0;
        ready = ready && net.enter(mallory, ada, net.invite(ada)) != 0 && net.settle();
        const core::EventRef common = net.send(mallory, "common");
        log = common.log;
        next = common.seq + 1;
        ready = ready && net.settle();
        cutAll();
        twin.store = mallory.store;
        twin.room = Room::load(twin.self, mallory.room->id(), twin.store.state());
        fromBob = net.mute(ada, bob.self);
    }
    void cutAll()
    {
        for (LinkId link = 1; link < 60; ++link) {
            net.cut(link);
        }
    }
    /// One frame a text, as they would go to a neighbour.
    std::vector<wire::Frame> write(Person& author, const std::vector<std::string>& texts)
    {
        std::vector<wire::Frame> out;
        const LinkId link = net.mute(author, ada.self);
        wire::Frame checked;
        checked.mutable_core_state()->set_first(true);
        net.feed(author, link, checked);
        for (const std::string& text : texts) {
            net.sent.clear();
            net.send(author, text);
            net.pass(5ms);
            for (const SentFrame& one : net.sent) {
                if (one.from == &author && one.frame.events().events_size() == 1) {
                    out.push_back(one.frame);
                }
            }
        }
        net.cut(link);
        return out;
    }
    /// In answer to nothing, by a link that is Bob's.
    bool feed(const wire::Frame& frame)
    {
        const bool sound = net.feed(ada, fromBob, frame);
        net.pass(5ms);
        return sound;
    }
    bool ban(std::chrono::milliseconds then = 30s) // by then nobody is asked for anything any more
    {
        const bool done = act(ada, mallory, MemberAct::Ban);
        net.pass(then);
        return done;
    }
    bool act(Person& by, const Person& whom, MemberAct what)
    {
        bool done = false;
        net.turn(by, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = by.room->id();
            wish.identity = whom.self.identityId;
            wish.change = what;
            wish.level = levelModerator;
            wish.reason = "floods";
            done = static_cast<bool>(RoomActs(*by.room, turn, by.self).change(wish));
        });
        return done;
    }
    [[nodiscard]] static bool shows(const Person& person, const std::string& text)
    {
        const auto texts = person.store.texts();
        return std::count(texts.begin(), texts.end(), text) == 1;
    }

    RoomNetwork net;
    core::Seed identity;
    core::Seed device;
    Person& ada;
    Person& bob;
    Person& mallory;
    Person& twin;
    core::LogId log;
    std::uint64_t next = 0;
    LinkId fromBob = 0;
    bool ready = false;
};

} // namespace

class RoomEndsTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsWrittenIntoAHoleBelowACutIsNotTaken()
    {
        Scene scene(1);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        const auto never = scene.write(scene.twin, {"never 1"});
        QCOMPARE(real.size(), std::size_t{3});
        QCOMPARE(never.size(), std::size_t{1});
        QVERIFY(scene.feed(real[2]));
        QVERIFY(Scene::shows(scene.ada, "third"));
        QVERIFY(scene.ban());
        QVERIFY(scene.feed(never[0]));
        QVERIFY(!Scene::shows(scene.ada, "never 1"));
        QVERIFY(Scene::shows(scene.ada, "third"));
    }

    void theHoleIsFilledFromTheNamedEventDown()
    {
        Scene scene(2);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        QVERIFY(scene.feed(real[2]));
        QVERIFY(Scene::shows(scene.ada, "common"));
        QVERIFY(scene.ban());
        // Nothing shows yet that what was there before leads up to it.
        QVERIFY(!Scene::shows(scene.ada, "common") && Scene::shows(scene.ada, "third"));
        QVERIFY(!scene.ada.told<HistoryNotice>().empty());
        QVERIFY(scene.feed(real[0]));
        QVERIFY(!Scene::shows(scene.ada, "first"));
        QVERIFY(scene.feed(real[1]));
        QVERIFY(Scene::shows(scene.ada, "second") && !Scene::shows(scene.ada, "common"));
        QVERIFY(scene.feed(real[0]));
        scene.net.pass(30s); // nobody is asked any more, and it is judged again
        QVERIFY(Scene::shows(scene.ada, "first") && Scene::shows(scene.ada, "common"));
        scene.net.restart(scene.ada);
        scene.net.pass(1s);
        QVERIFY(Scene::shows(scene.ada, "first") && Scene::shows(scene.ada, "common"));
    }

    void whatIsOnItsWayDoesNotFlicker()
    {
        Scene scene(8);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        QVERIFY(scene.feed(real[2]));
        QVERIFY(scene.ban(1s));
        QVERIFY(Scene::shows(scene.ada, "common")); // Bob is being asked
        QVERIFY(scene.feed(real[1]));
        QVERIFY(scene.feed(real[0]));
        QVERIFY(Scene::shows(scene.ada, "common") && Scene::shows(scene.ada, "first"));
        scene.net.pass(30s);
        QVERIFY(Scene::shows(scene.ada, "common") && Scene::shows(scene.ada, "first"));
        for (const auto& told : scene.ada.told<MessageNotice>()) {
            QVERIFY(!told.message.deleted);
        }
    }

    void whatIsLooseSaysNothingOfWhatCounts()
    {
        Scene scene(10);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        scene.net.pass(60s);
        const auto never = scene.write(scene.twin, {"never 1"}); // lower in the log, and later
        QVERIFY(scene.feed(real[2]));
        QVERIFY(scene.feed(never[0]));
        QVERIFY(scene.ban());
        QVERIFY(Scene::shows(scene.ada, "third") && !Scene::shows(scene.ada, "never 1"));
    }

    void whatIsLooseStaysHiddenOverARestart()
    {
        Scene scene(3);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        QVERIFY(scene.feed(real[2]));
        QVERIFY(scene.ban());
        scene.net.restart(scene.ada);
        scene.net.pass(1s);
        QVERIFY(!Scene::shows(scene.ada, "common") && Scene::shows(scene.ada, "third"));
        const LogEntry& entry = scene.ada.room->logs().at(scene.log);
        QVERIFY(entry.held.has(scene.next - 1) && !entry.counts(scene.next - 1));
        QVERIFY(entry.counts(scene.next + 2));
    }

    void anotherBranchThatWasHeldMakesWay()
    {
        Scene scene(4);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third", "fourth"});
        const auto never = scene.write(scene.twin, {"never 1", "never 2", "never 3"});
        QVERIFY(scene.feed(real[3]));
        QVERIFY(scene.feed(never[1])); // an island: nothing that is held contradicts it
        QVERIFY(Scene::shows(scene.ada, "never 2"));
        QVERIFY(scene.ban());
        QVERIFY(!Scene::shows(scene.ada, "never 2"));
        for (const std::size_t i : {2U, 1U, 0U}) {
            QVERIFY(scene.feed(real[i]));
        }
        scene.net.pass(30s);
        for (const char* text : {"common", "first", "second", "third", "fourth"}) {
            QVERIFY2(Scene::shows(scene.ada, text), text);
        }
        QVERIFY(!Scene::shows(scene.ada, "never 2"));
    }

    void whatTheOtherBranchHasInCommonStays()
    {
        Scene scene(9);
        QVERIFY(scene.ready && scene.act(scene.ada, scene.bob, MemberAct::Grant));
        scene.cutAll();
        scene.net.link(scene.bob, scene.ada);
        QVERIFY(scene.net.settle());
        scene.cutAll();
        scene.fromBob = scene.net.mute(scene.ada, scene.bob.self);
        const auto same = scene.write(scene.mallory, {"first", "second"});
        scene.twin.store = scene.mallory.store;
        scene.twin.room =
            Room::load(scene.twin.self, scene.mallory.room->id(), scene.twin.store.state());
        const auto real = scene.write(scene.mallory, {"third"});
        const auto never = scene.write(scene.twin, {"never 3"});
        // Ada has come by another third one than Bob, who bans.
        const LinkId fromAda = scene.net.mute(scene.bob, scene.ada.self);
        wire::Frame checked;
        checked.mutable_core_state()->set_first(true);
        scene.net.feed(scene.bob, fromAda, checked);
        for (const wire::Frame& frame : same) {
            QVERIFY(scene.feed(frame));
            QVERIFY(scene.net.feed(scene.bob, fromAda, frame));
        }
        QVERIFY(scene.feed(never[0]));
        QVERIFY(scene.net.feed(scene.bob, fromAda, real[0]));
        scene.net.pass(5ms);
        scene.net.sent.clear();
        QVERIFY(scene.act(scene.bob, scene.mallory, MemberAct::Ban));
        scene.net.pass(5ms);
        std::vector<wire::Frame> acts;
        for (const SentFrame& one : scene.net.sent) {
            if (one.from == &scene.bob && one.frame.events().events_size() > 0) {
                acts.push_back(one.frame);
            }
        }
        for (const wire::Frame& frame : acts) {
            QVERIFY(scene.feed(frame));
        }
        QVERIFY(scene.ada.room->roll()->isBanned(scene.mallory.self.identityId));
        QVERIFY(scene.feed(real[0]));
        for (const char* text : {"common", "first", "second", "third"}) {
            QVERIFY2(Scene::shows(scene.ada, text), text);
        }
        QVERIFY(!Scene::shows(scene.ada, "never 3"));
    }

    void whoHasTheOtherBranchComesToTheSame()
    {
        Scene scene(5);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        const auto never = scene.write(scene.twin, {"never 1", "never 2", "never 3", "never 4"});
        const LinkId toBob = scene.net.mute(scene.bob, scene.ada.self);
        for (const wire::Frame& frame : real) {
            QVERIFY(scene.feed(frame));
        }
        QVERIFY(scene.net.feed(scene.bob, toBob, never[3]));
        QVERIFY(scene.net.feed(scene.bob, toBob, never[1]));
        scene.net.pass(5ms);
        QVERIFY(Scene::shows(scene.bob, "never 2"));
        QVERIFY(scene.ban());
        scene.cutAll();
        scene.net.link(scene.bob, scene.ada);
        scene.net.pass(60s);
        QCOMPARE(scene.bob.store.texts(), scene.ada.store.texts());
        QVERIFY(Scene::shows(scene.bob, "common") && !Scene::shows(scene.bob, "never 2"));
        QCOMPARE(scene.bob.digest().bodies, scene.ada.digest().bodies);
        QCOMPARE(scene.bob.digest().frontier, scene.ada.digest().frontier);
        QVERIFY(scene.ada.digest().settled && scene.bob.digest().settled);
        QCOMPARE(scene.net.closed, 0);
    }

    void whatNobodyCanFillIsNotAskedForEver()
    {
        Scene scene(6);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        QVERIFY(scene.feed(real[2]));
        QVERIFY(scene.ban());
        scene.cutAll();
        scene.net.link(scene.bob, scene.ada);
        scene.net.pass(60s);
        QVERIFY(scene.ada.digest().settled && scene.bob.digest().settled);
        QVERIFY(Scene::shows(scene.bob, "third") && !Scene::shows(scene.bob, "common"));
        QCOMPARE(scene.bob.digest().bodies, scene.ada.digest().bodies);
        scene.net.sent.clear();
        scene.net.pass(10min);
        const auto wants = std::count_if(scene.net.sent.begin(),
                                         scene.net.sent.end(),
                                         [](const SentFrame& one) { return one.frame.has_want(); });
        QVERIFY2(wants < 20, qPrintable(QString::number(wants)));
    }

    void belowAForkOnlyWhatIsCommonCounts()
    {
        Scene scene(7);
        QVERIFY(scene.ready);
        const auto real = scene.write(scene.mallory, {"first", "second", "third"});
        const auto other = scene.write(scene.twin, {"first again"});
        scene.twin.store = scene.mallory.store;
        scene.twin.room =
            Room::load(scene.twin.self, scene.mallory.room->id(), scene.twin.store.state());
        const auto left = scene.write(scene.mallory, {"left"});
        const auto right = scene.write(scene.twin, {"right"});
        QVERIFY(scene.feed(real[2]));
        QVERIFY(scene.feed(left[0]));
        QVERIFY(Scene::shows(scene.ada, "left"));
        QVERIFY(scene.feed(right[0]));
        scene.net.pass(1s);
        // Both name "third" before them; what lies in the hole below has to lead there.
        QVERIFY(!Scene::shows(scene.ada, "left") && !Scene::shows(scene.ada, "right"));
        QVERIFY(Scene::shows(scene.ada, "third"));
        QVERIFY(scene.feed(other[0]));
        QVERIFY(!Scene::shows(scene.ada, "first again"));
        QVERIFY(scene.feed(real[1]));
        QVERIFY(scene.feed(real[0]));
        scene.net.pass(30s);
        QVERIFY(Scene::shows(scene.ada, "first") && Scene::shows(scene.ada, "common"));
    }
};

QTEST_GUILESS_MAIN(RoomEndsTest)
#include "room_ends_test.moc"
