// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/network/network_dialog.h"

#include "gui/network/network_words.h"
#include "gui/network/rung_list.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int healthEvery = 3000;

} // namespace

NetworkDialog::NetworkDialog(Session& session,
                             const std::optional<core::RoomId>& room,
                             QWidget* parent)
    : FormDialog(
          tr("How we find people"),
          tr("There is no server to ask. Parlour tries five ways at once; any one is enough."),
          parent)
    , m_session(session)
    , m_summary(new PlainLabel(QString(), PlainLabel::Rank::Body, this))
    , m_health(new PlainLabel(QString(), PlainLabel::Rank::Body, this))
    , m_rungs(new RungList(session, this))
    , m_room(new QComboBox(this))
{
    setMinimumWidth(560);
    content()->addWidget(m_summary);
    content()->addWidget(m_rungs);
    content()->addWidget(m_health);
    content()->addSpacing(6);
    m_address =
        addField(tr("An address that a member told you"), QStringLiteral("192.0.2.7:40123"));
    m_address->setMaxLength(200);
    m_room->setAccessibleName(tr("Room of the member at this address"));
    m_room->setMinimumHeight(36);
    content()->addWidget(m_room);
    addMain(tr("Try this address"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    addRooms(room);
    connect(&session, &Session::networkChanged, this, &NetworkDialog::refresh);
    connect(m_address, &QLineEdit::textChanged, this, [this] {
        tell({});
        refresh();
    });
    connect(mainButton(), &ActionButton::clicked, this, &NetworkDialog::dial);
    connect(m_room, &QComboBox::currentIndexChanged, this, &NetworkDialog::askForHealth);
    auto* again = new QTimer(this);
    connect(again, &QTimer::timeout, this, &NetworkDialog::askForHealth);
    again->start(healthEvery);
    refresh();
    askForHealth();
    m_address->setFocus();
    session.refreshNode();
}

void NetworkDialog::addRooms(const std::optional<core::RoomId>& chosen)
{
    for (const core::RoomId& id : m_session.roomsByActivity()) {
        const RoomEntry& entry = *m_session.room(id);
        const bool open = entry.snapshot.state == engine::RoomState::Joined
                          || entry.snapshot.state == engine::RoomState::Joining
                          || entry.snapshot.state == engine::RoomState::Knocking;
        if (open) {
            m_room->addItem(roomTitle(entry.snapshot), QString::fromStdString(id.hex()));
        }
    }
    const int index = chosen ? m_room->findData(QString::fromStdString(chosen->hex())) : -1;
    m_room->setCurrentIndex(qMax(index, 0));
    m_room->setVisible(m_room->count() > 1);
    m_address->setEnabled(m_room->count() > 0);
}

QString NetworkDialog::summary() const
{
    return m_summary->text();
}

void NetworkDialog::refresh()
{
    m_summary->setText(NetworkWords::summary(m_session));
    mainButton()->setEnabled(!m_busy && m_room->count() > 0
                             && !m_address->text().trimmed().isEmpty());
}

QString NetworkDialog::health() const
{
    return m_health->text();
}

void NetworkDialog::askForHealth()
{
    const QString chosen = m_room->currentData().toString();
    const auto room = core::RoomId::fromHexText(chosen.toStdString());
    m_health->setVisible(room.has_value());
    if (!room) {
        return;
    }
    m_session.ask(engine::GetHealth{*room}, this, [this, chosen](const engine::Answer& answer) {
        const auto* health = std::get_if<engine::RoomHealth>(&answer);
        if (health != nullptr && m_room->currentData().toString() == chosen) {
            m_health->setText(NetworkWords::health(m_room->currentText(), *health));
            fit();
        }
    });
}

void NetworkDialog::dial()
{
    const auto room = core::RoomId::fromHexText(m_room->currentData().toString().toStdString());
    if (!room) {
        return;
    }
    m_busy = true;
    refresh();
    tell(tr("Calling that address…"));
    m_session.ask(engine::DialPeer{*room, utf8Of(m_address->text().trimmed())},
                  this,
                  [this](const engine::Answer& answer) {
                      m_busy = false;
                      refresh();
                      if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
                          complain(Words::dialSentence(refusal->reason));
                      } else {
                          tell(tr("Parlour calls it. If a member of the room answers, the way "
                                  "above says so."));
                      }
                  });
}

} // namespace gui
