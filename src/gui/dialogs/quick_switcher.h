// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Ctrl+K: type a part of a name, Enter goes there. The same keys close it again.

#include "gui/session.h"

#include <QDialog>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace gui {

class RoomListModel;

class QuickSwitcher : public QDialog
{
    Q_OBJECT

public:
    QuickSwitcher(Session& session, QWidget* parent);

    [[nodiscard]] QLineEdit* field() const { return m_field; }

signals:
    void chosen(const core::RoomId& room);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void accept() override;

    RoomListModel* m_rooms = nullptr;
    QSortFilterProxyModel* m_filtered = nullptr;
    QLineEdit* m_field = nullptr;
    QListView* m_list = nullptr;
};

} // namespace gui
