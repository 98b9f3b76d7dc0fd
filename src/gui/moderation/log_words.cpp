// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/log_words.h"

#include "gui/plain_text.h"
#include "gui/words.h"

#include <QStringList>

#include <algorithm>

namespace gui {

using engine::LogAction;
using engine::LogEntrySnapshot;
using engine::VoidWhy;

namespace {

QString namesOf(const LogEntrySnapshot& entry, const LogWords::NameOf& nameOf)
{
    QStringList names;
    for (const core::IdentityId& target : entry.targets) {
        names.append(nameOf(target));
    }
    return names.join(QStringLiteral(", "));
}

} // namespace

QString LogWords::sentence(const LogEntrySnapshot& entry, const NameOf& nameOf, QDate today)
{
    const QString actor = nameOf(entry.actor);
    const QString whom = namesOf(entry, nameOf);
    const QString role = Words::role(entry.level);
    const QString until = entry.untilMs == 0 ? QString() : Words::moment(entry.untilMs, today);
    switch (entry.action) {
    case LogAction::Grant:
        return tr("%1 gave %2 the role: %3", "who, whom, role").arg(actor, whom, role);
    case LogAction::Revoke:
        return tr("%1 lowered %2 to the role: %3", "who, whom, role").arg(actor, whom, role);
    case LogAction::Kick:
        return tr("%1 removed %2 from the room").arg(actor, whom);
    case LogAction::Ban:
        return tr("%1 banned %2").arg(actor, whom);
    case LogAction::Unban:
        return tr("%1 lifted the ban on %2").arg(actor, whom);
    case LogAction::Mute:
        return until.isEmpty() ? tr("%1 muted %2").arg(actor, whom)
                               : tr("%1 muted %2 until %3").arg(actor, whom, until);
    case LogAction::Unmute:
        return tr("%1 let %2 write again").arg(actor, whom);
    case LogAction::Delete:
        return tr("%1 deleted a message of %2").arg(actor, whom);
    case LogAction::Purge:
        return tr("%1 deleted much of what %2 wrote").arg(actor, whom);
    case LogAction::Pin:
        return tr("%1 pinned a message").arg(actor);
    case LogAction::Unpin:
        return tr("%1 unpinned a message").arg(actor);
    case LogAction::Policy:
        return tr("%1 changed the room: %2", "who, what")
            .arg(actor, isolated(singleLine(entry.detail)));
    case LogAction::Invite:
        return invite(entry, actor, today);
    case LogAction::Admit:
        return tr("%1 let %2 in").arg(actor, whom);
    case LogAction::Close:
        return tr("%1 revoked an invite").arg(actor);
    case LogAction::Transfer:
        return tr("%1 handed the room over to %2").arg(actor, whom);
    case LogAction::Succeed:
        return tr("%1 says that the room goes on in another one").arg(actor);
    case LogAction::Reach:
        return tr("%1 gave the room a new address").arg(actor);
    }
    return {};
}

QString LogWords::invite(const LogEntrySnapshot& entry, const QString& actor, QDate today)
{
    QString words = entry.level == engine::levelMember
                        ? tr("%1 made an invite").arg(actor)
                        : tr("%1 made an invite for the role: %2", "who, role")
                              .arg(actor, Words::role(entry.level));
    if (entry.untilMs != 0) {
        words += QLatin1Char(' ')
                 + tr("(until %1)", "of an invite").arg(Words::moment(entry.untilMs, today));
    }
    return words;
}

QString LogWords::voidWhy(VoidWhy why)
{
    switch (why) {
    case VoidWhy::TwoPasts:
        return tr(
            "It has no effect: it builds on two pasts of its author that exclude each other.");
    case VoidWhy::NoRight:
        return tr("It has no effect: what gave its author the right does not count.");
    case VoidWhy::DoorClosed:
        return tr("It has no effect: its author came in by an invite that was revoked.");
    case VoidWhy::Removed:
        return tr("It has no effect: its author was removed or lowered.");
    case VoidWhy::TwoTransfers:
        return tr("It has no effect: the room was given to two people at once.");
    case VoidWhy::Transferred:
        return tr("It has no effect: the room had been handed over to somebody else.");
    case VoidWhy::Muted:
        return tr("It has no effect: its author was muted.");
    case VoidWhy::DeviceCut:
        return tr("It has no effect: its author had cut off the device that wrote it.");
    case VoidWhy::Fork:
        return tr("It has no effect: its author wrote two histories that exclude each other.");
    case VoidWhy::None:
    case VoidWhy::Other:
        break;
    }
    return tr("It has no effect.");
}

QString LogWords::why(const LogEntrySnapshot& entry,
                      const std::vector<LogEntrySnapshot>& log,
                      const NameOf& nameOf,
                      QDate today)
{
    QStringList lines;
    lines.append(entry.valid ? tr("It counts: its author had the right to it.")
                             : voidWhy(entry.voidWhy));
    for (const core::EventId& step : entry.why) {
        const auto found = std::find_if(
            log.begin(), log.end(), [&](const auto& one) { return one.event == step; });
        if (step == entry.event || found == log.end()) {
            continue; // the act itself, the founding, or an entry by an invite
        }
        lines.append(
            QStringLiteral("• ")
            + tr("%1, %2", "sentence of the log, moment")
                  .arg(sentence(*found, nameOf, today), Words::moment(found->timeMs, today)));
    }
    if (entry.valid) {
        lines.append(QStringLiteral("• ") + tr("Down to the founding of the room."));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace gui
