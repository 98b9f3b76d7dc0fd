// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/long_list.h"

namespace gui {

LongList::LongList(const QString& name, QWidget* parent)
    : QListWidget(parent)
{
    setAccessibleName(name);
    setWordWrap(true);
    setTextElideMode(Qt::ElideNone);
    setSpacing(4);
    setResizeMode(QListView::Adjust);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMinimumHeight(200);
}

} // namespace gui
