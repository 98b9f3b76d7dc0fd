// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Draws one row of the timeline where `RowShape` says. Knows nothing of scrolling or of the engine.

#include "gui/timeline/row_hangings.h"
#include "gui/timeline/row_shape.h"
#include "gui/words.h"

class QPainter;

namespace gui {

/// Time, marks and state of a message in one measured piece.
struct RowMeta {
    QString text; ///< marks and time
    std::optional<engine::MessageState> state;
    int textWidth = 0;
    int width = 0;
};
/// A folded row says what it is in its text already.
[[nodiscard]] RowMeta
metaOf(const engine::MessageSnapshot& message, const TimelineStyle& style, bool folded = false);

struct RowPaint {
    const engine::MessageSnapshot* message = nullptr;
    const RowShape* shape = nullptr;
    const TimelineStyle* style = nullptr;
    const Colours* colours = nullptr;
    const MessageText* text = nullptr; ///< nothing for a file
    const FileCard* card = nullptr;
    QString author;
    QString quote;
    std::vector<ReactionChip> chips;
    int selectedFrom = 0;
    int selectedTo = 0;
    bool current = false;
    bool folded = false; ///< the text says only what the message is
    std::optional<CardAction> hovered;
};
void paintRow(QPainter& painter, const RowPaint& row);

/// The day's name in a pill, in the middle of `box`.
void paintDay(QPainter& painter,
              const QRect& box,
              const QString& words,
              const TimelineStyle& style,
              const Colours& colours);

} // namespace gui
