// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/body_seal.h"
#include "engine/room/log_fixture.h"

#include <QTest>

using namespace engine::room;
using fixture::LogFixture;

class BodySealTest : public QObject
{
    Q_OBJECT

private slots:
    void opensWhatWasSealed()
    {
        LogFixture log(1);
        const CarriedEvent event = log.append(Kind::TextMessage, "a secret text");
        const auto opened = openBody(log.epoch, event.header, event.body);
        QVERIFY(opened);
        QCOMPARE(core::textOf(opened->plain), std::string("a secret text"));
        QCOMPARE(event.body.size(), std::size_t{13 + 24 + 16});
    }

    void sealingAgainWithTheNonceGivesTheSameBytes()
    {
        LogFixture log(2);
        const CarriedEvent event = log.append(Kind::TextMessage, "again");
        const auto opened = openBody(log.epoch, event.header, event.body);
        QVERIFY(opened);
        QVERIFY(sealBody(log.epoch, event.header, opened->nonce, opened->plain) == event.body);
        // The header of somebody who seals for the first time has no length and hash yet.
        Header fresh = event.header;
        fresh.bodyLength = 0;
        fresh.bodyHash = {};
        QVERIFY(sealBody(log.epoch, fresh, opened->nonce, opened->plain) == event.body);
    }

    void opensUnderItsOwnHeaderAndEpochOnly()
    {
        LogFixture log(3);
        const CarriedEvent event = log.append(Kind::TextMessage, "bound");
        QVERIFY(!openBody(EpochSecret::random(log.rng), event.header, event.body));
        for (int field = 0; field < 7; ++field) {
            Header bent = event.header;
            switch (field) {
            case 0:
                bent.kind += 1;
                break;
            case 1:
                bent.seq += 1;
                break;
            case 2:
                bent.log = fixture::randomId<core::LogId>(log.rng);
                break;
            case 3:
                bent.room = fixture::randomId<core::RoomId>(log.rng);
                break;
            case 4:
                bent.prev = fixture::randomId<core::EventId>(log.rng);
                break;
            case 5:
                bent.clock.value += 1;
                break;
            default:
                bent.auth.push_back(fixture::randomId<core::EventId>(log.rng));
            }
            QVERIFY(!openBody(log.epoch, bent, event.body));
        }
    }

    void noFlippedByteAndNoShorterBodyOpens()
    {
        LogFixture log(4);
        const CarriedEvent event = log.append(Kind::TextMessage, "whole");
        for (std::size_t at = 0; at < event.body.size(); ++at) {
            core::Bytes bent = event.body;
            bent[at] ^= 0x80U;
            QVERIFY(!openBody(log.epoch, event.header, bent));
            QVERIFY(!openBody(log.epoch, event.header, core::ByteView(event.body).first(at)));
        }
    }

    void anEmptyBodyIsSealedToo()
    {
        LogFixture log(5);
        const CarriedEvent event = log.append(Kind::TextMessage, "");
        const auto opened = openBody(log.epoch, event.header, event.body);
        QVERIFY(opened && opened->plain.empty());
    }

    void keysOfTheReachSecretDiffer()
    {
        support::SeededRng rng(6);
        const ReachSecret reach = ReachSecret::random(rng);
        QVERIFY(!(linkPsk(reach) == lanKey(reach)));
        QVERIFY(!(linkPsk(reach) == dhtKey(reach)));
        QVERIFY(!(lanKey(reach) == dhtKey(reach)));
        QVERIFY(!(linkPsk(reach) == linkPsk(ReachSecret::random(rng))));
        QVERIFY(linkPsk(reach) == linkPsk(reach.clone()));
    }

    void publicRoomsDeriveTheirSecrets()
    {
        support::SeededRng rng(7);
        const auto room = fixture::randomId<core::RoomId>(rng);
        const auto other = fixture::randomId<core::RoomId>(rng);
        QVERIFY(publicEpochSecret(room) == publicEpochSecret(room));
        QVERIFY(!(publicEpochSecret(room) == publicEpochSecret(other)));
        QVERIFY(!(publicReachSecret(room) == publicReachSecret(other)));
        QVERIFY(epochIdOf(publicEpochSecret(room)) != epochIdOf(publicEpochSecret(other)));
        QVERIFY(!epochIdOf(publicEpochSecret(room)).isZero());
    }
};

QTEST_APPLESS_MAIN(BodySealTest)
#include "body_seal_test.moc"
