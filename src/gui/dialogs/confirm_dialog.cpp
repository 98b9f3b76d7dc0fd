// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/confirm_dialog.h"

#include "gui/plain_text.h"
#include "gui/widgets/address_field.h"
#include "gui/words.h"

#include <QLineEdit>
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
    if (!question.reasonLabel.isEmpty()) {
        m_reason = addField(question.reasonLabel, {});
        connect(m_reason, &QLineEdit::textChanged, this, [this] {
            const bool tooLong = m_reason->text().toUtf8().size() > reasonBytesMost;
            complain(tooLong ? tr("The reason is too long. Shorten it a little.") : QString());
            mainButton()->setEnabled(!tooLong);
        });
    }
    if (question.action.isEmpty()) {
        setCloseWords(tr("All right"));
    } else {
        addMain(question.action,
                question.dangerous ? ActionButton::Kind::Danger : ActionButton::Kind::Main);
        connect(mainButton(), &ActionButton::clicked, this, &QDialog::accept);
    }
    // Enter does what cannot hurt.
    closeButton()->setDefault(true);
    closeButton()->setFocus();
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

ConfirmDialog* ConfirmDialog::askWhy(const Question& question,
                                     QWidget* parent,
                                     std::function<void(const std::string& reason)> yes)
{
    auto* dialog = new ConfirmDialog(question, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, dialog, [dialog, yes = std::move(yes)] {
        yes(dialog->reason());
    });
    dialog->open();
    return dialog;
}

std::string ConfirmDialog::reason() const
{
    return m_reason == nullptr ? std::string() : utf8Of(singleLine(m_reason->text()));
}

void showRefusal(engine::Reason reason, QWidget* parent)
{
    Question question;
    question.title = ConfirmDialog::tr("That did not work");
    question.sentence = Words::sentence(reason);
    ConfirmDialog::ask(question, parent, [] {});
}

void askOrSay(Session& session,
              engine::Request request,
              QWidget* window,
              std::function<void(const engine::Answer&)> done)
{
    session.ask(
        std::move(request), window, [window, done = std::move(done)](const engine::Answer& answer) {
            if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
                showRefusal(refusal->reason, window);
            } else {
                done(answer);
            }
        });
}

} // namespace gui
