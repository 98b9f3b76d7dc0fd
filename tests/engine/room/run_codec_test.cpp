// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/log_fixture.h"
#include "engine/room/run_codec.h"

#include <QTest>

using namespace engine::room;
using fixture::LogFixture;

namespace {

/// Content and acts by turns, changing heads and epochs: everything an item may leave out or name.
void fillMixed(LogFixture& log, std::size_t length)
{
    while (log.events.size() < length) {
        const std::uint64_t dice = log.rng.below(10);
        if (dice == 0) {
            log.auth = {fixture::randomId<core::EventId>(log.rng)};
        } else if (dice == 1) {
            log.auth.clear();
        } else if (dice == 2) {
            log.epoch = EpochSecret::random(log.rng);
        }
        log.append(dice < 4 ? Kind::Policy : Kind::TextMessage,
                   std::string(log.rng.below(50), 'x'));
    }
}

bool sameEvent(const CarriedEvent& left, const CarriedEvent& right)
{
    return left.header == right.header && left.headerBytes == right.headerBytes
           && left.id == right.id && left.body == right.body && left.bodiless == right.bodiless;
}

} // namespace

class RunCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void everyPartOfALogComesBack()
    {
        LogFixture log(1);
        fillMixed(log, 200);
        support::SeededRng rng(1);
        for (int round = 0; round < 100; ++round) {
            const std::size_t from = rng.below(200);
            const std::size_t count = 1 + rng.below(200 - from);
            const std::vector<CarriedEvent> sent = log.range(from, count);
            const auto got = decodeRun(encodeRun(sent), log.room);
            QVERIFY(got);
            QCOMPARE(got->size(), count);
            for (std::size_t i = 0; i < count; ++i) {
                QVERIFY(sameEvent((*got)[i], sent[i]));
                const bool kept = i + 1 == count || sent[i].header.seq % 64 == 0;
                QCOMPARE((*got)[i].signature.empty(), !kept);
            }
            QVERIFY(verifyEvent(log.deviceId(), got->back().id, got->back().signature));
        }
    }

    void leavesOutWhatStays()
    {
        LogFixture log(2);
        for (int i = 0; i < 4; ++i) {
            log.append(Kind::TextMessage, "x");
        }
        const wire::Run run = encodeRun(log.range(1, 4));
        QVERIFY(!run.items(0).grant().empty());
        QVERIFY(!run.items(0).epoch().empty());
        for (int i = 1; i < 4; ++i) {
            QVERIFY(run.items(i).grant().empty());
            QVERIFY(run.items(i).epoch().empty());
            QVERIFY(run.items(i).auth_same());
            QVERIFY(run.items(i).body_hash().empty());
        }
    }

    void aBodilessItemKeepsItsHash()
    {
        LogFixture log(3);
        log.append(Kind::TextMessage, "gone");
        log.append(Kind::TextMessage, "here");
        std::vector<CarriedEvent> sent = log.range(1, 2);
        sent[0].bodiless = true;
        sent[0].body.clear();
        const auto got = decodeRun(encodeRun(sent), log.room);
        QVERIFY(got);
        QVERIFY(sameEvent((*got)[0], sent[0]));
        QVERIFY(sameEvent((*got)[1], sent[1]));
        QVERIFY((*got)[1].id == log.events[2].id);
    }

    void whatIsBentInARunIsRefusedByTheSignature()
    {
        LogFixture log(4);
        for (int i = 0; i < 3; ++i) {
            log.append(Kind::TextMessage, "text");
        }
        const wire::Run run = encodeRun(log.range(1, 3));
        const auto stillSigned = [&](const wire::Run& bent) {
            const auto got = decodeRun(bent, log.room);
            return got && verifyEvent(log.deviceId(), got->back().id, got->back().signature);
        };
        QVERIFY(stillSigned(run));
        wire::Run bent = run;
        bent.mutable_items(0)->set_clock(run.items(0).clock() + 1);
        QVERIFY(!stillSigned(bent));
        bent = run;
        bent.mutable_items(0)->mutable_body()->back() ^= 1;
        QVERIFY(!stillSigned(bent));
        bent = run;
        bent.set_first_seq(2);
        QVERIFY(!stillSigned(bent));
        bent = run;
        bent.mutable_items()->SwapElements(0, 1);
        QVERIFY(!stillSigned(bent));
        bent = run;
        bent.mutable_items()->DeleteSubrange(1, 1);
        QVERIFY(!stillSigned(bent));
        QVERIFY(!decodeRun(run, fixture::randomId<core::RoomId>(log.rng))
                || !verifyEvent(log.deviceId(),
                                decodeRun(run, fixture::randomId<core::RoomId>(log.rng))->back().id,
                                core::bytesOf(run.items(2).signature())));
    }

    void refusesWhatIsMalformed()
    {
        LogFixture log(5);
        log.append(Kind::TextMessage, "a");
        log.append(Kind::Policy, "b");
        const wire::Run run = encodeRun(log.range(1, 2));
        const auto error = [&](const auto& change) {
            wire::Run bent = run;
            change(bent);
            const auto got = decodeRun(bent, log.room);
            return got ? std::optional<RunError>() : std::optional(got.error());
        };
        const auto malformed = [&](const auto& change) {
            return error(change) == RunError::Malformed;
        };
        QVERIFY(!error([](wire::Run&) {}));
        QVERIFY(malformed([](wire::Run& it) { it.clear_items(); }));
        QVERIFY(malformed([](wire::Run& it) { it.set_log("short"); }));
        QVERIFY(malformed([](wire::Run& it) { it.set_first_prev("short"); }));
        QVERIFY(malformed([](wire::Run& it) { it.set_first_seq(0); }));
        QVERIFY(malformed([](wire::Run& it) { it.set_first_seq(UINT64_MAX); }));
        QVERIFY(malformed([](wire::Run& it) { it.mutable_items(0)->set_kind(256); }));
        QVERIFY(malformed([](wire::Run& it) { it.mutable_items(0)->set_epoch(""); }));
        QVERIFY(malformed([](wire::Run& it) { it.mutable_items(0)->set_grant("x"); }));
        QVERIFY(malformed([](wire::Run& it) { it.mutable_items(0)->set_signature("x"); }));
        QVERIFY(malformed([](wire::Run& it) { it.mutable_items(1)->clear_signature(); }));
        QVERIFY(malformed([](wire::Run& it) {
            it.mutable_items(0)->set_bodiless(true);
            it.mutable_items(0)->set_body_hash("x");
        }));
        QVERIFY(malformed([](wire::Run& it) {
            for (int i = 0; i < 5; ++i) {
                it.mutable_items(0)->add_auth(std::string(32, static_cast<char>('a' + i)));
            }
        }));
        QVERIFY(malformed([](wire::Run& it) {
            it.mutable_items(0)->set_body(std::string(core::limits::spec::eventBodyBytes + 1, 'x'));
        }));
        QVERIFY(error([&](wire::Run& it) {
                    while (static_cast<std::size_t>(it.items_size())
                           <= core::limits::tuning::eventsPerFrame) {
                        *it.add_items() = run.items(0);
                    }
                })
                == RunError::TooLong);
    }

    void singleEventsComeBack()
    {
        LogFixture log(6);
        const CarriedEvent event = log.append(Kind::TextMessage, "alone");
        const auto got = decodeSigned(encodeSigned(event));
        QVERIFY(got);
        QVERIFY(sameEvent(*got, event));
        QVERIFY(got->signature == event.signature);
        wire::SignedEvent bent = encodeSigned(event);
        bent.mutable_body()->back() ^= 1;
        QVERIFY(decodeSigned(bent).error() == RunError::BodyHash);
        bent = encodeSigned(event);
        bent.set_signature("short");
        QVERIFY(decodeSigned(bent).error() == RunError::Malformed);
        bent = encodeSigned(event);
        bent.mutable_header()->pop_back();
        QVERIFY(decodeSigned(bent).error() == RunError::Malformed);
        bent = encodeSigned(event);
        bent.set_bodiless(true);
        bent.clear_body();
        const auto bare = decodeSigned(bent);
        QVERIFY(bare && bare->bodiless && bare->body.empty());
    }
};

QTEST_APPLESS_MAIN(RunCodecTest)
#include "run_codec_test.moc"
