// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory_network.h"
#include "engine/listing_issuer.h"

#include <QTest>

using namespace engine;
using fixture::ListedPlace;

namespace {

constexpr directory::ListingRule easy{2};

room::Self cloneOf(const room::Self& self)
{
    return {self.identity.seed().clone(), self.device.seed().clone()};
}

/// A peer with one room and a clock.
struct Seat {
    RoomBook book;
    ListingIssuer issuer{easy};
    support::SeededRng rng{3};
    core::Now now{core::MonoTime(std::chrono::hours(1)), {1'790'000'000'000}};

    explicit Seat(const fixture::Person& person)
        : book{cloneOf(person.self), {}}
    {
        book.self.listening = {*core::Endpoint::parse("10.0.0.1:4000")};
        book.rooms[person.room->id()] = person.room;
    }
    std::vector<core::Bytes> run(core::Duration span)
    {
        std::vector<core::Bytes> out;
        const core::MonoTime end = now.mono + span;
        for (auto wake = issuer.nextWake(); wake && *wake <= end; wake = issuer.nextWake()) {
            const core::MonoTime to = std::max(now.mono, *wake);
            now.wall =
                now.wall.plus(std::chrono::duration_cast<std::chrono::milliseconds>(to - now.mono));
            now.mono = to;
            const Turn turn(now, rng);
            for (core::Bytes& each : issuer.step(turn, book)) {
                out.push_back(std::move(each));
            }
        }
        now.wall =
            now.wall.plus(std::chrono::duration_cast<std::chrono::milliseconds>(end - now.mono));
        now.mono = end;
        return out;
    }
    std::vector<RoomId> review() { return issuer.review(Turn(now, rng), book); }
};

} // namespace

class ListingIssuerTest : public QObject
{
    Q_OBJECT

private slots:
    void theFounderLists()
    {
        const ListedPlace place(1);
        Seat seat(place.founder);
        QVERIFY(seat.review().empty());
        const auto issued = seat.run(std::chrono::seconds(2));
        QCOMPARE(issued.size(), 1U);
        const auto listing = directory::decodeListing(issued.front());
        QVERIFY(listing);
        QVERIFY(directory::checkListing(*listing, seat.now.wall, easy));
        QVERIFY(listing->room == place.founder.room->id());
        QVERIFY(listing->chain.empty());
        QVERIFY(seat.review().empty()); // nothing changed: nothing more to say
        QVERIFY(seat.run(std::chrono::hours(2)).empty());
        QVERIFY(!seat.run(std::chrono::hours(4)).empty());
    }

    void aModeratorShowsWhoMadeHimOne()
    {
        ListedPlace place(2);
        fixture::RoomNetwork& net = place.rooms;
        fixture::Person& bob = net.person("Bob");
        net.enter(bob, place.founder, net.invite(place.founder));
        net.deliver();
        Seat seat(bob);
        QVERIFY(seat.review().empty());
        QVERIFY(seat.run(std::chrono::seconds(5)).empty()); // a member lists nothing
        place.act(room::GrantBody{bob.self.identityId, 50, {}});
        net.deliver();
        QVERIFY(net.settle());
        QCOMPARE(bob.room->roll()->level(bob.self.identityId), 50);
        QVERIFY(seat.review().empty());
        const auto issued = seat.run(std::chrono::seconds(5));
        QCOMPARE(issued.size(), 1U);
        const auto listing = directory::decodeListing(issued.front());
        QVERIFY(listing);
        QCOMPARE(listing->chain.size(), 2U);
        QVERIFY(directory::checkListing(*listing, seat.now.wall, easy));
    }

    void onlyListedPublicRooms()
    {
        ListedPlace place(4);
        Seat seat(place.founder);
        QVERIFY(isListed(*place.founder.room));
        QVERIFY(seat.review().empty());
        room::PolicyBody invite;
        invite.access = 1;
        place.act(invite);
        QVERIFY(!isListed(*place.founder.room));
        QCOMPARE(seat.review().size(), 1U);
        QVERIFY(seat.run(std::chrono::hours(9)).empty());
        QVERIFY(!draftListing(*place.founder.room, place.founder.self, seat.now.wall));
    }

    void withoutADoorForAllThereIsNothingToSay()
    {
        fixture::RoomNetwork net(5);
        fixture::Person& ann = net.person("Ann");
        net.found(ann, {"Room", "", Access::Invite, HistoryAccess::All});
        room::PolicyBody policy;
        policy.access = 0;
        policy.listed = true;
        net.turn(ann, [&](Turn& turn) { ann.room->writeAct(turn, ann.self, policy); });
        QVERIFY(isListed(*ann.room));
        QVERIFY(!draftListing(*ann.room, ann.self, net.now.wall));
    }
};

QTEST_GUILESS_MAIN(ListingIssuerTest)
#include "listing_issuer_test.moc"
