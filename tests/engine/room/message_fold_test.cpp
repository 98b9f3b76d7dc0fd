// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/event.h"
#include "engine/room/message_fold.h"

#include "events.pb.h"
#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;

namespace wire = parlour::wire;

namespace {

template<class Id>
Id idOf(std::uint8_t byte)
{
    typename std::remove_cvref_t<decltype(Id().bytes())> bytes{};
    bytes.fill(byte);
    return Id(bytes);
}

const core::IdentityId ada = idOf<core::IdentityId>(1);
const core::IdentityId bob = idOf<core::IdentityId>(2);
const core::EventRef message{idOf<core::LogId>(9), 4};

EventRow row(Kind kind,
             const core::IdentityId& author,
             std::uint64_t clock,
             const google::protobuf::MessageLite& body)
{
    Header header;
    header.kind = static_cast<std::uint8_t>(kind);
    header.log = idOf<core::LogId>(7);
    header.seq = clock;
    header.prev = idOf<core::EventId>(3);
    header.grant = idOf<core::EventId>(4);
    header.clock.value = clock << 16U;
    header.epoch = idOf<core::EpochId>(5);
    const std::string bytes = body.SerializeAsString();
    header.bodyHash = bodyHash(core::bytesOf(bytes));
    EventRow out;
    out.header = encodeHeader(header);
    out.id = eventId(out.header);
    out.kind = header.kind;
    out.author = author;
    out.body = core::copyOf(core::bytesOf(bytes));
    return out;
}

template<class Body>
Body aimed()
{
    Body body;
    body.mutable_target()->set_log(core::textOf(message.log.view()));
    body.mutable_target()->set_seq(message.seq);
    return body;
}

EventRow edit(const core::IdentityId& author, std::uint64_t clock, const std::string& text)
{
    auto body = aimed<wire::EditMessage>();
    body.set_text(text);
    return row(Kind::EditMessage, author, clock, body);
}

EventRow reaction(const core::IdentityId& author,
                  std::uint64_t clock,
                  const std::string& emoji,
                  bool remove = false)
{
    auto body = aimed<wire::Reaction>();
    body.set_emoji(emoji);
    body.set_remove(remove);
    return row(Kind::Reaction, author, clock, body);
}

EventRow pin(std::uint64_t clock, bool remove)
{
    auto body = aimed<wire::PinMessage>();
    body.set_remove(remove);
    return row(Kind::PinMessage, ada, clock, body);
}

MessageSnapshot original()
{
    MessageSnapshot out;
    out.message = message;
    out.author = ada;
    out.text = "first";
    out.timeMs = 1;
    return out;
}

} // namespace

class MessageFoldTest : public QObject
{
    Q_OBJECT

private slots:
    void theLastEditOfTheAuthorCounts()
    {
        const std::vector rows{
            edit(ada, 30, "third"), edit(bob, 40, "forged"), edit(ada, 20, "second")};
        MessageSnapshot shown = original();
        foldInto(shown, rows);
        QCOMPARE(shown.text, std::string("third"));
        QVERIFY(shown.edited);
        const auto versions = versionsOf(original(), rows);
        QCOMPARE(versions.size(), 3U);
        QCOMPARE(versions[0].text, std::string("first"));
        QCOMPARE(versions[1].text, std::string("second"));
        QCOMPARE(versions[2].text, std::string("third"));
        QCOMPARE(versions[2].timeMs, std::int64_t{30});
    }

    void whatWasSentUnderOlderRulesFoldsOrSaysNothing()
    {
        std::vector rows{edit(ada, 20, "second"),
                         edit(ada, 30, "third"),
                         reaction(bob, 22, "+"),
                         reaction(ada, 23, "*")};
        rows[0].olderRules = true; // not what is read now
        rows[2].olderRules = true;
        MessageSnapshot shown = original();
        foldInto(shown, rows);
        QVERIFY(!shown.olderRules);
        QCOMPARE(shown.reactions.size(), 1U);
        QCOMPARE(shown.reactions[0].emoji, std::string("*"));
        rows[1].olderRules = true;
        foldInto(shown, rows);
        QVERIFY(shown.olderRules);
        QCOMPARE(shown.text, std::string("third"));
        shown = original();
        shown.olderRules = true;
        rows[1].olderRules = false;
        foldInto(shown, rows);
        QVERIFY(shown.olderRules); // an edit within the rules does not make up for it
    }

