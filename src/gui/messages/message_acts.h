// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What can be done with a message, as entries of its menu: only what the room would accept from whoever looks. What cannot
// be taken back is asked about once; what the room refuses is said.

#include "gui/session.h"

class QMenu;
class QWidget;

namespace gui {

class MessageActs : public QObject
{
    Q_OBJECT

public:
    /// Dialogs open on `window`.
    MessageActs(Session& session, QWidget* window);

    void setRoom(std::optional<core::RoomId> room) { m_room = room; }
    void addTo(QMenu* menu, const engine::MessageSnapshot& message);
    /// With an emoji that one has given already: takes it back.
    void react(const engine::MessageSnapshot& message, const QString& emoji);

    /// The newest message of one's own that can be edited.
    [[nodiscard]] std::optional<engine::MessageSnapshot> newestToEdit();

signals:
    void replyWanted(const engine::MessageSnapshot& message);
    void editWanted(const engine::MessageSnapshot& message);

private:
    void addReactions(QMenu* menu, const engine::MessageSnapshot& message);
    void remove(const engine::MessageSnapshot& message, bool own);
    void report(const engine::MessageSnapshot& message);
    void showVersions(const engine::MessageSnapshot& message);
    void send(engine::Request request);
    [[nodiscard]] QString authorOf(const engine::MessageSnapshot& message) const;

    Session& m_session;
    QWidget* m_window = nullptr;
    std::optional<core::RoomId> m_room;
};

/// Whether that person has given this emoji.
[[nodiscard]] bool reactedWith(const engine::MessageSnapshot& message,
                               const std::string& emoji,
                               const core::IdentityId& identity);

} // namespace gui
