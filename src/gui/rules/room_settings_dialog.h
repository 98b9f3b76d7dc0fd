// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room as it is set up: name, topic, who comes in, the rules. Everybody in it may look; who runs it may change it. Only
// what was changed is asked for, and what is refused is said without closing the dialog.

#include "gui/dialogs/form_dialog.h"
#include "gui/session.h"

class QTabWidget;

namespace gui {

class AccessForm;
class PictureForm;
class PolicyForm;

class RoomSettingsDialog : public FormDialog
{
    Q_OBJECT

public:
    RoomSettingsDialog(Session& session, const core::RoomId& room, QWidget* parent);

    [[nodiscard]] QLineEdit* nameField() const { return m_name; }
    [[nodiscard]] QLineEdit* topicField() const { return m_topic; }
    [[nodiscard]] AccessForm* access() const { return m_access; }
    [[nodiscard]] PictureForm* picture() const { return m_picture; }
    [[nodiscard]] PolicyForm* policy() const { return m_policy; }
    [[nodiscard]] QTabWidget* pages() const { return m_pages; }
    /// Only there for whoever may use it.
    [[nodiscard]] ActionButton* addressButton() const { return m_address; }

private:
    QVBoxLayout* addPage(const QString& title);
    void load();
    void refresh();
    void fitPage();
    void askForNewAddress();
    void changeAddress();
    void save();
    /// Shared first: it is a file of the room like any other.
    void sharePicture();
    void saveRoom(engine::SetRoom change);
    void savePolicy();
    [[nodiscard]] engine::SetRoom roomChange() const;
    [[nodiscard]] QString flaw() const;

    Session& m_session;
    core::RoomId m_room;
    engine::RoomSnapshot m_shown;
    bool m_listedShown = false;
    QTabWidget* m_pages = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_topic = nullptr;
    AccessForm* m_access = nullptr;
    PictureForm* m_picture = nullptr;
    std::optional<core::EventRef> m_shared; ///< what was chosen, once it is a file of the room
    PolicyForm* m_policy = nullptr;
    ActionButton* m_address = nullptr;
    bool m_mayChange = false;
    bool m_loaded = false;
    bool m_busy = false;
};

} // namespace gui
