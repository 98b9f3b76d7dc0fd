// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who asks to come in, who asked first on top, with their words; they are let in or not.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QListWidget;

namespace gui {

class KnocksDialog : public FormDialog
{
    Q_OBJECT

public:
    KnocksDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QListWidget* list() const { return m_list; }
    [[nodiscard]] ActionButton* refuseButton() const { return m_refuse; }

private:
    void load();
    void fill(const engine::KnockList& knocks);
    void refresh();
    void answer(const core::IdentityId& identity, bool admit, const std::string& reason);
    void refuse();
    [[nodiscard]] const engine::KnockSnapshot* chosen() const;

    Session& m_session;
    core::RoomId m_room;
    std::vector<engine::KnockSnapshot> m_knocks;
    QListWidget* m_list = nullptr;
    ActionButton* m_refuse = nullptr;
};

} // namespace gui
