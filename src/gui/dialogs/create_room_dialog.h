// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A new room: name, topic, who comes in, and what newcomers can read.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QComboBox;

namespace gui {

class AccessForm;

class CreateRoomDialog : public FormDialog
{
    Q_OBJECT

public:
    CreateRoomDialog(Session& session, QWidget* parent);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }
    [[nodiscard]] QLineEdit* topicField() const { return m_topic; }
    [[nodiscard]] AccessForm* access() const { return m_access; }
    [[nodiscard]] QComboBox* history() const { return m_history; }

signals:
    void created(const core::RoomId& room);

private:
    void refresh();
    [[nodiscard]] engine::HistoryAccess chosenHistory() const;
    void create();

    Session& m_session;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_topic = nullptr;
    AccessForm* m_access = nullptr;
    QComboBox* m_history = nullptr;
    PlainLabel* m_historyMeans = nullptr;
    bool m_busy = false;
};

} // namespace gui
