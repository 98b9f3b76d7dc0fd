// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What all dialogs share: a title, a sentence, content, a place for complaints, and buttons with the safe one first.
// Opened with `open()`, never run in a loop of their own.

#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"

#include <QDialog>

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QVBoxLayout;

namespace gui {

class FormDialog : public QDialog
{
    Q_OBJECT

public:
    FormDialog(const QString& title, const QString& sentence, QWidget* parent);

    /// What is wrong or under way, under the content; empty hides it.
    void complain(const QString& words);
    void tell(const QString& words);
    [[nodiscard]] QString said() const;

    [[nodiscard]] ActionButton* mainButton() const { return m_main; }
    [[nodiscard]] ActionButton* closeButton() const { return m_close; }

protected:
    void showEvent(QShowEvent* event) override;
    /// Makes room for all that is shown. Qt alone gives a new dialog two thirds of the screen and cuts the rest off.
    void fit();
    /// Content goes here, between the sentence and the buttons.
    [[nodiscard]] QVBoxLayout* content() const { return m_content; }
    void addMain(const QString& words, ActionButton::Kind kind);
    void setCloseWords(const QString& words);
    /// Leaves a line for what will be said, so that saying it moves no button from under the pointer.
    void keepRoomToSay();
    /// A labelled line to type into; the label is its accessible name.
    QLineEdit* addField(const QString& label, const QString& example);
    /// A labelled choice of one of several.
    QComboBox* addChoice(const QString& label);
    /// The label that an `add…` put above a field.
    [[nodiscard]] PlainLabel* labelOf(const QWidget* field) const;
    void addExtra(QWidget* widget);

private:
    QVBoxLayout* m_content = nullptr;
    PlainLabel* m_said = nullptr;
    QHBoxLayout* m_buttons = nullptr;
    ActionButton* m_close = nullptr;
    ActionButton* m_main = nullptr;
};

} // namespace gui
