// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/frontier.h"
#include "engine/room/log_fixture.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace engine::room;

namespace {

FrontierPoint pointOf(core::Rng& rng)
{
    return {rng.below(1000), fixture::randomId<core::EventId>(rng), false};
}

FrontierMap mapOf(core::Rng& rng, std::size_t logs)
{
    FrontierMap out;
    while (out.size() < logs) {
        out[fixture::randomId<core::LogId>(rng)] = pointOf(rng);
    }
    return out;
}

struct Comparison {
    FrontierMap wantedByA;
    FrontierMap wantedByB;
    std::size_t frames = 0;
    std::size_t bytes = 0;
    std::size_t largestFrame = 0;
    bool sound = true;
};

/// Speaks until nobody has anything to say.
Comparison compare(const FrontierMap& a, const FrontierMap& b)
{
    Comparison out;
    const core::ByteArray<8> salt{1, 2, 3, 4, 5, 6, 7, 8};
    std::optional<wire::Frontier> said = openFrontier(a, salt);
    bool toB = true;
    while (said && out.sound && out.frames < 1000) {
        const std::size_t size = said->ByteSizeLong();
        out.frames += 1;
        out.bytes += size;
        out.largestFrame = std::max(out.largestFrame, size);
        const FrontierStep step = stepFrontier(toB ? b : a, *said);
        out.sound = step.sound;
        for (const FrontierDifference& difference : step.wanted) {
            (toB ? out.wantedByB : out.wantedByA)[difference.log] = difference.theirs;
        }
        said = step.reply;
        toB = !toB;
    }
    return out;
}

/// What `mine` lacks of `theirs`, said plainly.
FrontierMap missing(const FrontierMap& mine, const FrontierMap& theirs)
{
    FrontierMap out;
    for (const auto& [log, point] : theirs) {
        const auto it = mine.find(log);
        const bool ahead =
            it == mine.end() || (point.forked && (!it->second.forked || point.seq < it->second.seq))
            || (!point.forked && !it->second.forked
                && (point.seq > it->second.seq
                    || (point.seq == it->second.seq && point.head != it->second.head)));
        if (ahead) {
            out[log] = point;
        }
    }
    return out;
}

} // namespace

class FrontierTest : public QObject
{
    Q_OBJECT

private slots:
    void equalFrontiersCostOneHash()
    {
        support::SeededRng rng(1);
        for (const std::size_t logs : {0U, 1U, 5U, 100U, 3000U}) {
            const FrontierMap map = mapOf(rng, logs);
            const Comparison result = compare(map, map);
            QVERIFY(result.sound);
            QCOMPARE(result.frames, std::size_t{1});
            QVERIFY(result.bytes < 100);
        }
    }

    void findsEveryDifferenceBothWays()
    {
        support::SeededRng rng(2);
        for (int round = 0; round < 60; ++round) {
            FrontierMap a = mapOf(rng, rng.below(400));
            FrontierMap b = a;
            for (FrontierMap* side : {&a, &b}) {
                for (std::uint64_t i = rng.below(20); i > 0; --i) {
                    (*side)[fixture::randomId<core::LogId>(rng)] = pointOf(rng);
                }
                for (auto& [log, point] : *side) {
                    const std::uint64_t dice = rng.below(50);
                    if (dice == 0) {
                        point = pointOf(rng);
                    } else if (dice == 1) {
                        point = {rng.below(9), core::EventId(), true};
                    }
                }
            }
            const Comparison result = compare(a, b);
            QVERIFY(result.sound);
            QVERIFY(result.wantedByA == missing(a, b));
            QVERIFY(result.wantedByB == missing(b, a));
        }
    }

    void oneDifferenceCostsLittle()
    {
        support::SeededRng rng(3);
        const FrontierMap a = mapOf(rng, 2000);
        FrontierMap b = a;
        b.begin()->second.seq += 1;
        const Comparison result = compare(a, b);
        QVERIFY(result.wantedByA == missing(a, b));
        QVERIFY(result.wantedByB.empty());
        QVERIFY2(result.bytes < 16 * 1024, std::to_string(result.bytes).c_str());
    }

    void noReplyOutgrowsAFrame_data()
    {
        QTest::addColumn<int>("logsOfA");
        QTest::addColumn<int>("logsOfB");
        QTest::newRow("a newcomer before a large room") << 5 << 6000;
        QTest::newRow("a large room before a newcomer") << 6000 << 5;
        QTest::newRow("two large rooms with nothing in common") << 5000 << 5000;
        QTest::newRow("nothing at all before a large room") << 0 << 6000;
    }
    void noReplyOutgrowsAFrame()
    {
        QFETCH(int, logsOfA);
        QFETCH(int, logsOfB);
        support::SeededRng rng(4);
        const FrontierMap a = mapOf(rng, static_cast<std::size_t>(logsOfA));
        const FrontierMap b = mapOf(rng, static_cast<std::size_t>(logsOfB));
        const Comparison result = compare(a, b);
        QVERIFY(result.sound);
        QVERIFY2(result.largestFrame + 1024 < core::limits::spec::framePlainBytes,
                 std::to_string(result.largestFrame).c_str());
        QVERIFY(result.wantedByA == b);
        QVERIFY(result.wantedByB == a);
        QVERIFY(result.frames < core::limits::tuning::syncRounds);
    }

