// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/pacing.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};
const core::IpAddress node = core::IpAddress::v4({60, 1, 2, 3});

} // namespace

class PacingTest : public QObject
{
    Q_OBJECT

private slots:
    /// Never near the 50 packets in ten seconds for which libtorrent turns its back.
    void oneAddressGetsFewPackets()
    {
        Pacing pacing(start);
        int sent = 0;
        for (int i = 0; i < 10'000; ++i) {
            sent += pacing.mayAsk(start + i * 1ms, node, 80) ? 1 : 0;
        }
        QVERIFY(sent >= 20 && sent <= 21);
        const core::MonoTime late = start + 10s;
        while (pacing.mayAsk(late, node, 80)) {
        }
        const core::MonoTime again = pacing.askAgainAt(late, node, 80);
        QVERIFY(again > late && again <= late + 667ms);
        QVERIFY(pacing.mayAsk(again, node, 80));
    }

    /// A flood in a good node's name does not keep us from asking that node.
    void repliesLeaveRoomForQuestions()
    {
        Pacing pacing(start);
        int replied = 0;
        for (int i = 0; i < 10'000; ++i) {
            replied += pacing.mayReply(start + i * 1ms, node, 300) ? 1 : 0;
        }
        int asked = 0;
        for (int i = 0; i < 10'000; ++i) {
            asked += pacing.mayAsk(start + i * 1ms, node, 80) ? 1 : 0;
        }
        QVERIFY(replied >= 26 && asked >= 20);
        QVERIFY(replied + asked < 50);
    }

    void totalIsCapped()
    {
        Pacing pacing(start);
        std::size_t bytes = 0;
        for (unsigned i = 0; i < 60'000; ++i) {
            const auto address = core::IpAddress::v4({70,
                                                      static_cast<std::uint8_t>(i >> 16U),
                                                      static_cast<std::uint8_t>(i >> 8U),
                                                      static_cast<std::uint8_t>(i)});
            bytes += pacing.mayReply(start + i * 1ms, address, 300) ? 300U : 0U;
            QVERIFY(pacing.addresses() <= tuning::pacedAddresses);
        }
        QVERIFY(bytes <= 60 * tuning::bytesPerSecond + tuning::bytesBurst);
        QVERIFY(bytes >= 50 * tuning::bytesPerSecond);
        QVERIFY(pacing.mayAsk(start + 60s, core::IpAddress::v4({80, 1, 1, 1}), 100));
    }

    void privateAddressesHaveTheirOwnLimit()
    {
        Pacing pacing(start);
        const auto loopback = *core::IpAddress::parse("127.0.0.1");
        for (int i = 0; i < 500; ++i) {
            QVERIFY(pacing.mayAsk(start, loopback, 100));
        }
        QVERIFY(pacing.addresses() == 0);
        int more = 0;
        for (int i = 0; i < 10'000; ++i) {
            more += pacing.mayReply(start, loopback, 100) ? 1 : 0;
        }
        QVERIFY(more < 10'000);
    }

    void ipv6IsPacedByNetwork()
    {
        Pacing pacing(start);
        int sent = 0;
        for (int i = 1; i < 100; ++i) {
            sent += pacing.mayAsk(start, *core::IpAddress::parse("2a00::" + std::to_string(i)), 80)
                        ? 1
                        : 0;
        }
        QCOMPARE(sent, static_cast<int>(tuning::questionsBurst));
    }
};

QTEST_APPLESS_MAIN(PacingTest)
#include "pacing_test.moc"
