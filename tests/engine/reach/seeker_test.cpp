// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/seeker.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <set>

using namespace engine;
using namespace engine::reach;
using namespace std::chrono_literals;

namespace {

namespace tuning = core::limits::tuning;

const core::MonoTime start(1h);

/// A room in which person n has device n and one address.
class Place final : public Surroundings
{
public:
    static core::DeviceId device(std::uint16_t number)
    {
        core::ByteArray<32> bytes{};
        bytes[0] = static_cast<std::uint8_t>(number >> 8U);
        bytes[1] = static_cast<std::uint8_t>(number);
        return core::DeviceId(bytes);
    }
    static core::Endpoint at(std::uint16_t number)
    {
        return {core::IpAddress::v4({192, 0, 2, 1}), number};
    }
    static Candidate candidate(std::uint16_t number) { return {core::RoomId(), at(number)}; }

    [[nodiscard]] core::RoomId room() const override { return {}; }
    [[nodiscard]] std::vector<core::DeviceId> known() const override
    {
        std::vector<core::DeviceId> out;
        for (std::uint16_t i = 1; i <= people; ++i) {
            out.push_back(device(i));
        }
        return out;
    }
    [[nodiscard]] std::vector<core::Endpoint> addressesOf(const core::DeviceId& who) const override
    {
        const auto number = static_cast<std::uint16_t>(who.view()[0] << 8U | who.view()[1]);
        return number > people ? std::vector<core::Endpoint>() : std::vector{at(number)};
    }
    [[nodiscard]] bool isLinked(const core::DeviceId& who) const override
    {
        return linked.contains(who);
    }
    [[nodiscard]] bool isSuperpeer(const core::DeviceId& who) const override
    {
        return superpeers.contains(who);
    }
    [[nodiscard]] bool isOwn(const core::Endpoint& endpoint) const override
    {
        return endpoint == at(999);
    }
    [[nodiscard]] std::size_t links() const override { return linked.size() + others; }
    [[nodiscard]] std::size_t linksAndDials() const override { return links() + dials; }

    std::uint16_t people = 0;
    std::set<core::DeviceId> linked;
    std::set<core::DeviceId> superpeers;
    std::size_t others = 0; ///< linked, and not among the people
    std::size_t dials = 0;
};

struct Scene {
    explicit Scene(std::uint16_t people) { place.people = people; }

    /// Those who are dialled now; the others are put off.
    std::set<core::Endpoint> dialled(core::MonoTime now)
    {
        std::set<core::Endpoint> out;
        for (const auto& [candidate, rung] : seeker.takeDue(now, rng)) {
            if (seeker.isWanted(now, place, candidate, rung)) {
                out.insert(candidate.to);
                ++place.dials;
            } else {
                seeker.putOff(now, place, candidate);
            }
        }
        return out;
    }
    void up(std::uint16_t number)
    {
        seeker.up(place, Place::device(number), Place::candidate(number));
        place.linked.insert(Place::device(number));
        place.dials -= std::min<std::size_t>(place.dials, 1);
    }
    void lose(core::MonoTime now, std::uint16_t number, LinkEnd end)
    {
        place.linked.erase(Place::device(number));
        const auto at = Place::candidate(number);
        seeker.dialEnded(now, at, Place::device(number), true, end, rng);
        seeker.lost(now, place, Place::device(number), at, end, rng);
    }
    /// Looks at nothing: what is sought is dialled.
    void again(core::MonoTime now)
    {
        seeker.seekAgain(now, place, rng, [this]() { ++looks; });
    }

    support::SeededRng rng{1};
    Place place;
    Seeker seeker;
    int looks = 0;
};

} // namespace

class SeekerTest : public QObject
{
    Q_OBJECT

private slots:
    static void everybodyIsDialledUntilThereAreEnough()
    {
        Scene scene(40);
        scene.seeker.offerKnown(start, scene.place, scene.rng);
        QCOMPARE(scene.dialled(start).size(), tuning::meshMembers);
        // Nobody answers: the others' turn comes soon.
        scene.place.dials = 0;
        QVERIFY(scene.dialled(start + 1s).empty());
        QCOMPARE(scene.dialled(start + Seeker::soonPause).size(), tuning::meshMembers);
        // Links enough: they wait.
        scene.place.dials = 0;
        scene.place.others = tuning::meshMembers;
        QVERIFY(scene.dialled(start + 2 * Seeker::soonPause).empty());
        QVERIFY(scene.dialled(start + 2 * Seeker::soonPause + 50s).empty());
        scene.place.others = 0;
        // Not to the second: many wake together.
        QVERIFY(
            !scene.dialled(start + 2 * Seeker::soonPause + Seeker::notNeededPause + 5s).empty());
    }

