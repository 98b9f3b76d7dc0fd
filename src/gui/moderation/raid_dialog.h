// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Many came in at once and spoil the room: all who came in since a chosen time are shown out together. Their names are
// listed before anything is done, and a sentence says what will happen.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QComboBox;

namespace gui {

class LongList;

class RaidDialog : public FormDialog
{
    Q_OBJECT

public:
    RaidDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QComboBox* since() const { return m_since; }
    [[nodiscard]] LongList* list() const { return m_list; }
    [[nodiscard]] QLineEdit* reasonField() const { return m_reason; }
    [[nodiscard]] QString outcome() const;

private:
    void look();
    void fill(const engine::RaidAnswer& found);
    void refresh();
    void clear();
    [[nodiscard]] engine::ClearRaid wish(bool onlyAsk) const;

    Session& m_session;
    core::RoomId m_room;
    QComboBox* m_since = nullptr;
    LongList* m_list = nullptr;
    QLineEdit* m_reason = nullptr;
    PlainLabel* m_outcome = nullptr;
    std::size_t m_people = 0;
    int m_asked = 0; ///< only the newest answer is of interest
    bool m_busy = true;
};

} // namespace gui
