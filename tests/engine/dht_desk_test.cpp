// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// covers: dht_desk.cpp dht_rooms.cpp
#include "desk_network.h"
#include "engine/dht_desk.h"

#include <QTest>

using namespace engine;
using namespace std::chrono_literals;
using support::DeskNetwork;

namespace {

constexpr std::uint8_t hall = 7;

std::size_t storedPeers(DeskNetwork& network, std::size_t index)
{
    return network[index].desk->node()->stores().peers().size();
}

} // namespace

class DhtDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void twoWhoKnowEachOtherFindEachOthersRoom();
    void twentyFindEachOthersRoomsAndNobodyElses();
    void whoHasMovedIsFoundAgain();
    void anotherSecretIsAnotherPlace();
    void anOldSecretMayBeAPlaceAsWell();
    void theDayTurnsAndTheyStillMeet();
    void whoseClockIsADayOffIsFound();
    void aRoomThatIsLeftIsNotAnnouncedAnyMore();
    void aboutEightOfManyAnnounce();
    void theSwitchesForbidAnnouncing();
    void whoChangesHisMindInTimeWasNeverAnnounced();
    void readOnlyUntilSomebodyGotThrough();
    void nodesOfTheLastRunLeadBackIn();
    void invitesCarryGoodNodes();
    void publicHostsAreAskedLastAndOnlyWhereAllowed();
    void givenHostsAreTriedAgain();
    void switchedOffNothingLeaves();
    void theRungTellsHowItIsDoing();
    void aloneLooksOftenInCompanySeldom();
};

void DhtDeskTest::twoWhoKnowEachOtherFindEachOthersRoom()
{
    DeskNetwork network(1);
    network.addMany(2);
    network.setRoom(0, {hall});
    network.runFor(5s);
    network.setRoom(1, {hall});
    network.runFor(40s);
    QVERIFY(network.hasFound(0, hall, "10.0.0.2:7000"));
    QVERIFY(network.hasFound(1, hall, "10.0.0.1:7000"));
    QVERIFY(!network.hasFound(0, hall, "10.0.0.1:7000")); // nobody is told of himself
}

void DhtDeskTest::twentyFindEachOthersRoomsAndNobodyElses()
{
    DeskNetwork network(2);
    network.addMany(20);
    network.runFor(30s);
    for (std::size_t pair = 0; pair < 10; ++pair) {
        network.setRoom(pair, {static_cast<std::uint8_t>(pair + 1)});
        network.setRoom(19 - pair, {static_cast<std::uint8_t>(pair + 1)});
    }
    network.runFor(60s);
    for (std::size_t pair = 0; pair < 10; ++pair) {
        const std::uint8_t key = static_cast<std::uint8_t>(pair + 1);
        QVERIFY(network.hasFound(pair, key, network[19 - pair].at.text()));
        QVERIFY(network.hasFound(19 - pair, key, network[pair].at.text()));
        for (const auto& found : network[pair].found[DeskNetwork::roomOf(key)]) {
            QCOMPARE(found, network[19 - pair].at);
        }
    }
}

void DhtDeskTest::whoHasMovedIsFoundAgain()
{
    DeskNetwork network(3);
    network.addMany(20);
    network.setRoom(5, {hall, 1, false});
    network.setRoom(6, {hall, 1, false});
    network.runFor(2min);
    network[5].found.clear();
    network.move(6, "10.9.9.9:7000");
    network.setRoom(5, {hall, 0, true}); // the link is gone
    network.runFor(2min);
    QVERIFY(network.hasFound(5, hall, "10.9.9.9:7000"));
}

void DhtDeskTest::anotherSecretIsAnotherPlace()
{
    DeskNetwork network(4);
    network.addMany(8);
    network.setRoom(1, {hall});
    network.setRoom(2, {hall + 1});
    network.runFor(3min);
    QVERIFY(network[1].found.empty());
    QVERIFY(network[2].found.empty());
}

