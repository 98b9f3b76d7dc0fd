// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/host/search_text.h"
#include "search_bench.h"

#include <random>

using engine::DropBody;
using engine::DropRoom;
using engine::Persist;
using engine::PutRecord;
using engine::Reason;
using engine::RecordKind;
using engine::RoomId;
using engine::SearchMessages;
using engine::SetShown;
using engine::Shown;
using engine::host::Database;
using engine::host::SqliteStore;
using engine::host::StoreReader;
using support::attic;
using support::card;
using support::edit;
using support::hall;
using support::idOf;
using support::logA;
using support::logB;
using support::logC;
using support::other;
using support::self;
using support::text;

namespace tuning = core::limits::tuning;

class MessageSearchTest : public QObject, protected support::SearchBench
{
    Q_OBJECT

private slots:
    void init() { startAnew(); }
    void cleanup() { end(); }

    void pagesGoBackInTime()
    {
        std::vector<engine::StoreOp> ops;
        for (std::uint64_t i = 1; i <= 9; ++i) {
            // Stored in another order than they are shown in, in three blocks and some not in the index.
            ops.emplace_back(text(i, 1000 + static_cast<std::int64_t>(i * 7 % 10), "tea"));
            if (i % 3 == 0) {
                apply(std::exchange(ops, {}));
                if (i < 9) {
                    fill();
                }
            }
        }
        const QStringList wanted = QStringLiteral("A7 A4 A1 A8 A5 A2 A9 A6 A3").split(u' ');
        QCOMPARE(found("tea"), wanted.join(u' '));
        QStringList all;
        SearchMessages ask{"tea"};
        ask.limit = 2;
        for (int pages = 1;; ++pages) {
            const auto part = page(ask);
            QVERIFY(part.complete || part.found.size() == 2);
            all += names(part);
            if (part.complete) {
                QCOMPARE(pages, 5);
                break;
            }
            ask.before = part.found.back().message.message;
        }
        QCOMPARE(all, wanted);
        ask.limit = 9;
        ask.before.reset();
        QVERIFY(page(ask).complete);
        ask.limit = 8;
        QVERIFY(!page(ask).complete);
    }

    void filters()
    {
        apply(
            {text(1, 1000, "tea"),
             support::textEvent(hall, logB, 1, other, 2000, "tea"),
             card(2, 3000, "Tea-Caf\u00e9.png", "a picture"),
             support::textEvent(attic, logC, 1, self, 4000, "tea"),
             PutRecord{hall, RecordKind::MemberName, core::copyOf(other.view()), {'B', 'e', 'n'}}});
        for (const bool indexed : {false, true}) {
            if (indexed) {
                fill();
            }
            QCOMPARE(found("tea"), QStringLiteral("C1 B2 B1 A1"));
            QCOMPARE(names(page({"tea", hall})).join(u' '), QStringLiteral("B2 B1 A1"));
            QCOMPARE(names(page({"tea", attic})).join(u' '), QStringLiteral("C1"));
            QVERIFY(page({"tea", attic}).found.at(0).room == attic);
            QCOMPARE(page({"tea", hall}).found.at(1).message.name, std::string("Ben"));
            QCOMPARE(names(page({"tea", {}, other})).join(u' '), QStringLiteral("B2 B1"));
            QCOMPARE(names(page({"tea", {}, {}, 2000, 3000})).join(u' '), QStringLiteral("B2 B1"));
            QCOMPARE(names(page({"tea", {}, {}, 2001})).join(u' '), QStringLiteral("C1 B2"));
            QCOMPARE(names(page({"tea", {}, {}, 0, 1999})).join(u' '), QStringLiteral("A1"));
            QCOMPARE(names(page({"", {}, {}, 0, 0, true})).join(u' '), QStringLiteral("B2"));
            QCOMPARE(names(page({"cafe picture"})).join(u' '), QStringLiteral("B2"));
            QCOMPARE(names(page({"", hall, self})).join(u' '), QStringLiteral("A1"));
            QCOMPARE(names(page({"", {}, {}, 2500})).join(u' '), QStringLiteral("C1 B2"));
            QCOMPARE(page({"tea", {}, idOf<engine::IdentityId>(99)}).found.size(), 0U);
        }
    }

