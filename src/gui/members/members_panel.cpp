// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/members/members_panel.h"

#include "gui/colours.h"
#include "gui/members/member_list_model.h"
#include "gui/members/member_menu.h"
#include "gui/widgets/identicon.h"
#include "gui/widgets/plain_label.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace gui {

namespace {

constexpr int picture = 30;

void paintHeading(QPainter* painter, const QStyleOptionViewItem& option, const QString& words)
{
    QFont font = option.font;
    font.setPointSizeF(std::max(font.pointSizeF() - 1.0, 8.0));
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(coloursFor(option.palette).dim);
    painter->drawText(option.rect.adjusted(16, 0, -12, -4),
                      Qt::AlignBottom | Qt::AlignLeft | Qt::TextSingleLine,
                      words);
}

/// Full for present, an empty ring for absent, on a rim that cuts it from the picture.
void paintDot(QPainter* painter, const QPointF& middle, bool online, const Colours& colours)
{
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.sidebar);
    painter->drawEllipse(middle, 6.5, 6.5);
    painter->setPen(QPen(online ? colours.good : colours.dim, 1.6));
    painter->setBrush(online ? QBrush(colours.good) : QBrush(colours.sidebar));
    painter->drawEllipse(middle, 3.8, 3.8);
}

/// The name, and below it in small what is special about the person.
void paintWords(QPainter* painter,
                const QStyleOptionViewItem& option,
                const QRect& box,
                const QString& name,
                const QString& standing)
{
    const int across = static_cast<int>(Qt::AlignLeft) | Qt::TextSingleLine;
    const QString shown = option.fontMetrics.elidedText(name, Qt::ElideRight, box.width());
    painter->setFont(option.font);
    if (standing.isEmpty()) {
        painter->drawText(box, Qt::AlignVCenter | across, shown);
        return;
    }
    QRect above = box;
    QRect below = box;
    above.setBottom(box.center().y() + 2);
    below.setTop(above.bottom());
    painter->drawText(above, Qt::AlignBottom | across, shown);
    QFont small = option.font;
    small.setPointSizeF(std::max(small.pointSizeF() - 1.5, 7.5));
    painter->setFont(small);
    painter->setPen(coloursFor(option.palette).dim);
    painter->drawText(below,
                      Qt::AlignTop | across,
                      QFontMetrics(small).elidedText(standing, Qt::ElideRight, box.width()));
}

} // namespace

QSize MemberDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool heading = !index.data(MemberListModel::HeadingRole).toString().isEmpty();
    return {120, heading ? option.fontMetrics.height() + 20 : picture + 14};
}

void MemberDelegate::paint(QPainter* painter,
                           const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    const Colours& colours = coloursFor(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setLayoutDirection(option.direction);
    const QString heading = index.data(MemberListModel::HeadingRole).toString();
    if (!heading.isEmpty()) {
        paintHeading(painter, option, heading);
        painter->restore();
        return;
    }
    if ((option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus)) != 0) {
        painter->setPen((option.state & QStyle::State_HasFocus) != 0 ? QPen(colours.accent, 1.6)
                                                                     : QPen(Qt::NoPen));
        painter->setBrush(colours.hover);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(7, 1, -7, -1), 9, 9);
    }
    const bool online = index.data(MemberListModel::OnlineRole).toBool();
    const bool mirrored = option.direction == Qt::RightToLeft;
    QRect face(
        option.rect.left() + 16, option.rect.center().y() - picture / 2 + 1, picture, picture);
    if (mirrored) {
        face.moveRight(option.rect.right() - 16);
    }
    painter->setOpacity(online ? 1.0 : 0.55);
    painter->drawPixmap(face.topLeft(),
                        identiconPixmap(index.data(MemberListModel::SeedRole).toByteArray(),
                                        picture,
                                        painter->device()->devicePixelRatioF(),
                                        IdenticonFrame::Person));
    painter->setOpacity(1.0);
    paintDot(painter,
             QPointF(mirrored ? face.left() + 3 : face.right() - 2, face.bottom() - 2),
             online,
             colours);
    const QRect words = mirrored ? QRect(option.rect.left() + 12,
                                         option.rect.top(),
                                         face.left() - option.rect.left() - 24,
                                         option.rect.height())
                                 : QRect(face.right() + 12,
                                         option.rect.top(),
                                         option.rect.right() - face.right() - 24,
                                         option.rect.height());
    QString name = index.data(MemberListModel::NameRole).toString();
    if (index.data(MemberListModel::SelfRole).toBool()) {
        name = tr("%1 (you)").arg(name);
    }
    painter->setPen(online ? colours.text : colours.dim);
    paintWords(painter, option, words, name, index.data(MemberListModel::StandingRole).toString());
    painter->restore();
}

MembersPanel::MembersPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new MemberListModel(session, this))
    , m_list(new MemberView(this))
    , m_empty(new PlainLabel(
          tr("The members appear here once you are in."), PlainLabel::Rank::Small, this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MemberDelegate(m_list));
    m_list->setAccessibleName(tr("Members"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 6);
    m_empty->setDim(true);
    m_empty->setContentsMargins(16, 12, 12, 0);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_empty->setVisible(m_model->rowCount() == 0);
    });
    connect(m_list, &MemberView::menuWanted, this, &MembersPanel::showMenu);
    setMinimumWidth(160);
}

void MembersPanel::showMenu(const QModelIndex& index, const QPoint& global)
{
    const engine::MemberSnapshot* member = m_model->memberAt(index);
    if (member == nullptr || !m_model->room()) {
        return;
    }
    auto* menu = new MemberMenu(m_session, *m_model->room(), *member, window());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(global);
}

// ---- the list ----

void MemberView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        emit menuWanted(currentIndex(),
                        viewport()->mapToGlobal(visualRect(currentIndex()).center()));
        return;
    }
    emit menuWanted(indexAt(viewport()->mapFromGlobal(event->globalPos())), event->globalPos());
}

void MemberView::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && currentIndex().isValid()) {
        emit menuWanted(currentIndex(),
                        viewport()->mapToGlobal(visualRect(currentIndex()).center()));
        return;
    }
    QListView::keyPressEvent(event);
}

void MembersPanel::setRoom(std::optional<core::RoomId> room)
{
    m_model->setRoom(room);
}

} // namespace gui
