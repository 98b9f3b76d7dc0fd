// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/theme.cpp gui/colours.cpp gui/widgets/house_style.cpp gui/widgets/identicon.cpp gui/widgets/icons.cpp
// covers: gui/widgets/action_button.cpp gui/widgets/card_button.cpp gui/widgets/plain_label.cpp
// covers: gui/widgets/notice_bar.cpp gui/widgets/qr_picture.cpp gui/widgets/address_field.cpp
#include "gui/colours.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/address_field.h"
#include "gui/widgets/card_button.h"
#include "gui/widgets/house_style.h"
#include "gui/widgets/icons.h"
#include "gui/widgets/identicon.h"
#include "gui/widgets/notice_bar.h"
#include "gui/widgets/plain_label.h"
#include "gui/widgets/qr_picture.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPainter>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>

#include <set>

using namespace gui;
using namespace gui::test;

namespace {

/// How many different colours are in a picture.
std::size_t coloursIn(const QImage& picture)
{
    std::set<QRgb> colours;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            colours.insert(picture.pixel(x, y));
        }
    }
    return colours.size();
}

QImage drawn(const QString& text, const QFont& font)
{
    QImage picture(120, 60, QImage::Format_ARGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    painter.setFont(font);
    painter.setPen(Qt::black);
    painter.drawText(picture.rect(), Qt::AlignCenter, text);
    return picture;
}

bool coloured(const QImage& picture)
{
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            if (picture.pixelColor(x, y).hsvSaturation() > 90) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

namespace {

int colourCount(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == colour ? 1 : 0;
        }
    }
    return count;
}

} // namespace

class WidgetsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    /// WCAG AA: 4.5 to 1 for every text on every field it stands on.
    void everyTextCanBeRead()
    {
        for (const Colours* set : {&lightColours(), &darkColours()}) {
            const Colours& c = *set;
            const std::pair<QColor, QColor> pairs[] = {{c.text, c.canvas},
                                                       {c.text, c.sidebar},
                                                       {c.text, c.raised},
                                                       {c.text, c.chosen},
                                                       {c.ownText, c.own},
                                                       {c.dim, c.canvas},
                                                       {c.dim, c.sidebar},
                                                       {c.dim, c.raised},
                                                       {c.ownDim, c.own},
                                                       {c.onAccent, c.accent},
                                                       {c.link, c.canvas},
                                                       {c.link, c.raised},
                                                       {c.danger, c.canvas},
                                                       {c.danger, c.sidebar},
                                                       {c.warning, c.warningField}};
            for (const auto& [ink, field] : pairs) {
                QVERIFY2(contrast(ink, field) >= 4.5,
                         qPrintable(QStringLiteral("%1 on %2: %3")
                                        .arg(ink.name(), field.name())
                                        .arg(contrast(ink, field))));
            }
            for (int number = 0; number < 60; ++number) {
                const QByteArray seed = QByteArray::number(number);
                QVERIFY(contrast(nameColour(seed, c.dark), c.raised) >= 4.0);
            }
        }
        QVERIFY(qAbs(contrast(Qt::white, Qt::black) - 21.0) < 0.01);
    }

    void paintingFollowsThePalette()
    {
        QVERIFY(coloursFor(paletteOf(darkColours())).dark);
        QVERIFY(!coloursFor(paletteOf(lightColours())).dark);
        Theme theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
        theme.setScheme(Scheme::Dark);
        QVERIFY(coloursFor(QApplication::palette()).dark && theme.scheme() == Scheme::Dark);
        theme.setScheme(Scheme::Light);
        QVERIFY(!coloursFor(QApplication::palette()).dark);
        QVERIFY(!QApplication::windowIcon().isNull());
    }

    /// One emoji with a skin tone is one picture in colour, not two in black.
    void emojiAreInColour()
    {
        QFont font = Theme::baseFont(QApplication::font());
        font.setPixelSize(32);
        QVERIFY(coloured(drawn(QStringLiteral("😅"), font)));
        QVERIFY(!coloured(drawn(QStringLiteral("abc"), font)));
        const QFontMetrics metrics(font);
        QVERIFY(metrics.horizontalAdvance(QStringLiteral("👍🏽"))
                < metrics.horizontalAdvance(QStringLiteral("👍👍")));
    }

    void picturesFromKeys()
    {
        const auto one = identiconPattern("one");
        const auto again = identiconPattern("one");
        bool same = one.hue == again.hue;
        bool mirrored = true;
        for (int row = 0; row < 5; ++row) {
            for (int column = 0; column < 5; ++column) {
                same = same && one.cells[row][column] == again.cells[row][column];
                mirrored = mirrored && one.cells[row][column] == one.cells[row][4 - column];
            }
        }
        QVERIFY(same && mirrored);
        const auto picture = [](const char* seed, IdenticonFrame frame) {
            return identiconPixmap(seed, 40, 2.0, frame).toImage();
        };
        QVERIFY(picture("one", IdenticonFrame::Person) != picture("two", IdenticonFrame::Person));
        QVERIFY(picture("one", IdenticonFrame::Person) != picture("one", IdenticonFrame::Room));
        QCOMPARE(picture("one", IdenticonFrame::Room).width(), 80);
        QCOMPARE(seedOf(kitchen).size(), 32);
    }

    void everyGlyphDrawsSomethingElse()
    {
        QList<QImage> pictures;
        for (int value = 0; value <= static_cast<int>(Glyph::Warning); ++value) {
            const QImage picture =
                glyphIcon(static_cast<Glyph>(value), Qt::black).pixmap(32, 32).toImage();
            QVERIFY(coloursIn(picture) > 1);
            QVERIFY(!pictures.contains(picture));
            pictures.append(picture);
        }
    }

    void buttonsSayTheirName()
    {
        ActionButton main(QStringLiteral("Send it"), ActionButton::Kind::Main);
        QCOMPARE(main.accessibleName(), QStringLiteral("Send it"));
        IconButton icon(Glyph::Close, QStringLiteral("Close it"));
        QCOMPARE(icon.accessibleName(), QStringLiteral("Close it"));
        QCOMPARE(icon.toolTip(), QStringLiteral("Close it"));
        const QImage plain = icon.grab().toImage();
        icon.setAccented(true);
        QVERIFY(plain != icon.grab().toImage());
        CardButton card(Glyph::Add, QStringLiteral("Create"), QStringLiteral("Makes a room."));
        QCOMPARE(card.accessibleName(), QStringLiteral("Create"));
        QCOMPARE(card.accessibleDescription(), QStringLiteral("Makes a room."));
        QSignalSpy clicks(&card, &CardButton::clicked);
        card.show();
        QTest::keyClick(&card, Qt::Key_Space);
        QTest::mouseClick(&card, Qt::LeftButton);
        QCOMPARE(clicks.count(), 2);
    }

    void aDisabledButtonLooksDisabled()
    {
        for (const auto kind : {ActionButton::Kind::Main,
                                ActionButton::Kind::Danger,
                                ActionButton::Kind::Plain,
                                ActionButton::Kind::Floating}) {
            ActionButton button(QStringLiteral("Go"), Glyph::Down, kind);
            button.resize(button.sizeHint());
            const QImage enabled = button.grab().toImage();
            button.setEnabled(false);
            QVERIFY(enabled != button.grab().toImage());
        }
    }

    void labelsNeverReadMarkup()
    {
        const QString evil = QStringLiteral("<img src='x'><b>bold</b>");
        PlainLabel label(evil);
        QCOMPARE(label.textFormat(), Qt::PlainText);
        ElidedLabel line;
        line.setText(evil);
        line.resize(40, 20);
        line.grab();
        QCOMPARE(line.text(), evil);
        QCOMPARE(line.accessibleName(), evil);
        QVERIFY(!line.toolTip().contains(QLatin1String("<img")));
        QVERIFY(line.toolTip().contains(QLatin1String("&lt;img")));
        line.setText(QStringLiteral("a"));
        line.grab();
        QVERIFY(line.toolTip().isEmpty());
    }

    void theSameWarningIsOneBar()
    {
        NoticeBar bars;
        bars.warn(engine::Warning::ClockWrong);
        bars.warn(engine::Warning::ClockWrong);
        QCOMPARE(bars.count(), 1);
        bars.warn(engine::Warning::DiskFull);
        bars.warn(engine::Warning::KeyUnprotected);
        QCOMPARE(bars.count(), 2);
        bars.show();
        QTest::mouseClick(bars.findChildren<IconButton*>().constFirst(), Qt::LeftButton);
        QCOMPARE(bars.count(), 1);
        bars.clear(engine::Warning::DiskFull);
        QCOMPARE(bars.count(), 0);
    }

    void codesAreBlackOnWhiteOrNothing()
    {
        QVERIFY(qrPicture(QString(), 220, 1.0).isNull());
        QVERIFY(qrPicture(QString(9000, QLatin1Char('x')), 220, 1.0).isNull());
        const QPixmap code = qrPicture(QStringLiteral("parlour:AAECAwQF"), 220, 2.0);
        if (!code.isNull()) {
            QCOMPARE(coloursIn(code.toImage().convertToFormat(QImage::Format_RGB32)), 2U);
            QCOMPARE(code.toImage().pixelColor(0, 0), QColor(Qt::white));
        }
    }

    void addressesCanBeReadAndNotChanged()
    {
        AddressField field(QStringLiteral("Invite link"), 3);
        field.setPlainText(QStringLiteral("parlour:AAEC"));
        field.show();
        QTest::keyClicks(&field, QStringLiteral("zzz"));
        QCOMPARE(field.toPlainText(), QStringLiteral("parlour:AAEC"));
        QCOMPARE(field.accessibleName(), QStringLiteral("Invite link"));
        QVERIFY(field.tabChangesFocus());
    }

    void theStyleIsSlimAndRound()
    {
        auto* style = qobject_cast<HouseStyle*>(QApplication::style());
        QVERIFY(style != nullptr);
        QCOMPARE(style->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, nullptr), 12);
        QScrollBar bar(Qt::Vertical);
        bar.setRange(0, 100000);
        bar.setPageStep(10);
        bar.resize(12, 300);
        bar.show();
        const QImage top = bar.grab().toImage();
        // The slider keeps a size that a hand can hold, and a click below it turns a page.
        QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(6, 250));
        QCOMPARE(bar.value(), 10);
        bar.setValue(100000);
        QVERIFY(top != bar.grab().toImage());
        QComboBox choice;
        choice.addItem(QStringLiteral("one"));
        choice.resize(120, 34);
        const QImage drawnChoice = choice.grab().toImage();
        QVERIFY(coloursIn(drawnChoice) > 4);
        QVERIFY(drawnChoice.pixelColor(0, 0) != lightColours().accent);
    }

    /// What is chosen of several is told by shape, and also by colour, in both schemes.
    void choicesAreSeenInBothSchemes()
    {
        for (const Colours& colours : {lightColours(), darkColours()}) {
            QRadioButton one(QStringLiteral("one"));
            QCheckBox two(QStringLiteral("two"));
            for (QAbstractButton* button :
                 {static_cast<QAbstractButton*>(&one), static_cast<QAbstractButton*>(&two)}) {
                button->setCheckable(true);
                button->setPalette(paletteOf(colours));
                const QImage empty = button->grab().toImage();
                button->setChecked(true);
                const QImage full = button->grab().toImage();
                QVERIFY(empty != full);
                QVERIFY(colourCount(full, colours.accent) > 40);
                QVERIFY(colourCount(empty, colours.accent) == 0);
                // The rim of an empty one is no shade of its field.
                QVERIFY(contrast(colours.dim, colours.canvas) > 4.5);
                QVERIFY(coloursIn(empty) > 4);
            }
        }
    }
};

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"
