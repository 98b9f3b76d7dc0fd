// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/genesis.h"
#include "engine/room/log_fixture.h"

#include <QTest>

#include <algorithm>

using namespace engine::room;

namespace {

Genesis genesisOf(std::uint64_t seed, std::size_t founders)
{
    support::SeededRng rng(seed);
    Genesis out;
    for (std::size_t i = 0; i < founders; ++i) {
        out.founders.push_back(fixture::randomId<core::IdentityId>(rng));
    }
    std::sort(out.founders.begin(), out.founders.end());
    out.salt = rng.bytes<16>();
    return out;
}

} // namespace

class GenesisTest : public QObject
{
    Q_OBJECT

private slots:
    void comesBack()
    {
        for (std::size_t founders = 1; founders <= foundersMost; ++founders) {
            for (const bool bornPublic : {false, true}) {
                Genesis genesis = genesisOf(founders, founders);
                genesis.bornPublic = bornPublic;
                const core::Bytes bytes = encodeGenesis(genesis);
                QCOMPARE(bytes.size(), 3 + founders * 32 + 16);
                const auto decoded = decodeGenesis(bytes);
                QVERIFY(decoded);
                QVERIFY(*decoded == genesis);
            }
        }
    }

    void theRoomIsTheHash()
    {
        const core::Bytes bytes = encodeGenesis(genesisOf(1, 1));
        core::Bytes other = bytes;
        other.back() ^= 1U;
        QVERIFY(roomIdOf(bytes) != roomIdOf(other));
        QVERIFY(genesisEvent(roomIdOf(bytes)).bytes() == roomIdOf(bytes).bytes());
    }

    void refusesEverythingElse()
    {
        const core::Bytes bytes = encodeGenesis(genesisOf(2, 2));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(!decodeGenesis(core::ByteView(bytes).first(size)));
        }
        const auto refused = [&](std::size_t at, std::uint8_t value) {
            core::Bytes bent = bytes;
            bent[at] = value;
            return !decodeGenesis(bent);
        };
        QVERIFY(refused(0, 2));
        QVERIFY(refused(1, 2));
        QVERIFY(refused(2, 0));
        QVERIFY(refused(2, 1));
        QVERIFY(refused(2, 3));
        QVERIFY(refused(2, 4));
        core::Bytes longer = bytes;
        longer.push_back(0);
        QVERIFY(!decodeGenesis(longer));
    }

    void refusesUnsortedAndRepeatedFounders()
    {
        Genesis genesis = genesisOf(3, 3);
        std::swap(genesis.founders[1], genesis.founders[2]);
        QVERIFY(!decodeGenesis(encodeGenesis(genesis)));
        genesis.founders[2] = genesis.founders[1];
        QVERIFY(!decodeGenesis(encodeGenesis(genesis)));
    }
};

QTEST_APPLESS_MAIN(GenesisTest)
#include "genesis_test.moc"
