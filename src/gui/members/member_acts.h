// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a member's menu sets going: a dialog, a question, or the request at once. Stays after the menu is closed.

#include "gui/session.h"

#include <QCoreApplication>

class QWidget;

namespace gui {

enum class ModerateAct;

class MemberActs
{
    Q_DECLARE_TR_FUNCTIONS(gui::MemberActs)

public:
    MemberActs(Session& session,
               const core::RoomId& room,
               engine::MemberSnapshot member,
               QWidget* window);

    void moderate(ModerateAct act) const;
    void giveLevel(int level) const;
    void unmute() const;
    void unban() const;
    void transfer() const;
    /// Or take it back.
    void makeHeir() const;
    /// Or unblock.
    void block() const;

private:
    void send(engine::Request request) const;
    [[nodiscard]] QString name() const;

    Session& m_session;
    core::RoomId m_room;
    engine::MemberSnapshot m_member;
    QWidget* m_window = nullptr;
};

} // namespace gui
