// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Where members can be dialled: what is told, to whom, and what is believed.
#include "engine/room/book_choice.h"
#include "engine/room/room_addresses.h"
#include "engine/room/room_network.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada, Bob and Eve, members all and not linked; each listens at an address of his own, which nobody has heard of.
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
        ada.self.listening = {*core::Endpoint::parse("192.0.2.1:7000")};
        bob.self.listening = {*core::Endpoint::parse("192.0.2.2:7000")};
        eve.self.listening = {*core::Endpoint::parse("192.0.2.3:7000")};
    }

    /// They meet for a minute; how many addresses of others `from` told `to` in it.
    int told(Person& from, Person& to)
    {
        net.sent.clear();
        const LinkId link = net.link(from, to);
        net.pass(60s);
        net.cut(link);
        int out = 0;
        for (const SentFrame& one : net.sent) {
            if (one.from != &from || one.to != &to) {
                continue;
            }
            for (const wire::MemberAddress& member : one.frame.addresses().members()) {
                out += member.device().empty() ? 0 : 1;
            }
        }
        return out;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    bool ready = false;
};

} // namespace

class RoomAddressesTest : public QObject
{
    Q_OBJECT

private slots:
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

    /// At first a newcomer knows nobody but his host, and believes nothing of strangers.
    void aNewcomerHearsOfTheOthersOnceHeKnowsThem()
    {
        Three three(24);
        QVERIFY(three.ready);
        three.told(three.bob, three.ada);
        three.told(three.eve, three.ada);
        Person& dan = three.net.person("Dan");
        dan.self.listening = {*core::Endpoint::parse("192.0.2.4:7000")};
        three.net.send(three.ada, "hello");
        QVERIFY(three.net.enter(dan, three.ada, three.net.invite(three.ada)) != 0);
        QVERIFY(three.net.settle());
        three.net.pass(5s);
        const auto& known = dan.room->addresses();
        for (const Person* other : {&three.ada, &three.bob, &three.eve}) {
            QVERIFY2(known.contains(other->self.deviceId), other->self.name.c_str());
        }
        QCOMPARE(three.told(dan, three.ada), 0);
        QCOMPARE(three.told(three.ada, dan), 0);
    }

    void aFullBookTakesWhatAMemberSaysOfHimselfAndALittleHearsay()
    {
        constexpr std::size_t full = core::limits::tuning::addressesPerRoom;
        const BookChoice below = chooseBook(full - 1, false, booksTold);
        QVERIFY(below.takes && !below.replaces && below.tells);
        const BookChoice hearsay = chooseBook(full, false, booksTold - 1);
        QVERIFY(hearsay.takes && hearsay.replaces && !hearsay.tells);
        QVERIFY(!chooseBook(full, false, booksTold).takes);
        const BookChoice himself = chooseBook(full, true, booksTold);
        QVERIFY(himself.takes && himself.replaces && himself.tells);
    }

    void anyMayGoAndNobodyWhoIsKept()
    {
        support::SeededRng rng(3);
        AddressMap books;
        for (int i = 0; i < 64; ++i) {
            books[core::DeviceId(rng.bytes<32>())].superpeer = i % 2 == 0;
        }
        std::set<core::DeviceId> gone;
        const auto keeps = [](const AddressMap::value_type& one) { return one.second.superpeer; };
        for (int i = 0; i < 1000; ++i) {
            const auto it = RoomAddresses::anyBook(books, keeps, rng);
            QVERIFY(it != books.end() && !it->second.superpeer);
            gone.insert(it->first);
        }
        QVERIFY(gone.size() > 24);
        QVERIFY(
            RoomAddresses::anyBook(books, [](const auto&) { return true; }, rng) == books.end());
        books.clear();
        QVERIFY(RoomAddresses::anyBook(books, keeps, rng) == books.end());
    }

    void whatBothKnowIsNotToldAgain()
    {
        Three three(21);
        QVERIFY(three.ready);
        QCOMPARE(three.told(three.bob, three.ada), 0);  // he knows of nobody but her
        QVERIFY(three.told(three.ada, three.eve) >= 1); // of Bob
        QVERIFY(three.told(three.ada, three.bob) >= 1); // of Eve
        const auto known = three.bob.room->addresses();
        QCOMPARE(known.at(three.eve.self.deviceId).addresses, three.eve.self.listening);
        QCOMPARE(three.told(three.ada, three.bob), 0);
        QCOMPARE(three.told(three.bob, three.ada), 0);
        // One's own may change in between: the other end is told that anyway.
        three.bob.self.listening = {*core::Endpoint::parse("192.0.2.2:7001")};
        QCOMPARE(three.told(three.bob, three.ada), 0);
        QCOMPARE(three.ada.room->addresses().at(three.bob.self.deviceId).addresses,
                 three.bob.self.listening);
        // Eve has heard of the old one only.
        QVERIFY(three.told(three.ada, three.eve) >= 1);
        QCOMPARE(three.eve.room->addresses().at(three.bob.self.deviceId).addresses,
                 three.bob.self.listening);
    }

    void whoWasSeenOnAnotherDayIsToldOf()
    {
        Three three(22);
        QVERIFY(three.ready);
        three.told(three.ada, three.eve);
        three.told(three.ada, three.bob);
        three.told(three.ada, three.eve);
        QCOMPARE(three.told(three.ada, three.bob), 0);
        three.net.pass(25h);
        three.told(three.ada, three.eve);
        const auto before = three.bob.room->addresses().at(three.eve.self.deviceId).seenMs;
        QVERIFY(three.told(three.ada, three.bob) >= 1);
        QVERIFY(three.bob.room->addresses().at(three.eve.self.deviceId).seenMs > before);
        QCOMPARE(three.told(three.ada, three.bob), 0);
    }

    void aLinkIsToldOfTheOthersTwiceAtMost()
    {
        Three three(23);
        QVERIFY(three.ready);
        three.told(three.ada, three.eve);
        const LinkId link = three.net.link(three.ada, three.bob);
        three.net.pass(10s);
        three.net.sent.clear();
        wire::Frame frame;
        frame.mutable_addresses()->set_books("12345678");
        for (int i = 0; i < 20; ++i) {
            QVERIFY(three.net.feed(three.ada, link, frame));
        }
        frame.mutable_addresses()->set_books("not a digest");
        QVERIFY(three.net.feed(three.ada, link, frame));
        three.net.pass(10s);
        // The second digest of this link was answered, and none after it.
        QCOMPARE(std::count_if(three.net.sent.begin(),
                               three.net.sent.end(),
                               [&](const SentFrame& one) {
                                   return one.from == &three.ada && one.frame.has_addresses();
                               }),
                 std::ptrdiff_t(1));
    }
};

QTEST_GUILESS_MAIN(RoomAddressesTest)
#include "room_addresses_test.moc"
