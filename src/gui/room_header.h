// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The line above the timeline: which room, what about, who is there, and what can be done with it.

#include "gui/session.h"

#include <QWidget>

class QLabel;
class QMenu;

namespace gui {

class ElidedLabel;
class IconButton;

class RoomPictures;

class RoomHeader : public QWidget
{
    Q_OBJECT

public:
    explicit RoomHeader(QWidget* parent = nullptr);

    void show(const RoomEntry& entry, const RoomPictures& pictures);
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString line() const;
    [[nodiscard]] IconButton* inviteButton() const { return m_invite; }
    [[nodiscard]] IconButton* searchButton() const { return m_search; }
    [[nodiscard]] QMenu* menu() const { return m_menu; }

signals:
    void inviteWanted();
    void searchWanted();
    void membersToggled();
    void leaveWanted();
    void forgetWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_picture = nullptr;
    ElidedLabel* m_name = nullptr;
    ElidedLabel* m_line = nullptr;
    IconButton* m_invite = nullptr;
    IconButton* m_search = nullptr;
    QMenu* m_menu = nullptr;
    QAction* m_leave = nullptr;
};

} // namespace gui
