// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The right side: who belongs to the room, who is there now, and a menu on each person.

#include "gui/session.h"

#include <QListView>
#include <QStyledItemDelegate>
#include <QWidget>

namespace gui {

class MemberListModel;
class PlainLabel;

class MemberDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

/// The list itself: Enter, the Menu key and the right button ask for a person's menu.
class MemberView : public QListView
{
    Q_OBJECT

public:
    using QListView::QListView;

signals:
    void menuWanted(const QModelIndex& index, const QPoint& global);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

class MembersPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MembersPanel(Session& session, QWidget* parent = nullptr);

    void setRoom(std::optional<core::RoomId> room);
    [[nodiscard]] MemberView* list() const { return m_list; }
    [[nodiscard]] MemberListModel* model() const { return m_model; }

private:
    void showMenu(const QModelIndex& index, const QPoint& global);

    Session& m_session;
    MemberListModel* m_model = nullptr;
    MemberView* m_list = nullptr;
    PlainLabel* m_empty = nullptr;
};

} // namespace gui