void DhtDeskTest::anOldSecretMayBeAPlaceAsWell()
{
    DeskNetwork network(24);
    network.addMany(8);
    DeskNetwork::Room moved{hall + 1};
    moved.older = hall;
    network.setRoom(1, moved);
    network.setRoom(3, {hall + 1});
    network.runFor(10s);
    network.setRoom(2, {hall});
    network.runFor(3min);
    QVERIFY(network.hasFound(2, hall, "10.0.0.2:7000"));
    QVERIFY(!network.hasFound(2, hall, "10.0.0.4:7000"));
    QVERIFY(network.hasFound(3, hall + 1, "10.0.0.2:7000"));
    // And no more, once it is not.
    moved.older.reset();
    network.setRoom(1, moved);
    network.runFor(2h); // what was announced is over by then
    network[2].found.clear();
    network.runFor(5min);
    QVERIFY(!network.hasFound(2, hall, "10.0.0.2:7000"));
}

void DhtDeskTest::theDayTurnsAndTheyStillMeet()
{
    DeskNetwork network(5);
    network.addMany(8);
    network.setRoom(1, {hall});
    network.runFor(25h);
    network.setRoom(2, {hall});
    network.runFor(1min);
    QVERIFY(network.hasFound(2, hall, network[1].at.text()));
}

void DhtDeskTest::whoseClockIsADayOffIsFound()
{
    for (const auto off : {-22h, 22h}) {
        DeskNetwork network(5);
        network.addMany(8);
        network[1].clockOff = off;
        network.setRoom(1, {hall});
        network.setRoom(2, {hall});
        network.runFor(3min);
        QVERIFY(network.hasFound(2, hall, network[1].at.text()));
        QVERIFY(network.hasFound(1, hall, network[2].at.text()));
    }
}

void DhtDeskTest::aRoomThatIsLeftIsNotAnnouncedAnyMore()
{
    DeskNetwork network(6);
    network.addMany(3);
    network.setRoom(1, {hall});
    network.runFor(30s);
    QVERIFY(storedPeers(network, 0) > 0);
    network[1].rooms.clear();
    network.input(1, [](Turn& turn, DhtDesk& desk) { desk.roomsChanged(turn); });
    network.runFor(60min);
    QCOMPARE(storedPeers(network, 0), std::size_t{0});
}

void DhtDeskTest::aboutEightOfManyAnnounce()
{
    DeskNetwork network(7);
    network.addMany(2);
    for (std::uint8_t key = 1; key <= 200; ++key) {
        network[1].rooms[DeskNetwork::roomOf(key)] = {key, 79, false};
    }
    network.setRoom(1, {1, 79, false});
    network.runFor(5min);
    // Each of 200 rooms with one in ten.
    const std::size_t announced = storedPeers(network, 0);
    QVERIFY2(announced > 8 && announced < 35, std::to_string(announced).c_str());
}

void DhtDeskTest::theSwitchesForbidAnnouncing()
{
    DeskNetwork network(8);
    network.addMany(2);
    network.setRoom(1, {hall, 0, true, false});
    network.runFor(1min);
    QCOMPARE(storedPeers(network, 0), std::size_t{0});
    network.input(1, [](Turn& turn, DhtDesk& desk) { desk.setAnnounce(turn, false); });
    network.setRoom(1, {hall, 0, true, true});
    network.runFor(1min);
    QCOMPARE(storedPeers(network, 0), std::size_t{0});
    network.input(1, [](Turn& turn, DhtDesk& desk) { desk.setAnnounce(turn, true); });
    network.runFor(1min);
    QCOMPARE(storedPeers(network, 0), std::size_t{1});
}

void DhtDeskTest::whoChangesHisMindInTimeWasNeverAnnounced()
{
    DeskNetwork network(8);
    network.addMany(12);
    network.runFor(30s);
    network.setRoom(1, {hall, 0, true, true});
    network.runFor(50ms); // the lookup is under way, nobody was told yet
    network.setRoom(1, {hall, 0, true, false});
    network.runFor(1min);
    for (std::size_t i = 0; i < 12; ++i) {
        QCOMPARE(storedPeers(network, i), std::size_t{0});
    }
}

