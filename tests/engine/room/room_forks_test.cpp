// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// One author, two chains: proved, spread, and void from there for everybody. And one's own disk that went back in time.
#include "engine/room/fork_proof.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada founds; Bob and Eve are members; Mallory's disk exists twice.
struct Twins {
    explicit Twins(std::uint64_t seed)
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
        common = net.send(mallory, "common");
        ready = ready && net.settle();
        cutAll();
        twin.store = mallory.store;
        twin.room = Room::load(twin.self, mallory.room->id(), twin.store.state());
    }
    void cutAll()
    {
        for (LinkId link = 1; link < 60; ++link) {
            net.cut(link);
        }
    }
    /// Each half hears another branch.
    void fork(int first, int second, bool live = false)
    {
        if (live) {
            net.link(mallory, ada);
            net.link(twin, bob);
            net.pass(1s);
        }
        for (int i = 0; i < first; ++i) {
            net.send(mallory, "left " + std::to_string(i));
        }
        for (int i = 0; i < second; ++i) {
            net.send(twin, "right " + std::to_string(i));
        }
        if (!live) {
            net.link(mallory, ada);
            net.link(twin, bob);
        }
        net.pass(5s);
        cutAll();
        // The twins are gone; nobody asks them any more.
        mallory.room.reset();
        twin.room.reset();
    }

    RoomNetwork net;
    core::Seed identity;
    core::Seed device;
    Person& ada;
    Person& bob;
    Person& mallory;
    Person& twin;
    core::EventRef common;
    bool ready = false;
};

bool onlyCommon(const Person& person)
{
    const auto texts = person.store.texts();
    return std::find(texts.begin(), texts.end(), "common") != texts.end()
           && std::none_of(texts.begin(), texts.end(), [](const std::string& text) {
                  return text.starts_with("left") || text.starts_with("right");
              });
}

} // namespace

class RoomForksTest : public QObject
{
    Q_OBJECT

private slots:
    void aForkIsProvedAndSpread_data()
    {
        QTest::addColumn<int>("left");
        QTest::addColumn<int>("right");
        QTest::addColumn<bool>("live"); // then each event came with a signature of its own
        for (const bool live : {true, false}) {
            const char* way = live ? "live" : "in runs";
            QTest::addRow("one each, %s", way) << 1 << 1 << live;
            QTest::addRow("longer here, %s", way) << 7 << 2 << live;
            QTest::addRow("longer there, %s", way) << 2 << 7 << live;
            QTest::addRow("as long, %s", way) << 5 << 5 << live;
            QTest::addRow("past a signed seq, %s", way) << 80 << 70 << live;
        }
    }

    void aForkIsProvedAndSpread()
    {
        QFETCH(int, left);
        QFETCH(int, right);
        QFETCH(bool, live);
        Twins twins(static_cast<std::uint64_t>(left * 100 + right));
        QVERIFY(twins.ready);
        RoomNetwork& net = twins.net;
        twins.fork(left, right, live);
        QVERIFY(!onlyCommon(twins.ada) && !onlyCommon(twins.bob));
        net.link(twins.ada, twins.bob);
        QVERIFY(net.settle());
        net.pass(60s);
        QVERIFY(!net.endless);
        QVERIFY(onlyCommon(twins.ada));
        QVERIFY(onlyCommon(twins.bob));
        QCOMPARE(twins.ada.digest().frontier, twins.bob.digest().frontier);
        QCOMPARE(twins.ada.digest().bodies, twins.bob.digest().bodies);
        QCOMPARE(twins.ada.digest().authority, twins.bob.digest().authority);
        QVERIFY(twins.ada.digest().settled && twins.bob.digest().settled);
        QCOMPARE(net.closed, 0);
        // It is told once, not for ever.
        net.sent.clear();
        net.pass(60s);
        QVERIFY(std::none_of(net.sent.begin(), net.sent.end(), [](const SentFrame& one) {
            return one.frame.has_events() || one.frame.has_want()
                   || one.frame.frontier().forks_size() > 0;
        }));
        // After a restart it is still so, and what is below the fork still reaches a newcomer.
        const Digest before = twins.bob.digest();
        net.restart(twins.bob);
        QCOMPARE(twins.bob.digest().frontier, before.frontier);
        QCOMPARE(twins.bob.digest().bodies, before.bodies);
        Person& eve = net.person("Eve");
        const std::string door = net.invite(twins.ada);
        net.link(twins.ada, twins.bob);
        QVERIFY(net.settle());
        QVERIFY(net.enter(eve, twins.bob, door) != 0);
        net.pass(60s);
        QVERIFY(onlyCommon(eve));
        QCOMPARE(eve.digest().frontier, twins.bob.digest().frontier);
        QCOMPARE(eve.digest().bodies, twins.bob.digest().bodies);
    }

