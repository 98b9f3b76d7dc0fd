// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who I am: the name that others see, the picture made from my key, and the words by which others can check it is me;
// and what others are told.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

namespace gui {

class PrivacyBox;

class ProfileDialog : public FormDialog
{
    Q_OBJECT

public:
    ProfileDialog(Session& session, QWidget* parent);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }
    [[nodiscard]] PrivacyBox* privacy() const { return m_privacy; }

private:
    void refresh();
    void save();

    Session& m_session;
    QLineEdit* m_name = nullptr;
    PrivacyBox* m_privacy = nullptr;
};

} // namespace gui