    void whatIsUnknownIsSaidSo()
    {
        const auto refusal = [this](const SearchMessages& ask) {
            const auto answer = m_reader->search(ask, self);
            return answer ? Reason::Internal : answer.error();
        };
        QCOMPARE(refusal({"x", idOf<RoomId>(9)}), Reason::UnknownRoom);
        SearchMessages ask{"x"};
        ask.before = core::EventRef{logA, 77};
        QCOMPARE(refusal(ask), Reason::UnknownMessage);
        QCOMPARE(refusal({std::string(tuning::searchQueryBytes + 1, 'x')}), Reason::TooLarge);
    }

    void whatCameLateIsFoundByTheTimeThatItClaims()
    {
        auto late = text(1, 1000, "tea");
        late.row.late = true;
        late.row.order = support::orderKey(9000, late.row.id);
        apply({late, text(2, 5000, "tea")});
        for (const bool indexed : {false, true}) {
            if (indexed) {
                fill();
            }
            QCOMPARE(found("tea"), QStringLiteral("A1 A2")); // in the order of the screen
            QCOMPARE(names(page({"tea", {}, {}, 0, 2000})).join(u' '), QStringLiteral("A1"));
            QCOMPARE(names(page({"tea", {}, {}, 2000})).join(u' '), QStringLiteral("A2"));
        }
    }

    void anEditedMessageIsFoundByWhatItSaysNow()
    {
        apply({text(1, 1000, "coffee"), text(2, 1500, "tea"), text(3, 1600, "tea")});
        const bool ahead[] = {true, false};
        for (const bool indexFirst : ahead) {
            const std::uint64_t seq = indexFirst ? 10 : 20;
            const auto time = static_cast<std::int64_t>(2000 + seq);
            apply({edit(seq, time, {logA, 1}, indexFirst ? "tea" : "tea again")});
            if (indexFirst) {
                fill();
            }
            QCOMPARE(found("coffee"), QString());
            QCOMPARE(found("tea"),
                     QStringLiteral("A3 A2 A1")); // where it stands, not where the edit does
            SearchMessages ask{"tea"};
            ask.before = core::EventRef{logA, 2};
            QCOMPARE(names(page(ask)).join(u' '), QStringLiteral("A1"));
            QCOMPARE(page(ask).found.at(0).message.edited, true);
            QCOMPARE(names(page({"tea", {}, {}, 0, 1200})).join(u' '), QStringLiteral("A1"));
        }
        fill();
        apply({SetShown{hall, logA, 10, 20, Shown::Void}});
        QCOMPARE(found("coffee"), QStringLiteral("A1"));
        QCOMPARE(found("tea"), QStringLiteral("A3 A2"));
        // What comes before the message that it is about.
        apply({edit(30, 5000, {logA, 31}, "cocoa")});
        fill();
        QCOMPARE(found("cocoa"), QString());
        apply({text(31, 1700, "water"), text(32, 4000, "cocoa")});
        fill();
        QCOMPARE(found("cocoa"), QStringLiteral("A32 A31"));
        QCOMPARE(found("water"), QString());
        // An edit with a clock before that of its message: the message has its place among the newest all the same.
        apply({text(40, 6000, "plain")});
        fill();
        apply({edit(41, 1, {logA, 40}, "cocoa")});
        fill();
        SearchMessages newest{"cocoa"};
        newest.limit = 1;
        QCOMPARE(names(page(newest)).join(u' '), QStringLiteral("A40"));
    }

    void whatIsNotShownIsNotFound()
    {
        apply({text(1, 1000, "tea"),
               text(2, 1001, "tea"),
               support::textEvent(hall, logB, 1, other, 1002, "tea")});
        for (const bool indexed : {false, true}) {
            if (indexed) {
                fill();
            }
            apply({SetShown{hall, logA, 1, 1, Shown::Void}});
            QCOMPARE(found("tea"), QStringLiteral("B1 A2"));
            apply({SetShown{hall, logA, 1, 1, Shown::Visible}});
            QCOMPARE(found("tea"), QStringLiteral("B1 A2 A1"));
            apply({SetShown{hall, logA, 2, 2, Shown::Redacted}});
            QCOMPARE(found("tea"), QStringLiteral("B1 A1"));
            apply({SetShown{hall, logA, 2, 2, Shown::Visible, true}});
            const core::Bytes key = core::copyOf(other.view());
            apply({PutRecord{RoomId(), RecordKind::Blocked, key, {}}});
            QCOMPARE(found("tea"), QStringLiteral("A2 A1"));
            apply({engine::DropRecord{RoomId(), RecordKind::Blocked, key}});
            QCOMPARE(found("tea"), QStringLiteral("B1 A2 A1"));
        }
    }

