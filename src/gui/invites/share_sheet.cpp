// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/invites/share_sheet.h"

#include "gui/moderation/powers.h"
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

#include <algorithm>

namespace gui {

namespace {

QString titleFor(const Session& session, const core::RoomId& room)
{
    const RoomEntry* entry = session.room(room);
    return entry != nullptr
               ? ShareSheet::tr("Invite to %1").arg(isolated(roomTitle(entry->snapshot)))
               : ShareSheet::tr("Invite to the room");
}

QString sentenceFor(engine::Access access)
{
    switch (access) {
    case engine::Access::Password:
        return ShareSheet::tr("Send this link by any means. Whoever has it also needs the room's "
                              "password.");
    case engine::Access::Knock:
        return ShareSheet::tr("Send this link by any means. Whoever has it can ask to come in.");
    case engine::Access::Public:
    case engine::Access::Invite:
        break;
    }
    return ShareSheet::tr("Send this link by any means you trust. Anybody who has it can come in "
                          "while it works and will see the room's history.");
}

engine::RoomSnapshot snapshotOf(const Session& session, const core::RoomId& room)
{
    const RoomEntry* entry = session.room(room);
    return entry == nullptr ? engine::RoomSnapshot{} : entry->snapshot;
}

bool isPlain(const engine::InviteSnapshot& invite)
{
    return invite.open && !invite.link.empty() && invite.expiresMs == 0 && invite.uses == 0
           && invite.level == engine::levelMember;
}

} // namespace

ShareSheet::ShareSheet(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(titleFor(session, room), sentenceFor(snapshotOf(session, room).access), parent)
    , m_session(session)
    , m_room(room)
    , m_link(new AddressField(tr("Invite link"), 5, this))
    , m_expiry(new QComboBox(this))
    , m_uses(new QComboBox(this))
    , m_level(new QComboBox(this))
    , m_qr(new QLabel(this))
{
    m_qr->setTextFormat(Qt::PlainText);
    m_qr->setAccessibleName(tr("The invite as a QR code"));
    m_qr->setAlignment(Qt::AlignCenter);
    m_qr->hide();
    content()->addWidget(m_qr);
    content()->addWidget(m_link);
    const int own = levelIn(snapshotOf(session, room));
    addChoices(own);
    if (own >= engine::levelModerator) {
        auto* list = new ActionButton(tr("All invites…"), ActionButton::Kind::Quiet, this);
        addExtra(list);
        connect(list, &ActionButton::clicked, this, &ShareSheet::listWanted);
    }
    addMain(tr("Copy link"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(mainButton(), &ActionButton::clicked, this, &ShareSheet::act);
    findPlain();
}

/// Members have no choice: they hand on what the room has for everybody.
void ShareSheet::addChoices(int own)
{
    constexpr qint64 hour = 60LL * 60 * 1000;
    m_expiry->setAccessibleName(tr("How long the link works"));
    m_expiry->addItem(tr("Works without a time limit"), 0);
    m_expiry->addItem(tr("Works for one hour"), hour);
    m_expiry->addItem(tr("Works for one day"), 24 * hour);
    m_expiry->addItem(tr("Works for seven days"), 7 * 24 * hour);
    m_uses->setAccessibleName(tr("For how many people the link works"));
    m_uses->addItem(tr("For any number of people"), 0);
    m_uses->addItem(tr("For one person"), 1);
    m_uses->addItem(tr("For up to five people"), 5);
    m_uses->addItem(tr("For up to 25 people"), 25);
    m_level->setAccessibleName(tr("As what they come in"));
    for (const int level :
         {engine::levelMember, engine::levelObserver, engine::levelModerator, engine::levelAdmin}) {
        if (level < own) {
            m_level->addItem(tr("They come in as: %1").arg(Words::role(level)), level);
        }
    }
    for (QComboBox* choice : {m_expiry, m_uses, m_level}) {
        choice->setMinimumHeight(34);
        choice->setVisible(own >= engine::levelModerator);
        content()->addWidget(choice);
        connect(choice, &QComboBox::currentIndexChanged, this, &ShareSheet::onChoice);
    }
}

engine::InviteToRoom ShareSheet::wish() const
{
    engine::InviteToRoom wish;
    wish.room = m_room;
    const qint64 span = m_expiry->currentData().toLongLong();
    wish.expiresMs = span == 0 ? 0 : wallNow().toMSecsSinceEpoch() + span;
    wish.uses = m_uses->currentData().toUInt();
    wish.level = m_level->count() == 0 ? engine::levelMember : m_level->currentData().toInt();
    return wish;
}

bool ShareSheet::plain() const
{
    const engine::InviteToRoom chosen = wish();
    return chosen.expiresMs == 0 && chosen.uses == 0 && chosen.level == engine::levelMember;
}

/// The one that there is, or else a first one. Who may not list them may still have one made for everybody.
void ShareSheet::findPlain()
{
    m_link->setPlainText(tr("Making the link…"));
    mainButton()->setEnabled(false);
    const int asked = ++m_asked;
    m_session.ask(engine::ListInvites{m_room}, this, [this, asked](const engine::Answer& answer) {
        if (asked != m_asked) {
            return; // a choice was made meanwhile
        }
        const auto* list = std::get_if<engine::InviteList>(&answer);
        const auto invites =
            list == nullptr ? std::vector<engine::InviteSnapshot>{} : list->invites;
        const auto found = std::find_if(invites.begin(), invites.end(), isPlain);
        if (found == invites.end()) {
            makeLink();
        } else {
            m_plainLink = textFrom(found->link);
            showLink(m_plainLink);
        }
    });
}

void ShareSheet::onChoice()
{
    ++m_asked;
    tell({});
    if (plain() && !m_plainLink.isEmpty()) {
        showLink(m_plainLink);
        return;
    }
    m_linkText.clear();
    m_qr->hide();
    m_link->setPlainText(tr("This link has not been made yet."));
    mainButton()->setText(tr("Make the link"));
    mainButton()->setAccessibleName(tr("Make the link"));
    mainButton()->setEnabled(true);
    fit();
}

void ShareSheet::act()
{
    if (m_linkText.isEmpty()) {
        makeLink();
    } else {
        copy();
    }
}

void ShareSheet::makeLink()
{
    m_link->setPlainText(tr("Making the link…"));
    mainButton()->setEnabled(false);
    tell({});
    const int asked = ++m_asked;
    const bool keeps = plain();
    m_session.ask(wish(), this, [this, asked, keeps](const engine::Answer& answer) {
        const auto* made = std::get_if<engine::InviteMade>(&answer);
        if (made != nullptr && keeps) {
            m_plainLink = textFrom(made->link);
        }
        if (asked != m_asked) {
            return; // another choice was made meanwhile
        }
        if (made != nullptr) {
            showLink(textFrom(made->link));
            mainButton()->setFocus();
        } else if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            m_link->clear();
            complain(Words::sentence(refusal->reason));
        }
    });
}

void ShareSheet::showLink(const QString& link)
{
    m_linkText = link;
    m_link->setPlainText(link);
    mainButton()->setText(tr("Copy link"));
    mainButton()->setAccessibleName(tr("Copy link"));
    mainButton()->setEnabled(true);
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
