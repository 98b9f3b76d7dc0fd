// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/link_guests.cpp
#include "engine/directory/listing_fixture.h"
#include "engine/directory_desk.h"
#include "engine/directory_network.h"
#include "engine/room/invite_link.h"

#include <QTest>

using namespace engine;
using fixture::DirectoryNetwork;
using fixture::ListedPlace;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace wire = ::parlour::wire;

namespace {

struct Town {
    DirectoryNetwork net{1};
    ListedPlace room{2};
    DirectoryNetwork::Place& keeper = net.add("10.0.0.1:4000", room.self());
    DirectoryNetwork::Place& guest = net.add("10.0.0.2:4000");

    explicit Town(bool lan = true, bool dht = true)
    {
        keeper.onLan = guest.onLan = lan;
        keeper.inDht = guest.inDht = dht;
        keeper.book.rooms[room.founder.room->id()] = room.founder.room;
        net.input(keeper, [](Turn&) {});
        net.run(seconds(3));
    }
    [[nodiscard]] RoomId id() const { return room.founder.room->id(); }
};

bool isIn(const Directory& directory, const RoomId& room, std::size_t first = SIZE_MAX)
{
    for (std::size_t i = 0; i < std::min(first, directory.rooms.size()); ++i) {
        const auto link = room::decodeLink(directory.rooms[i].link);
        if (link && link->room == room) {
            return true;
        }
    }
    return false;
}

/// Answers every question with as many listings of rooms that do not exist as a frame may hold.
DirectoryNetwork::Listings liar(core::Rng& rng, core::WallTime now, std::size_t& told)
{
    return [&rng, now, &told](Turn& turn, const Link& link, const wire::Frame& asked) {
        wire::Frame frame;
        auto* out = frame.mutable_listings();
        for (std::size_t i = 0; i < 100; ++i) {
            out->add_vouched(core::textOf(encodeListing(fixture::listingOf(rng, now))));
        }
        told += 100;
        out->set_page(asked.listings_wanted().page());
        turn.send(link.id, std::move(frame));
        return true;
    };
}

} // namespace

class DirectoryDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void whoKnowsNobodyFindsARoomOnTheLan()
    {
        Town town(true, false);
        QCOMPARE(town.keeper.desk->store().size(), 1U);
        const Directory found = town.net.find(town.guest, "radio");
        QCOMPARE(found.rooms.size(), 1U);
        const ListedRoom& room = found.rooms.front();
        QVERIFY(room.known);
        QCOMPARE(room.name, "Radio repair");
        QCOMPARE(room.topic, "Old sets #radio #lang-de");
        QVERIFY(room.tags == std::vector<std::string>{"radio"});
        QCOMPARE(room.language, "de");
        QCOMPARE(room.members, 1U);
        const auto link = room::decodeLink(room.link);
        QVERIFY(link);
        QVERIFY(link->room == town.id());
        QVERIFY(!link->reach && !link->doorSeed);
        QVERIFY(link->addresses == std::vector<core::Endpoint>{town.keeper.at});
        QVERIFY(town.room.founder.room->roll()->authority().isOpen(link->door));
        QVERIFY(town.net.find(town.guest, "gardening").rooms.empty());
    }

    void whoJoinsWhatHeFoundTellsItOn()
    {
        Town town(true, false);
        fixture::RoomNetwork& rooms = town.room.rooms;
        fixture::Person& bob = rooms.person("Bob");
        auto& place = town.net.add(
            "10.0.0.3:4000",
            room::Self(bob.self.identity.seed().clone(), bob.self.device.seed().clone()));
        const Directory found = town.net.find(place, "radio");
        QCOMPARE(found.rooms.size(), 1U);
        QVERIFY(rooms.enter(bob, town.room.founder, found.rooms.front().link) != 0);
        town.keeper.onLan = false;
        QVERIFY(!isIn(town.net.find(town.guest, "radio"), town.id())); // not yet his to tell
        place.book.rooms[town.id()] = bob.room;
        town.net.input(place, [](Turn&) {});
        town.net.run(seconds(60)); // what was found before is fresh for a while
        QVERIFY(isIn(town.net.find(town.guest, "radio"), town.id()));
    }

    void andInTheDht()
    {
        Town town(false, true);
        const Directory found = town.net.find(town.guest, "");
        QVERIFY(isIn(found, town.id()));
        QVERIFY(!found.rooms.front().known);
        QVERIFY(isIn(town.net.find(town.guest, "", "#Radio"), town.id()));
        QVERIFY(town.net.find(town.guest, "", "gardening").rooms.empty());
    }

    void anAnswerComesInTime()
    {
        Town alone(false, false);
        const RequestId id = alone.net.search(alone.guest, "");
        alone.net.run(milliseconds(1900));
        QVERIFY(!alone.guest.answers.contains(id)); // the network had no time to answer
        alone.net.run(seconds(8));
        QVERIFY(std::holds_alternative<Directory>(alone.guest.answers[id]));
        // Soon after it is not searched again.
        const std::size_t dials = alone.net.dials;
        const RequestId again = alone.net.search(alone.guest, "");
        QVERIFY(alone.guest.answers.contains(again));
        QCOMPARE(alone.net.dials, dials);
    }

    void refusesWhatNobodyCanMean()
    {
        Town town;
        const RequestId words = town.net.search(town.guest, std::string(600, 'a'));
        const RequestId topic = town.net.search(town.guest, "", "two words");
        QCOMPARE(std::get<Refusal>(town.guest.answers[words]).reason, Reason::BadArgument);
        QCOMPARE(std::get<Refusal>(town.guest.answers[topic]).reason, Reason::BadArgument);
    }

    void aRoomThatIsNotListedAnyMoreIsNotTold()
    {
        Town town;
        town.room.list(false);
        town.net.input(town.keeper, [](Turn&) {});
        QCOMPARE(town.keeper.desk->store().size(), 0U);
        QVERIFY(town.net.find(town.guest, "").rooms.empty());
        // Nor does anybody answer at the public door.
        QVERIFY(!town.keeper.links->accepted(town.net.now, town.guest.at));
    }

    void aChangedNameIsListedSoon()
    {
        Town town;
        engine::room::PolicyBody policy;
        policy.name = "Wireless";
        town.net.run(seconds(60));
        town.room.rooms.now.wall = town.net.now.wall;
        town.room.act(policy);
        town.net.input(town.keeper, [](Turn&) {});
        town.net.run(seconds(5));
        QCOMPARE(town.keeper.desk->store().find(town.id())->listing.title, "Wireless");
        QCOMPARE(town.net.find(town.guest, "").rooms.front().name, "Wireless");
    }

    void aListingIsRenewedLongBeforeItIsOver()
    {
        Town town;
        const auto issued = town.keeper.desk->store().find(town.id())->listing.issued;
        town.net.run(std::chrono::hours(26));
        const auto* kept = town.keeper.desk->store().find(town.id());
        QVERIFY(kept != nullptr);
        QVERIFY(kept->listing.issued.since(issued) > std::chrono::hours(20));
    }

    /// 5,000 fakes by those who shout on the same network and in the DHT.
    void aFloodDoesNotDrownWhatIsReal()
    {
        Town town;
        std::size_t told = 0;
        for (int i = 0; i < 16; ++i) {
            auto& liars = town.net.add("10.0.1." + std::to_string(i + 1) + ":4000");
            liars.lies = liar(town.net.rng, town.net.now.wall, told);
            liars.links->openPublicDoor(true);
        }
        const Directory found = town.net.find(town.guest, "");
        QVERIFY2(told >= 5000, qPrintable(QString::number(told)));
        QVERIFY(isIn(found, town.id(), 17)); // one turn of everybody who spoke
        QVERIFY(found.rooms.size() <= DirectoryDesk::answeredMost);
        QVERIFY(town.guest.desk->store().size() <= directory::tuning::listingsPerClass);
    }

    void theDoorGivesListingsAndNothingElse()
    {
        Town town;
        const RequestId id = town.net.search(town.guest, "");
        town.net.run(seconds(10));
        QVERIFY(town.guest.answers.contains(id));
        for (const auto* place : {&town.keeper, &town.guest}) {
            QVERIFY(!place->said.empty());
            for (const wire::Frame& frame : place->said) {
                QVERIFY(frame.has_listings() || frame.has_listings_wanted());
            }
        }
        QVERIFY(town.keeper.links->links().empty()); // who was answered has gone
    }

    void aGuestGetsFourPagesAndNoOtherFrame()
    {
        Town town;
        const auto callAnd = [&](const std::function<void(Turn&, LinkId)>& say) {
            LinkId link = 0;
            town.net.input(town.guest, [&](Turn& turn) {
                link = town.guest.links->dialGuest(turn, town.keeper.at);
            });
            town.net.run(milliseconds(10));
            town.net.input(town.guest, [&](Turn& turn) { say(turn, link); });
            town.net.run(milliseconds(10));
            return town.guest.links->find(link) != nullptr;
        };
        town.guest.lies = [](Turn&, const Link&, const wire::Frame&) { return true; };
        wire::Frame wanted;
        wanted.mutable_listings_wanted()->set_shards(255);
        const auto times = [&](int count) {
            return [&, count](Turn& turn, LinkId link) {
                for (int i = 0; i < count; ++i) {
                    turn.send(link, wanted);
                }
            };
        };
        QVERIFY(callAnd(times(4)));
        QVERIFY(!callAnd(times(5)));
        wire::Frame hello;
        hello.mutable_hello();
        QVERIFY(!callAnd([&](Turn& turn, LinkId link) { turn.send(link, hello); }));
        wire::Frame topic = wanted;
        topic.mutable_listings_wanted()->set_topic("short");
        QVERIFY(!callAnd([&](Turn& turn, LinkId link) { turn.send(link, topic); }));
        // And it does not stay for ever.
        town.net.run(LinkDesk::guestTime);
        QVERIFY(town.keeper.links->links().empty());
    }

    void keepersHoldEachOthersListings()
    {
        Town town(false, true);
        ListedPlace other(7, "Gardens");
        auto& second = town.net.add("10.0.0.3:4000", other.self());
        second.onLan = false;
        second.book.rooms[other.founder.room->id()] = other.founder.room;
        town.net.input(second, [](Turn&) {});
        town.net.run(std::chrono::minutes(40));
        QVERIFY(town.keeper.desk->store().find(other.founder.room->id()) != nullptr);
        QVERIFY(second.desk->store().find(town.id()) != nullptr);
        // Heard of, not vouched for: it stays a stranger's word at whoever hears it from them.
        QCOMPARE(second.desk->store().find(town.id())->trust, directory::Trust::Stranger);
    }
};

QTEST_GUILESS_MAIN(DirectoryDeskTest)
#include "directory_desk_test.moc"
