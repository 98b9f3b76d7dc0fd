// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/row_painter.h"

#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/identicon.h"

#include <QDateTime>
#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

namespace gui {

using engine::MessageState;

namespace {

constexpr int stateWidth = 18;

class RowText
{
    Q_DECLARE_TR_FUNCTIONS(gui::TimelineRow)
};

void tick(QPainter& painter, double x, double y)
{
    QPainterPath path;
    path.moveTo(x, y);
    path.lineTo(x + 3, y + 3.2);
    path.lineTo(x + 8.4, y - 3.4);
    painter.drawPath(path);
}

/// A clock, one tick, two ticks, two ticks on a field: told apart by shape, not by colour.
void paintState(QPainter& painter, const QRectF& box, MessageState state, const Colours& colours)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QPointF middle = box.center();
    QColor ink = colours.ownDim;
    if (state == MessageState::Read) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.accent);
        painter.drawRoundedRect(QRectF(box.left(), middle.y() - 6.5, 18, 13), 6.5, 6.5);
        ink = colours.onAccent;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ink, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (state) {
    case MessageState::Stored:
        painter.drawEllipse(middle, 5.2, 5.2);
        painter.drawLine(middle, middle + QPointF(0, -3.2));
        painter.drawLine(middle, middle + QPointF(2.4, 1.2));
        break;
    case MessageState::Sent:
        tick(painter, middle.x() - 4.2, middle.y() + 0.4);
        break;
    case MessageState::Delivered:
    case MessageState::Read:
        tick(painter, middle.x() - 6.6, middle.y() + 0.4);
        tick(painter, middle.x() - 2.2, middle.y() + 0.4);
        break;
    case MessageState::Received:
        break;
    }
    painter.restore();
}

void paintFresh(QPainter& painter,
                const QRect& box,
                const TimelineStyle& style,
                const Colours& colours)
{
    QFont font = style.small;
    font.setBold(true);
    const QString words = RowText::tr("New messages");
    const int half = QFontMetrics(font).horizontalAdvance(words) / 2 + 12;
    const int y = box.center().y();
    painter.setPen(QPen(colours.danger, 1));
    painter.drawLine(box.left() + TimelineStyle::side, y, box.center().x() - half, y);
    painter.drawLine(box.center().x() + half, y, box.right() - TimelineStyle::side, y);
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, words);
}

void paintBubble(QPainter& painter, const RowPaint& row)
{
    const Colours& colours = *row.colours;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(row.current ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
    painter.setBrush(row.message->own ? colours.own : colours.raised);
    painter.drawRoundedRect(row.shape->bubble, 12, 12);
    painter.restore();
}

void paintMeta(QPainter& painter, const RowPaint& row)
{
    const RowMeta meta = metaOf(*row.message, *row.style, row.folded);
    const Colours& colours = *row.colours;
    const bool mirrored = painter.layoutDirection() == Qt::RightToLeft;
    QRect words = row.shape->meta;
    QRect state = row.shape->meta;
    if (mirrored) {
        words.setLeft(words.right() - meta.textWidth);
        state.setWidth(stateWidth);
    } else {
        words.setWidth(meta.textWidth);
        state.setLeft(state.right() - stateWidth + 1);
    }
    painter.setFont(row.style->small);
    painter.setPen(row.message->own ? colours.ownDim : colours.dim);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, meta.text);
    if (meta.state) {
        paintState(painter, state, *meta.state, colours);
    }
}

void paintName(QPainter& painter, const RowPaint& row)
{
    if (row.shape->name.isNull()) {
        return;
    }
    const QString name = QFontMetrics(row.style->name)
                             .elidedText(row.author, Qt::ElideRight, row.shape->name.width());
    painter.setFont(row.style->name);
    painter.setPen(nameColour(seedOf(row.message->author), row.colours->dark));
    painter.drawText(
        row.shape->name, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, isolated(name));
}

} // namespace

RowMeta metaOf(const engine::MessageSnapshot& message, const TimelineStyle& style, bool folded)
{
    RowMeta meta;
    QStringList parts;
    if (message.late) {
        parts.append(RowText::tr("late"));
    }
    if (message.olderRules && !message.deleted && !folded) {
        parts.append(RowText::tr("older rules"));
    }
    if (message.edited && !message.deleted) {
        parts.append(RowText::tr("edited"));
    }
    if (message.pinned && !message.deleted) {
        parts.append(RowText::tr("pinned"));
    }
    parts.append(Words::clock(message.timeMs));
    meta.text = parts.join(QStringLiteral(" · "));
    meta.textWidth = QFontMetrics(style.small).horizontalAdvance(meta.text) + 1;
    meta.width = meta.textWidth;
    if (message.own && message.state != MessageState::Received) {
        meta.state = message.state;
        meta.width += 5 + stateWidth;
    }
    return meta;
}

void paintDay(QPainter& painter,
              const QRect& box,
              const QString& words,
              const TimelineStyle& style,
              const Colours& colours)
{
    QFont font = style.small;
    font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    QRect pill(0, 0, metrics.horizontalAdvance(words) + 26, metrics.height() + 8);
    pill.moveCenter(box.center());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(colours.canvas);
    painter.drawRoundedRect(
        QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), pill.height() / 2.0, pill.height() / 2.0);
    painter.setFont(font);
    painter.setPen(colours.dim);
    painter.drawText(pill, Qt::AlignCenter | Qt::TextSingleLine, words);
    painter.restore();
}

void paintRow(QPainter& painter, const RowPaint& row)
{
    const RowShape& shape = *row.shape;
    const Colours& colours = *row.colours;
    const bool own = row.message->own;
    if (!shape.day.isNull()) {
        paintDay(painter,
                 shape.day,
                 Words::day(dayOf(row.message->timeMs), today()),
                 *row.style,
                 colours);
    }
    if (!shape.fresh.isNull()) {
        paintFresh(painter, shape.fresh, *row.style, colours);
    }
    if (!shape.avatar.isNull()) {
        painter.drawPixmap(shape.avatar.topLeft(),
                           identiconPixmap(seedOf(row.message->author),
                                           shape.avatar.width(),
                                           painter.device()->devicePixelRatioF(),
                                           IdenticonFrame::Person));
    }
    paintBubble(painter, row);
    paintName(painter, row);
    if (!shape.quote.isNull()) {
        paintQuote(painter, row.quote, shape.quote, *row.style, colours, own);
    }
    const QColor ink = own ? colours.ownText : colours.text;
    if (row.card != nullptr) {
        paintFileCard(painter,
                      *row.card,
                      shape.card,
                      row.style->card,
                      {&colours, ink, own ? colours.ownDim : colours.dim, row.hovered});
    } else if (row.text != nullptr) {
        MessageText::Marks marks;
        marks.from = row.selectedFrom;
        marks.to = row.selectedTo;
        const bool placeholder = row.message->deleted || row.folded;
        marks.text = placeholder ? (own ? colours.ownDim : colours.dim) : ink;
        marks.selected = colours.accent;
        marks.selectedText = colours.onAccent;
        row.text->paint(painter, shape.text.topLeft(), shape.text.width(), marks);
    }
    paintMeta(painter, row);
    paintChips(painter, row.chips, shape, *row.style, colours);
}

} // namespace gui
