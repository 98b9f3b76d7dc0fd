// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A link or an address as it is: several lines, nothing folded or hidden, to be selected and copied but not changed.

#include <QPlainTextEdit>

namespace gui {

class AddressField : public QPlainTextEdit
{
    Q_OBJECT

public:
    AddressField(const QString& words, int lines, QWidget* parent = nullptr);
};

} // namespace gui
