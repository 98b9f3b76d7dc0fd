// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/result.h"

#include <QTest>

#include <memory>
#include <string>

namespace {

enum class Trouble { Small, Large };

core::Result<std::unique_ptr<int>, Trouble> make(int value)
{
    if (value < 0) {
        return core::fail(Trouble::Small);
    }
    return std::make_unique<int>(value);
}

core::Result<void, Trouble> check(int value)
{
    if (value < 0) {
        return core::fail(Trouble::Large);
    }
    return {};
}

} // namespace

class ResultTest : public QObject
{
    Q_OBJECT

private slots:
    void aValueIsAValue()
    {
        auto result = make(5);
        QVERIFY(result && result.hasValue());
        QCOMPARE(**result, 5);
        const std::unique_ptr<int> taken = *std::move(result);
        QCOMPARE(*taken, 5);
    }

    void aFailureCarriesItsReason()
    {
        const auto result = make(-1);
        QVERIFY(!result && !result.hasValue());
        QVERIFY(result.error() == Trouble::Small);
    }

    void nothingCanSucceedToo()
    {
        QVERIFY(check(1));
        const auto failed = check(-1);
        QVERIFY(!failed);
        QVERIFY(failed.error() == Trouble::Large);
    }

    void valueAndErrorMayShareAType()
    {
        const core::Result<std::string, std::string> good = std::string("x");
        const core::Result<std::string, std::string> bad = core::fail(std::string("x"));
        QVERIFY(good.hasValue());
        QVERIFY(!bad.hasValue());
        QCOMPARE(bad.error(), good->substr(0));
    }
};

QTEST_APPLESS_MAIN(ResultTest)
#include "result_test.moc"
