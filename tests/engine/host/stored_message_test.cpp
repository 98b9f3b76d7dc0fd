// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/stored_message.h"
#include "store_rows.h"

#include <QTest>

using engine::MessageState;
using engine::host::LogProgress;
using engine::host::messageFrom;
using support::idOf;
using support::textEvent;

namespace {

const auto room = idOf<engine::RoomId>(1);
const auto logId = idOf<core::LogId>(2);
const auto author = idOf<engine::IdentityId>(3);
const auto member = idOf<engine::IdentityId>(4);

} // namespace

class StoredMessageTest : public QObject
{
    Q_OBJECT

private slots:
    void aText()
    {
        const auto row = textEvent(room, logId, 5, author, 123456, "grüß").row;
        const auto message = messageFrom(row, false);
        QCOMPARE(message.text, std::string("grüß"));
        QVERIFY(message.message == row.ref && message.author == author);
        QCOMPARE(message.timeMs, std::int64_t{123456});
        QVERIFY(!message.own && !message.late && !message.replyTo && !message.file);
        QVERIFY(!message.olderRules);
        auto folded = row;
        folded.olderRules = true;
        QVERIFY(messageFrom(folded, false).olderRules);
        QCOMPARE(message.state, MessageState::Received);
        QCOMPARE(messageFrom(row, true).state, MessageState::Stored);
    }

    void aSealedOrDroppedBodyGivesNoText()
    {
        auto row = textEvent(room, logId, 5, author, 1, "secret").row;
        row.sealed = true;
        QVERIFY(messageFrom(row, false).text.empty());
        row.sealed = false;
        row.hasBody = false;
        QVERIFY(messageFrom(row, false).text.empty());
    }

    void whatIsSearchedFor()
    {
        const auto text = textEvent(room, logId, 5, author, 1, "words").row;
        QCOMPARE(engine::host::searchedText(text.kind, text.body), std::string("words"));
        QCOMPARE(engine::host::searchedText(messageFrom(text, false)), std::string("words"));
        parlour::wire::FileCard card;
        card.set_name("a.png");
        card.set_caption("look");
        const auto cardKind = static_cast<std::uint8_t>(engine::room::Kind::FileCard);
        QCOMPARE(engine::host::searchedText(cardKind, support::serialised(card)),
                 std::string("look\na.png"));
        parlour::wire::EditMessage edit;
        edit.set_text("better");
        const auto editKind = static_cast<std::uint8_t>(engine::room::Kind::EditMessage);
        QCOMPARE(engine::host::searchedText(editKind, support::serialised(edit)),
                 std::string("better"));
        for (const std::uint8_t kind : {text.kind, cardKind, editKind}) {
            QVERIFY(engine::host::searchedText(kind, core::Bytes(3, 0xff)).empty());
        }
    }

    void aReplyToAMalformedPlaceIsNoReply()
    {
        auto row = textEvent(room, logId, 5, author, 1, "").row;
        parlour::wire::TextMessage body;
        body.set_text("x");
        body.mutable_reply_to()->set_log("short");
        row.body = support::serialised(body);
        QVERIFY(!messageFrom(row, false).replyTo);
        QCOMPARE(messageFrom(row, false).text, std::string("x"));
    }

    void theStateFollowsFromWhatIsKnown()
    {
        engine::MessageSnapshot message;
        engine::host::applyProgress({}, 3, message);
        QCOMPARE(message.state, MessageState::Received); // as it was
        LogProgress progress{4, {}};
        engine::host::applyProgress(progress, 3, message);
        QCOMPARE(message.state, MessageState::Sent);
        message = {};
        engine::host::applyProgress(progress, 4, message);
        QCOMPARE(message.state, MessageState::Received);
        progress.members = {{member, 4, 0}};
        engine::host::applyProgress(progress, 3, message);
        QCOMPARE(message.state, MessageState::Delivered);
        QCOMPARE(message.deliveredTo, std::vector{member});
        message = {};
        progress.members = {{member, 4, 4}};
        engine::host::applyProgress(progress, 3, message);
        QCOMPARE(message.state, MessageState::Read);
    }
};

QTEST_GUILESS_MAIN(StoredMessageTest)
#include "stored_message_test.moc"
