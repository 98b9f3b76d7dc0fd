// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/proven_addresses.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

class ProvenAddressesTest : public QObject
{
    Q_OBJECT

private slots:
    void forgetsAndIsBounded()
    {
        const core::MonoTime start{1h};
        ProvenAddresses proven;
        const auto first = *core::Endpoint::parse("20.0.0.1:1");
        proven.add(start, first);
        QVERIFY(proven.contains(start + 9min, first));
        QVERIFY(!proven.contains(start + 10min, first));
        QVERIFY(!proven.contains(start, *core::Endpoint::parse("20.0.0.1:2")));
        for (std::uint16_t port = 1; port < 3000; ++port) {
            proven.add(start + 1min, {core::IpAddress::v4({30, 0, 0, 1}), port});
        }
        QCOMPARE(proven.size(), tuning::provenAddresses);
        QVERIFY(!proven.contains(start + 1min, first));
    }
};

QTEST_APPLESS_MAIN(ProvenAddressesTest)
#include "proven_addresses_test.moc"
