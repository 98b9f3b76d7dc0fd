// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The public rooms that were heard of, as a table that fills itself: known ones first, filtered while one types. Before one
// joins, what the listing says about the room is shown, and that only its listing says so.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QTimer;
class QTreeWidget;

namespace gui {

class RoomBrowser : public FormDialog
{
    Q_OBJECT

public:
    RoomBrowser(Session& session, QWidget* parent);

    [[nodiscard]] QTreeWidget* table() const { return m_table; }
    [[nodiscard]] QLineEdit* filter() const { return m_filter; }
    [[nodiscard]] QString card() const { return m_card->text(); }

signals:
    void joinWanted(const QString& link);
    void createWanted();
    void pasteWanted();

private:
    void search();
    void fill();
    void refresh();
    void join();
    [[nodiscard]] bool matches(const engine::ListedRoom& room) const;
    [[nodiscard]] const engine::ListedRoom* chosen() const;
    [[nodiscard]] QString cardOf(const engine::ListedRoom& room) const;

    Session& m_session;
    std::vector<engine::ListedRoom> m_rooms;
    QLineEdit* m_filter = nullptr;
    QTreeWidget* m_table = nullptr;
    PlainLabel* m_card = nullptr;
    QTimer* m_timer = nullptr;
    bool m_searching = false;
    bool m_answered = false;
};

} // namespace gui
