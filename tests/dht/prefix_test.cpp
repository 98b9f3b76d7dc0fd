// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/prefix.h"

#include <QTest>

using namespace dht;

namespace {

core::IpAddress ip(std::string_view text)
{
    return *core::IpAddress::parse(text);
}

bool plausible(std::string_view told, std::string_view teller)
{
    return isPlausible(*core::Endpoint::parse(told), ip(teller));
}

} // namespace

class PrefixTest : public QObject
{
    Q_OBJECT

private slots:
    void neighbourhoods()
    {
        QVERIFY(sameNarrowPrefix(ip("20.1.2.3"), ip("20.1.2.4")));
        QVERIFY(!sameNarrowPrefix(ip("20.1.2.3"), ip("20.1.3.3")));
        QVERIFY(sameWidePrefix(ip("20.1.2.3"), ip("20.1.3.3")));
        QVERIFY(!sameWidePrefix(ip("20.1.2.3"), ip("20.2.2.3")));
        QVERIFY(!sameNarrowPrefix(ip("10.1.2.3"), ip("10.1.2.4")));
        QVERIFY(sameNarrowPrefix(ip("2a00:1::1"), ip("2a00:1::2")));
        QVERIFY(!sameNarrowPrefix(ip("2a00:1::1"), ip("2a00:1:0:1::1")));
        QVERIFY(sameWidePrefix(ip("2a00:1::1"), ip("2a00:1:0:1::1")));
        QVERIFY(!sameNarrowPrefix(ip("20.1.2.3"), ip("1401:203::")));
    }

    /// A10: nobody makes us send to a victim, to the network or to ourselves.
    void implausibleEndpoints()
    {
        QVERIFY(plausible("20.0.0.1:1", "30.0.0.1"));
        QVERIFY(!plausible("20.0.0.1:0", "30.0.0.1"));
        QVERIFY(!plausible("0.0.0.0:1", "30.0.0.1"));
        QVERIFY(!plausible("0.1.2.3:1", "30.0.0.1"));
        QVERIFY(!plausible("224.0.0.1:1", "30.0.0.1"));
        QVERIFY(!plausible("255.255.255.255:1", "30.0.0.1"));
        QVERIFY(!plausible("127.0.0.1:1", "30.0.0.1"));
        QVERIFY(!plausible("127.0.0.1:1", "10.0.0.1"));
        QVERIFY(plausible("127.0.0.1:1", "127.0.0.1"));
        QVERIFY(!plausible("10.0.0.5:1", "30.0.0.1"));
        QVERIFY(plausible("10.0.0.5:1", "10.0.0.1"));
        QVERIFY(plausible("20.0.0.1:1", "10.0.0.1"));
        QVERIFY(!plausible("[ff02::1]:1", "2a00::1"));
        QVERIFY(!plausible("[::]:1", "2a00::1"));
        QVERIFY(!plausible("[::1]:1", "2a00::1"));
    }
};

QTEST_APPLESS_MAIN(PrefixTest)
#include "prefix_test.moc"