    void anyOrderGivesTheSame()
    {
        std::vector rows{edit(ada, 20, "a"),
                         edit(ada, 20, "b"),
                         reaction(ada, 21, "+"),
                         reaction(bob, 22, "+"),
                         reaction(ada, 23, "+", true),
                         reaction(bob, 24, "*")};
        std::sort(
            rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        MessageSnapshot first = original();
        foldInto(first, rows);
        do {
            MessageSnapshot again = original();
            foldInto(again, rows);
            QCOMPARE(again.text, first.text);
            QCOMPARE(again.reactions.size(), 2U);
            QCOMPARE(again.reactions[0].emoji, std::string("+"));
            QCOMPARE(again.reactions[0].authors, std::vector{bob});
            QCOMPARE(again.reactions[1].authors, std::vector{bob});
        } while (std::next_permutation(
            rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; }));
    }

    void oneReactionIsOnePerson()
    {
        MessageSnapshot shown = original();
        foldInto(shown, std::vector{reaction(bob, 1, "+"), reaction(bob, 2, "+")});
        QCOMPARE(shown.reactions.size(), 1U);
        QCOMPARE(shown.reactions[0].authors, std::vector{bob});
        QVERIFY(!shown.edited && !shown.pinned);
    }

    void aPinLastsUntilItIsTakenOff()
    {
        QCOMPARE(pinnedAt(std::vector{pin(5, false)}), std::optional<std::uint64_t>(5U << 16U));
        QVERIFY(!pinnedAt(std::vector{pin(5, false), pin(6, true)}));
        QVERIFY(pinnedAt(std::vector{pin(7, false), pin(6, true)}).has_value());
    }

    void whatIsNotWholeNamesNothing()
    {
        const auto kind = static_cast<std::uint8_t>(Kind::EditMessage);
        const auto bodyOf = [](const EventRow& row) { return row.body; };
        QCOMPARE(relatedTo(kind, bodyOf(edit(ada, 1, "text"))), std::optional(message));
        const std::string tooLong(core::limits::spec::messageTextBytes + 1, 'x');
        QVERIFY(!relatedTo(kind, bodyOf(edit(ada, 1, tooLong))));
        QVERIFY(!relatedTo(kind, {0xff, 0xff}));
        QVERIFY(!relatedTo(kind, {}));
        const auto reacts = static_cast<std::uint8_t>(Kind::Reaction);
        QCOMPARE(relatedTo(reacts, bodyOf(reaction(ada, 1, "\U0001f44d"))), std::optional(message));
        for (const char* bad : {"", "two words", "line\nbreak", "\xff"}) {
            QVERIFY(!relatedTo(reacts, bodyOf(reaction(ada, 1, bad))));
        }
        QVERIFY(!isEmoji(std::string(core::limits::spec::emojiBytes + 1, 'x')));
        QVERIFY(
            !relatedTo(static_cast<std::uint8_t>(Kind::TextMessage), bodyOf(edit(ada, 1, "x"))));
    }

    void versionsHaveABound()
    {
        std::vector<EventRow> rows;
        for (std::uint64_t i = 1; i <= 150; ++i) {
            rows.push_back(edit(ada, i, std::to_string(i)));
        }
        const auto versions = versionsOf(original(), rows);
        QCOMPARE(versions.size(), core::limits::tuning::versionsOfMessage);
        QCOMPARE(versions.front().text, std::string("first"));
        QCOMPARE(versions.back().text, std::string("150"));
    }
};

QTEST_GUILESS_MAIN(MessageFoldTest)
#include "message_fold_test.moc"
