// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/asker.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

namespace {

const core::MonoTime start{1h};

Transaction to(std::string_view endpoint)
{
    Transaction transaction;
    transaction.to = *core::Endpoint::parse(endpoint);
    return transaction;
}

} // namespace

class AskerTest : public QObject
{
    Q_OBJECT

private slots:
    void fillsInWhoAsks()
    {
        support::SeededRng rng(1);
        Tables tables(randomId(rng), randomId(rng), true, true);
        Asker asker(start, tables, rng);
        for (const bool readOnly : {true, false}) {
            asker.setReadOnly(readOnly);
            for (const char* endpoint : {"20.0.0.1:7", "[2a00::1]:7"}) {
                Outbox out;
                QVERIFY(asker.ask(start, to(endpoint), krpc::Query(), out));
                const auto& datagram = std::get<Datagram>(out.at(0));
                const auto document = bencode::Document::parse(datagram.bytes);
                const auto message = krpc::parse(*document);
                const auto& query = std::get<krpc::Query>(*message);
                QVERIFY(query.sender == tables.of(datagram.to).own());
                QCOMPARE(query.readOnly, readOnly);
                QCOMPARE(core::textOf(query.version), std::string(versionText));
                QVERIFY(asker.transactions().close(query.transaction, datagram.to).has_value());
            }
        }
    }

    void keepsThePace()
    {
        support::SeededRng rng(2);
        Tables tables(randomId(rng), randomId(rng), true, true);
        Asker asker(start, tables, rng);
        Outbox out;
        std::size_t sent = 0;
        while (asker.ask(start, to("20.0.0.1:7"), krpc::Query(), out)) {
            ++sent;
        }
        QCOMPARE(sent, std::size_t(tuning::questionsBurst));
        QCOMPARE(asker.transactions().size(), sent);
        const core::MonoTime again = asker.retryAt(start, *core::Endpoint::parse("20.0.0.1:7"));
        QVERIFY(again > start && again < start + 1s);
        QVERIFY(asker.ask(again, to("20.0.0.1:7"), krpc::Query(), out));
    }
};

QTEST_APPLESS_MAIN(AskerTest)
#include "asker_test.moc"
