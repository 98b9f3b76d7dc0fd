// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/addresses.h"

#include <QTest>

using core::Endpoint;
using core::IpAddress;
using engine::host::fromQt;
using engine::host::LinkLocalZones;
using engine::host::LocalInterface;
using engine::host::reachableEndpoints;
using engine::host::toQt;

class AddressesTest : public QObject
{
    Q_OBJECT

private slots:
    void addressesGoThereAndBack()
    {
        for (const char* text : {"1.2.3.4", "::1", "fe80::1", "2001:db8::5"}) {
            const auto address = IpAddress::parse(text);
            QVERIFY(address.has_value());
            QCOMPARE(toQt(*address).toString(), QLatin1String(text));
            QVERIFY(fromQt(toQt(*address)) == *address);
        }
        QCOMPARE(fromQt(QHostAddress(QStringLiteral("::ffff:1.2.3.4"))).text(),
                 std::string("1.2.3.4"));
    }

    void whatOthersCanDial()
    {
        const LocalInterface loopback{1, "lo", false, true, {at("127.0.0.1"), at("::1")}};
        const LocalInterface wire{
            2, "eth0", true, false, {at("10.0.0.5"), at("fe80::2"), at("fd00::5")}};
        const std::vector<LocalInterface> all{loopback, wire};
        QCOMPARE(texts(reachableEndpoints({at("::"), 7}, all)),
                 (std::vector<std::string>{"10.0.0.5:7", "[fd00::5]:7"}));
        QCOMPARE(texts(reachableEndpoints({at("0.0.0.0"), 7}, all)),
                 (std::vector<std::string>{"10.0.0.5:7"}));
        QCOMPARE(texts(reachableEndpoints({at("127.0.0.1"), 7}, all)),
                 (std::vector<std::string>{"127.0.0.1:7"}));
    }

    void loopbackIsAmongTheInterfaces()
    {
        const auto all = engine::host::localInterfaces();
        QVERIFY(std::any_of(
            all.begin(), all.end(), [](const LocalInterface& one) { return one.loopback; }));
        QVERIFY(all == engine::host::localInterfaces());
    }

    void zonesAreRememberedAndBounded()
    {
        LinkLocalZones zones;
        QHostAddress heard(QStringLiteral("fe80::1"));
        heard.setScopeId(QStringLiteral("eth0"));
        zones.remember(heard);
        QCOMPARE(zones.resolve(at("fe80::1")).scopeId(), QStringLiteral("eth0"));
        QVERIFY(zones.resolve(at("fe80::2")).scopeId().isEmpty());
        for (std::size_t i = 0; i < LinkLocalZones::most; ++i) {
            QHostAddress other(QStringLiteral("fe80::2:%1").arg(i, 0, 16));
            other.setScopeId(QStringLiteral("eth1"));
            zones.remember(other);
        }
        QVERIFY(zones.resolve(at("fe80::1")).scopeId().isEmpty());
    }

private:
    static IpAddress at(const char* text) { return IpAddress::parse(text).value_or(IpAddress()); }
    static std::vector<std::string> texts(const std::vector<Endpoint>& endpoints)
    {
        std::vector<std::string> out;
        for (const Endpoint& endpoint : endpoints) {
            out.push_back(endpoint.text());
        }
        return out;
    }
};

QTEST_GUILESS_MAIN(AddressesTest)
#include "addresses_test.moc"
