// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/raid_dialog.h"

#include "gui/moderation/moderation_words.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QComboBox>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr qint64 minute = 60LL * 1000;
/// Listed by name; of more it is said how many.
constexpr std::size_t namesMost = 200;

} // namespace

RaidDialog::RaidDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(
          tr("Clear out a raid"),
          tr("For when many come in at once and spoil the room. Whoever was here before, and "
             "whoever moderates, stays."),
          parent)
    , m_session(session)
    , m_room(room)
{
    setMinimumWidth(560);
    m_since = addChoice(tr("Everybody who came in during"));
    m_since->addItem(tr("The last 15 minutes"), 15 * minute);
    m_since->addItem(tr("The last hour"), 60 * minute);
    m_since->addItem(tr("The last 6 hours"), 6 * 60 * minute);
    m_since->addItem(tr("The last day"), 24 * 60 * minute);
    m_list = new LongList(tr("People who came in since then"), this);
    content()->addWidget(m_list, 1);
    content()->addSpacing(6);
    m_reason =
        addField(tr("Reason (the moderation log gets to see it)"), tr("For example: a raid"));
    m_outcome = new PlainLabel(QString(), PlainLabel::Rank::Body, this);
    content()->addSpacing(6);
    content()->addWidget(m_outcome);
    addMain(QString(), ActionButton::Kind::Danger);
    closeButton()->setDefault(true);
    connect(m_since, &QComboBox::currentIndexChanged, this, &RaidDialog::look);
    connect(m_reason, &QLineEdit::textChanged, this, &RaidDialog::refresh);
    connect(mainButton(), &ActionButton::clicked, this, &RaidDialog::clear);
    m_since->setFocus();
    refresh();
    look();
}

QString RaidDialog::outcome() const
{
    return m_outcome->text();
}

engine::ClearRaid RaidDialog::wish(bool onlyAsk) const
{
    return {m_room,
            wallNow().toMSecsSinceEpoch() - m_since->currentData().toLongLong(),
            utf8Of(singleLine(m_reason->text())),
            onlyAsk};
}

void RaidDialog::look()
{
    const int asked = ++m_asked;
    m_busy = true;
    refresh();
    m_session.ask(wish(true), this, [this, asked](const engine::Answer& answer) {
        if (asked != m_asked) {
            return;
        }
        m_busy = false;
        if (const auto* found = std::get_if<engine::RaidAnswer>(&answer)) {
            fill(*found);
        }
        refresh();
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        }
    });
}

void RaidDialog::fill(const engine::RaidAnswer& found)
{
    m_people = found.people.size();
    m_list->clear();
    for (std::size_t i = 0; i < std::min(m_people, namesMost); ++i) {
        m_list->addItem(m_session.nameOf(m_room, found.people[i]));
    }
    if (m_people > namesMost) {
        m_list->addItem(tr("and %n more", nullptr, static_cast<int>(m_people - namesMost)));
    }
}

void RaidDialog::refresh()
{
    const int people = static_cast<int>(m_people);
    m_outcome->setText(
        people == 0 ? tr("Nobody has come in since then.")
                    : tr("%n person(s) will be banned, and everything they wrote disappears for "
                         "everyone. Invites they came by stop working; a public room stays open.",
                         nullptr,
                         people));
    const QString words = tr("Ban %n person(s)", nullptr, people);
    mainButton()->setText(words);
    mainButton()->setAccessibleName(words);
    const bool tooLong = m_reason->text().toUtf8().size() > reasonBytesMost;
    complain(tooLong ? tr("The reason is too long. Shorten it a little.") : QString());
    mainButton()->setEnabled(!tooLong && !m_busy && people > 0);
    fit();
}

void RaidDialog::clear()
{
    ++m_asked;
    m_busy = true;
    refresh();
    m_session.ask(wish(false), this, [this](const engine::Answer& answer) {
        m_busy = false;
        refresh();
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        m_session.refreshMembers(m_room);
        accept();
    });
}

} // namespace gui
