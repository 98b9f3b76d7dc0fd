// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/create_room_dialog.h"

#include "gui/plain_text.h"
#include "gui/words.h"

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
    auto* means = new PlainLabel(
        tr("By invite only: people need a link from a member to find the room and to read it."),
        PlainLabel::Rank::Small,
        this);
    means->setDim(true);
    content()->addSpacing(4);
    content()->addWidget(means);
    addMain(tr("Create"), ActionButton::Kind::Main);
    connect(m_name, &QLineEdit::textChanged, this, &CreateRoomDialog::refresh);
    connect(m_topic, &QLineEdit::textChanged, this, &CreateRoomDialog::refresh);
    connect(mainButton(), &ActionButton::clicked, this, &CreateRoomDialog::create);
    m_name->setFocus();
    refresh();
}

void CreateRoomDialog::refresh()
{
    const bool named = !singleLine(m_name->text()).isEmpty();
    const bool longName = m_name->text().toUtf8().size() > nameBytesMost;
    const bool longTopic = m_topic->text().toUtf8().size() > topicBytesMost;
    complain(longName    ? tr("The name is too long. Shorten it a little.")
             : longTopic ? tr("The topic is too long. Shorten it a little.")
                         : QString());
    mainButton()->setEnabled(named && !longName && !longTopic && !m_busy);
}

void CreateRoomDialog::create()
{
    m_busy = true;
    refresh();
    engine::CreateRoom request;
    request.name = utf8Of(singleLine(m_name->text()));
    request.topic = utf8Of(singleLine(m_topic->text()));
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
