// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The two sets of colours, light and dark. Painting code asks `coloursFor(palette())`, so it follows whatever palette its
// widget has; nothing else chooses a colour.

#include <QColor>
#include <QPalette>

namespace gui {

struct Colours {
    bool dark = false;
    QColor sidebar; ///< rooms and members
    QColor canvas;  ///< behind the messages
    QColor raised;  ///< cards, composer, bubbles of others
    QColor own;     ///< bubbles of one's own
    QColor text;
    QColor ownText;
    QColor dim; ///< second-rank text, still at least 4.5:1
    QColor ownDim;
    QColor line; ///< hairlines
    QColor hover;
    QColor chosen;
    QColor accent;
    QColor onAccent;
    QColor link;
    QColor good;
    QColor warning;
    QColor warningField;
    QColor danger;
    QColor dangerField;
};

[[nodiscard]] const Colours& lightColours();
[[nodiscard]] const Colours& darkColours();
[[nodiscard]] const Colours& coloursFor(const QPalette& palette);
[[nodiscard]] QPalette paletteOf(const Colours& colours);

/// WCAG contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

} // namespace gui