    void theSaltChangesEveryHash()
    {
        support::SeededRng rng(5);
        const FrontierMap map = mapOf(rng, 10);
        const core::ByteArray<8> one{1};
        const core::ByteArray<8> two{2};
        QVERIFY(openFrontier(map, one).ranges(0).hash() != openFrontier(map, two).ranges(0).hash());
        QCOMPARE(openFrontier(map, one).ranges(0).hash().size(), std::size_t{16});
    }

    void refusesUnsoundFrontiers()
    {
        support::SeededRng rng(6);
        const FrontierMap map = mapOf(rng, 10);
        const core::ByteArray<8> salt{};
        const wire::Frontier good = openFrontier(map, salt);
        const auto unsound = [&](const auto& change) {
            wire::Frontier bent = good;
            change(bent);
            return !stepFrontier(map, bent).sound;
        };
        QVERIFY(!unsound([](wire::Frontier&) {}));
        QVERIFY(unsound([](wire::Frontier& it) { it.set_salt("short"); }));
        QVERIFY(unsound([](wire::Frontier& it) { it.mutable_ranges(0)->set_from("x"); }));
        QVERIFY(unsound([](wire::Frontier& it) { it.mutable_ranges(0)->set_to("x"); }));
        QVERIFY(unsound([](wire::Frontier& it) { it.mutable_ranges(0)->set_hash("x"); }));
        QVERIFY(unsound([](wire::Frontier& it) {
            it.mutable_ranges(0)->set_to(std::string(32, '\0')); // nothing lies in it
        }));
        QVERIFY(unsound([](wire::Frontier& it) {
            it.mutable_ranges(0)->set_listed(true);
            it.mutable_ranges(0)->add_entries()->set_log("x");
        }));
        QVERIFY(unsound([](wire::Frontier& it) {
            while (static_cast<std::size_t>(it.ranges_size()) <= frontierRangesMost) {
                *it.add_ranges() = it.ranges(0);
            }
        }));
    }

    void roundsEnd()
    {
        support::SeededRng rng(7);
        const FrontierMap map = mapOf(rng, 10);
        wire::Frontier late = openFrontier(FrontierMap(), core::ByteArray<8>{});
        late.set_round(core::limits::tuning::syncRounds);
        QVERIFY(!stepFrontier(map, late).reply);
        late.set_round(UINT64_MAX - 1);
        QVERIFY(!stepFrontier(map, late).reply);
    }

    void whoCanNameTheEndOfALogIsAhead()
    {
        support::SeededRng rng(9);
        const auto log = fixture::randomId<core::LogId>(rng);
        std::array<core::EventId, 2> ids{fixture::randomId<core::EventId>(rng),
                                         fixture::randomId<core::EventId>(rng)};
        std::sort(ids.begin(), ids.end());
        const std::array<FrontierPoint, 6> furthestFirst{
            FrontierPoint{6, {}, true},
            FrontierPoint{7, ids[0], true, true},
            FrontierPoint{7, ids[0], true, true, true},
            FrontierPoint{7, ids[1], true, true},
            FrontierPoint{7, ids[1], true, true, true},
            FrontierPoint{7, {}, true},
        };
        for (std::size_t i = 0; i < furthestFirst.size(); ++i) {
            for (std::size_t j = 0; j < furthestFirst.size(); ++j) {
                const Comparison got =
                    compare({{log, furthestFirst[i]}}, {{log, furthestFirst[j]}});
                QVERIFY(got.sound);
                QCOMPARE(got.wantedByA.size(), std::size_t(i > j));
                QCOMPARE(got.wantedByB.size(), std::size_t(i < j));
            }
        }
        // Two branches below one end that nothing names: each sees what the other has.
        const Comparison parted = compare({{log, {7, ids[0], true}}}, {{log, {7, ids[1], true}}});
        QVERIFY(parted.wantedByA.size() == 1 && parted.wantedByB.size() == 1);
    }

    void entriesComeBack()
    {
        support::SeededRng rng(8);
        const auto log = fixture::randomId<core::LogId>(rng);
        for (const FrontierPoint& point :
             {pointOf(rng),
              FrontierPoint{7, core::EventId(), true},
              FrontierPoint{7, fixture::randomId<core::EventId>(rng), true, true},
              FrontierPoint{7, fixture::randomId<core::EventId>(rng), true, true, true},
              FrontierPoint{}}) {
            const auto got = fromWire(toWire(log, point));
            QVERIFY(got);
            QVERIFY(got->log == log);
            QVERIFY(got->theirs == point);
        }
        wire::FrontierEntry entry = toWire(log, pointOf(rng));
        entry.set_head("x");
        QVERIFY(!fromWire(entry));
        entry = toWire(log, FrontierPoint{7, core::EventId(), true});
        entry.set_named(true); // and does not
        QVERIFY(!fromWire(entry));
        entry = toWire(log, pointOf(rng));
        entry.set_seq(UINT64_MAX);
        QVERIFY(!fromWire(entry));
    }
};

QTEST_APPLESS_MAIN(FrontierTest)
#include "frontier_test.moc"
