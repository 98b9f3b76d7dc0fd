// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The rooms as a list model, newest activity first. Rows are told apart by room, so a selection survives reordering.

#include "gui/session.h"

#include <QAbstractListModel>

#include <vector>

namespace gui {

class RoomListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole,
        PreviewRole,
        TimeRole,
        UnreadRole,
        SeedRole,
        StateRole,
        PictureRole
    };

    explicit RoomListModel(Session& session, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    [[nodiscard]] std::optional<core::RoomId> roomAt(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const core::RoomId& room) const;

private:
    void reorder();
    [[nodiscard]] QString preview(const RoomEntry& entry) const;
    [[nodiscard]] QString spoken(const RoomEntry& entry) const;

    Session& m_session;
    std::vector<core::RoomId> m_order;
};

/// A room's name as it is shown, also when it has none yet.
[[nodiscard]] QString roomTitle(const engine::RoomSnapshot& room);

} // namespace gui
