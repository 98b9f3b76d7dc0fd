// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A list of entries of several lines of peers' text: wrapped, never cut, never read as markup.

#include <QListWidget>

namespace gui {

class LongList : public QListWidget
{
    Q_OBJECT

public:
    /// `name` is what a screen reader calls it.
    LongList(const QString& name, QWidget* parent);
};

} // namespace gui
