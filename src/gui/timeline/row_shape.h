// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where everything of one timeline row lies: day line, NEW line, avatar, bubble, name, text or file card, time. Pure
// geometry from a message's measures, so that painting, hit tests and heights can never disagree.

#include "gui/timeline/message_text.h"
#include "gui/transfers/file_card.h"

#include <QFont>
#include <QRect>

#include <vector>

namespace gui {

/// Fonts and fixed measures of the timeline, made once per font change.
struct TimelineStyle {
    QFont text;
    QFont large; ///< a few emoji alone
    QFont name;
    QFont small;
    FileCardFonts card;

    static constexpr int side = 20;
    static constexpr int avatar = 36;
    static constexpr int bubbleWidthMost = 640;
    static constexpr int cardWidth = 380;

    [[nodiscard]] static TimelineStyle of(const QFont& base);
};

struct RowFacts {
    int width = 0; ///< of the viewport
    bool own = false;
    bool startsDay = false;
    bool startsNew = false;
    bool startsGroup = false;
    bool mirrored = false;
    int metaWidth = 0; ///< time, late mark and state
    int nameWidth = 0;
    int quoteWidth = 0;          ///< of the line about what it answers; 0 = none
    std::vector<int> chipWidths; ///< of the reactions
};

struct RowShape {
    int height = 0;
    QRect day;
    QRect fresh;
    QRect avatar;
    QRect bubble;
    QRect name;
    QRect text;
    QRect meta;
    FileCardShape card;
    QRect quote;
    std::vector<QRect> chips;
};

/// The widest text that fits a bubble in a viewport of this width.
[[nodiscard]] int textWidthMost(int viewportWidth);

[[nodiscard]] RowShape
shapeTextRow(const RowFacts& facts, const MessageText& text, const TimelineStyle& style);
[[nodiscard]] RowShape
shapeFileRow(const RowFacts& facts, const FileCard& card, const TimelineStyle& style);

} // namespace gui
