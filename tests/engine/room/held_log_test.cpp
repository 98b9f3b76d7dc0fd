// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/held_log.h"
#include "engine/room/log_fixture.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace engine::room;
using Holes = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

namespace {

/// A chain of made-up ids: `at(n)` is the id of seq n, `before(n)` its prev.
class Chain
{
public:
    Chain(std::uint64_t seed, std::size_t length)
    {
        support::SeededRng rng(seed);
        for (std::size_t i = 0; i < length; ++i) {
            m_ids.push_back(fixture::randomId<core::EventId>(rng));
        }
    }
    [[nodiscard]] core::EventId at(std::uint64_t seq) const { return m_ids.at(seq); }
    [[nodiscard]] core::EventId before(std::uint64_t seq) const
    {
        return seq == 0 ? core::EventId() : m_ids.at(seq - 1);
    }
    void put(HeldLog& held, std::uint64_t seq) const { held.insert(seq, before(seq), at(seq)); }
    [[nodiscard]] Fit fit(const HeldLog& held, std::uint64_t seq) const
    {
        return held.fit(seq, before(seq), at(seq));
    }

private:
    std::vector<core::EventId> m_ids;
};

} // namespace

class HeldLogTest : public QObject
{
    Q_OBJECT

private slots:
    void lettingGoOfOne()
    {
        for (const std::uint64_t gone : {0U, 4U, 9U}) {
            const Chain chain(8, 12);
            HeldLog held;
            for (std::uint64_t seq = 0; seq < 10; ++seq) {
                chain.put(held, seq);
            }
            const HeldLog whole = held;
            held.drop(11, chain.before(11), chain.at(11)); // not held
            QCOMPARE(held, whole);
            held.drop(gone, chain.before(gone), chain.at(gone));
            for (std::uint64_t seq = 0; seq < 10; ++seq) {
                QCOMPARE(held.has(seq), seq != gone);
            }
            QVERIFY(chain.fit(held, gone) == Fit::New);
            chain.put(held, gone);
            QCOMPARE(held, whole);
        }
        const Chain chain(9, 3);
        HeldLog one;
        chain.put(one, 1);
        one.drop(1, chain.before(1), chain.at(1));
        QVERIFY(one.empty());
    }

    void lettingGoOfTheEnd()
    {
        const Chain chain(3, 12);
        HeldLog held;
        for (const std::uint64_t seq : std::vector<std::uint64_t>{0, 1, 2, 3, 4, 7, 8, 10}) {
            chain.put(held, seq);
        }
        held.cut(3, chain.at(2));
        QCOMPARE(held.topSeq(), std::uint64_t{2});
        QVERIFY(held.topId() == chain.at(2));
        QCOMPARE(held.stretches().size(), std::size_t{1});
        QVERIFY(chain.fit(held, 3) == Fit::New);
        held.cut(20, chain.at(11)); // nothing there
        QCOMPARE(held.topSeq(), std::uint64_t{2});
        QVERIFY(held.topId() == chain.at(2));
    }

    void growsByOneStretch()
    {
        const Chain chain(1, 10);
        HeldLog held;
        QVERIFY(held.empty());
        QCOMPARE(held.wholeEnd(), std::uint64_t{0});
        for (std::uint64_t seq = 0; seq < 10; ++seq) {
            chain.put(held, seq);
            QCOMPARE(held.topSeq(), seq);
            QVERIFY(held.topId() == chain.at(seq));
            QCOMPARE(held.wholeEnd(), seq + 1);
        }
        QCOMPARE(held.stretches().size(), std::size_t{1});
        QVERIFY(held.holesUpTo(9).empty());
        QVERIFY((held.holesUpTo(12) == Holes{{10, 12}}));
    }

    void knowsItsHoles()
    {
        const Chain chain(2, 20);
        HeldLog held;
        for (const std::uint64_t seq : {3U, 4U, 8U, 15U}) {
            chain.put(held, seq);
        }
        QVERIFY((held.holesUpTo(17) == Holes{{0, 2}, {5, 7}, {9, 14}, {16, 17}}));
        QVERIFY((held.holesUpTo(6) == Holes{{0, 2}, {5, 6}}));
        QVERIFY((held.holesUpTo(4) == Holes{{0, 2}}));
        QCOMPARE(held.wholeEnd(), std::uint64_t{0});
        QCOMPARE(held.topSeq(), std::uint64_t{15});
        chain.put(held, 5);
        chain.put(held, 7);
        chain.put(held, 6);
        QVERIFY((held.holesUpTo(15) == Holes{{0, 2}, {9, 14}}));
    }

    void contradictionsAtEitherEndShow()
    {
        const Chain chain(3, 10);
        const Chain other(4, 10);
        HeldLog held;
        chain.put(held, 4);
        QVERIFY(chain.fit(held, 5) == Fit::New);
        QVERIFY(chain.fit(held, 3) == Fit::New);
        QVERIFY(chain.fit(held, 4) == Fit::Held);
        QVERIFY(other.fit(held, 4) == Fit::Contradicts);
        QVERIFY(held.fit(5, other.at(4), chain.at(5)) == Fit::Contradicts);
        QVERIFY(held.fit(3, chain.at(2), other.at(3)) == Fit::Contradicts);
        chain.put(held, 6);
        QVERIFY(held.fit(5, chain.at(4), other.at(5)) == Fit::Contradicts);
        QVERIFY(held.fit(5, other.at(4), chain.at(5)) == Fit::Contradicts);
        QVERIFY(chain.fit(held, 5) == Fit::New);
    }

