// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/text.h"
#include "engine/room/letter.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine;
using namespace engine::room;

namespace {

constexpr core::WallTime noon{1'700'000'000'000};

struct Fixture {
    support::SeededRng rng{7};
    core::RoomId room{rng.bytes<32>()};
    Self ada{core::Seed::random(rng), core::Seed::random(rng)};
    Self eve{core::Seed::random(rng), core::Seed::random(rng)};
    core::AgreementKey key{core::Seed::random(rng)};
    core::AgreementKey other{core::Seed::random(rng)};

    Fixture() { ada.name = "Ada"; }

    wire::Letter knock(const std::string& text)
    {
        return makeKnock(rng, room, ada, key.publicKey(), text, noon);
    }
    wire::Letter report()
    {
        ReportedMessage message{
            {core::LogId(rng.bytes<32>()), 4}, eve.identityId, "buy this", "advertising"};
        return makeReport(rng, room, ada, key.publicKey(), message, noon);
    }
};

} // namespace

class LetterTest : public QObject
{
    Q_OBJECT

private slots:
    void aKnockIsReadByWhomItIsForOnly()
    {
        Fixture f;
        const wire::Letter bytes = f.knock("May I come in?");
        const auto letter = decodeLetter(f.room, bytes);
        QVERIFY(letter && letter->kind == LetterKind::Knock);
        QCOMPARE(letter->identity, f.ada.identityId);
        QCOMPARE(letter->timeMs, noon.milliseconds);
        const auto text = openLetter(f.room, *letter, f.key);
        QVERIFY(text);
        QCOMPARE(text->text, std::string("May I come in?"));
        QCOMPARE(text->name, std::string("Ada"));
        QVERIFY(!openLetter(f.room, *letter, f.other));
        QVERIFY(!openLetter(core::RoomId(f.rng.bytes<32>()), *letter, f.key));
        QVERIFY(core::textOf(letter->sealed).find("come in") == std::string::npos);
        // The same words twice look different.
        QVERIFY(f.knock("May I come in?").sealed() != bytes.sealed());
    }

    /// Who reports stands nowhere outside.
    void aReportTellsWhoOnlyInside()
    {
        Fixture f;
        const wire::Letter bytes = f.report();
        const auto letter = decodeLetter(f.room, bytes);
        QVERIFY(letter && letter->identity.isZero());
        QVERIFY(bytes.SerializeAsString().find(core::textOf(f.ada.identityId.view()))
                == std::string::npos);
        QVERIFY(bytes.SerializeAsString().find(core::textOf(f.ada.deviceId.view()))
                == std::string::npos);
        const auto text = openLetter(f.room, *letter, f.key);
        QVERIFY(text);
        QCOMPARE(text->identity, f.ada.identityId);
        QCOMPARE(text->author, f.eve.identityId);
        QCOMPARE(text->reason, std::string("advertising"));
        QCOMPARE(text->text, std::string("buy this"));
        QCOMPARE(text->message.seq, std::uint64_t(4));
        wire::Letter named = bytes;
        named.set_identity(core::textOf(f.eve.identityId.view()));
        QVERIFY(!decodeLetter(f.room, named));
        // Nothing outside signs it, so its time alone is what bounds it.
        wire::Letter never = bytes;
        never.set_time_ms(INT64_MAX);
        QVERIFY(!decodeLetter(f.room, never));
        // The time is outside; moved, the report is nobody's.
        wire::Letter moved = bytes;
        moved.set_time_ms(noon.milliseconds + 1);
        QVERIFY(decodeLetter(f.room, moved));
        QVERIFY(!openLetter(f.room, *decodeLetter(f.room, moved), f.key));
    }

    void nothingOfALetterCanBeChanged()
    {
        Fixture f;
        const wire::Letter refusal = makeRefusal(f.room, f.ada, f.eve.identityId, "not now", noon);
        const auto decoded = decodeLetter(f.room, refusal);
        QVERIFY(decoded && decoded->kind == LetterKind::Refusal);
        QCOMPARE(decoded->about, f.eve.identityId);
        QCOMPARE(refusalReason(*decoded), std::string("not now"));
        for (const wire::Letter& good : {f.knock("hello"), refusal}) {
            QVERIFY(!decodeLetter(core::RoomId(f.rng.bytes<32>()), good));
            for (const auto& change : std::vector<std::function<void(wire::Letter&)>>{
                     [](wire::Letter& it) { it.set_kind(3 - it.kind() + 1); },
                     [](wire::Letter& it) { it.set_kind(0); },
                     [](wire::Letter& it) { it.set_kind(4); },
                     [](wire::Letter& it) { it.set_time_ms(it.time_ms() + 1); },
                     [](wire::Letter& it) { it.set_time_ms(-1); },
                     [](wire::Letter& it) { it.set_time_ms(INT64_MAX); },
                     [](wire::Letter& it) { it.set_key(std::string(32, 'k')); },
                     [](wire::Letter& it) { it.set_key("short"); },
                     [](wire::Letter& it) { it.mutable_sealed()->push_back('x'); },
                     [](wire::Letter& it) { it.set_sealed(std::string(20'000, 'x')); },
                     [](wire::Letter& it) { it.set_about(std::string(32, 'a')); },
                     [](wire::Letter& it) { it.clear_signature(); },
                     [](wire::Letter& it) { it.clear_device_cert(); },
                     [&](wire::Letter& it) {
                         it.set_identity(core::textOf(f.eve.identityId.view()));
                     },
                     [&](wire::Letter& it) { it.set_device(core::textOf(f.eve.deviceId.view())); },
                 }) {
                wire::Letter bad = good;
                change(bad);
                QVERIFY(!decodeLetter(f.room, bad));
            }
        }
    }

    void longAndDamagedTextsAreBounded()
    {
        Fixture f;
        std::string longText;
        for (int i = 0; i < 3000; ++i) {
            longText += "\xc3\xa9";
        }
        const auto letter = decodeLetter(f.room, f.knock(longText));
        QVERIFY(letter);
        const auto text = openLetter(f.room, *letter, f.key);
        QVERIFY(text && text->text.size() <= 2000 && core::isUtf8(text->text));
        Letter damaged = *letter;
        damaged.sealed.back() ^= 1;
        QVERIFY(!openLetter(f.room, damaged, f.key));
        damaged.sealed.resize(10);
        QVERIFY(!openLetter(f.room, damaged, f.key));
        QVERIFY(letterId(f.knock("a")) != letterId(f.knock("a")));
    }
};

QTEST_GUILESS_MAIN(LetterTest)
#include "letter_test.moc"
