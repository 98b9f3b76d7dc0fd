// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A new room: name, topic, who comes in. Only what the engine can do is offered.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

namespace gui {

class CreateRoomDialog : public FormDialog
{
    Q_OBJECT

public:
    CreateRoomDialog(Session& session, QWidget* parent);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }
    [[nodiscard]] QLineEdit* topicField() const { return m_topic; }

signals:
    void created(const core::RoomId& room);

private:
    void refresh();
    void create();

    Session& m_session;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_topic = nullptr;
    bool m_busy = false;
};

} // namespace gui
