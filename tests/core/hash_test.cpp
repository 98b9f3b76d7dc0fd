// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/hash.h"
#include "core/ids.h"

#include <QTest>

namespace {

core::Bytes hex(std::string_view text)
{
    return core::fromHex(text).value();
}

core::Bytes range(int first, int last)
{
    core::Bytes out;
    for (int value = first; value <= last; ++value) {
        out.push_back(static_cast<std::uint8_t>(value));
    }
    return out;
}

} // namespace

class HashTest : public QObject
{
    Q_OBJECT

private slots:
    void sha256KnownAnswers()
    {
        QCOMPARE(core::toHex(core::sha256({})),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(core::toHex(core::sha256({core::bytesOf("abc")})),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    /// RFC 4231, cases 1, 2 and 6 (a key longer than a block).
    void hmacKnownAnswers()
    {
        QCOMPARE(core::toHex(core::hmacSha256(core::Bytes(20, 0x0b), {core::bytesOf("Hi There")})),
                 std::string("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
        QCOMPARE(core::toHex(core::hmacSha256(
                     core::bytesOf("Jefe"),
                     {core::bytesOf("what do ya want "), core::bytesOf("for nothing?")})),
                 std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        QCOMPARE(core::toHex(core::hmacSha256(
                     core::Bytes(131, 0xaa),
                     {core::bytesOf("Test Using Larger Than Block-Size Key - Hash Key First")})),
                 std::string("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    }

    /// RFC 5869, cases 1 to 3: the first 32 bytes of each.
    void hkdfKnownAnswers()
    {
        const auto text = [](const core::Secret<32>& secret) { return core::toHex(secret.view()); };
        QCOMPARE(text(core::hkdf(range(0, 0x0c), core::Bytes(22, 0x0b), {range(0xf0, 0xf9)})),
                 std::string("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
        QCOMPARE(text(core::hkdf(
                     range(0x60, 0xaf), range(0, 0x4f), {range(0xb0, 0xdf), range(0xe0, 0xff)})),
                 std::string("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"));
        QCOMPARE(text(core::hkdf({}, core::Bytes(22, 0x0b), {})),
                 std::string("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
    }

    void derivedKeysDependOnSecretAndPurpose()
    {
        const core::Bytes secret(16, 7);
        const auto link = core::deriveKey(secret, "link");
        QVERIFY(link == core::hkdf({}, secret, {core::bytesOf("link")}));
        QVERIFY(!(link == core::deriveKey(secret, "lan")));
        QVERIFY(!(link == core::deriveKey(core::Bytes(16, 8), "link")));
    }

    /// BLAKE2b-256 over one length byte, the context and the parts, computed elsewhere.
    void namedHashKnownAnswers()
    {
        QCOMPARE(core::toHex(core::hashOf("", {})),
                 std::string("03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"));
        QCOMPARE(core::toHex(core::hashOf("parlour/test", {core::bytesOf("abc")})),
                 std::string("08547cdc05ec588e7dbd660d3a0355b3bd14578524bf28f3d1b43c977429c389"));
    }

    void partsAreJoinedButTheContextIsNot()
    {
        QCOMPARE(core::hashOf("c", {core::bytesOf("ab"), core::bytesOf("c")}),
                 core::hashOf("c", {core::bytesOf("abc")}));
        QVERIFY(core::hashOf("ca", {core::bytesOf("b")})
                != core::hashOf("c", {core::bytesOf("ab")}));
        QVERIFY(core::hashOf("", {hex("0163")}) != core::hashOf("c", {}));
    }

    void theLongestContextStillCounts()
    {
        const std::string longest(255, 'x');
        QVERIFY(core::hashOf(longest, {}) != core::hashOf(longest.substr(1), {}));
    }
};

QTEST_APPLESS_MAIN(HashTest)
#include "hash_test.moc"
