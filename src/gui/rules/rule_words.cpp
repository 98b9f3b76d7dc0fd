// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/rules/rule_words.h"

namespace gui {

QString RuleWords::access(engine::Access access)
{
    switch (access) {
    case engine::Access::Public:
        return tr("Open to everybody");
    case engine::Access::Invite:
        return tr("By invite only");
    case engine::Access::Knock:
        return tr("People ask to come in");
    case engine::Access::Password:
        return tr("With a password");
    }
    return {};
}

QString RuleWords::accessMeans(engine::Access access)
{
    switch (access) {
    case engine::Access::Public:
        return tr("Whoever has the link comes in at once, and may read what is written.");
    case engine::Access::Invite:
        return tr("People need a link from a member to find the room and to read it.");
    case engine::Access::Knock:
        return tr("Whoever has the link can ask, with a few words; a moderator lets them in or "
                  "not.");
    case engine::Access::Password:
        return tr("Whoever has the link and knows the password comes in at once.");
    }
    return {};
}

QString RuleWords::history(engine::HistoryAccess history)
{
    switch (history) {
    case engine::HistoryAccess::All:
        return tr("Everything that was ever written");
    case engine::HistoryAccess::Joined:
        return tr("What is written since they came in");
    case engine::HistoryAccess::None:
        return tr("Only what is written while they are there");
    }
    return {};
}

QString RuleWords::historyMeans(engine::HistoryAccess history)
{
    switch (history) {
    case engine::HistoryAccess::All:
        return tr("Newcomers get the keys to all of the room's history.");
    case engine::HistoryAccess::Joined:
        return tr("Newcomers get no keys to what was written before they came.");
    case engine::HistoryAccess::None:
        return tr("Whoever was away does not get what was written meanwhile.");
    }
    return {};
}

QString RuleWords::historyOfPublic()
{
    return tr("A public room shows everything that was ever written to everybody.");
}

QString RuleWords::retentionMeans(int days)
{
    return days == 0
               ? tr("Messages stay until somebody deletes them.")
               : tr("What is older than %n day(s) vanishes for everybody at once, and is erased "
                    "for good after a week. Files that somebody saved stay.",
                    nullptr,
                    days);
}

QString RuleWords::fromLevel(int level)
{
    if (level > engine::levelFounder) {
        return tr("Nobody");
    }
    if (level > engine::levelAdmin) {
        return tr("Only the founder");
    }
    if (level > engine::levelModerator) {
        return tr("Admins and the founder");
    }
    if (level > engine::levelMember) {
        return tr("Moderators and above");
    }
    return level > engine::levelObserver ? tr("All members") : tr("Everybody, observers too");
}

QString RuleWords::span(std::uint32_t seconds)
{
    constexpr std::uint32_t minute = 60;
    constexpr std::uint32_t hour = 60 * minute;
    if (seconds % hour == 0) {
        return tr("%n hour(s)", nullptr, static_cast<int>(seconds / hour));
    }
    if (seconds % minute == 0) {
        return tr("%n minute(s)", nullptr, static_cast<int>(seconds / minute));
    }
    return tr("%n second(s)", nullptr, static_cast<int>(seconds));
}

} // namespace gui
