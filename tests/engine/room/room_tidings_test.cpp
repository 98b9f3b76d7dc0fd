// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"
#include "engine/room/room_tidings.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

struct Two {
    explicit Two(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        link = net.enter(bob, ada, net.invite(ada));
        ready = link != 0 && net.settle();
        net.send(ada, "together");
        ready = ready && net.settle();
        net.pass(5s);
        ada.notices.clear();
        bob.notices.clear();
    }
    void meetAgain()
    {
        link = net.link(ada, bob);
        net.pass(20s);
    }
    void ban(const Person& whom)
    {
        net.turn(ada, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = ada.room->id();
            wish.identity = whom.self.identityId;
            wish.change = MemberAct::Ban;
            QVERIFY(RoomActs(*ada.room, turn, ada.self).change(wish).hasValue());
        });
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    LinkId link = 0;
    bool ready = false;
};

/// A neighbour says how far a log goes.
wire::Frame claim(const core::LogId& log, std::uint64_t top, core::Rng& rng)
{
    wire::Frame frame;
    wire::Frontier& frontier = *frame.mutable_frontier();
    frontier.set_round(1);
    frontier.set_salt(std::string(8, 's'));
    auto* range = frontier.add_ranges();
    range->set_from(std::string(32, '\0'));
    range->set_listed(true);
    range->set_answer(true);
    *range->add_entries() = toWire(log, {top, core::EventId(rng.bytes<32>())});
    return frame;
}

RoomHealth healthOf(const Person& person)
{
    return RoomTidings(*person.room).health();
}

} // namespace

class RoomTidingsTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsMissingIsSaidUntilItIsHere()
    {
        Two two(1);
        QVERIFY(two.ready);
        two.net.cut(two.link);
        core::EventRef last;
        for (int i = 0; i < 7; ++i) {
            last = two.net.send(two.ada, "while Bob is away");
        }
        // Somebody who never answers knows of it.
        const LinkId liar = two.net.mute(two.bob, two.ada.self);
        QVERIFY(two.net.feed(two.bob, liar, claim(last.log, last.seq, two.net.rng)));
        two.net.pass(2s);
        QVERIFY(two.bob.told<GapNotice>().empty()); // it may be on its way
        two.net.pass(3s);
        const auto gaps = two.bob.told<GapNotice>();
        QCOMPARE(gaps.size(), std::size_t{1});
        QCOMPARE(gaps.front().room, two.bob.room->id());
        QCOMPARE(gaps.front().missing, 7U);
        QCOMPARE(gaps.front().asking, 1U);
        QCOMPARE(healthOf(two.bob).missing, 7U);
        QCOMPARE(healthOf(two.bob).copies, 0U);
        two.meetAgain();
        QCOMPARE(two.bob.told<GapNotice>().back().missing, 0U);
        QCOMPARE(two.bob.told<GapNotice>().back().asking, 0U);
        QCOMPARE(healthOf(two.bob).missing, 0U);
        // And nothing goes on being looked at.
        const std::size_t told = two.bob.told<GapNotice>().size();
        two.net.pass(120s);
        QCOMPARE(two.bob.told<GapNotice>().size(), told);
    }

    void noClaimIsBelievedBeyondBounds()
    {
        Two two(2);
        QVERIFY(two.ready);
        const core::EventRef last = two.net.send(two.ada, "the last");
        QVERIFY(two.net.settle());
        const LinkId liar = two.net.mute(two.bob, two.ada.self);
        QVERIFY(two.net.feed(two.bob, liar, claim(last.log, UINT64_MAX - 1, two.net.rng)));
        two.net.pass(5s);
        QVERIFY(!two.bob.told<GapNotice>().empty());
        QCOMPARE(two.bob.told<GapNotice>().front().missing, 1'000'000U);
        two.net.pass(60s);
        QCOMPARE(two.bob.told<GapNotice>().back().missing, 0U); // nobody had it
    }

    void whatWasSaidApartIsToldOfOnce()
    {
        Two two(3);
        QVERIFY(two.ready);
        Person& eve = two.net.person("Eve");
        QVERIFY(two.net.enter(eve, two.ada, two.net.invite(two.ada)) != 0);
        QVERIFY(two.net.settle());
        two.net.cut(two.link);
        for (int i = 0; i < 3; ++i) {
            two.net.send(two.ada, "without Bob");
        }
        two.net.turn(two.ada, [&](Turn& turn) {
            wire::FileCard card;
            card.set_name("plan.txt");
            card.set_bytes(1);
            card.set_root(std::string(32, 'r'));
            QVERIFY(two.ada.room->shareFile(turn, two.ada.self, card).hasValue());
        });
        two.ban(eve);
        two.net.send(two.bob, "without Ada");
        two.net.pass(60s);
        two.ada.notices.clear();
        two.bob.notices.clear();
        two.meetAgain();
        const auto bobs = two.bob.told<MergedNotice>();
        QCOMPARE(bobs.size(), std::size_t{1});
        QCOMPARE(bobs.front().room, two.bob.room->id());
        QCOMPARE(bobs.front().messages, 3U);
        QCOMPARE(bobs.front().files, 1U);
        QCOMPARE(bobs.front().bans, 1U);
        const auto adas = two.ada.told<MergedNotice>();
        QCOMPARE(adas.size(), std::size_t{1});
        QCOMPARE(adas.front().messages, 1U);
        QCOMPARE(adas.front().bans, 0U);
    }

    void neitherTalkNorJoiningIsAMerger()
    {
        Two two(4);
        QVERIFY(two.ready);
        two.net.send(two.ada, "live");
        two.net.pass(60s);
        Person& eve = two.net.person("Eve");
        QVERIFY(two.net.enter(eve, two.ada, two.net.invite(two.ada)) != 0);
        two.net.pass(60s);
        QVERIFY(two.bob.told<MergedNotice>().empty());
        QVERIFY(two.bob.told<GapNotice>().empty());
        QVERIFY(eve.told<MergedNotice>().empty());
        QVERIFY(eve.told<GapNotice>().empty());
    }

    void healthCountsWhoHoldsTheSame()
    {
        Two two(5);
        QVERIFY(two.ready);
        two.net.pass(200s); // until both have been compared once more
        RoomHealth bobs = healthOf(two.bob);
        QCOMPARE(bobs.members, 2U);
        QCOMPARE(bobs.online, 1U);
        QCOMPARE(bobs.compared, 1U);
        QCOMPARE(bobs.equal, 1U);
        QCOMPARE(bobs.copies, 2U);
        QCOMPARE(bobs.superpeers, 1U);
        QCOMPARE(healthOf(two.ada).superpeers, 0U);
        two.net.cut(two.link);
        bobs = healthOf(two.bob);
        QCOMPARE(bobs.superpeers, 0U);
        QCOMPARE(bobs.online, 0U);
        QCOMPARE(bobs.equal, 0U);
        QCOMPARE(bobs.copies, 1U);
    }
};

QTEST_APPLESS_MAIN(RoomTidingsTest)
#include "room_tidings_test.moc"
