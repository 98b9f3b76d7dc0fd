// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/ids.h"
#include "core/seal.h"
#include "engine/session/noise_state.h"
#include "support/seeded_rng.h"

#include <QtTest>

using namespace engine::session;

class NoiseStateTest : public QObject
{
    Q_OBJECT

private slots:
    void aFailedDecryptionChangesNothing();
    void theLastNonceIsNeverUsed();
    void rekeyFollowsTheSpecification();
    void bulkCryptoGivesTheSameBytes();
    void shortNamesArePaddedAndLongOnesHashed();
    void withoutAKeyTextPassesThrough();
};

namespace {

const core::ByteArray<32> keyBytes{1, 2, 3, 4, 5};
const core::Bytes text{10, 20, 30};

CipherState cipher(std::uint64_t nonce = 0)
{
    return CipherState(core::Secret<32>(keyBytes), nonce);
}

} // namespace

void NoiseStateTest::aFailedDecryptionChangesNothing()
{
    CipherState sender = cipher();
    CipherState receiver = cipher();
    const auto sealed = sender.encrypt({}, text);
    QVERIFY(sealed.has_value());
    for (std::size_t i = 0; i < sealed->size(); ++i) {
        core::Bytes altered = *sealed;
        altered[i] ^= 0x80U;
        QVERIFY(!receiver.decrypt({}, altered));
        QCOMPARE(receiver.nonce(), std::uint64_t(0));
    }
    QVERIFY(!receiver.decrypt({}, core::ByteView(*sealed).first(15)));
    QVERIFY(!receiver.decrypt(text, *sealed));
    QCOMPARE(receiver.decrypt({}, *sealed).value(), text);
    QCOMPARE(receiver.nonce(), std::uint64_t(1));
    QVERIFY(!receiver.decrypt({}, *sealed));
}

void NoiseStateTest::theLastNonceIsNeverUsed()
{
    CipherState sender = cipher(UINT64_MAX - 1);
    CipherState receiver = cipher(UINT64_MAX - 1);
    const auto sealed = sender.encrypt({}, text);
    QVERIFY(sealed.has_value());
    QVERIFY(receiver.decrypt({}, *sealed).has_value());
    QVERIFY(!sender.encrypt({}, text));
    QVERIFY(!sender.encrypt({}, text));
    const core::Bytes forged = core::sealCounted(core::Secret<32>(keyBytes), UINT64_MAX, {}, text);
    QVERIFY(!receiver.decrypt({}, forged));
    QCOMPARE(receiver.nonce(), UINT64_MAX);
}

void NoiseStateTest::rekeyFollowsTheSpecification()
{
    CipherState state = cipher(5);
    state.rekey();
    QCOMPARE(state.nonce(), std::uint64_t(5));

    const core::ByteArray<32> zeros{};
    const core::Bytes sealed = core::sealCounted(core::Secret<32>(keyBytes), UINT64_MAX, {}, zeros);
    const auto next = core::Secret<32>::from(core::ByteView(sealed).first(32));
    QCOMPARE(state.encrypt({}, text).value(), core::sealCounted(*next, 5, {}, text));
}

void NoiseStateTest::bulkCryptoGivesTheSameBytes()
{
    support::SeededRng rng(3);
    for (const std::size_t length : {0U, 1U, 63U, 64U, 65U, 16384U, 65519U}) {
        core::Bytes plain(length);
        rng.fill(plain);
        CipherState ordinary = cipher();
        CipherState bulk = cipher();
        bulk.useBulkCrypto();
        const auto sealed = ordinary.encrypt(text, plain);
        QCOMPARE(bulk.encrypt(text, plain).value(), *sealed);
        CipherState opener = cipher();
        opener.useBulkCrypto();
        core::Bytes altered = *sealed;
        altered.back() ^= 1U;
        QVERIFY(!opener.decrypt(text, altered));
        QCOMPARE(opener.nonce(), std::uint64_t(0));
        QCOMPARE(opener.decrypt(text, *sealed).value(), plain);
        ordinary.rekey();
        bulk.rekey();
        QCOMPARE(bulk.encrypt({}, plain).value(), ordinary.encrypt({}, plain).value());
    }
}

void NoiseStateTest::shortNamesArePaddedAndLongOnesHashed()
{
    const SymmetricState padded("abc");
    QCOMPARE(core::toHex(padded.hash()), std::string("616263") + std::string(58, '0'));
    const std::string longName(33, 'n');
    QCOMPARE(core::toHex(SymmetricState(longName).hash()),
             core::toHex(core::sha256({core::bytesOf(longName)})));
    const std::string exact(32, 'n');
    QCOMPARE(core::textOf(SymmetricState(exact).hash()), exact);
}

void NoiseStateTest::withoutAKeyTextPassesThrough()
{
    SymmetricState left("name");
    SymmetricState right("name");
    const auto clear = left.encryptAndHash(text);
    QCOMPARE(clear.value(), text);
    QCOMPARE(right.decryptAndHash(*clear).value(), text);
    QCOMPARE(core::toHex(left.hash()), core::toHex(right.hash()));

    left.mixKey(text);
    right.mixKey(text);
    SymmetricState copy = right.clone();
    auto sealed = left.encryptAndHash(text);
    QCOMPARE(sealed->size(), text.size() + core::sealTagBytes);
    const core::Hash32 before = right.hash();
    (*sealed)[0] ^= 1U;
    QVERIFY(!right.decryptAndHash(*sealed));
    QCOMPARE(core::toHex(right.hash()), core::toHex(before));
    (*sealed)[0] ^= 1U;
    QCOMPARE(copy.decryptAndHash(*sealed).value(), text);
    QCOMPARE(core::toHex(copy.hash()), core::toHex(left.hash()));
}

QTEST_APPLESS_MAIN(NoiseStateTest)
#include "noise_state_test.moc"
