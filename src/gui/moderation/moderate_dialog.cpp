// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/moderate_dialog.h"

#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gui {

namespace {

constexpr qint64 minute = 60LL * 1000;
constexpr qint64 forEver = 0;
constexpr int underTheWords = 24; ///< what belongs to a choice stands under its words

} // namespace

ModerateDialog::ModerateDialog(Session& session,
                               const core::RoomId& room,
                               const engine::MemberSnapshot& member,
                               ModerateAct act,
                               QWidget* parent)
    : FormDialog(
          tr("Moderate %1").arg(isolated(Words::person(member.name, member.identity))), {}, parent)
    , m_session(session)
    , m_room(room)
    , m_member(member)
    , m_name(Words::person(member.name, member.identity))
{
    addActs(act);
    m_duration = addChoice(tr("For how long"));
    m_durationLabel = labelOf(m_duration);
    m_duration->addItem(tr("10 minutes"), 10 * minute);
    m_duration->addItem(tr("1 hour"), 60 * minute);
    m_duration->addItem(tr("1 day"), 24 * 60 * minute);
    m_duration->addItem(tr("1 week"), 7 * 24 * 60 * minute);
    m_duration->addItem(tr("Until a moderator lifts it"), forEver);
    m_duration->setCurrentIndex(1);
    m_purge = addChoice(tr("What they wrote"));
    m_reason = addField(tr("Reason (they and the moderation log get to see it)"),
                        tr("For example: advertising"));
    addNewAddress();
    m_outcome = new PlainLabel(QString(), PlainLabel::Rank::Body, this);
    content()->addSpacing(6);
    content()->addWidget(m_outcome);
    addMain(QString(), ActionButton::Kind::Danger);
    closeButton()->setDefault(true);
    fillPurge();
    for (const auto& [each, button] : m_acts) {
        connect(button, &QRadioButton::toggled, this, [this](bool on) {
            if (on) {
                fillPurge();
                refresh();
            }
        });
    }
    connect(m_duration, &QComboBox::currentIndexChanged, this, &ModerateDialog::refresh);
    connect(m_purge, &QComboBox::currentIndexChanged, this, &ModerateDialog::refresh);
    connect(m_reason, &QLineEdit::textChanged, this, &ModerateDialog::refresh);
    connect(m_newAddress, &QCheckBox::toggled, this, &ModerateDialog::refresh);
    connect(mainButton(), &ActionButton::clicked, this, &ModerateDialog::act);
    refresh();
    m_acts.at(chosen())->setFocus();
    offerNewAddress();
}

void ModerateDialog::addNewAddress()
{
    m_newAddress = new QCheckBox(tr("Also change the room's address"), this);
    m_newAddressMeans = new PlainLabel(
        tr("Then they cannot find the room any more."), PlainLabel::Rank::Small, this);
    m_newAddressMeans->setDim(true);
    m_newAddressMeans->setIndent(underTheWords);
    m_newAddress->setAccessibleDescription(m_newAddressMeans->text());
    content()->addSpacing(4);
    content()->addWidget(m_newAddress);
    content()->addWidget(m_newAddressMeans);
}

/// The address of a room that was founded as public is known to everybody.
void ModerateDialog::offerNewAddress()
{
    const RoomEntry* entry = m_session.room(m_room);
    if (entry == nullptr || levelIn(entry->snapshot) < engine::levelAdmin
        || !m_acts.contains(ModerateAct::Ban)) {
        return;
    }
    m_session.ask(engine::SetPolicy{m_room, {}}, this, [this](const engine::Answer& answer) {
        const auto* rules = std::get_if<engine::PolicyAnswer>(&answer);
        m_mayChangeAddress = rules != nullptr && !rules->policy.bornPublic;
        refresh();
    });
}

void ModerateDialog::addActs(ModerateAct first)
{
    const RoomEntry* entry = m_session.room(m_room);
    const Powers powers =
        powersOver(entry == nullptr ? engine::levelNone : levelIn(entry->snapshot), m_member);
    const std::pair<ModerateAct, bool> offers[] = {{ModerateAct::Mute, powers.mute},
                                                   {ModerateAct::Kick, powers.kick},
                                                   {ModerateAct::Ban, powers.ban},
                                                   {ModerateAct::Purge, powers.purge}};
    for (const auto& [act, may] : offers) {
        if (may || act == first) {
            auto* button = new QRadioButton(ModerationWords::act(act), this);
            content()->addWidget(button);
            button->setChecked(act == first);
            m_acts.emplace(act, button);
        }
    }
    content()->addSpacing(4);
}

