// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_list/me_row.h"

#include "gui/colours.h"
#include "gui/network/network_pill.h"
#include "gui/plain_text.h"
#include "gui/widgets/identicon.h"

#include <QPainter>

namespace gui {

namespace {

constexpr int textLeft = 64;
constexpr int textRight = 14;
constexpr int picture = 36;
constexpr int dotSide = 23; ///< the pill, when it is its dot alone

} // namespace

MeRow::MeRow(Session& session, QWidget* parent)
    : QAbstractButton(parent)
    , m_session(session)
    , m_pill(new NetworkPill(session, this))
{
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(64);
    setToolTip(tr("Your name and picture"));
    connect(&session, &Session::nodeChanged, this, &MeRow::refresh);
    connect(&session, &Session::networkChanged, this, &MeRow::placePill);
    connect(&session, &Session::roomsChanged, this, &MeRow::placePill);
    connect(this, &QAbstractButton::clicked, this, &MeRow::activated);
    connect(m_pill, &QAbstractButton::clicked, this, &MeRow::networkWanted);
    refresh();
}

void MeRow::refresh()
{
    setAccessibleName(tr("You: %1").arg(singleLine(m_session.node().name)));
    placePill();
    update();
}

bool MeRow::isNarrow() const
{
    return width() < 120;
}

void MeRow::placePill()
{
    if (isNarrow()) {
        const int offset = picture / 2 - 4;
        const int middle = width() / 2 + (layoutDirection() == Qt::RightToLeft ? -offset : offset);
        m_pill->setGeometry(middle - dotSide / 2, 37, dotSide, dotSide);
        return;
    }
    // The dot stands under the first letter of the name.
    const int room = width() - textLeft - textRight + 8;
    const QSize size = m_pill->sizeHint().boundedTo(QSize(qMax(room, 40), 40));
    const int left = textLeft - 8;
    m_pill->setGeometry(layoutDirection() == Qt::RightToLeft ? width() - left - size.width() : left,
                        32,
                        size.width(),
                        size.height());
}

void MeRow::resizeEvent(QResizeEvent* event)
{
    QAbstractButton::resizeEvent(event);
    placePill();
}

void MeRow::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    painter.setPen(QPen(colours.line, 1));
    painter.drawLine(0, 0, width(), 0);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(colours.accent, 1.6) : QPen(Qt::NoPen));
        painter.setBrush(colours.hover);
        painter.drawRoundedRect(QRectF(rect()).adjusted(6, 6, -6, -5), 10, 10);
    }
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int left = isNarrow() ? (width() - picture) / 2 : 16;
    painter.drawPixmap(mirrored ? width() - left - picture : left,
                       14,
                       identiconPixmap(seedOf(m_session.node().identity),
                                       picture,
                                       devicePixelRatioF(),
                                       IdenticonFrame::Person));
    if (isNarrow()) {
        return;
    }
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const int wide = width() - textLeft - textRight;
    const QRect words(mirrored ? textRight : textLeft, 11, wide, 21);
    painter.setFont(bold);
    painter.setPen(colours.text);
    painter.drawText(
        words,
        Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        QFontMetrics(bold).elidedText(singleLine(m_session.node().name), Qt::ElideRight, wide));
}

} // namespace gui
