// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The timeline's drawing half: the rows in view, the day that stays on top, and what an empty room says.

#include "gui/plain_text.h"
#include "gui/session.h"
#include "gui/timeline/timeline_view.h"
#include "gui/wall_clock.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace gui {

using engine::MessageSnapshot;

namespace {

constexpr std::size_t textsKept = 400;

} // namespace

void TimelineView::restyle()
{
    m_style = TimelineStyle::of(font());
    m_texts.clear();
    for (Row& row : m_rows) {
        row.width = 0;
    }
    settle();
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    m_texts.clear();
    settle();
}

void TimelineView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange
        || event->type() == QEvent::LayoutDirectionChange) {
        restyle();
    }
}

void TimelineView::paintTop(QPainter& painter) const
{
    const QRect box(TimelineStyle::side,
                    static_cast<int>(contentTop() - m_viewTop),
                    viewport()->width() - 2 * TimelineStyle::side,
                    topRoom);
    painter.setFont(m_style.small);
    painter.setPen(coloursFor(palette()).dim);
    painter.drawText(box,
                     Qt::AlignCenter | Qt::TextWordWrap,
                     m_history->complete() ? tr("This is the beginning of the room")
                                           : tr("Looking for earlier messages…"));
}

bool TimelineView::isFolded(int row) const
{
    const MessageSnapshot& here = message(row);
    return here.olderRules && !here.deleted && !m_unfolded.contains(here.message);
}

bool TimelineView::isCard(int row) const
{
    return message(row).file && !message(row).deleted && !isFolded(row);
}

const MessageText& TimelineView::textOf(int index) const
{
    const MessageSnapshot& here = message(index);
    const auto found = m_texts.find(here.message);
    if (found != m_texts.end()) {
        return found->second;
    }
    if (m_texts.size() >= textsKept) {
        m_texts.clear();
    }
    const bool folded = isFolded(index);
    const QString text = here.deleted ? tr("This message was removed")
                         : folded     ? tr("Sent under older rules. Click to show it.")
                                      : textFrom(here.text);
    const Colours& colours = coloursFor(palette());
    const QFont& font = isEmojiOnly(text) ? m_style.large : m_style.text;
    const QColor link = here.own && colours.dark ? colours.ownText : colours.link;
    return m_texts
        .emplace(here.message, MessageText(text, font, textWidthMost(viewport()->width()), link))
        .first->second;
}

RowShape TimelineView::rowShape(int index) const
{
    const MessageSnapshot& here = message(index);
    if (isCard(index)) {
        const FileCard card = fileCardOf(here, m_session.file(here.file->file));
        return shapeFileRow(factsOf(index), card, m_style);
    }
    return shapeTextRow(factsOf(index), textOf(index), m_style);
}

std::vector<ReactionChip> TimelineView::chipsAt(int index) const
{
    return chipsOf(message(index), m_session.node().identity, m_style);
}

QString TimelineView::quoteOf(const MessageSnapshot& message) const
{
    if (!message.replyTo || message.deleted || message.file) {
        return {};
    }
    const auto found = m_history->indexOf(*message.replyTo);
    if (!found) {
        return tr("An earlier message");
    }
    const MessageSnapshot& answered = this->message(static_cast<int>(*found));
    const QString words = answered.deleted ? tr("removed")
                          : isFolded(static_cast<int>(*found))
                              ? tr("sent under older rules")
                              : singleLine(answered.file ? answered.file->name : answered.text);
    return tr("%1: %2", "author, text")
        .arg(isolated(answered.own ? tr("You") : authorOf(answered)), isolated(words.left(200)));
}

QRect TimelineView::chip(int index, int which) const
{
    const RowShape shape = rowShape(index);
    const auto at = static_cast<std::size_t>(which);
    return at < shape.chips.size() ? shape.chips[at].translated(0, rowRect(index).top()) : QRect();
}

void TimelineView::paintOneRow(QPainter& painter,
                               int index,
                               const std::pair<int, int>& marked) const
{
    const RowShape shape = rowShape(index);
    const MessageSnapshot& here = message(index);
    std::optional<FileCard> card;
    RowPaint row;
    row.folded = isFolded(index);
    if (isCard(index)) {
        card = fileCardOf(here, m_session.file(here.file->file));
        row.card = &*card;
    } else {
        row.text = &textOf(index);
    }
    row.message = &here;
    row.shape = &shape;
    row.style = &m_style;
    row.colours = &coloursFor(palette());
    row.author = authorOf(here);
    row.quote = quoteOf(here);
    row.chips = chipsAt(index);
    row.selectedFrom = marked.first;
    row.selectedTo = marked.second;
    row.current = marksCurrent() && m_current == here.message;
    row.hovered = m_hovered.row == index ? m_hovered.action : std::nullopt;
    painter.save();
    painter.translate(0, rowRect(index).top());
    paintRow(painter, row);
    painter.restore();
}

void TimelineView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(viewport());
    painter.setLayoutDirection(layoutDirection());
    const Colours& colours = coloursFor(palette());
    painter.fillRect(viewport()->rect(), colours.canvas);
    if (m_rows.empty()) {
        painter.setPen(colours.dim);
        painter.setFont(m_style.text);
        const bool known = m_history && m_history->loaded();
        painter.drawText(viewport()->rect().adjusted(40, 40, -40, -40),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         known ? tr("Nothing has been said here yet.\nWrite the first message, or "
                                    "drop a file here.")
                               : tr("Loading messages…"));
        return;
    }
    paintTop(painter);
    const int first = rowAt(m_viewTop);
    const qint64 bottom = m_viewTop + viewport()->height();
    for (int index = first;
         index < rowCount() && m_rows[static_cast<std::size_t>(index)].top < bottom;
         ++index) {
        paintOneRow(painter, index, selectedIn(index));
    }
    if (floatsDay()) {
        paintFloatingDay(painter, first);
    }
}

/// The day of what is at the top, while its own line is out of sight.
void TimelineView::paintFloatingDay(QPainter& painter, int first) const
{
    const Row& top = m_rows[static_cast<std::size_t>(first)];
    const bool ownDayAbove = !top.startsDay || m_viewTop - top.top > 12;
    if (top.top > m_viewTop || !ownDayAbove) {
        return;
    }
    const int next = first + 1;
    int y = 0;
    if (next < rowCount() && rowStartsDay(next)) {
        y = std::min(0, rowRect(next).top() - 44);
    }
    paintDay(painter,
             QRect(0, y, viewport()->width(), 44),
             Words::day(dayOf(message(first).timeMs), today()),
             m_style,
             coloursFor(palette()));
}

} // namespace gui
