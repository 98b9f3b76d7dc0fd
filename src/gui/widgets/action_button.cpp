// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/action_button.h"

#include "gui/colours.h"

#include <QPainter>

#include <algorithm>

namespace gui {

namespace {

struct Ink {
    QColor field;
    QColor text;
    QColor border;
};

Ink inkOf(ActionButton::Kind kind, const Colours& colours, bool enabled, bool hot)
{
    Ink ink{colours.canvas, colours.text, colours.line};
    switch (kind) {
    case ActionButton::Kind::Main:
        ink = {colours.accent, colours.onAccent, Qt::transparent};
        break;
    case ActionButton::Kind::Danger:
        ink = {
            colours.danger, colours.dark ? QColor(0x2A0F0D) : QColor(Qt::white), Qt::transparent};
        break;
    case ActionButton::Kind::Quiet:
        ink = {Qt::transparent, colours.link, Qt::transparent};
        break;
    case ActionButton::Kind::Plain:
        ink.field = colours.dark ? colours.raised : colours.canvas;
        break;
    case ActionButton::Kind::Floating:
        ink.field = colours.raised;
        break;
    }
    const bool strong = kind == ActionButton::Kind::Main || kind == ActionButton::Kind::Danger;
    if (!enabled) {
        return {strong ? colours.line : ink.field, colours.dim, ink.border};
    }
    if (hot) {
        ink.field = strong ? ink.field.lighter(colours.dark ? 108 : 112) : colours.hover;
    }
    return ink;
}

void paintFocus(QPainter& painter, const QRectF& box, double radius, const Colours& colours)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.text, 1.6));
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius);
}

} // namespace

ActionButton::ActionButton(const QString& words, Kind kind, QWidget* parent)
    : QPushButton(words, parent)
    , m_kind(kind)
{
    setAccessibleName(words);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    QFont heavy = font();
    heavy.setWeight(QFont::DemiBold);
    setFont(heavy);
}

ActionButton::ActionButton(const QString& words, Glyph glyph, Kind kind, QWidget* parent)
    : ActionButton(words, kind, parent)
{
    m_glyph = glyph;
}

QSize ActionButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int glyph = m_glyph ? 18 + (text().isEmpty() ? 0 : 8) : 0;
    const int side = m_kind == Kind::Quiet ? 10 : 18;
    const int words = text().isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, text()).width();
    const int height = metrics.height() + (m_kind == Kind::Quiet ? 10 : 16);
    return {std::max(words + glyph + 2 * side, height), height};
}

void ActionButton::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    const Ink ink = inkOf(m_kind, colours, isEnabled(), isEnabled() && (underMouse() || isDown()));
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const double radius = m_kind == Kind::Floating ? box.height() / 2 : 8;
    painter.setPen(ink.border == QColor(Qt::transparent) ? QPen(Qt::NoPen) : QPen(ink.border, 1));
    painter.setBrush(ink.field);
    painter.drawRoundedRect(box, radius, radius);
    if (hasFocus()) {
        paintFocus(painter, box, radius, colours);
    }
    const QFontMetrics metrics(font());
    const int glyphRoom = m_glyph ? 18 + (text().isEmpty() ? 0 : 8) : 0;
    const int words = text().isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, text()).width();
    int left = (width() - words - glyphRoom) / 2;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (m_glyph) {
        const int x = mirrored ? width() - left - 18 : left;
        paintGlyph(painter, QRectF(x, (height() - 18) / 2.0, 18, 18), *m_glyph, ink.text);
        left += glyphRoom;
    }
    painter.setFont(font());
    painter.setPen(ink.text);
    const QRect place(mirrored ? width() - left - words : left, 0, words + 1, height());
    painter.drawText(place, Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, text());
}

IconButton::IconButton(Glyph glyph, const QString& words, QWidget* parent)
    : QPushButton(parent)
    , m_glyph(glyph)
{
    setAccessibleName(words);
    setToolTip(words);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    setFixedSize(side, side);
}

void IconButton::setAccented(bool accented)
{
    m_accented = accented;
    update();
}

void IconButton::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    const bool hot = isEnabled() && (underMouse() || isDown() || isChecked());
    QColor field = hot ? colours.hover : QColor(Qt::transparent);
    QColor ink = isEnabled() ? colours.text : colours.dim;
    if (m_accented && isEnabled()) {
        field = hot ? colours.accent.lighter(110) : colours.accent;
        ink = colours.onAccent;
    }
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(field);
    painter.drawRoundedRect(box, 9, 9);
    if (hasFocus()) {
        paintFocus(painter, box, 9, colours);
    }
    paintGlyph(painter, QRectF(rect()).adjusted(8, 8, -8, -8), m_glyph, ink);
}

} // namespace gui
