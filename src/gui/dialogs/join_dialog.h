// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Into a room with an invite: one field that takes a link, or a whole message with a link in it. What is on the clipboard
// is offered, never used unasked. A password is asked for when the room wants one. Ends in joined, or in joining (goes on in
// the background), or in a sentence.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

namespace gui {

class JoinDialog : public FormDialog
{
    Q_OBJECT

public:
    JoinDialog(Session& session, const QString& link, QWidget* parent);

    [[nodiscard]] QLineEdit* linkField() const { return m_link; }
    [[nodiscard]] QLineEdit* messageField() const { return m_message; }
    [[nodiscard]] QLineEdit* passwordField() const { return m_password; }
    [[nodiscard]] ActionButton* clipboardButton() const { return m_clipboard; }

signals:
    void joined(const core::RoomId& room);

private:
    void refresh();
    void askPassword(bool wanted);
    void join();
    void onAnswer(const engine::Answer& answer);

    Session& m_session;
    QLineEdit* m_link = nullptr;
    QLineEdit* m_message = nullptr;  ///< for a room where one has to ask
    QLineEdit* m_password = nullptr; ///< shown once the room asked for it
    ActionButton* m_clipboard = nullptr;
    bool m_busy = false;
};

} // namespace gui
