// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/row_shape.h"

#include <QFontMetrics>

#include <algorithm>

namespace gui {

namespace {

constexpr int padX = 12;
constexpr int padY = 8;
constexpr int avatarGap = 10;
constexpr int groupGap = 14;
constexpr int rowGap = 3;
constexpr int dayHeight = 44;
constexpr int freshHeight = 34;
constexpr int chipGap = 4;

void mirror(QRect& box, int width)
{
    box.moveLeft(width - box.x() - box.width());
}

/// What stands above the bubble; the y at which the bubble begins.
int shapeAbove(RowShape& shape, const RowFacts& facts)
{
    int y = 0;
    if (facts.startsDay) {
        shape.day = QRect(0, y, facts.width, dayHeight);
        y += dayHeight;
    }
    if (facts.startsNew) {
        shape.fresh = QRect(0, y, facts.width, freshHeight);
        y += freshHeight;
    }
    if (!facts.startsDay && !facts.startsNew) {
        y += facts.startsGroup ? groupGap : rowGap;
    }
    return y;
}

void placeBubble(RowShape& shape, const RowFacts& facts, int y, const QSize& size)
{
    const int left = facts.own ? facts.width - TimelineStyle::side - size.width()
                               : TimelineStyle::side + TimelineStyle::avatar + avatarGap;
    shape.bubble = QRect(QPoint(left, y), size);
    if (!facts.own && facts.startsGroup) {
        shape.avatar = QRect(TimelineStyle::side, y, TimelineStyle::avatar, TimelineStyle::avatar);
    }
}

void mirrorAll(RowShape& shape, int width)
{
    for (QRect* box : {&shape.avatar,
                       &shape.bubble,
                       &shape.name,
                       &shape.text,
                       &shape.meta,
                       &shape.quote,
                       &shape.card.tile,
                       &shape.card.name,
                       &shape.card.status,
                       &shape.card.bar}) {
        mirror(*box, width);
    }
    for (auto& [action, box] : shape.card.buttons) {
        mirror(box, width);
    }
    for (QRect& box : shape.chips) {
        mirror(box, width);
    }
}

/// The line about what is answered, at the top of the content; how much it takes.
int placeQuote(RowShape& shape, const RowFacts& facts, const QRect& line)
{
    if (facts.quoteWidth == 0) {
        return 0;
    }
    shape.quote = line;
    return line.height() + 4;
}

/// The reactions under the bubble, in as many lines as they need.
void placeChips(RowShape& shape, const RowFacts& facts, const TimelineStyle& style)
{
    if (facts.chipWidths.empty()) {
        return;
    }
    const int height = QFontMetrics(style.small).height() + 8;
    const int most = textWidthMost(facts.width) + 2 * padX;
    int wide = -chipGap;
    for (const int width : facts.chipWidths) {
        wide += width + chipGap;
    }
    const int taken = std::min(wide, most);
    const int left = facts.own ? facts.width - TimelineStyle::side - taken : shape.bubble.left();
    int x = left;
    int y = shape.bubble.bottom() + 1 + chipGap;
    for (const int width : facts.chipWidths) {
        if (x > left && x + width > left + most) {
            x = left;
            y += height + chipGap;
        }
        shape.chips.emplace_back(x, y, width, height);
        x += width + chipGap;
    }
    shape.height = y + height + 2;
}

bool namesAuthor(const RowFacts& facts)
{
    return !facts.own && facts.startsGroup;
}

} // namespace

TimelineStyle TimelineStyle::of(const QFont& base)
{
    TimelineStyle style;
    style.text = base;
    style.large = base;
    style.large.setPointSizeF(base.pointSizeF() * 2.4);
    style.name = base;
    style.name.setWeight(QFont::DemiBold);
    style.small = base;
    style.small.setPointSizeF(std::max(base.pointSizeF() - 1.5, 7.5));
    style.card.name = base;
    style.card.name.setWeight(QFont::DemiBold);
    style.card.small = base;
    style.card.small.setPointSizeF(std::max(base.pointSizeF() - 1.0, 8.0));
    return style;
}

int textWidthMost(int viewportWidth)
{
    const int column = viewportWidth - 2 * TimelineStyle::side - TimelineStyle::avatar - avatarGap;
    const int bubble = std::min(column * 86 / 100, TimelineStyle::bubbleWidthMost);
    return std::max(bubble - 2 * padX, 80);
}

RowShape shapeTextRow(const RowFacts& facts, const MessageText& text, const TimelineStyle& style)
{
    RowShape shape;
    const int most = textWidthMost(facts.width);
    const QFontMetrics small(style.small);
    const QFontMetrics name(style.name);
    const int top = shapeAbove(shape, facts);
    // The time stands on the last line when there is room, else on a line of its own. In a mirrored window it comes
    // from the left, where a left-to-right line begins, so the whole text makes room there.
    const int taken = facts.mirrored ? text.width() : text.lastLineWidth();
    const bool beside = taken + 14 + facts.metaWidth <= most;
    int inner = std::max(text.width(), facts.metaWidth);
    if (beside) {
        inner = std::max(inner, taken + 14 + facts.metaWidth);
    }
    const int nameHeight = namesAuthor(facts) ? name.height() + 2 : 0;
    if (nameHeight > 0) {
        inner = std::max(inner, std::min(facts.nameWidth, most));
    }
    inner = std::max(inner, std::min(facts.quoteWidth, most));
    const int quoteHeight = facts.quoteWidth > 0 ? small.height() + 4 : 0;
    const int height =
        padY + nameHeight + quoteHeight + text.height() + (beside ? 0 : small.height()) + padY;
    placeBubble(shape, facts, top, QSize(inner + 2 * padX, height));
    int y = top + padY;
    const int left = shape.bubble.x() + padX;
    if (nameHeight > 0) {
        shape.name = QRect(left, y - 1, inner, name.height());
        y += nameHeight;
    }
    y += placeQuote(shape, facts, QRect(left, y, inner, small.height()));
    shape.text = QRect(left, y, beside ? std::max(text.width(), 1) : inner, text.height());
    const int metaTop = beside ? y + text.height() - small.height() + 2 : y + text.height() + 1;
    shape.meta = QRect(left + inner - facts.metaWidth, metaTop, facts.metaWidth, small.height());
    if (!beside) {
        shape.text.setWidth(inner);
    }
    shape.height = top + height;
    placeChips(shape, facts, style);
    if (facts.mirrored) {
        mirrorAll(shape, facts.width);
    }
    return shape;
}

RowShape shapeFileRow(const RowFacts& facts, const FileCard& card, const TimelineStyle& style)
{
    RowShape shape;
    const QFontMetrics small(style.small);
    const QFontMetrics name(style.name);
    const int inner = std::min(textWidthMost(facts.width), TimelineStyle::cardWidth);
    const int top = shapeAbove(shape, facts);
    const int nameHeight = namesAuthor(facts) ? name.height() + 6 : 0;
    const int left = (facts.own ? facts.width - TimelineStyle::side - inner - 2 * padX
                                : TimelineStyle::side + TimelineStyle::avatar + avatarGap)
                     + padX;
    int y = top + padY + 2;
    if (nameHeight > 0) {
        shape.name = QRect(left, y - 3, inner, name.height());
        y += nameHeight;
    }
    shape.card = shapeFileCard(card, QPoint(left, y), inner, style.card);
    y += shape.card.height;
    // The time shares the last button row.
    int metaTop = y + 2;
    if (!shape.card.buttons.empty()) {
        const QRect last = shape.card.buttons.back().second;
        if (last.right() + 16 + facts.metaWidth <= left + inner) {
            metaTop = last.bottom() - small.height() + 2;
        }
    }
    const int bottom = std::max(y, metaTop + small.height());
    shape.meta = QRect(left + inner - facts.metaWidth, metaTop, facts.metaWidth, small.height());
    placeBubble(shape, facts, top, QSize(inner + 2 * padX, bottom + padY + 2 - top));
    shape.height = top + shape.bubble.height();
    placeChips(shape, facts, style);
    if (facts.mirrored) {
        mirrorAll(shape, facts.width);
    }
    return shape;
}

} // namespace gui
