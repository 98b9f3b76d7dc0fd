// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/card_button.h"

#include "gui/colours.h"

#include <QPainter>

namespace gui {

CardButton::CardButton(Glyph glyph, const QString& title, const QString& sentence, QWidget* parent)
    : QAbstractButton(parent)
    , m_glyph(glyph)
    , m_sentence(sentence)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize CardButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int lines =
        metrics.boundingRect(QRect(0, 0, 430, 400), Qt::TextWordWrap, m_sentence).height();
    return {480, metrics.height() + lines + 40};
}

void CardButton::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    const bool hot = underMouse() || isDown();
    painter.setPen(hasFocus() ? QPen(colours.accent, 2)
                              : QPen(hot ? colours.accent : colours.line, 1));
    painter.setBrush(hot ? colours.hover : (colours.dark ? colours.raised : colours.canvas));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 14, 14);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    QRectF disc(20, height() / 2.0 - 22, 44, 44);
    QRect words(84, 16, width() - 104, height() - 32);
    if (mirrored) {
        disc.moveLeft(width() - disc.right());
        words.moveLeft(width() - words.right() - 1);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.chosen);
    painter.drawEllipse(disc);
    paintGlyph(painter, disc.adjusted(11, 11, -11, -11), m_glyph, colours.link);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() + 0.5);
    painter.setFont(bold);
    painter.setPen(colours.text);
    painter.drawText(words, Qt::AlignTop | Qt::AlignLeft | Qt::TextSingleLine, text());
    painter.setFont(font());
    painter.setPen(colours.dim);
    painter.drawText(words.adjusted(0, QFontMetrics(bold).height() + 3, 0, 0),
                     Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                     m_sentence);
}

} // namespace gui
