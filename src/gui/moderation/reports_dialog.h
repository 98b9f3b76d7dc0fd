// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What members have reported, the newest first: the message as it was reported, who reported it and why. From here one
// goes to the message, or to what can be done about its author.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QListWidget;

namespace gui {

class ReportsDialog : public FormDialog
{
    Q_OBJECT

public:
    ReportsDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QListWidget* list() const { return m_list; }
    [[nodiscard]] ActionButton* moderateButton() const { return m_moderate; }

signals:
    void showWanted(const core::EventRef& message);

private:
    void load();
    void fill(const engine::ReportList& reports);
    void refresh();
    void moderate();
    [[nodiscard]] const engine::ReportSnapshot* chosen() const;
    [[nodiscard]] QString wordsOf(const engine::ReportSnapshot& report) const;

    Session& m_session;
    core::RoomId m_room;
    std::vector<engine::ReportSnapshot> m_reports;
    QListWidget* m_list = nullptr;
    ActionButton* m_moderate = nullptr;
};

} // namespace gui
