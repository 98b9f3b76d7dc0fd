// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What can be done about a member, as a menu: only what the room would accept from whoever looks. What cannot be taken
// back is asked about once, in words; what the room refuses is said.

#include "gui/session.h"

#include <QMenu>

namespace gui {

enum class ModerateAct;
struct Powers;

class MemberMenu : public QMenu
{
    Q_OBJECT

public:
    /// Dialogs open on `window`, which outlives the menu.
    MemberMenu(Session& session,
               const core::RoomId& room,
               const engine::MemberSnapshot& member,
               QWidget* window);

private:
    void addRoles(const Powers& powers);
    void addModeration(const Powers& powers);
    void addOwnership(const Powers& powers);

    Session& m_session;
    core::RoomId m_room;
    engine::MemberSnapshot m_member;
    QWidget* m_window = nullptr;
};

} // namespace gui
