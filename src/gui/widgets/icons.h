// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The window's line icons, drawn from paths on a 24-unit grid in whatever colour the palette asks for, so that one set
// serves light and dark and every scale. The application's own icon is a resource, not one of these.

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace gui {

enum class Glyph {
    Add,
    Attach,
    Close,
    Copy,
    Down,
    Download,
    File,
    Folder,
    Invite,
    Join,
    Members,
    More,
    Pause,
    Play,
    Retry,
    Search,
    Send,
    Shield,
    Tick,
    Warning,
};

void paintGlyph(QPainter& painter, const QRectF& box, Glyph glyph, const QColor& colour);
[[nodiscard]] QIcon glyphIcon(Glyph glyph, const QColor& colour);

} // namespace gui
