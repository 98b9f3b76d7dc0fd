// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/network_watch.h"

#include <QTest>

using engine::host::LocalInterface;
using engine::host::NetworkWatch;

class NetworkWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyChangesAreSaid()
    {
        int changes = 0;
        int looks = 0;
        std::chrono::seconds asleep{100};
        std::vector<LocalInterface> now{{1, "lo", false, true, {}}};
        const NetworkWatch watch([&changes]() { ++changes; },
                                 std::chrono::milliseconds(1),
                                 [&now, &looks]() {
                                     ++looks;
                                     return now;
                                 },
                                 [&asleep]() { return asleep; });
        QTRY_VERIFY(looks > 3);
        QCOMPARE(changes, 0);
        now.push_back({2, "eth0", true, false, {}});
        QTRY_COMPARE(changes, 1);
        QCOMPARE(watch.interfaces().size(), std::size_t{2});
        now.back().addresses.push_back(core::IpAddress::v4({10, 0, 0, 1}));
        QTRY_COMPARE(changes, 2);
        asleep += std::chrono::seconds(1);
        looks = 0;
        QTRY_VERIFY(looks > 3);
        QCOMPARE(changes, 2);
        asleep += std::chrono::hours(8);
        QTRY_COMPARE(changes, 3);
    }

    void refreshingIsSilent()
    {
        int changes = 0;
        std::vector<LocalInterface> now;
        NetworkWatch watch([&changes]() { ++changes; },
                           std::chrono::milliseconds(3'600'000),
                           [&now]() { return now; },
                           []() { return std::chrono::nanoseconds(0); });
        now.push_back({1, "lo", false, true, {}});
        watch.refresh();
        QCOMPARE(watch.interfaces().size(), std::size_t{1});
        QCOMPARE(changes, 0);
    }
};

QTEST_GUILESS_MAIN(NetworkWatchTest)
#include "network_watch_test.moc"
