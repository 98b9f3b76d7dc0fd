// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/receiver.h"
#include "transfer/swarm.h"

#include <QTest>

using namespace transfer;
using fixture::at;
using fixture::card;
using fixture::Manner;

namespace {

constexpr SourceId ann{1};
constexpr SourceId bob{2};

template<class T>
std::vector<T> all(const ReceiverOutbox& out)
{
    std::vector<T> found;
    for (const auto& output : out) {
        if (const T* one = std::get_if<T>(&output)) {
            found.push_back(*one);
        }
    }
    return found;
}

Hashes hashesFor(const fixture::File& file, std::uint64_t range)
{
    const Manifest manifest = file.manifest();
    const auto run =
        *file.store().prove(0, manifest.rangeStart(range), 1ULL << manifest.rangeHeight());
    return {card(), 0, manifest.rangeStart(range), run.hashes, run.uncles};
}

Block blockOf(const fixture::File& file, std::uint64_t index)
{
    return {card(), index, core::copyOf(file.block(index)), {}};
}

/// A started receiver whose only source, ann, has everything and has proved the first range.
Receiver proved(const fixture::File& file, ReceiverOutbox& out)
{
    Receiver receiver(card(), file.manifest());
    receiver.start(at(0), out);
    static_cast<void>(receiver.addSource(at(0), ann, out));
    receiver.handleHave(at(0), ann, Have{card(), true, false, {}}, out);
    receiver.handleHashes(at(0), ann, hashesFor(file, 0), out);
    return receiver;
}

} // namespace

class ReceiverTest : public QObject
{
    Q_OBJECT

private slots:
    void oneByOne()
    {
        const fixture::File file = fixture::randomFile(1, 2 * blockBytes + 5);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        QCOMPARE(all<SendHaveRequest>(out).size(), 1U);
        QCOMPARE(all<SendHashRequest>(out).size(), 1U);
        QCOMPARE(all<SendHashRequest>(out)[0].request.count, 4U);
        QCOMPARE(all<SendBlockRequest>(out).size(), 3U);
        out.clear();
        for (std::uint64_t i = 0; i < 3; ++i) {
            receiver.handleBlock(at(1), ann, blockOf(file, i), out);
        }
        QCOMPARE(all<WriteBlock>(out).size(), 3U);
        QVERIFY(all<Flush>(out).empty());
        out.clear();
        for (std::uint64_t i = 0; i < 3; ++i) {
            receiver.handleWritten(at(2), i, out);
        }
        QCOMPARE(all<Flush>(out).size(), 1U);
        QVERIFY(all<Completed>(out).empty());
        QVERIFY((receiver.durableBlocks() == core::Bytes{0}));
        receiver.handleFlushed(at(3), out);
        QCOMPARE(all<Completed>(out).size(), 1U);
        QCOMPARE(all<Progress>(out).back().bytesDone, file.bytes.size());
        QVERIFY((receiver.durableBlocks() == core::Bytes{0xE0}));
        QVERIFY(receiver.state() == Receiver::State::Done);
        QVERIFY(!receiver.nextWake(at(3)));
    }

    void theEmptyFile()
    {
        Receiver receiver(card(), *Manifest::make(core::FileRoot(), 0));
        ReceiverOutbox out;
        receiver.start(at(0), out);
        QCOMPARE(all<Completed>(out).size(), 1U);
    }

