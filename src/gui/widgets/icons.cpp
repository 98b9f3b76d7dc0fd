// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/icons.h"

#include <QByteArray>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace gui {

namespace {

/// The inside of one SVG: strokes of 2 units in the current colour.
const char* strokesOf(Glyph glyph)
{
    switch (glyph) {
    case Glyph::Add:
        return "<path d='M12 5v14M5 12h14'/>";
    case Glyph::Attach:
        return "<path d='M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.5 "
               "8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6'/>";
    case Glyph::Close:
        return "<path d='M6 6l12 12M18 6L6 18'/>";
    case Glyph::Copy:
        return "<rect x='9' y='9' width='11' height='11' rx='2'/><path d='M5 15V6a2 2 0 0 1 "
               "2-2h9'/>";
    case Glyph::Down:
        return "<path d='M6 9l6 6 6-6'/>";
    case Glyph::Download:
        return "<path d='M12 4v11M7 10.5l5 5 5-5M5 20h14'/>";
    case Glyph::File:
        return "<path d='M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 "
               "2-2V8.5zM13.5 3v5.5H19'/>";
    case Glyph::Folder:
        return "<path d='M3 7a2 2 0 0 1 2-2h4.5l2 2.5H19a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 "
               "1-2-2z'/>";
    case Glyph::Invite:
        return "<circle cx='10' cy='8' r='3.6'/><path d='M3.5 20c.6-3.8 3-5.8 6.5-5.8 1.6 0 3 .4 4 "
               "1.2M18 14v6M15 17h6'/>";
    case Glyph::Join:
        return "<path d='M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 "
               "0L5 13.3A4 4 0 0 0 10.7 19l1-1'/>";
    case Glyph::Members:
        return "<circle cx='9' cy='8.5' r='3.4'/><path d='M2.8 19.500c.5-3.5 2.8-5.3 6.2-5.300s5.7 "
               "1.8 6.2 5.300M16 5.300a3.3 3.3 0 0 1 0 6.400M18 14.600c1.9.7 3 2.3 3.3 4.9'/>";
    case Glyph::More:
        return "<path stroke-width='3.2' d='M5 12h.01M12 12h.01M19 12h.01'/>";
    case Glyph::Pause:
        return "<path d='M9 6v12M15 6v12'/>";
    case Glyph::Play:
        return "<path d='M8 5.500v13l10.5-6.500z'/>";
    case Glyph::Retry:
        return "<path d='M19.5 12a7.5 7.5 0 1 1-2.2-5.300L20 9M20 4v5h-5'/>";
    case Glyph::Search:
        return "<circle cx='11' cy='11' r='6.5'/><path d='M16 16l4.5 4.5'/>";
    case Glyph::Send:
        return "<path d='M4 12L20 4.5 15.5 20l-4-6.500zM11.5 13.500L20 4.5'/>";
    case Glyph::Shield:
        return "<path d='M12 3l7.5 2.800v5.500c0 4.7-3 8-7.5 9.7-4.5-1.7-7.5-5-7.5-9.700V5.800z'/>";
    case Glyph::Tick:
        return "<path stroke-width='3.2' d='M5 12.5l5 5L19.5 7'/>";
    case Glyph::Warning:
        return "<path d='M12 4L2.8 20h18.400zM12 10v4.500M12 17.200v.1'/>";
    }
    return "";
}

} // namespace

void paintGlyph(QPainter& painter, const QRectF& box, Glyph glyph, const QColor& colour)
{
    const QByteArray svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='"
        + colour.name().toLatin1()
        + "' stroke-width='1.9' stroke-linecap='round' stroke-linejoin='round'>" + strokesOf(glyph)
        + "</svg>";
    QSvgRenderer renderer(svg);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setOpacity(painter.opacity() * colour.alphaF());
    renderer.render(&painter, box);
    painter.restore();
}

QIcon glyphIcon(Glyph glyph, const QColor& colour)
{
    QIcon icon;
    for (const int size : {16, 20, 24, 32, 40, 48, 64}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintGlyph(painter, QRectF(0, 0, size, size), glyph, colour);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace gui
