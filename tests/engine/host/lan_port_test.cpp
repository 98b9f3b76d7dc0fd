// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/lan_port.h"

#include <QTest>
#include <QUdpSocket>

#include <map>
#include <unistd.h>

using core::Endpoint;
using engine::host::LanEvents;
using engine::host::LanOptions;
using engine::host::LanPort;
using engine::host::LinkLocalZones;

namespace {

/// A group of this test alone, so that nobody else on the machine is heard.
Endpoint testGroup()
{
    return *Endpoint::parse("239.192.77.78:" + std::to_string(48000 + ::getpid() % 1000));
}

struct Port {
    std::vector<std::pair<Endpoint, core::Bytes>> got;
    LinkLocalZones zones;
    LanPort port{LanOptions{testGroup(), true}, events(), zones};

    LanEvents events()
    {
        LanEvents out;
        out.datagram = [this](const Endpoint& from, core::Bytes bytes) {
            got.emplace_back(from, std::move(bytes));
        };
        return out;
    }
    [[nodiscard]] bool heard(const core::Bytes& bytes) const
    {
        return std::any_of(
            got.begin(), got.end(), [&bytes](const auto& one) { return one.second == bytes; });
    }
};

} // namespace

class LanPortTest : public QObject
{
    Q_OBJECT

private slots:
    void peersOfOneMachineHearEachOtherAndAnswer()
    {
        Port one;
        Port two;
        QVERIFY(one.port.start(engine::host::localInterfaces()));
        QVERIFY(two.port.start(engine::host::localInterfaces()));
        const core::Bytes question{1, 2, 3};
        const core::Bytes answer{4, 5};
        one.port.multicast(question);
        QTRY_VERIFY(two.heard(question));
        QTRY_VERIFY(one.heard(question)); // loopback is on: a peer knows its own nonce
        const Endpoint from = two.got.front().first;
        QVERIFY(from.port != testGroup().port);
        two.port.send(from, answer);
        QTRY_VERIFY(one.heard(answer));
        QVERIFY(!two.heard(answer));
    }

    void aFloodIsCutBeforeItCosts()
    {
        Port port;
        QVERIFY(port.port.start(engine::host::localInterfaces()));
        QUdpSocket flooder;
        const QByteArray datagram(300, 'x');
        for (int i = 0; i < 10'000; ++i) {
            flooder.writeDatagram(
                datagram, QHostAddress(QStringLiteral("127.0.0.1")), testGroup().port);
            port.port.multicast(core::Bytes(100, 1));
            if (i % 100 == 0) {
                QCoreApplication::processEvents();
            }
        }
        QTest::qWait(50);
        // Every interface of this machine is a source of its own; none passes its share.
        QVERIFY(!port.got.empty());
        std::map<core::IpAddress, unsigned> bySource;
        for (const auto& [from, bytes] : port.got) {
            ++bySource[from.address];
            QCOMPARE(bytes.size(), std::size_t{100}); // what was not sent to the group is not heard
        }
        for (const auto& [source, count] : bySource) {
            QVERIFY(count <= LanPort::takenPerSource * 4); // a few seconds at most
        }
    }

    void anInterfaceThatGoesIsLeftAndComesBack()
    {
        Port one;
        Port two;
        QVERIFY(one.port.start(engine::host::localInterfaces()));
        QVERIFY(two.port.start({}) == false);
        one.port.multicast(core::Bytes{1});
        QTRY_VERIFY(one.heard({1}));
        QVERIFY(two.port.join(engine::host::localInterfaces()));
        two.port.multicast(core::Bytes{2});
        QTRY_VERIFY(one.heard({2}));
        QVERIFY(!two.port.join({}));
        two.port.multicast(core::Bytes{3});
        QTest::qWait(30);
        QVERIFY(!one.heard({3}));
    }

    void defaultGroupsAreMulticastAddresses()
    {
        QCOMPARE(LanPort::defaultGroup4().text(), std::string("239.192.77.77:47771"));
        QCOMPARE(LanPort::defaultGroup6().text(), std::string("[ff15::7061:726c]:47771"));
        QVERIFY(LanPort::defaultGroup4().address.isMulticast());
        QVERIFY(LanPort::defaultGroup6().address.isMulticast());
    }

    void withoutALoopbackWishLoopbackIsNotJoined()
    {
        LinkLocalZones zones;
        std::size_t heard = 0;
        LanEvents events;
        events.datagram = [&heard](const Endpoint& from, const core::Bytes&) {
            heard += from.address.isLoopback() ? 1U : 0U;
        };
        LanPort port(LanOptions{testGroup(), false}, events, zones);
        const auto interfaces = engine::host::localInterfaces();
        const bool other = std::any_of(interfaces.begin(), interfaces.end(), [](const auto& one) {
            return one.multicast && !one.loopback && !one.addresses.empty();
        });
        QCOMPARE(port.start(interfaces), other);
        port.multicast(core::Bytes{1});
        QTest::qWait(50);
        QCOMPARE(heard, std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(LanPortTest)
#include "lan_port_test.moc"
