// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/method_table.h"

#include <limits>

namespace node {

namespace {

using engine::AnswerKnock;
using engine::BlockContact;
using engine::ChangeMember;
using engine::ClearRaid;
using engine::DeleteMessage;
using engine::EditMessage;
using engine::ExportLog;
using engine::IdentityId;
using engine::levelFounder;
using engine::levelMember;
using engine::levelModerator;
using engine::levelObserver;
using engine::ListBlocked;
using engine::ListInvites;
using engine::ListKnocks;
using engine::ListPins;
using engine::ListReports;
using engine::MemberAct;
using engine::PinMessage;
using engine::PurgeMember;
using engine::ReactToMessage;
using engine::ReadEdits;
using engine::ReadLog;
using engine::Reason;
using engine::ReportMessage;
using engine::Request;
using engine::ResetReach;
using engine::RevokeInvite;
using engine::SearchDirectory;
using engine::SetHeirs;
using engine::SetPolicy;
using engine::SetRoom;
using engine::SucceedRoom;
using engine::TransferRoom;

constexpr std::int64_t anyTime = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t anyNumber = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t heirsMost = 64;

std::string reasonOf(ParamReader& params)
{
    return params.textMaybe(QLatin1String("reason")).value_or(std::string());
}

engine::EventRef messageOf(ParamReader& params)
{
    return params.message(QLatin1String("message"));
}

bool wantsRemoval(ParamReader& params)
{
    return params.flagMaybe(QLatin1String("remove"));
}

/// True or a time: all of it, or what came since then.
std::optional<std::int64_t> purgeOf(ParamReader& params)
{
    const QLatin1String key("purge");
    const QJsonValue value = params.value(key);
    if (!params.has(key) || (value.isBool() && !value.toBool())) {
        return std::nullopt;
    }
    return value.isBool() ? 0 : params.integerMaybe(key, 0, anyTime, 0);
}

template<MemberAct act>
Request changeMember(ParamReader& params)
{
    ChangeMember request;
    request.room = params.room();
    request.identity = params.identity();
    request.change = act;
    if (act == MemberAct::Grant) {
        constexpr int missing = -1;
        request.level = static_cast<int>(
            params.integerMaybe(QLatin1String("level"), levelObserver, levelFounder, missing));
        if (request.level == missing) {
            params.refuse(Reason::BadArgument, "'level' is missing");
        }
    }
    request.reason = reasonOf(params);
    request.purgeSinceMs = purgeOf(params);
    request.resetReach = params.flagMaybe(QLatin1String("resetReach"));
    if (request.resetReach && act != MemberAct::Ban) {
        params.refuse(Reason::BadArgument, "'resetReach' goes with a ban");
    }
    request.untilMs = params.integerMaybe(QLatin1String("untilMs"), 0, anyTime, 0);
    if (request.untilMs != 0 && act != MemberAct::Mute) {
        params.refuse(Reason::BadArgument, "only a mute ends by itself");
    }
    return request;
}

/// `all`, `member` or `moderator`; true and false are member and nobody.
std::optional<int> levelMaybe(ParamReader& params, const QJsonObject& rules, QLatin1String key)
{
    const QJsonValue value = rules.value(key);
    if (value.isUndefined() || value.isNull()) {
        return std::nullopt;
    }
    if (value.isBool()) {
        return value.toBool() ? levelMember : levelFounder + 1;
    }
    const QString word = value.toString();
    if (word == QLatin1String("all")) {
        return levelObserver;
    }
    if (word == QLatin1String("member")) {
        return levelMember;
    }
    if (word == QLatin1String("moderator")) {
        return levelModerator;
    }
    params.refuse(Reason::BadArgument, "posting and files are all, member or moderator");
    return std::nullopt;
}

template<class Number>
std::optional<Number> numberMaybe(ParamReader& rules, QLatin1String key, std::int64_t most)
{
    if (!rules.has(key)) {
        return std::nullopt;
    }
    return static_cast<Number>(rules.integerMaybe(key, 0, most, 0));
}

Request setPolicy(ParamReader& params)
{
    SetPolicy request;
    request.room = params.room();
    request.change = policyOf(params, QLatin1String("set"));
    return request;
}

Request setRoom(ParamReader& params)
{
    SetRoom request;
    request.room = params.room();
    request.name = params.textMaybe(QLatin1String("name"));
    request.topic = params.textMaybe(QLatin1String("topic"));
    request.password = params.textMaybe(QLatin1String("password"));
    if (params.has(QLatin1String("access"))) {
        request.access =
            choice(params, QLatin1String("access"), everyAccess, engine::Access::Invite);
    }
    if (params.has(QLatin1String("listed"))) {
        request.listed = params.flag(QLatin1String("listed"));
    }
    const QLatin1String picture("picture");
    if (params.has(picture) && params.value(picture) == QJsonValue(QString())) {
        request.picture.emplace(std::nullopt); // none any more
    } else if (params.has(picture)) {
        request.picture = params.file(picture);
    }
    return request;
}

Request revokeInvite(ParamReader& params)
{
    RevokeInvite request;
    request.room = params.room();
    const auto id = core::EventId::fromHexText(params.text(QLatin1String("invite")));
    if (!id) {
        params.refuse(Reason::BadInvite, "'invite' is not one");
        return request;
    }
    request.invite = *id;
    return request;
}

Request clearRaid(ParamReader& params)
{
    ClearRaid request;
    request.room = params.room();
    if (!params.has(QLatin1String("sinceMs"))) {
        params.refuse(Reason::BadArgument, "'sinceMs' is missing"); // nobody means the whole room
    }
    request.sinceMs = params.integerMaybe(QLatin1String("sinceMs"), 0, anyTime, 0);
    request.reason = reasonOf(params);
    request.onlyAsk = params.flagMaybe(QLatin1String("onlyAsk"));
    return request;
}

Request purgeMember(ParamReader& params)
{
    return PurgeMember{params.room(),
                       params.identity(),
                       params.integerMaybe(QLatin1String("sinceMs"), 0, anyTime, 0),
                       reasonOf(params)};
}

template<bool admit>
Request answerKnock(ParamReader& params)
{
    return AnswerKnock{params.room(), params.identity(), admit, reasonOf(params)};
}

Request transferRoom(ParamReader& params)
{
    return TransferRoom{params.room(), params.identity()};
}

Request succeedRoom(ParamReader& params)
{
    SucceedRoom out;
    out.room = params.room();
    out.successor = params.roomMaybe(QLatin1String("successor"));
    out.words = params.textMaybe(QLatin1String("words")).value_or("This room goes on here:");
    return out;
}

Request setHeirs(ParamReader& params)
{
    return SetHeirs{params.room(), params.identities(QLatin1String("identities"), heirsMost)};
}

Request exportLog(ParamReader& params)
{
    return ExportLog{params.room(), params.path(QLatin1String("path"))};
}

Request editMessage(ParamReader& params)
{
    return EditMessage{params.room(), messageOf(params), params.text(QLatin1String("text"))};
}

Request deleteMessage(ParamReader& params)
{
    return DeleteMessage{params.room(), messageOf(params), reasonOf(params)};
}

Request reactToMessage(ParamReader& params)
{
    return ReactToMessage{params.room(),
                          messageOf(params),
                          params.text(QLatin1String("emoji")),
                          wantsRemoval(params)};
}

Request pinMessage(ParamReader& params)
{
    return PinMessage{params.room(), messageOf(params), wantsRemoval(params)};
}

Request readEdits(ParamReader& params)
{
    return ReadEdits{params.room(), messageOf(params)};
}

Request reportMessage(ParamReader& params)
{
    return ReportMessage{params.room(), messageOf(params), reasonOf(params)};
}

Request searchDirectory(ParamReader& params)
{
    return SearchDirectory{params.textMaybe(QLatin1String("query")).value_or(std::string()),
                           params.textMaybe(QLatin1String("topic")).value_or(std::string())};
}

template<bool block>
Request blockContact(ParamReader& params)
{
    return BlockContact{params.identity(), block};
}

constexpr auto methods = std::to_array<Method>({
    {"room.set", setRoom},
    {"room.policy", setPolicy},
    {"room.invites", ofRoom<ListInvites>},
    {"room.revokeInvite", revokeInvite},
    {"room.grant", changeMember<MemberAct::Grant>},
    {"room.kick", changeMember<MemberAct::Kick>},
    {"room.ban", changeMember<MemberAct::Ban>},
    {"room.unban", changeMember<MemberAct::Unban>},
    {"room.mute", changeMember<MemberAct::Mute>},
    {"room.unmute", changeMember<MemberAct::Unmute>},
    {"room.purge", purgeMember},
    {"room.clearRaid", clearRaid},
    {"room.resetReach", ofRoom<ResetReach>},
    {"room.knocks", ofRoom<ListKnocks>},
    {"room.admit", answerKnock<true>},
    {"room.refuse", answerKnock<false>},
    {"room.transfer", transferRoom},
    {"room.heirs", setHeirs},
    {"room.succeed", succeedRoom},
    {"room.log", ofRoom<ReadLog>},
    {"room.exportLog", exportLog},
    {"room.edit", editMessage},
    {"room.delete", deleteMessage},
    {"room.react", reactToMessage},
    {"room.pin", pinMessage},
    {"room.pins", ofRoom<ListPins>},
    {"room.edits", readEdits},
    {"room.report", reportMessage},
    {"room.reports", ofRoom<ListReports>},
    {"directory.search", searchDirectory},
    {"contact.block", blockContact<true>},
    {"contact.unblock", blockContact<false>},
    {"contact.blocked", plain<ListBlocked>},
});

} // namespace

std::span<const Method> moderationMethods()
{
    return methods;
}

engine::PolicyChange policyOf(ParamReader& params, QLatin1String key)
{
    engine::PolicyChange change;
    if (!params.has(key)) {
        return change;
    }
    const QJsonValue value = params.value(key);
    if (!value.isObject()) {
        params.refuse(Reason::BadArgument, "rules are an object");
        return change;
    }
    const QJsonObject object = value.toObject();
    ParamReader rules(object);
    if (rules.has(QLatin1String("history"))) {
        change.history =
            choice(rules, QLatin1String("history"), everyHistory, engine::HistoryAccess::All);
    }
    change.slowModeSeconds =
        numberMaybe<std::uint32_t>(rules, QLatin1String("slowModeSeconds"), anyNumber);
    change.postingLevel = levelMaybe(rules, object, QLatin1String("posting"));
    change.filesLevel = levelMaybe(rules, object, QLatin1String("files"));
    if (rules.has(QLatin1String("links"))) {
        change.linksAllowed = rules.flag(QLatin1String("links"));
    }
    change.maxFileBytes = numberMaybe<std::uint64_t>(rules, QLatin1String("maxFileBytes"), anyTime);
    change.retentionDays =
        numberMaybe<std::uint32_t>(rules, QLatin1String("retentionDays"), anyNumber);
    change.quarantineMessages =
        numberMaybe<std::uint32_t>(rules, QLatin1String("quarantineMessages"), anyNumber);
    change.workBits = numberMaybe<std::uint32_t>(rules, QLatin1String("powBits"), anyNumber);
    if (rules.failure()) {
        params.refuse(rules.failure()->reason, rules.failure()->detail);
    }
    return change;
}

} // namespace node
