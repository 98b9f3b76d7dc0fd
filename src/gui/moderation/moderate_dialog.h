// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What to do about a member: mute, remove, ban, or only delete what they wrote; why, for how long, and what goes with it.
// A plain sentence says what will happen and follows every choice. Cancel is the default; nothing is asked twice.

#include "gui/dialogs/form_dialog.h"
#include "gui/moderation/moderation_words.h"
#include "gui/session.h"

#include <map>

class QCheckBox;
class QComboBox;
class QRadioButton;

namespace gui {

class ModerateDialog : public FormDialog
{
    Q_OBJECT

public:
    ModerateDialog(Session& session,
                   const core::RoomId& room,
                   const engine::MemberSnapshot& member,
                   ModerateAct act,
                   QWidget* parent);

    [[nodiscard]] const std::map<ModerateAct, QRadioButton*>& acts() const { return m_acts; }
    [[nodiscard]] QComboBox* duration() const { return m_duration; }
    [[nodiscard]] QComboBox* purge() const { return m_purge; }
    [[nodiscard]] QLineEdit* reasonField() const { return m_reason; }
    /// With a ban: the room's address is changed as well.
    [[nodiscard]] QCheckBox* newAddress() const { return m_newAddress; }
    [[nodiscard]] QString outcome() const;

private:
    void addActs(ModerateAct first);
    void fillPurge();
    void addNewAddress();
    void offerNewAddress();
    void refresh();
    void act();
    [[nodiscard]] ModerateAct chosen() const;
    [[nodiscard]] PurgeSpan purgeSpan() const;
    [[nodiscard]] std::int64_t untilMs() const;
    [[nodiscard]] bool changesAddress() const;

    Session& m_session;
    core::RoomId m_room;
    engine::MemberSnapshot m_member;
    QString m_name;
    std::map<ModerateAct, QRadioButton*> m_acts;
    PlainLabel* m_durationLabel = nullptr;
    QComboBox* m_duration = nullptr;
    QComboBox* m_purge = nullptr;
    QLineEdit* m_reason = nullptr;
    QCheckBox* m_newAddress = nullptr;
    PlainLabel* m_newAddressMeans = nullptr;
    PlainLabel* m_outcome = nullptr;
    bool m_mayChangeAddress = false;
    bool m_busy = false;
};

} // namespace gui
