// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/reach_ring.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::room;
using namespace std::chrono_literals;
namespace tuning = core::limits::tuning;

namespace {

using Named = std::vector<ReachRing::Named>;
using Hashes = std::vector<core::Hash32>;

struct Fixture {
    support::SeededRng rng{1};
    core::WallTime now{1'700'000'000'000};
    ReachSecret first = ReachSecret::random(rng);
    ReachRing ring{first.clone(), 0};

    /// A secret that is held and waits for its RESET_REACH.
    core::Hash32 offered(std::uint32_t generation)
    {
        ReachSecret secret = ReachSecret::random(rng);
        const core::Hash32 hash = reachHashOf(secret);
        static_cast<void>(ring.offer(std::move(secret), generation));
        return hash;
    }
    [[nodiscard]] Hashes answered() const
    {
        Hashes out;
        for (const ReachSecret* secret : ring.answered()) {
            out.push_back(reachHashOf(*secret));
        }
        return out;
    }
    [[nodiscard]] core::Hash32 begun() const { return reachHashOf(first); }
};

} // namespace

class ReachRingTest : public QObject
{
    Q_OBJECT

private slots:
    void aSecretCountsOnceAResetNamesIt()
    {
        Fixture at;
        const core::Hash32 next = at.offered(1);
        QVERIFY(!at.ring.review({}, true, at.now).any);
        QCOMPARE(at.answered(), Hashes{at.begun()});
        const auto change = at.ring.review({{next, true}}, true, at.now);
        QVERIFY(change.any && change.present);
        QCOMPARE(change.gained, Hashes{next});
        QCOMPARE(at.ring.present().hash, next);
        QCOMPARE(at.ring.present().generation, 1U);
        QVERIFY(!at.ring.review({{next, true}}, true, at.now).any);
        // The reset first, then the secret.
        ReachSecret later = ReachSecret::random(at.rng);
        const core::Hash32 third = reachHashOf(later);
        QVERIFY(!at.ring.review({{third, true}, {next, true}}, true, at.now).any);
        QCOMPARE(at.ring.present().hash, next);
        QVERIFY(!at.ring.offer(ReachSecret::random(at.rng), 2));
        QVERIFY(at.ring.offer(later.clone(), 2));
        QVERIFY(!at.ring.offer(std::move(later), 2));
        QVERIFY(at.ring.review({{third, true}, {next, true}}, true, at.now).present);
        QCOMPARE(at.ring.present().hash, third);
    }

    void onlyWhoRunsTheRoomAnswersOldOnesAndNotForEver()
    {
        Fixture at;
        const core::Hash32 second = at.offered(1);
        static_cast<void>(at.ring.review({{second, true}}, false, at.now));
        QCOMPARE(at.answered(), Hashes{second});
        std::uint64_t mark = at.ring.mark();
        static_cast<void>(at.ring.review({{second, true}}, true, at.now));
        QCOMPARE(at.answered(), (Hashes{second, at.begun()}));
        QVERIFY(at.ring.mark() != std::exchange(mark, at.ring.mark()));
        at.now = at.now.plus(10 * 24h);
        const core::Hash32 third = at.offered(2);
        const Named named{{third, true}, {second, true}};
        static_cast<void>(at.ring.review(named, true, at.now));
        QCOMPARE(at.answered(), (Hashes{third, second, at.begun()}));
        QCOMPARE(*at.ring.nextOver(at.now), std::chrono::milliseconds(20 * 24h));
        at.now = at.now.plus(20 * 24h - 1ms);
        static_cast<void>(at.ring.review(named, true, at.now));
        QCOMPARE(at.answered().size(), std::size_t(3));
        mark = at.ring.mark();
        at.now = at.now.plus(1ms);
        static_cast<void>(at.ring.review(named, true, at.now));
        QCOMPARE(at.answered(), (Hashes{third, second}));
        QVERIFY(at.ring.mark() != mark);
        at.now = at.now.plus(10 * 24h);
        static_cast<void>(at.ring.review(named, true, at.now));
        QCOMPARE(at.answered(), Hashes{third});
        QVERIFY(!at.ring.nextOver(at.now));
    }

