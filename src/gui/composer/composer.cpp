// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/composer/composer.h"

#include "gui/colours.h"
#include "gui/composer/about_bar.h"
#include "gui/composer/composer_edit.h"
#include "gui/local_settings.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/wall_clock.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int draftDelay = 700;
constexpr int typingAgain = 4000;
constexpr int typingIdle = 6000;

} // namespace

Composer::Composer(Session& session, LocalSettings& settings, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_settings(settings)
    , m_edit(new ComposerEdit(this))
    , m_attach(new IconButton(Glyph::Attach, tr("Share files with the room"), this))
    , m_send(new IconButton(Glyph::Send, tr("Send"), this))
    , m_complaint(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
    , m_about(new AboutBar(this))
    , m_draftTimer(new QTimer(this))
    , m_typingTimer(new QTimer(this))
{
    m_edit->setAccessibleName(tr("Message"));
    m_complaint->setForegroundRole(QPalette::BrightText);
    m_complaint->hide();
    auto* row = new QHBoxLayout;
    row->setContentsMargins(6, 4, 6, 4);
    row->setSpacing(2);
    row->addWidget(m_attach, 0, Qt::AlignBottom);
    row->addWidget(m_edit, 1);
    row->addWidget(m_send, 0, Qt::AlignBottom);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 2, 16, 14);
    column->setSpacing(4);
    column->addWidget(m_about);
    column->addLayout(row);
    column->addWidget(m_complaint);

    m_draftTimer->setSingleShot(true);
    m_draftTimer->setInterval(draftDelay);
    m_typingTimer->setSingleShot(true);
    m_typingTimer->setInterval(typingIdle);
    connect(m_draftTimer, &QTimer::timeout, this, &Composer::saveDraft);
    connect(m_typingTimer, &QTimer::timeout, this, [this] { setTyping(false); });
    connect(m_edit, &ComposerEdit::textChanged, this, &Composer::onTextChanged);
    connect(m_about, &AboutBar::closeWanted, this, &Composer::cancelAbout);
    connect(m_edit, &ComposerEdit::escapePressed, this, &Composer::cancelAbout);
    connect(m_edit, &ComposerEdit::upFromEmpty, this, &Composer::editLastWanted);
    connect(m_edit, &ComposerEdit::sendWanted, this, &Composer::send);
    // The frame around the field is drawn by this widget.
    connect(m_edit, &ComposerEdit::focusChanged, this, qOverload<>(&QWidget::update));
    connect(m_edit, &ComposerEdit::filesPasted, this, &Composer::filesOffered);
    connect(m_attach, &IconButton::clicked, this, &Composer::attachWanted);
    connect(m_send, &IconButton::clicked, this, &Composer::send);
    refresh();
}

Composer::~Composer()
{
    saveDraft();
}

void Composer::setRoom(std::optional<core::RoomId> room)
{
    if (m_room == room) {
        return;
    }
    saveDraft();
    setTyping(false);
    m_about->clear();
    m_room = room;
    setText(room ? m_settings.draft(*room) : QString());
    const RoomEntry* entry = room ? m_session.room(*room) : nullptr;
    if (entry != nullptr) {
        m_edit->setPrompt(tr("Message %1").arg(isolated(roomTitle(entry->snapshot))));
    }
    complain({});
    refresh();
}

/// Without telling anybody that something is being written.
void Composer::setText(const QString& text)
{
    m_loading = true;
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
    m_loading = false;
}

void Composer::reply(const engine::MessageSnapshot& message)
{
    cancelAbout();
    m_about->show(message, AboutBar::Purpose::Reply);
    focusEdit();
}

void Composer::startEdit(const engine::MessageSnapshot& message)
{
    cancelAbout();
    saveDraft();
    m_about->show(message, AboutBar::Purpose::Edit);
    setText(textFrom(message.text));
    focusEdit();
}

void Composer::cancelAbout()
{
    const bool edited = m_about->edits();
    m_about->clear();
    if (edited) {
        setText(m_room ? m_settings.draft(*m_room) : QString());
    }
}

void Composer::setAttachmentsWaiting(bool waiting)
{
    m_attachments = waiting;
    refresh();
}

void Composer::focusEdit()
{
    m_edit->setFocus(Qt::OtherFocusReason);
}

QString Composer::complaint() const
{
    return m_complaint->isHidden() ? QString() : m_complaint->text();
}

void Composer::complain(const QString& words)
{
    m_complaint->setText(words);
    m_complaint->setVisible(!words.isEmpty());
}

void Composer::refresh()
{
    const bool something = m_attachments || !m_edit->toPlainText().trimmed().isEmpty();
    m_send->setEnabled(something);
    m_send->setAccented(something);
}

void Composer::onTextChanged()
{
    refresh();
    const QString text = m_edit->toPlainText();
    const qsizetype bytes = text.toUtf8().size();
    complain(bytes > messageBytesMost
                 ? tr("This message is too long to send: it takes %1, and %2 is the most. Shorten "
                      "it, or share it as a file.")
                       .arg(Words::size(static_cast<std::uint64_t>(bytes)),
                            Words::size(messageBytesMost))
                 : QString());
    if (m_loading) {
        return;
    }
    m_draftTimer->start();
    setTyping(!text.trimmed().isEmpty());
}

void Composer::saveDraft()
{
    m_draftTimer->stop();
    // What is being changed is no draft: that one waits in the settings.
    if (m_room && !m_about->edits()) {
        m_settings.setDraft(*m_room, m_edit->toPlainText());
        m_settings.sync();
    }
}

void Composer::setTyping(bool on)
{
    if (on) {
        m_typingTimer->start();
    } else {
        m_typingTimer->stop();
    }
    const qint64 now = wallNow().toMSecsSinceEpoch();
    const bool repeat = on && m_typing && now - m_typingSaid < typingAgain;
    if (!m_room || repeat || (!on && !m_typing)) {
        return;
    }
    m_typing = on;
    m_typingSaid = now;
    m_session.tell(engine::SetTyping{*m_room, on});
}

void Composer::send()
{
    if (!m_room) {
        return;
    }
    const QString text = m_edit->toPlainText();
    if (text.toUtf8().size() > messageBytesMost) {
        return; // the complaint stands under the field
    }
    if (m_about->edits()) {
        sendEdit(text);
        return;
    }
    emit sent();
    if (text.trimmed().isEmpty()) {
        return;
    }
    const core::RoomId room = *m_room;
    engine::SendMessage message;
    message.room = room;
    message.text = utf8Of(text);
    const std::optional<engine::MessageSnapshot> answered = m_about->message();
    if (answered) {
        message.replyTo = answered->message;
    }
    m_session.ask(message, this, [this, room, text, answered](const engine::Answer& answer) {
        onSendAnswered(room, text, answered, answer);
    });
    m_about->clear();
    m_edit->clear();
    saveDraft();
    setTyping(false);
}

void Composer::sendEdit(const QString& text)
{
    const engine::MessageSnapshot message = *m_about->message();
    if (text.trimmed().isEmpty()) {
        complain(tr("An empty message cannot be sent. Delete it instead, from its menu."));
        return;
    }
    const core::RoomId room = *m_room;
    setTyping(false);
    cancelAbout();
    if (text == textFrom(message.text)) {
        return;
    }
    m_session.ask(engine::EditMessage{room, message.message, utf8Of(text)},
                  this,
                  [this, room, message, text](const engine::Answer& answer) {
                      const auto* refusal = std::get_if<engine::Refusal>(&answer);
                      if (refusal == nullptr || m_room != room) {
                          return;
                      }
                      // What was typed comes back, to be changed or given up.
                      startEdit(message);
                      setText(text);
                      complain(tr("Not changed. %1").arg(Words::sentence(refusal->reason)));
                  });
}

void Composer::onSendAnswered(const core::RoomId& room,
                              const QString& text,
                              const std::optional<engine::MessageSnapshot>& answered,
                              const engine::Answer& answer)
{
    const auto* refusal = std::get_if<engine::Refusal>(&answer);
    if (refusal == nullptr) {
        return;
    }
    // Nothing typed is lost: it comes back in front of what was typed since.
    if (m_room == room && !m_about->edits()) {
        if (answered) {
            m_about->show(*answered, AboutBar::Purpose::Reply);
        }
        const QString since = m_edit->toPlainText();
        m_edit->setPlainText(since.isEmpty() ? text : text + QLatin1Char('\n') + since);
        m_edit->moveCursor(QTextCursor::End);
        complain(tr("Not sent. %1").arg(Words::sentence(refusal->reason)));
    } else {
        const QString since = m_settings.draft(room);
        m_settings.setDraft(room, since.isEmpty() ? text : text + QLatin1Char('\n') + since);
        m_settings.sync();
    }
}

void Composer::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    painter.fillRect(rect(), colours.canvas);
    const int bottom = m_edit->geometry().bottom() + 5;
    const QRectF field(
        16.5, m_edit->geometry().top() - 3.5, width() - 33, bottom - m_edit->y() + 3);
    const bool focused = m_edit->hasFocus();
    painter.setPen(QPen(focused ? colours.accent : colours.line, focused ? 1.6 : 1.0));
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(field, 14, 14);
}

} // namespace gui
