// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/event.h"
#include "engine/room/log_fixture.h"

#include <QTest>

using namespace engine::room;
using fixture::LogFixture;
using fixture::randomId;

class EventTest : public QObject
{
    Q_OBJECT

private slots:
    void layoutIsAsWritten()
    {
        LogFixture log(1);
        log.auth = {randomId<core::EventId>(log.rng), randomId<core::EventId>(log.rng)};
        const CarriedEvent& event = log.append(Kind::TextMessage, "hello");
        const core::Bytes& bytes = event.headerBytes;
        QCOMPARE(bytes.size(), std::size_t{199 + 64});
        core::Reader reader(bytes);
        QCOMPARE(reader.u8(), std::uint8_t{1});
        QCOMPARE(reader.u8(), std::uint8_t{64});
        QVERIFY(reader.id<core::RoomId>() == log.room);
        QVERIFY(reader.id<core::LogId>() == log.log);
        QCOMPARE(reader.u64(), std::uint64_t{1});
        QVERIFY(reader.id<core::EventId>() == log.events[0].id);
        QVERIFY(reader.id<core::EventId>() == genesisEvent(log.room));
        QCOMPARE(reader.u8(), std::uint8_t{2});
        QVERIFY(reader.id<core::EventId>() == log.auth[0]);
        QVERIFY(reader.id<core::EventId>() == log.auth[1]);
        QCOMPARE(reader.u64(), event.header.clock.value);
        QVERIFY(reader.id<core::EpochId>() == epochIdOf(log.epoch));
        QCOMPARE(reader.u32(), static_cast<std::uint32_t>(event.body.size()));
        QVERIFY(reader.array<32>() == bodyHash(event.body));
        QVERIFY(reader.atEnd());
    }

    void everyHeaderComesBack()
    {
        LogFixture log(2);
        for (std::size_t heads = 0; heads <= core::limits::spec::authHeads; ++heads) {
            const CarriedEvent& act = log.append(Kind::Policy, "p");
            const auto decoded = decodeHeader(act.headerBytes);
            QVERIFY(decoded);
            QVERIFY(*decoded == act.header);
            log.auth.push_back(randomId<core::EventId>(log.rng));
        }
    }

    void anyFlippedBitChangesTheIdAndBreaksTheSignature()
    {
        LogFixture log(3);
        const CarriedEvent& event = log.append(Kind::TextMessage, "hello");
        QVERIFY(verifyEvent(log.deviceId(), event.id, event.signature));
        for (std::size_t at = 0; at < event.headerBytes.size(); ++at) {
            core::Bytes bent = event.headerBytes;
            bent[at] ^= 1U;
            QVERIFY(eventId(bent) != event.id);
            QVERIFY(!verifyEvent(log.deviceId(), eventId(bent), event.signature));
            if (const auto decoded = decodeHeader(bent)) {
                QVERIFY(encodeHeader(*decoded) == bent);
            }
        }
    }

