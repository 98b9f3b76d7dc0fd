// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The left side: filter, new-room button, the rooms, and at the bottom who I am and whether anybody is there. Narrow, it is
// a column of pictures.

#include "gui/room_list/room_list_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace gui {

class MeRow;

class RoomPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RoomPanel(Session& session, QWidget* parent = nullptr);

    void choose(const core::RoomId& room);
    void clearChoice();
    /// The next room up (-1) or down (+1) from the chosen one.
    void step(int by);
    void setNarrow(bool narrow);
    [[nodiscard]] bool isNarrow() const { return m_narrow; }
    [[nodiscard]] QListView* list() const { return m_list; }
    [[nodiscard]] QLineEdit* filter() const { return m_filter; }
    [[nodiscard]] MeRow* me() const { return m_me; }

signals:
    void roomChosen(const core::RoomId& room);
    void createWanted();
    void joinWanted();
    void profileWanted();
    void networkWanted();

private:
    void styleList();
    void wire();
    void onCurrentChanged(const QModelIndex& current);
    void refreshEmpty();

    Session& m_session;
    RoomListModel* m_model = nullptr;
    QSortFilterProxyModel* m_filtered = nullptr;
    QLineEdit* m_filter = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_empty = nullptr;
    MeRow* m_me = nullptr;
    std::optional<core::RoomId> m_chosen;
    bool m_filtering = false;
    bool m_narrow = false;
};

} // namespace gui