    static void ownAddressesAndNonsenseAreNotDialled()
    {
        Scene scene(0);
        scene.seeker.offer(start, scene.place, Place::at(999), Rung::Lan, true);
        scene.seeker.offer(start, scene.place, Place::at(0), Rung::Lan, true);
        scene.seeker.offer(start, scene.place, {core::IpAddress(), 5}, Rung::Lan, true);
        QVERIFY(scene.dialled(start).empty());
        scene.seeker.offer(start, scene.place, Place::at(1), Rung::Lan, true);
        QCOMPARE(scene.dialled(start).size(), std::size_t(1));
    }

    static void whoIsTypedIsDialledAndWhoIsLinkedIsNot()
    {
        Scene scene(2);
        scene.place.others = tuning::linksPerRoom;
        scene.seeker.offer(start, scene.place, Place::at(1), Rung::Typed, true);
        scene.seeker.offer(start, scene.place, Place::at(2), Rung::Dht, true);
        QVERIFY(scene.dialled(start) == std::set{Place::at(1)});
        scene.up(1);
        scene.place.others = 0;
        scene.lose(start, 1, LinkEnd::Spare);
        scene.place.linked.insert(Place::device(1)); // he has come by himself
        const auto later = start + Seeker::notNeededPause;
        QVERIFY(scene.dialled(later) == std::set{Place::at(2)});
    }

    static void whoseLinkDiedIsDialledThoughThereAreEnough()
    {
        Scene scene(3);
        scene.seeker.offer(start, scene.place, Place::at(1), Rung::Cached, true);
        QCOMPARE(scene.dialled(start).size(), std::size_t(1));
        scene.up(1);
        scene.place.others = tuning::meshMembers;
        scene.lose(start, 1, LinkEnd::Broken);
        QVERIFY(scene.dialled(start + 2s) == std::set{Place::at(1)});
        // Who was shown out does not come back so.
        scene.up(1);
        scene.lose(start + 2s, 1, LinkEnd::Spare);
        QVERIFY(scene.dialled(start + 2s + Seeker::notNeededPause).empty());
        // Nor for ever, nor beyond the measure.
        scene.seeker.offer(start, scene.place, Place::at(2), Rung::Cached, true);
        scene.up(2);
        scene.lose(start, 2, LinkEnd::Broken);
        scene.place.others = tuning::linksPerRoom;
        QVERIFY(scene.dialled(start + 2s).empty());
        scene.place.others = tuning::meshMembers;
        QVERIFY(scene.dialled(start + tuning::soughtFor + 1s).empty());
    }

    static void nowAndThenAnybodyIsSought()
    {
        Scene scene(200);
        scene.place.others = tuning::meshMembers;
        std::set<core::Endpoint> met;
        core::MonoTime now = start;
        for (int i = 0; i < 20; ++i, now += Seeker::lookAgain) {
            scene.again(now);
            scene.place.dials = 0;
            const auto some = scene.dialled(now);
            met.insert(some.begin(), some.end());
        }
        QCOMPARE(scene.looks, 0);
        QVERIFY(met.size() > 10);
        // With too few links everybody is looked at instead.
        scene.place.others = 0;
        scene.again(now);
        QCOMPARE(scene.looks, 1);
    }

    /// Also when as many others wait as may be, and for as long as it lasts.
    static void whoIsSoughtFindsAPlaceAmongManyOthers()
    {
        Scene scene(900);
        scene.place.others = tuning::meshMembers;
        scene.seeker.offerKnown(start, scene.place, scene.rng);
        core::MonoTime now = start;
        QVERIFY(scene.dialled(now).empty());
        std::set<core::Endpoint> met;
        for (std::size_t i = 0; i < 2 * tuning::soughtAddresses; ++i) {
            now += Seeker::lookAgain;
            scene.again(now);
            const auto some = scene.dialled(now);
            QCOMPARE(some.size(), std::size_t(1));
            met.insert(some.begin(), some.end());
            scene.place.dials = 0;
            const Candidate dialled{core::RoomId(), *some.begin()};
            scene.seeker.dialEnded(now, dialled, {}, false, LinkEnd::Unreachable, scene.rng);
            scene.seeker.drop(dialled); // it was silent for long
        }
        QVERIFY(met.size() > 700);
    }

