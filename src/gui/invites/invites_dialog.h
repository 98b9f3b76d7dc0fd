// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The invites of a room: which work, for what, who made them and who came by which. One that works can be copied again,
// where this device made it, and closed.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QListWidget;

namespace gui {

class InvitesDialog : public FormDialog
{
    Q_OBJECT

public:
    InvitesDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QListWidget* list() const { return m_list; }
    [[nodiscard]] ActionButton* copyButton() const { return m_copy; }
    [[nodiscard]] ActionButton* revokeButton() const { return m_revoke; }

private:
    void load();
    void fill(const engine::InviteList& list);
    void refresh();
    void copy();
    void revoke();
    [[nodiscard]] const engine::InviteSnapshot* chosen() const;
    [[nodiscard]] QString wordsOf(const engine::InviteSnapshot& invite) const;
    [[nodiscard]] QString cameBy(const engine::InviteSnapshot& invite) const;

    Session& m_session;
    core::RoomId m_room;
    std::vector<engine::InviteSnapshot> m_invites;
    QListWidget* m_list = nullptr;
    ActionButton* m_copy = nullptr;
    ActionButton* m_revoke = nullptr;
};

} // namespace gui
