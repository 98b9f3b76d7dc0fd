// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/epoch_cover.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::room;

namespace {

struct Line {
    support::SeededRng rng{1};
    EpochCover cover;

    core::EventId id() { return core::EventId(rng.bytes<32>()); }
    core::EventId add(std::vector<core::EventId> openings,
                      const std::optional<core::EventId>& after = {})
    {
        const core::EventId out = id();
        cover.note(out, std::move(openings), after);
        return out;
    }
};

} // namespace

class EpochCoverTest : public QObject
{
    Q_OBJECT

private slots:
    void namesOfEarlierOnesCount()
    {
        Line line;
        const core::EventId ada = line.id();
        const core::EventId bob = line.id();
        const core::EventId eve = line.id();
        const core::EventId first = line.add({ada});
        const core::EventId second = line.add({bob}, first);
        const core::EventId other = line.add({eve});
        QCOMPARE(line.cover.named(first), EpochCover::Names{ada});
        QCOMPARE(line.cover.named(second), (EpochCover::Names{ada, bob}));
        QVERIFY(line.cover.namesAny(second, {eve, ada}));
        QVERIFY(!line.cover.namesAny(first, {bob})); // never the other way
        QVERIFY(!line.cover.namesAny(other, {ada, bob}));
        QVERIFY(!line.cover.namesAny(other, {}));
        QVERIFY(line.cover.named(line.id()).empty());
        QCOMPARE(line.cover.depth(first), std::size_t(0));
        QCOMPARE(line.cover.depth(second), std::size_t(1));
    }

    void whatTheLineRestsOnMayComeLater()
    {
        Line line;
        const core::EventId ada = line.id();
        const core::EventId late = line.id();
        const core::EventId second = line.add({line.id()}, late);
        QVERIFY(!line.cover.namesAny(second, {ada}));
        line.cover.note(late, {ada}, {});
        QVERIFY(line.cover.namesAny(second, {ada}));
        line.cover.note(late, {line.id()}, {}); // an id says once what it says
        QVERIFY(line.cover.namesAny(second, {ada}));
    }

    void aLineIsReadSoFarAndNoFurther()
    {
        Line line;
        const core::EventId ada = line.id();
        core::EventId last = line.add({ada});
        for (std::size_t i = 1; i < EpochCover::depthMost; ++i) {
            last = line.add({}, last);
        }
        QVERIFY(line.cover.namesAny(last, {ada}));
        last = line.add({}, last);
        QVERIFY(!line.cover.namesAny(last, {ada}));
        QCOMPARE(line.cover.depth(last), EpochCover::depthMost);
    }

    void namesAreBounded()
    {
        Line line;
        std::vector<core::EventId> many;
        for (std::size_t i = 0; i < 1024; ++i) {
            many.push_back(line.id());
        }
        core::EventId last;
        for (std::size_t names = 0; names < EpochCover::namesMost; names += many.size()) {
            last = line.add(many);
            QCOMPARE(line.cover.named(last).size(), many.size());
        }
        QVERIFY(line.cover.named(line.add({many.front()})).empty());
    }
};

QTEST_APPLESS_MAIN(EpochCoverTest)
#include "epoch_cover_test.moc"
