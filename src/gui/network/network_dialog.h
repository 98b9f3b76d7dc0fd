// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How people are found: who is linked right now, the five ways with what each is doing, and a field for an address that
// somebody told you. Nothing here is needed as long as everything works.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QComboBox;

namespace gui {

class RungList;

class NetworkDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `room` is the one that an address is meant for unless another is chosen.
    NetworkDialog(Session& session, const std::optional<core::RoomId>& room, QWidget* parent);

    [[nodiscard]] QLineEdit* addressField() const { return m_address; }
    [[nodiscard]] QComboBox* roomChoice() const { return m_room; }
    [[nodiscard]] RungList* rungs() const { return m_rungs; }
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QString health() const;

private:
    void addRooms(const std::optional<core::RoomId>& chosen);
    void refresh();
    void askForHealth();
    void dial();

    Session& m_session;
    PlainLabel* m_summary = nullptr;
    PlainLabel* m_health = nullptr; ///< of the chosen room
    RungList* m_rungs = nullptr;
    QComboBox* m_room = nullptr;
    QLineEdit* m_address = nullptr;
    bool m_busy = false;
};

} // namespace gui
