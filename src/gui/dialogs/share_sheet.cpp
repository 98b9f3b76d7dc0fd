// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/share_sheet.h"

#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/wall_clock.h"
#include "gui/widgets/address_field.h"
#include "gui/widgets/qr_picture.h"
#include "gui/words.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace gui {

namespace {

QString titleFor(const Session& session, const core::RoomId& room)
{
    const RoomEntry* entry = session.room(room);
    return entry != nullptr
               ? ShareSheet::tr("Invite to %1").arg(isolated(roomTitle(entry->snapshot)))
               : ShareSheet::tr("Invite to the room");
}

} // namespace

ShareSheet::ShareSheet(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(
          titleFor(session, room),
          tr("Send this link by any means you trust. Anybody who has it can come in while it "
             "works and will see the room's history."),
          parent)
    , m_session(session)
    , m_room(room)
    , m_link(new AddressField(tr("Invite link"), 5, this))
    , m_expiry(new QComboBox(this))
    , m_qr(new QLabel(this))
{
    constexpr qint64 hour = 60LL * 60 * 1000;
    m_qr->setTextFormat(Qt::PlainText);
    m_qr->setAccessibleName(tr("The invite as a QR code"));
    m_qr->setAlignment(Qt::AlignCenter);
    m_qr->hide();
    m_expiry->setAccessibleName(tr("How long the link works"));
    m_expiry->setMinimumHeight(34);
    m_expiry->addItem(tr("Works without a time limit"), 0);
    m_expiry->addItem(tr("Works for one hour"), hour);
    m_expiry->addItem(tr("Works for one day"), 24 * hour);
    m_expiry->addItem(tr("Works for seven days"), 7 * 24 * hour);
    content()->addWidget(m_qr);
    content()->addWidget(m_link);
    content()->addWidget(m_expiry);
    addMain(tr("Copy link"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(m_expiry, &QComboBox::currentIndexChanged, this, &ShareSheet::makeLink);
    connect(mainButton(), &ActionButton::clicked, this, &ShareSheet::copy);
    makeLink();
}

void ShareSheet::makeLink()
{
    m_linkText.clear();
    m_link->setPlainText(tr("Making the link…"));
    mainButton()->setEnabled(false);
    tell({});
    engine::InviteToRoom request;
    request.room = m_room;
    const qint64 span = m_expiry->currentData().toLongLong();
    request.expiresMs = span == 0 ? 0 : wallNow().toMSecsSinceEpoch() + span;
    const int asked = ++m_asked;
    m_session.ask(request, this, [this, asked](const engine::Answer& answer) {
        if (asked != m_asked) {
            return; // another choice was made meanwhile
        }
        if (const auto* made = std::get_if<engine::InviteMade>(&answer)) {
            m_linkText = textFrom(made->link);
            m_link->setPlainText(m_linkText);
            mainButton()->setEnabled(true);
            mainButton()->setFocus();
            showQr();
        } else if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            m_link->clear();
            complain(Words::sentence(refusal->reason));
        }
    });
}

void ShareSheet::showQr()
{
    const QPixmap picture = qrPicture(m_linkText, 220, devicePixelRatioF());
    m_qr->setPixmap(picture);
    m_qr->setVisible(!picture.isNull());
    fit();
}

void ShareSheet::copy()
{
    QApplication::clipboard()->setText(m_linkText);
    tell(tr("Copied. Paste it into a message, a mail or a note."));
}

} // namespace gui
