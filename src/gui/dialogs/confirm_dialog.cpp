// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/confirm_dialog.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace gui {

ConfirmDialog::ConfirmDialog(const Question& question, QWidget* parent)
    : FormDialog(question.title, question.sentence, parent)
{
    if (!question.plain.isEmpty()) {
        auto* field = new QPlainTextEdit(this);
        field->setPlainText(question.plain);
        field->setReadOnly(true);
        field->setTabChangesFocus(true);
        field->setAccessibleName(tr("Address"));
        field->setWordWrapMode(QTextOption::WrapAnywhere);
        field->setFixedHeight(84);
        content()->addWidget(field);
    }
    addMain(question.action,
            question.dangerous ? ActionButton::Kind::Danger : ActionButton::Kind::Main);
    closeButton()->setDefault(true);
    closeButton()->setFocus();
    connect(mainButton(), &ActionButton::clicked, this, &QDialog::accept);
}

ConfirmDialog*
ConfirmDialog::ask(const Question& question, QWidget* parent, std::function<void()> yes)
{
    auto* dialog = new ConfirmDialog(question, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, dialog, [yes = std::move(yes)] { yes(); });
    dialog->open();
    return dialog;
}

} // namespace gui
