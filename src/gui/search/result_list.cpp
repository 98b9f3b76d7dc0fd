// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/search/result_list.h"

#include "gui/colours.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

#include <QPainter>
#include <QTextLayout>

namespace gui {

namespace {

constexpr int margin = 12;
constexpr int linesShown = 2;

enum Role { NameRole = Qt::UserRole, TimeRole, PlaceRole, TextRole, MarksRole };

QFont boldOf(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

int lineHeight(const QStyleOptionViewItem& option)
{
    return option.fontMetrics.height();
}

void paintLine(QPainter* painter, const QRect& box, const QString& text, int align)
{
    const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, box.width());
    painter->drawText(box, align | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

/// Two lines of the text, the words of the query bold and in the accent colour.
void paintText(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QRect& box,
               const QModelIndex& index)
{
    QTextLayout layout(index.data(TextRole).toString(), option.font);
    QTextOption wrap;
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(wrap);
    QList<QTextLayout::FormatRange> formats;
    QTextCharFormat marked;
    marked.setFontWeight(QFont::Bold);
    marked.setForeground(coloursFor(option.palette).accent);
    const QVariantList marks = index.data(MarksRole).toList();
    for (qsizetype i = 0; i + 1 < marks.size(); i += 2) {
        formats.append({marks[i].toInt(), marks[i + 1].toInt(), marked});
    }
    layout.setFormats(formats);
    layout.beginLayout();
    for (int line = 0; line < linesShown; ++line) {
        QTextLine one = layout.createLine();
        if (!one.isValid()) {
            break;
        }
        one.setLineWidth(box.width());
        one.setPosition(QPointF(0, line * lineHeight(option)));
    }
    layout.endLayout();
    painter->setPen(coloursFor(option.palette).text);
    layout.draw(painter, box.topLeft(), {}, box);
}

} // namespace

void ResultDelegate::paint(QPainter* painter,
                           const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    const Colours& colours = coloursFor(option.palette);
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(option.rect, colours.chosen);
    } else if ((option.state & QStyle::State_MouseOver) != 0) {
        painter->fillRect(option.rect, colours.hover);
    }
    QRect box = option.rect.adjusted(margin, margin / 2, -margin, -margin / 2);
    QRect top = box;
    top.setHeight(lineHeight(option));
    const QString time = index.data(TimeRole).toString();
    const int timeWidth = option.fontMetrics.horizontalAdvance(time);
    painter->setFont(option.font);
    painter->setPen(colours.dim);
    paintLine(painter, top, time, Qt::AlignRight);
    QRect name = top;
    name.setRight(top.right() - timeWidth - margin);
    painter->setPen(colours.text);
    painter->setFont(boldOf(option.font));
    paintLine(painter, name, index.data(NameRole).toString(), Qt::AlignLeft);
    const QString place = index.data(PlaceRole).toString();
    if (!place.isEmpty()) {
        top.translate(0, lineHeight(option));
        painter->setFont(option.font);
        painter->setPen(colours.dim);
        paintLine(painter, top, place, Qt::AlignLeft);
    }
    box.setTop(top.bottom() + 3);
    paintText(painter, option, box, index);
    painter->restore();
}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int lines = 1 + linesShown + (index.data(PlaceRole).toString().isEmpty() ? 0 : 1);
    return {80, lines * lineHeight(option) + margin + 4};
}

ResultList::ResultList(QWidget* parent)
    : QListWidget(parent)
{
    setAccessibleName(tr("What was found, newest first"));
    setItemDelegate(new ResultDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    viewport()->setAutoFillBackground(false);
}

void ResultList::add(const engine::MessageSnapshot& message,
                     const QString& place,
                     const QString& query)
{
    QString said = textFrom(message.text);
    if (message.file) {
        const QString file = singleLine(message.file->name);
        said = said.isEmpty() ? file : file + QStringLiteral(" · ") + said;
    }
    const FoundText found = foundText(said, query);
    QVariantList marks;
    for (const auto& [from, length] : found.marks) {
        marks << from << length;
    }
    const QString name = isolated(Words::person(message.name, message.author));
    const QString time = Words::moment(message.timeMs, today());
    auto* item = new QListWidgetItem(this);
    item->setData(NameRole, name);
    item->setData(TimeRole, time);
    item->setData(PlaceRole, place.isEmpty() ? QString() : isolated(place));
    item->setData(TextRole, found.text);
    item->setData(MarksRole, marks);
    const QStringList spoken = {name, time, place, isolated(found.text)};
    item->setData(Qt::AccessibleTextRole, spoken.join(QStringLiteral(", ")));
}

FoundText ResultList::textAt(int row) const
{
    FoundText found{item(row)->data(TextRole).toString(), {}};
    const QVariantList marks = item(row)->data(MarksRole).toList();
    for (qsizetype i = 0; i + 1 < marks.size(); i += 2) {
        found.marks.emplace_back(marks[i].toInt(), marks[i + 1].toInt());
    }
    return found;
}

} // namespace gui
