// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/log_fixture.h"
#include "engine/room/roll.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;

namespace {

/// The founder of LogFixture with the genesis that names its room.
Genesis genesisOf(std::uint64_t seed)
{
    support::SeededRng rng(seed);
    const core::SigningKey identity(core::Seed::random(rng));
    static_cast<void>(core::Seed::random(rng));
    static_cast<void>(EpochSecret::random(rng));
    Genesis genesis;
    genesis.founders = {core::IdentityId(identity.publicKey())};
    genesis.salt = rng.bytes<16>();
    return genesis;
}

struct Founder {
    explicit Founder(std::uint64_t seed)
        : log(seed)
        , genesis(genesisOf(seed))
        , roll(log.room, genesis)
    {
    }

    const CarriedEvent& door(int level, std::uint32_t uses = 0)
    {
        doorKeys.emplace_back(core::Seed::random(log.rng));
        wire::Door body;
        body.set_id(core::textOf(doorKeys.back().publicKey()));
        body.set_kind(wire::DOOR_KIND_KEY);
        body.set_level(static_cast<std::uint32_t>(level));
        body.set_uses(uses);
        return log.append(Kind::Door, body.SerializeAsString());
    }
    const CarriedEvent& policy(const std::string& name, const std::string& topic)
    {
        wire::Policy body;
        if (!name.empty()) {
            body.set_name(name);
        }
        if (!topic.empty()) {
            body.set_topic(topic);
        }
        return log.append(Kind::Policy, body.SerializeAsString());
    }

    LogFixture log;
    Genesis genesis;
    Roll roll;
    std::vector<core::SigningKey> doorKeys;
};

struct Newcomer {
    explicit Newcomer(core::Rng& rng)
        : identity(core::Seed::random(rng))
        , device(core::Seed::random(rng))
    {
    }
    [[nodiscard]] core::IdentityId id() const { return core::IdentityId(identity.publicKey()); }
    [[nodiscard]] core::DeviceId deviceId() const { return core::DeviceId(device.publicKey()); }

    [[nodiscard]] CarriedEvent open(const core::RoomId& room,
                                    const core::EventId& birth,
                                    const core::SigningKey& door,
                                    std::uint64_t incarnation = 0) const
    {
        wire::LogOpen body;
        body.set_identity(core::textOf(identity.publicKey()));
        body.set_device(core::textOf(device.publicKey()));
        body.set_device_cert(core::textOf(certifyDevice(identity, deviceId())));
        body.set_birth(core::textOf(birth.view()));
        body.set_incarnation(incarnation);
        body.set_door_proof(core::textOf(signEntry(door, room, id())));
        return seal(room, birth, body, incarnation);
    }
    [[nodiscard]] CarriedEvent seal(const core::RoomId& room,
                                    const core::EventId& birth,
                                    const wire::LogOpen& body,
                                    std::uint64_t incarnation = 0) const
    {
        CarriedEvent event;
        event.header.kind = static_cast<std::uint8_t>(Kind::LogOpen);
        event.header.room = room;
        event.header.log = logId(room, deviceId(), birth, incarnation);
        event.header.grant = birth;
        event.header.clock = {1ULL << 40U};
        event.body = core::copyOf(core::bytesOf(body.SerializeAsString()));
        event.header.bodyLength = static_cast<std::uint32_t>(event.body.size());
        event.header.bodyHash = bodyHash(event.body);
        event.headerBytes = encodeHeader(event.header);
        event.id = eventId(event.headerBytes);
        event.signature = core::copyOf(signEvent(device, event.id));
        return event;
    }

    core::SigningKey identity;
    core::SigningKey device;
};

} // namespace