    void nothingBeyondTheForkIsTakenOrShown()
    {
        Twins twins(3);
        QVERIFY(twins.ready);
        twins.fork(1, 1);
        twins.net.link(twins.ada, twins.bob);
        QVERIFY(twins.net.settle());
        QVERIFY(onlyCommon(twins.ada));
        const Digest before = twins.ada.digest();
        // The left twin comes back and writes on, not knowing.
        twins.mallory.room =
            Room::load(twins.mallory.self, twins.ada.room->id(), twins.mallory.store.state());
        const LinkId link = twins.net.mute(twins.ada, twins.mallory.self);
        twins.net.mute(twins.mallory, twins.ada.self);
        wire::Frame checked;
        checked.mutable_core_state()->set_first(true);
        twins.net.feed(twins.mallory, link + 1, checked);
        twins.net.sent.clear();
        twins.net.send(twins.mallory, "left again");
        const auto flooded =
            std::find_if(twins.net.sent.begin(), twins.net.sent.end(), [](const SentFrame& one) {
                return one.frame.has_events();
            });
        QVERIFY(flooded != twins.net.sent.end());
        const wire::Frame frame = flooded->frame;
        twins.ada.notices.clear();
        QVERIFY(twins.net.feed(twins.ada, link, frame));
        QVERIFY(onlyCommon(twins.ada));
        QVERIFY(twins.ada.told<MessageNotice>().empty());
        QCOMPARE(twins.ada.digest().frontier, before.frontier);
    }

    void whoForkedGoesOnInANewLog()
    {
        Twins twins(4);
        QVERIFY(twins.ready);
        // Both copies of the disk have said something to somebody before those two meet.
        twins.net.link(twins.mallory, twins.ada);
        twins.net.link(twins.twin, twins.bob);
        twins.net.pass(2s);
        twins.net.send(twins.mallory, "left");
        twins.net.send(twins.twin, "right");
        twins.net.pass(2s);
        twins.net.link(twins.ada, twins.bob);
        twins.net.pass(30s);
        const core::EventRef left = twins.net.send(twins.mallory, "on the left again");
        QVERIFY(left.log != twins.common.log);
        twins.net.pass(
            180s); // Ada believes that Bob has it from the other copy; a comparison shows it
        const auto texts = twins.bob.store.texts();
        QVERIFY(std::find(texts.begin(), texts.end(), "on the left again") != texts.end());
        QVERIFY(std::find(texts.begin(), texts.end(), "left") == texts.end());
        QVERIFY(std::find(texts.begin(), texts.end(), "right") == texts.end());
    }

    void whatNeverLeftIsSaidAgainInsteadOfForking()
    {
        Twins twins(6);
        QVERIFY(twins.ready);
        twins.net.send(twins.mallory, "left");
        twins.net.send(twins.twin, "right"); // alone: nobody has heard it
        twins.net.link(twins.mallory, twins.ada);
        twins.net.pass(2s);
        twins.net.link(twins.ada, twins.bob);
        twins.net.pass(2s);
        twins.net.link(twins.bob, twins.twin);
        twins.net.pass(30s);
        const core::EventRef left = twins.net.send(twins.mallory, "on the left again");
        QVERIFY(left.log == twins.common.log);
        twins.net.pass(30s);
        for (const auto* person : {&twins.ada, &twins.bob, &twins.twin}) {
            const auto texts = person->store.texts();
            QCOMPARE(std::count(texts.begin(), texts.end(), "left"), std::ptrdiff_t{1});
            QCOMPARE(std::count(texts.begin(), texts.end(), "right"), std::ptrdiff_t{1});
        }
    }

