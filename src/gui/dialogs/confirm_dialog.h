// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Asks before something that cannot be taken back, in words that say what comes of it. Cancel is the default.

#include "gui/dialogs/form_dialog.h"

#include <functional>

namespace gui {

struct Question {
    QString title;
    QString sentence;
    QString plain; ///< shown apart and selectable, as it is (an address for instance)
    QString action;
    bool dangerous = false;
};

class ConfirmDialog : public FormDialog
{
    Q_OBJECT

public:
    ConfirmDialog(const Question& question, QWidget* parent);

    /// Shows the question; `yes` runs only when the person agrees.
    static ConfirmDialog* ask(const Question& question, QWidget* parent, std::function<void()> yes);
};

} // namespace gui
