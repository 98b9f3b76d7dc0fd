// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/ids.h"
#include "core/keys.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <type_traits>

static_assert(!std::is_copy_constructible_v<core::SigningKey>);
static_assert(!std::is_copy_constructible_v<core::AgreementKey>);

namespace {

core::Seed seed(std::string_view hex)
{
    return std::move(core::Seed::from(core::fromHex(hex).value()).value());
}

core::PublicKey publicKey(std::string_view hex)
{
    return core::IdentityId::fromHexText(hex).value().bytes();
}

} // namespace

class KeysTest : public QObject
{
    Q_OBJECT

private slots:
    /// RFC 8032, section 7.1, tests 1 and 2.
    void ed25519KnownAnswers()
    {
        const core::SigningKey first(
            seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        QCOMPARE(core::toHex(first.publicKey()),
                 std::string("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        QCOMPARE(core::toHex(first.sign(core::ByteView())),
                 std::string("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                             "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
        const core::SigningKey second(
            seed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        QCOMPARE(core::toHex(second.publicKey()),
                 std::string("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        QCOMPARE(core::toHex(second.sign(core::fromHex("72").value())),
                 std::string("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    }

    void everyBitOfSignatureAndMessageCounts()
    {
        const core::SigningKey key(
            seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        core::Bytes message = core::copyOf(core::bytesOf("a message"));
        core::Signature signature = key.sign(message);
        QVERIFY(core::verify(key.publicKey(), message, signature));
        for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
            signature[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY(!core::verify(key.publicKey(), message, signature));
            signature[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        }
        message.back() ^= 1U;
        QVERIFY(!core::verify(key.publicKey(), message, signature));
    }

    /// S + L is the same scalar in another encoding, a point of small order signs anything: neither may pass.
    void malleableAndSmallOrderSignaturesAreRefused()
    {
        const core::SigningKey key(
            seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        const core::Bytes order =
            core::fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
                .value();
        core::Signature signature = key.sign(core::bytesOf("x"));
        unsigned carry = 0;
        for (std::size_t i = 0; i < 32; ++i) {
            carry += signature[32 + i] + unsigned(order[i]);
            signature[32 + i] = static_cast<std::uint8_t>(carry);
            carry >>= 8U;
        }
        QVERIFY(!core::verify(key.publicKey(), core::bytesOf("x"), signature));
        core::PublicKey identity{};
        identity[0] = 1;
        core::Signature nothing{};
        nothing[0] = 1;
        QVERIFY(!core::verify(identity, core::bytesOf("x"), nothing));
    }

    void wrongLengthsAreRefused()
    {
        const core::SigningKey key(
            seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        const core::Signature signature = key.sign(core::bytesOf("x"));
        const core::ByteView whole(signature);
        QVERIFY(!core::verify(key.publicKey(), core::bytesOf("x"), whole.first(63)));
        QVERIFY(
            !core::verify(core::ByteView(key.publicKey()).first(31), core::bytesOf("x"), whole));
        QVERIFY(!core::verify({}, core::bytesOf("x"), {}));
    }

    void contextsKeepSignaturesApart()
    {
        const core::SigningKey key(
            seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        const core::Signature signature =
            key.sign("link", {core::bytesOf("ab"), core::bytesOf("c")});
        QVERIFY(core::verify(key.publicKey(), "link", {core::bytesOf("abc")}, signature));
        QVERIFY(!core::verify(key.publicKey(), "enter", {core::bytesOf("abc")}, signature));
        QVERIFY(!core::verify(key.publicKey(), core::bytesOf("abc"), signature));
    }

    /// RFC 7748, section 6.1.
    void x25519KnownAnswers()
    {
        const core::AgreementKey alice(
            seed("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        const core::AgreementKey bob(
            seed("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        QCOMPARE(core::toHex(alice.publicKey()),
                 std::string("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        QCOMPARE(core::toHex(bob.publicKey()),
                 std::string("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        const auto shared = alice.agree(bob.publicKey());
        QVERIFY(shared.has_value());
        QCOMPARE(core::toHex(shared->view()),
                 std::string("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
        QVERIFY(*shared == bob.agree(alice.publicKey()).value());
    }

    void pointsOfLowOrderAgreeOnNothing()
    {
        const core::AgreementKey key(
            seed("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        for (const std::string_view low :
             {"0000000000000000000000000000000000000000000000000000000000000000",
              "0100000000000000000000000000000000000000000000000000000000000000",
              "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
            QVERIFY(!key.agree(publicKey(low)));
        }
    }

    void whatIsSealedToASigningKeyIsForItsHolder()
    {
        support::SeededRng rng(3);
        const core::SigningKey ann(core::Seed::random(rng));
        const core::AgreementKey once(core::Seed::random(rng));
        const auto half = core::agreementHalfOf(ann.publicKey());
        QVERIFY(half.has_value());
        QCOMPARE(core::agreementKeyOf(ann).publicKey(), *half);
        QVERIFY(once.agree(*half).value()
                == core::agreementKeyOf(ann).agree(once.publicKey()).value());
        QVERIFY(!core::agreementHalfOf(core::ByteView(ann.publicKey()).first(31)));
        QVERIFY(!core::agreementHalfOf(core::PublicKey{})); // of low order
    }

    void theSameRngMakesTheSameKeys()
    {
        support::SeededRng one(7);
        support::SeededRng same(7);
        support::SeededRng other(8);
        const core::SigningKey key(core::Seed::random(one));
        QCOMPARE(key.publicKey(), core::SigningKey(core::Seed::random(same)).publicKey());
        QVERIFY(key.publicKey() != core::SigningKey(core::Seed::random(other)).publicKey());
    }

    void aCloneIsTheSameKey()
    {
        support::SeededRng rng(7);
        const core::SigningKey key(core::Seed::random(rng));
        const core::SigningKey twin = key.clone();
        QCOMPARE(twin.sign(core::bytesOf("x")), key.sign(core::bytesOf("x")));
        QVERIFY(twin.seed() == key.seed());
        const core::AgreementKey agreement(core::Seed::random(rng));
        QCOMPARE(agreement.clone().publicKey(), agreement.publicKey());
    }
};

QTEST_APPLESS_MAIN(KeysTest)
#include "keys_test.moc"