    /// Blocks of all sizes, edits, erased and void texts, against reading everything.
    void agreesWithReadingEverything()
    {
        const char* const vocabulary[] = {
            "tea", "teapot", "Caf\u00e9", "milk", "sugar", "\u65e5\u672c", "2b"};
        std::mt19937 random(5); // NOLINT(cert-msc51-cpp): the same each time
        const auto words = [&]() {
            std::string said;
            for (auto left = 1 + random() % 3; left > 0; --left) {
                said += std::string(vocabulary[random() % std::size(vocabulary)]) + ' ';
            }
            return said;
        };
        std::uint64_t seq = 0;
        for (int round = 0; round < 150; ++round) {
            std::vector<engine::StoreOp> ops;
            for (auto left = 1 + random() % 8; left > 0; --left) {
                ops.emplace_back(
                    text(++seq, 1000 + static_cast<std::int64_t>(random() % 900), words()));
            }
            const core::EventRef one{logA, 1 + random() % seq};
            switch (random() % 5) {
            case 0:
                ++seq;
                ops.emplace_back(edit(seq, 2000 + static_cast<std::int64_t>(seq), one, words()));
                break;
            case 1:
                ops.emplace_back(DropBody{hall, one});
                break;
            case 2:
                ops.emplace_back(SetShown{hall, logA, one.seq, one.seq + 3, Shown::Void});
                break;
            case 3:
                ops.emplace_back(SetShown{hall, logA, one.seq, one.seq + 3, Shown::Visible});
                break;
            default:
                break;
            }
            apply(std::move(ops));
            for (auto steps = random() % 3; steps > 0; --steps) {
                QVERIFY(m_store->tidy().hasValue());
            }
            if (round % 10 == 9) {
                compare({"tea", "cafe milk", "t", "2b", "\u672c", "sugar tea 2", "pot"});
            }
        }
        QVERIFY(seq > 600 && m_compared > 2000);
        fill();
        compare({"tea", "cafe milk", "t", "2b", "\u672c", "sugar tea 2", "pot"});
        QVERIFY2(count("search_blocks") < 25, qPrintable(QString::number(count("search_blocks"))));
        QCOMPARE(count("search_lists"), count("search_blocks"));
    }

    /// A query whose grams are everywhere and which is nowhere.
    void aSearchEndsWhenItHasReadEnough()
    {
        constexpr std::uint64_t many = tuning::searchExamined + 1500;
        std::vector<engine::StoreOp> ops;
        ops.emplace_back(text(1, 1000, "abcde"));
        for (std::uint64_t i = 2; i <= many; ++i) {
            // Three of one time, so that the place to go on from is not unique.
            ops.emplace_back(text(i, 1000 + static_cast<std::int64_t>(i / 3), "abcd bcde"));
        }
        apply(std::move(ops));
        fill();
        SearchMessages ask{"abcde"};
        const auto first = page(ask);
        QVERIFY(first.found.empty() && !first.complete && first.next);
        ask.before = first.next;
        const auto rest = page(ask);
        QVERIFY(rest.complete && !rest.next);
        QCOMPARE(names(rest).join(u' '), QStringLiteral("A1"));
    }

private:
    /// What a search says is what reading all of the history finds, page by page.
    void compare(const std::vector<std::string>& queries)
    {
        const auto all = m_reader->history({hall, {}, {}, engine::historyLimitMost}, self);
        QVERIFY(all && all->complete);
        for (const std::string& query : queries) {
            const auto words = engine::host::SearchWords::parse(query);
            std::vector<core::EventRef> wanted;
            for (auto one = all->messages.rbegin(); one != all->messages.rend(); ++one) {
                if (words->matches(engine::host::foldedText(one->text))) {
                    wanted.push_back(one->message);
                }
            }
            std::vector<core::EventRef> got;
            SearchMessages ask{query};
            ask.limit = 37;
            for (bool complete = false; !complete;) {
                const auto part = page(ask);
                for (const auto& one : part.found) {
                    got.push_back(one.message.message);
                }
                complete = part.complete || part.found.empty();
                ask.before = got.empty() ? std::nullopt : std::optional(got.back());
            }
            m_compared += wanted.size();
            QVERIFY2(got == wanted, query.c_str());
        }
    }

    std::size_t m_compared = 0;
};

QTEST_GUILESS_MAIN(MessageSearchTest)
#include "message_search_test.moc"
