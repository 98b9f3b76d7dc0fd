// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// F1: every key that does something, in one table.

#include "gui/dialogs/form_dialog.h"

namespace gui {

class ShortcutSheet : public FormDialog
{
    Q_OBJECT

public:
    explicit ShortcutSheet(QWidget* parent);
};

/// What Parlour is, which version, and what it does not do yet.
class AboutSheet : public FormDialog
{
    Q_OBJECT

public:
    AboutSheet(const QString& version, QWidget* parent);
};

} // namespace gui