/// Deleting is the point of one act, so there "nothing" is no choice; what was chosen stays chosen where it can.
void ModerateDialog::fillPurge()
{
    const int before = m_purge->count() > 0 ? m_purge->currentData().toInt() : 0;
    const QSignalBlocker quiet(m_purge);
    m_purge->clear();
    if (chosen() != ModerateAct::Purge) {
        m_purge->addItem(tr("Delete nothing"), static_cast<int>(PurgeSpan::Nothing));
    }
    m_purge->addItem(tr("Delete the last hour"), static_cast<int>(PurgeSpan::LastHour));
    m_purge->addItem(tr("Delete the last day"), static_cast<int>(PurgeSpan::LastDay));
    m_purge->addItem(tr("Delete everything"), static_cast<int>(PurgeSpan::Everything));
    m_purge->setCurrentIndex(std::max(m_purge->findData(before), 0));
}

ModerateAct ModerateDialog::chosen() const
{
    const auto found = std::find_if(
        m_acts.begin(), m_acts.end(), [](const auto& one) { return one.second->isChecked(); });
    return found == m_acts.end() ? ModerateAct::Mute : found->first;
}

PurgeSpan ModerateDialog::purgeSpan() const
{
    return static_cast<PurgeSpan>(m_purge->currentData().toInt());
}

std::int64_t ModerateDialog::untilMs() const
{
    const qint64 span = m_duration->currentData().toLongLong();
    return span == forEver ? 0 : wallNow().toMSecsSinceEpoch() + span;
}

bool ModerateDialog::changesAddress() const
{
    return chosen() == ModerateAct::Ban && m_mayChangeAddress && m_newAddress->isChecked();
}

QString ModerateDialog::outcome() const
{
    return m_outcome->text();
}

void ModerateDialog::refresh()
{
    const ModerateAct act = chosen();
    const bool mutes = act == ModerateAct::Mute;
    m_duration->setVisible(mutes);
    m_durationLabel->setVisible(mutes);
    m_newAddress->setVisible(act == ModerateAct::Ban && m_mayChangeAddress);
    m_newAddressMeans->setVisible(act == ModerateAct::Ban && m_mayChangeAddress);
    const std::int64_t until = untilMs();
    QString outcome = ModerationWords::outcome(
        act, m_name, until == 0 ? QString() : Words::moment(until, today()), purgeSpan());
    if (changesAddress()) {
        outcome += QLatin1Char(' ') + ModerationWords::newAddress();
    }
    m_outcome->setText(outcome);
    const QString words = ModerationWords::button(act, isolated(m_name));
    mainButton()->setText(words);
    mainButton()->setAccessibleName(words);
    const bool tooLong = m_reason->text().toUtf8().size() > reasonBytesMost;
    complain(tooLong ? tr("The reason is too long. Shorten it a little.") : QString());
    mainButton()->setEnabled(!tooLong && !m_busy);
    fit();
}

void ModerateDialog::act()
{
    const ModerateAct act = chosen();
    const std::string reason = utf8Of(singleLine(m_reason->text()));
    const auto since = purgeSince(purgeSpan(), wallNow().toMSecsSinceEpoch());
    engine::Request request;
    if (act == ModerateAct::Purge) {
        request = engine::PurgeMember{m_room, m_member.identity, since.value_or(0), reason};
    } else {
        engine::ChangeMember change;
        change.room = m_room;
        change.identity = m_member.identity;
        change.change = act == ModerateAct::Mute   ? engine::MemberAct::Mute
                        : act == ModerateAct::Kick ? engine::MemberAct::Kick
                                                   : engine::MemberAct::Ban;
        change.reason = reason;
        change.untilMs = act == ModerateAct::Mute ? untilMs() : 0;
        change.purgeSinceMs = since;
        change.resetReach = changesAddress();
        request = change;
    }
    m_busy = true;
    refresh();
    m_session.ask(request, this, [this](const engine::Answer& answer) {
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
