// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/create_room_dialog.h"

#include "gui/plain_text.h"
#include "gui/rules/access_form.h"
#include "gui/rules/policy_form.h"
#include "gui/rules/rule_words.h"
#include "gui/words.h"

#include <QComboBox>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gui {

CreateRoomDialog::CreateRoomDialog(Session& session, QWidget* parent)
    : FormDialog(tr("Create a room"),
                 tr("The room lives on its members' computers. You are its founder and can invite "
                    "others at once."),
                 parent)
    , m_session(session)
    , m_name(addField(tr("Name"), tr("For example: Kitchen table")))
    , m_topic(addField(tr("Topic (optional)"), tr("What it is about")))
{
    content()->addSpacing(6);
    m_access = new AccessForm(this);
    content()->addWidget(m_access);
    content()->addSpacing(4);
    m_history = addChoice(tr("What newcomers can read"));
    fillHistory(m_history);
    m_historyMeans = new PlainLabel(QString(), PlainLabel::Rank::Small, this);
    m_historyMeans->setDim(true);
    content()->addWidget(m_historyMeans);
    addMain(tr("Create"), ActionButton::Kind::Main);
    connect(m_name, &QLineEdit::textChanged, this, &CreateRoomDialog::refresh);
    connect(m_topic, &QLineEdit::textChanged, this, &CreateRoomDialog::refresh);
    connect(m_access, &AccessForm::changed, this, &CreateRoomDialog::refresh);
    connect(m_history, &QComboBox::currentIndexChanged, this, &CreateRoomDialog::refresh);
    connect(mainButton(), &ActionButton::clicked, this, &CreateRoomDialog::create);
    m_name->setFocus();
    refresh();
}

void CreateRoomDialog::refresh()
{
    const bool named = !singleLine(m_name->text()).isEmpty();
    const bool longName = m_name->text().toUtf8().size() > nameBytesMost;
    const bool longTopic = m_topic->text().toUtf8().size() > topicBytesMost;
    const QString flaw = m_access->flaw();
    m_history->setEnabled(m_access->access() != engine::Access::Public);
    if (!m_history->isEnabled()) {
        m_history->setCurrentIndex(
            m_history->findData(static_cast<int>(engine::HistoryAccess::All)));
    }
    m_historyMeans->setText(m_history->isEnabled() ? RuleWords::historyMeans(chosenHistory())
                                                   : RuleWords::historyOfPublic());
    complain(longName    ? tr("The name is too long. Shorten it a little.")
             : longTopic ? tr("The topic is too long. Shorten it a little.")
             : named     ? flaw
                         : QString());
    mainButton()->setEnabled(named && !longName && !longTopic && flaw.isEmpty() && !m_busy);
}

engine::HistoryAccess CreateRoomDialog::chosenHistory() const
{
    return m_history->isEnabled()
               ? static_cast<engine::HistoryAccess>(m_history->currentData().toInt())
               : engine::HistoryAccess::All;
}

void CreateRoomDialog::create()
{
    m_busy = true;
    refresh();
    engine::CreateRoom request;
    request.name = utf8Of(singleLine(m_name->text()));
    request.topic = utf8Of(singleLine(m_topic->text()));
    request.access = m_access->access();
    request.password = utf8Of(m_access->password());
    request.listed = m_access->listed();
    request.history = chosenHistory();
    m_session.ask(request, this, [this](const engine::Answer& answer) {
        m_busy = false;
        refresh();
        if (const auto* made = std::get_if<engine::RoomCreated>(&answer)) {
            emit created(made->room);
            accept();
        } else if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        }
    });
}

} // namespace gui
