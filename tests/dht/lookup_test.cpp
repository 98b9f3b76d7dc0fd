// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/lookup.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>

using namespace dht;

namespace {

/// Nodes that all know the whole network: the lookup's own decisions are what is left to see.
struct World {
    explicit World(std::uint64_t seed, int size, bool fitting)
        : rng(seed)
    {
        for (int i = 0; i < size; ++i) {
            auto bytes = rng.bytes<4>();
            bytes[0] = static_cast<std::uint8_t>(20 + bytes[0] % 80);
            const auto address = core::IpAddress::v4(bytes);
            nodes.push_back(
                {fitting ? idForAddress(address, rng) : randomId(rng), {address, 6881}});
        }
    }

    [[nodiscard]] std::vector<Contact> closest(const Target& target, std::size_t count) const
    {
        std::vector<Contact> out = nodes;
        std::sort(out.begin(), out.end(), [&](const Contact& left, const Contact& right) {
            return isCloser(left.id, right.id, target);
        });
        out.resize(std::min(count, out.size()));
        return out;
    }

    support::SeededRng rng;
    std::vector<Contact> nodes;
};

const core::ByteView token = core::bytesOf("token");

} // namespace

class LookupTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheClosestAndStops()
    {
        for (const bool fitting : {true, false}) {
            World world(1, 300, fitting);
            const Target target = randomId(world.rng);
            Lookup lookup(target, {}, randomId(world.rng), world.rng);
            for (std::size_t i = 0; i < 4; ++i) {
                lookup.addSeed(world.nodes[i]);
            }
            std::size_t rounds = 0;
            while (!lookup.isDone()) {
                std::vector<Contact> asked;
                while (const auto ask = lookup.nextAsk()) {
                    asked.push_back(ask->to);
                    QCOMPARE(ask->target, target);
                }
                QVERIFY(asked.size() <= tuning::alpha);
                for (const Contact& node : asked) {
                    lookup.handleReply(node, world.closest(target, 8), token);
                }
                QVERIFY(++rounds < 50);
            }
            QCOMPARE(lookup.closest(8), world.closest(target, 8));
            QCOMPARE(lookup.storeTargets(8).size(), std::size_t(8));
            QVERIFY(lookup.figures().asked <= 20);
            QCOMPARE(lookup.figures().hops, std::size_t(2));
        }
    }

    void silenceRaisesTheNumberAtOnceAndEnds()
    {
        World world(2, 100, true);
        const Target target = randomId(world.rng);
        Lookup lookup(target, {}, randomId(world.rng), world.rng);
        for (const Contact& node : world.closest(target, 20)) {
            lookup.addSeed(node);
        }
        std::vector<Contact> asked;
        const auto askAll = [&] {
            std::size_t count = 0;
            while (const auto ask = lookup.nextAsk()) {
                asked.push_back(ask->to);
                ++count;
            }
            return count;
        };
        QCOMPARE(askAll(), std::size_t(4));
        lookup.handleSlow(asked[0]);
        QCOMPARE(askAll(), std::size_t(1));
        lookup.handleTimeout(asked[0]);
        lookup.handleReply(asked[0], {}, token);
        QCOMPARE(lookup.closest(8).front(), asked[0]);
        for (int i = 0; i < 100 && !lookup.isDone(); ++i) {
            const std::size_t before = asked.size();
            askAll();
            for (std::size_t at = i == 0 ? 1 : before; at < asked.size(); ++at) {
                lookup.handleSlow(asked[at]);
                lookup.handleTimeout(asked[at]);
            }
        }
        QVERIFY(lookup.isDone());
        QCOMPARE(lookup.closest(8).size(), std::size_t(1));
    }

    /// A7: ids chosen to sit on the target neither end the search nor receive what is stored.
    void chosenIdsDoNotWin()
    {
        World world(3, 200, true);
        const Target target = randomId(world.rng);
        std::vector<Contact> liars;
        for (std::uint8_t i = 0; i < 100; ++i) {
            liars.push_back(
                {randomIdLike(target, 60, world.rng), {core::IpAddress::v4({120, i, 0, 1}), 6881}});
        }
        Lookup lookup(target, {}, randomId(world.rng), world.rng);
        lookup.addSeed(world.nodes[0]);
        for (std::size_t i = 0; i < 8; ++i) {
            lookup.addSeed(liars[i]);
        }
        std::size_t turn = 0;
        while (!lookup.isDone()) {
            const auto ask = lookup.nextAsk();
            QVERIFY(ask.has_value());
            const bool liar = ask->to.endpoint.address.bytes()[0] == 120;
            std::vector<Contact> told = world.closest(target, 8);
            if (liar) {
                const auto first = liars.begin() + static_cast<std::ptrdiff_t>(turn % 90);
                told.assign(first, first + 8);
                ++turn;
            }
            lookup.handleReply(ask->to, told, token);
        }
        const auto stores = lookup.storeTargets(8);
        const auto honest = world.closest(target, 8);
        QCOMPARE(stores.size(), std::size_t(8));
        for (std::size_t i = 0; i < 8; ++i) {
            QCOMPARE(stores[i].contact, honest[i]);
        }
    }

    void oneVoicePerNeighbourhood()
    {
        World world(4, 1, true);
        const Target target = randomId(world.rng);
        Lookup lookup(target, {}, randomId(world.rng), world.rng);
        for (std::uint8_t i = 0; i < 8; ++i) {
            lookup.addSeed(
                {randomIdLike(target, 30, world.rng), {core::IpAddress::v4({50, 1, 1, i}), 6881}});
        }
        std::size_t answered = 0;
        while (const auto ask = lookup.nextAsk()) {
            lookup.handleReply(ask->to, {}, token);
            ++answered;
        }
        QVERIFY(lookup.isDone());
        QCOMPARE(answered, std::size_t(1));
    }

    void implausibleNodesAreNotAsked()
    {
        World world(5, 1, true);
        const NodeId own = randomId(world.rng);
        Lookup lookup(randomId(world.rng), {}, own, world.rng);
        lookup.addSeed(world.nodes[0]);
        const auto ask = lookup.nextAsk();
        std::vector<Contact> told;
        for (const char* endpoint :
             {"127.0.0.1:1", "10.0.0.1:1", "60.0.0.1:0", "224.0.0.1:1", "[2a00::1]:1"}) {
            told.push_back({randomId(world.rng), *core::Endpoint::parse(endpoint)});
        }
        told.push_back({own, *core::Endpoint::parse("60.0.0.1:1")});
        told.push_back({randomId(world.rng), world.nodes[0].endpoint});
        lookup.handleReply(ask->to, told, {});
        QVERIFY(!lookup.nextAsk());
        QVERIFY(lookup.isDone());
    }

    /// An endless supply of ever closer nodes ends at the limits.
    void isBounded()
    {
        World world(6, 1, true);
        const Target target = randomId(world.rng);
        Lookup lookup(target, {}, randomId(world.rng), world.rng);
        lookup.addSeed(world.nodes[0]);
        std::size_t asked = 0;
        unsigned bits = 1;
        while (const auto ask = lookup.nextAsk()) {
            ++asked;
            bits = std::min(150U, bits + 1);
            std::vector<Contact> told;
            for (int i = 0; i < 20; ++i) {
                auto bytes = world.rng.bytes<4>();
                bytes[0] = 77;
                told.push_back(
                    {randomIdLike(target, bits, world.rng), {core::IpAddress::v4(bytes), 1}});
            }
            lookup.handleReply(ask->to, told, token);
        }
        QVERIFY(asked > 100 && asked <= tuning::asksPerLookup);
        QVERIFY(lookup.isDone());
    }

    void blurredLookupsShowTheTargetOnlyToTheClosest()
    {
        World world(7, 500, true);
        const Target target = randomId(world.rng);
        Lookup lookup(target, {1, true, false}, randomId(world.rng), world.rng);
        for (std::size_t i = 0; i < 4; ++i) {
            lookup.addSeed(world.nodes[i]);
        }
        std::size_t exact = 0;
        while (!lookup.isDone()) {
            const auto ask = lookup.nextAsk();
            QVERIFY(ask.has_value());
            if (ask->blurred) {
                QVERIFY(ask->target != target);
                QVERIFY(sharedBits(ask->target, target)
                        >= sharedBits(ask->to.id, target) + tuning::blurBits);
                lookup.handleReply(ask->to, world.closest(ask->target, 8), {});
            } else {
                ++exact;
                QCOMPARE(ask->target, target);
                lookup.handleReply(ask->to, world.closest(target, 8), token);
            }
        }
        QVERIFY(exact >= 8 && exact <= 12);
        QCOMPARE(lookup.storeTargets(8).size(), std::size_t(8));
        QCOMPARE(lookup.closest(8), world.closest(target, 8));
    }

    /// One path full of liars does not touch the other.
    void disjointPaths()
    {
        World world(8, 200, false);
        const Target target = randomId(world.rng);
        Lookup lookup(target, {2, false, false}, randomId(world.rng), world.rng);
        const Contact liar{randomIdLike(target, 80, world.rng),
                           *core::Endpoint::parse("120.0.0.1:1")};
        lookup.addSeed(liar);
        lookup.addSeed(world.nodes[0]);
        while (!lookup.isDone()) {
            const auto ask = lookup.nextAsk();
            QVERIFY(ask.has_value());
            if (ask->to.endpoint.address.bytes()[0] != 120) {
                lookup.handleReply(ask->to, world.closest(target, 8), token);
                continue;
            }
            std::vector<Contact> told;
            for (int i = 0; i < 8; ++i) {
                auto bytes = world.rng.bytes<4>();
                bytes[0] = 120;
                told.push_back(
                    {randomIdLike(target, 90, world.rng), {core::IpAddress::v4(bytes), 1}});
            }
            lookup.handleReply(ask->to, told, token);
        }
        const auto found = lookup.closest(200);
        for (const Contact& node : world.closest(target, 8)) {
            QVERIFY(std::find(found.begin(), found.end(), node) != found.end());
        }
    }

    void unaskedIsOfferedAgain()
    {
        World world(9, 1, true);
        Lookup lookup(randomId(world.rng), {}, randomId(world.rng), world.rng);
        lookup.addSeed(world.nodes[0]);
        const auto ask = lookup.nextAsk();
        QVERIFY(ask && !lookup.nextAsk() && !lookup.isDone());
        lookup.unask(ask->to);
        QVERIFY(!lookup.isDone());
        QCOMPARE(lookup.nextAsk()->to, ask->to);
        lookup.handleFailure(ask->to);
        QVERIFY(lookup.isDone());
    }
};

QTEST_APPLESS_MAIN(LookupTest)
#include "lookup_test.moc"
