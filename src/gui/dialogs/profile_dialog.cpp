// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/profile_dialog.h"

#include "gui/dialogs/privacy_box.h"
#include "gui/plain_text.h"
#include "gui/widgets/identicon.h"
#include "gui/words.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gui {

ProfileDialog::ProfileDialog(Session& session, QWidget* parent)
    : FormDialog(tr("You"),
                 tr("Your picture and your four words are made from your key: nobody else can have "
                    "them. Your name you can change whenever you like."),
                 parent)
    , m_session(session)
{
    const engine::NodeInfo& node = session.node();
    auto* picture = new QLabel(this);
    picture->setTextFormat(Qt::PlainText);
    picture->setAccessibleName(tr("Your picture"));
    picture->setPixmap(
        identiconPixmap(seedOf(node.identity), 64, devicePixelRatioF(), IdenticonFrame::Person));
    auto* words = new PlainLabel(singleLine(node.fingerprint), PlainLabel::Rank::Heading, this);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->setAccessibleName(tr("Your four words: %1").arg(singleLine(node.fingerprint)));
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(picture);
    row->addWidget(words, 1);
    content()->addLayout(row);
    content()->addSpacing(8);
    m_name = addField(tr("Name"), QString());
    m_name->setText(singleLine(node.name));
    content()->addSpacing(8);
    m_privacy = new PrivacyBox(session, this);
    content()->addWidget(m_privacy);
    addMain(tr("Save"), ActionButton::Kind::Main);
    connect(m_name, &QLineEdit::textChanged, this, &ProfileDialog::refresh);
    connect(mainButton(), &ActionButton::clicked, this, &ProfileDialog::save);
    refresh();
    m_name->setFocus();
}

void ProfileDialog::refresh()
{
    const QString name = singleLine(m_name->text());
    const bool tooLong = name.toUtf8().size() > nameBytesMost;
    complain(tooLong ? tr("The name is too long. Shorten it a little.") : QString());
    mainButton()->setEnabled(!name.isEmpty() && !tooLong);
}

void ProfileDialog::save()
{
    engine::SetProfile request;
    request.name = utf8Of(singleLine(m_name->text()));
    m_session.ask(request, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        m_privacy->save();
        m_session.refreshNode();
        accept();
    });
}

} // namespace gui
