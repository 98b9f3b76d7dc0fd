// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/confirm_dialog.h"

#include "gui/widgets/address_field.h"

#include <QVBoxLayout>

namespace gui {

ConfirmDialog::ConfirmDialog(const Question& question, QWidget* parent)
    : FormDialog(question.title, question.sentence, parent)
{
    if (!question.plain.isEmpty()) {
        auto* field = new AddressField(tr("Address"), 3, this);
        field->setPlainText(question.plain);
        content()->addWidget(field);
    }
    addMain(question.action,
            question.dangerous ? ActionButton::Kind::Danger : ActionButton::Kind::Main);
    // Enter does what cannot hurt.
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
