// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Who is there, what floods where, and where members can be dialled.
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

    void addressesSpreadAndComeBackFromDisk()
    {
        Three three(5);
        QVERIFY(three.ready);
        three.bob.self.listening = {*core::Endpoint::parse("192.0.2.2:7000")};
        three.net.link(three.bob, three.eve);
        three.net.pass(1s);
        three.net.link(three.eve, three.ada);
        three.net.pass(1s);
        const auto known = three.ada.room->addresses();
        QVERIFY(known.contains(three.bob.self.deviceId));
        QCOMPARE(known.at(three.bob.self.deviceId).addresses, three.bob.self.listening);
        QCOMPARE(known.at(three.bob.self.deviceId).identity, three.bob.self.identityId);
        QVERIFY(!known.contains(three.ada.self.deviceId));
        three.net.restart(three.ada);
        QCOMPARE(three.ada.room->addresses().at(three.bob.self.deviceId).addresses,
                 three.bob.self.listening);
    }

    void addressesOfStrangersAreNotTaken()
    {
        Three three(6);
        QVERIFY(three.ready);
        const LinkId link = three.net.link(three.ada, three.bob);
        three.net.pass(1s);
        const std::size_t before = three.ada.room->addresses().size();
        wire::Frame frame;
        auto* stranger = frame.mutable_addresses()->add_members();
        stranger->set_device(std::string(32, 'd'));
        stranger->set_identity(std::string(32, 'i'));
        stranger->set_seen_ms(1);
        stranger->add_addresses("203.0.113.1:80");
        auto* member = frame.mutable_addresses()->add_members();
        member->set_device(core::textOf(three.eve.self.deviceId.view()));
        member->set_identity(core::textOf(three.eve.self.identityId.view()));
        member->set_seen_ms(INT64_MAX); // from the future: cut to now
        member->add_addresses("not an address");
        member->add_addresses("203.0.113.2:0");
        for (int i = 0; i < 30; ++i) {
            member->add_addresses("203.0.113.3:" + std::to_string(1000 + i));
        }
        QVERIFY(three.net.feed(three.ada, link, frame));
        const auto& books = three.ada.room->addresses();
        QCOMPARE(books.size(), before + 1);
        const AddressBook& book = books.at(three.eve.self.deviceId);
        QCOMPARE(book.addresses.size(), core::limits::tuning::addressesPerDevice);
        QCOMPARE(book.addresses.front().port, std::uint16_t(1000));
        QCOMPARE(book.seenMs, three.net.now.wall.milliseconds);
        // What was seen earlier does not replace it.
        member->set_seen_ms(5);
        member->clear_addresses();
        member->add_addresses("203.0.113.9:9");
        QVERIFY(three.net.feed(three.ada, link, frame));
        QCOMPARE(books.at(three.eve.self.deviceId).addresses.front().port, std::uint16_t(1000));
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
