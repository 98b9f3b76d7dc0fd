// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The moderation log of a room, newest first: every act of those who run it, also one without effect, and for the chosen
// one why it counts or does not. It can be saved as a file that anybody can check.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QListWidget;

namespace gui {

class LogDialog : public FormDialog
{
    Q_OBJECT

public:
    LogDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QListWidget* list() const { return m_list; }
    [[nodiscard]] QLineEdit* filter() const { return m_filter; }
    [[nodiscard]] QString why() const { return m_why->text(); }
    void saveTo(const QString& path);

private:
    void load();
    void fill();
    void explain();
    void choosePath();
    [[nodiscard]] QString sentenceOf(const engine::LogEntrySnapshot& entry) const;
    [[nodiscard]] QString wordsOf(const engine::LogEntrySnapshot& entry) const;

    Session& m_session;
    core::RoomId m_room;
    std::vector<engine::LogEntrySnapshot> m_log;
    QLineEdit* m_filter = nullptr;
    QListWidget* m_list = nullptr;
    PlainLabel* m_why = nullptr;
};

} // namespace gui
