// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/text.h"
#include "engine/room/fork_proof.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace engine::room;

namespace {

struct Writer {
    support::SeededRng rng{7};
    core::SigningKey device{core::Seed::random(rng)};
    core::DeviceId deviceId{device.publicKey()};
    core::RoomId room{rng.bytes<32>()};
    core::LogId log{rng.bytes<32>()};

    core::Bytes event(std::uint64_t seq, const core::EventId& prev)
    {
        Header header;
        header.kind = static_cast<std::uint8_t>(Kind::TextMessage);
        header.room = room;
        header.log = log;
        header.seq = seq;
        header.prev = prev;
        header.grant = core::EventId(rng.bytes<32>());
        header.epoch = core::EpochId(rng.bytes<16>());
        header.bodyLength = 50;
        header.bodyHash = rng.bytes<32>();
        return encodeHeader(header);
    }
    /// `count` events from `seq` on; the last one is signed.
    ForkBranch branch(std::uint64_t seq, core::EventId prev, std::size_t count)
    {
        ForkBranch out;
        for (std::size_t i = 0; i < count; ++i) {
            out.headers.push_back(event(seq + i, prev));
            prev = eventId(out.headers.back());
        }
        out.signature = core::copyOf(signEvent(device, prev));
        return out;
    }
    [[nodiscard]] std::optional<core::EventRef> proved(const wire::ForkProof& proof) const
    {
        return forkProvedBy(proof, room, [this](const core::LogId& asked) {
            return asked == log ? std::optional(deviceId) : std::nullopt;
        });
    }
};

} // namespace

class ForkProofTest : public QObject
{
    Q_OBJECT

private slots:
    void namesTheEventBeforeTheFork()
    {
        Writer writer;
        const core::EventId common(writer.rng.bytes<32>());
        const ForkBranch left = writer.branch(7, common, 2);
        const auto proof = makeForkProof(left, writer.branch(7, common, 1));
        QVERIFY(proof && lastBeforeFork(*proof) == std::pair(std::uint64_t{7}, common));
        const core::EventId another(writer.rng.bytes<32>());
        const auto parted = makeForkProof(left, writer.branch(7, another, 1));
        QVERIFY(parted && !lastBeforeFork(*parted)); // they part further down
        const auto torn = makeForkProof(left, writer.branch(8, another, 1));
        QVERIFY(torn && !lastBeforeFork(*torn));
    }

    void twoOfOneSeqAreAFork()
    {
        Writer writer;
        const core::EventId before(writer.rng.bytes<32>());
        for (const auto& [left, right] : {std::pair(1, 1), {1, 5}, {65, 65}}) {
            const auto one = writer.branch(10, before, static_cast<std::size_t>(left));
            const auto other = writer.branch(10, before, static_cast<std::size_t>(right));
            const auto proof = makeForkProof(one, other);
            QVERIFY(proof);
            QCOMPARE(writer.proved(*proof), std::optional(core::EventRef{writer.log, 10}));
            // Whoever finds it first says it in the same words.
            QCOMPARE(makeForkProof(other, one)->SerializeAsString(), proof->SerializeAsString());
        }
        QVERIFY(!makeForkProof(writer.branch(10, before, 1), writer.branch(12, before, 1)));
        const auto same = writer.branch(10, before, 1);
        QVERIFY(!makeForkProof(same, same));
    }

    void allGoByTheSameOne()
    {
        Writer writer;
        std::array<core::EventId, 2> before{core::EventId(writer.rng.bytes<32>()),
                                            core::EventId(writer.rng.bytes<32>())};
        std::sort(before.begin(), before.end());
        const auto named = [&](std::uint64_t seq, const core::EventId& prev) {
            return *makeForkProof(writer.branch(seq, prev, 1), writer.branch(seq, prev, 1));
        };
        const std::array<wire::ForkProof, 4> bestFirst{
            named(6, before[1]),
            named(7, before[0]),
            named(7, before[1]),
            *makeForkProof(writer.branch(7, before[0], 1), writer.branch(7, before[1], 1)),
        };
        for (std::size_t i = 0; i < bestFirst.size(); ++i) {
            for (std::size_t j = 0; j < bestFirst.size(); ++j) {
                QCOMPARE(isBetterProof(bestFirst[i], bestFirst[j]), i < j);
            }
        }
    }

    void oneThatFollowsAnotherIsAForkAsWell()
    {
        Writer writer;
        const auto shown = writer.branch(20, core::EventId(writer.rng.bytes<32>()), 1);
        const auto orphan = writer.branch(21, core::EventId(writer.rng.bytes<32>()), 3);
        const auto proof = makeForkProof(orphan, shown);
        QVERIFY(proof);
        QCOMPARE(writer.proved(*proof), std::optional(core::EventRef{writer.log, 20}));
        const auto child = writer.branch(21, eventId(shown.headers.front()), 3);
        QVERIFY(!makeForkProof(child, shown)); // one chain
    }

    void whatIsNotVouchedForProvesNothing()
    {
        Writer writer;
        const core::EventId before(writer.rng.bytes<32>());
        const auto one = writer.branch(10, before, 3);
        const auto other = writer.branch(10, before, 4);
        const wire::ForkProof good = *makeForkProof(one, other);
        QVERIFY(writer.proved(good));
        const auto spoiled = [&](auto&& change) {
            wire::ForkProof bad = good;
            change(bad);
            return !writer.proved(bad);
        };
        QVERIFY(spoiled([](auto& bad) { bad.mutable_signature_a()->at(3) ^= 1; }));
        QVERIFY(spoiled([](auto& bad) { bad.mutable_signature_b()->clear(); }));
        QVERIFY(spoiled([](auto& bad) { bad.mutable_then_a()->RemoveLast(); }));
        QVERIFY(spoiled([](auto& bad) { bad.mutable_then_b()->DeleteSubrange(0, 1); }));
        QVERIFY(spoiled([](auto& bad) { bad.mutable_then_b(0)->back() ^= 1; }));
        QVERIFY(spoiled([](auto& bad) { bad.mutable_header_a()->at(50) ^= 1; }));
        QVERIFY(spoiled([](auto& bad) { bad.set_header_b(bad.header_a()); }));
        QVERIFY(spoiled([](auto& bad) { bad.clear_header_a(); }));
        QVERIFY(!forkProvedBy(good, core::RoomId(writer.rng.bytes<32>()), [&](const auto&) {
            return std::optional(writer.deviceId);
        }));
        QVERIFY(!forkProvedBy(
            good, writer.room, [](const auto&) { return std::optional<core::DeviceId>(); }));
        ForkBranch unsignedOne = one;
        unsignedOne.signature.clear();
        QVERIFY(!makeForkProof(unsignedOne, other));
        QVERIFY(!makeForkProof({}, other));
        // Longer than any run goes without a signature: nobody has to read it.
        const auto endless = makeForkProof(writer.branch(10, before, 66), other);
        QVERIFY(!endless || !writer.proved(*endless));
    }
};

QTEST_APPLESS_MAIN(ForkProofTest)
#include "fork_proof_test.moc"
