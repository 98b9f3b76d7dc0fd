// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/work_proof.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::room;

namespace {

WorkTask taskOf(core::Rng& rng, std::uint32_t bits)
{
    return {core::RoomId(rng.bytes<32>()),
            core::DoorId(rng.bytes<32>()),
            core::IdentityId(rng.bytes<32>()),
            core::DeviceId(rng.bytes<32>()),
            bits};
}

} // namespace

class WorkProofTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsFoundIsEnough()
    {
        support::SeededRng rng(1);
        const WorkTask task = taskOf(rng, 14);
        WorkProof proof(task, rng);
        int steps = 0;
        while (!proof.step() && steps < 1000) {
            ++steps;
        }
        QVERIFY(proof.found());
        QVERIFY(workBits(task.room, task.door, task.identity, task.device, *proof.found()) >= 14);
        // Found is found: another step changes nothing.
        const auto found = proof.found();
        QVERIFY(proof.step() == found);
    }

    void itIsForOneDoorAndOneDevice()
    {
        support::SeededRng rng(2);
        const WorkTask task = taskOf(rng, 16);
        WorkProof proof(task, rng);
        while (!proof.step()) {
        }
        for (int other = 0; other < 4; ++other) {
            WorkTask moved = task;
            const WorkTask fresh = taskOf(rng, 16);
            moved.room = other == 0 ? fresh.room : task.room;
            moved.door = other == 1 ? fresh.door : task.door;
            moved.identity = other == 2 ? fresh.identity : task.identity;
            moved.device = other == 3 ? fresh.device : task.device;
            QVERIFY(workBits(moved.room, moved.door, moved.identity, moved.device, *proof.found())
                    < 16);
        }
    }

    void aStepIsBounded()
    {
        support::SeededRng rng(3);
        WorkProof proof(taskOf(rng, 64), rng); // nobody finds that
        for (int i = 0; i < 3; ++i) {
            QVERIFY(!proof.step());
        }
        WorkProof free(taskOf(rng, 0), rng);
        QVERIFY(free.step());
    }

    void differentStartsByLot()
    {
        support::SeededRng rng(4);
        const WorkTask task = taskOf(rng, 12);
        WorkProof one(task, rng);
        WorkProof two(task, rng);
        while (!one.step()) {
        }
        while (!two.step()) {
        }
        QVERIFY(one.found() != two.found());
    }
};

QTEST_GUILESS_MAIN(WorkProofTest)
#include "work_proof_test.moc"
