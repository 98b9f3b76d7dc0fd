// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A file in the timeline: what its card says and offers in each state, where its parts lie, and how it is drawn. A peer's
// file name is shown as one plain line; where the file goes is never taken from it here.

#include "gui/colours.h"
#include "gui/session.h"
#include "gui/widgets/icons.h"

#include <QFont>
#include <QRect>
#include <QString>

#include <vector>

class QPainter;

namespace gui {

enum class CardAction { Download, Pause, Resume, Cancel, OpenFolder, Retry, StopSharing };

struct FileCard {
    QString name;
    QString status;
    bool failed = false;
    std::optional<double> progress; ///< 0 to 1 while something is under way
    std::vector<CardAction> actions;
};

[[nodiscard]] FileCard fileCardOf(const engine::MessageSnapshot& message, const FileEntry& entry);
[[nodiscard]] QString cardActionWords(CardAction action);
[[nodiscard]] Glyph cardActionGlyph(CardAction action);

struct FileCardShape {
    QRect tile;
    QRect name;
    QRect status;
    QRect bar;
    std::vector<std::pair<CardAction, QRect>> buttons;
    int height = 0;
};

struct FileCardFonts {
    QFont name;
    QFont small;
};

/// Laid out left to right from `topLeft`; the caller mirrors.
[[nodiscard]] FileCardShape
shapeFileCard(const FileCard& card, const QPoint& topLeft, int width, const FileCardFonts& fonts);

struct FileCardInk {
    const Colours* colours = nullptr;
    QColor text;
    QColor dim;
    std::optional<CardAction> hovered;
};
void paintFileCard(QPainter& painter,
                   const FileCard& card,
                   const FileCardShape& shape,
                   const FileCardFonts& fonts,
                   const FileCardInk& ink);

} // namespace gui
