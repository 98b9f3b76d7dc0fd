// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What hangs on a row of the timeline: the message it answers, as one line, and the reactions to it, as chips. Measured
// here, placed by the row's shape, painted here.

#include "engine/engine_types.h"
#include "gui/colours.h"
#include "gui/timeline/row_shape.h"

class QPainter;

namespace gui {

struct ReactionChip {
    QString emoji;
    QString words; ///< the emoji and how many gave it
    bool mine = false;
    int width = 0;
};

/// At most `chipsMost`, most given first; the rest is not drawn.
constexpr std::size_t chipsMost = 24;
[[nodiscard]] std::vector<ReactionChip> chipsOf(const engine::MessageSnapshot& message,
                                                const core::IdentityId& self,
                                                const TimelineStyle& style);
/// For a screen reader; empty without reactions.
[[nodiscard]] QString reactionWords(const engine::MessageSnapshot& message);

void paintChips(QPainter& painter,
                const std::vector<ReactionChip>& chips,
                const RowShape& shape,
                const TimelineStyle& style,
                const Colours& colours);

void paintQuote(QPainter& painter,
                const QString& words,
                const QRect& box,
                const TimelineStyle& style,
                const Colours& colours,
                bool own);

} // namespace gui