void DhtDeskTest::readOnlyUntilSomebodyGotThrough()
{
    DeskNetwork network(9);
    const std::size_t one = network.add("203.0.113.5:7000");
    const std::size_t two = network.add("198.51.100.7:7000");
    network.start(one);
    network.start(two, {one});
    QVERIFY(!network[one].desk->isReachable());
    network.setRoom(two, {hall});
    const auto dialled = [](const char* from) {
        return [from](Turn& turn, DhtDesk& desk) {
            desk.noteInbound(turn, *core::Endpoint::parse(from));
        };
    };
    network.input(one, dialled("192.168.1.5:40000")); // proves nothing about the world outside
    QVERIFY(!network[one].desk->isReachable());
    network.input(one, dialled("192.0.2.9:40000"));
    QVERIFY(network[one].desk->isReachable());
    network.runFor(1min);
    QCOMPARE(storedPeers(network, one), std::size_t{0});
    network.input(two, dialled("192.0.2.9:40001"));
    network.runFor(1min);
    QCOMPARE(storedPeers(network, one), std::size_t{1});
    // Another network: what was shown there says nothing here.
    network.move(two, "198.51.100.8:7000");
    QVERIFY(!network[two].desk->isReachable());
}

void DhtDeskTest::nodesOfTheLastRunLeadBackIn()
{
    DeskNetwork network(10);
    network.addMany(10);
    network.runFor(1min);
    QCOMPARE(network[4].disk.records.size(), std::size_t{1});
    QCOMPARE(network[4].disk.records.front().kind, RecordKind::DhtState);
    const dht::NodeId id = network[4].desk->node()->id(core::IpFamily::V4);
    network[0].up = false; // whom everybody came in by
    network.setRoom(7, {hall});
    network.runFor(30s);
    network.restart(4);
    QCOMPARE(network[4].desk->node()->id(core::IpFamily::V4), id);
    network.setRoom(4, {hall});
    network.runFor(30s);
    QVERIFY(network.hasFound(4, hall, network[7].at.text()));
    // A damaged record is no record.
    network[4].disk.records.front().value = {1, 2, 3};
    network.restart(4);
    QVERIFY(network[4].desk->node()->id(core::IpFamily::V4) != id);
}

void DhtDeskTest::invitesCarryGoodNodes()
{
    DeskNetwork network(11);
    network.addMany(12);
    network.runFor(1min);
    const auto nodes = network[3].desk->goodNodes(network.now());
    QCOMPARE(nodes.size(), std::size_t{8});
    const auto own = core::Endpoint::fromCompact(core::ByteView(nodes.front()).subspan(20));
    QCOMPARE(*own, network[3].at);
    // Two of them alive are enough.
    const std::size_t newcomer = network.add("10.5.5.5:7000");
    network.setRoom(3, {hall});
    network.runFor(30s);
    for (std::size_t i = 0; i < 12; ++i) {
        const core::Bytes compact = network[i].at.compact();
        const auto isIt = [&](const core::Bytes& node) {
            return std::equal(compact.begin(), compact.end(), node.begin() + 20);
        };
        network[i].up =
            i == 3 || std::none_of(nodes.begin(), nodes.end(), isIt) || isIt(nodes.back());
    }
    network[newcomer].rooms[DeskNetwork::roomOf(hall)] = {hall};
    network.input(newcomer, [&](Turn& turn, DhtDesk& desk) {
        desk.load(turn, {});
        desk.learnNodes(turn, {nodes.begin() + 1, nodes.end()});
        desk.learnNodes(
            turn,
            {{1, 2, 3}, core::Bytes(26, 0), core::Bytes(5000, 1)}); // nothing that leads anywhere
        desk.handleListening(turn, {network[newcomer].at}, 7000);
    });
    network.runFor(60s);
    QVERIFY(network.hasFound(newcomer, hall, network[3].at.text()));
}

void DhtDeskTest::publicHostsAreAskedLastAndOnlyWhereAllowed()
{
    DeskNetwork network(12);
    network.addMany(12);
    const std::size_t fresh = network.add("10.3.0.1:7000", {true, {}, true});
    const std::size_t told = network.add("10.3.0.2:7000", {true, {}, true});
    const std::size_t never = network.add("10.3.0.3:7000", {true, {}, false});
    for (const std::size_t each : {fresh, never}) {
        network.start(each);
    }
    network.start(told, {0});
    QCOMPARE(network[fresh].resolves.size(), std::size_t{0});
    network.runFor(1s);
    QCOMPARE(network[fresh].resolves.size(), std::size_t{1}); // no other way in
    QCOMPARE(network[fresh].resolves.front().entry, DhtEntry::Public);
    QCOMPARE(network[fresh].resolves.front().hosts.size(), std::size_t{3});
    network.runFor(2h);
    QVERIFY(network[fresh].resolves.size() < 12);
    QCOMPARE(network[told].resolves.size(), std::size_t{0});
    QCOMPARE(network[never].resolves.size(), std::size_t{0});

    network.input(fresh, [&](Turn& turn, DhtDesk& desk) {
        desk.handleBootstrap(turn, DhtEntry::Public, {network[0].at});
    });
    network.runFor(1min);
    QVERIFY(network[fresh].desk->node()->tables().of(core::IpFamily::V4).size() >= 8);
    QVERIFY(!network[fresh].desk->node()->tables().of(core::IpFamily::V4).contains(network[0].at));
}

