// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/messages/pins_dialog.h"

#include "gui/dialogs/confirm_dialog.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int textShown = 600; ///< characters of a pinned message

QString wordsOf(const engine::MessageSnapshot& message)
{
    const QString text =
        message.file ? singleLine(message.file->name) : textFrom(message.text).left(textShown);
    return isolated(Words::person(message.name, message.author)) + QStringLiteral(" · ")
           + Words::moment(message.timeMs, today()) + QLatin1Char('\n') + isolated(text);
}

} // namespace

PinsDialog::PinsDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(tr("Pinned messages"), {}, parent)
    , m_session(session)
    , m_room(room)
    , m_list(new LongList(tr("Pinned messages, the newest pin first"), this))
{
    setMinimumWidth(560);
    content()->addWidget(m_list, 1);
    const RoomEntry* entry = session.room(room);
    if (entry != nullptr && levelIn(entry->snapshot) >= engine::levelModerator) {
        m_unpin = new ActionButton(tr("Unpin"), ActionButton::Kind::Plain, this);
        addExtra(m_unpin);
        connect(m_unpin, &ActionButton::clicked, this, &PinsDialog::unpin);
    }
    addMain(tr("Show in the room"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(m_list, &QListWidget::currentRowChanged, this, &PinsDialog::refresh);
    connect(m_list, &QListWidget::itemActivated, mainButton(), &ActionButton::click);
    connect(mainButton(), &ActionButton::clicked, this, [this] {
        if (const engine::MessageSnapshot* pin = chosen()) {
            const engine::MessageSnapshot message = *pin;
            accept();
            emit showWanted(message);
        }
    });
    connect(&session,
            &Session::messageArrived,
            this,
            [this](const core::RoomId& where, const engine::MessageSnapshot&) {
                if (where == m_room) {
                    load();
                }
            });
    m_list->setFocus();
    refresh();
    load();
}

void PinsDialog::load()
{
    m_session.ask(engine::ListPins{m_room}, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        } else if (const auto* pins = std::get_if<engine::PinList>(&answer)) {
            fill(*pins);
        }
    });
}

/// The chosen one stays chosen.
void PinsDialog::fill(const engine::PinList& pins)
{
    const engine::MessageSnapshot* before = chosen();
    const auto wanted = before == nullptr ? core::EventRef() : before->message;
    m_pins = pins.messages;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const engine::MessageSnapshot& pin : m_pins) {
        auto* item = new QListWidgetItem(wordsOf(pin), m_list);
        if (pin.message == wanted) {
            m_list->setCurrentItem(item);
        }
    }
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    tell(m_pins.empty()
             ? tr("Nothing is pinned here. Those who run the room can pin a message from "
                  "its menu.")
             : QString());
    refresh();
}

const engine::MessageSnapshot* PinsDialog::chosen() const
{
    const int row = m_list->currentRow();
    return row < 0 || static_cast<std::size_t>(row) >= m_pins.size()
               ? nullptr
               : &m_pins[static_cast<std::size_t>(row)];
}

void PinsDialog::refresh()
{
    const bool any = chosen() != nullptr;
    mainButton()->setEnabled(any);
    if (m_unpin != nullptr) {
        m_unpin->setEnabled(any);
    }
}

void PinsDialog::unpin()
{
    if (const engine::MessageSnapshot* pin = chosen()) {
        askOrSay(m_session,
                 engine::PinMessage{m_room, pin->message, true},
                 this,
                 [this](const engine::Answer&) { load(); });
    }
}

} // namespace gui
