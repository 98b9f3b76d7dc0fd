// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Who is there, and what floods where.
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada, Bob and Eve, members all; linked as the test wants.
struct Three {
    explicit Three(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        const LinkId one = net.enter(bob, ada, net.invite(ada));
        const LinkId two = net.enter(eve, ada, net.invite(ada));
        ready = one != 0 && two != 0 && net.settle();
        net.pass(30s);
        net.cut(one);
        net.cut(two);
    }
    [[nodiscard]] std::ptrdiff_t floods(const Person& from, const Person& to) const
    {
        return std::count_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& one) {
            return one.from == &from && one.to == &to && one.frame.has_events()
                   && one.frame.events().answer_to() == 0;
        });
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    bool ready = false;
};

std::vector<MemberChange> changesOf(const Person& seer, const Person& seen)
{
    std::vector<MemberChange> out;
    for (const MemberNotice& notice : seer.told<MemberNotice>()) {
        if (notice.identity == seen.self.identityId) {
            out.push_back(notice.change);
        }
    }
    return out;
}

} // namespace

class RoomLinksTest : public QObject
{
    Q_OBJECT

private slots:
    void aTextFloodsAlongARowAndNotBack()
    {
        Three three(1);
        QVERIFY(three.ready);
        three.net.link(three.ada, three.bob);
        three.net.link(three.bob, three.eve);
        three.net.pass(1s);
        three.net.sent.clear();
        three.net.send(three.ada, "to both");
        three.net.deliver();
        QCOMPARE(three.bob.store.texts(), std::vector<std::string>{"to both"});
        QCOMPARE(three.eve.store.texts(), std::vector<std::string>{"to both"});
        QCOMPARE(three.floods(three.ada, three.bob), std::ptrdiff_t(1));
        QCOMPARE(three.floods(three.bob, three.ada), std::ptrdiff_t(0));
        QCOMPARE(three.floods(three.bob, three.eve), std::ptrdiff_t(1));
        QCOMPARE(three.floods(three.eve, three.bob), std::ptrdiff_t(0));
        for (const Person* person : {&three.ada, &three.bob, &three.eve}) {
            QCOMPARE(person->told<MessageNotice>().size(), std::size_t(1));
        }
    }

    void inAFullMeshEveryLinkCarriesItOnce()
    {
        Three three(2);
        QVERIFY(three.ready);
        three.net.link(three.ada, three.bob);
        three.net.link(three.bob, three.eve);
        three.net.link(three.eve, three.ada);
        three.net.pass(1s); // presence has told who is linked to whom
        three.net.sent.clear();
        three.net.send(three.ada, "once");
        three.net.deliver();
        QCOMPARE(three.floods(three.ada, three.bob) + three.floods(three.ada, three.eve),
                 std::ptrdiff_t(2));
        QCOMPARE(three.floods(three.bob, three.eve) + three.floods(three.eve, three.bob),
                 std::ptrdiff_t(0));
        QCOMPARE(three.eve.store.texts().size(), std::size_t(1));
    }

    void comingAndGoingIsTold()
    {
        Three three(3);
        QVERIFY(three.ready);
        three.ada.notices.clear();
        const LinkId one = three.net.link(three.ada, three.bob);
        QVERIFY(three.ada.room->neighbourCount() > 0);
        QCOMPARE(three.ada.room->snapshot().online, 1U);
        const LinkId two =
            three.net.link(three.bob, three.ada); // a second link is no second coming
        three.net.pass(1s);
        three.net.cut(one);
        QCOMPARE(three.ada.room->snapshot().online, 1U);
        three.net.cut(two);
        QCOMPARE(three.ada.room->snapshot().online, 0U);
        QCOMPARE(three.ada.room->neighbourCount(), std::size_t(0));
        QCOMPARE(changesOf(three.ada, three.bob),
                 (std::vector<MemberChange>{MemberChange::Online, MemberChange::Offline}));
        QCOMPARE(three.ada.room->snapshot().lastOnlineMs, three.net.now.wall.milliseconds);
    }

    void presenceTellsOfThoseBehindTheNeighbour()
    {
        Three three(4);
        QVERIFY(three.ready);
        three.bob.self.listening = {*core::Endpoint::parse("192.0.2.2:1")};
        three.eve.self.listening = {*core::Endpoint::parse("192.0.2.3:1")};
        const LinkId behind = three.net.link(three.bob, three.eve);
        three.net.pass(1s);
        three.net.link(three.ada, three.bob);
        three.net.pass(1s);
        QCOMPARE(three.ada.room->snapshot().online, 2U);
        const auto members = three.ada.room->members();
        for (const MemberSnapshot& member : members) {
            QVERIFY(member.online);
            QCOMPARE(member.path,
                     member.identity == three.bob.self.identityId ? Path::Direct : Path::None);
        }
        // She goes, and all that is seen of it is what the neighbour counts.
        three.ada.notices.clear();
        three.net.cut(behind);
        three.net.pass(1s);
        QCOMPARE(three.ada.room->snapshot().online, 1U);
        QCOMPARE(changesOf(three.ada, three.eve),
                 (std::vector<MemberChange>{MemberChange::Offline}));
    }

    void nothingOwnLeavesBeforeTheNeighbourHasSpoken()
    {
        Three three(7);
        QVERIFY(three.ready);
        three.net.sent.clear();
        const LinkId link = three.net.mute(three.ada, three.bob.self);
        const core::EventRef message = three.net.send(three.ada, "patience");
        const auto events = [&] {
            return std::count_if(
                three.net.sent.begin(), three.net.sent.end(), [](const SentFrame& one) {
                    return one.frame.events().runs_size() + one.frame.events().events_size() > 0;
                });
        };
        QCOMPARE(events(), std::ptrdiff_t(0));
        wire::Frame want;
        want.mutable_want()->set_log(core::textOf(message.log.view()));
        want.mutable_want()->set_to_seq(message.seq);
        QVERIFY(three.net.feed(three.ada, link, want));
        QCOMPARE(events(), std::ptrdiff_t(0));
        QCOMPARE(three.ada.room->stateOf(message), MessageState::Stored);
        wire::Frame checked;
        checked.mutable_core_state()->set_first(true);
        QVERIFY(three.net.feed(three.ada, link, checked));
        QVERIFY(three.net.feed(three.ada, link, want));
        QCOMPARE(events(), std::ptrdiff_t(1));
        QCOMPARE(three.ada.room->stateOf(message), MessageState::Sent);
    }
};

QTEST_APPLESS_MAIN(RoomLinksTest)
#include "room_links_test.moc"
