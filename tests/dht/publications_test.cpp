// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/limits.h"
#include "dht/publications.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <set>

using namespace dht;
using namespace std::chrono_literals;

class PublicationsTest : public QObject
{
    Q_OBJECT

private slots:
    void comeAgainWithJitter()
    {
        support::SeededRng rng(1);
        const core::MonoTime start{1h};
        std::set<core::Duration> pauses;
        for (int i = 0; i < 50; ++i) {
            Publications publications;
            publications.announce(start, {randomId(rng), 7}, rng);
            const core::Duration pause = *publications.next() - start;
            QVERIFY(pause >= 12min && pause <= 18min);
            pauses.insert(pause);
            QVERIFY(!publications.takeDueAnnouncement(start + 11min, rng));
            QCOMPARE(publications.takeDueAnnouncement(start + 18min, rng)->port, std::uint16_t(7));
            QVERIFY(!publications.takeDueAnnouncement(start + 18min, rng));
            QVERIFY(publications.takeDueAnnouncement(start + 36min, rng).has_value());
        }
        QVERIFY(pauses.size() > 40);
    }

    void itemsEveryHour()
    {
        support::SeededRng rng(2);
        const core::MonoTime start{1h};
        Publications publications;
        const Item item{core::copyOf(core::bytesOf("1:a")), std::nullopt};
        QVERIFY(publications.publish(start, item, rng));
        QVERIFY(!publications.takeDueItem(start + 53min, rng));
        QVERIFY(publications.takeDueItem(start + 66min, rng) == item);
        publications.withdraw(targetOf(item));
        QVERIFY(!publications.next());
    }

    void hurryAndBound()
    {
        support::SeededRng rng(3);
        const core::MonoTime start{1h};
        Publications publications;
        for (std::size_t i = 0; i < tuning::publications; ++i) {
            QVERIFY(publications.announce(start, {randomId(rng), 7}, rng));
        }
        QVERIFY(!publications.announce(start, {randomId(rng), 7}, rng));
        publications.hurry(start, 20s, rng);
        std::size_t due = 0;
        while (publications.takeDueAnnouncement(start + 20s, rng)) {
            ++due;
        }
        QCOMPARE(due, tuning::publications);
    }
};

QTEST_APPLESS_MAIN(PublicationsTest)
#include "publications_test.moc"
