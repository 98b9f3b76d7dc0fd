// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Asks before something that cannot be taken back, in words that say what comes of it. Cancel is the default.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

#include <functional>
#include <string>

namespace gui {

struct Question {
    QString title;
    QString sentence;
    QString plain;  ///< shown apart and selectable, as it is (an address for instance)
    QString action; ///< empty: there is nothing to agree to, only something to read
    bool dangerous = false;
    QString reasonLabel = {}; ///< with a field for a reason
};

class ConfirmDialog : public FormDialog
{
    Q_OBJECT

public:
    ConfirmDialog(const Question& question, QWidget* parent);

    /// What stands in the field for a reason, on one line.
    [[nodiscard]] std::string reason() const;
    [[nodiscard]] QLineEdit* reasonField() const { return m_reason; }

    /// Shows the question; `yes` runs only when the person agrees.
    static ConfirmDialog* ask(const Question& question, QWidget* parent, std::function<void()> yes);
    /// The same with a reason, which may be empty.
    static ConfirmDialog* askWhy(const Question& question,
                                 QWidget* parent,
                                 std::function<void(const std::string& reason)> yes);

private:
    QLineEdit* m_reason = nullptr;
};

/// Says in a dialog that something was refused, and why.
void showRefusal(engine::Reason reason, QWidget* parent);

/// Asks the engine; a refusal is said, anything else goes to `done`.
void askOrSay(Session& session,
              engine::Request request,
              QWidget* window,
              std::function<void(const engine::Answer&)> done);

} // namespace gui
