// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/sender.h"

#include <QTest>

using namespace transfer;
using fixture::at;
using fixture::card;

namespace {

constexpr RequesterId ann{1};
constexpr RequesterId bob{2};

template<class T>
std::vector<T> all(const SenderOutbox& out)
{
    std::vector<T> found;
    for (const auto& output : out) {
        if (const T* one = std::get_if<T>(&output)) {
            found.push_back(*one);
        }
    }
    return found;
}

core::Bytes read(const fixture::File& file, const ReadBlock& wanted)
{
    return core::copyOf(
        core::ByteView(file.bytes).subspan(static_cast<std::size_t>(wanted.offset), wanted.length));
}

Sender serving(const fixture::File& file)
{
    return Sender(card(), std::make_shared<const HashStore>(file.store()));
}

} // namespace

class SenderTest : public QObject
{
    Q_OBJECT

private slots:
    void withdrawnRefusesAll();
    void wholeAfterAPart();
    void answers()
    {
        const fixture::File file = fixture::randomFile(1, 4 * blockBytes + 7);
        Sender sender = serving(file);
        SenderOutbox out;
        sender.handleHaveRequest(at(0), ann, HaveRequest{card()}, out);
        sender.handleHashRequest(at(0), ann, HashRequest{card(), 0, 0, 8}, out);
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 4}, out);
        QCOMPARE(out.size(), 3U);
        QVERIFY(all<SendHave>(out).at(0).message.complete);
        QVERIFY(all<SendHashes>(out).at(0).message.hashes == file.leaves);
        const ReadBlock wanted = all<ReadBlock>(out).at(0);
        QCOMPARE(wanted.offset, 4 * blockBytes);
        QCOMPARE(wanted.length, 7U);
        out.clear();
        sender.handleRead(at(1), wanted.read, read(file, wanted), out);
        QCOMPARE(out.size(), 1U);
        QVERIFY(all<SendBlock>(out).at(0).message.bytes == core::copyOf(file.block(4)));
        out.clear();
        sender.handleRead(at(1), wanted.read, read(file, wanted), out);  // twice
        sender.handleHaveRequest(at(1), ann, HaveRequest{card(8)}, out); // another card
        QVERIFY(out.empty());
    }

    void aChangedFileIsNeverSent()
    {
        const fixture::File file = fixture::randomFile(1, 4 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 0}, out);
        sender.handleBlockRequest(at(0), bob, BlockRequest{card(), 1}, out);
        const auto reads = all<ReadBlock>(out);
        QCOMPARE(reads.size(), 2U);
        out.clear();
        core::Bytes changed = read(file, reads[0]);
        changed[5] ^= 1U;
        sender.handleRead(at(1), reads[0].read, changed, out);
        QCOMPARE(all<FileChanged>(out).size(), 1U);
        QCOMPARE(all<SendRefuse>(out).size(), 2U);
        QVERIFY(all<SendRefuse>(out)[0].message.reason == RefuseReason::Changed);
        QVERIFY(sender.state() == Sender::State::Changed);
        out.clear();
        sender.handleRead(at(1), reads[1].read, read(file, reads[1]), out);
        QVERIFY(out.empty());
        sender.handleBlockRequest(at(2), ann, BlockRequest{card(), 1}, out);
        QCOMPARE(out.size(), 1U);
        QVERIFY(all<SendRefuse>(out).at(0).message.reason == RefuseReason::Changed);
        QVERIFY(!sender.nextWake());
    }

    void aShortReadIsAChange()
    {
        const fixture::File file = fixture::randomFile(1, 2 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 0}, out);
        sender.handleRead(at(0), all<ReadBlock>(out).at(0).read, core::Bytes(10), out);
        QCOMPARE(all<FileChanged>(out).size(), 1U);
        QVERIFY(all<SendBlock>(out).empty());
    }

    void readFailures()
    {
        const fixture::File file = fixture::randomFile(1, 2 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 0}, out);
        sender.handleReadFailed(at(0), 1, ReadFailure::Io, out);
        QVERIFY(all<SendRefuse>(out).at(0).message.reason == RefuseReason::Busy);
        QVERIFY(sender.state() == Sender::State::Serving);
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 0}, out);
        sender.handleReadFailed(at(0), 2, ReadFailure::Gone, out);
        QCOMPARE(all<FileGone>(out).size(), 1U);
        QVERIFY(all<SendRefuse>(out).at(1).message.reason == RefuseReason::Gone);
    }

    /// One asks for everything and reads nothing; the other still gets its share, and memory stays bounded.
    void boundsAndTurns()
    {
        const fixture::File file = fixture::randomFile(1, 300 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        for (std::uint64_t i = 0; i < 300; ++i) {
            sender.handleBlockRequest(at(0), ann, BlockRequest{card(), i}, out);
        }
        QCOMPARE(all<ReadBlock>(out).size(), readsMost);
        QCOMPARE(all<SendRefuse>(out).size(), 1U); // busy is said once
        sender.handleBlockRequest(at(0), bob, BlockRequest{card(), 9}, out);
        std::size_t annBytes = 0;
        std::size_t served = 0;
        bool bobServed = false;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (const auto* wanted = std::get_if<ReadBlock>(&out[i])) {
                SenderOutbox more;
                sender.handleRead(at(1), wanted->read, read(file, *wanted), more);
                out.insert(out.end(), more.begin(), more.end());
            } else if (const auto* sent = std::get_if<SendBlock>(&out[i])) {
                ++served;
                annBytes += sent->to == ann ? sent->bytes : 0;
                bobServed = bobServed || (sent->to == bob && served <= readsMost + 2);
            }
        }
        QVERIFY(bobServed);
        QCOMPARE(annBytes, requesterWindowBytes);
        QVERIFY(sender.nextWake() == at(120'000));
        out.clear();
        sender.handleSent(at(2), ann, blockBytes, out);
        QCOMPARE(all<ReadBlock>(out).size(), 1U);
        out.clear();
        sender.handleSent(at(2), bob, blockBytes, out);
        sender.handleWake(at(120'002), out);
        QCOMPARE(all<RequesterStalled>(out).size(), 1U);
        QVERIFY(all<RequesterStalled>(out)[0].requester == ann);
        QCOMPARE(sender.requesters(), 1U);
    }

    void hashesAreBoundedToo()
    {
        const fixture::File file = fixture::randomFile(1, 600 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        for (int i = 0; i < 1000; ++i) {
            sender.handleHashRequest(at(0), ann, HashRequest{card(), 0, 0, 512}, out);
            sender.handleHashRequest(at(0), ann, HashRequest{card(), 3, 0, 1}, out);
        }
        std::size_t bytes = 0;
        for (const auto& sent : all<SendHashes>(out)) {
            bytes += sent.bytes;
        }
        QVERIFY(bytes <= requesterWindowBytes);
        QCOMPARE(all<SendRefuse>(out).size(), 1U);
    }

    void manyRequesters()
    {
        const fixture::File file = fixture::randomFile(1, 2 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        for (std::uint64_t i = 0; i < requestersMost + 5; ++i) {
            sender.handleHaveRequest(at(0), RequesterId{i}, HaveRequest{card()}, out);
        }
        QCOMPARE(sender.requesters(), requestersMost);
        QCOMPARE(all<SendRefuse>(out).size(), 5U);
    }

    void aPartIsServed()
    {
        const fixture::File file = fixture::randomFile(1, 10 * blockBytes);
        Sender sender(card(), std::make_shared<const HashStore>(file.store()), Bitmap(10));
        SenderOutbox out;
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 3}, out);
        QCOMPARE(all<SendRefuse>(out).size(), 1U);
        sender.handleGained(3);
        sender.handleHaveRequest(at(0), ann, HaveRequest{card()}, out);
        QVERIFY((all<SendHave>(out).at(0).message.bitmap == core::Bytes{0x10, 0}));
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 3}, out);
        QCOMPARE(all<ReadBlock>(out).size(), 1U);
    }

    /// Somebody who left and came back is not sent what the earlier self had asked for.
    void leaving()
    {
        const fixture::File file = fixture::randomFile(1, 10 * blockBytes);
        Sender sender = serving(file);
        SenderOutbox out;
        sender.handleBlockRequest(at(0), ann, BlockRequest{card(), 3}, out);
        const ReadBlock wanted = all<ReadBlock>(out).at(0);
        sender.removeRequester(at(0), ann, out);
        sender.handleHaveRequest(at(0), ann, HaveRequest{card()}, out);
        sender.handleRead(at(1), wanted.read, read(file, wanted), out);
        QVERIFY(all<SendBlock>(out).empty());
        QVERIFY(sender.state() == Sender::State::Serving);
    }
};

void SenderTest::withdrawnRefusesAll()
{
    const fixture::File file = fixture::randomFile(3, 100'000);
    Sender sender = serving(file);
    SenderOutbox out;
    sender.handleHaveRequest(at(0), ann, HaveRequest{card()}, out);
    sender.handleBlockRequest(at(0), bob, BlockRequest{card(), 1}, out);
    out.clear();
    sender.withdraw(RefuseReason::Other, out);
    const auto refusals = all<SendRefuse>(out);
    QCOMPARE(refusals.size(), std::size_t{2});
    QVERIFY(refusals[0].message.reason == RefuseReason::Other);
    QCOMPARE(sender.requesters(), std::size_t{0});
    out.clear();
    sender.handleHaveRequest(at(1), ann, HaveRequest{card()}, out);
    QVERIFY(all<SendRefuse>(out).front().message.reason == RefuseReason::Gone);
}

void SenderTest::wholeAfterAPart()
{
    const fixture::File file = fixture::randomFile(3, 100'000);
    Sender sender(
        card(), std::make_shared<const HashStore>(file.store()), Bitmap(file.manifest().blocks()));
    SenderOutbox out;
    sender.handleHaveRequest(at(0), ann, HaveRequest{card()}, out);
    QVERIFY(!all<SendHave>(out).front().message.complete);
    out.clear();
    sender.handleWhole();
    sender.handleHaveRequest(at(1), ann, HaveRequest{card()}, out);
    QVERIFY(all<SendHave>(out).front().message.complete);
}

QTEST_APPLESS_MAIN(SenderTest)
#include "sender_test.moc"
