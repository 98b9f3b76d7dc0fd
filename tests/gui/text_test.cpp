// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/timeline/links.cpp gui/timeline/message_text.cpp gui/timeline/row_shape.cpp gui/transfers/file_card.cpp
// covers: gui/timeline/row_painter.cpp
#include "gui/plain_text.h"
#include "gui/timeline/links.h"
#include "gui/timeline/message_text.h"
#include "gui/timeline/row_painter.h"
#include "gui/transfers/file_card.h"
#include "window_fixture.h"

#include <QPainter>

using namespace gui;
using namespace gui::test;

namespace {

MessageText laidOut(const QString& text, int width = 300)
{
    return MessageText(text, QApplication::font(), width, Qt::blue);
}

QStringList targets(const QString& text)
{
    QStringList found;
    for (const Link& link : findLinks(text)) {
        found.append(link.target);
    }
    return found;
}

engine::MessageSnapshot fileMessage()
{
    auto message = messageOf(1, 2, "Bea", 0, "");
    message.file = engine::FileSummary{refOf(1), "a.pdf", 2048, false};
    return message;
}

} // namespace

class TextTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    void linksAreFoundAndNothingElse()
    {
        QCOMPARE(targets(QStringLiteral("see https://example.org/a?b=c, or (http://x.de/y).")),
                 (QStringList{QStringLiteral("https://example.org/a?b=c"),
                              QStringLiteral("http://x.de/y")}));
        QCOMPARE(targets(QStringLiteral("https://en.wikipedia.org/wiki/Foo_(bar)")),
                 QStringList{QStringLiteral("https://en.wikipedia.org/wiki/Foo_(bar)")});
        QVERIFY(
            targets(QStringLiteral(
                        "file:///etc/passwd javascript:alert(1) data:text/html,x ftp://a www.x.de"))
                .isEmpty());
        // Nothing hides behind a direction mark, and a foreign host is spelled out.
        QCOMPARE(targets(QStringLiteral("https://a.de/\u202Egpj.exe")),
                 QStringList{QStringLiteral("https://a.de/")});
        QVERIFY(targets(QStringLiteral("https://pаypal.com/"))
                    .constFirst()
                    .contains(QLatin1String("xn--")));
        QCOMPARE(inviteIn(QStringLiteral("come in: parlour:AAEC_-9. Bye")),
                 QStringLiteral("parlour:AAEC_-9"));
        QVERIFY(inviteIn(QStringLiteral("no invite")).isEmpty());
        QVERIFY(findLinks(QStringLiteral("http://a.b ").repeated(5000)).size() <= 100);
    }

    void longWordsBreakAndNothingIsWiderThanAllowed()
    {
        const MessageText text = laidOut(QString(400, QLatin1Char('w')), 200);
        QVERIFY(text.width() <= 200);
        QVERIFY(text.height() > 5 * QFontMetrics(QApplication::font()).height());
        const MessageText many = laidOut(QStringLiteral("a\nb\r\nc"), 200);
        QVERIFY(many.height() >= 3 * QFontMetrics(QApplication::font()).height());
        QVERIFY(laidOut(QString()).height() > 0);
    }

    void eachParagraphHasItsOwnDirection()
    {
        const MessageText mixed = laidOut(QStringLiteral("hello\nشكرا جزيلا"));
        // A click at the right edge of the Arabic line hits its beginning, of the English line its end.
        const int line = mixed.height() / 2;
        QCOMPARE(mixed.positionAt(QPointF(299, line / 2.0), 300), 5);
        QCOMPARE(mixed.positionAt(QPointF(299, line * 1.5), 300), 6);
    }

    void positionsAndWords()
    {
        const MessageText text = laidOut(QStringLiteral("one https://a.de/x two"));
        QCOMPARE(text.positionAt(QPointF(-5, 5), 300), 0);
        QCOMPARE(text.positionAt(QPointF(5, 500), 300), 22);
        QCOMPARE(text.wordAt(1), std::pair(0, 3));
        const QFontMetrics metrics(QApplication::font());
        const double x = metrics.horizontalAdvance(QStringLiteral("one htt"));
        const Link* link = text.linkAt(QPointF(x, 8), 300);
        QVERIFY(link != nullptr);
        QCOMPARE(link->target, QStringLiteral("https://a.de/x"));
        QVERIFY(text.linkAt(QPointF(2, 8), 300) == nullptr);
    }

    void emojiAloneAreDrawnLarge()
    {
        for (const char* text : {"👍", "👍🏽", "👨‍👩‍👧‍👦", "🇫🇷", "❤️", " 😅😅 "}) {
            QVERIFY2(isEmojiOnly(QString::fromUtf8(text)), text);
        }
        for (const char* text : {"", "ok 👍", "123", "😅😅😅😅😅😅😅", "a"}) {
            QVERIFY2(!isEmojiOnly(QString::fromUtf8(text)), text);
        }
    }

    /// In every direction and width, the time never lies on the text and nothing leaves the bubble.
    void rowsNeverOverlap()
    {
        const TimelineStyle style = TimelineStyle::of(QApplication::font());
        for (const int width : {320, 500, 900, 1600}) {
            for (const char* words :
                 {"ok",
                  "a longer text that will be broken over a few lines because it says much",
                  "شكرا جزيلا، سأكون هنا بعد العاشرة يمكنني فتح الباب",
                  "first\nlast"}) {
                for (const bool mirrored : {false, true}) {
                    RowFacts facts;
                    facts.width = width;
                    facts.mirrored = mirrored;
                    facts.startsGroup = true;
                    facts.metaWidth = 80;
                    facts.nameWidth = 60;
                    const MessageText text =
                        laidOut(QString::fromUtf8(words), textWidthMost(width));
                    const RowShape shape = shapeTextRow(facts, text, style);
                    QVERIFY(shape.bubble.contains(shape.text) && shape.bubble.contains(shape.meta));
                    QVERIFY(QRect(0, 0, width, shape.height).contains(shape.bubble));
                    QVERIFY(!shape.avatar.intersects(shape.bubble));
                    if (mirrored) {
                        QVERIFY(!shape.meta.intersects(shape.text)
                                || shape.meta.top() + 4 >= shape.text.bottom());
                    }
                }
            }
        }
    }

    void mirroredRowsAreMirrored()
    {
        const TimelineStyle style = TimelineStyle::of(QApplication::font());
        RowFacts facts;
        facts.width = 900;
        facts.startsGroup = true;
        facts.metaWidth = 60;
        const MessageText text = laidOut(QStringLiteral("hello"), textWidthMost(900));
        const RowShape left = shapeTextRow(facts, text, style);
        facts.mirrored = true;
        const RowShape right = shapeTextRow(facts, text, style);
        QCOMPARE(900 - right.bubble.right() - 1, left.bubble.left());
        facts.own = true;
        QVERIFY(shapeTextRow(facts, text, style).bubble.left() < 100);
        facts.mirrored = false;
        QVERIFY(shapeTextRow(facts, text, style).avatar.isNull());
    }

    void daysAndNewLinesTakeTheirRoom()
    {
        const TimelineStyle style = TimelineStyle::of(QApplication::font());
        RowFacts facts;
        facts.width = 600;
        facts.metaWidth = 60;
        const MessageText text = laidOut(QStringLiteral("hello"), textWidthMost(600));
        const int plain = shapeTextRow(facts, text, style).height;
        facts.startsDay = true;
        const RowShape day = shapeTextRow(facts, text, style);
        facts.startsNew = true;
        const RowShape fresh = shapeTextRow(facts, text, style);
        QVERIFY(plain < day.height && day.height < fresh.height);
        QVERIFY(!day.day.isNull() && day.fresh.isNull() && !fresh.fresh.isNull());
    }

    // ---- file cards ----

    void cardsOfferWhatCanBeDone()
    {
        auto message = fileMessage();
        FileEntry entry;
        entry.copies = 2;
        using Actions = std::vector<CardAction>;
        FileCard card = fileCardOf(message, entry);
        QCOMPARE(card.actions, Actions{CardAction::Download});
        QCOMPARE(card.status,
                 QStringLiteral("2 kB · 2 members have it")
                     .replace(QLatin1String("2 kB"), Words::size(2048)));
        entry.stage = engine::FileStage::Fetching;
        entry.done = 1024;
        card = fileCardOf(message, entry);
        QCOMPARE(card.actions, (Actions{CardAction::Pause, CardAction::Cancel}));
        QVERIFY(card.progress && qFuzzyCompare(*card.progress, 0.5));
        QVERIFY(card.status.contains(QLatin1String("waiting for somebody")));
        entry.rate = 512;
        card = fileCardOf(message, entry);
        QVERIFY(card.status.contains(QLatin1String("/s"))
                && card.status.contains(QLatin1String("left")));
        entry.stage = engine::FileStage::Paused;
        QCOMPARE(fileCardOf(message, entry).actions,
                 (Actions{CardAction::Resume, CardAction::Cancel}));
        entry.stage = engine::FileStage::Here;
        QVERIFY(fileCardOf(message, entry).actions.empty());
        entry.path = QStringLiteral("/tmp/a.pdf");
        card = fileCardOf(message, entry);
        QCOMPARE(card.actions, Actions{CardAction::OpenFolder});
        QVERIFY(card.status.contains(QLatin1String("verified")));
        entry.stage = engine::FileStage::Gone;
        QCOMPARE(fileCardOf(message, entry).actions, Actions{CardAction::Download});
        message.own = true;
        QVERIFY(fileCardOf(message, entry).actions.empty());
        entry.stage = engine::FileStage::Shared;
        QCOMPARE(fileCardOf(message, entry).actions,
                 (Actions{CardAction::OpenFolder, CardAction::StopSharing}));
    }

    void everyFailureIsASentenceOnTheCard()
    {
        for (const engine::Reason reason : allReasons()) {
            FileEntry entry;
            entry.failure = reason;
            const FileCard card = fileCardOf(fileMessage(), entry);
            QVERIFY(card.failed);
            QCOMPARE(card.status, Words::fileSentence(reason));
            QCOMPARE(card.actions, std::vector<CardAction>{CardAction::Retry});
        }
    }

    void aFileNameIsOnePlainLine()
    {
        auto message = fileMessage();
        message.file->name = "../<b>\xE2\x80\xAEgpj.exe\n";
        QCOMPARE(fileCardOf(message, {}).name, QStringLiteral("../<b>gpj.exe"));
        message.file->name = "";
        QCOMPARE(fileCardOf(message, {}).name, QStringLiteral("File without a name"));
    }

    void cardsKeepTheirPartsApart()
    {
        const TimelineStyle style = TimelineStyle::of(QApplication::font());
        FileEntry entry;
        entry.stage = engine::FileStage::Fetching;
        const FileCard card = fileCardOf(fileMessage(), entry);
        const FileCardShape shape = shapeFileCard(card, QPoint(10, 20), 380, style.card);
        QVERIFY(!shape.name.intersects(shape.status) && !shape.bar.intersects(shape.status));
        QCOMPARE(shape.buttons.size(), 2U);
        QVERIFY(!shape.buttons[0].second.intersects(shape.buttons[1].second));
        QVERIFY(shape.buttons[0].second.top() > shape.bar.bottom());
        for (int value = 0; value <= static_cast<int>(CardAction::StopSharing); ++value) {
            const auto action = static_cast<CardAction>(value);
            QVERIFY(!cardActionWords(action).isEmpty());
            static_cast<void>(cardActionGlyph(action));
        }
        RowFacts facts;
        facts.width = 700;
        facts.metaWidth = 60;
        const RowShape row = shapeFileRow(facts, card, style);
        QVERIFY(row.bubble.contains(row.card.bar) && row.bubble.contains(row.meta));
    }

    // ---- painting ----

    /// The four states look different even without colour, and so does a chosen row.
    void statesAreToldApartByShape()
    {
        const TimelineStyle style = TimelineStyle::of(QApplication::font());
        QList<QImage> pictures;
        for (const auto state : {engine::MessageState::Stored,
                                 engine::MessageState::Sent,
                                 engine::MessageState::Delivered,
                                 engine::MessageState::Read}) {
            auto message = messageOf(1, 1, "Ada", noonMs(), "hi");
            message.own = true;
            message.state = state;
            const RowMeta meta = metaOf(message, style);
            QVERIFY(meta.state == state && meta.width > meta.textWidth);
            RowFacts facts;
            facts.width = 400;
            facts.own = true;
            facts.metaWidth = meta.width;
            const MessageText text = laidOut(QStringLiteral("hi"));
            const RowShape shape = shapeTextRow(facts, text, style);
            QImage picture(400, shape.height, QImage::Format_RGB32);
            picture.fill(Qt::white);
            QPainter painter(&picture);
            RowPaint row;
            row.message = &message;
            row.shape = &shape;
            row.style = &style;
            row.colours = &lightColours();
            row.text = &text;
            paintRow(painter, row);
            painter.end();
            const QImage grey = picture.convertToFormat(QImage::Format_Grayscale8);
            QVERIFY(!pictures.contains(grey));
            pictures.append(grey);
        }
    }

    void lateAndEditedAreSaid()
    {
        const TimelineStyle style = TimelineStyle::of(QApplication::font());
        auto message = messageOf(1, 2, "Bea", noonMs(), "hi");
        QCOMPARE(metaOf(message, style).text, QStringLiteral("12:00"));
        message.late = true;
        message.edited = true;
        QCOMPARE(metaOf(message, style).text, QStringLiteral("late · edited · 12:00"));
        QVERIFY(!metaOf(message, style).state);
    }
};

QTEST_MAIN(TextTest)
#include "text_test.moc"