    void anyOrderEndsAlike()
    {
        const Chain chain(5, 40);
        support::SeededRng rng(5);
        HeldLog ascending;
        for (std::uint64_t seq = 0; seq < 40; ++seq) {
            chain.put(ascending, seq);
        }
        for (int round = 0; round < 50; ++round) {
            HeldLog held;
            std::set<std::uint64_t> model;
            while (model.size() < 40) {
                const std::uint64_t seq = rng.below(40);
                QCOMPARE(held.has(seq), model.contains(seq));
                QVERIFY(chain.fit(held, seq) == (model.contains(seq) ? Fit::Held : Fit::New));
                if (model.insert(seq).second) {
                    chain.put(held, seq);
                }
                std::uint64_t missing = 0;
                for (const auto& [from, to] : held.holesUpTo(39)) {
                    missing += to - from + 1;
                    QVERIFY(!model.contains(from) && !model.contains(to));
                }
                QCOMPARE(missing, 40 - model.size());
            }
            QVERIFY(held == ascending);
        }
    }

    void islandsAreLimited()
    {
        const Chain chain(6, 3 * HeldLog::stretchesMost + 3);
        HeldLog held;
        for (std::uint64_t i = 0; i < HeldLog::stretchesMost; ++i) {
            QVERIFY(held.hasRoomFor(3 * i + 1));
            chain.put(held, 3 * i + 1);
        }
        const std::uint64_t beyond = 3 * HeldLog::stretchesMost + 1;
        QVERIFY(!held.hasRoomFor(beyond));
        QVERIFY(held.hasRoomFor(0));
        QVERIFY(held.hasRoomFor(2));
        QVERIFY(held.hasRoomFor(3 * HeldLog::stretchesMost - 1));
    }

    void comesBackFromBytes()
    {
        const Chain chain(7, 20);
        HeldLog held;
        for (const std::uint64_t seq : {0U, 1U, 5U, 9U, 10U}) {
            chain.put(held, seq);
        }
        core::Bytes bytes;
        held.encode(bytes);
        const auto decoded = HeldLog::decode(bytes);
        QVERIFY(decoded);
        QVERIFY(*decoded == held);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            QVERIFY(!HeldLog::decode(core::ByteView(bytes).first(size)));
        }
        bytes.push_back(0);
        QVERIFY(!HeldLog::decode(bytes));
    }

    void makingWay()
    {
        const Chain chain(5, 20);
        const Chain other(6, 20);
        HeldLog held;
        for (const std::uint64_t seq : std::vector<std::uint64_t>{0, 1, 5, 6, 10}) {
            chain.put(held, seq);
        }
        QVERIFY(held.stretchWith(6) == &held.stretches()[1]);
        QVERIFY(held.stretchWith(7) == nullptr && held.stretchWith(11) == nullptr);
        QVERIFY(held.makeWay(7, chain.at(6), chain.at(7)).empty());
        QVERIFY(held.makeWay(9, chain.at(8), chain.at(9)).empty());
        HeldLog lower = held; // what it names before it is not what ends there
        QCOMPARE(lower.makeWay(7, other.at(6), other.at(7)).at(0).from, std::uint64_t{5});
        QVERIFY(!lower.has(5) && lower.has(0) && lower.has(10));
        HeldLog upper = held; // what begins behind it names another
        QCOMPARE(upper.makeWay(9, other.at(8), other.at(9)).at(0).from, std::uint64_t{10});
        HeldLog same = held; // another in its place
        QCOMPARE(same.makeWay(5, other.at(4), other.at(5)).at(0).to, std::uint64_t{6});
        QVERIFY(same.fit(5, other.at(4), other.at(5)) == Fit::New);
        HeldLog back = held; // up to there it is the same chain
        const Stretch gone = back.makeWay(6, chain.at(5), other.at(6)).at(0);
        back.insert(6, chain.at(5), other.at(6));
        QVERIFY(!back.putBack({gone.from, 5, gone.before, other.at(5)}));
        QVERIFY(!back.putBack({1, 5, gone.before, chain.at(5)}));
        QVERIFY(back.putBack({gone.from, 5, gone.before, chain.at(5)}));
        QVERIFY(back.stretchWith(6)->from == 5 && back.stretchWith(6)->before == chain.at(4));
        QVERIFY(!back.putBack({gone.from, 5, gone.before, chain.at(5)}));
        HeldLog full;
        const Chain longer(7, 3 * HeldLog::stretchesMost);
        for (std::uint64_t i = 0; i < HeldLog::stretchesMost; ++i) {
            longer.put(full, 2 * i);
        }
        const std::uint64_t far = 2 * HeldLog::stretchesMost + 10;
        QCOMPARE(full.makeWay(far, longer.at(far - 1), longer.at(far)).at(0).from,
                 std::uint64_t{0});
        QVERIFY(full.hasRoomFor(far));
    }

    void refusesStretchesThatTouchOrCross()
    {
        const auto encoded = [](const Holes& ranges) {
            core::Bytes out;
            core::Writer writer(out);
            writer.u16(static_cast<std::uint16_t>(ranges.size()));
            for (const auto& [from, to] : ranges) {
                writer.u64(from);
                writer.u64(to);
                writer.id(core::EventId());
                writer.id(core::EventId());
            }
            return out;
        };
        QVERIFY(HeldLog::decode(encoded({{0, 3}, {5, 9}})));
        QVERIFY(!HeldLog::decode(encoded({{0, 3}, {4, 9}})));
        QVERIFY(!HeldLog::decode(encoded({{0, 3}, {2, 9}})));
        QVERIFY(!HeldLog::decode(encoded({{5, 3}})));
        QVERIFY(!HeldLog::decode(encoded({{0, UINT64_MAX}})));
        QVERIFY(!HeldLog::decode(encoded({{0, UINT64_MAX - 1}, {4, 9}})));
    }
};

QTEST_APPLESS_MAIN(HeldLogTest)
#include "held_log_test.moc"