    void aProofThatNamesWhatIsBeforeReachesWhoHasOneThatDoesNot()
    {
        Twins twins(9);
        QVERIFY(twins.ready);
        twins.fork(1, 1);
        const core::EventRef at{twins.common.log, twins.common.seq + 1};
        const EventRow* left = twins.ada.store.row(at);
        const EventRow* right = twins.bob.store.row(at);
        QVERIFY(left != nullptr && right != nullptr);
        // A third branch, that goes down to nothing anybody has.
        auto header = decodeHeader(left->header);
        QVERIFY(header);
        header->prev = core::EventId(twins.net.rng.bytes<32>());
        const core::Bytes orphan = encodeHeader(*header);
        const core::SigningKey& device = twins.mallory.self.device;
        const ForkBranch third{{orphan}, core::copyOf(signEvent(device, eventId(orphan)))};
        const auto unnamed = makeForkProof({{left->header}, left->signature}, third);
        const auto named =
            makeForkProof({{left->header}, left->signature}, {{right->header}, right->signature});
        QVERIFY(unnamed && !lastBeforeFork(*unnamed) && named && lastBeforeFork(*named));
        const auto hears = [&](Person& who, const Person& from, const wire::ForkProof& proof) {
            wire::Frame frame;
            frame.mutable_frontier()->set_salt(std::string(8, '\0'));
            *frame.mutable_frontier()->add_forks() = proof;
            const LinkId link = twins.net.mute(who, from.self);
            const bool taken = twins.net.feed(who, link, frame);
            twins.net.cut(link);
            return taken;
        };
        QVERIFY(hears(twins.ada, twins.bob, *unnamed));
        QVERIFY(hears(twins.bob, twins.ada, *named));
        QVERIFY(onlyCommon(twins.ada) && onlyCommon(twins.bob));
        twins.net.sent.clear();
        twins.net.link(twins.ada, twins.bob);
        QVERIFY(twins.net.settle());
        const auto tellsOf = [&](const wire::ForkProof& proof) {
            return std::count_if(
                twins.net.sent.begin(), twins.net.sent.end(), [&](const SentFrame& one) {
                    const auto& forks = one.frame.frontier().forks();
                    return std::any_of(forks.begin(), forks.end(), [&](const auto& each) {
                        return each.SerializeAsString() == proof.SerializeAsString();
                    });
                });
        };
        QVERIFY(tellsOf(*named) > 0);
        // Ada goes by it from now on, and so does nobody by the other one.
        Person& eve = twins.net.person("Eve");
        twins.net.sent.clear();
        QVERIFY(twins.net.enter(eve, twins.ada, twins.net.invite(twins.ada)) != 0);
        twins.net.pass(60s);
        QVERIFY(onlyCommon(eve));
        QVERIFY(tellsOf(*named) > 0);
        QCOMPARE(tellsOf(*unnamed), std::ptrdiff_t{0});
    }

    void forgedProofsAreIgnored()
    {
        Twins twins(5);
        QVERIFY(twins.ready);
        twins.fork(1, 1);
        const LinkId link = twins.net.mute(twins.ada, twins.bob.self);
        const EventRow* row = twins.ada.store.row({twins.common.log, twins.common.seq + 1});
        const EventRow* other = twins.bob.store.row({twins.common.log, twins.common.seq + 1});
        QVERIFY(row != nullptr && other != nullptr && row->id != other->id);
        const auto proofOf = [](const EventRow& a, const EventRow& b) {
            wire::Frame frame;
            frame.mutable_frontier()->set_salt(std::string(8, '\0'));
            auto* proof = frame.mutable_frontier()->add_forks();
            proof->set_header_a(core::textOf(a.header));
            proof->set_signature_a(core::textOf(a.signature));
            proof->set_header_b(core::textOf(b.header));
            proof->set_signature_b(core::textOf(b.signature));
            return frame;
        };
        wire::Frame forged = proofOf(*row, *other);
        (*forged.mutable_frontier()->mutable_forks(0)->mutable_signature_b())[3] ^= 1;
        QVERIFY(twins.net.feed(twins.ada, link, forged));
        QVERIFY(twins.net.feed(twins.ada, link, proofOf(*row, *row)));
        const EventRow* before = twins.ada.store.row(twins.common);
        QVERIFY(twins.net.feed(twins.ada, link, proofOf(*row, *before)));
        QVERIFY(!onlyCommon(twins.ada)); // "left 0" is still there
        QVERIFY(twins.net.feed(twins.ada, link, proofOf(*row, *other)));
        QVERIFY(onlyCommon(twins.ada));
    }

