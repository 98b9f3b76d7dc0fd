// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/secret_bytes.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <sstream>
#include <type_traits>

static_assert(!std::is_copy_constructible_v<core::Secret<32>>);
static_assert(!std::is_copy_assignable_v<core::Secret<32>>);
static_assert(!std::is_convertible_v<core::Secret<32>, core::Bytes>);

namespace {

template<class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Printable<core::Secret<32>>);

bool isZero(core::ByteView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

class SecretBytesTest : public QObject
{
    Q_OBJECT

private slots:
    void wipingLeavesZeros()
    {
        core::Bytes bytes(100, 0xaa);
        core::wipe(bytes);
        QVERIFY(isZero(bytes));
        core::wipe({});
    }

    void comparisonIsByLengthAndEveryByte()
    {
        core::Bytes left(32, 1);
        core::Bytes right(32, 1);
        QVERIFY(core::equalConstantTime(left, right));
        for (auto& byte : right) {
            byte ^= 0x80U;
            QVERIFY(!core::equalConstantTime(left, right));
            byte ^= 0x80U;
        }
        QVERIFY(!core::equalConstantTime(left, core::ByteView(right).first(31)));
        QVERIFY(core::equalConstantTime({}, {}));
    }

    void aMoveLeavesNothingBehind()
    {
        support::SeededRng rng(1);
        auto first = core::Secret<32>::random(rng);
        const core::Bytes content = core::copyOf(first.view());
        QVERIFY(!isZero(content));
        core::Secret<32> second(std::move(first));
        QVERIFY(isZero(first.view())); // NOLINT(bugprone-use-after-move): that is what is tested
        QCOMPARE(core::copyOf(second.view()), content);
        core::Secret<32> third;
        third = std::move(second);
        QVERIFY(isZero(second.view())); // NOLINT(bugprone-use-after-move)
        QCOMPARE(core::copyOf(third.view()), content);
    }

    void anEndLeavesNothingBehind()
    {
        alignas(core::Secret<32>) core::ByteArray<sizeof(core::Secret<32>)> storage{};
        support::SeededRng rng(1);
        auto* secret = std::construct_at(reinterpret_cast<core::Secret<32>*>(storage.data()),
                                         core::Secret<32>::random(rng));
        const volatile std::uint8_t* raw = storage.data();
        QVERIFY(!isZero(secret->view()));
        std::destroy_at(secret);
        unsigned left = 0;
        for (std::size_t i = 0; i < storage.size(); ++i) {
            left |= raw[i];
        }
        QCOMPARE(left, 0U);
    }

    void aCloneIsEqualAndApart()
    {
        support::SeededRng rng(2);
        const auto secret = core::Secret<16>::random(rng);
        auto twin = secret.clone();
        QVERIFY(twin == secret);
        twin.mutableView()[15] ^= 1U;
        QVERIFY(!(twin == secret));
    }

    void onlyTheExactLengthIsTaken()
    {
        const core::Bytes bytes(33, 5);
        QVERIFY(!core::Secret<32>::from(bytes));
        QVERIFY(!core::Secret<32>::from(core::ByteView(bytes).first(31)));
        QVERIFY(core::Secret<32>::from(core::ByteView(bytes).first(32)).has_value());
    }
};

QTEST_APPLESS_MAIN(SecretBytesTest)
#include "secret_bytes_test.moc"