    void aResetThatTurnsOutVoidGivesTheFormerBack()
    {
        Fixture at;
        const core::Hash32 good = at.offered(1);
        static_cast<void>(at.ring.review({{good, true}}, true, at.now));
        const core::Hash32 rogue = at.offered(2);
        static_cast<void>(at.ring.review({{rogue, true}, {good, true}}, true, at.now));
        QCOMPARE(at.ring.present().hash, rogue);
        QVERIFY(at.ring.review({{good, true}, {rogue, false}}, true, at.now).present);
        // Whoever came in by it meanwhile still finds somebody.
        QCOMPARE(at.answered().front(), good);
        QVERIFY(at.answered().size() == 3);
        // Without any that counts it is the first again.
        static_cast<void>(at.ring.review({{good, false}, {rogue, false}}, true, at.now));
        QCOMPARE(at.ring.present().hash, at.begun());
        static_cast<void>(at.ring.review({{good, true}, {rogue, false}}, true, at.now));
        QCOMPARE(at.ring.present().hash, good);
    }

    void whoCameInByAVoidOneTakesTheFirstOnTrust()
    {
        Fixture at;
        ReachRing ring(ReachSecret::random(at.rng), 1);
        const core::Hash32 came = ring.present().hash;
        QVERIFY(!ring.review({{came, true}}, false, at.now).any);
        // It may be told before it is known that the reset is void.
        QVERIFY(!ring.offer(at.first.clone(), 0));
        QVERIFY(!ring.review({{came, true}}, false, at.now).any);
        QVERIFY(ring.review({{came, false}}, false, at.now).present);
        QCOMPARE(ring.present().hash, at.begun());
        // One is enough, and whoever has his own takes none.
        QVERIFY(!ring.offer(ReachSecret::random(at.rng), 0));
        QVERIFY(!ring.review({{came, false}}, false, at.now).any);
        static_cast<void>(at.ring.review({{came, false}}, false, at.now));
        QVERIFY(!at.ring.offer(ReachSecret::random(at.rng), 0));
        QVERIFY(!at.ring.review({{came, false}}, false, at.now).any);
        // Or after.
        ReachRing late(ReachSecret::random(at.rng), 1);
        const ReachRing::Named own{late.present().hash, false};
        QVERIFY(!late.review({own}, false, at.now).any);
        QVERIFY(!late.offer(ReachSecret::random(at.rng), 1));
        QVERIFY(late.offer(at.first.clone(), 0));
        QVERIFY(late.review({own}, false, at.now).present);
        QCOMPARE(late.present().hash, at.begun());
    }

    void ofTwoInForceThatIsUsedWhichIsHeld()
    {
        Fixture at;
        const core::Hash32 held = at.offered(1);
        const core::Hash32 lacking = at.rng.bytes<32>();
        static_cast<void>(at.ring.review({{lacking, true}, {held, true}}, false, at.now));
        QCOMPARE(at.ring.present().hash, held);
    }

    void aHintIsDialledInTurnAndNobodyIsAnsweredUnderIt()
    {
        Fixture at;
        QVERIFY(!at.ring.hint(at.first.clone(), 0, at.now));
        for (unsigned attempt = 0; attempt < 3; ++attempt) {
            QCOMPARE(reachHashOf(at.ring.dialled(attempt)), at.begun());
        }
        ReachSecret secret = ReachSecret::random(at.rng);
        const core::Hash32 hash = reachHashOf(secret);
        const std::uint64_t mark = at.ring.mark();
        QVERIFY(at.ring.hint(secret.clone(), 3, at.now));
        QVERIFY(at.ring.mark() != mark);
        static_cast<void>(at.ring.review({}, true, at.now));
        QCOMPARE(at.answered(), Hashes{at.begun()});
        QCOMPARE(reachHashOf(at.ring.dialled(0)), at.begun());
        QCOMPARE(reachHashOf(at.ring.dialled(1)), hash);
        QCOMPARE(reachHashOf(at.ring.dialled(2)), at.begun());
        // It was right.
        const auto change = at.ring.review({{hash, true}}, false, at.now);
        QVERIFY(change.present);
        QCOMPARE(at.ring.present().hash, hash);
        QCOMPARE(at.answered(), Hashes{hash});
        QVERIFY(!at.ring.present().hint);
        // Of several the newest.
        QVERIFY(at.ring.hint(ReachSecret::random(at.rng), 4, at.now));
        ReachSecret last = ReachSecret::random(at.rng);
        QVERIFY(at.ring.hint(last.clone(), 5, at.now));
        QCOMPARE(reachHashOf(at.ring.dialled(1)), reachHashOf(last));
        QCOMPARE(reachHashOf(at.ring.dialled(2)), hash);
        // It does not stay for ever.
        at.now = at.now.plus(tuning::reachHintFor - 1ms);
        QVERIFY(!at.ring.review({{hash, true}}, false, at.now).any);
        QVERIFY(at.ring.review({{hash, true}}, false, at.now.plus(1ms)).any);
        QCOMPARE(reachHashOf(at.ring.dialled(1)), hash);
    }

