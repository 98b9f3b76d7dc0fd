// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The file of a room is opened: what is in it is added to what is here, and the room is shown.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

namespace gui {

class OpenCopyDialog : public FormDialog
{
    Q_OBJECT

public:
    OpenCopyDialog(Session& session, QWidget* parent);

    void openFrom(const QString& path);

signals:
    void opened(const core::RoomId& room);

private:
    void choosePath();
    void onAnswer(const engine::Answer& answer);

    Session& m_session;
};

} // namespace gui
