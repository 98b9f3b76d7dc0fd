// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/join_dialog.h"

#include "gui/plain_text.h"
#include "gui/timeline/links.h"
#include "gui/words.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gui {

JoinDialog::JoinDialog(Session& session, const QString& link, QWidget* parent)
    : FormDialog(tr("Join with an invite"),
                 tr("Paste the link that somebody sent you. The room sees your name only once you "
                    "are in."),
                 parent)
    , m_session(session)
    , m_link(addField(tr("Invite link"), QStringLiteral("parlour:…")))
    , m_message(addField(tr("Words to those inside (optional, read where one has to ask)"),
                         tr("For example: it is me, from the choir")))
    , m_password(addField(tr("Password of the room"), {}))
    , m_clipboard(new ActionButton(
          tr("Use the invite on the clipboard"), Glyph::Copy, ActionButton::Kind::Quiet, this))
{
    m_message->setMaxLength(knockCharactersMost);
    m_password->setEchoMode(QLineEdit::Password);
    askPassword(false);
    content()->addWidget(m_clipboard, 0, Qt::AlignLeading);
    addMain(tr("Join"), ActionButton::Kind::Main);
    const QString offered = inviteIn(QApplication::clipboard()->text().left(20000));
    m_clipboard->setVisible(!offered.isEmpty() && offered != link);
    connect(m_clipboard, &ActionButton::clicked, this, [this, offered] {
        m_link->setText(offered);
        mainButton()->setFocus();
    });
    connect(m_link, &QLineEdit::textChanged, this, [this] {
        askPassword(false); // another room
        refresh();
    });
    connect(m_password, &QLineEdit::textChanged, this, &JoinDialog::refresh);
    connect(mainButton(), &ActionButton::clicked, this, &JoinDialog::join);
    m_link->setText(link);
    m_link->setFocus();
    refresh();
}

void JoinDialog::refresh()
{
    if (!m_busy) {
        tell({});
    }
    const bool whole = m_password->isHidden() || !m_password->text().isEmpty();
    mainButton()->setEnabled(!m_busy && whole && !m_link->text().trimmed().isEmpty());
    m_link->setReadOnly(m_busy);
    m_password->setReadOnly(m_busy);
    m_message->setReadOnly(m_busy);
}

void JoinDialog::askPassword(bool wanted)
{
    m_password->setVisible(wanted);
    labelOf(m_password)->setVisible(wanted);
    if (!wanted) {
        m_password->clear();
    }
}

void JoinDialog::join()
{
    const QString typed = m_link->text().trimmed();
    const QString found = inviteIn(typed);
    const QString link = found.isEmpty() ? typed : found;
    if (link.size() > linkCharactersMost) {
        complain(Words::joinSentence(engine::Reason::TooLarge));
        return;
    }
    m_busy = true;
    refresh();
    tell(tr("Joining… asking the addresses in the invite and the local network. This takes up to "
            "ten seconds."));
    engine::JoinRoom request;
    request.link = utf8Of(link);
    request.password = utf8Of(m_password->text());
    request.message = utf8Of(singleLine(m_message->text()));
    m_session.ask(request, this, [this](const engine::Answer& answer) { onAnswer(answer); });
}

void JoinDialog::onAnswer(const engine::Answer& answer)
{
    m_busy = false;
    refresh();
    if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
        if (refusal->reason == engine::Reason::BadPassword && m_password->isHidden()) {
            askPassword(true);
            refresh();
            tell(tr("This room has a password. Whoever sent you the link knows it."));
            m_password->setFocus();
            return;
        }
        complain(Words::joinSentence(refusal->reason));
        return;
    }
    const auto* room = std::get_if<engine::RoomJoined>(&answer);
    if (room == nullptr) {
        return;
    }
    m_session.refreshRooms();
    emit joined(room->room);
    if (room->state == engine::RoomState::Joined) {
        accept();
        return;
    }
    tell(room->state == engine::RoomState::Knocking
             ? tr("You asked to come in. A moderator has to answer; the room appears in your list.")
             : tr("Nobody of this room answered yet. Parlour keeps looking, also after a restart, "
                  "and lets you in as soon as a member comes online."));
    mainButton()->hide();
    m_clipboard->hide();
    setCloseWords(tr("Close"));
}

} // namespace gui
