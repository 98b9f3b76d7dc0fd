// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/codec.h"
#include "engine/room/room_rules.h"

#include "events.pb.h"
#include <QTest>

using namespace engine;
using namespace engine::room;
namespace wire = parlour::wire;

namespace {

core::Bytes text(const std::string& words)
{
    wire::TextMessage body;
    body.set_text(words);
    return core::copyOf(core::bytesOf(body.SerializeAsString()));
}

core::Bytes edit(const std::string& words)
{
    wire::EditMessage body;
    body.set_text(words);
    return core::copyOf(core::bytesOf(body.SerializeAsString()));
}

core::Bytes card(std::uint64_t bytes, const std::string& caption = {})
{
    wire::FileCard body;
    body.set_bytes(bytes);
    body.set_caption(caption);
    return core::copyOf(core::bytesOf(body.SerializeAsString()));
}

constexpr Said member{Kind::TextMessage, levelMember, 7};
constexpr std::optional<Reason> fine;

} // namespace

class RoomRulesTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNotChangedIsAbsent()
    {
        QCOMPARE(policyBodyOf({}), std::optional(PolicyBody()));
        PolicyChange change;
        change.slowModeSeconds = 30;
        change.postingLevel = levelModerator;
        change.linksAllowed = false;
        const auto body = policyBodyOf(change);
        QVERIFY(body);
        QCOMPARE(body->slowModeSeconds, std::optional(30U));
        QCOMPARE(body->postingLevel, std::optional(50U));
        QCOMPARE(body->linksAllowed, std::optional(false));
        QVERIFY(!body->filesLevel && !body->maxFileBytes && !body->history);
        const RoomPolicy rules = rulesOf(*body);
        QCOMPARE(rules.postingLevel, levelModerator);
        QCOMPARE(rules.filesLevel, levelMember); // nobody has set it
        QCOMPARE(rules.linksAllowed, false);
    }

    void boundsAreKept_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<bool>("good");
        QTest::newRow("below") << -1 << false;
        QTest::newRow("all") << 0 << true;
        QTest::newRow("founder") << 100 << true;
        QTest::newRow("nobody") << 101 << true; // the founder alone, as far as it can be written
        QTest::newRow("beyond") << 102 << false;
    }
    void boundsAreKept()
    {
        QFETCH(int, level);
        QFETCH(bool, good);
        PolicyChange change;
        change.filesLevel = level;
        const auto body = policyBodyOf(change);
        QCOMPARE(body.has_value(), good);
        QVERIFY(!body || *body->filesLevel <= 100);
        PolicyChange work;
        work.workBits = 33;
        QVERIFY(!policyBodyOf(work));
    }

    void linksAreFoundWhereverTheyStand()
    {
        PolicyBody rules;
        rules.linksAllowed = false;
        for (const char* link :
             {"http://a.b", "see HTTPS://A.B", "(www.a.b)", "x magnet:?xt", "PARLOUR:r"}) {
            QCOMPARE(contentFlaw(rules, member, text(link)), std::optional(Reason::NotAllowed));
            QCOMPARE(contentFlaw(rules, {Kind::EditMessage, levelMember, 7}, edit(link)),
                     std::optional(Reason::NotAllowed));
            QCOMPARE(contentFlaw(rules, {Kind::FileCard, levelMember, 7}, card(1, link)),
                     std::optional(Reason::NotAllowed));
            QCOMPARE(contentFlaw(rules, {Kind::TextMessage, levelModerator, 7}, text(link)), fine);
            QCOMPARE(contentFlaw({}, member, text(link)), fine);
        }
        QCOMPARE(contentFlaw(rules, member, text("www is three letters, http: nothing")), fine);
        QCOMPARE(contentFlaw(rules, member, core::Bytes(40, 0xff)), fine); // no text to be seen
    }

    void aNewcomerWritesWordsFirst()
    {
        PolicyBody rules;
        rules.quarantineMessages = 3;
        const auto at = [](Kind kind, std::uint64_t seq) { return Said{kind, levelMember, seq}; };
        QCOMPARE(contentFlaw(rules, at(Kind::TextMessage, 3), text("hello")), fine);
        QCOMPARE(contentFlaw(rules, at(Kind::TextMessage, 3), text("www.a.b")),
                 std::optional(Reason::NotAllowed));
        QCOMPARE(contentFlaw(rules, at(Kind::TextMessage, 4), text("www.a.b")), fine);
        QCOMPARE(contentFlaw(rules, at(Kind::FileCard, 3), card(1)),
                 std::optional(Reason::NotAllowed));
        QCOMPARE(contentFlaw(rules, at(Kind::FileCard, 4), card(1)), fine);
    }

    void filesHaveASize()
    {
        PolicyBody rules;
        rules.maxFileBytes = 1000;
        const Said file{Kind::FileCard, levelMember, 7};
        QCOMPARE(contentFlaw(rules, file, card(1000)), fine);
        QCOMPARE(contentFlaw(rules, file, card(1001)), std::optional(Reason::TooLarge));
        rules.maxFileBytes = 0;
        QCOMPARE(contentFlaw(rules, file, card(1001)), fine);
    }

    void namesAreOneLineAndNotEmpty()
    {
        PolicyBody body;
        QCOMPARE(setNames(body, "Hall\n ", std::nullopt), fine);
        QCOMPARE(body.name, std::optional<std::string>("Hall"));
        QVERIFY(!body.topic);
        QCOMPARE(setNames(body, std::nullopt, std::string()), fine); // a topic may be taken away
        QCOMPARE(body.topic, std::optional<std::string>(""));
        QCOMPARE(setNames(body, std::string(" \n"), std::nullopt),
                 std::optional(Reason::BadArgument));
        QCOMPARE(setNames(body, std::string(129, 'a'), std::nullopt),
                 std::optional(Reason::TooLarge));
        QCOMPARE(setNames(body, std::string("\xff"), std::nullopt),
                 std::optional(Reason::BadArgument));
    }
};

QTEST_GUILESS_MAIN(RoomRulesTest)
#include "room_rules_test.moc"
