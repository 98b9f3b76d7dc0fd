// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/rules/access_form.h"

#include "gui/plain_text.h"
#include "gui/rules/rule_words.h"
#include "gui/widgets/labelled.h"
#include "gui/widgets/plain_label.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gui {

namespace {

constexpr int underTheWords = 24; ///< what belongs to a choice stands under its words

} // namespace

AccessForm::AccessForm(QWidget* parent)
    : QWidget(parent)
    , m_password(new QLineEdit(this))
    , m_listed(new QCheckBox(tr("Show it in the table of all rooms"), this))
    , m_listedMeans(new PlainLabel(
          tr("Everybody can find it by its name and topic."), PlainLabel::Rank::Small, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    for (const auto way : {engine::Access::Invite,
                           engine::Access::Public,
                           engine::Access::Knock,
                           engine::Access::Password}) {
        auto* button = new QRadioButton(RuleWords::access(way), this);
        auto* means = new PlainLabel(RuleWords::accessMeans(way), PlainLabel::Rank::Small, this);
        button->setAccessibleDescription(means->text());
        means->setDim(true);
        means->setIndent(underTheWords);
        column->addWidget(button);
        column->addWidget(means);
        m_ways.emplace(way, button);
        connect(button, &QRadioButton::toggled, this, [this](bool on) {
            if (on) {
                refresh();
                emit changed();
            }
        });
    }
    column->addSpacing(4);
    m_password->setMinimumHeight(36);
    m_passwordLabel = addLabelled(column, tr("Password of the room"), m_password);
    column->addWidget(m_listed);
    m_listedMeans->setDim(true);
    m_listedMeans->setIndent(underTheWords);
    m_listed->setAccessibleDescription(m_listedMeans->text());
    column->addWidget(m_listedMeans);
    connect(m_password, &QLineEdit::textChanged, this, &AccessForm::changed);
    connect(m_listed, &QCheckBox::toggled, this, &AccessForm::changed);
    setAccess(engine::Access::Invite);
    refresh();
}

void AccessForm::refresh()
{
    const bool open = access() == engine::Access::Public;
    const bool locked = access() == engine::Access::Password;
    m_password->setVisible(locked);
    m_passwordLabel->setVisible(locked);
    m_listed->setVisible(open);
    m_listedMeans->setVisible(open);
}

void AccessForm::setAccess(engine::Access access)
{
    m_ways.at(access)->setChecked(true);
}

engine::Access AccessForm::access() const
{
    const auto found = std::find_if(
        m_ways.begin(), m_ways.end(), [](const auto& one) { return one.second->isChecked(); });
    return found == m_ways.end() ? engine::Access::Invite : found->first;
}

void AccessForm::offerPublic(bool offer)
{
    QRadioButton* button = m_ways.at(engine::Access::Public);
    button->setEnabled(offer || button->isChecked());
    const QString why = button->isEnabled()
                            ? QString()
                            : tr("Only a room that was founded as public can be public.");
    button->setToolTip(why);
    if (!why.isEmpty()) {
        button->setAccessibleDescription(why);
    }
}

void AccessForm::setListed(bool listed)
{
    m_listed->setChecked(listed);
}

bool AccessForm::listed() const
{
    return access() == engine::Access::Public && m_listed->isChecked();
}

QString AccessForm::password() const
{
    return access() == engine::Access::Password ? m_password->text() : QString();
}

void AccessForm::setPasswordOptional(bool optional)
{
    m_passwordOptional = optional;
    m_password->setPlaceholderText(optional ? tr("Empty: it stays as it is") : QString());
}

QString AccessForm::flaw() const
{
    if (access() != engine::Access::Password) {
        return {};
    }
    if (m_password->text().isEmpty() && !m_passwordOptional) {
        return tr("Give the room a password.");
    }
    return m_password->text().toUtf8().size() > passwordBytesMost
               ? tr("The password is too long. Shorten it a little.")
               : QString();
}

} // namespace gui
