// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_list/room_delegate.h"

#include "gui/colours.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/widgets/identicon.h"
#include "gui/widgets/picture_file.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace gui {

namespace {

constexpr int picture = 40;
constexpr int pad = 12;
constexpr int narrowBelow = 120;

QFont smaller(const QFont& font)
{
    QFont small = font;
    small.setPointSizeF(std::max(font.pointSizeF() - 1.0, 8.0));
    return small;
}

/// Where everything lies, left to right; mirrored by the caller.
struct Places {
    QRect field;
    QRect picture;
    QRect name;
    QRect time;
    QRect preview;
    QRect badge;
};

Places placesIn(const QRect& box, int timeWidth, int badgeWidth, int lineHeight)
{
    Places places;
    places.field = box.adjusted(6, 2, -6, -2);
    const QRect inside = places.field.adjusted(pad - 2, 0, -pad + 2, 0);
    places.picture = QRect(inside.left(), inside.center().y() - picture / 2 + 1, picture, picture);
    const int left = places.picture.right() + 12;
    const int middle = inside.center().y();
    places.time = QRect(inside.right() - timeWidth, middle - lineHeight, timeWidth + 1, lineHeight);
    places.name = QRect(left, middle - lineHeight, places.time.left() - left - 8, lineHeight);
    places.badge = QRect(inside.right() - badgeWidth + 1, middle + 2, badgeWidth, 20);
    const int end = badgeWidth > 0 ? places.badge.left() - 8 : inside.right();
    places.preview = QRect(left, middle + 1, end - left, lineHeight);
    return places;
}

/// The picture alone, the badge on its upper corner.
Places narrowPlacesIn(const QRect& box, int badgeWidth)
{
    Places places;
    places.field = box.adjusted(6, 2, -6, -2);
    places.picture = QRect(0, 0, picture, picture);
    places.picture.moveCenter(places.field.center() + QPoint(0, 1));
    const int right = std::min(places.picture.right() + 10, box.right() - 2);
    places.badge = QRect(right - badgeWidth, places.picture.top() - 5, badgeWidth, 20);
    return places;
}

void mirror(QRect& box, const QRect& within)
{
    box.moveLeft(within.left() + within.right() - box.right());
}

void line(
    QPainter* painter, const QRect& box, const QFont& font, const QColor& ink, const QString& text)
{
    painter->setFont(font);
    painter->setPen(ink);
    painter->drawText(box,
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text, Qt::ElideRight, box.width()));
}

void drawField(QPainter* painter,
               const QRect& field,
               const Colours& colours,
               const QStyle::State& state)
{
    const bool chosen = (state & QStyle::State_Selected) != 0;
    const bool hovered = (state & QStyle::State_MouseOver) != 0;
    if (chosen || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(chosen ? colours.chosen : colours.hover);
        painter->drawRoundedRect(field, 10, 10);
    }
    if ((state & QStyle::State_HasFocus) != 0) {
        painter->setPen(QPen(colours.accent, 1.6));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(field).adjusted(1, 1, -1, -1), 10, 10);
    }
}

} // namespace

QSize RoomDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    return {picture, std::max(2 * option.fontMetrics.height() + 26, picture + 24)};
}

void RoomDelegate::paint(QPainter* painter,
                         const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const Colours& colours = coloursFor(option.palette);
    const auto unread = index.data(RoomListModel::UnreadRole).toUInt();
    const QString time = index.data(RoomListModel::TimeRole).toString();
    const QString badge = unread > 999 ? QStringLiteral("999+") : QString::number(unread);
    QFont name = option.font;
    name.setWeight(unread > 0 ? QFont::Bold : QFont::Medium);
    const QFont small = smaller(option.font);
    QFont count = small;
    count.setBold(true);
    const QFontMetrics smallMetrics(small);
    const int badgeWidth =
        unread > 0 ? std::max(QFontMetrics(count).horizontalAdvance(badge) + 12, 20) : 0;
    const bool narrow = option.rect.width() < narrowBelow;
    Places places = narrow ? narrowPlacesIn(option.rect, badgeWidth)
                           : placesIn(option.rect,
                                      smallMetrics.horizontalAdvance(time),
                                      badgeWidth,
                                      QFontMetrics(name).height());
    if (option.direction == Qt::RightToLeft) {
        for (QRect* box :
             {&places.picture, &places.name, &places.time, &places.preview, &places.badge}) {
            mirror(*box, option.rect);
        }
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setLayoutDirection(option.direction);
    drawField(painter, places.field, colours, option.state);
    const double ratio = painter->device()->devicePixelRatioF();
    const auto own = index.data(RoomListModel::PictureRole).value<QImage>();
    painter->drawPixmap(places.picture.topLeft(),
                        own.isNull()
                            ? identiconPixmap(index.data(RoomListModel::SeedRole).toByteArray(),
                                              picture,
                                              ratio,
                                              IdenticonFrame::Room)
                            : roomPixmap(own, picture, ratio));
    if (!narrow) {
        const QColor ink = unread > 0 ? colours.text : colours.dim;
        const QString preview = index.data(RoomListModel::PreviewRole).toString();
        line(painter, places.name, name, colours.text, index.data(Qt::DisplayRole).toString());
        line(painter, places.time, small, unread > 0 ? colours.link : colours.dim, time);
        line(painter, places.preview, small, ink, preview);
    }
    if (unread > 0) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.accent);
        painter->drawRoundedRect(places.badge, 10, 10);
        painter->setFont(count);
        painter->setPen(colours.onAccent);
        painter->drawText(places.badge, Qt::AlignCenter | Qt::TextSingleLine, badge);
    }
    painter->restore();
}

bool RoomDelegate::helpEvent(QHelpEvent* event,
                             QAbstractItemView* view,
                             const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    const bool narrow = index.isValid() && option.rect.width() < narrowBelow;
    if (event->type() != QEvent::ToolTip || !narrow) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QToolTip::showText(event->globalPos(), tooltipOf(index.data().toString()), view);
    return true;
}

} // namespace gui