    void aDiskThatWentBackIsRetired()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId first = net.enter(bob, ada, net.invite(ada));
        const core::EventRef kept = net.send(bob, "kept");
        QVERIFY(net.settle());
        const RowStore old = bob.store;
        net.send(bob, "lost by Bob's disk");
        QVERIFY(net.settle());
        net.cut(first);
        bob.store = old;
        net.restart(bob);
        net.link(bob, ada);
        QVERIFY(net.settle());
        const core::EventRef next = net.send(bob, "in a new log");
        QVERIFY(next.log != kept.log);
        QVERIFY(net.settle());
        const std::vector<std::string> all{"kept", "lost by Bob's disk", "in a new log"};
        QCOMPARE(ada.store.texts(), all);
        QCOMPARE(bob.store.texts(), all);
        QCOMPARE(ada.room->snapshot().members, 2U);
        QCOMPARE(ada.digest().frontier, bob.digest().frontier);
        // Back once more, to before the new log was opened: a third one, not a second chain of the second.
        net.cut(first + 1);
        bob.store = old;
        net.restart(bob);
        net.link(bob, ada);
        QVERIFY(net.settle());
        const core::EventRef third = net.send(bob, "in a third log");
        QVERIFY(third.log != kept.log && third.log != next.log);
        QVERIFY(net.settle());
        QCOMPARE(ada.store.texts().size(), std::size_t(4));
        QCOMPARE(bob.store.texts(), ada.store.texts());
        QCOMPARE(ada.digest().frontier, bob.digest().frontier);
        QCOMPARE(net.closed, 0);
    }

    void aDiskThatWentBackAndWroteOnIsRetired()
    {
        RoomNetwork net(7);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId first = net.enter(bob, ada, net.invite(ada));
        const core::EventRef kept = net.send(bob, "kept");
        QVERIFY(net.settle());
        const RowStore old = bob.store;
        net.send(bob, "lost");
        QVERIFY(net.settle());
        net.cut(first);
        bob.store = old;
        net.restart(bob);
        for (int i = 0; i < 3; ++i) {
            net.send(bob, "written alone");
        }
        net.sent.clear();
        net.link(bob, ada);
        const core::EventRef next = net.send(bob, "seen by all");
        net.pass(1s);
        // Not one event of the second chain left him before he had seen that Ada knows another.
        for (const SentFrame& one : net.sent) {
            for (const auto& event : one.frame.events().events()) {
                const auto header = decodeHeader(core::bytesOf(event.header()));
                QVERIFY(one.from != &bob || header->log != kept.log || header->seq <= kept.seq);
            }
        }
        net.pass(60s);
        const core::EventRef later = net.send(bob, "and this");
        QVERIFY(later.log != kept.log);
        static_cast<void>(next);
        net.pass(60s);
        const auto texts = ada.store.texts();
        QVERIFY(std::find(texts.begin(), texts.end(), "and this") != texts.end());
        QCOMPARE(ada.digest().frontier, bob.digest().frontier);
    }

    void writingOnAloneIsNoFork()
    {
        RoomNetwork net(8);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId first = net.enter(bob, ada, net.invite(ada));
        const core::EventRef kept = net.send(bob, "kept");
        QVERIFY(net.settle());
        net.cut(first);
        const core::EventRef alone = net.send(bob, "alone");
        net.restart(bob);
        net.link(bob, ada);
        net.pass(1s); // before the next comparison
        QCOMPARE(ada.store.texts().size(), std::size_t(2));
        QCOMPARE(alone.log, kept.log);
        QCOMPARE(net.send(bob, "together").log, kept.log);
        net.deliver();
        QCOMPARE(ada.store.texts().size(), std::size_t(3));
    }
};

QTEST_APPLESS_MAIN(RoomForksTest)
#include "room_forks_test.moc"
