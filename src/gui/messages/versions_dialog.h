// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What an edited message said before, oldest first; what it says now comes last.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QListWidget;

namespace gui {

class VersionsDialog : public FormDialog
{
    Q_OBJECT

public:
    VersionsDialog(Session& session,
                   const core::RoomId& room,
                   const engine::MessageSnapshot& message,
                   QWidget* parent);

    [[nodiscard]] QListWidget* list() const { return m_list; }

private:
    void show(const engine::Answer& answer);

    QListWidget* m_list = nullptr;
};

} // namespace gui