    void liesNameTheirSource()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        out.clear();
        Block wrong = blockOf(file, 0);
        wrong.bytes[0] ^= 1U;
        receiver.handleBlock(at(1), ann, wrong, out);
        QVERIFY(all<WriteBlock>(out).empty());
        QVERIFY(all<BlameSource>(out).at(0).reason == Blame::WrongBlock);
        QVERIFY(!receiver.addSource(at(2), ann, out));
        out.clear();
        QVERIFY(receiver.addSource(at(2), bob, out));
        receiver.handleHave(at(2), bob, Have{card(), false, false, core::Bytes{1}}, out);
        QVERIFY(all<BlameSource>(out).at(0).reason == Blame::WrongHave);
        QCOMPARE(receiver.sourceCount(), 0U);
    }

    void wrongLengthIsAWrongBlock()
    {
        const fixture::File file = fixture::randomFile(1, 2 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        Block cut = blockOf(file, 1);
        cut.bytes.pop_back();
        receiver.handleBlock(at(1), ann, cut, out);
        QVERIFY(all<BlameSource>(out).at(0).reason == Blame::WrongBlock);
    }

    void unaskedBlocksAreNotEvenHashed()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        out.clear();
        receiver.handleBlock(at(1), ann, blockOf(file, 29), out);
        receiver.handleBlock(at(1), ann, Block{card(), UINT64_MAX, {1}, {}}, out);
        receiver.handleBlock(at(1), bob, blockOf(file, 0), out);               // no source
        receiver.handleHashes(at(1), ann, Hashes{card(9), 0, 0, {}, {}}, out); // another file
        QVERIFY(out.empty());
        receiver.handleHashes(at(1), ann, Hashes{card(), 5, 3, {absentHash(0)}, {}}, out);
        QVERIFY(all<BlameSource>(out).at(0).reason == Blame::Unrequested);
        QVERIFY(all<WriteBlock>(out).empty());
    }

    void aSourceMaySayOnceThatItHasFinished()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        QVERIFY(receiver.addSource(at(1), bob, out));
        receiver.handleHave(at(2), bob, Have{card(), false, false, core::Bytes(4)}, out); // none
        out.clear();
        receiver.handleHave(at(3), bob, Have{card(), true, false, {}}, out);
        QVERIFY(all<BlameSource>(out).empty());
        QVERIFY(!all<SendBlockRequest>(out).empty() && all<SendBlockRequest>(out)[0].source == bob);
        for (unsigned i = 0; i < strikesMost; ++i) {
            QVERIFY(all<BlameSource>(out).empty());
            receiver.handleHave(at(4), bob, Have{card(), true, false, {}}, out);
        }
        QVERIFY(all<BlameSource>(out).at(0).reason == Blame::Unrequested);
    }

    void timeoutsGoToAnother()
    {
        const fixture::File file = fixture::randomFile(1, 4 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        out.clear();
        QVERIFY(receiver.addSource(at(10), bob, out));
        receiver.handleHave(at(11), bob, Have{card(), true, false, {}}, out);
        QVERIFY(all<SendBlockRequest>(out).empty());
        const auto wake = receiver.nextWake(at(11));
        QVERIFY(wake && *wake <= at(500));
        receiver.handleWake(at(600), out); // the endgame
        QCOMPARE(all<SendBlockRequest>(out).size(), 4U);
        QVERIFY(all<SendBlockRequest>(out)[0].source == bob);
        out.clear();
        for (std::uint64_t i = 0; i < 4; ++i) {
            receiver.handleBlock(at(700), bob, blockOf(file, i), out);
            receiver.handleBlock(at(710), ann, blockOf(file, i), out);
        }
        QCOMPARE(all<WriteBlock>(out).size(), 4U);
        QVERIFY(all<BlameSource>(out).empty());
    }

    void pauseAndResume()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        receiver.handleBlock(at(1), ann, blockOf(file, 0), out);
        receiver.handleWritten(at(1), 0, out);
        out.clear();
        receiver.pause(at(2), out);
        QCOMPARE(all<Flush>(out).size(), 1U);
        receiver.handleFlushed(at(3), out);
        receiver.handleBlock(at(4), ann, blockOf(file, 1), out); // was on its way: taken
        QCOMPARE(all<WriteBlock>(out).size(), 1U);
        QVERIFY(all<SendBlockRequest>(out).empty());
        out.clear();
        receiver.resume(at(5), out);
        QCOMPARE(all<SendBlockRequest>(out).size(),
                 9U); // the window grew by one with the one block it saw
    }

    void refusals()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        out.clear();
        receiver.handleRefuse(at(1), ann, Refuse{card(), RefuseReason::Busy}, out);
        QVERIFY(out.empty());
        QVERIFY(receiver.nextWake(at(1)) == at(10'001));
        receiver.handleWake(at(10'001), out);
        QCOMPARE(all<SendBlockRequest>(out).size(), 4U);
        receiver.handleRefuse(at(10'002), ann, Refuse{card(), RefuseReason::Changed}, out);
        QVERIFY(all<SourceLost>(out).at(0).reason == SourceLoss::Changed);
        QVERIFY(receiver.addSource(at(10'003), ann, out));
    }

    void failedWritesEndIt()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver receiver = proved(file, out);
        receiver.handleBlock(at(1), ann, blockOf(file, 0), out);
        out.clear();
        receiver.handleWriteFailed(at(2), WriteFailure::DiskFull, out);
        QVERIFY(all<Failed>(out).at(0).reason == WriteFailure::DiskFull);
        out.clear();
        receiver.handleBlock(at(3), ann, blockOf(file, 1), out);
        receiver.handleWritten(at(3), 0, out);
        QVERIFY(out.empty());
        QVERIFY(Receiver::resumed(card(), file.manifest(), receiver.resumeState()));
    }

    void resumeAndReadBack()
    {
        const fixture::File file = fixture::randomFile(1, 30 * blockBytes);
        ReceiverOutbox out;
        Receiver first = proved(file, out);
        for (std::uint64_t i = 0; i < 2; ++i) {
            first.handleBlock(at(1), ann, blockOf(file, i), out);
            first.handleWritten(at(1), i, out);
        }
        first.handleWake(at(10'001), out);
        QCOMPARE(all<Flush>(out).size(), 1U);
        first.handleFlushed(at(10'002), out);
        auto second = Receiver::resumed(card(), file.manifest(), first.resumeState());
        QVERIFY(second);
        out.clear();
        second->handleReadBack(at(0), 2, file.block(2), out); // written, not flushed: found
        second->handleReadBack(at(0), 3, file.block(4), out); // rubbish
        second->handleReadBack(at(0), 1, file.block(4), out); // was claimed, is not there
        second->start(at(0), out);
        QVERIFY(second->addSource(at(0), ann, out));
        second->handleHave(at(0), ann, Have{card(), true, false, {}}, out);
        QVERIFY(all<SendHashRequest>(out).empty()); // the hashes were kept
        const auto asked = all<SendBlockRequest>(out);
        QCOMPARE(asked.at(0).request.block, 1U);
        QCOMPARE(asked.at(1).request.block, 3U);
        QVERIFY((second->durableBlocks() == core::Bytes{0x80, 0, 0, 0}));
        QVERIFY(!Receiver::resumed(card(), file.manifest(), {core::Bytes(3), {}}));
        QVERIFY(Receiver::resumed(card(), file.manifest(), {core::Bytes(4), core::Bytes(9)}));
    }

    void bounds()
    {
        const fixture::File file = fixture::randomFile(1, 2 * blockBytes);
        Receiver receiver(card(), file.manifest());
        ReceiverOutbox out;
        for (std::uint64_t i = 0; i < sourcesMost; ++i) {
            QVERIFY(receiver.addSource(at(0), SourceId{i}, out));
        }
        QVERIFY(!receiver.addSource(at(0), SourceId{99}, out));
    }

    void swarms_data()
    {
        QTest::addColumn<int>("blocks");
        QTest::addColumn<int>("loss");
        QTest::addColumn<QList<int>>("manners");
        QTest::addColumn<int>("crashAt");
        const int honest = static_cast<int>(Manner::Honest);
        const int wrong = static_cast<int>(Manner::WrongBlocks);
        const int wrongHash = static_cast<int>(Manner::WrongHashes);
        const int silent = static_cast<int>(Manner::Silent);
        const int vanishes = static_cast<int>(Manner::Vanishes);
        const int babbles = static_cast<int>(Manner::Babbles);
        const int half = static_cast<int>(Manner::Half);
        QTest::newRow("one honest") << 700 << 0 << QList<int>{honest} << 0;
        QTest::newRow("one block") << 1 << 0 << QList<int>{honest} << 0;
        QTest::newRow("loss") << 300 << 30 << QList<int>{honest} << 0;
        QTest::newRow("three, loss") << 1200 << 10 << QList<int>{honest, honest, honest} << 0;
        QTest::newRow("bad blocks") << 600 << 5 << QList<int>{wrong, honest, wrong} << 0;
        QTest::newRow("bad hashes") << 600 << 5 << QList<int>{wrongHash, honest} << 0;
        QTest::newRow("silence") << 200 << 5 << QList<int>{silent, honest, silent} << 0;
        QTest::newRow("vanishing") << 600 << 5 << QList<int>{vanishes, honest, vanishes} << 0;
        QTest::newRow("babble") << 600 << 0 << QList<int>{babbles, honest} << 0;
        QTest::newRow("two halves") << 600 << 5 << QList<int>{half, half} << 0;
        QTest::newRow("restart") << 1400 << 2 << QList<int>{honest, honest} << 900;
        QTest::newRow("early restart") << 700 << 2 << QList<int>{honest} << 20;
        QTest::newRow("all at once")
            << 1300 << 10 << QList<int>{honest, wrong, silent, vanishes, wrongHash, babbles} << 800;
    }

    void swarms()
    {
        QFETCH(int, blocks);
        QFETCH(int, loss);
        QFETCH(QList<int>, manners);
        QFETCH(int, crashAt);
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto length = static_cast<std::size_t>(blocks) * blockBytes - 100 * seed;
            fixture::Swarm swarm(
                fixture::randomFile(seed, length), seed, static_cast<unsigned>(loss));
            for (const int manner : manners) {
                swarm.add(static_cast<Manner>(manner));
            }
            swarm.crashAfterWrites(static_cast<std::size_t>(crashAt));
            const bool complete = swarm.run(std::chrono::minutes(30));
            QVERIFY2(swarm.error.empty(), (swarm.error + ", seed " + std::to_string(seed)).c_str());
            QVERIFY2(complete, ("seed " + std::to_string(seed)).c_str());
            QVERIFY(swarm.disk() == fixture::randomFile(seed, length).bytes);
            QCOMPARE(swarm.crashes, crashAt > 0 ? 1U : 0U);
            for (int i = 0; i < manners.size(); ++i) {
                const auto peer = static_cast<std::size_t>(i);
                if (manners[i] == static_cast<int>(Manner::WrongBlocks)
                    || manners[i] == static_cast<int>(Manner::Babbles)) {
                    QVERIFY(swarm.blamed.contains(peer));
                }
                if (manners[i] == static_cast<int>(Manner::Honest) && blocks > 100) {
                    QVERIFY(swarm.served(peer) > 0);
                }
            }
            // Each block is written once, but for what a crash forgot.
            QVERIFY(swarm.writes() <= static_cast<std::size_t>(blocks + crashAt));
        }
    }
};

QTEST_APPLESS_MAIN(ReceiverTest)
#include "receiver_test.moc"