    static void twoOfThoseWhoRunTheRoomAreSoughtWhileItIsSmall()
    {
        for (const std::uint16_t people : {std::uint16_t(50), std::uint16_t(51)}) {
            Scene scene(people);
            scene.place.others = tuning::meshMembers;
            for (std::uint16_t i = 1; i <= people; ++i) {
                scene.place.linked.insert(Place::device(i));
            }
            for (std::uint16_t i = 1; i <= 4; ++i) {
                scene.place.linked.erase(Place::device(i));
                scene.place.superpeers.insert(Place::device(i));
            }
            scene.place.others = 0;
            while (scene.place.linked.size() > tuning::meshMembers) {
                scene.place.linked.erase(scene.place.linked.begin());
            }
            const auto wanted = people <= Seeker::superpeersForMost ? Seeker::superpeersWanted : 0;
            std::size_t superpeers = 0;
            scene.again(start);
            for (const core::Endpoint& at : scene.dialled(start)) {
                superpeers += at.port <= 4 ? 1 : 0;
            }
            QVERIFY(superpeers >= wanted && superpeers <= wanted + 1); // one may be anybody
        }
    }

    static void whatIsLearnedIsDialledAtOnceAndWhatIsDroppedNever()
    {
        Scene scene(3);
        scene.place.linked.insert(Place::device(1));
        scene.seeker.learned(
            start, scene.place, {Place::device(1), Place::device(2), Place::device(3)});
        scene.seeker.drop(Place::candidate(3));
        QVERIFY(scene.dialled(start) == std::set{Place::at(2)});
        scene.seeker.dropRoom(core::RoomId());
        scene.seeker.retry(start, core::RoomId());
        scene.seeker.retryAll(start);
        QVERIFY(!scene.seeker.dialler().hasAny(core::RoomId()));
        QVERIFY(scene.dialled(start + 1h).empty());
    }

    static void whoTurnsOutToBeLinkedIsRemembered()
    {
        Scene scene(1);
        scene.seeker.offer(start, scene.place, Place::at(7), Rung::Lan, true); // his other address
        QCOMPARE(scene.dialled(start).size(), std::size_t(1));
        scene.place.linked.insert(Place::device(1));
        const auto at = Place::candidate(7);
        scene.seeker.dialEnded(start, at, Place::device(1), false, LinkEnd::Duplicate, scene.rng);
        QVERIFY(scene.dialled(start + Seeker::notNeededPause).empty());
        // One's own door is forgotten, a silent one is not at once.
        scene.seeker.offer(start, scene.place, Place::at(8), Rung::Lan, true);
        scene.seeker.offer(start, scene.place, Place::at(9), Rung::Lan, true);
        QCOMPARE(scene.dialled(start).size(), std::size_t(2));
        scene.seeker.dialEnded(start, Place::candidate(8), {}, false, LinkEnd::Self, scene.rng);
        scene.seeker.dialEnded(
            start, Place::candidate(9), {}, false, LinkEnd::Unreachable, scene.rng);
        QCOMPARE(scene.seeker.dialler().failures(Place::candidate(9)), 1U);
        QVERIFY(scene.dialled(start + 5s) == std::set{Place::at(9)});
    }

    static void whoIsLeftAloneHurries()
    {
        Scene scene(12);
        scene.place.others = tuning::meshMembers;
        scene.seeker.offerKnown(start, scene.place, scene.rng);
        QVERIFY(scene.dialled(start).empty()); // for a minute
        scene.place.others = tuning::meshMembers / 2 - 2;
        scene.place.linked.insert(Place::device(1));
        scene.lose(start, 1, LinkEnd::Spare);
        QVERIFY(scene.dialled(start + 1s).size() >= 4);
    }
};

QTEST_GUILESS_MAIN(SeekerTest)
#include "seeker_test.moc"
