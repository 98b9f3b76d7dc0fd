// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The invite of a room: a link to copy, the same as a QR picture; for how long it works, for how many, and as what they
// come in. The plain link that this device has already made is shown again; another one is made only when it is wanted,
// so that looking here leaves no trace in the room.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QComboBox;

namespace gui {

class AddressField;

class ShareSheet : public FormDialog
{
    Q_OBJECT

public:
    ShareSheet(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QString link() const { return m_linkText; }
    [[nodiscard]] QComboBox* expiry() const { return m_expiry; }
    [[nodiscard]] QComboBox* uses() const { return m_uses; }
    [[nodiscard]] QComboBox* level() const { return m_level; }

signals:
    /// The list of all invites is to be shown.
    void listWanted();

private:
    void addChoices(int own);
    void findPlain();
    void onChoice();
    void act();
    void makeLink();
    void showLink(const QString& link);
    void copy();
    [[nodiscard]] bool plain() const;
    [[nodiscard]] engine::InviteToRoom wish() const;

    Session& m_session;
    core::RoomId m_room;
    AddressField* m_link = nullptr;
    QComboBox* m_expiry = nullptr;
    QComboBox* m_uses = nullptr;
    QComboBox* m_level = nullptr;
    QLabel* m_qr = nullptr;
    QString m_linkText;  ///< what is shown; empty while there is none for what is chosen
    QString m_plainLink; ///< without a limit, for a member
    int m_asked = 0;
};

} // namespace gui
