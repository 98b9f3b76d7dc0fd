// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_schema.h"
#include "store_rows.h"

#include <QTemporaryDir>
#include <QTest>

using engine::MessageState;
using engine::Persist;
using engine::PutReceipt;
using engine::PutRecord;
using engine::Reason;
using engine::RecordKind;
using engine::RoomId;
using engine::host::SqliteStore;
using engine::host::StoreReader;
using support::idOf;
using support::textEvent;

namespace {

const auto room = idOf<RoomId>(1);
const auto logA = idOf<core::LogId>(10);
const auto logB = idOf<core::LogId>(11);
const auto self = idOf<engine::IdentityId>(20);
const auto other = idOf<engine::IdentityId>(21);
const auto third = idOf<engine::IdentityId>(22);

core::Bytes text(std::string_view value)
{
    return core::copyOf(core::bytesOf(value));
}

/// An edit, a reaction or a pin, as the peer hands it over.
engine::PutEvent hanging(engine::room::Kind kind,
                         const core::LogId& log,
                         std::uint64_t seq,
                         const engine::IdentityId& author,
                         const core::EventRef& target,
                         const std::string& said)
{
    auto out = textEvent(room, log, seq, author, 2000 + static_cast<std::int64_t>(seq), said);
    auto header = *engine::room::decodeHeader(out.row.header);
    header.kind = static_cast<std::uint8_t>(kind);
    out.row.kind = header.kind;
    out.row.header = engine::room::encodeHeader(header);
    out.row.id = engine::room::eventId(out.row.header);
    const auto aim = [&](auto body) {
        body.mutable_target()->set_log(core::textOf(target.log.view()));
        body.mutable_target()->set_seq(target.seq);
        return body;
    };
    if (kind == engine::room::Kind::EditMessage) {
        auto body = aim(parlour::wire::EditMessage());
        body.set_text(said);
        out.row.body = support::serialised(body);
    } else if (kind == engine::room::Kind::Reaction) {
        auto body = aim(parlour::wire::Reaction());
        body.set_emoji(said);
        out.row.body = support::serialised(body);
    } else {
        out.row.body = support::serialised(aim(parlour::wire::PinMessage()));
    }
    out.row.target = target;
    out.row.shown = engine::Shown::Related;
    return out;
}

} // namespace