    void refusesEveryOtherLength()
    {
        LogFixture log(4);
        const core::Bytes& bytes = log.append(Kind::TextMessage, "x").headerBytes;
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(!decodeHeader(core::ByteView(bytes).first(size)));
        }
        core::Bytes longer = bytes;
        longer.push_back(0);
        QVERIFY(decodeHeader(longer).error() == EventError::Length);
    }

    void refusesWhatCannotBe_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("error");
        const auto row = [](const char* name, int what, EventError error) {
            QTest::newRow(name) << what << static_cast<int>(error);
        };
        row("another version", 0, EventError::Version);
        row("five heads", 1, EventError::Auth);
        row("a head twice", 2, EventError::Auth);
        row("content without epoch", 3, EventError::Epoch);
        row("an act with epoch", 4, EventError::Epoch);
        row("an opening that is not first", 5, EventError::Opening);
        row("first and no opening", 6, EventError::Opening);
        row("later without prev", 7, EventError::Opening);
        row("an opening with prev", 8, EventError::Opening);
        row("a body over the limit", 9, EventError::Body);
        row("the last number there is, which nothing could follow", 10, EventError::Opening);
    }
    void refusesWhatCannotBe()
    {
        QFETCH(int, what);
        QFETCH(int, error);
        LogFixture log(5);
        Header opening = log.events[0].header;
        Header content = log.append(Kind::TextMessage, "x").header;
        Header act = log.append(Kind::Policy, "x").header;
        core::Bytes bytes = encodeHeader(content);
        const auto head = randomId<core::EventId>(log.rng);
        switch (what) {
        case 0:
            bytes[0] = 2;
            break;
        case 1:
            for (int i = 0; i < 5; ++i) {
                act.auth.push_back(randomId<core::EventId>(log.rng));
            }
            bytes = encodeHeader(act);
            break;
        case 2:
            act.auth = {head, randomId<core::EventId>(log.rng), head};
            bytes = encodeHeader(act);
            break;
        case 3:
            content.epoch = {};
            bytes = encodeHeader(content);
            break;
        case 4:
            act.epoch = epochIdOf(log.epoch);
            bytes = encodeHeader(act);
            break;
        case 5:
            opening.seq = 1;
            bytes = encodeHeader(opening);
            break;
        case 6:
            act.seq = 0;
            act.prev = {};
            bytes = encodeHeader(act);
            break;
        case 7:
            act.prev = {};
            bytes = encodeHeader(act);
            break;
        case 8:
            opening.prev = head;
            bytes = encodeHeader(opening);
            break;
        case 9:
            content.bodyLength = core::limits::spec::eventBodyBytes + 1;
            bytes = encodeHeader(content);
            break;
        default:
            content.seq = UINT64_MAX;
            bytes = encodeHeader(content);
        }
        const auto decoded = decodeHeader(bytes);
        QVERIFY(!decoded);
        QCOMPARE(static_cast<int>(decoded.error()), error);
    }

    void clocksNeverStepBack()
    {
        const HybridClock start{(1000ULL << 16U) | 7U};
        QCOMPARE(start.next({1000}).value, (1000ULL << 16U) | 8U);
        QCOMPARE(start.next({900}).value, (1000ULL << 16U) | 8U);
        QCOMPARE(start.next({-5}).value, (1000ULL << 16U) | 8U);
        QCOMPARE(start.next({1001}).value, 1001ULL << 16U);
        QCOMPARE(start.next({1001}).milliseconds(), std::int64_t{1001});
        const HybridClock full{(1000ULL << 16U) | 0xffffU};
        QVERIFY(full.next({1000}) > full);
    }

    void logsDifferInEveryPart()
    {
        support::SeededRng rng(6);
        const auto room = randomId<core::RoomId>(rng);
        const auto device = randomId<core::DeviceId>(rng);
        const auto birth = randomId<core::EventId>(rng);
        const core::LogId log = logId(room, device, birth, 0);
        QVERIFY(logId(room, device, birth, 0) == log);
        QVERIFY(logId(randomId<core::RoomId>(rng), device, birth, 0) != log);
        QVERIFY(logId(room, randomId<core::DeviceId>(rng), birth, 0) != log);
        QVERIFY(logId(room, device, randomId<core::EventId>(rng), 0) != log);
        QVERIFY(logId(room, device, birth, 1) != log);
    }

    void signaturesServeOnePurpose()
    {
        LogFixture log(7);
        const core::IdentityId identity(log.identity.publicKey());
        const core::Signature certificate = certifyDevice(log.identity, log.deviceId());
        QVERIFY(verifyDevice(identity, log.deviceId(), certificate));
        QVERIFY(!verifyDevice(identity, randomId<core::DeviceId>(log.rng), certificate));
        QVERIFY(
            !verifyDevice(core::IdentityId(log.device.publicKey()), log.deviceId(), certificate));

        const core::SigningKey door(core::Seed::random(log.rng));
        const core::DoorId doorId(door.publicKey());
        const core::Signature entry = signEntry(door, log.room, identity);
        QVERIFY(verifyEntry(doorId, log.room, identity, entry));
        QVERIFY(!verifyEntry(doorId, randomId<core::RoomId>(log.rng), identity, entry));
        QVERIFY(!verifyEntry(doorId, log.room, randomId<core::IdentityId>(log.rng), entry));
        QVERIFY(!verifyEntry(doorId, log.room, identity, certificate));
        QVERIFY(!verifyEntry(doorId, log.room, identity, {}));
        QVERIFY(!verifyEvent(log.deviceId(), log.events[0].id, certificate));
    }
};

QTEST_APPLESS_MAIN(EventTest)
#include "event_test.moc"
