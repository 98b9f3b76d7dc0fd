// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The members of one room, grouped by role with "online/total" headings, people online first. Headings are rows that
// cannot be chosen, so one plain list view shows everything.

#include "gui/session.h"

#include <QAbstractListModel>

#include <vector>

namespace gui {

class MemberListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { HeadingRole = Qt::UserRole, NameRole, NoteRole, OnlineRole, SeedRole, SelfRole };

    explicit MemberListModel(Session& session, QObject* parent = nullptr);

    void setRoom(std::optional<core::RoomId> room);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        QString heading; ///< empty for a person
        engine::MemberSnapshot member;
    };
    void rebuild();
    [[nodiscard]] QString note(const engine::MemberSnapshot& member) const;

    Session& m_session;
    std::optional<core::RoomId> m_room;
    std::vector<Row> m_rows;
};

} // namespace gui
