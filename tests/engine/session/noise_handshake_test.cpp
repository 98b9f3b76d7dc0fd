// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// Published and derived vectors, byte for byte, and what must kill a handshake. With a file of the same shape as
// argument it prints what the product says for each case instead.

#include "core/ids.h"
#include "engine/session/door_set.h"
#include "engine/session/noise_handshake.h"
#include "link_pair.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cstdio>

using namespace engine::session;
using support::secretOf;

namespace {

core::Bytes unhex(const QJsonValue& value)
{
    return core::fromHex(value.toString().toStdString()).value_or(core::Bytes());
}

NoiseHandshake sideOf(const QJsonObject& vector, Role role)
{
    const QString side =
        role == Role::Initiator ? QStringLiteral("init_") : QStringLiteral("resp_");
    std::vector<core::Secret<32>> psks;
    for (const QJsonValue psk : vector[side + QStringLiteral("psks")].toArray()) {
        psks.push_back(core::Secret<32>::from(unhex(psk)).value());
    }
    NoiseHandshake handshake(vector[QStringLiteral("protocol_name")].toString().toStdString(),
                             role,
                             unhex(vector[side + QStringLiteral("prologue")]),
                             std::move(psks));
    const auto key = core::Secret<32>::from(unhex(vector[side + QStringLiteral("static")]));
    handshake.setStatic(core::AgreementKey(key.value().clone()));
    return handshake;
}

/// What the product makes of one case: a line per message, then the hash. `wrong` counts what differs.
struct Verdict {
    QStringList lines;
    int wrong = 0;

    void note(const QString& what, const core::Bytes& got, const core::Bytes& wanted)
    {
        const bool same = got == wanted;
        wrong += same ? 0 : 1;
        lines << QStringLiteral("  %1 %2 %3")
                     .arg(same ? QStringLiteral("ok  ") : QStringLiteral("FAIL"),
                          what,
                          QString::fromStdString(core::toHex(got)));
    }
};

Verdict judge(const QJsonObject& vector)
{
    Verdict verdict;
    const std::string name = vector[QStringLiteral("protocol_name")].toString().toStdString();
    const auto pattern = NoisePattern::parse(name);
    const auto psks =
        static_cast<std::size_t>(vector[QStringLiteral("init_psks")].toArray().size());
    if (!pattern || pattern->psks != psks) {
        verdict.lines << QStringLiteral("  FAIL unknown protocol name");
        verdict.wrong = 1;
        return verdict;
    }
    NoiseHandshake sides[2] = {sideOf(vector, Role::Initiator), sideOf(vector, Role::Responder)};
    support::FixedRng rngs[2] = {
        support::FixedRng(unhex(vector[QStringLiteral("init_ephemeral")])),
        support::FixedRng(unhex(vector[QStringLiteral("resp_ephemeral")]))};
    std::optional<NoiseHandshake::Ciphers> ciphers[2];
    std::size_t index = 0;
    for (const QJsonValue message : vector[QStringLiteral("messages")].toArray()) {
        const core::Bytes payload = unhex(message[QStringLiteral("payload")]);
        const core::Bytes wanted = unhex(message[QStringLiteral("ciphertext")]);
        const std::size_t from = index % 2;
        core::Bytes sealed;
        core::Bytes opened;
        if (!sides[from].finished()) {
            sealed = sides[from].write(payload, rngs[from]).value();
            auto read = sides[1 - from].read(wanted);
            opened = read ? *read : core::Bytes();
            if (!read) {
                verdict.note(QStringLiteral("payload"), opened, payload);
                break;
            }
        } else {
            for (std::size_t side : {0U, 1U}) {
                if (!ciphers[side]) {
                    ciphers[side].emplace(sides[side].split());
                }
            }
            sealed = ciphers[from]->send.encrypt({}, payload).value();
            opened = ciphers[1 - from]->receive.decrypt({}, wanted).value_or(core::Bytes());
        }
        verdict.note(QStringLiteral("message %1").arg(index), sealed, wanted);
        verdict.note(QStringLiteral("payload %1").arg(index), opened, payload);
        ++index;
    }
    if (vector.contains(QStringLiteral("handshake_hash"))) {
        const core::Bytes hash = unhex(vector[QStringLiteral("handshake_hash")]);
        verdict.note(QStringLiteral("hash, initiator"), core::copyOf(sides[0].hash()), hash);
        verdict.note(QStringLiteral("hash, responder"), core::copyOf(sides[1].hash()), hash);
    }
    return verdict;
}

QJsonArray vectorsOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QJsonDocument::fromJson(file.readAll())[QStringLiteral("vectors")].toArray();
}

