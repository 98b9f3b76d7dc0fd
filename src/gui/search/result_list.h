// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The list of what a search found: who, when, in which room, and two lines of the text with the words marked in it.
// Painted by hand, because a peer's text is never markup and an item knows one style only.

#include "gui/search/found_text.h"
#include "gui/session.h"

#include <QListWidget>
#include <QStyledItemDelegate>

namespace gui {

class ResultDelegate : public QStyledItemDelegate
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

class ResultList : public QListWidget
{
    Q_OBJECT

public:
    explicit ResultList(QWidget* parent);

    /// `place` is the room's name, empty where all are of one room.
    void add(const engine::MessageSnapshot& message, const QString& place, const QString& query);
    [[nodiscard]] FoundText textAt(int row) const;
};

} // namespace gui
