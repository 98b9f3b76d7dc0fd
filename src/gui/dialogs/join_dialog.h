// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Into a room with an invite: one field that takes a link, or a whole message with a link in it. What is on the clipboard
// is offered, never used unasked. Ends in joined, or in joining (goes on in the background), or in a sentence.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

namespace gui {

class JoinDialog : public FormDialog
{
    Q_OBJECT

public:
    JoinDialog(Session& session, const QString& link, QWidget* parent);

    [[nodiscard]] QLineEdit* linkField() const { return m_link; }
    [[nodiscard]] ActionButton* clipboardButton() const { return m_clipboard; }

signals:
    void joined(const core::RoomId& room);

private:
    void refresh();
    void join();
    void onAnswer(const engine::Answer& answer);

    Session& m_session;
    QLineEdit* m_link = nullptr;
    ActionButton* m_clipboard = nullptr;
    bool m_busy = false;
};

} // namespace gui