class StoreReaderTest : public QObject
{
    Q_OBJECT

private slots:
    /// Ten texts, alternating: even seconds are mine, odd ones the other's.
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        m_store = std::move(*SqliteStore::open(m_path));
        m_reader = std::move(*StoreReader::open(m_path));
        for (std::uint64_t i = 0; i < 10; ++i) {
            apply({textEvent(room,
                             i % 2 == 0 ? logA : logB,
                             i / 2 + 1,
                             i % 2 == 0 ? self : other,
                             1000 + static_cast<std::int64_t>(i),
                             std::to_string(i))});
        }
    }
    void cleanup()
    {
        m_reader.reset();
        m_store.reset();
    }

    void historyComesOldestFirstInPages()
    {
        const auto newest = page({room, {}, {}, 4});
        QCOMPARE(texts(newest), std::string("6789"));
        QVERIFY(!newest.complete);
        const auto middle = page({room, newest.messages.front().message, {}, 4});
        QCOMPARE(texts(middle), std::string("2345"));
        QVERIFY(!middle.complete);
        const auto oldest = page({room, middle.messages.front().message, {}, 4});
        QCOMPARE(texts(oldest), std::string("01"));
        QVERIFY(oldest.complete);
        const auto nothing = page({room, oldest.messages.front().message, {}, 4});
        QVERIFY(nothing.messages.empty() && nothing.complete);
        QCOMPARE(texts(page({room, {}, oldest.messages.back().message, 3})), std::string("234"));
        QCOMPARE(
            texts(page({room, middle.messages.back().message, oldest.messages.back().message, 50})),
            std::string("234"));
        QVERIFY(page({room, {}, {}, 10}).complete);
        QCOMPARE(texts(page({room, {}, {}, 0})), std::string("9"));
    }

    void whatIsUnknownIsSaidSo()
    {
        const auto noRoom = m_reader->history({idOf<RoomId>(9), {}, {}, 4}, self);
        QVERIFY(!noRoom && noRoom.error() == Reason::UnknownRoom);
        const auto noMessage = m_reader->history({room, core::EventRef{logA, 77}, {}, 4}, self);
        QVERIFY(!noMessage && noMessage.error() == Reason::UnknownMessage);
    }

    void voidTextsAreNotInHistory()
    {
        apply({engine::SetShown{room, logB, 1, 3, engine::Shown::Void}});
        QCOMPARE(texts(page({room, {}, {}, 50})), std::string("0246789"));
    }

    void whatHangsOnAMessageIsLaidOverIt()
    {
        const core::EventRef target{logB, 2};
        apply({hanging(engine::room::Kind::EditMessage, logB, 50, other, target, "better"),
               hanging(engine::room::Kind::Reaction, logA, 51, self, target, "+"),
               hanging(engine::room::Kind::PinMessage, logA, 52, self, target, ""),
               hanging(engine::room::Kind::Reaction, logA, 53, self, {logB, 99}, "+")});
        const auto all = page({room, {}, {}, 50});
        QCOMPARE(all.messages.size(), 10U); // none of them is a message of its own
        const auto& shown = all.messages[3];
        QCOMPARE(shown.text, std::string("better"));
        QVERIFY(shown.edited && shown.pinned);
        QCOMPARE(shown.reactions.size(), 1U);
        QCOMPARE(shown.reactions[0].authors, std::vector{self});
        const auto told = m_reader->message({room, target}, self);
        QVERIFY(told && told->text == "better");
        QVERIFY(!m_reader->message({room, {logB, 50}}, self));
        const auto versions = m_reader->edits({room, target}, self);
        QVERIFY(versions && versions->versions.size() == 2);
        QCOMPARE(versions->versions[0].text, std::string("3"));
        const auto pins = m_reader->pins({room}, self);
        QVERIFY(pins && pins->messages.size() == 1);
        QCOMPARE(pins->messages[0].message, target);
        const auto edits = m_reader->related(
            {0, room, target, static_cast<std::uint8_t>(engine::room::Kind::EditMessage), other});
        QCOMPARE(edits.size(), 1U);
        // What was taken back does not count, and comes back where that may be.
        apply({engine::SetShown{room, logB, 50, 50, engine::Shown::Redacted}});
        QVERIFY(!page({room, {}, {}, 50}).messages[3].edited);
        apply({engine::SetShown{room, logB, 0, 60, engine::Shown::Visible}});
        QVERIFY(!page({room, {}, {}, 50}).messages[3].edited);
        apply({engine::SetShown{room, logB, 50, 50, engine::Shown::Visible, true}});
        QVERIFY(page({room, {}, {}, 50}).messages[3].edited);
        apply({engine::DropBody{room, {logB, 50}},
               engine::SetShown{room, logB, 50, 50, engine::Shown::Visible, true}});
        QVERIFY(!page({room, {}, {}, 50}).messages[3].edited);
        apply({engine::SetShown{room, logB, 2, 2, engine::Shown::Redacted}});
        QVERIFY(m_reader->pins({room}, self)->messages.empty());
        QVERIFY(!m_reader->edits({room, target}, self));
        apply({engine::DropRoom{room}});
        QVERIFY(!m_reader->pins({room}, self));
    }

    void whoIsBlockedIsNotShown()
    {
        const core::EventRef target{logA, 2};
        apply({hanging(engine::room::Kind::Reaction, logB, 51, other, target, "+")});
        QCOMPARE(page({room, {}, {}, 50}).messages[2].reactions.size(), 1U);
        const core::Bytes key = core::copyOf(other.view());
        apply({PutRecord{RoomId(), RecordKind::Blocked, key, {}}});
        const auto shown = page({room, {}, {}, 50});
        QCOMPARE(texts(shown), std::string("02468"));
        QVERIFY(shown.complete && shown.messages[1].reactions.empty());
        QVERIFY(page({room, {}, {}, 5}).complete); // what is older is all of somebody blocked
        QCOMPARE(m_reader->unread(room, self), 0U);
        QVERIFY(!m_reader->message({room, {logB, 1}}, self));
        QCOMPARE(m_reader->tail({0, room, 50}).size(), 10U); // others get it all the same
        apply({engine::DropRecord{RoomId(), RecordKind::Blocked, key}});
        QCOMPARE(texts(page({room, {}, {}, 50})), std::string("0123456789"));
    }

    void namesAndOwnership()
    {
        apply({PutRecord{room, RecordKind::MemberName, core::copyOf(other.view()), text("Ada")}});
        const auto all = page({room, {}, {}, 2});
        QVERIFY(all.messages[0].own && !all.messages[1].own);
        QCOMPARE(all.messages[1].name, std::string("Ada"));
        QVERIFY(all.messages[0].name.empty());
        QCOMPARE(all.messages[1].timeMs, std::int64_t{1009});
        QCOMPARE(all.messages[1].state, MessageState::Received);
    }

    void theWayOfAnOwnMessage()
    {
        QCOMPARE(ownStates(), std::string("TTTTT"));
        core::Bytes sent(8, 0);
        sent[7] = 4; // the last seq that was written to a link
        apply({PutRecord{room, RecordKind::OwnSent, core::copyOf(logA.view()), sent}});
        QCOMPARE(ownStates(), std::string("SSSST"));
        apply({PutReceipt{room, logA, other, 4, 0}, PutReceipt{room, logA, third, 3, 2}});
        QCOMPARE(ownStates(), std::string("RDDST"));
        const auto all = page({room, {}, {}, 50});
        QCOMPARE(all.messages[2].deliveredTo, (std::vector{other, third}));
        QCOMPARE(all.messages[4].deliveredTo, (std::vector{other}));
        QVERIFY(all.messages[6].deliveredTo.empty());
    }

    void filesAndReplies()
    {
        parlour::wire::FileCard card;
        card.set_name("a.png");
        card.set_bytes(77);
        card.set_caption("look");
        auto file = textEvent(room, logB, 6, other, 2000, "");
        file.row.kind = static_cast<std::uint8_t>(engine::room::Kind::FileCard);
        file.row.body = support::serialised(card);
        parlour::wire::TextMessage reply;
        reply.set_text("yes");
        reply.mutable_reply_to()->set_log(core::textOf(logB.view()));
        reply.mutable_reply_to()->set_seq(6);
        auto answer = textEvent(room, logA, 6, self, 2001, "");
        answer.row.body = support::serialised(reply);
        apply({file, answer});
        const auto both = page({room, {}, {}, 2});
        QVERIFY(both.messages[0].file.has_value());
        QCOMPARE(both.messages[0].file->name, std::string("a.png"));
        QCOMPARE(both.messages[0].file->bytes, std::uint64_t{77});
        QCOMPARE(both.messages[0].text, std::string("look"));
        QVERIFY(both.messages[1].replyTo == file.row.ref);
    }

    void whatCameLateShowsTheTimeItClaims()
    {
        auto late = textEvent(room, logB, 6, other, 500, "late");
        late.row.late = true;
        late.row.order = support::orderKey(5000, late.row.id);
        apply({late});
        const auto last = page({room, {}, {}, 1}).messages.at(0);
        QVERIFY(last.late);
        QCOMPARE(last.timeMs, std::int64_t{500});
    }

    void aBodyThatCannotBeReadIsNoCrash()
    {
        auto broken = textEvent(room, logB, 6, other, 3000, "");
        broken.row.body = {0xff, 0xff, 0xff};
        apply({broken});
        QVERIFY(page({room, {}, {}, 1}).messages.at(0).text.empty());
    }

    void unreadCountsOthersAfterTheMark()
    {
        QCOMPARE(m_reader->unread(room, self), 5U);
        const auto mark = m_reader->orderOf(room, {logB, 3}); // the text "5"
        QVERIFY(mark.has_value());
        apply({PutRecord{room, RecordKind::ReadMark, {}, core::copyOf(*mark)}});
        QCOMPARE(m_reader->unread(room, self), 2U);
        QCOMPARE(m_reader->unread(idOf<RoomId>(9), self), 0U);
    }

    void unreadStopsCounting()
    {
        std::vector<engine::StoreOp> ops;
        for (std::uint64_t i = 0; i < engine::host::unreadMost + 10; ++i) {
            ops.emplace_back(textEvent(room, logB, 100 + i, other, 9000, "x"));
        }
        apply(std::move(ops));
        QCOMPARE(m_reader->unread(room, self), engine::host::unreadMost);
    }

    void runsOfALog()
    {
        const auto some = m_reader->rows({1, room, logA, 2, UINT64_MAX, 3});
        QCOMPARE(some.size(), std::size_t{3});
        QCOMPARE(some.front().ref.seq, std::uint64_t{2});
        QCOMPARE(some.back().ref.seq, std::uint64_t{4});
        QVERIFY(m_reader->rows({1, room, idOf<core::LogId>(99), 0, 9, 3}).empty());
        const auto tail = m_reader->tail({1, room, 2});
        QCOMPARE(tail.size(), std::size_t{2});
        QVERIFY(tail[0].author == self && tail[1].author == other);
    }

    void figuresCountEvents()
    {
        const auto figures = m_reader->figures();
        QCOMPARE(figures.events, std::uint64_t{10});
        QVERIFY(figures.dbBytes > 4096);
    }

private:
    void apply(std::vector<engine::StoreOp> ops)
    {
        const Persist batch{1, std::move(ops)};
        QVERIFY(m_store->apply(std::span(&batch, 1)));
    }
    [[nodiscard]] engine::HistoryPage page(const engine::ReadHistory& question)
    {
        auto answer = m_reader->history(question, self);
        return answer ? std::move(*answer) : engine::HistoryPage();
    }
    [[nodiscard]] static std::string texts(const engine::HistoryPage& page)
    {
        std::string all;
        for (const auto& message : page.messages) {
            all += message.text;
        }
        return all;
    }
    [[nodiscard]] std::string ownStates()
    {
        std::string all;
        for (const auto& message : page({room, {}, {}, 50}).messages) {
            if (message.own) {
                all += "-TSDR"[static_cast<int>(message.state)];
            }
        }
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SqliteStore> m_store;
    std::unique_ptr<StoreReader> m_reader;
};

QTEST_GUILESS_MAIN(StoreReaderTest)
#include "store_reader_test.moc"
