// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What others are told of oneself, and how much history is fetched at a time. Shows what is set once the engine has said
// so, and changes only what somebody has touched.

#include "gui/session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QVBoxLayout;

namespace gui {

class PrivacyBox : public QWidget
{
    Q_OBJECT

public:
    PrivacyBox(Session& session, QWidget* parent);

    /// Sends what was changed.
    void save();

    [[nodiscard]] QCheckBox* typing() const { return m_typing; }
    [[nodiscard]] QCheckBox* read() const { return m_read; }
    [[nodiscard]] QCheckBox* online() const { return m_online; }
    [[nodiscard]] QCheckBox* announce() const { return m_announce; }
    [[nodiscard]] QComboBox* pace() const { return m_pace; }

private:
    [[nodiscard]] QCheckBox* addSwitch(QVBoxLayout* column, const char* key, const QString& words);
    void load(QWidget* field, const std::string& key);
    void show(QWidget* field, const engine::SettingWord& value);
    [[nodiscard]] engine::SettingWord chosen(const QWidget* field) const;

    Session& m_session;
    QCheckBox* m_typing;
    QCheckBox* m_read;
    QCheckBox* m_online;
    QCheckBox* m_announce;
    QComboBox* m_pace;
    std::map<QWidget*, std::pair<std::string, engine::SettingWord>>
        m_known; ///< key and value, as the engine said
};

} // namespace gui
