// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/ids.h"
#include "core/seal.h"

#include <QTest>

namespace {

core::Bytes hex(std::string_view text)
{
    return core::fromHex(text).value();
}

core::Secret<32> key(std::string_view text)
{
    return std::move(core::Secret<32>::from(hex(text)).value());
}

constexpr std::string_view someKey =
    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";

template<class Open>
void everyBitMustCount(core::Bytes sealed, const Open& open)
{
    QVERIFY(open(sealed).has_value());
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        QVERIFY(!open(sealed));
        sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
    while (!sealed.empty()) {
        sealed.pop_back();
        QVERIFY(!open(sealed));
    }
}

} // namespace

class SealTest : public QObject
{
    Q_OBJECT

private slots:
    /// RFC 8439, appendix A.5; its nonce begins with four zero bytes like ours.
    void chaChaKnownAnswer()
    {
        const auto secret = key("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
        const core::Bytes associated = hex("f33388860000000000004e91");
        const core::Bytes sealed = hex(
            "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee9"
            "4e382d26b0"
            "bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982"
            "b1ff37c855"
            "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b52"
            "16cde7a4e9"
            "9040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b4222"
            "73f548271a"
            "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d361094fa68f0"
            "ff77987130"
            "305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709beead9d67890cbb22392336fea1851f38");
        constexpr std::uint64_t counter = 0x0807060504030201U;
        const auto plain = core::openCounted(secret, counter, associated, sealed);
        QVERIFY(plain.has_value());
        QVERIFY(core::textOf(*plain).starts_with(
            "Internet-Drafts are draft documents valid for a maximum of six "));
        QCOMPARE(core::sealCounted(secret, counter, associated, *plain), sealed);
    }

    /// draft-irtf-cfrg-xchacha, appendix A.3.1.
    void xChaChaKnownAnswer()
    {
        const auto secret = key(someKey);
        const auto nonce = core::Id<struct NonceTag, core::xNonceBytes>::fromHexText(
                               "404142434445464748494a4b4c4d4e4f5051525354555657")
                               .value()
                               .bytes();
        const core::Bytes associated = hex("50515253c0c1c2c3c4c5c6c7");
        const core::Bytes sealed =
            hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440b"
                "f3a82f4eda7e39"
                "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76"
                "b2383565d3fff9"
                "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
        const auto plain = core::openRandom(secret, nonce, associated, sealed);
        QVERIFY(plain.has_value());
        QCOMPARE(core::textOf(*plain),
                 std::string("Ladies and Gentlemen of the class of '99: If I could offer you only "
                             "one tip for the "
                             "future, sunscreen would be it."));
        QCOMPARE(core::sealRandom(secret, nonce, associated, *plain), sealed);
    }

    void everyBitCounts()
    {
        const auto secret = key(someKey);
        const core::Bytes associated = hex("01");
        everyBitMustCount(core::sealCounted(secret, 5, associated, core::bytesOf("plain")),
                          [&](core::ByteView sealed) {
                              return core::openCounted(secret, 5, associated, sealed);
                          });
        const core::ByteArray<core::xNonceBytes> nonce{3};
        everyBitMustCount(core::sealRandom(secret, nonce, associated, core::bytesOf("plain")),
                          [&](core::ByteView sealed) {
                              return core::openRandom(secret, nonce, associated, sealed);
                          });
    }

    void keyCounterNonceAndAssociatedDataCount()
    {
        const auto secret = key(someKey);
        const auto other = key("818182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        const core::Bytes counted =
            core::sealCounted(secret, 5, core::bytesOf("a"), core::bytesOf("plain"));
        QVERIFY(core::openCounted(secret, 5, core::bytesOf("a"), counted));
        QVERIFY(!core::openCounted(other, 5, core::bytesOf("a"), counted));
        QVERIFY(!core::openCounted(secret, 6, core::bytesOf("a"), counted));
        QVERIFY(!core::openCounted(secret, 5U + (1ULL << 32U), core::bytesOf("a"), counted));
        QVERIFY(!core::openCounted(secret, 5, core::bytesOf("b"), counted));
        QVERIFY(!core::openCounted(secret, 5, {}, counted));
        const core::ByteArray<core::xNonceBytes> nonce{3};
        const core::ByteArray<core::xNonceBytes> later{4};
        const core::Bytes random =
            core::sealRandom(secret, nonce, core::bytesOf("a"), core::bytesOf("plain"));
        QVERIFY(core::openRandom(secret, nonce, core::bytesOf("a"), random));
        QVERIFY(!core::openRandom(other, nonce, core::bytesOf("a"), random));
        QVERIFY(!core::openRandom(secret, later, core::bytesOf("a"), random));
        QVERIFY(!core::openRandom(secret, nonce, {}, random));
    }

    void theEmptyTextIsSealedToo()
    {
        const auto secret = key(someKey);
        const core::Bytes sealed = core::sealCounted(secret, 0, {}, {});
        QCOMPARE(sealed.size(), core::sealTagBytes);
        const auto plain = core::openCounted(secret, 0, {}, sealed);
        QVERIFY(plain.has_value() && plain->empty());
    }
};

QTEST_APPLESS_MAIN(SealTest)
#include "seal_test.moc"
