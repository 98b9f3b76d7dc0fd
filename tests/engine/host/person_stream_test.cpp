// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/person_stream.h"

#include <QTest>

using engine::Notice;
using engine::TypingNotice;
using engine::host::PersonStream;

class PersonStreamTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNotWaitingGoesAtOnce()
    {
        std::string seen;
        PersonStream stream(into(seen));
        stream.push(answer(1));
        stream.push(notice());
        QCOMPARE(seen, std::string("a1 n "));
    }

    void anAnswerToBeCompletedKeepsItsPlace()
    {
        std::string seen;
        PersonStream stream(into(seen));
        const auto first = stream.reserve();
        stream.push(notice());
        const auto second = stream.reserve();
        stream.push(answer(3));
        QVERIFY(seen.empty());
        stream.fill(second, answer(2));
        QVERIFY(seen.empty());
        stream.fill(first, answer(1));
        QCOMPARE(seen, std::string("a1 n a2 a3 "));
        const auto third = stream.reserve();
        stream.fill(third, answer(4));
        stream.push(notice());
        QCOMPARE(seen, std::string("a1 n a2 a3 a4 n "));
    }

private:
    static PersonStream::Item answer(engine::RequestId id)
    {
        return PersonStream::Answered{id, engine::Done{}};
    }
    static PersonStream::Item notice() { return Notice(TypingNotice{}); }
    static std::function<void(PersonStream::Item)> into(std::string& seen)
    {
        return [&seen](const PersonStream::Item& item) {
            const auto* answered = std::get_if<PersonStream::Answered>(&item);
            seen += answered ? "a" + std::to_string(answered->request) + " " : "n ";
        };
    }
};

QTEST_GUILESS_MAIN(PersonStreamTest)
#include "person_stream_test.moc"
