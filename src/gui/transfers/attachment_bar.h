// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Between choosing files and sharing them: dropped, pasted and picked files wait here until the person confirms, are
// shown while they are prepared, and stay with a sentence when they cannot be shared. Each room has its own.

#include "gui/session.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace gui {

class ActionButton;
class PlainLabel;

class AttachmentBar : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentBar(Session& session, QWidget* parent = nullptr);

    void setRoom(std::optional<core::RoomId> room);
    void stage(const QStringList& paths);
    /// Shares everything that waits in the shown room.
    void share();
    [[nodiscard]] bool waiting() const;
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] QStringList complaints() const;

signals:
    void waitingChanged(bool waiting);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enum class Stage { Staged, Preparing, Failed };
    struct Item {
        int id = 0;
        core::RoomId room;
        QString path;
        Stage stage = Stage::Staged;
        quint64 bytes = 0;
        double part = 0;
        QString words;
    };
    void add(const QString& path);
    void submit(Item& item);
    void remove(int id);
    void onHashing(const QString& path, quint64 done, quint64 total);
    void rebuild();
    [[nodiscard]] QWidget* makeRow(const Item& item);
    [[nodiscard]] QString headline() const;

    Session& m_session;
    std::optional<core::RoomId> m_room;
    std::vector<Item> m_items;
    int m_lastId = 0;
    PlainLabel* m_headline = nullptr;
    QVBoxLayout* m_rows = nullptr;
    ActionButton* m_share = nullptr;
    ActionButton* m_drop = nullptr;
};

} // namespace gui
