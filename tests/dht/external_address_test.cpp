// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/external_address.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};

core::IpAddress ip(std::string_view text)
{
    return *core::IpAddress::parse(text);
}

} // namespace

class ExternalAddressTest : public QObject
{
    Q_OBJECT

private slots:
    void needsThreeNeighbourhoodsInThreeLookups()
    {
        ExternalAddress address;
        const auto own = ip("20.0.0.1");
        QVERIFY(!address.vote(start, ip("31.1.1.1"), own, 1));
        QVERIFY(!address.vote(start, ip("31.1.9.9"), own, 2));
        QVERIFY(!address.vote(start, ip("32.1.1.1"), own, 2));
        QVERIFY(!address.vote(start, ip("33.1.1.1"), own, 2));
        QVERIFY(!address.vote(start, ip("34.1.1.1"), own, 1));
        QCOMPARE(*address.vote(start, ip("35.1.1.1"), own, 3), own);
        QCOMPARE(*address.believed(), own);
    }

    /// A11: even enough liars move us only every ten minutes.
    void doesNotFlip()
    {
        ExternalAddress address;
        const auto vote = [&](core::MonoTime now, const core::IpAddress& seen) {
            bool changed = false;
            for (int i = 0; i < 20; ++i) {
                const auto voter = ip(std::to_string(30 + i) + ".1.1.1");
                changed = address.vote(now, voter, seen, static_cast<std::uint64_t>(i)).has_value()
                          || changed;
            }
            return changed;
        };
        QVERIFY(vote(start, ip("20.0.0.1")));
        QVERIFY(!vote(start + 9min, ip("20.0.0.2")));
        QCOMPARE(*address.believed(), ip("20.0.0.1"));
        QVERIFY(vote(start + 10min, ip("20.0.0.2")));
        address.forget();
        QVERIFY(vote(start + 11min, ip("20.0.0.3")));
    }

    void implausibleVotesDoNotCount()
    {
        ExternalAddress address;
        for (int i = 0; i < 20; ++i) {
            const auto voter = ip(std::to_string(30 + i) + ".1.1.1");
            const auto lookup = static_cast<std::uint64_t>(i);
            QVERIFY(!address.vote(start, voter, ip("10.0.0.1"), lookup));
            QVERIFY(!address.vote(start, voter, ip("127.0.0.1"), lookup));
            QVERIFY(!address.vote(start, voter, ip("2a00::1"), lookup));
            QVERIFY(!address.vote(start, voter, ip("0.0.0.0"), lookup));
        }
    }

    void oldVotesFade()
    {
        ExternalAddress address;
        const auto own = ip("20.0.0.1");
        QVERIFY(!address.vote(start, ip("31.1.1.1"), own, 1));
        QVERIFY(!address.vote(start, ip("32.1.1.1"), own, 2));
        QVERIFY(!address.vote(start + 31min, ip("33.1.1.1"), own, 3));
    }
};

QTEST_APPLESS_MAIN(ExternalAddressTest)
#include "external_address_test.moc"
