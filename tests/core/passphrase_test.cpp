// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/passphrase.h"
#include "support/seeded_rng.h"

#include <QTest>

namespace {

constexpr core::PassphraseCost cheap = core::passphraseCostLeast;

core::Bytes box(std::string_view passphrase = "correct horse")
{
    support::SeededRng rng(1);
    auto sealed = core::sealWithPassphrase(
        passphrase, core::bytesOf("place"), core::bytesOf("the plain"), cheap, rng);
    return sealed ? std::move(*sealed) : core::Bytes();
}

} // namespace

class PassphraseTest : public QObject
{
    Q_OBJECT

private slots:
    void whatWasSealedOpens()
    {
        const auto plain = core::openWithPassphrase("correct horse", core::bytesOf("place"), box());
        QVERIFY(plain.hasValue());
        QCOMPARE(core::textOf(*plain), std::string("the plain"));
    }

    void anotherPassphraseOrPlaceDoesNotOpen()
    {
        const auto wrong = core::openWithPassphrase("correct horsf", core::bytesOf("place"), box());
        QVERIFY(!wrong && wrong.error() == core::PassphraseError::Wrong);
        const auto moved = core::openWithPassphrase("correct horse", core::bytesOf("other"), box());
        QVERIFY(!moved && moved.error() == core::PassphraseError::Wrong);
    }

    void everyChangedByteIsNoticed()
    {
        const core::Bytes whole = box();
        for (std::size_t i = 0; i < whole.size(); ++i) {
            if (i >= 16 && i < 24) {
                continue; // the cost: see below
            }
            core::Bytes changed = whole;
            changed[i] ^= 1U;
            QVERIFY(!core::openWithPassphrase("correct horse", core::bytesOf("place"), changed));
        }
    }

    void anAbsurdCostIsRefusedBeforeItIsPaid()
    {
        core::Bytes changed = box();
        for (std::size_t i = 16; i < 24; ++i) {
            changed[i] = 0xff;
        }
        const auto opened =
            core::openWithPassphrase("correct horse", core::bytesOf("place"), changed);
        QVERIFY(!opened && opened.error() == core::PassphraseError::Malformed);
        support::SeededRng rng(2);
        QVERIFY(!core::sealWithPassphrase("x", {}, {}, {17, 8}, rng));
        QVERIFY(!core::sealWithPassphrase("x", {}, {}, {1, 7}, rng));
    }

    void everyTruncationIsRefused()
    {
        const core::Bytes whole = box();
        for (std::size_t length = 0; length < whole.size(); ++length) {
            QVERIFY(!core::openWithPassphrase(
                "correct horse", core::bytesOf("place"), core::ByteView(whole).first(length)));
        }
    }

    void twoBoxesOfTheSamePlainDiffer()
    {
        support::SeededRng rng(3);
        const auto one = core::sealWithPassphrase("p", {}, core::bytesOf("x"), cheap, rng);
        const auto two = core::sealWithPassphrase("p", {}, core::bytesOf("x"), cheap, rng);
        QVERIFY(one.hasValue() && two.hasValue());
        QVERIFY(*one != *two);
    }
};

QTEST_GUILESS_MAIN(PassphraseTest)
#include "passphrase_test.moc"
