// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One room in the list: picture, name (bold when unread), last line, time, badge.

#include <QStyledItemDelegate>

namespace gui {

class RoomDelegate : public QStyledItemDelegate
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

} // namespace gui
