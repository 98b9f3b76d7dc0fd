// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/log_fixture.h"
#include "engine/room/room_records.h"

#include "records.pb.h"
#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;

class RoomRecordsTest : public QObject
{
    Q_OBJECT

private slots:
    void aLogComesBackAsItWas()
    {
        support::SeededRng rng(1);
        LogEntry entry;
        entry.held.insert(0, {}, randomId<core::EventId>(rng));
        entry.readEnd = 1;
        entry.keptFrom = 3;
        entry.lastClock = {77};
        entry.forkedAt = 0;
        entry.trail = {1,
                       {76},
                       {randomId<core::EventId>(rng)},
                       HybridClock{75},
                       {randomId<core::EventId>(rng)}};
        const PutRecord record = logRecord({}, randomId<core::LogId>(rng), entry);
        const auto back = logFromRecord(record.value);
        QVERIFY(back);
        QCOMPARE(back->held, entry.held);
        QCOMPARE(back->readEnd, entry.readEnd);
        QCOMPARE(back->keptFrom, entry.keptFrom);
        QCOMPARE(back->forkedAt, entry.forkedAt);
        QCOMPARE(back->trail, entry.trail);
        QVERIFY(!back->toJudge);
    }

    void aTrailThatIsTooShortIsToBeCarriedOn()
    {
        support::SeededRng rng(2);
        LogEntry entry;
        entry.held.insert(0, {}, randomId<core::EventId>(rng));
        QVERIFY(logFromRecord(logRecord({}, {}, entry).value)->toJudge);
        entry.trail.end = 1;
        QVERIFY(!logFromRecord(logRecord({}, {}, entry).value)->toJudge);
        entry.toJudge = true;
        QVERIFY(logFromRecord(logRecord({}, {}, entry).value)->toJudge);
    }

    void reachSecretsComeBack()
    {
        support::SeededRng rng(4);
        ReachRing ring(ReachSecret::random(rng), 0);
        ReachSecret next = ReachSecret::random(rng);
        const core::Hash32 hash = reachHashOf(next);
        static_cast<void>(ring.offer(std::move(next), 7));
        static_cast<void>(ring.review({{hash, true}}, true, {5'000}));
        QVERIFY(ring.hint(ReachSecret::random(rng), 8, {5'000}));
        wire::RoomRecord record;
        storeReach(ring, record);
        QCOMPARE(record.reach_generation(), 7U);
        record.add_other_reaches()->set_secret("spoilt");
        ReachRing back(*ReachSecret::from(core::bytesOf(record.reach_secret())), 7);
        loadReach(back, record);
        QCOMPARE(back.present().hash, hash);
        QCOMPARE(back.all().size(), std::size_t(3));
        for (const ReachRing::Kept& kept : ring.all()) {
            const ReachRing::Kept* same = back.find(kept.hash);
            QVERIFY(same != nullptr);
            QCOMPARE(same->generation, kept.generation);
            QCOMPARE(same->replacedMs, kept.replacedMs);
            QCOMPARE(same->hint, kept.hint);
        }
    }

    void addressesComeBack()
    {
        support::SeededRng rng(3);
        const auto identity = randomId<core::IdentityId>(rng);
        wire::AddressRecord record;
        record.set_identity(core::textOf(identity.view()));
        record.add_addresses("192.0.2.1:99");
        record.add_addresses("no address");
        record.set_seen_ms(5);
        const std::string bytes = record.SerializeAsString();
        const auto book = addressesFromRecord(core::bytesOf(bytes));
        QVERIFY(book);
        QCOMPARE(book->identity, identity);
        QCOMPARE(book->addresses.size(), std::size_t(1));
        QCOMPARE(book->sinceMs, std::int64_t(5));
        QVERIFY(!addressesFromRecord(core::bytesOf("\xFF\xFF")));
    }

    void recordsOfWhatIsLackedAreReadWithCare()
    {
        QVERIFY(!lackedFromRecord({}));
        QVERIFY(!lackedFromRecord(core::Bytes(32, 1)));
        const auto one = lackedFromRecord(core::Bytes(33, 0));
        QVERIFY(one && !one->everywhere && one->logs.size() == 1);
        QVERIFY(lackedFromRecord(core::Bytes(1, 1))->everywhere);
    }
};

QTEST_APPLESS_MAIN(RoomRecordsTest)
#include "room_records_test.moc"
