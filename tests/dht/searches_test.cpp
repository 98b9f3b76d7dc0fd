// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/searches.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

template<class Event>
std::size_t count(const Outbox& out)
{
    return static_cast<std::size_t>(std::count_if(out.begin(), out.end(), [](const Output& each) {
        return std::holds_alternative<Event>(each);
    }));
}

SearchRequest requestOf(SearchKind kind, core::Rng& rng)
{
    SearchRequest request;
    request.kind = kind;
    request.target = randomId(rng);
    return request;
}

} // namespace

class SearchesTest : public QObject
{
    Q_OBJECT

private slots:
    /// Without a node to start from, a task waits for one, and ends by itself.
    void waitsForAFirstNode()
    {
        support::SeededRng rng(1);
        core::MonoTime now{1h};
        Tables tables(randomId(rng), randomId(rng), true, true);
        Asker asker(now, tables, rng);
        Searches searches(asker);
        Outbox out;
        searches.start(now, requestOf(SearchKind::Announce, rng), false, out);
        QVERIFY(out.empty());
        QCOMPARE(*searches.nextWake(), now + 20s);
        searches.handleTimer(now + 19s, out);
        QVERIFY(out.empty());
        searches.handleTimer(now + 20s, out);
        QCOMPARE(count<AnnounceDone>(out), std::size_t(1));
        QVERIFY(!searches.nextWake());
    }

    void startsWhenTheFirstNodeIsThere()
    {
        support::SeededRng rng(2);
        core::MonoTime now{1h};
        Tables tables(randomId(rng), randomId(rng), true, true);
        Asker asker(now, tables, rng);
        Searches searches(asker);
        Outbox out;
        const TaskId task = searches.start(now, requestOf(SearchKind::GetPeers, rng), false, out);
        tables.of(core::IpFamily::V4)
            .heard(now, {randomId(rng), *core::Endpoint::parse("20.0.0.1:7")});
        searches.handleTimer(now, out);
        QCOMPARE(count<Datagram>(out), std::size_t(1));
        searches.cancel(task);
        QCOMPARE(searches.running(), std::size_t(0));
    }

    /// Too many at once wait in line, too many in line end at once, and none is lost.
    void isBounded()
    {
        support::SeededRng rng(3);
        core::MonoTime now{1h};
        Tables tables(randomId(rng), randomId(rng), true, false);
        Asker asker(now, tables, rng);
        Searches searches(asker);
        tables.of(core::IpFamily::V4)
            .heard(now, {randomId(rng), *core::Endpoint::parse("20.0.0.1:7")});
        Outbox out;
        const std::size_t tasks = tuning::tasksQueued + 2 * tuning::searchesAtOnce;
        for (std::size_t i = 0; i < tasks; ++i) {
            searches.start(now, requestOf(SearchKind::GetPeers, rng), false, out);
        }
        QVERIFY(searches.running() <= tuning::searchesAtOnce);
        QVERIFY(count<LookupDone>(out) >= tuning::searchesAtOnce);
    }

    /// What was withdrawn is not stored any more by what is under way; what somebody waits for ends as ever.
    void whatIsWithdrawnIsNotStored()
    {
        support::SeededRng rng(5);
        core::MonoTime now{1h};
        Tables tables(randomId(rng), randomId(rng), true, false);
        Asker asker(now, tables, rng);
        Searches searches(asker);
        Outbox out;
        const SearchRequest announce = requestOf(SearchKind::Announce, rng);
        SearchRequest look = announce;
        look.kind = SearchKind::GetPeers;
        searches.start(now, announce, true, out);
        searches.start(now, announce, false, out);
        searches.start(now, look, false, out);
        searches.start(now, requestOf(SearchKind::Put, rng), true, out);
        tables.of(core::IpFamily::V4)
            .heard(now, {randomId(rng), *core::Endpoint::parse("20.0.0.1:7")});
        searches.handleTimer(now, out);
        QCOMPARE(searches.running(), std::size_t(4));
        searches.cancelStoring(announce.target);
        QCOMPARE(searches.running(), std::size_t(3));
    }

    void everythingIsToldOnce()
    {
        support::SeededRng rng(4);
        core::MonoTime now{1h};
        Tables tables(randomId(rng), randomId(rng), true, false);
        Asker asker(now, tables, rng);
        Searches searches(asker);
        Outbox out;
        const TaskId task = searches.start(now, requestOf(SearchKind::GetPeers, rng), false, out);
        const auto peer = *core::Endpoint::parse("20.0.0.9:9");
        searches.addFindings(task, {}, {{peer}, {}}, out);
        searches.addFindings(task, {}, {{peer}, {}}, out);
        QCOMPARE(count<PeersFound>(out), std::size_t(1));
        searches.addFindings(TaskId(99), {}, {{peer}, {}}, out);
        QCOMPARE(count<PeersFound>(out), std::size_t(1));
    }
};

QTEST_APPLESS_MAIN(SearchesTest)
#include "searches_test.moc"