int printFile(const QString& path)
{
    const QJsonArray vectors = vectorsOf(path);
    int wrong = vectors.isEmpty() ? 1 : 0;
    for (const QJsonValue vector : vectors) {
        const Verdict verdict = judge(vector.toObject());
        wrong += verdict.wrong;
        std::printf("%s: %s\n",
                    qPrintable(vector[QStringLiteral("protocol_name")].toString()),
                    verdict.wrong == 0 ? "ok" : "FAIL");
        std::printf("%s\n", qPrintable(verdict.lines.join(QChar::fromLatin1('\n'))));
    }
    std::printf("%d cases, %d differences\n", static_cast<int>(vectors.size()), wrong);
    return wrong == 0 ? 0 : 1;
}

} // namespace

class NoiseHandshakeTest : public QObject
{
    Q_OBJECT

private slots:
    void vectors_data();
    void vectors();
    void onlyKnownNamesParse();
    void lowOrderKeysAreRefused();
    void everyFlippedByteIsNoticed();
    void aSpentHandshakeStaysSpent();
    void anotherPrologueFails();
    void stolenStaticKeyDoesNotLetOthersIn();
};

void NoiseHandshakeTest::vectors_data()
{
    QTest::addColumn<QJsonObject>("vector");
    int number = 0;
    for (const char* name : {"noise_xx_cacophony", "noise_xxpsk", "noise_xxpsk0_derived"}) {
        const QString path =
            QStringLiteral(PARLOUR_VECTORS "/%1.json").arg(QString::fromLatin1(name));
        for (const QJsonValue vector : vectorsOf(path)) {
            QTest::addRow("%s %d", name, number++) << vector.toObject();
        }
    }
    QCOMPARE(number, 7);
}

void NoiseHandshakeTest::vectors()
{
    QFETCH(const QJsonObject, vector);
    const Verdict verdict = judge(vector);
    QVERIFY2(verdict.lines.size() >= 10, "too few messages were compared");
    QVERIFY2(verdict.wrong == 0, qPrintable(verdict.lines.join(QChar::fromLatin1('\n'))));
}

void NoiseHandshakeTest::onlyKnownNamesParse()
{
    const std::string suffix = "_25519_ChaChaPoly_SHA256";
    for (const char* good : {"XX", "XXpsk0", "XXpsk3", "XXpsk0+psk1", "XXpsk0+psk1+psk2+psk3"}) {
        QVERIFY2(NoisePattern::parse("Noise_" + (good + suffix)).has_value(), good);
    }
    QCOMPARE(NoisePattern::parse("Noise_XXpsk0+psk2" + suffix)->psks, std::size_t(2));
    for (const char* bad : {"",
                            "NN",
                            "IK",
                            "XXpsk",
                            "XXpsk4",
                            "XXpsk0psk1",
                            "XXpsk0+",
                            "XXpsk1+psk0",
                            "XXpsk0+psk0",
                            "XX+psk0",
                            "XXx"}) {
        QVERIFY2(!NoisePattern::parse("Noise_" + (bad + suffix)), bad);
    }
    QVERIFY(!NoisePattern::parse("Noise_XX_448_ChaChaPoly_SHA256"));
    QVERIFY(!NoisePattern::parse("Noise_XX_25519_AESGCM_SHA256"));
    QVERIFY(!NoisePattern::parse("Noise_XX"));
    QVERIFY(!NoisePattern::parse(""));
}

