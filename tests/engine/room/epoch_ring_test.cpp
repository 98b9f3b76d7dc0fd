// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/epoch_ring.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::room;

namespace {

struct Fixture {
    support::SeededRng rng{1};
    EpochRing ring;

    EpochSecret fresh() { return EpochSecret::random(rng); }
    EpochEvent event(std::uint64_t clock)
    {
        EpochEvent out;
        out.id = core::EventId(rng.bytes<32>());
        out.clock = {clock};
        return out;
    }
};

bool all(const EpochEvent&)
{
    return true;
}

} // namespace

class EpochRingTest : public QObject
{
    Q_OBJECT

private slots:
    void aKeyCountsOnceAnEventNamesIt()
    {
        Fixture at;
        EpochSecret secret = at.fresh();
        const core::EpochId id = epochIdOf(secret);
        QVERIFY(!at.ring.offer(secret.clone()));
        QVERIFY(at.ring.find(id) == nullptr);
        QVERIFY(!at.ring.current(all));
        QCOMPARE(at.ring.note(id, at.event(5)), std::optional(id));
        QVERIFY(at.ring.find(id) != nullptr);
        QCOMPARE(at.ring.current(all), std::optional(id));
        QVERIFY(!at.ring.offer(std::move(secret))); // no news
        // The event first, then the key.
        EpochSecret later = at.fresh();
        const core::EpochId next = epochIdOf(later);
        QVERIFY(!at.ring.note(next, at.event(9)));
        QCOMPARE(at.ring.current(all), std::optional(id));
        QVERIFY(at.ring.offer(std::move(later)));
        QCOMPARE(at.ring.current(all), std::optional(next));
    }

    void theNewestThatCoversIsUsed()
    {
        Fixture at;
        std::vector<core::EpochId> ids;
        for (std::uint64_t clock = 1; clock <= 3; ++clock) {
            EpochSecret secret = at.fresh();
            ids.push_back(epochIdOf(secret));
            static_cast<void>(at.ring.note(ids.back(), at.event(clock)));
            QVERIFY(at.ring.offer(std::move(secret)));
        }
        QCOMPARE(at.ring.current(all), std::optional(ids[2]));
        const auto old = [](const EpochEvent& event) { return event.clock.value < 3; };
        QCOMPARE(at.ring.current(old), std::optional(ids[1]));
        QVERIFY(!at.ring.current([](const EpochEvent&) { return false; }));
        QCOMPARE(at.ring.newest(2), (std::vector{ids[2], ids[1]}));
    }

    void anEpochWearsByAgeAndByUse()
    {
        using namespace core::limits::tuning;
        Fixture at;
        constexpr std::int64_t madeMs = 1'700'000'000'000;
        EpochSecret secret = at.fresh();
        const core::EpochId id = epochIdOf(secret);
        at.ring.addOwn(std::move(secret));
        const core::WallTime made{madeMs};
        QVERIFY(
            !at.ring.isWorn(id, made.plus(epochAge), epochAge)); // nothing says yet how old it is
        static_cast<void>(at.ring.note(id, at.event(static_cast<std::uint64_t>(madeMs) << 16U)));
        QVERIFY(!at.ring.isWorn(id, made.plus(epochAge - std::chrono::milliseconds(1)), epochAge));
        QVERIFY(at.ring.isWorn(id, made.plus(epochAge), epochAge));
        for (std::uint64_t use = 1; use < epochEvents; ++use) {
            at.ring.noteUse(id);
        }
        QVERIFY(!at.ring.isWorn(id, made, epochAge));
        at.ring.noteUse(id);
        QVERIFY(at.ring.isWorn(id, made, epochAge));
        at.ring.noteUse(core::EpochId()); // nobody's
    }

    void theToldOneServesUntilItsEventHasCome()
    {
        Fixture at;
        EpochSecret secret = at.fresh();
        const core::EpochId told = epochIdOf(secret);
        at.ring.restore(std::move(secret));
        at.ring.setTold(told);
        const auto nothing = [](const EpochEvent&) { return false; };
        QCOMPARE(at.ring.current(nothing), std::optional(told));
        static_cast<void>(at.ring.note(told, at.event(1)));
        QVERIFY(!at.ring.current(nothing)); // judged like any other now
        QCOMPARE(at.ring.current(all), std::optional(told));
    }

    void anEventSaidAgainDoesNotMakeAnEpochCoverMore()
    {
        Fixture at;
        EpochSecret secret = at.fresh();
        const core::EpochId id = epochIdOf(secret);
        static_cast<void>(at.ring.note(id, at.event(5)));
        QVERIFY(at.ring.offer(std::move(secret)));
        static_cast<void>(at.ring.note(id, at.event(50)));
        const auto late = [](const EpochEvent& event) { return event.clock.value == 50; };
        QVERIFY(!at.ring.current(late));
        static_cast<void>(at.ring.note(id, at.event(2)));
        const auto early = [](const EpochEvent& event) { return event.clock.value == 2; };
        QVERIFY(at.ring.current(early));
    }

    void whoseTheEpochIsDecidesWhatItCovers()
    {
        for (const bool secretFirst : {true, false}) {
            Fixture at;
            EpochEvent original = at.event(50);
            original.ref.log = core::LogId(at.rng.bytes<32>());
            DrawnEpoch drawn = drawEpoch(at.rng, original.ref.log);
            original.origin = drawn.origin;
            EpochEvent earlier = at.event(2); // copied, origin and all, into another log
            earlier.ref.log = core::LogId(at.rng.bytes<32>());
            earlier.origin = drawn.origin;
            EpochEvent later = at.event(90);
            const core::EpochId id = epochIdOf(drawn.secret);
            if (secretFirst) {
                at.ring.restore(drawn.secret.clone());
            }
            static_cast<void>(at.ring.note(id, earlier));
            static_cast<void>(at.ring.note(id, original));
            static_cast<void>(at.ring.note(id, later));
            QCOMPARE(at.ring.offer(std::move(drawn.secret)), !secretFirst);
            static_cast<void>(at.ring.note(id, earlier));
            const auto covers = [](const EpochEvent& event) { return event.clock.value == 50; };
            QCOMPARE(at.ring.current(covers), std::optional(id));
            QVERIFY(!at.ring.current([&](const auto& event) { return !covers(event); }));
        }
    }

    void strangersKeysAreBounded()
    {
        Fixture at;
        std::vector<core::EpochId> offered;
        for (std::size_t i = 0; i < 3 * EpochRing::pendingMost; ++i) {
            EpochSecret secret = at.fresh();
            offered.push_back(epochIdOf(secret));
            QVERIFY(!at.ring.offer(std::move(secret)));
        }
        // Whoever fills the house does not shut out who comes after him.
        QVERIFY(!at.ring.note(offered.front(), at.event(1)));
        QVERIFY(at.ring.note(offered.back(), at.event(2)));
        for (std::size_t i = 0; i < EpochRing::secretsMost + 10; ++i) {
            at.ring.restore(at.fresh());
        }
        QCOMPARE(at.ring.newest(2 * EpochRing::secretsMost).size(), EpochRing::secretsMost);
        // Our own always fits, or we could not write any more.
        EpochSecret own = at.fresh();
        const core::EpochId id = epochIdOf(own);
        at.ring.addOwn(std::move(own));
        static_cast<void>(at.ring.note(id, at.event(9)));
        QCOMPARE(at.ring.current(all), std::optional(id));
    }
};

QTEST_APPLESS_MAIN(EpochRingTest)
#include "epoch_ring_test.moc"