class RollTest : public QObject
{
    Q_OBJECT

private slots:
    void theFounderStandsByTheGenesis()
    {
        Founder founder(1);
        const core::IdentityId id = founder.genesis.founders.front();
        QCOMPARE(founder.roll.level(id), levelFounder);
        QVERIFY(!founder.roll.isLive(id, founder.log.deviceId()));
        QVERIFY(founder.roll.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(founder.roll.take(founder.log.events[0]) == RollTaken::Known);
        QVERIFY(founder.roll.isLive(id, founder.log.deviceId()));
        QCOMPARE(founder.roll.log(founder.log.log)->level, levelFounder);
        QCOMPARE(founder.roll.standingOf(founder.log.log), genesisEvent(founder.log.room));
        QVERIFY(founder.roll.isCore(founder.log.events[0].header));
        // Nobody else stands by it.
        const Newcomer stranger(founder.log.rng);
        QVERIFY(founder.roll.take(stranger.open(
                    founder.log.room, genesisEvent(founder.log.room), stranger.identity))
                == RollTaken::Refused);
        QCOMPARE(founder.roll.level(stranger.id()), levelNone);
    }

    void aDoorLetsInAtItsLevel()
    {
        Founder founder(2);
        const CarriedEvent door = founder.door(levelModerator);
        const Newcomer bob(founder.log.rng);
        const CarriedEvent opening = bob.open(founder.log.room, door.id, founder.doorKeys[0]);
        // Nothing can be judged before what it hangs on.
        QVERIFY(founder.roll.take(opening) == RollTaken::Refused);
        QVERIFY(founder.roll.take(door) == RollTaken::Refused);
        QVERIFY(founder.roll.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(founder.roll.take(opening) == RollTaken::Refused);
        QVERIFY(founder.roll.take(door) == RollTaken::New);
        QVERIFY(founder.roll.take(opening) == RollTaken::New);
        QCOMPARE(founder.roll.level(bob.id()), levelModerator);
        QVERIFY(founder.roll.isCore(opening.header));
        QCOMPARE(founder.roll.standingOf(opening.header.log), opening.id);
        QCOMPARE(founder.roll.members().size(), std::size_t(2));
        QCOMPARE(founder.roll.heads(), std::vector<core::EventId>{opening.id}); // it cites the door
    }

    void unsoundOpeningsAreRefused()
    {
        Founder founder(3);
        const CarriedEvent door = founder.door(levelMember);
        QVERIFY(founder.roll.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(founder.roll.take(door) == RollTaken::New);
        const Newcomer bob(founder.log.rng);
        const Newcomer eve(founder.log.rng);
        const core::RoomId& room = founder.log.room;
        const auto refused = [&](const CarriedEvent& event) {
            return founder.roll.take(event) == RollTaken::Refused;
        };
        QVERIFY(refused(bob.open(room, door.id, eve.identity))); // not the door's key
        CarriedEvent event = bob.open(room, door.id, founder.doorKeys[0]);
        event.signature[3] ^= 1;
        QVERIFY(refused(event));
        event = bob.open(room, door.id, founder.doorKeys[0], 1);
        event.header.log = logId(room, bob.deviceId(), door.id, 2);
        QVERIFY(refused(event));
        event = bob.open(core::RoomId(founder.log.rng.bytes<32>()), door.id, founder.doorKeys[0]);
        QVERIFY(refused(event));
        wire::LogOpen body;
        const CarriedEvent sound = bob.open(room, door.id, founder.doorKeys[0]);
        QVERIFY(body.ParseFromArray(sound.body.data(), static_cast<int>(sound.body.size())));
        body.set_identity(core::textOf(eve.identity.publicKey())); // whose certificate it is not
        QVERIFY(refused(bob.seal(room, door.id, body)));
        QCOMPARE(founder.roll.members().size(), std::size_t(1));
        QVERIFY(founder.roll.take(sound) == RollTaken::New);
        // A second opening of the same log is no other one.
        wire::LogOpen again;
        QVERIFY(again.ParseFromArray(sound.body.data(), static_cast<int>(sound.body.size())));
        CarriedEvent twin = sound;
        twin.header.clock.value += 1;
        twin.headerBytes = encodeHeader(twin.header);
        twin.id = eventId(twin.headerBytes);
        twin.signature = core::copyOf(signEvent(bob.device, twin.id));
        QVERIFY(refused(twin));
    }

    void aPersonUsesADoorOnce()
    {
        Founder founder(4);
        const CarriedEvent door = founder.door(levelMember, 2);
        QVERIFY(founder.roll.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(founder.roll.take(door) == RollTaken::New);
        const Newcomer bob(founder.log.rng);
        for (std::uint64_t incarnation = 0; incarnation < 3; ++incarnation) {
            QVERIFY(founder.roll.take(
                        bob.open(founder.log.room, door.id, founder.doorKeys[0], incarnation))
                    == RollTaken::New);
        }
        QCOMPARE(founder.roll.door(door.id)->used, 1U);
        const Newcomer eve(founder.log.rng);
        QVERIFY(founder.roll.take(eve.open(founder.log.room, door.id, founder.doorKeys[0]))
                == RollTaken::New);
        QCOMPARE(founder.roll.door(door.id)->used, 2U);
        QCOMPARE(founder.roll.door(door.id)->uses, 2U);
    }

    void nobodyGivesWhatHeHasNot()
    {
        Founder founder(5);
        QVERIFY(founder.roll.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(founder.roll.take(founder.door(levelFounder)) == RollTaken::Refused);
        founder.log.lastCore = founder.log.events[0].id; // nothing may hang on that one
        QVERIFY(founder.roll.take(founder.door(levelAdmin)) == RollTaken::New);
        QVERIFY(founder.roll.take(founder.log.append(Kind::Door, "nonsense"))
                == RollTaken::Refused);
        QVERIFY(founder.roll.take(founder.policy(std::string(129, 'n'), "")) == RollTaken::Refused);
        QVERIFY(founder.roll.take(founder.log.append(Kind::TextMessage, "x"))
                == RollTaken::Refused);
    }

    void theOrderOfArrivalDoesNotMatter()
    {
        Founder founder(6);
        std::vector<CarriedEvent> acts;
        acts.push_back(founder.policy("first", "kept topic"));
        acts.push_back(founder.door(levelMember));
        acts.push_back(founder.policy("second\nname", ""));
        std::vector<std::size_t> order{0, 1, 2};
        std::optional<core::Hash32> digest;
        do {
            Roll roll(founder.log.room, founder.genesis);
            QVERIFY(roll.take(founder.log.events[0]) == RollTaken::New);
            // What cites something that is not here yet is brought again later.
            std::size_t taken = 0;
            for (std::size_t round = 0; round < acts.size(); ++round) {
                for (const std::size_t at : order) {
                    taken += roll.take(acts[at]) == RollTaken::New ? 1U : 0U;
                }
            }
            QCOMPARE(taken, acts.size());
            QCOMPARE(roll.rules().name, std::string("second name"));
            QCOMPARE(roll.rules().topic, std::string("kept topic"));
            QVERIFY(!digest || *digest == roll.digest());
            digest = roll.digest();
        } while (std::next_permutation(order.begin(), order.end()));
        Roll less(founder.log.room, founder.genesis);
        QVERIFY(less.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(less.digest() != *digest);
    }

    void whatLiesBehindAForkIsRefused()
    {
        Founder founder(7);
        const CarriedEvent door = founder.door(levelMember);
        const CarriedEvent late = founder.policy("late", "");
        Roll roll(founder.log.room, founder.genesis);
        roll.voidFrom(founder.log.log, late.header.seq);
        QVERIFY(roll.take(founder.log.events[0]) == RollTaken::New);
        QVERIFY(roll.take(door) == RollTaken::New);
        QVERIFY(roll.take(late) == RollTaken::Refused);
        QCOMPARE(roll.log(founder.log.log)->voidFrom, std::optional(late.header.seq));
        QVERIFY(roll.rules().name.empty());
    }
};

QTEST_APPLESS_MAIN(RollTest)
#include "roll_test.moc"
