// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/limits.h"
#include "dht/transaction_table.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};
const core::Endpoint node = *core::Endpoint::parse("20.0.0.1:7");

Transaction question()
{
    Transaction out;
    out.to = node;
    out.sent = start;
    return out;
}

} // namespace

class TransactionTableTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyTheExactEndpointAnswers()
    {
        support::SeededRng rng(1);
        TransactionTable table;
        const auto id = *table.open(question(), rng);
        const auto wire = TransactionTable::wire(id);
        const auto other = TransactionTable::wire(id ^ 1U);
        QVERIFY(!table.close(wire, *core::Endpoint::parse("20.0.0.1:8")));
        QVERIFY(!table.close(wire, *core::Endpoint::parse("20.0.0.2:7")));
        QVERIFY(!table.close(other, node));
        QVERIFY(!table.close(core::ByteView(wire).first(3), node));
        QVERIFY(table.hasOpen(node));
        QVERIFY(table.close(wire, node).has_value());
        QVERIFY(!table.close(wire, node).has_value());
        QVERIFY(!table.hasOpen(node) && !table.next());
    }

    void stagesComeInOrder()
    {
        support::SeededRng rng(2);
        TransactionTable table;
        const auto id = *table.open(question(), rng);
        QCOMPARE(*table.next(), start + 1s);
        QVERIFY(!table.takeDue(start + 999ms));
        QCOMPARE(table.takeDue(start + 1s)->stage, Stage::Slow);
        QVERIFY(!table.takeDue(start + 1s));
        QCOMPARE(*table.next(), start + 2s);
        QCOMPARE(table.takeDue(start + 2s)->stage, Stage::TimedOut);
        QVERIFY(table.hasOpen(node));
        QCOMPARE(table.takeDue(start + 15s)->stage, Stage::Forgotten);
        QVERIFY(!table.close(TransactionTable::wire(id), node));
        QCOMPARE(table.size(), std::size_t(0));
    }

    void isBounded()
    {
        support::SeededRng rng(3);
        TransactionTable table;
        for (std::size_t i = 0; i < tuning::transactions; ++i) {
            QVERIFY(table.open(question(), rng).has_value());
        }
        QVERIFY(!table.open(question(), rng).has_value());
    }
};

QTEST_APPLESS_MAIN(TransactionTableTest)
#include "transaction_table_test.moc"