    void whoAnswersOldOnesDialsThemAsWell()
    {
        Fixture at;
        const core::Hash32 next = at.offered(1);
        static_cast<void>(at.ring.review({{next, true}}, true, at.now));
        QCOMPARE(reachHashOf(at.ring.dialled(0)), next);
        QCOMPARE(reachHashOf(at.ring.dialled(1)), at.begun());
        static_cast<void>(at.ring.review({{next, true}}, false, at.now));
        QCOMPARE(reachHashOf(at.ring.dialled(1)), next);
    }

    void aLinkBeginsAnew()
    {
        Fixture at;
        ReachSecret secret = ReachSecret::random(at.rng);
        const std::uint64_t mark = at.ring.mark();
        at.ring.begin(secret.clone(), 4, at.now);
        QVERIFY(at.ring.mark() != mark);
        QCOMPARE(at.ring.present().generation, 4U);
        QCOMPARE(at.answered(), Hashes{reachHashOf(secret)});
        at.ring.begin(at.first.clone(), 0, at.now); // held already
        QCOMPARE(at.ring.present().hash, at.begun());
        QCOMPARE(at.ring.all().size(), std::size_t(2));
    }

    void nothingThatPeersSendGrowsWithoutBounds()
    {
        Fixture at;
        const core::Hash32 early = at.offered(1);
        for (std::size_t i = 0; i < tuning::reachWaiting - 1; ++i) {
            static_cast<void>(at.offered(2));
        }
        const core::Hash32 newest = at.offered(3); // the oldest makes way
        QVERIFY(at.ring.review({{early, true}}, true, at.now).gained.empty());
        QCOMPARE(at.ring.review({{newest, true}}, true, at.now).gained, Hashes{newest});
        Named named{{newest, true}};
        for (std::size_t i = 0; i < 2 * tuning::reachKept; ++i) {
            at.now = at.now.plus(1min);
            named.insert(named.begin(), {at.offered(4), true});
            static_cast<void>(at.ring.review(named, true, at.now));
            QCOMPARE(at.ring.present().hash, named.front().hash);
        }
        QCOMPARE(at.ring.all().size(), tuning::reachKept);
        QCOMPARE(at.answered().size(), tuning::reachAnswered + 1);
        for (std::size_t i = 0; i <= tuning::reachAnswered; ++i) {
            QCOMPARE(at.answered()[i], named[i].hash); // the newest first
        }
        QVERIFY(at.ring.find(newest) == nullptr);
    }

    void whatWasStoredComesBack()
    {
        Fixture at;
        const core::Hash32 next = at.offered(1);
        const Named named{{next, true}};
        static_cast<void>(at.ring.review(named, true, at.now));
        ReachRing again(at.ring.current().clone(), 1);
        for (const ReachRing::Kept& kept : at.ring.all()) {
            again.restore({kept.secret.clone(), {}, kept.generation, kept.replacedMs, kept.hint});
        }
        QCOMPARE(again.all().size(), std::size_t(2));
        QVERIFY(!again.review(named, true, at.now.plus(29 * 24h)).any);
        QCOMPARE(again.present().hash, next);
        QCOMPARE(again.answered().size(), std::size_t(2));
        static_cast<void>(again.review(named, true, at.now.plus(30 * 24h)));
        QCOMPARE(again.answered().size(), std::size_t(1));
    }
};

QTEST_APPLESS_MAIN(ReachRingTest)
#include "reach_ring_test.moc"
