// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_header.h"

#include "gui/colours.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/room_list/room_pictures.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

namespace gui {

RoomHeader::RoomHeader(QWidget* parent)
    : QWidget(parent)
    , m_picture(new QLabel(this))
    , m_name(new ElidedLabel(this))
    , m_line(new ElidedLabel(this))
    , m_invite(new IconButton(Glyph::Invite, tr("Invite people to this room"), this))
{
    m_picture->setTextFormat(Qt::PlainText);
    m_picture->setFixedSize(38, 38);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() + 1.5);
    m_name->setFont(bold);
    QFont small = font();
    small.setPointSizeF(qMax(small.pointSizeF() - 1.0, 8.0));
    m_line->setFont(small);
    m_line->setDim(true);
    m_search = new IconButton(Glyph::Search, tr("Search in this room"), this);
    auto* members = new IconButton(Glyph::Members, tr("Show or hide the members"), this);
    auto* more = new IconButton(Glyph::More, tr("More about this room"), this);
    m_menu = new QMenu(more);
    m_menu->addAction(tr("Invite people…"), this, &RoomHeader::inviteWanted);
    m_menu->addSeparator();
    m_leave = m_menu->addAction(tr("Leave the room…"), this, &RoomHeader::leaveWanted);
    m_menu->addAction(tr("Forget the room…"), this, &RoomHeader::forgetWanted);
    more->setMenu(m_menu);

    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_name);
    words->addWidget(m_line);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 10, 14, 10);
    row->setSpacing(4);
    row->addWidget(m_picture);
    row->addSpacing(8);
    row->addLayout(words, 1);
    row->addWidget(m_invite);
    row->addWidget(m_search);
    row->addWidget(members);
    row->addWidget(more);
    connect(m_invite, &IconButton::clicked, this, &RoomHeader::inviteWanted);
    connect(m_search, &IconButton::clicked, this, &RoomHeader::searchWanted);
    connect(members, &IconButton::clicked, this, &RoomHeader::membersToggled);
}

void RoomHeader::show(const RoomEntry& entry, const RoomPictures& pictures)
{
    const engine::RoomSnapshot& room = entry.snapshot;
    m_picture->setPixmap(pictures.pixmap(room.room, 38, devicePixelRatioF()));
    m_name->setText(roomTitle(room));
    QStringList parts{Words::presence(room)};
    if (room.knocks > 0) {
        parts.append(tr("%n ask(s) to come in", nullptr, static_cast<int>(room.knocks)));
    }
    if (room.reports > 0) {
        parts.append(tr("%n report(s)", nullptr, static_cast<int>(room.reports)));
    }
    const QString topic = singleLine(room.topic);
    if (!topic.isEmpty()) {
        parts.append(isolated(topic));
    }
    m_line->setText(parts.join(QStringLiteral(" · ")));
    const bool joined = room.state == engine::RoomState::Joined;
    m_invite->setEnabled(joined);
    m_leave->setEnabled(joined || room.state == engine::RoomState::Joining
                        || room.state == engine::RoomState::Knocking);
}

QString RoomHeader::title() const
{
    return m_name->text();
}

QString RoomHeader::line() const
{
    return m_line->text();
}

void RoomHeader::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = coloursFor(palette());
    painter.fillRect(rect(), colours.canvas);
    painter.setPen(QPen(colours.line, 1));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace gui
