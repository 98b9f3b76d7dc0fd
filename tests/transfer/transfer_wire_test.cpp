// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/transfer_wire.h"

#include <QTest>

using namespace transfer;
using parlour::wire::Frame;

namespace {

std::string filled(std::size_t size)
{
    return std::string(size, 'x');
}

template<class Part>
void name(Part* part)
{
    part->set_log(filled(32));
    part->set_seq(1);
}

bool isMalformed(const Frame& frame)
{
    const auto parsed = parseMessage(frame);
    return !parsed && parsed.error() == WireError::Malformed;
}

} // namespace

class TransferWireTest : public QObject
{
    Q_OBJECT

private slots:
    void roundTrip()
    {
        const auto file = fixture::card();
        const std::vector<Hash32> hashes(512, absentHash(3));
        const std::vector<Hash32> uncles(treeHeightMost, absentHash(2));
        std::vector<Message> messages{HaveRequest{file},
                                      Have{file, true, false, {}},
                                      Have{file, false, true, {}},
                                      Have{file, false, false, core::Bytes(chunksMost / 8, 7)},
                                      HashRequest{file, 0, 1024, 512},
                                      HashRequest{file, 9, 3, 1},
                                      Hashes{file, 0, 512, hashes, uncles},
                                      BlockRequest{file, 77},
                                      Block{file, 77, core::Bytes(blockBytes, 1), uncles}};
        for (const auto reason : {RefuseReason::Gone,
                                  RefuseReason::Changed,
                                  RefuseReason::Busy,
                                  RefuseReason::NotAllowed,
                                  RefuseReason::Other}) {
            messages.emplace_back(Refuse{file, reason});
        }
        for (const Message& message : messages) {
            Frame frame;
            QVERIFY(frame.ParseFromString(toFrame(message).SerializeAsString()));
            QVERIFY(frame.SerializeAsString().size() <= core::limits::spec::framePlainBytes);
            const auto parsed = parseMessage(frame);
            QVERIFY(parsed);
            QVERIFY(*parsed == message);
        }
        QCOMPARE(toFrame(Refuse{file, RefuseReason::Changed}).file_refuse().reason(),
                 std::string("file_changed"));
    }

    void otherFrames()
    {
        Frame frame;
        QVERIFY(parseMessage(frame).error() == WireError::NotAFileFrame);
        frame.mutable_ping();
        QVERIFY(parseMessage(frame).error() == WireError::NotAFileFrame);
    }

    void refusesBadNames()
    {
        Frame frame;
        for (const std::size_t size : {0U, 31U, 33U}) {
            frame.mutable_file_have_request()->set_log(filled(size));
            QVERIFY(isMalformed(frame));
            frame.mutable_file_block_request()->set_log(filled(size));
            QVERIFY(isMalformed(frame));
            frame.mutable_file_refuse()->set_log(filled(size));
            QVERIFY(isMalformed(frame));
        }
    }

    void refusesBadHaves()
    {
        Frame frame;
        auto* have = frame.mutable_file_have();
        name(have);
        QVERIFY(isMalformed(frame)); // says nothing
        have->set_complete(true);
        QVERIFY(!isMalformed(frame));
        have->set_bitmap("x");
        QVERIFY(isMalformed(frame)); // says it twice
        have->clear_bitmap();
        have->set_gone(true);
        QVERIFY(isMalformed(frame)); // contradicts itself
        have->set_complete(false);
        have->set_gone(false);
        have->set_bitmap(filled(chunksMost / 8 + 1));
        QVERIFY(isMalformed(frame));
    }

    void refusesBadHashes()
    {
        Frame frame;
        auto* request = frame.mutable_file_hash_request();
        name(request);
        QVERIFY(isMalformed(frame)); // count 0
        request->set_count(3);
        QVERIFY(isMalformed(frame));
        request->set_count(1024);
        QVERIFY(isMalformed(frame));
        request->set_count(4);
        request->set_index(2);
        QVERIFY(isMalformed(frame));
        request->set_index(1ULL << 60U);
        QVERIFY(isMalformed(frame));
        request->set_index(4);
        request->set_layer(29);
        QVERIFY(isMalformed(frame));
        request->set_layer(28);
        QVERIFY(!isMalformed(frame));

        auto* hashes = frame.mutable_file_hashes();
        name(hashes);
        QVERIFY(isMalformed(frame)); // none
        hashes->add_hashes(filled(31));
        QVERIFY(isMalformed(frame));
        hashes->set_hashes(0, filled(32));
        QVERIFY(!isMalformed(frame));
        hashes->add_uncles(filled(33));
        QVERIFY(isMalformed(frame));
        hashes->clear_uncles();
        for (unsigned i = 0; i < treeHeightMost + 1; ++i) {
            hashes->add_uncles(filled(32));
        }
        QVERIFY(isMalformed(frame));
        hashes->clear_uncles();
        for (int i = 0; i < 512; ++i) {
            hashes->add_hashes(filled(32));
        }
        QVERIFY(isMalformed(frame));
    }

    void refusesBadBlocks()
    {
        Frame frame;
        auto* block = frame.mutable_file_block();
        name(block);
        QVERIFY(isMalformed(frame)); // empty
        block->set_data(filled(blockBytes + 1));
        QVERIFY(isMalformed(frame));
        block->set_data(filled(blockBytes));
        QVERIFY(!isMalformed(frame));
        block->set_block(1ULL << treeHeightMost);
        QVERIFY(isMalformed(frame));
        name(frame.mutable_file_block_request());
        frame.mutable_file_block_request()->set_block(UINT64_MAX);
        QVERIFY(isMalformed(frame));
        name(frame.mutable_file_refuse());
        frame.mutable_file_refuse()->set_reason("something new");
        QVERIFY(std::get<Refuse>(*parseMessage(frame)).reason == RefuseReason::Other);
        frame.mutable_file_refuse()->set_reason(filled(65));
        QVERIFY(isMalformed(frame));
    }
};

QTEST_APPLESS_MAIN(TransferWireTest)
#include "transfer_wire_test.moc"