void NoiseHandshakeTest::lowOrderKeysAreRefused()
{
    const char* const names[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
    for (const char* const name : names) {
        support::SeededRng rng(1);
        const core::Bytes point = *core::fromHex(name);

        // As the ephemeral key of a holder of the psk, in message 1: refused when message 2 would be made of it.
        SymmetricState attacker(linkProtocol);
        attacker.mixHash(core::bytesOf(linkPrologue));
        attacker.mixKeyAndHash(secretOf(9).view());
        attacker.mixHash(point);
        attacker.mixKey(point);
        core::Bytes message = point;
        core::append(message, attacker.encryptAndHash({}).value());
        NoiseHandshake responder = linkHandshake(Role::Responder, secretOf(9));
        responder.setStatic(core::AgreementKey(secretOf(2)));
        QVERIFY(responder.read(message).hasValue());
        const auto written = responder.write({}, rng);
        QVERIFY2(!written, name);
        QCOMPARE(written.error(), HandshakeError::LowOrderKey);

        // As the responder's ephemeral key, in message 2.
        NoiseHandshake initiator = linkHandshake(Role::Initiator, secretOf(9));
        QVERIFY(initiator.write({}, rng).hasValue());
        core::Bytes second = point;
        second.resize(96);
        const auto read = initiator.read(second);
        QVERIFY2(!read, name);
        QCOMPARE(read.error(), HandshakeError::LowOrderKey);
        QCOMPARE(initiator.read(second).error(), HandshakeError::Spent);
    }
}

void NoiseHandshakeTest::everyFlippedByteIsNoticed()
{
    // How many of the three messages are delivered whole before one byte of the next is flipped.
    for (std::size_t whole = 0; whole < 3; ++whole) {
        const std::size_t lengths[] = {48, 96, 64};
        for (std::size_t place = 0; place < lengths[whole]; ++place) {
            support::SeededRng rng(place);
            NoiseHandshake sides[2] = {linkHandshake(Role::Initiator, secretOf(9)),
                                       linkHandshake(Role::Responder, secretOf(9))};
            sides[0].setStatic(core::AgreementKey(secretOf(1)));
            sides[1].setStatic(core::AgreementKey(secretOf(2)));
            for (std::size_t i = 0; i < whole; ++i) {
                QVERIFY(sides[1 - i % 2].read(sides[i % 2].write({}, rng).value()).hasValue());
            }
            core::Bytes message = sides[whole % 2].write({}, rng).value();
            QCOMPARE(message.size(), lengths[whole]);
            message[place] ^= 1U;
            QVERIFY(!sides[1 - whole % 2].read(message));
            message[place] ^= 1U;
            QCOMPARE(sides[1 - whole % 2].read(message).error(), HandshakeError::Spent);
        }
    }
}

void NoiseHandshakeTest::aSpentHandshakeStaysSpent()
{
    support::SeededRng rng(4);
    NoiseHandshake initiator = linkHandshake(Role::Initiator, secretOf(9));
    NoiseHandshake responder = linkHandshake(Role::Responder, secretOf(9));
    initiator.setStatic(core::AgreementKey(secretOf(1)));
    responder.setStatic(core::AgreementKey(secretOf(2)));
    QCOMPARE(initiator.read(core::Bytes(96)).error(), HandshakeError::Spent);
    QCOMPARE(responder.write({}, rng).error(), HandshakeError::Spent);
    QVERIFY(responder.read(initiator.write({}, rng).value()).hasValue());
    QCOMPARE(initiator.write({}, rng).error(), HandshakeError::Spent);
    QVERIFY(initiator.read(responder.write({}, rng).value()).hasValue());
    QVERIFY(responder.read(initiator.write({}, rng).value()).hasValue());
    QVERIFY(initiator.finished() && responder.finished());
    QCOMPARE(initiator.write({}, rng).error(), HandshakeError::Spent);
    QCOMPARE(responder.write({}, rng).error(), HandshakeError::Spent);
    QCOMPARE(core::toHex(initiator.hash()), core::toHex(responder.hash()));
    QVERIFY(initiator.remoteStatic() == core::AgreementKey(secretOf(2)).publicKey());
    QVERIFY(responder.remoteStatic() == core::AgreementKey(secretOf(1)).publicKey());
}

void NoiseHandshakeTest::anotherPrologueFails()
{
    support::SeededRng rng(5);
    const auto side = [](Role role, std::string_view prologue) {
        return NoiseHandshake(
            "Noise_XX_25519_ChaChaPoly_SHA256", role, core::bytesOf(prologue), {});
    };
    NoiseHandshake initiator = side(Role::Initiator, "parlour/1");
    NoiseHandshake responder = side(Role::Responder, "parlour/2");
    responder.setStatic(core::AgreementKey(secretOf(2)));
    QVERIFY(responder.read(initiator.write({}, rng).value()).hasValue());
    QCOMPARE(initiator.read(responder.write({}, rng).value()).error(), HandshakeError::BadSeal);
}

/// Key compromise impersonation: whoever has stolen A's static secret and holds the psk still cannot play B to A,
/// neither dialling A nor answering A's call, because B's secret enters the keys too.
void NoiseHandshakeTest::stolenStaticKeyDoesNotLetOthersIn()
{
    const core::AgreementKey stolen(secretOf(1)); // A's
    const core::AgreementKey bob(secretOf(2));    // of which the attacker uses the public half only
    const auto mixFirst = [](SymmetricState& state, const core::PublicKey& ephemeral) {
        state.mixHash(core::bytesOf(linkPrologue));
        state.mixKeyAndHash(secretOf(9).view());
        state.mixHash(ephemeral);
        state.mixKey(ephemeral);
        return state.encryptAndHash({}).value();
    };
    core::PublicKey theirs{};
    for (int guess = 0; guess < 5; ++guess) {
        const core::AgreementKey own(secretOf(50)); // the attacker's ephemeral key
        // What he can compute in place of what needs B's secret; 4 is the truth, which proves this test's own steps.
        const auto substitute = [&]() {
            switch (guess) {
            case 0:
                return *stolen.agree(bob.publicKey());
            case 1:
                return *own.agree(bob.publicKey());
            case 2:
                return *stolen.agree(theirs);
            case 3:
                return core::Secret<32>();
            default:
                return *bob.agree(theirs);
            }
        };

        support::SeededRng rng(6);
        {
            NoiseHandshake alice = linkHandshake(Role::Responder, secretOf(9));
            alice.setStatic(stolen.clone());
            SymmetricState attacker(linkProtocol);
            core::Bytes first = core::copyOf(own.publicKey());
            core::append(first, mixFirst(attacker, own.publicKey()));
            QVERIFY(alice.read(first).hasValue());
            const core::Bytes second = alice.write({}, rng).value();
            std::copy_n(second.begin(), 32, theirs.begin());
            attacker.mixHash(theirs);
            attacker.mixKey(theirs);
            attacker.mixKey(own.agree(theirs)->view());
            QVERIFY(attacker.decryptAndHash(core::ByteView(second).subspan(32, 48)).has_value());
            attacker.mixKey(own.agree(stolen.publicKey())->view());
            QVERIFY(attacker.decryptAndHash(core::ByteView(second).subspan(80)).has_value());
            core::Bytes third = attacker.encryptAndHash(bob.publicKey()).value();
            attacker.mixKey(substitute().view());
            core::append(third, attacker.encryptAndHash({}).value());
            QCOMPARE(alice.read(third).hasValue(), guess == 4);
        }
        {
            NoiseHandshake alice = linkHandshake(Role::Initiator, secretOf(9));
            alice.setStatic(stolen.clone());
            const core::Bytes first = alice.write({}, rng).value();
            std::copy_n(first.begin(), 32, theirs.begin());
            SymmetricState attacker(linkProtocol);
            QCOMPARE(mixFirst(attacker, theirs), core::Bytes(first.begin() + 32, first.end()));
            core::Bytes second = core::copyOf(own.publicKey());
            attacker.mixHash(own.publicKey());
            attacker.mixKey(own.publicKey());
            attacker.mixKey(own.agree(theirs)->view());
            core::append(second, attacker.encryptAndHash(bob.publicKey()).value());
            attacker.mixKey(substitute().view());
            core::append(second, attacker.encryptAndHash({}).value());
            QCOMPARE(alice.read(second).hasValue(), guess == 4);
        }
    }
}

int main(int argc, char** argv)
{
    if (argc == 2 && argv[1][0] != '-' && QFile::exists(QString::fromLocal8Bit(argv[1]))) {
        return printFile(QString::fromLocal8Bit(argv[1]));
    }
    NoiseHandshakeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "noise_handshake_test.moc"
