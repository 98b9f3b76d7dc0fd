// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/transfers/drop_overlay.h"

#include "gui/colours.h"
#include "gui/widgets/icons.h"

#include <QPainter>

namespace gui {

DropOverlay::DropOverlay(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOverlay::say(const QString& title, const QString& detail, bool allowed)
{
    m_title = title;
    m_detail = detail;
    m_allowed = allowed;
    update();
}

void DropOverlay::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    QColor veil = colours.canvas;
    veil.setAlphaF(0.95F);
    painter.fillRect(rect(), veil);
    const QColor ink = m_allowed ? colours.accent : colours.danger;
    const QRectF frame = QRectF(rect()).adjusted(16, 16, -16, -16);
    QColor field = ink;
    field.setAlphaF(0.12F);
    painter.setBrush(field);
    painter.setPen(QPen(ink, 2.5, Qt::DashLine, Qt::RoundCap));
    painter.drawRoundedRect(frame, 18, 18);
    const QPointF middle = frame.center();
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(middle.x(), middle.y() - 62), 34, 34);
    paintGlyph(painter,
               QRectF(middle.x() - 17, middle.y() - 79, 34, 34),
               m_allowed ? Glyph::Attach : Glyph::Warning,
               m_allowed ? colours.onAccent : colours.canvas);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    painter.setFont(large);
    painter.setPen(colours.text);
    const QRectF words(
        frame.left() + 24, middle.y() - 10, frame.width() - 48, frame.bottom() - middle.y());
    painter.drawText(words, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_title);
    const double used =
        painter.boundingRect(words, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_title)
            .height();
    painter.setFont(font());
    painter.setPen(colours.dim);
    painter.drawText(QRectF(words.left(), words.top() + used + 8, words.width(), 80),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     m_detail);
}

} // namespace gui
