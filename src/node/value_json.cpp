// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/value_json.h"

#include <algorithm>

namespace node {

namespace {

QString word(std::string_view text)
{
    return qtText(text);
}

QString hex(const engine::IdentityId& id)
{
    return qtText(id.hex());
}

std::string_view stageWord(engine::FileStage stage)
{
    switch (stage) {
    case engine::FileStage::Offered:
        return "offered";
    case engine::FileStage::Fetching:
        return "fetching";
    case engine::FileStage::Paused:
        return "paused";
    case engine::FileStage::Here:
        return "here";
    case engine::FileStage::Shared:
        return "shared";
    case engine::FileStage::Gone:
        break;
    }
    return "gone";
}

QJsonArray reactions(const std::vector<engine::ReactionSnapshot>& all)
{
    QJsonArray array;
    for (const auto& reaction : all) {
        array.append(QJsonObject{{QStringLiteral("emoji"), qtText(reaction.emoji)},
                                 {QStringLiteral("authors"), identities(reaction.authors)}});
    }
    return array;
}

} // namespace

QJsonArray identities(const std::vector<engine::IdentityId>& ids)
{
    QJsonArray array;
    for (const auto& id : ids) {
        array.append(hex(id));
    }
    return array;
}

QJsonArray addresses(const std::vector<engine::ListenAddress>& listen)
{
    QJsonArray array;
    for (const auto& each : listen) {
        array.append(QJsonObject{{QStringLiteral("addr"), qtText(each.addr)},
                                 {QStringLiteral("port"), each.port}});
    }
    return array;
}

QJsonObject toJson(const engine::SuccessionSnapshot& proposed)
{
    return {{QStringLiteral("predecessor"), qtText(proposed.predecessor.hex())},
            {QStringLiteral("agreed"), number(proposed.agreed)},
            {QStringLiteral("needed"), number(proposed.needed)},
            {QStringLiteral("mayAgree"), proposed.mayAgree}};
}

QJsonObject toJson(const engine::RoomSnapshot& room)
{
    return {
        {QStringLiteral("room"), qtText(room.room.hex())},
        {QStringLiteral("name"), qtText(room.name)},
        {QStringLiteral("topic"), qtText(room.topic)},
        {QStringLiteral("access"), word(wordOf(room.access))},
        {QStringLiteral("level"), room.level},
        {QStringLiteral("members"), number(room.members)},
        {QStringLiteral("online"), number(room.online)},
        {QStringLiteral("unread"), number(room.unread)},
        {QStringLiteral("state"), word(wordOf(room.state))},
        {QStringLiteral("lastOnlineMs"), static_cast<qint64>(room.lastOnlineMs)},
        {QStringLiteral("knocks"), number(room.knocks)},
        {QStringLiteral("reports"), number(room.reports)},
        {QStringLiteral("picture"),
         room.picture ? QJsonValue(qtText(room.picture->text())) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("successor"),
         room.successor ? QJsonValue(qtText(room.successor->hex())) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("predecessor"),
         room.predecessor ? QJsonValue(qtText(room.predecessor->hex()))
                          : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("proposed"),
         room.proposed ? QJsonValue(toJson(*room.proposed)) : QJsonValue(QJsonValue::Null)}};
}

QJsonObject toJson(const engine::MemberSnapshot& member)
{
    return {{QStringLiteral("identity"), hex(member.identity)},
            {QStringLiteral("name"), qtText(member.name)},
            {QStringLiteral("level"), member.level},
            {QStringLiteral("state"), word(wordOf(member.state))},
            {QStringLiteral("online"), member.online},
            {QStringLiteral("superpeer"), member.superpeer},
            {QStringLiteral("path"), word(wordOf(member.path))},
            {QStringLiteral("self"), member.self},
            {QStringLiteral("mutedUntilMs"), static_cast<qint64>(member.mutedUntilMs)},
            {QStringLiteral("blocked"), member.blocked},
            {QStringLiteral("heir"), member.heir}};
}

QJsonObject toJson(const engine::MessageSnapshot& message)
{
    QJsonObject object{{QStringLiteral("message"), qtText(message.message.text())},
                       {QStringLiteral("author"), hex(message.author)},
                       {QStringLiteral("name"), qtText(message.name)},
                       {QStringLiteral("timeMs"), static_cast<qint64>(message.timeMs)},
                       {QStringLiteral("text"), qtText(message.text)},
                       {QStringLiteral("edited"), message.edited},
                       {QStringLiteral("deleted"), message.deleted},
                       {QStringLiteral("own"), message.own},
                       {QStringLiteral("replyTo"),
                        message.replyTo ? QJsonValue(qtText(message.replyTo->text()))
                                        : QJsonValue(QJsonValue::Null)},
                       {QStringLiteral("reactions"), reactions(message.reactions)},
                       {QStringLiteral("state"), word(wordOf(message.state))},
                       {QStringLiteral("deliveredTo"), identities(message.deliveredTo)},
                       {QStringLiteral("late"), message.late},
                       {QStringLiteral("olderRules"), message.olderRules},
                       {QStringLiteral("pinned"), message.pinned},
                       {QStringLiteral("mentions"), identities(message.mentions)}};
    if (message.file) {
        object.insert(QStringLiteral("file"),
                      QJsonObject{{QStringLiteral("file"), qtText(message.file->file.text())},
                                  {QStringLiteral("name"), qtText(message.file->name)},
                                  {QStringLiteral("bytes"), number(message.file->bytes)},
                                  {QStringLiteral("have"), message.file->have}});
    }
    return object;
}

QJsonObject toJson(const engine::FileSnapshot& file)
{
    QJsonObject object{{QStringLiteral("file"), qtText(file.file.text())},
                       {QStringLiteral("name"), qtText(file.name)},
                       {QStringLiteral("bytes"), number(file.bytes)},
                       {QStringLiteral("author"), hex(file.author)},
                       {QStringLiteral("timeMs"), static_cast<qint64>(file.timeMs)},
                       {QStringLiteral("have"), file.have},
                       {QStringLiteral("copies"), number(file.copies)},
                       {QStringLiteral("stage"), word(stageWord(file.stage))},
                       {QStringLiteral("bytesDone"), number(file.bytesDone)}};
    if (!file.path.empty()) {
        object.insert(QStringLiteral("path"), qtText(file.path));
    }
    return object;
}

QJsonObject toJson(const engine::PeerSnapshot& peer)
{
    return {{QStringLiteral("room"), qtText(peer.room.hex())},
            {QStringLiteral("identity"), hex(peer.identity)},
            {QStringLiteral("addr"), qtText(peer.addr)},
            {QStringLiteral("path"), word(wordOf(peer.path))},
            {QStringLiteral("rttMs"), static_cast<qint64>(peer.rttMs)},
            {QStringLiteral("bytesIn"), number(peer.bytesIn)},
            {QStringLiteral("bytesOut"), number(peer.bytesOut)},
            {QStringLiteral("sinceMs"), static_cast<qint64>(peer.sinceMs)}};
}

QJsonObject toJson(const engine::RungSnapshot& rung, std::int64_t nowMs)
{
    // 0 stays "never", so what happened this very millisecond reads 1.
    const std::int64_t ago = rung.lastMs == 0 ? 0 : std::max<std::int64_t>(1, nowMs - rung.lastMs);
    return {{QStringLiteral("rung"), word(wordOf(rung.rung))},
            {QStringLiteral("state"), word(wordOf(rung.state))},
            {QStringLiteral("peers"), number(rung.peers)},
            {QStringLiteral("lastMs"), static_cast<qint64>(ago)}};
}

} // namespace node
