// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The members of one room, grouped by role with "online/total" headings, people online first; whoever was removed comes
// last, for those who may let them back in. Headings are rows that cannot be chosen, so one plain list view shows
// everything.

#include "gui/session.h"

#include <QAbstractListModel>

#include <vector>

namespace gui {

class MemberListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        HeadingRole = Qt::UserRole,
        NameRole,
        NoteRole,
        StandingRole, ///< muted, banned, blocked: empty for most
        OnlineRole,
        SeedRole,
        SelfRole
    };

    explicit MemberListModel(Session& session, QObject* parent = nullptr);

    void setRoom(std::optional<core::RoomId> room);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

    [[nodiscard]] const std::optional<core::RoomId>& room() const { return m_room; }
    /// Nobody for a heading.
    [[nodiscard]] const engine::MemberSnapshot* memberAt(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const core::IdentityId& identity) const;

private:
    struct Row {
        QString heading; ///< empty for a person
        engine::MemberSnapshot member;
    };
    void rebuild();
    [[nodiscard]] bool shows(const engine::MemberSnapshot& member) const;
    [[nodiscard]] QString note(const engine::MemberSnapshot& member) const;

    Session& m_session;
    std::optional<core::RoomId> m_room;
    std::vector<Row> m_rows;
};

} // namespace gui
