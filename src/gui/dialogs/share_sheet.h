// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The invite of a room: a link to copy, the same as a QR picture, and for how long it shall work.

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

private:
    void makeLink();
    void copy();
    void showQr();

    Session& m_session;
    core::RoomId m_room;
    AddressField* m_link = nullptr;
    QComboBox* m_expiry = nullptr;
    QLabel* m_qr = nullptr;
    QString m_linkText;
    int m_asked = 0;
};

} // namespace gui
