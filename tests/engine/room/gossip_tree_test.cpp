// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gossip_tree.cpp spare_links.cpp
#include "core/limits.h"
#include "engine/room/gossip_tree.h"
#include "engine/room/spare_links.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <deque>
#include <set>

using namespace engine;
using namespace engine::room;
using namespace std::chrono_literals;

namespace {

namespace tuning = core::limits::tuning;

const core::MonoTime start(1h);

core::LogId logOf(std::uint8_t number)
{
    core::ByteArray<32> bytes{};
    bytes[0] = number;
    return core::LogId(bytes);
}

struct Scene {
    explicit Scene(std::size_t count)
        : links(count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            branches.push_back({i + 1, &links[i], false, false});
            trees.push_back(&links[i]);
        }
    }

    std::vector<TreeLink> links;
    std::vector<Branch> branches;
    TreeLinks trees;
    support::SeededRng rng{1};
};

/// So many links, each a second younger than the one before.
std::vector<HeldLink> held(std::size_t count)
{
    std::vector<HeldLink> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back({i + 1, start + i * 1s, false, false});
    }
    return out;
}

} // namespace

class GossipTreeTest : public QObject
{
    Q_OBJECT

private slots:
    static void whatIsOursGoesWholeToEverybody()
    {
        Scene scene(6);
        scene.links[0].takesWhole = false;
        scene.branches[1].knowsAuthor = true;
        const Spread to = spread(scene.branches, true, scene.rng);
        QCOMPARE(to.whole.size(), std::size_t(6));
        QVERIFY(to.named.empty());
    }

    static void othersEventsGoDownTheTreesAndTheirNamesBesideThem()
    {
        Scene scene(12);
        scene.branches[0].isAuthor = true;
        scene.branches[1].knowsAuthor = scene.branches[2].knowsAuthor = true;
        for (std::size_t i = 3; i < 9; ++i) {
            scene.links[i].takesWhole = false;
        }
        std::set<TreeLink*> ever;
        for (int i = 0; i < 100; ++i) {
            const Spread to = spread(scene.branches, false, scene.rng);
            QVERIFY(to.whole == (std::vector<LinkId>{10, 11, 12}));
            QCOMPARE(to.named.size(), tuning::namedTo + 1);
            ever.insert(to.named.begin(), to.named.end());
        }
        // The author is never named his own; by lot it is each of the others' turn.
        QCOMPARE(ever.size(), std::size_t(8));
        QVERIFY(!ever.contains(&scene.links[0]));
    }

    static void onlyTheNewestOfALogIsNamedAndNotToWhoShowedIt()
    {
        TreeLink link;
        link.nameLater(logOf(1), {7, {}});
        link.nameLater(logOf(1), {6, {}});
        link.nameLater(logOf(2), {1, {}});
        QCOMPARE(link.toName.at(logOf(1)).seq, std::uint64_t(7));
        link.heard({logOf(1), 6});
        QCOMPARE(link.toName.size(), std::size_t(2));
        link.heard({logOf(1), 7});
        QCOMPARE(link.toName.size(), std::size_t(1));
        for (std::size_t i = 0; i < 2 * tuning::eventsPerFrame; ++i) {
            core::ByteArray<32> bytes{};
            bytes[1] = static_cast<std::uint8_t>(i);
            bytes[2] = static_cast<std::uint8_t>(i >> 8U);
            link.nameLater(core::LogId(bytes), {1, {}});
        }
        QCOMPARE(link.toName.size(), tuning::eventsPerFrame);
    }

    static void soManyFeedersAndNoMore()
    {
        Scene scene(4);
        QCOMPARE(feeders(scene.trees), std::size_t(4));
        QVERIFY(!isNeedless(scene.links[0], true, 4)); // the author sends to all his neighbours
        QVERIFY(isNeedless(scene.links[0], false, tuning::wholeFrom + 1));
        QVERIFY(!isNeedless(scene.links[0], false, tuning::wholeFrom));
        QVERIFY(!mendsTree(scene.links[0]));
        scene.links[0].givesWhole = false;
        QVERIFY(!isNeedless(scene.links[0], false, 4)); // has been asked
        QVERIFY(mendsTree(scene.links[0]));
    }

    static void whoGoesIsReplacedByOneWhoNamed()
    {
        Scene scene(4);
        scene.links[1].givesWhole = scene.links[3].givesWhole = false;
        QVERIFY(nextFeeder(scene.trees, scene.rng) == nullptr);
        scene.links[2].givesWhole = false;
        std::set<TreeLink*> ever;
        for (int i = 0; i < 100; ++i) {
            ever.insert(nextFeeder(scene.trees, scene.rng));
        }
        QCOMPARE(ever.size(), std::size_t(3));
        QVERIFY(!ever.contains(nullptr) && !ever.contains(&scene.links[0]));
        QVERIFY(nextFeeder({&scene.links[0]}, scene.rng) == nullptr);
    }

    static void whatIsAboveTheMeasureGoesTheLatestFirst()
    {
        const std::size_t many = tuning::linksPerRoom + 2;
        const core::MonoTime now = start + many * 1s + tuning::linkSpareAfter;
        QVERIFY(spareLinks(held(tuning::linksPerRoom), now).empty());
        QVERIFY(spareLinks(held(many), now) == (std::vector<LinkId>{many, many - 1}));
        auto links = held(many);
        links[many - 1].superpeer = true; // stays, whatever it says
        links[many - 1].hasEnough = true;
        links[many - 5].hasEnough = true;                     // goes first
        links[tuning::linksPerRoom / 2 - 1].hasEnough = true; // has been here long
        QVERIFY(spareLinks(links, now) == (std::vector<LinkId>{many - 4, many - 1}));
        // In whatever order they are told.
        std::reverse(links.begin(), links.end());
        QVERIFY(spareLinks(links, now) == (std::vector<LinkId>{many - 4, many - 1}));
    }

    static void whoHasJustComeStaysForAMoment()
    {
        const std::size_t many = tuning::linksPerRoom + 8;
        const auto links = held(many);
        const core::MonoTime now = links[many - 5].since + tuning::linkSpareAfter;
        const auto spare = spareLinks(links, now);
        QCOMPARE(spare.size(), std::size_t(8));
        QCOMPARE(spare.front(), LinkId(many - 4));
    }
};

QTEST_GUILESS_MAIN(GossipTreeTest)
#include "gossip_tree_test.moc"
