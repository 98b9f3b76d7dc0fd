// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/letter_box.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
namespace tuning = core::limits::tuning;

namespace {

constexpr core::WallTime noon{1'700'000'000'000};
constexpr std::int64_t hour = 60LL * 60 * 1000;

struct Fixture {
    support::SeededRng rng{9};
    core::RoomId room{rng.bytes<32>()};
    Self moderator{core::Seed::random(rng), core::Seed::random(rng)};
    core::Seed secret = core::Seed::random(rng);
    core::PublicKey key = core::AgreementKey(secret.clone()).publicKey();
    LetterBox box;

    bool put(const wire::Letter& bytes, std::int64_t now = noon.milliseconds)
    {
        return box.take(room, bytes, *decodeLetter(room, bytes), {now}).fresh;
    }
    wire::Letter knock(const Self& who, std::int64_t when = noon.milliseconds)
    {
        return makeKnock(rng, room, who, key, "x", {when});
    }
    wire::Letter report(std::int64_t when = noon.milliseconds)
    {
        const ReportedMessage message{
            {core::LogId(rng.bytes<32>()), 1}, moderator.identityId, "t", "r"};
        return makeReport(rng, room, moderator, key, message, {when});
    }
};

} // namespace

class LetterBoxTest : public QObject
{
    Q_OBJECT

private slots:
    void ofOnePersonTheNewestKnockWaits()
    {
        Fixture f;
        const Self ada{core::Seed::random(f.rng), core::Seed::random(f.rng)};
        const wire::Letter first = f.knock(ada);
        QVERIFY(f.put(first));
        QVERIFY(!f.put(first));
        QVERIFY(f.put(f.knock(ada, noon.milliseconds + 1)));
        QVERIFY(!f.put(f.knock(ada, noon.milliseconds)));
        QCOMPARE(f.box.count(LetterKind::Knock), std::size_t(1));
    }

    /// A crowd at the door does not push out those who came first.
    void knocksAreBoundedAndTheFirstStay()
    {
        Fixture f;
        const Self first{core::Seed::random(f.rng), core::Seed::random(f.rng)};
        QVERIFY(f.put(f.knock(first)));
        for (std::size_t i = 1; i < tuning::knocksWaiting + 20; ++i) {
            const Self one{core::Seed::random(f.rng), core::Seed::random(f.rng)};
            QCOMPARE(f.put(f.knock(one, noon.milliseconds + 1)), i < tuning::knocksWaiting);
        }
        QCOMPARE(f.box.count(LetterKind::Knock), tuning::knocksWaiting);
        QVERIFY(f.box.knockOf(first.identityId) != nullptr);
    }

    void ofReportsTheNewestStay()
    {
        Fixture f;
        for (std::size_t i = 0; i < tuning::reportsKept; ++i) {
            QVERIFY(f.put(f.report(noon.milliseconds + static_cast<std::int64_t>(i))));
        }
        QVERIFY(!f.put(f.report(noon.milliseconds - 1)));
        const wire::Letter newer = f.report(noon.milliseconds + hour / 2);
        const auto taken =
            f.box.take(f.room, newer, *decodeLetter(f.room, newer), {noon.milliseconds});
        QVERIFY(taken.fresh);
        QCOMPARE(taken.dropped.size(), std::size_t(1));
        QCOMPARE(f.box.count(LetterKind::Report), tuning::reportsKept);
    }

    void aRefusalEndsAKnockAndStandsForADay()
    {
        Fixture f;
        const Self ada{core::Seed::random(f.rng), core::Seed::random(f.rng)};
        QVERIFY(f.put(f.knock(ada)));
        QVERIFY(
            f.put(makeRefusal(f.room, f.moderator, ada.identityId, "no", {noon.milliseconds + 5})));
        QVERIFY(f.box.knockOf(ada.identityId) == nullptr);
        QVERIFY(f.box.refusalOf(ada.identityId) != nullptr);
        const std::int64_t soon = noon.milliseconds + 23 * hour;
        const std::int64_t later = noon.milliseconds + 25 * hour;
        QVERIFY(!f.put(f.knock(ada, soon), soon));
        QVERIFY(f.put(f.knock(ada, later), later));
    }

    void nothingIsKeptForEverOrFromTheFuture()
    {
        Fixture f;
        const std::int64_t kept =
            std::chrono::duration_cast<std::chrono::milliseconds>(tuning::knockKept).count();
        QVERIFY(f.put(f.report()));
        QVERIFY(!f.put(f.report(noon.milliseconds + 2 * hour)));
        QVERIFY(!f.put(f.report(noon.milliseconds - kept - 1)));
        QVERIFY(f.box.expire({noon.milliseconds + kept}).empty());
        QCOMPARE(f.box.expire({noon.milliseconds + kept + 1}).size(), std::size_t(1));
        QVERIFY(f.box.all().empty());
    }

    void whatCameBeforeTheKeyIsOpenedByIt()
    {
        Fixture f;
        QVERIFY(f.put(f.report()));
        QCOMPARE(f.box.countOpen(LetterKind::Report), std::size_t(0));
        QVERIFY(f.box.addSecret(f.room, f.secret.clone()));
        QVERIFY(!f.box.addSecret(f.room, f.secret.clone()));
        QCOMPARE(f.box.countOpen(LetterKind::Report), std::size_t(1));
        QVERIFY(f.put(f.report()));
        QCOMPARE(f.box.countOpen(LetterKind::Report), std::size_t(2));
        for (std::size_t i = 1; i < tuning::moderatorsKeys; ++i) {
            QVERIFY(f.box.addSecret(f.room, core::Seed::random(f.rng)));
        }
        QVERIFY(!f.box.addSecret(f.room, core::Seed::random(f.rng)));
    }

    /// What opens nothing any more makes way; what is in use, or still opens something, stays.
    void keysThatOpenNothingMakeWay()
    {
        Fixture f;
        QVERIFY(f.put(f.report()));
        QVERIFY(f.box.addSecret(f.room, f.secret.clone()));
        const core::Seed inUse = core::Seed::random(f.rng);
        const core::PublicKey used = core::AgreementKey(inUse.clone()).publicKey();
        QVERIFY(f.box.addSecret(f.room, inUse.clone()));
        QVERIFY(!f.box.makeRoom(used));
        for (std::size_t i = 2; i < tuning::moderatorsKeys; ++i) {
            QVERIFY(f.box.addSecret(f.room, core::Seed::random(f.rng)));
        }
        for (int i = 0; i < 40; ++i) {
            const auto gone = f.box.makeRoom(used);
            QVERIFY(gone && *gone != used && *gone != f.key && !f.box.opens(*gone));
            QVERIFY(f.box.addSecret(f.room, core::Seed::random(f.rng)));
        }
        QVERIFY(f.box.opens(used) && f.box.opens(f.key));
    }

    void aStoreBringsThemBack()
    {
        Fixture f;
        const wire::Letter bytes = f.report();
        LetterBox again;
        again.restore(f.room, core::bytesOf(bytes.SerializeAsString()));
        again.restore(f.room, core::bytesOf("junk"));
        QCOMPARE(again.count(LetterKind::Report), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(LetterBoxTest)
#include "letter_box_test.moc"
