// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/core_proof.h"
#include "engine/room/log_fixture.h"

#include <QTest>

using namespace engine::room;
using namespace fixture;

namespace {

struct Entrant {
    explicit Entrant(std::uint64_t seed)
        : rng(seed)
        , room(randomId<core::RoomId>(rng))
        , identity(core::Seed::random(rng))
        , device(core::Seed::random(rng))
        , doorKey(core::Seed::random(rng))
    {
        open.identity = core::IdentityId(identity.publicKey());
        open.device = core::DeviceId(device.publicKey());
        open.certificate = certifyDevice(identity, open.device);
        open.birth = randomId<core::EventId>(rng);
        door.id = core::DoorId(doorKey.publicKey());
    }
    [[nodiscard]] std::optional<ProofError> check(const DoorBody* by) const
    {
        const auto result = checkOpening(room, open, by);
        return result ? std::nullopt : std::optional(result.error());
    }

    support::SeededRng rng;
    core::RoomId room;
    core::SigningKey identity;
    core::SigningKey device;
    core::SigningKey doorKey;
    OpenBody open;
    DoorBody door;
};

} // namespace

class CoreProofTest : public QObject
{
    Q_OBJECT

private slots:
    void theIdentityOwnsTheDevice()
    {
        Entrant entrant(1);
        QCOMPARE(entrant.check(nullptr), std::optional<ProofError>());
        entrant.open.certificate[5] ^= 1;
        QCOMPARE(entrant.check(nullptr), std::optional(ProofError::Certificate));
        Entrant other(2);
        other.open.device = entrant.open.device;
        QCOMPARE(other.check(nullptr), std::optional(ProofError::Certificate));
    }

    void aKeyDoorWantsItsKey()
    {
        Entrant entrant(3);
        for (const DoorKind kind : {DoorKind::Key, DoorKind::Password}) {
            entrant.door.kind = kind;
            entrant.open.doorProof.reset();
            QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Door));
            entrant.open.doorProof =
                signEntry(entrant.doorKey, entrant.room, entrant.open.identity);
            QCOMPARE(entrant.check(&entrant.door), std::optional<ProofError>());
            QCOMPARE(entrant.check(nullptr), std::optional(ProofError::Door)); // a proof of nothing
            entrant.open.doorProof =
                signEntry(entrant.identity, entrant.room, entrant.open.identity);
            QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Door));
            entrant.open.doorProof =
                signEntry(entrant.doorKey, core::RoomId(), entrant.open.identity);
            QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Door));
        }
        entrant.open.doorProof = signEntry(entrant.doorKey, entrant.room, entrant.open.identity);
        for (const DoorKind kind : {DoorKind::Open, DoorKind::Ask}) {
            entrant.door.kind = kind;
            QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Door));
        }
    }

    void workIsCounted()
    {
        Entrant entrant(4);
        entrant.door.kind = DoorKind::Open;
        entrant.door.workBits = 8;
        QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Work));
        const auto bits = [&](const core::ByteArray<8>& nonce) {
            return workBits(
                entrant.room, entrant.door.id, entrant.open.identity, entrant.open.device, nonce);
        };
        core::ByteArray<8> nonce{};
        std::size_t tries = 1;
        for (; bits(nonce) < 8; ++tries) {
            nonce = entrant.rng.bytes<8>();
            entrant.open.work = nonce;
            QCOMPARE(entrant.check(&entrant.door).has_value(), bits(nonce) < 8);
        }
        QVERIFY(tries > 10 && tries < 10'000); // one in 256
        entrant.door.workBits = bits(nonce);
        entrant.open.work = nonce;
        QCOMPARE(entrant.check(&entrant.door), std::optional<ProofError>());
        entrant.door.workBits += 1;
        QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Work));
        // Work that nobody asked for is no opening's one encoding.
        entrant.door.workBits = 0;
        QCOMPARE(entrant.check(&entrant.door), std::optional(ProofError::Work));
        QCOMPARE(entrant.check(nullptr), std::optional(ProofError::Work));
        // It is done for one person at one door.
        const unsigned here = bits(nonce);
        const unsigned elsewhere = workBits(
            core::RoomId(), entrant.door.id, entrant.open.identity, entrant.open.device, nonce);
        QVERIFY(here >= 8 && elsewhere < here);
    }

    void anIdentityCutsItsDevice()
    {
        Entrant entrant(5);
        DeviceCutBody cut;
        cut.device = entrant.open.device;
        cut.cuts = {
            {randomId<core::LogId>(entrant.rng), randomId<core::EventId>(entrant.rng), {}, 4}};
        cut.signature = signDeviceCut(entrant.identity, entrant.room, cut);
        const auto sound = [&](const core::RoomId& room, const core::IdentityId& identity) {
            return bool(checkDeviceCut(room, identity, cut));
        };
        QVERIFY(sound(entrant.room, entrant.open.identity));
        QVERIFY(!sound(core::RoomId(), entrant.open.identity));
        QVERIFY(!sound(entrant.room, core::IdentityId(entrant.device.publicKey())));
        cut.cuts[0].lastSeq = 5;
        QVERIFY(!sound(entrant.room, entrant.open.identity));
        cut.cuts[0].lastSeq = 4;
        QVERIFY(sound(entrant.room, entrant.open.identity));
        cut.device = core::DeviceId();
        QVERIFY(!sound(entrant.room, entrant.open.identity));
    }
};

QTEST_APPLESS_MAIN(CoreProofTest)
#include "core_proof_test.moc"
