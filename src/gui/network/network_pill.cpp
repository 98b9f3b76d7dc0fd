// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/network/network_pill.h"

#include "gui/colours.h"
#include "gui/network/network_words.h"
#include "gui/plain_text.h"

#include <QPainter>

namespace gui {

namespace {

constexpr int textLeft = 20;
constexpr int textRight = 8;

} // namespace

NetworkPill::NetworkPill(Session& session, QWidget* parent)
    : QAbstractButton(parent)
    , m_session(session)
{
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    QFont small = font();
    small.setPointSizeF(qMax(small.pointSizeF() - 1.0, 8.0));
    setFont(small);
    connect(&session, &Session::networkChanged, this, &NetworkPill::refresh);
    connect(&session, &Session::roomsChanged, this, &NetworkPill::refresh);
    refresh();
}

QSize NetworkPill::sizeHint() const
{
    const QFontMetrics metrics(font());
    // Two pixels more than the rounded advance, or a text is cut that would just fit.
    return {textLeft + metrics.horizontalAdvance(text()) + 2 + textRight, metrics.height() + 6};
}

void NetworkPill::refresh()
{
    setText(NetworkWords::line(m_session));
    setAccessibleName(tr("Network: %1").arg(text()));
    QStringList lines;
    for (const engine::RungSnapshot& rung : allRungs(m_session)) {
        lines.append(NetworkWords::rungLine(rung));
    }
    setToolTip(tooltipOf(lines.join(QLatin1Char('\n'))));
    updateGeometry();
    update();
}

void NetworkPill::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(colours.accent, 1.4) : QPen(Qt::NoPen));
        painter.setBrush(colours.chosen);
        const QRectF box = QRectF(rect()).adjusted(0.7, 0.7, -0.7, -0.7);
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    }
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const bool anybody = NetworkWords::anybody(m_session);
    const QPointF middle(mirrored ? width() - 11.5 : 11.5, height() / 2.0);
    const bool alone = width() <= textLeft + textRight; // the dot, on somebody's picture
    if (alone && !underMouse() && !hasFocus()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().window());
        painter.drawEllipse(middle, 6.2, 6.2);
    }
    painter.setPen(QPen(anybody ? colours.good : colours.dim, 1.6));
    painter.setBrush(anybody ? QBrush(colours.good) : QBrush(Qt::NoBrush));
    painter.drawEllipse(middle, 3.6, 3.6);
    if (alone) {
        return;
    }
    const QRect words = mirrored ? rect().adjusted(textRight, 0, -textLeft, 0)
                                 : rect().adjusted(textLeft, 0, -textRight, 0);
    painter.setFont(font());
    painter.setPen(colours.dim);
    painter.drawText(words,
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     QFontMetrics(font()).elidedText(text(), Qt::ElideRight, words.width()));
}

} // namespace gui
