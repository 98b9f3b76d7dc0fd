// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/moderation_words.h"

#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

namespace gui {

std::optional<std::int64_t> purgeSince(PurgeSpan span, std::int64_t nowMs)
{
    constexpr std::int64_t hour = 60LL * 60 * 1000;
    switch (span) {
    case PurgeSpan::Nothing:
        return std::nullopt;
    case PurgeSpan::LastHour:
        return nowMs - hour;
    case PurgeSpan::LastDay:
        return nowMs - 24 * hour;
    case PurgeSpan::Everything:
        return 0;
    }
    return std::nullopt;
}

QString ModerationWords::act(ModerateAct act)
{
    switch (act) {
    case ModerateAct::Mute:
        return tr("Mute");
    case ModerateAct::Kick:
        return tr("Remove from the room");
    case ModerateAct::Ban:
        return tr("Ban");
    case ModerateAct::Purge:
        return tr("Only delete what they wrote");
    }
    return {};
}

QString ModerationWords::button(ModerateAct act, const QString& name)
{
    switch (act) {
    case ModerateAct::Mute:
        return tr("Mute %1").arg(name);
    case ModerateAct::Kick:
        return tr("Remove %1").arg(name);
    case ModerateAct::Ban:
        return tr("Ban %1").arg(name);
    case ModerateAct::Purge:
        return tr("Delete the messages");
    }
    return {};
}

namespace {

class PurgeText
{
    Q_DECLARE_TR_FUNCTIONS(gui::PurgeText)

public:
    static QString of(PurgeSpan purge)
    {
        switch (purge) {
        case PurgeSpan::Nothing:
            return tr("What they wrote stays.");
        case PurgeSpan::LastHour:
            return tr("What they wrote in the last hour disappears for everybody.");
        case PurgeSpan::LastDay:
            return tr("What they wrote in the last day disappears for everybody.");
        case PurgeSpan::Everything:
            return tr("Everything they wrote in this room disappears for everybody.");
        }
        return {};
    }
};

} // namespace

QString ModerationWords::outcome(ModerateAct act,
                                 const QString& name,
                                 const QString& until,
                                 PurgeSpan purge)
{
    QString what;
    switch (act) {
    case ModerateAct::Mute:
        what = until.isEmpty()
                   ? tr("%1 can read here but not write, until a moderator lifts it.")
                         .arg(isolated(name))
                   : tr("%1 can read here but not write until %2.").arg(isolated(name), until);
        break;
    case ModerateAct::Kick:
        what = tr("%1 is taken out of the room and reads nothing that is written from now on. They "
                  "can come back the way others come in.")
                   .arg(isolated(name));
        break;
    case ModerateAct::Ban:
        what = tr("%1 is taken out of the room, reads nothing that is written from now on, and "
                  "cannot come back until a moderator lifts the ban.")
                   .arg(isolated(name));
        break;
    case ModerateAct::Purge:
        what = tr("%1 stays in the room.").arg(isolated(name));
        break;
    }
    return what + QLatin1Char(' ') + PurgeText::of(purge) + QLatin1Char(' ')
           + tr("It takes effect at each member as soon as word of it reaches them.");
}

QString ModerationWords::newAddress()
{
    return tr("The members are told the room's new address. Those who are away now, and invites "
              "made before, need a moderator who is online, within the next 30 days.");
}

QString ModerationWords::roleMeans(int level, const QString& name)
{
    const QString who = isolated(name);
    if (level >= engine::levelAdmin) {
        return tr("As an admin %1 can do what moderators can, name moderators, and remove anybody "
                  "but admins and the founder.")
            .arg(who);
    }
    if (level >= engine::levelModerator) {
        return tr("As a moderator %1 can change the room's rules, mute, remove and ban members, "
                  "and delete what they wrote.")
            .arg(who);
    }
    return level >= engine::levelMember
               ? tr("As a member %1 can read and write, and runs nothing.").arg(who)
               : tr("As an observer %1 can read, but not write.").arg(who);
}

QString ModerationWords::giveRole(int level)
{
    if (level >= engine::levelAdmin) {
        return tr("Make admin");
    }
    if (level >= engine::levelModerator) {
        return tr("Make moderator");
    }
    return level >= engine::levelMember ? tr("Make member") : tr("Make observer");
}

QString ModerationWords::giveRoleTo(int level, const QString& name)
{
    if (level >= engine::levelAdmin) {
        return tr("Make %1 an admin?").arg(name);
    }
    if (level >= engine::levelModerator) {
        return tr("Make %1 a moderator?").arg(name);
    }
    return level >= engine::levelMember ? tr("Make %1 a member?").arg(name)
                                        : tr("Make %1 an observer?").arg(name);
}

QString ModerationWords::standing(const engine::MemberSnapshot& member)
{
    QStringList parts;
    switch (member.state) {
    case engine::MemberState::Muted:
        parts.append(member.mutedUntilMs == 0
                         ? tr("muted")
                         : tr("muted until %1").arg(Words::moment(member.mutedUntilMs, today())));
        break;
    case engine::MemberState::Kicked:
        parts.append(tr("removed"));
        break;
    case engine::MemberState::Banned:
        parts.append(tr("banned"));
        break;
    case engine::MemberState::Knocking:
        parts.append(tr("asks to come in"));
        break;
    case engine::MemberState::Joined:
    case engine::MemberState::Left:
        break;
    }
    if (member.heir) {
        parts.append(tr("heir"));
    }
    if (member.blocked) {
        parts.append(tr("blocked by you"));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace gui
