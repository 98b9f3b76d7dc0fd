// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/privacy_box.h"

#include "gui/widgets/labelled.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

namespace gui {

PrivacyBox::PrivacyBox(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_typing = addSwitch(column, "typing", tr("Others see when I am writing"));
    m_read = addSwitch(column, "read", tr("Others see how far I have read"));
    m_online = addSwitch(column, "online", tr("Everybody in a large room sees that I am here"));
    m_announce = addSwitch(column, "announce", tr("Members find me over the internet"));
    m_pace = addChoice(column, tr("History that is fetched for a room"));
    m_pace->addItem(tr("As fast as it comes"), 0);
    m_pace->addItem(tr("At most 10 MB a minute"), 10'000);
    m_pace->addItem(tr("At most 1 MB a minute"), 1'000);
    m_pace->setEnabled(false);
    load(m_pace, "fetchKbPerMinute");
}

QCheckBox* PrivacyBox::addSwitch(QVBoxLayout* column, const char* key, const QString& words)
{
    auto* out = new QCheckBox(words, this);
    out->setEnabled(false);
    column->addWidget(out);
    load(out, key);
    return out;
}

void PrivacyBox::load(QWidget* field, const std::string& key)
{
    m_session.ask(engine::GetSetting{key}, this, [this, field, key](const engine::Answer& answer) {
        if (const auto* setting = std::get_if<engine::SettingValue>(&answer)) {
            m_known[field] = {key, setting->value};
            show(field, setting->value);
            field->setEnabled(true);
        }
    });
}

void PrivacyBox::show(QWidget* field, const engine::SettingWord& value)
{
    const auto* yes = std::get_if<bool>(&value);
    if (auto* box = qobject_cast<QCheckBox*>(field); box != nullptr && yes != nullptr) {
        box->setChecked(*yes);
    } else if (const auto* kb = std::get_if<std::uint32_t>(&value); kb != nullptr) {
        chooseValue(m_pace, *kb, tr("At most %L1 kB a minute").arg(*kb));
    }
}

engine::SettingWord PrivacyBox::chosen(const QWidget* field) const
{
    if (const auto* box = qobject_cast<const QCheckBox*>(field)) {
        return box->isChecked();
    }
    return static_cast<std::uint32_t>(m_pace->currentData().toUInt());
}

void PrivacyBox::save()
{
    for (auto& [field, known] : m_known) {
        auto& [key, value] = known;
        if (chosen(field) != value) {
            value = chosen(field);
            m_session.tell(engine::SetSetting{key, value});
        }
    }
}

} // namespace gui
