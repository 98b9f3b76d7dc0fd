// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Who is here: neighbours' lists counted, words judged, kept and passed on.
#include "engine/room/presence.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace std::chrono_literals;
namespace tuning = core::limits::tuning;

namespace {

core::DeviceId device(std::size_t number)
{
    core::ByteArray<32> out{};
    for (std::size_t i = 0; i < 3; ++i) {
        out[i] = static_cast<std::uint8_t>(number >> (8U * i));
    }
    return core::DeviceId(out);
}

struct Clock {
    core::Now now{core::MonoTime(1h), {1'700'000'000'000}};
    void pass(std::chrono::milliseconds time)
    {
        now.mono += time;
        now.wall.milliseconds += time.count();
    }
    [[nodiscard]] HereWord word(std::size_t number, std::uint32_t seconds = 600) const
    {
        HereWord out;
        out.device = device(number);
        out.atMs = now.wall.milliseconds;
        out.seconds = seconds;
        return out;
    }
};

} // namespace

class PresenceTest : public QObject
{
    Q_OBJECT

private slots:
    void whoIsNamedByTwoLeavesWithTheSecond()
    {
        Presence presence;
        QCOMPARE(presence.replace({}, {device(1), device(2)}),
                 (Presence::Devices{device(1), device(2)}));
        QCOMPARE(presence.replace({}, {device(2)}), Presence::Devices{});
        QCOMPARE(presence.replace({device(1), device(2)}, {device(1)}), Presence::Devices{});
        QVERIFY(presence.isHere(device(1)) && presence.isHere(device(2)));
        QCOMPARE(presence.replace({device(2)}, {}), Presence::Devices{device(2)});
        QVERIFY(!presence.isHere(device(2)));
        // One list that names a device twice takes it back twice.
        static_cast<void>(presence.replace({device(1)}, {device(3), device(3)}));
        static_cast<void>(presence.replace({device(3), device(3)}, {}));
        QVERIFY(!presence.isHere(device(3)) && !presence.isHere(device(1)));
    }

    void aWordHoldsAsLongAsItSays()
    {
        Clock clock;
        Presence presence;
        presence.take(clock.word(1, 600), 7, clock.now);
        QVERIFY(presence.isHere(device(1)));
        clock.pass(599s);
        QVERIFY(presence.takeExpired(clock.now.mono).empty());
        clock.pass(1s);
        QCOMPARE(presence.next(),
                 std::optional(core::MonoTime(1h) + 1s)); // it waits to be passed on
        QCOMPARE(presence.takeExpired(clock.now.mono), Presence::Devices{device(1)});
        QVERIFY(!presence.isHere(device(1)));
    }

    void onlyWhatIsNewerAndFreshIsNews()
    {
        Clock clock;
        Presence presence;
        const HereWord first = clock.word(1);
        QVERIFY(presence.isNews(first, clock.now));
        presence.take(first, 7, clock.now);
        QVERIFY(!presence.isNews(first, clock.now)); // a copy holds no longer than the first one
        clock.pass(30s);
        HereWord second = clock.word(1);
        QVERIFY(presence.isNews(second, clock.now));
        second.seconds = 2 * 3600 + 1;
        QVERIFY(!presence.isNews(second, clock.now));
        HereWord other = clock.word(2);
        other.atMs += (15min + 1ms) / 1ms;
        QVERIFY(!presence.isNews(other, clock.now));
        other.atMs = clock.now.wall.milliseconds - (15min + 1ms) / 1ms;
        QVERIFY(!presence.isNews(other, clock.now));
        other.atMs += 1;
        QVERIFY(presence.isNews(other, clock.now));
    }

    void twoInARowAndThenOneAtATime()
    {
        Clock clock;
        Presence presence;
        int taken = 0;
        for (int i = 0; i < 200; ++i) { // one a second
            if (const HereWord word = clock.word(1); presence.isNews(word, clock.now)) {
                presence.take(word, 7, clock.now);
                ++taken;
            }
            clock.pass(1s);
        }
        QCOMPARE(taken, 11); // 200 s of 20 each, and the one to spare
    }

    void whoLeftDoesNotComeBackByAnOlderWord()
    {
        Clock clock;
        Presence presence;
        const HereWord first = clock.word(1);
        clock.pass(60s);
        const HereWord second = clock.word(1);
        presence.take(first, 7, clock.now);
        clock.pass(60s);
        presence.take(clock.word(1, 0), 7, clock.now);
        QVERIFY(!presence.isHere(device(1)));
        for (int minutes = 0; minutes < 40; ++minutes) {
            static_cast<void>(presence.takeExpired(clock.now.mono));
            QVERIFY(!presence.isNews(first, clock.now) && !presence.isNews(second, clock.now));
            clock.pass(1min);
        }
        QVERIFY(!presence.hasWords());
    }

    void newsGoOnAtOnceAndTheRestTogether()
    {
        Clock clock;
        Presence presence;
        const core::MonoTime start = clock.now.mono;
        presence.take(clock.word(1), 7, clock.now);
        QCOMPARE(presence.next(), std::optional(start + 1s));
        QVERIFY(presence.takeDue(start).empty());
        clock.pass(1s);
        const auto relays = presence.takeDue(clock.now.mono);
        QCOMPARE(relays.size(), std::size_t(1));
        QVERIFY(relays[0].word.device == device(1) && relays[0].from == 7);
        clock.pass(59s);
        presence.take(clock.word(1), 8, clock.now);
        clock.pass(59s);
        QVERIFY(presence.takeDue(clock.now.mono).empty());
        presence.take(clock.word(2), 9, clock.now); // what is urgent takes the others along
        clock.pass(1s);
        QCOMPARE(presence.takeDue(clock.now.mono).size(), std::size_t(2));
        QVERIFY(presence.takeDue(clock.now.mono + 10min).empty());
        QCOMPARE(presence.words().size(), std::size_t(2));
    }

    void theMoreThereAreTheLessEachSays()
    {
        QCOMPARE(herePeriod(0), std::chrono::seconds(5min));
        QCOMPARE(herePeriod(150), std::chrono::seconds(5min));
        QCOMPARE(herePeriod(300), std::chrono::seconds(10min));
        QCOMPARE(herePeriod(100'000), std::chrono::seconds(30min));
    }

    void noMoreThanSoMany()
    {
        Clock clock;
        Presence presence;
        for (std::size_t i = 0; i <= tuning::hereKept; ++i) {
            HereWord word = clock.word(1);
            word.device = device(i);
            QCOMPARE(presence.isNews(word, clock.now), i < tuning::hereKept);
            if (i < tuning::hereKept) {
                presence.take(word, 7, clock.now);
            }
        }
    }
};

QTEST_APPLESS_MAIN(PresenceTest)
#include "presence_test.moc"
