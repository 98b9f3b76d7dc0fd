// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/succession_bar.h"

#include "gui/colours.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace gui {

SuccessionBar::SuccessionBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_words(new PlainLabel(QString(), PlainLabel::Rank::Body, this))
    , m_button(new ActionButton(QString(), ActionButton::Kind::Plain, this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 6, 14, 6);
    row->addWidget(m_words, 1);
    row->addWidget(m_button);
    connect(m_button, &ActionButton::clicked, this, &SuccessionBar::act);
    hide();
}

void SuccessionBar::show(const RoomEntry& entry)
{
    const engine::RoomSnapshot& room = entry.snapshot;
    m_room = room.room;
    m_agrees = false;
    m_other.reset();
    QString action;
    if (room.successor) {
        m_other = room.successor;
        m_words->setText(tr("This room goes on in %1.").arg(nameOf(*m_other)));
        action = tr("Go there");
    } else if (room.predecessor) {
        m_other = room.predecessor;
        m_words->setText(tr("What began in %1 goes on here.").arg(nameOf(*m_other)));
        action = tr("Open the old room");
    } else if (room.proposed) {
        m_other = room.proposed->predecessor;
        m_agrees = room.proposed->mayAgree;
        m_words->setText(tr("It is proposed that %1 goes on here: %2 of %3 admins needed agree.")
                             .arg(nameOf(*m_other))
                             .arg(room.proposed->agreed)
                             .arg(room.proposed->needed));
        action = m_agrees ? tr("Agree") : tr("Open the old room");
    }
    m_button->setText(action);
    setVisible(m_other.has_value());
}

QString SuccessionBar::words() const
{
    return isHidden() ? QString() : m_words->text();
}

QString SuccessionBar::nameOf(const core::RoomId& room) const
{
    const RoomEntry* entry = m_session.room(room);
    return isolated(entry == nullptr ? tr("another room") : roomTitle(entry->snapshot));
}

void SuccessionBar::act()
{
    if (!m_room || !m_other) {
        return;
    }
    if (!m_agrees) {
        emit roomWanted(*m_other);
        return;
    }
    engine::SucceedRoom request;
    request.room = *m_other;
    request.successor = m_room;
    askOrSay(m_session, request, window(), [](const engine::Answer&) {});
}

void SuccessionBar::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = coloursFor(palette());
    painter.fillRect(rect(), colours.raised);
    painter.setPen(QPen(colours.line, 1));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace gui
