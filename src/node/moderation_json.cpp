// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What runs a room, as JSON: rules, invites, knocks, reports, the log, the table of all rooms.
#include "node/moderation_json.h"

#include "node/value_json.h"

namespace node {

namespace {

using engine::levelFounder;
using engine::levelMember;
using engine::levelModerator;
using engine::levelObserver;

QString hex(const engine::IdentityId& id)
{
    return qtText(id.hex());
}

/// Who may: the words of the contract where there is one, a level otherwise.
QJsonValue whoMay(int level)
{
    switch (level) {
    case levelObserver:
        return QStringLiteral("all");
    case levelMember:
        return QStringLiteral("member");
    case levelModerator:
        return QStringLiteral("moderator");
    default:
        return level >= levelFounder ? QJsonValue(false) : QJsonValue(level);
    }
}

} // namespace

QJsonObject toJson(const engine::RoomPolicy& policy)
{
    const QJsonValue files =
        policy.filesLevel == levelMember ? QJsonValue(true) : whoMay(policy.filesLevel);
    return {{QStringLiteral("history"), qtText(wordOf(policy.history))},
            {QStringLiteral("slowModeSeconds"), number(policy.slowModeSeconds)},
            {QStringLiteral("posting"), whoMay(policy.postingLevel)},
            {QStringLiteral("files"), files},
            {QStringLiteral("links"), policy.linksAllowed},
            {QStringLiteral("maxFileBytes"), number(policy.maxFileBytes)},
            {QStringLiteral("retentionDays"), number(policy.retentionDays)},
            {QStringLiteral("quarantineMessages"), number(policy.quarantineMessages)},
            {QStringLiteral("powBits"), number(policy.workBits)},
            {QStringLiteral("listed"), policy.listed},
            {QStringLiteral("heirs"), identities(policy.heirs)}};
}

QJsonObject toJson(const engine::InviteSnapshot& invite)
{
    return {{QStringLiteral("invite"), qtText(invite.invite.hex())},
            {QStringLiteral("link"), qtText(invite.link)},
            {QStringLiteral("author"), hex(invite.author)},
            {QStringLiteral("level"), invite.level},
            {QStringLiteral("expiresMs"), static_cast<qint64>(invite.expiresMs)},
            {QStringLiteral("uses"), number(invite.uses)},
            {QStringLiteral("came"), identities(invite.came)},
            {QStringLiteral("open"), invite.open}};
}

QJsonObject toJson(const engine::KnockSnapshot& knock)
{
    return {{QStringLiteral("identity"), hex(knock.identity)},
            {QStringLiteral("name"), qtText(knock.name)},
            {QStringLiteral("text"), qtText(knock.text)},
            {QStringLiteral("timeMs"), static_cast<qint64>(knock.timeMs)}};
}

QJsonObject toJson(const engine::ReportSnapshot& report)
{
    return {{QStringLiteral("message"), qtText(report.message.text())},
            {QStringLiteral("author"), hex(report.author)},
            {QStringLiteral("name"), qtText(report.name)},
            {QStringLiteral("text"), qtText(report.text)},
            {QStringLiteral("reporter"), hex(report.reporter)},
            {QStringLiteral("reason"), qtText(report.reason)},
            {QStringLiteral("timeMs"), static_cast<qint64>(report.timeMs)}};
}

QJsonObject toJson(const engine::LogEntrySnapshot& entry)
{
    QJsonArray why;
    for (const auto& id : entry.why) {
        why.append(qtText(id.hex()));
    }
    QJsonObject object{
        {QStringLiteral("event"), qtText(entry.event.hex())},
        {QStringLiteral("actor"), hex(entry.actor)},
        {QStringLiteral("action"), qtText(wordOf(entry.action))},
        {QStringLiteral("target"),
         entry.targets.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(hex(entry.targets[0]))},
        {QStringLiteral("targets"), identities(entry.targets)},
        {QStringLiteral("reason"), qtText(entry.reason)},
        {QStringLiteral("timeMs"), static_cast<qint64>(entry.timeMs)},
        {QStringLiteral("valid"), entry.valid},
        {QStringLiteral("why"), why},
        {QStringLiteral("whyText"), qtText(entry.whyText)},
        {QStringLiteral("detail"), qtText(entry.detail)}};
    if (entry.level != engine::levelNone) {
        object.insert(QStringLiteral("level"), entry.level);
    }
    if (entry.untilMs != 0) {
        object.insert(QStringLiteral("untilMs"), static_cast<qint64>(entry.untilMs));
    }
    return object;
}

QJsonObject toJson(const engine::ListedRoom& listed)
{
    QJsonArray tags;
    for (const std::string& tag : listed.tags) {
        tags.append(qtText(tag));
    }
    return {{QStringLiteral("link"), qtText(listed.link)},
            {QStringLiteral("name"), qtText(listed.name)},
            {QStringLiteral("topic"), qtText(listed.topic)},
            {QStringLiteral("tags"), tags},
            {QStringLiteral("language"), qtText(listed.language)},
            {QStringLiteral("members"), number(listed.members)},
            {QStringLiteral("lastMs"), static_cast<qint64>(listed.lastMs)},
            {QStringLiteral("known"), listed.known}};
}

QJsonObject toJson(const engine::EditSnapshot& edit)
{
    return {{QStringLiteral("text"), qtText(edit.text)},
            {QStringLiteral("timeMs"), static_cast<qint64>(edit.timeMs)}};
}

QJsonObject toJson(const engine::PolicyAnswer& answer)
{
    return {{QStringLiteral("policy"), toJson(answer.policy)}};
}

QJsonObject toJson(const engine::RaidAnswer& raid)
{
    return {{QStringLiteral("people"), identities(raid.people)},
            {QStringLiteral("doors"), number(raid.doors)}};
}

QJsonObject toJson(const engine::Purged& purged)
{
    return {{QStringLiteral("removed"), number(purged.removed)}};
}

QJsonObject toJson(const engine::BlockedList& list)
{
    return {{QStringLiteral("identities"), identities(list.identities)}};
}

QJsonObject toJson(const engine::InviteList& list)
{
    return {{QStringLiteral("invites"), toArray(list.invites)}};
}

QJsonObject toJson(const engine::KnockList& list)
{
    return {{QStringLiteral("knocks"), toArray(list.knocks)}};
}

QJsonObject toJson(const engine::ModerationLog& list)
{
    return {{QStringLiteral("entries"), toArray(list.entries)}};
}

QJsonObject toJson(const engine::ReportList& list)
{
    return {{QStringLiteral("reports"), toArray(list.reports)}};
}

QJsonObject toJson(const engine::Directory& list)
{
    return {{QStringLiteral("rooms"), toArray(list.rooms)}};
}

QJsonObject toJson(const engine::PinList& list)
{
    return {{QStringLiteral("messages"), toArray(list.messages)}};
}

QJsonObject toJson(const engine::EditList& list)
{
    return {{QStringLiteral("versions"), toArray(list.versions)}};
}

} // namespace node
