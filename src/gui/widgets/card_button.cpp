// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/card_button.h"

#include "gui/colours.h"

#include <QPainter>

#include <algorithm>

namespace gui {

namespace {

constexpr int hintWidth = 480;
constexpr int besideWords = 104;

} // namespace

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
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize CardButton::sizeHint() const
{
    return {hintWidth, heightForWidth(hintWidth)};
}

int CardButton::heightForWidth(int width) const
{
    const QFontMetrics metrics(font());
    const QRect space(0, 0, std::max(width - besideWords, 40), 4000);
    return metrics.height() + metrics.boundingRect(space, Qt::TextWordWrap, m_sentence).height()
           + 40;
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
    QRect words(84, 16, width() - besideWords, height() - 32);
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
