// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The pinned messages of a room, the newest pin first. Each can be shown where it stands; those who run the room unpin.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QListWidget;

namespace gui {

class PinsDialog : public FormDialog
{
    Q_OBJECT

public:
    PinsDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QListWidget* list() const { return m_list; }
    /// Null for who may not unpin.
    [[nodiscard]] ActionButton* unpinButton() const { return m_unpin; }

signals:
    void showWanted(const engine::MessageSnapshot& message);

private:
    void load();
    void fill(const engine::PinList& pins);
    void refresh();
    void unpin();
    [[nodiscard]] const engine::MessageSnapshot* chosen() const;

    Session& m_session;
    core::RoomId m_room;
    std::vector<engine::MessageSnapshot> m_pins;
    QListWidget* m_list = nullptr;
    ActionButton* m_unpin = nullptr;
};

} // namespace gui
