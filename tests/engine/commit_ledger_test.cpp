// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/commit_ledger.h"

#include <QTest>

using namespace engine;

namespace {

CommitLedger::Entry waitingFor(RequestId request)
{
    CommitLedger::Entry entry;
    entry.answers.push_back({request, Done{}});
    return entry;
}

} // namespace

class CommitLedgerTest : public QObject
{
    Q_OBJECT

private slots:
    void numbersCountUp()
    {
        CommitLedger ledger;
        QCOMPARE(ledger.newest(), CommitToken{0});
        const CommitToken first = ledger.add({});
        const CommitToken second = ledger.add({});
        QCOMPARE(first, CommitToken{1});
        QCOMPARE(second, CommitToken{2});
        QCOMPARE(ledger.newest(), second);
    }

    void anEntryComesOutOnce()
    {
        CommitLedger ledger;
        const CommitToken token = ledger.add(waitingFor(7));
        const auto entry = ledger.take(token);
        QCOMPARE(entry.answers.size(), std::size_t{1});
        QCOMPARE(entry.answers.front().request, RequestId{7});
        QVERIFY(ledger.take(token).answers.empty());
        QVERIFY(ledger.take(99).answers.empty());
    }

    void aFailureTakesTheRestOldestFirst()
    {
        CommitLedger ledger;
        for (const RequestId request : {RequestId{3}, RequestId{1}, RequestId{2}}) {
            static_cast<void>(ledger.add(waitingFor(request)));
        }
        const auto all = ledger.takeAll();
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[0].answers.front().request, RequestId{3});
        QCOMPARE(all[2].answers.front().request, RequestId{2});
        QCOMPARE(ledger.newest(), CommitToken{0});
        // A number is never given twice, also after a failure.
        QCOMPARE(ledger.add({}), CommitToken{4});
    }
};

QTEST_APPLESS_MAIN(CommitLedgerTest)
#include "commit_ledger_test.moc"
