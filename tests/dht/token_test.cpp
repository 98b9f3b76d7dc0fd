// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/token.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace dht;
using namespace std::chrono_literals;

class TokenTest : public QObject
{
    Q_OBJECT

private slots:
    void livesFiveToTenMinutes()
    {
        support::SeededRng rng(1);
        const core::MonoTime start{1h};
        const Target target = randomId(rng);
        const core::Endpoint asker = *core::Endpoint::parse("20.0.0.1:7");
        for (const auto age : {0s, 299s, 300s, 599s, 600s, 601s, 100000s}) {
            TokenIssuer issuer(start, rng);
            const auto token = issuer.issue(start, asker, target);
            QCOMPARE(issuer.accepts(start + age, token, asker, target), age < 600s);
        }
        TokenIssuer issuer(start, rng);
        const auto late = issuer.issue(start + 299s, asker, target);
        QVERIFY(issuer.accepts(start + 599s, late, asker, target));
        QVERIFY(!issuer.accepts(start + 600s, late, asker, target));
    }

    void isBoundToAddressPortAndTarget()
    {
        support::SeededRng rng(2);
        const core::MonoTime start{1h};
        TokenIssuer issuer(start, rng);
        const Target target = randomId(rng);
        const core::Endpoint asker = *core::Endpoint::parse("20.0.0.1:7");
        const auto token = issuer.issue(start, asker, target);
        QVERIFY(issuer.accepts(start, token, asker, target));
        QVERIFY(!issuer.accepts(start, token, *core::Endpoint::parse("20.0.0.2:7"), target));
        QVERIFY(!issuer.accepts(start, token, *core::Endpoint::parse("20.0.0.1:8"), target));
        QVERIFY(!issuer.accepts(start, token, asker, randomId(rng)));
        QVERIFY(!issuer.accepts(start, {}, asker, target));
        QVERIFY(!issuer.accepts(start, core::ByteView(token).first(7), asker, target));
    }
};

QTEST_APPLESS_MAIN(TokenTest)
#include "token_test.moc"
