// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/invite_hints.h"

#include <QTest>

#include <algorithm>

using namespace engine::room;
using namespace std::chrono_literals;

namespace {

constexpr core::WallTime now{1'800'000'000'000};
constexpr std::int64_t day = 86'400'000;

core::Endpoint at(const char* text)
{
    return core::Endpoint::parse(text).value_or(core::Endpoint());
}

HintCandidate member(const char* address, std::int64_t daysThere, bool superpeer = false)
{
    return {{at(address)}, superpeer, now.milliseconds - daysThere * day, now.milliseconds};
}

} // namespace

class InviteHintsTest : public QObject
{
    Q_OBJECT

private slots:
    void superpeersThenTheLongestLived()
    {
        const auto hints = chooseHints({at("198.51.100.1:1")},
                                       {member("198.51.100.2:2", 1),
                                        member("198.51.100.3:3", 300),
                                        member("198.51.100.4:4", 2, true),
                                        member("198.51.100.5:5", 30, true),
                                        member("198.51.100.6:6", 90),
                                        member("198.51.100.7:7", 3)},
                                       now);
        const std::vector<core::Endpoint> wanted = {at("198.51.100.1:1"),
                                                    at("198.51.100.5:5"),
                                                    at("198.51.100.4:4"),
                                                    at("198.51.100.3:3"),
                                                    at("198.51.100.6:6"),
                                                    at("198.51.100.7:7")};
        QCOMPARE(hints, wanted);
    }

    void whoWasNotSeenForLongComesLast()
    {
        HintCandidate gone = member("198.51.100.2:2", 400, true);
        gone.seenMs = now.milliseconds - 20 * day;
        const auto hints = chooseHints({}, {gone, member("198.51.100.3:3", 0)}, now);
        QCOMPARE(hints, (std::vector{at("198.51.100.3:3"), at("198.51.100.2:2")}));
    }

    void ourManyAddressesLeaveRoomForOthers()
    {
        std::vector<core::Endpoint> own;
        for (int i = 1; i <= 9; ++i) {
            own.push_back(at(("192.168.0." + std::to_string(i) + ":1").c_str()));
        }
        own.push_back(at("[2001:db8::1]:1"));
        const auto hints =
            chooseHints(own, {member("198.51.100.2:2", 1), member("198.51.100.3:3", 2)}, now);
        QCOMPARE(hints.size(), core::limits::spec::linkAddresses);
        QCOMPARE(hints.front(), at("[2001:db8::1]:1"));
        QVERIFY(std::count(hints.begin(), hints.end(), at("198.51.100.2:2")) == 1);
        QVERIFY(std::count(hints.begin(), hints.end(), at("198.51.100.3:3")) == 1);
        // Alone, all places are ours.
        QCOMPARE(chooseHints(own, {}, now).size(), core::limits::spec::linkAddresses);
    }

    void aMemberIsNamedByWhatTheInternetReaches()
    {
        HintCandidate home = member("10.0.0.2:2", 1);
        home.addresses.push_back(at("203.0.113.5:5"));
        QCOMPARE(chooseHints({}, {home}, now), std::vector{at("203.0.113.5:5")});
        HintCandidate lan = member("10.0.0.2:2", 1);
        QCOMPARE(chooseHints({}, {lan}, now), std::vector{at("10.0.0.2:2")});
    }

    void noAddressTwiceAndNoneWithoutOne()
    {
        HintCandidate none;
        const auto hints = chooseHints(
            {at("203.0.113.1:1"), at("203.0.113.1:1")}, {none, member("203.0.113.1:1", 1)}, now);
        QCOMPARE(hints, std::vector{at("203.0.113.1:1")});
        QVERIFY(chooseHints({}, {}, now).empty());
    }
};

QTEST_APPLESS_MAIN(InviteHintsTest)
#include "invite_hints_test.moc"
