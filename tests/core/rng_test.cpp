// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/rng.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>
#include <map>

namespace {

/// Answers a script of numbers, to reach the rejection branch.
class ScriptedRng final : public core::Rng
{
public:
    explicit ScriptedRng(std::vector<std::uint64_t> numbers)
        : m_numbers(std::move(numbers))
    {
    }
    void fill(core::MutableByteView out) override
    {
        const std::uint64_t number = m_numbers.at(m_next++);
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = static_cast<std::uint8_t>(number >> (8 * (out.size() - 1 - i)));
        }
    }
    [[nodiscard]] std::size_t asked() const { return m_next; }

private:
    std::vector<std::uint64_t> m_numbers;
    std::size_t m_next = 0;
};

} // namespace

class RngTest : public QObject
{
    Q_OBJECT

private slots:
    void aSeedReplays()
    {
        support::SeededRng one(42);
        support::SeededRng same(42);
        support::SeededRng other(43);
        core::Bytes first(5000);
        core::Bytes second(5000);
        core::Bytes third(5000);
        one.fill(first);
        other.fill(third);
        // In pieces or at once, the stream is the same.
        core::MutableByteView rest(second);
        for (std::size_t piece = 1; !rest.empty(); piece = piece * 2 + 1) {
            const std::size_t count = std::min(piece, rest.size());
            same.fill(rest.first(count));
            rest = rest.subspan(count);
        }
        QCOMPARE(first, second);
        QVERIFY(first != third);
    }

    void theStreamDoesNotRepeat()
    {
        support::SeededRng rng(1);
        std::map<core::ByteArray<16>, int> seen;
        for (int i = 0; i < 10'000; ++i) {
            QCOMPARE(++seen[rng.bytes<16>()], 1);
        }
    }

    void belowStaysBelowAndReachesAll()
    {
        support::SeededRng rng(2);
        for (const std::uint64_t bound : {1U, 2U, 3U, 7U, 10U}) {
            std::map<std::uint64_t, int> counts;
            for (int i = 0; i < 20'000; ++i) {
                ++counts[rng.below(bound)];
            }
            QCOMPARE(counts.size(), std::size_t(bound));
            QVERIFY(counts.rbegin()->first < bound);
            const int fair = 20'000 / static_cast<int>(bound);
            for (const auto& [value, count] : counts) {
                QVERIFY2(count > fair * 8 / 10 && count < fair * 12 / 10,
                         std::to_string(value).c_str());
            }
        }
    }

    void numbersThatWouldTiltAreRejected()
    {
        ScriptedRng rng({UINT64_MAX, 5});
        QCOMPARE(rng.below(3), std::uint64_t(2));
        QCOMPARE(rng.asked(), std::size_t(2));
        ScriptedRng half({UINT64_MAX, UINT64_MAX - 1, 1});
        QCOMPARE(half.below(1ULL << 63U), std::uint64_t(1));
    }
};

QTEST_APPLESS_MAIN(RngTest)
#include "rng_test.moc"
