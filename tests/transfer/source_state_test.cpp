// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/source_state.h"

#include <QTest>

using namespace transfer;
using fixture::at;
using Answer = SourceState::Answer;

namespace {

Request block(std::uint64_t index)
{
    return {Request::Kind::Block, index};
}

Manifest manifestOf(std::uint64_t blocks)
{
    return *Manifest::make(core::FileRoot(absentHash(4)), blocks * blockBytes);
}

} // namespace

class SourceStateTest : public QObject
{
    Q_OBJECT

private slots:
    void answersAreExpectedLateOrUnasked()
    {
        SourceState source(manifestOf(100));
        source.ask(at(0), block(1));
        source.ask(at(0), block(2));
        QCOMPARE(source.blocksInFlight(), 2U);
        QVERIFY(source.answer(at(10), block(1)) == Answer::Expected);
        QVERIFY(source.answer(at(10), block(1)) == Answer::Unasked);
        QVERIFY(source.answer(at(10), block(3)) == Answer::Unasked);
        QVERIFY(source.takeExpired(at(4000)).empty());
        QCOMPARE(source.takeExpired(at(5100)).size(), 1U);
        QCOMPARE(source.blocksInFlight(), 0U);
        QVERIFY(source.answer(at(6000), block(2)) == Answer::Late);
        QVERIFY(source.answer(at(6000), block(2)) == Answer::Unasked);
    }

    void theClockRunsFromTheLastAnswer()
    {
        SourceState source(manifestOf(100));
        for (std::uint64_t i = 0; i < 8; ++i) {
            source.ask(at(0), block(i));
        }
        for (std::uint64_t i = 0; i < 7; ++i) {
            const auto now = at(4000 * static_cast<std::int64_t>(i + 1));
            QVERIFY(source.takeExpired(now).empty());
            QVERIFY(source.answer(now, block(i)) == Answer::Expected);
        }
        // However steadily it answers the others, one request is not kept for ever.
        QCOMPARE(source.takeExpired(at(60'000)).size(), 1U);
    }

    void theWindowGrowsAndShrinks()
    {
        SourceState source(manifestOf(1000));
        std::uint64_t next = 0;
        while (source.roomForBlock()) {
            source.ask(at(0), block(next++));
        }
        QCOMPARE(next, windowAtFirst);
        for (std::uint64_t i = 0; i < 200; ++i) {
            QVERIFY(source.answer(at(1), block(i)) == Answer::Expected);
            while (source.roomForBlock()) {
                source.ask(at(1), block(next++));
            }
        }
        QCOMPARE(source.blocksInFlight(), core::limits::tuning::blocksInFlight);
        QCOMPARE(source.takeExpired(at(20'000)).size(), core::limits::tuning::blocksInFlight);
        for (next = 0; source.roomForBlock(); ++next) {
            source.ask(at(20'000), block(next));
        }
        QCOMPARE(next, core::limits::tuning::blocksInFlight / 2);
    }

    void silenceIsNoticed()
    {
        SourceState source(manifestOf(100));
        QVERIFY(!source.silent(at(500'000)));
        for (int i = 0; i < 11; ++i) {
            source.ask(at(i * 10'000), block(1));
            QCOMPARE(source.takeExpired(at(i * 10'000 + 9000)).size(), 1U);
        }
        QVERIFY(!source.silent(at(119'999)));
        QVERIFY(source.silent(at(120'000)));
        QVERIFY(source.nextWake(at(0)) == at(120'000));
        QVERIFY(source.answer(at(120'001), block(1)) == Answer::Late);
        QVERIFY(!source.silent(at(120'001)));
    }

    void restAndStrikes()
    {
        SourceState source(manifestOf(100));
        source.ask(at(0), block(1));
        QCOMPARE(source.takeAll().size(), 1U);
        source.rest(at(100));
        QVERIFY(!source.mayAsk(at(99)));
        QVERIFY(source.mayAsk(at(100)));
        QVERIFY(source.nextWake(at(0)) == at(100));
        QVERIFY(!source.strike());
        QVERIFY(!source.strike());
        QVERIFY(source.strike());
    }

    void whatItHolds()
    {
        const Manifest manifest = manifestOf(1300);
        SourceState source(manifest);
        ChunkMap blocks(manifest.blocks());
        ChunkMap ranges(manifest.ranges());
        QVERIFY(source.haveIsDue(at(0)));
        QVERIFY(!source.nextRange(ranges));
        Bitmap chunks(manifest.chunks());
        chunks.set(1025);
        source.ask(at(0), Request{});
        QVERIFY(!source.haveIsDue(at(1)));
        QVERIFY(source.answer(at(1), Request{}) == Answer::Expected);
        source.setChunks(chunks);
        QVERIFY(source.nextRange(ranges) == 2U);
        QVERIFY(source.nextMissing(blocks, 0, 1300) == 1025U);
        QVERIFY(!source.nextMissing(blocks, 0, 1025));
        QVERIFY(source.has(1025) && !source.has(1024));
        QVERIFY(!source.haveIsDue(at(29'000)));
        QVERIFY(source.haveIsDue(at(30'001)));
        source.setComplete();
        QVERIFY(!source.haveIsDue(at(90'000)));
        QVERIFY(source.nextRange(ranges) == 0U);
    }

    void coarseChunks()
    {
        const Manifest manifest = manifestOf(chunksMost * 2);
        QCOMPARE(manifest.chunkBlocks(), 2U);
        SourceState source(manifest);
        ChunkMap blocks(manifest.blocks());
        Bitmap chunks(manifest.chunks());
        chunks.set(5);
        source.setChunks(chunks);
        QVERIFY(source.nextMissing(blocks, 0, 100) == 10U);
        blocks.setState(10, BlockState::Held);
        QVERIFY(source.nextMissing(blocks, 0, 100) == 11U);
        blocks.setState(11, BlockState::Requested);
        QVERIFY(!source.nextMissing(blocks, 0, 100));
    }
};

QTEST_APPLESS_MAIN(SourceStateTest)
#include "source_state_test.moc"
