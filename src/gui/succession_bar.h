// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One line above a conversation that goes on elsewhere, or that another goes on in: which room, and the way there. An
// admin who has not said whether it is so can agree here.

#include "gui/session.h"

#include <QWidget>

namespace gui {

class ActionButton;
class PlainLabel;

class SuccessionBar : public QWidget
{
    Q_OBJECT

public:
    explicit SuccessionBar(Session& session, QWidget* parent = nullptr);

    /// Hides itself where there is nothing to say.
    void show(const RoomEntry& entry);
    [[nodiscard]] QString words() const;
    [[nodiscard]] ActionButton* button() const { return m_button; }

signals:
    void roomWanted(const core::RoomId& room);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void act();
    [[nodiscard]] QString nameOf(const core::RoomId& room) const;

    Session& m_session;
    std::optional<core::RoomId> m_room;
    std::optional<core::RoomId> m_other;
    bool m_agrees = false; ///< the button does, else it opens the other room
    PlainLabel* m_words = nullptr;
    ActionButton* m_button = nullptr;
};

} // namespace gui
