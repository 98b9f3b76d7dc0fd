// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/desk_network.h"
#include "engine/dht_shelves.h"

#include <QTest>

using namespace engine;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr ShelfKey shelf{1};
constexpr ShelfKey other{2};

std::vector<core::Endpoint>
look(support::DeskNetwork& net, std::size_t who, const std::vector<ShelfKey>& keys)
{
    net[who].onShelves.clear();
    net.input(who, [&](Turn& turn, DhtDesk& desk) { desk.lookUpShelves(turn, keys); });
    net.runFor(seconds(30));
    return net[who].onShelves[shelf];
}

void keep(support::DeskNetwork& net, std::size_t who, std::vector<Shelf> shelves)
{
    net[who].shelves = std::move(shelves);
    net.input(who, [](Turn& turn, DhtDesk& desk) { desk.shelvesChanged(turn); });
    net.runFor(seconds(30));
}

} // namespace

class DhtShelvesTest : public QObject
{
    Q_OBJECT

private slots:
    void whoKeepsAShelfIsFound()
    {
        support::DeskNetwork net(1);
        net.addMany(12);
        net.runFor(minutes(1));
        keep(net, 3, {{shelf, 0}});
        QVERIFY(look(net, 9, {shelf, other}) == std::vector<core::Endpoint>{net[3].at});
        QVERIFY(net[9].onShelves[other].empty());
        QVERIFY(net[9].shelvesLookedUp == std::vector<bool>{true});
        QVERIFY(look(net, 3, {shelf}).empty()); // oneself is nobody to ask
        // Next day's hash is announced when the day turns.
        net.runFor(std::chrono::hours(25));
        QVERIFY(look(net, 9, {shelf}) == std::vector<core::Endpoint>{net[3].at});
        // Kept no more: forgotten within the hour.
        keep(net, 3, {});
        net.runFor(std::chrono::hours(2));
        QVERIFY(look(net, 9, {shelf}).empty());
    }

    void withNobodyToAskItSaysSo()
    {
        support::DeskNetwork net(2);
        const std::size_t alone = net.add("10.0.0.1:7000");
        net.start(alone);
        QVERIFY(look(net, alone, {shelf}).empty());
        QVERIFY(net[alone].shelvesLookedUp == std::vector<bool>{false});
    }

    void aPersonMayForbidIt()
    {
        support::DeskNetwork net(3);
        net.addMany(12);
        net.runFor(minutes(1));
        net.input(3, [](Turn& turn, DhtDesk& desk) { desk.setAnnounce(turn, false); });
        keep(net, 3, {{shelf, 0}});
        QVERIFY(look(net, 9, {shelf}).empty());
    }

    /// However many pretend to announce it, about a quarter of those who keep it still do.
    void nobodyIsTalkedOutOfIt()
    {
        support::DeskNetwork net(4);
        net.addMany(40);
        net.runFor(minutes(1));
        for (std::size_t i = 1; i < 40; ++i) {
            net[i].shelves = {{shelf, 1'000'000}};
            net.input(i, [](Turn& turn, DhtDesk& desk) { desk.shelvesChanged(turn); });
        }
        net.runFor(minutes(1));
        const std::size_t found = look(net, 0, {shelf}).size();
        QVERIFY2(found >= 3 && found <= 20, qPrintable(QString::number(found)));
    }
};

QTEST_GUILESS_MAIN(DhtShelvesTest)
#include "dht_shelves_test.moc"
