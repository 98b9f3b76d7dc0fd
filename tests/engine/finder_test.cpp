// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/finder.h"
#include "sim/world.h"

#include <QTest>

#include <set>

using namespace engine;
using namespace sim;
using namespace std::chrono_literals;

class FinderTest : public QObject
{
    Q_OBJECT

private slots:
    /// Links enough, and yet not to those who keep everything: they are looked for.
    void everybodyHasALinkToThoseWhoRunTheRoom()
    {
        World world({});
        constexpr std::size_t people = 24;
        for (std::size_t i = 0; i < people; ++i) {
            world.addPeer();
        }
        const RoomId room = world.roomOfEverybody(5min);
        ChangeMember wish;
        wish.room = room;
        wish.identity = world.peer(5).identity();
        wish.change = MemberAct::Grant;
        wish.level = levelModerator;
        QVERIFY(std::holds_alternative<Done>(*world.ask(world.peer(0), wish)));
        world.run(12min);
        const std::set<IdentityId> superpeers{world.peer(0).identity(), world.peer(5).identity()};
        std::size_t most = 0;
        for (std::size_t i = 0; i < people; ++i) {
            std::set<IdentityId> linked{world.peer(i).identity()};
            const auto list = std::get<PeerList>(*world.ask(world.peer(i), ListPeers{room}));
            for (const PeerSnapshot& peer : list.peers) {
                linked.insert(peer.identity);
            }
            for (const IdentityId& one : superpeers) {
                QVERIFY2(linked.contains(one), qPrintable(QString::number(i)));
            }
            most = std::max(most, i == 0 || i == 5 ? 0 : list.peers.size());
        }
        // Not because everybody is linked to everybody.
        QVERIFY2(most < people - 1, qPrintable(QString::number(most)));
        QVERIFY(world.findings().empty());
    }
};

QTEST_GUILESS_MAIN(FinderTest)
#include "finder_test.moc"
