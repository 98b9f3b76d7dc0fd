// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The right side: who belongs to the room and who is there now.

#include "gui/session.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QListView;

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

class MembersPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MembersPanel(Session& session, QWidget* parent = nullptr);

    void setRoom(std::optional<core::RoomId> room);
    [[nodiscard]] QListView* list() const { return m_list; }
    [[nodiscard]] MemberListModel* model() const { return m_model; }

private:
    MemberListModel* m_model = nullptr;
    QListView* m_list = nullptr;
    PlainLabel* m_empty = nullptr;
};

} // namespace gui
