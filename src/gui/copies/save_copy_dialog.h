// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room is saved to a file that its members can open: for another machine of one's own, or for somebody whom no network
// reaches. Where it goes is asked last, because only then everything about it is decided.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QCheckBox;

namespace gui {

class SaveCopyDialog : public FormDialog
{
    Q_OBJECT

public:
    SaveCopyDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QCheckBox* withFiles() const { return m_files; }
    void saveTo(const QString& path);

private:
    void countFiles(const engine::FileList& list);
    void choosePath();
    void onAnswer(const engine::Answer& answer);

    Session& m_session;
    core::RoomId m_room;
    QCheckBox* m_files = nullptr;
};

/// A name for the file of a room that people call so: one component, whatever they call it.
[[nodiscard]] QString copyNameOf(const QString& room);

} // namespace gui