void DhtDeskTest::givenHostsAreTriedAgain()
{
    DeskNetwork network(13);
    network.addMany(3);
    const std::size_t by = network.add("10.3.0.1:7000", {true, {{"10.0.0.2", 7000}}, false});
    network.start(by);
    QVERIFY(network[by].resolves.empty()); // an address needs no looking up
    network.runFor(10s);
    QCOMPARE(network[by].desk->node()->tables().of(core::IpFamily::V4).size(), std::size_t{3});

    const std::size_t named = network.add("10.3.0.2:7000", {true, {{"a.example", 7000}}, false});
    network.start(named);
    QCOMPARE(network[named].resolves.size(), std::size_t{1});
    const auto nobody = [](Turn& turn, DhtDesk& desk) {
        desk.handleBootstrap(turn, DhtEntry::Given, {});
    };
    network.input(named, nobody);
    network.runFor(31s);
    QCOMPARE(network[named].resolves.size(), std::size_t{2});
    network.input(named, [&](Turn& turn, DhtDesk& desk) {
        desk.handleBootstrap(turn, DhtEntry::Given, {network[1].at});
    });
    network.runFor(10min);
    QCOMPARE(network[named].resolves.size(), std::size_t{2});
    QCOMPARE(network[named].desk->node()->tables().of(core::IpFamily::V4).size(), std::size_t{4});
}

void DhtDeskTest::switchedOffNothingLeaves()
{
    DeskNetwork network(14);
    network.addMany(2);
    const std::size_t off = network.add("10.3.0.1:7000", {false, {{"10.0.0.1", 7000}}, true});
    network.start(off, {0});
    network.setRoom(off, {hall});
    network.runFor(10min);
    QCOMPARE(network[off].desk->traffic().packetsOut, std::uint64_t{0});
    QVERIFY(network[off].resolves.empty());
    QVERIFY(!network[off].desk->nextWake());
    QCOMPARE(network[off].desk->rungState(), RungState::Off);
    QVERIFY(network[off].desk->goodNodes(network.now()).empty());
    const RequestId id = network.ask(off, GetDhtInfo{});
    QVERIFY(network.taken());
    QCOMPARE(std::get<Refusal>(network[off].answers.at(id)).reason, Reason::NotAllowed);
}

void DhtDeskTest::theRungTellsHowItIsDoing()
{
    DeskNetwork network(15);
    network.addMany(4);
    QCOMPARE(network[1].desk->rungState(), RungState::Idle);
    network.setRoom(1, {hall});
    network.runFor(8s);
    network.runFor(5s);
    QCOMPARE(network[1].rungs.back(), RungState::Failed);
    QVERIFY(std::find(network[1].rungs.begin(), network[1].rungs.end(), RungState::Trying)
            != network[1].rungs.end());
    network.setRoom(2, {hall});
    network.runFor(3min);
    QCOMPARE(network[1].desk->rungState(), RungState::Found);
    QCOMPARE(network[1].desk->found(), std::size_t{1});
}

void DhtDeskTest::aloneLooksOftenInCompanySeldom()
{
    const auto packets = [](bool alone) {
        DeskNetwork network(16);
        network.addMany(10);
        network.runFor(20min);
        network.setRoom(1, {hall, 1, true, false});
        network.setRoom(1, {hall, 1, alone, false});
        network.runFor(10min);
        const std::uint64_t before = network[1].desk->traffic().packetsOut;
        network.runFor(60min);
        return network[1].desk->traffic().packetsOut - before;
    };
    const std::uint64_t alone = packets(true);
    const std::uint64_t company = packets(false);
    QVERIFY2(alone > company + 200,
             (std::to_string(alone) + " against " + std::to_string(company)).c_str());
}

QTEST_GUILESS_MAIN(DhtDeskTest)
#include "dht_desk_test.moc"
